/** Frames of SPDY/3.1 as bytes. Models the protocol's section 2.2; what kubectl speaks inside a port-forward. */

export const FRAME = {
  synStream: 1,
  synReply: 2,
  rstStream: 3,
  settings: 4,
  ping: 6,
  goAway: 7,
  headers: 8,
  windowUpdate: 9,
} as const;

export const FIN = 0x01;

/** Why a stream is reset. */
export const RESET = { protocolError: 1, invalidStream: 2, refusedStream: 3, cancel: 5 } as const;

export type Frame =
  | { readonly data: true; readonly stream: number; readonly flags: number; readonly payload: Buffer }
  | { readonly data: false; readonly type: number; readonly flags: number; readonly payload: Buffer };

const VERSION = 3;
const HEAD_BYTES = 8;
/** A frame that is longer than this is no honest one. kubectl's are 32 KiB at most. */
const FRAME_MAX = 1024 * 1024;
const STREAM_MASK = 0x7fffffff;

export class ProtocolError extends Error {
  override readonly name = 'ProtocolError';
}

/** Takes bytes as they come, and gives frames. */
export class FrameReader {
  private parts: Buffer[] = [];
  private size = 0;

  push(bytes: Buffer): void {
    if (bytes.length === 0) return;
    this.parts.push(bytes);
    this.size += bytes.length;
  }

  /** Bytes that wait to be read. */
  get pending(): number {
    return this.size;
  }

  /** The next whole frame, or null. Throws a `ProtocolError` for what is none. */
  next(): Frame | null {
    if (this.size < HEAD_BYTES) return null;
    const bytes = this.whole();
    const length = bytes.readUIntBE(5, 3);
    if (length > FRAME_MAX) throw new ProtocolError(`a frame of ${length} bytes`);
    if (bytes.length < HEAD_BYTES + length) return null;
    const payload = bytes.subarray(HEAD_BYTES, HEAD_BYTES + length);
    const rest = bytes.subarray(HEAD_BYTES + length);
    this.parts = rest.length === 0 ? [] : [rest];
    this.size = rest.length;
    const first = bytes.readUInt32BE(0);
    const flags = bytes.readUInt8(4);
    if (first >>> 31 === 0) return { data: true, stream: first, flags, payload };
    const version = (first >>> 16) & 0x7fff;
    if (version !== VERSION) throw new ProtocolError(`SPDY version ${version}`);
    return { data: false, type: first & 0xffff, flags, payload };
  }

  private whole(): Buffer {
    if (this.parts.length > 1) this.parts = [Buffer.concat(this.parts)];
    return this.parts[0] as Buffer;
  }
}

export function dataFrame(stream: number, payload: Uint8Array, flags = 0): Buffer {
  const head = Buffer.alloc(HEAD_BYTES);
  head.writeUInt32BE(stream & STREAM_MASK, 0);
  head.writeUInt8(flags, 4);
  head.writeUIntBE(payload.length, 5, 3);
  return Buffer.concat([head, payload]);
}

export function controlFrame(type: number, payload: Uint8Array, flags = 0): Buffer {
  const head = Buffer.alloc(HEAD_BYTES);
  head.writeUInt32BE((0x80000000 | (VERSION << 16) | type) >>> 0, 0);
  head.writeUInt8(flags, 4);
  head.writeUIntBE(payload.length, 5, 3);
  return Buffer.concat([head, payload]);
}

/** A payload of whole numbers of 32 bits. */
export function words(...numbers: readonly number[]): Buffer {
  const payload = Buffer.alloc(4 * numbers.length);
  numbers.forEach((number, index) => payload.writeUInt32BE(number >>> 0, 4 * index));
  return payload;
}

/** The number at this place of a payload. Throws a `ProtocolError` when it is too short. */
export function wordAt(payload: Buffer, offset: number): number {
  if (payload.length < offset + 4) throw new ProtocolError('a frame is cut short');
  return payload.readUInt32BE(offset);
}

export function streamAt(payload: Buffer, offset = 0): number {
  return wordAt(payload, offset) & STREAM_MASK;
}
