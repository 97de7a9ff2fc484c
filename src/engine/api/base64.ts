/** Base64 of texts, as Secrets hold them. Models encoding/base64 (StdEncoding), whose errors name the input byte. */

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const VALUES: ReadonlyMap<string, number> = new Map(Array.from(ALPHABET, (letter, i) => [letter, i]));

/** UTF-8 of a text. */
function utf8(text: string): readonly number[] {
  const bytes: number[] = [];
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    if (code < 0x80) bytes.push(code);
    else if (code < 0x800) bytes.push(0xc0 | (code >> 6), 0x80 | (code & 63));
    else if (code < 0x10000) bytes.push(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
    else {
      bytes.push(
        0xf0 | (code >> 18),
        0x80 | ((code >> 12) & 63),
        0x80 | ((code >> 6) & 63),
        0x80 | (code & 63),
      );
    }
  }
  return bytes;
}

export function encodeBase64(text: string): string {
  return encodeBase64Bytes(utf8(text));
}

export function encodeBase64Bytes(bytes: readonly number[] | Uint8Array): string {
  let result = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const [a = 0, b = 0, c = 0] = bytes.slice(i, i + 3);
    const word = (a << 16) | (b << 8) | c;
    const letters = [18, 12, 6, 0].map((shift) => ALPHABET[(word >> shift) & 63]).join('');
    result +=
      i + 2 < bytes.length
        ? letters
        : i + 1 < bytes.length
          ? `${letters.slice(0, 3)}=`
          : `${letters.slice(0, 2)}==`;
  }
  return result;
}

/** Line breaks are no part of the code. */
function significant(code: string): string {
  return code.replace(/[\r\n]/g, '');
}

/** Where decoding stops, as Go counts; null when the text is well-formed. */
export function base64Error(code: string): string | null {
  const at = (byte: number): string => `illegal base64 data at input byte ${byte}`;
  const text = significant(code);
  const body = text.replace(/={1,2}$/, '');
  for (let i = 0; i < body.length; i += 1) if (!VALUES.has(body[i] ?? '')) return at(i);
  if (text.length % 4 === 0) return null;
  // Padding that is too short, too long or missing is found at the end.
  return at(text.length === body.length ? body.length - (body.length % 4) : text.length);
}

function bytesOf(code: string): readonly number[] {
  const bytes: number[] = [];
  let word = 0;
  let bits = 0;
  for (const letter of significant(code)) {
    const value = VALUES.get(letter);
    if (value === undefined) break;
    word = ((word << 6) | value) & 0xffff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes.push((word >> bits) & 0xff);
  }
  return bytes;
}

/** Bytes in the code, without decoding them. */
export function base64ByteLength(code: string): number {
  return Math.floor((significant(code).replace(/=+$/, '').length * 3) / 4);
}

const REPLACEMENT = '\uFFFD';

/** Code point and length of the character that begins at a byte. */
function characterAt(bytes: readonly number[], start: number): readonly [text: string, length: number] {
  const first = bytes[start] ?? 0;
  if (first < 0x80) return [String.fromCharCode(first), 1];
  const length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  const rest = bytes.slice(start + 1, start + length);
  if (first < 0xc0 || first > 0xf7 || rest.length < length - 1 || rest.some((byte) => byte >> 6 !== 2)) {
    return [REPLACEMENT, 1];
  }
  const code = rest.reduce((sum, byte) => (sum << 6) | (byte & 63), first & (0xff >> (length + 1)));
  return [code > 0x10ffff ? REPLACEMENT : String.fromCodePoint(code), length];
}

/** The bytes in the code. */
export function decodeBase64Bytes(code: string): Uint8Array {
  return Uint8Array.from(bytesOf(code));
}

/** The text in the code. Bytes that are no UTF-8 become replacement characters. */
export function decodeBase64(code: string): string {
  const bytes = bytesOf(code);
  let text = '';
  for (let i = 0; i < bytes.length; ) {
    const [character, length] = characterAt(bytes, i);
    text += character;
    i += length;
  }
  return text;
}
