/** The token between two parts of a list. Models apiserver/pkg/storage/continue.go. */
import { decodeBase64, encodeBase64 } from '../api/base64';

export interface ContinuePoint {
  /** Revision of the whole list. */
  readonly revision: number;
  /** Key below the prefix from which on the next part begins. */
  readonly start: string;
}

/** Keys are plain ASCII, so the token is too. */
export function encodeContinue({ revision, start }: ContinuePoint): string {
  const text = JSON.stringify({ v: 'meta.k8s.io/v1', rv: revision, start });
  return encodeBase64(text).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}

/** Null for what is no token of ours. */
export function decodeContinue(token: string): ContinuePoint | null {
  const padded = token
    .replaceAll('-', '+')
    .replaceAll('_', '/')
    .padEnd(Math.ceil(token.length / 4) * 4, '=');
  const fields = parse(decodeBase64(padded));
  if (typeof fields !== 'object' || fields === null) return null;
  const { v, rv, start } = fields as {
    readonly v?: unknown;
    readonly rv?: unknown;
    readonly start?: unknown;
  };
  if (v !== 'meta.k8s.io/v1' || typeof rv !== 'number' || typeof start !== 'string') return null;
  return { revision: rv, start };
}
