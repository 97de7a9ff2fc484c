/** Turns what comes over a socket into a request as the API server takes it. */
import type { IncomingMessage } from 'node:http';
import type { Headers, HttpRequest } from '../../engine/api/http';
import { BATCH_HEADER, LABEL_HEADER } from '../../engine/api/http';
import { LIMITS } from './limits';

/** Headers that are the bridge's business, or that only our own programs may send. */
const KEPT_BACK: ReadonlySet<string> = new Set([
  'authorization',
  'cookie',
  'host',
  'connection',
  'keep-alive',
  'transfer-encoding',
  'content-length',
  'accept-encoding',
  'expect',
  'te',
  'origin',
  LABEL_HEADER,
  BATCH_HEADER,
]);

function headersOf({ headers }: IncomingMessage): Headers {
  const result: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined || KEPT_BACK.has(name)) continue;
    result[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return result;
}

/** Text where it is text; the API server takes everything else as bytes. */
function bodyOf(bytes: Buffer, type: string): string | Uint8Array {
  if (bytes.length === 0) return '';
  if (/protobuf|octet-stream|cbor/i.test(type)) return new Uint8Array(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new Uint8Array(bytes);
  }
}

export function requestOf(message: IncomingMessage, bytes: Buffer): HttpRequest {
  const { method = 'GET', url = '/' } = message;
  return {
    method,
    target: url,
    headers: headersOf(message),
    body: bodyOf(bytes, message.headers['content-type'] ?? ''),
  };
}

/** The whole body; null when it is too large, and undefined when the client went away. Never rejects. */
export function readBody(message: IncomingMessage): Promise<Buffer | null | undefined> {
  const announced = Number(message.headers['content-length'] ?? 0);
  if (announced > LIMITS.bodyBytes) return Promise.resolve(null);
  return new Promise((resolve) => {
    const parts: Buffer[] = [];
    let size = 0;
    message.on('data', (part: Buffer) => {
      size += part.length;
      if (size <= LIMITS.bodyBytes) {
        parts.push(part);
        return;
      }
      message.pause();
      message.removeAllListeners('data');
      resolve(null);
    });
    message.on('end', () => resolve(Buffer.concat(parts)));
    message.on('error', () => resolve(undefined));
    message.on('close', () => resolve(undefined));
  });
}
