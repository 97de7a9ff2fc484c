/** Tar archives, as far as `kubectl cp` writes and reads them. Models archive/tar (USTAR, with long names as GNU and PAX write them). */

export interface TarEntry {
  /** Folders end with a slash. */
  readonly name: string;
  readonly type: 'file' | 'folder' | 'link';
  /** Where a link points to. */
  readonly target: string;
  readonly bytes: Uint8Array;
}

const BLOCK = 512;
const NAME_MAX = 100;
const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** `now`: time of the files, ms since 1970. */
export function writeTar(entries: readonly TarEntry[], now: number): Uint8Array {
  const blocks: Uint8Array[] = [];
  for (const entry of entries) {
    const name = encoder.encode(entry.name);
    if (name.length > NAME_MAX) {
      const long = new Uint8Array([...name, 0]);
      blocks.push(header('././@LongLink', 'L', long.length, 0, ''), padded(long));
    }
    const type = entry.type === 'folder' ? '5' : entry.type === 'link' ? '2' : '0';
    const short = decoder.decode(name.subarray(0, NAME_MAX));
    blocks.push(header(short, type, entry.bytes.length, now, entry.target), padded(entry.bytes));
  }
  blocks.push(new Uint8Array(2 * BLOCK));
  return concatenated(blocks);
}

function header(name: string, type: string, size: number, now: number, target: string): Uint8Array {
  const block = new Uint8Array(BLOCK);
  const put = (text: string, at: number, max: number) => block.set(encoder.encode(text).subarray(0, max), at);
  const octal = (value: number, at: number, width: number) =>
    put(`${value.toString(8).padStart(width - 1, '0')}\0`, at, width);
  put(name, 0, NAME_MAX);
  octal(type === '5' ? 0o755 : 0o644, 100, 8);
  octal(0, 108, 8);
  octal(0, 116, 8);
  octal(size, 124, 12);
  octal(Math.floor(now / 1000), 136, 12);
  put('        ', 148, 8);
  put(type, 156, 1);
  put(target, 157, NAME_MAX);
  put('ustar\x0000', 257, 8);
  put('root', 265, 32);
  put('root', 297, 32);
  const sum = block.reduce((total, byte) => total + byte, 0);
  put(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 8);
  return block;
}

function padded(bytes: Uint8Array): Uint8Array {
  const whole = new Uint8Array(Math.ceil(bytes.length / BLOCK) * BLOCK);
  whole.set(bytes);
  return whole;
}

export function concatenated(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

export type ReadTar =
  | { readonly entries: readonly TarEntry[] }
  /** What was whole, and why the rest is not. */
  | { readonly entries: readonly TarEntry[]; readonly error: string };

/** Never throws; an archive that breaks off or is none says so. */
export function readTar(archive: Uint8Array): ReadTar {
  const entries: TarEntry[] = [];
  let longName = '';
  for (let at = 0; at + BLOCK <= archive.length; ) {
    const block = archive.subarray(at, at + BLOCK);
    if (block.every((byte) => byte === 0)) return { entries };
    const size = Number.parseInt(textAt(block, 124, 12).trim() || '0', 8);
    if (Number.isNaN(size)) return { entries, error: 'archive/tar: invalid tar header' };
    const bytes = archive.subarray(at + BLOCK, at + BLOCK + size);
    if (bytes.length < size) return { entries, error: 'unexpected EOF' };
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK;
    const type = textAt(block, 156, 1);
    if (type === 'L') longName = decoder.decode(bytes).replace(/\0.*$/s, '');
    else if (type === 'x') longName = paxPath(decoder.decode(bytes)) ?? longName;
    else if (type !== 'g') {
      entries.push(entryOf(block, longName, type, bytes));
      longName = '';
    }
  }
  return archive.length === 0 ? { entries } : { entries, error: 'unexpected EOF' };
}

function entryOf(block: Uint8Array, longName: string, type: string, bytes: Uint8Array): TarEntry {
  const isUstar = textAt(block, 257, 5) === 'ustar';
  const prefix = isUstar ? textAt(block, 345, 155) : '';
  const name = longName || (prefix === '' ? textAt(block, 0, 100) : `${prefix}/${textAt(block, 0, 100)}`);
  const isFolder = type === '5' || name.endsWith('/');
  return {
    name,
    type: isFolder ? 'folder' : type === '1' || type === '2' ? 'link' : 'file',
    target: textAt(block, 157, 100),
    bytes,
  };
}

/** `27 path=a/very/long/name\n` among other records. */
function paxPath(records: string): string | undefined {
  return /(?:^|\n)\d+ path=([^\n]*)\n/.exec(records)?.[1];
}

function textAt(block: Uint8Array, from: number, length: number): string {
  const bytes = block.subarray(from, from + length);
  const end = bytes.indexOf(0);
  return decoder.decode(end < 0 ? bytes : bytes.subarray(0, end));
}
