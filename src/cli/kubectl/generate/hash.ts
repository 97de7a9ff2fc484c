/** The suffix of generated names: `web-8mbdf7882g`. Models kubectl/pkg/util/hash. */
import type { KubeObject } from '../client';
import { goMapJson } from '../go-json';
import { sha256Hex } from './sha256';

const LETTERS: Readonly<Record<string, string>> = { '0': 'g', '1': 'h', '3': 'k', a: 'm', e: 't' };

function suffix(text: string): string {
  return Array.from(sha256Hex(text).slice(0, 10), (letter) => LETTERS[letter] ?? letter).join('');
}

/** Ten letters that change with the data, the type and the name. */
export function dataHash(object: KubeObject): string {
  const { kind, data, binaryData, immutable, type, metadata } = object;
  const isSecret = kind === 'Secret';
  return suffix(
    goMapJson({
      ...(binaryData === undefined || isSecret ? {} : { binaryData }),
      data: data ?? {},
      ...(immutable === undefined ? {} : { immutable }),
      kind,
      name: metadata.name,
      ...(isSecret ? { type: type ?? '' } : {}),
    }),
  );
}

/**
 * The same for generators of kustomize, which leave out the name (their look-up of it finds nothing). Models
 * kustomize/api/hasher.
 */
export function generatorHash({ kind, data, binaryData, type, stringData }: KubeObject): string {
  const isSecret = kind === 'Secret';
  return suffix(
    goMapJson({
      ...(isSecret || binaryData === undefined ? {} : { binaryData }),
      data: data ?? '',
      kind,
      name: '',
      ...(isSecret && stringData !== undefined ? { stringData } : {}),
      ...(isSecret ? { type: type ?? '' } : {}),
    }),
  );
}
