/** Header blocks of SPDY/3.1: names and values, compressed as one stream for all blocks of a connection. */
import { constants, createInflate, type Inflate } from 'node:zlib';
import { SPDY_DICTIONARY } from './dictionary';
import { ProtocolError, wordAt } from './frames';

/** Several values of a name are joined by a NUL. */
export type SpdyHeaders = ReadonlyMap<string, string>;

/** A whole block, decompressed. A larger one is a bomb. */
const BLOCK_MAX = 64 * 1024;
const PAIRS_MAX = 200;
/** zlib's mark of a stream without a dictionary, and with the window of 32 KiB. */
const ZLIB_HEAD = Buffer.from([0x78, 0x01]);
const STORED_MAX = 0xffff;
/** An empty piece. Readers hand out what they have when they meet it; without it they look for more, and fail. */
const FLUSH = Buffer.from([0x00, 0x00, 0x00, 0xff, 0xff]);

/** Throws a `ProtocolError` for what is no header block. */
export function parseHeaders(block: Buffer): SpdyHeaders {
  const headers = new Map<string, string>();
  const count = wordAt(block, 0);
  if (count > PAIRS_MAX) throw new ProtocolError(`${count} headers`);
  let at = 4;
  const text = () => {
    const length = wordAt(block, at);
    const end = at + 4 + length;
    if (end > block.length) throw new ProtocolError('a header is cut short');
    const value = block.toString('utf8', at + 4, end);
    at = end;
    return value;
  };
  for (let pair = 0; pair < count; pair++) {
    const name = text().toLowerCase();
    headers.set(name, text());
  }
  return headers;
}

export function formatHeaders(headers: SpdyHeaders): Buffer {
  const parts: Buffer[] = [];
  const number = (value: number) => {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(value);
    parts.push(bytes);
  };
  number(headers.size);
  for (const text of [...headers].flat()) {
    const bytes = Buffer.from(text);
    number(bytes.length);
    parts.push(bytes);
  }
  return Buffer.concat(parts);
}

/** Decompresses blocks in the order in which they come. One at a time. */
export class HeaderReader {
  private readonly inflate: Inflate;
  private failed: ((error: Error) => void) | null = null;

  constructor() {
    this.inflate = createInflate({
      dictionary: SPDY_DICTIONARY,
      flush: constants.Z_SYNC_FLUSH,
      chunkSize: BLOCK_MAX,
      readableHighWaterMark: 2 * BLOCK_MAX,
    } as Parameters<typeof createInflate>[0]);
    this.inflate.on('error', (error) => this.failed?.(error));
  }

  /** Rejects with a `ProtocolError` for what is no header block. */
  async read(compressed: Buffer): Promise<SpdyHeaders> {
    const block = await new Promise<Buffer>((resolve, reject) => {
      this.failed = () => reject(new ProtocolError('headers that cannot be decompressed'));
      const parts: Buffer[] = [];
      let size = 0;
      const collect = () => {
        for (;;) {
          const part = this.inflate.read() as Buffer | null;
          if (part === null) return;
          parts.push(part);
          size += part.length;
          if (size > BLOCK_MAX) {
            reject(new ProtocolError('headers that are too large'));
            return;
          }
        }
      };
      this.inflate.on('readable', collect);
      this.inflate.write(compressed, () => {
        collect();
        this.inflate.off('readable', collect);
        resolve(Buffer.concat(parts));
      });
    });
    this.failed = null;
    return parseHeaders(block);
  }

  close(): void {
    this.inflate.destroy();
  }
}

/**
 * Writes blocks in stored (uncompressed) pieces of one zlib stream: ours are a few bytes long, and it takes no waiting.
 */
export class HeaderWriter {
  private begun = false;

  write(headers: SpdyHeaders): Buffer {
    const block = formatHeaders(headers);
    const parts: Buffer[] = this.begun ? [] : [ZLIB_HEAD];
    this.begun = true;
    for (let at = 0; at < block.length; at += STORED_MAX) {
      const piece = block.subarray(at, at + STORED_MAX);
      const head = Buffer.alloc(5);
      head.writeUInt16LE(piece.length, 1);
      head.writeUInt16LE(~piece.length & 0xffff, 3);
      parts.push(head, piece);
    }
    parts.push(FLUSH);
    return Buffer.concat(parts);
  }
}
