/** MD5 of an ASCII text (RFC 1321), by which upstream puts the ports of Endpoints in an order. For short texts. */

const SHIFTS = [
  [7, 12, 17, 22],
  [5, 9, 14, 20],
  [4, 11, 16, 23],
  [6, 10, 15, 21],
] as const;

const SINES = Array.from({ length: 64 }, (_, i) => Math.floor(Math.abs(Math.sin(i + 1)) * 2 ** 32));

/** Little-endian words: the text, a one bit, zeroes, and the length in bits. */
function padded(text: string): Uint32Array {
  const words = new Uint32Array((((text.length + 8) >> 6) + 1) * 16);
  for (let i = 0; i < text.length; i++) {
    words[i >> 2] = (words[i >> 2] ?? 0) | (text.charCodeAt(i) << (8 * (i & 3)));
  }
  words[text.length >> 2] = (words[text.length >> 2] ?? 0) | (0x80 << (8 * (text.length & 3)));
  words[words.length - 2] = text.length * 8;
  return words;
}

/** What the round mixes, and which word of the block it takes. */
function mixed(i: number, b: number, c: number, d: number): readonly [mix: number, word: number] {
  if (i < 16) return [(b & c) | (~b & d), i];
  if (i < 32) return [(d & b) | (~d & c), (5 * i + 1) & 15];
  if (i < 48) return [b ^ c ^ d, (3 * i + 5) & 15];
  return [c ^ (b | ~d), (7 * i) & 15];
}

function hexOf(word: number): string {
  const swapped = ((word & 0xff) << 24) | ((word & 0xff00) << 8) | ((word >>> 8) & 0xff00) | (word >>> 24);
  return (swapped >>> 0).toString(16).padStart(8, '0');
}

/** In hexadecimal. */
export function md5(text: string): string {
  const words = padded(text);
  let state = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476] as [number, number, number, number];
  for (let block = 0; block < words.length; block += 16) {
    let [a, b, c, d] = state;
    for (let i = 0; i < 64; i++) {
      const [mix, word] = mixed(i, b, c, d);
      const sum = (a + mix + (SINES[i] ?? 0) + (words[block + word] ?? 0)) | 0;
      const shift = SHIFTS[i >> 4]?.[i & 3] ?? 0;
      [a, d, c, b] = [d, c, b, (b + ((sum << shift) | (sum >>> (32 - shift)))) | 0];
    }
    state = [(state[0] + a) | 0, (state[1] + b) | 0, (state[2] + c) | 0, (state[3] + d) | 0];
  }
  return state.map(hexOf).join('');
}
