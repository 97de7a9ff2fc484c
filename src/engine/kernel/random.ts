/**
 * Seeded randomness as plain data: the four words of an sfc32 generator, living in the state of whoever uses it.
 *
 * One stream per component and purpose, so that a fork of the world does not rename what it does not touch.
 */

export type RandomStream = Uint32Array;

/** FNV-1a over UTF-16 units; used to derive streams and hashes from names. Returns an unsigned 32-bit integer. */
function hashText(text: string, start = 0x811c9dc5): number {
  let hash = start;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

/** A stream that depends on the world's seed and on the purpose's name, and on nothing else. */
export function createStream(seed: number, purpose: string): RandomStream {
  const stream = new Uint32Array([seed >>> 0, hashText(purpose), 0x9e3779b9, 1]);
  // sfc32 needs a few rounds until all words depend on the seed.
  for (let i = 0; i < 15; i++) nextUint32(stream);
  return stream;
}

export function copyStream(stream: RandomStream): RandomStream {
  return stream.slice();
}

/** Next unsigned 32-bit integer. Advances the stream. Algorithm: sfc32 (Chris Doty-Humphrey, PractRand). */
export function nextUint32(stream: RandomStream): number {
  const a = stream[0] as number;
  const b = stream[1] as number;
  const c = stream[2] as number;
  const counter = stream[3] as number;
  const result = (a + b + counter) | 0;
  stream[3] = (counter + 1) | 0;
  stream[0] = b ^ (b >>> 9);
  stream[1] = (c + (c << 3)) | 0;
  stream[2] = (((c << 21) | (c >>> 11)) + result) | 0;
  return result >>> 0;
}

/** Integer in [0, bound), bound ≤ 2^32, by multiplication (bias below 2^-20 for our small bounds). */
export function nextBelow(stream: RandomStream, bound: number): number {
  return Math.floor((nextUint32(stream) / 4294967296) * bound);
}

const SUFFIX_ALPHABET = 'bcdfghjklmnpqrstvwxz2456789';

/** Random characters as generateName makes them. Models apimachinery/pkg/util/rand/rand.go (27 symbols). */
export function nextSuffix(stream: RandomStream, length: number): string {
  let text = '';
  for (let i = 0; i < length; i++) text += SUFFIX_ALPHABET[nextBelow(stream, SUFFIX_ALPHABET.length)];
  return text;
}

const HEX: readonly string[] = Array.from({ length: 256 }, (_, byte) => (byte + 256).toString(16).slice(1));

function hexOfWord(word: number): string {
  return (
    (HEX[word >>> 24] as string) +
    (HEX[(word >>> 16) & 255] as string) +
    (HEX[(word >>> 8) & 255] as string) +
    (HEX[word & 255] as string)
  );
}

/** A version 4 UUID. */
export function nextUuid(stream: RandomStream): string {
  const a = hexOfWord(nextUint32(stream));
  const b = hexOfWord((nextUint32(stream) & 0xffff0fff) | 0x00004000);
  const c = hexOfWord((nextUint32(stream) & 0x3fffffff) | 0x80000000);
  const d = hexOfWord(nextUint32(stream));
  return `${a}-${b.slice(0, 4)}-${b.slice(4)}-${c.slice(0, 4)}-${c.slice(4)}${d}`;
}
