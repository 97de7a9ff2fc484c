/**
 * Bytes of a connection as text, without loss: UTF-8 becomes its characters, and each byte that belongs to none becomes
 * a lone surrogate U+DC80 to U+DCFF. So the world holds text, and a binary file that was copied into it comes out again
 * as it was.
 */

const ESCAPE = 0xdc00;

/** Length of the sequence that a byte begins; 0 for one that begins none. */
function sequenceLength(byte: number): number {
  if (byte < 0x80) return 1;
  if (byte >= 0xc2 && byte < 0xe0) return 2;
  if (byte >= 0xe0 && byte < 0xf0) return 3;
  return byte >= 0xf0 && byte < 0xf5 ? 4 : 0;
}

/** The character that begins at an offset, or -1 when its bytes are none. */
function codePointAt(bytes: Uint8Array, at: number, length: number): number {
  const first = bytes[at] as number;
  if (length === 1) return first;
  if (length === 0 || at + length > bytes.length) return -1;
  let code = first & (0x7f >> length);
  for (let i = 1; i < length; i++) {
    const byte = bytes[at + i] as number;
    if ((byte & 0xc0) !== 0x80) return -1;
    code = (code << 6) | (byte & 0x3f);
  }
  const smallest = [0, 0, 0x80, 0x800, 0x10000][length] as number;
  const isSurrogate = code >= 0xd800 && code < 0xe000;
  return code < smallest || isSurrogate || code > 0x10ffff ? -1 : code;
}

export function textOfBytes(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; ) {
    const length = sequenceLength(bytes[at] as number);
    const code = codePointAt(bytes, at, length);
    if (code < 0) text += String.fromCharCode(ESCAPE + (bytes[at] as number));
    else text += String.fromCodePoint(code);
    at += code < 0 ? 1 : length;
  }
  return text;
}

function isEscape(code: number): boolean {
  return code >= ESCAPE + 0x80 && code <= ESCAPE + 0xff;
}

function pushCharacter(bytes: number[], code: number): void {
  if (code < 0x80) bytes.push(code);
  else if (code < 0x800) bytes.push(0xc0 | (code >> 6), 0x80 | (code & 0x3f));
  else if (code < 0x10000) bytes.push(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 0x3f), 0x80 | (code & 0x3f));
  else {
    bytes.push(0xf0 | (code >> 18), 0x80 | ((code >> 12) & 0x3f));
    bytes.push(0x80 | ((code >> 6) & 0x3f), 0x80 | (code & 0x3f));
  }
}

export function bytesOfText(text: string): Uint8Array {
  const bytes: number[] = [];
  for (const char of text) {
    const code = char.codePointAt(0) as number;
    if (isEscape(code)) bytes.push(code - ESCAPE);
    else pushCharacter(bytes, code >= 0xd800 && code < 0xe000 ? 0xfffd : code);
  }
  return Uint8Array.from(bytes);
}
