/**
 * The server's side of a SPDY/3.1 connection, on anything that carries bytes.
 *
 * Windows are neither kept nor asked for: kubectl's library has none, and would wait for ever for an update. What slows
 * a writer down is the connection below.
 */
import {
  controlFrame,
  dataFrame,
  FIN,
  FRAME,
  FrameReader,
  ProtocolError,
  RESET,
  streamAt,
  wordAt,
  words,
  type Frame,
} from './frames';
import { HeaderReader, HeaderWriter, type SpdyHeaders } from './headers';

/** What carries the connection. */
export interface Wire {
  send(bytes: Buffer): void;
  close(): void;
}

/** One of the client's streams. The owner sets what is to happen when something comes. */
export class SpdyStream {
  onData: (bytes: Buffer) => void = () => undefined;
  /** The client will send no more. */
  onEnd: () => void = () => undefined;
  /** The stream is gone: reset by the client, or with the connection. */
  onGone: () => void = () => undefined;
  /** True once the client has sent all. */
  ended = false;
  /** True once we have sent all. */
  finished = false;

  constructor(
    readonly id: number,
    readonly headers: SpdyHeaders,
    private readonly session: SpdySession,
  ) {}

  /** Accepts the stream: before anything else is sent. */
  reply(): void {
    this.session.reply(this);
  }

  write(bytes: Uint8Array): void {
    if (!this.finished) this.session.write(this, bytes);
  }

  /** We will send no more. */
  finish(): void {
    if (!this.finished) this.session.finish(this);
  }

  reset(status: number): void {
    this.session.reset(this.id, status);
  }
}

export interface SessionOptions {
  /** Streams at a time; one more is refused. */
  readonly streams: number;
  /** The client has opened a stream. */
  open(stream: SpdyStream): void;
}

/** Bytes of one data frame of ours. */
const PIECE = 32 * 1024;
/** Bytes that may wait while a header block is read. */
const WAITING_MAX = 4 * 1024 * 1024;

export class SpdySession {
  private readonly reader = new FrameReader();
  private readonly headerReader = new HeaderReader();
  private readonly headerWriter = new HeaderWriter();
  private readonly streams = new Map<number, SpdyStream>();
  private newest = 0;
  private reading = false;
  private closed = false;

  constructor(
    private readonly wire: Wire,
    private readonly options: SessionOptions,
  ) {}

  /** Takes bytes from the client. Whatever they are, it throws nothing: nonsense ends the connection. */
  receive(bytes: Buffer): void {
    if (this.closed) return;
    this.reader.push(bytes);
    if (this.reader.pending > WAITING_MAX) this.fail();
    else void this.read();
  }

  /** Ends the connection from our side, or because the wire has gone. */
  close(): void {
    if (this.closed) return;
    this.closed = true;
    for (const stream of this.streams.values()) stream.onGone();
    this.streams.clear();
    this.headerReader.close();
    this.wire.close();
  }

  private async read(): Promise<void> {
    if (this.reading) return;
    this.reading = true;
    try {
      for (;;) {
        const frame = this.closed ? null : this.reader.next();
        if (frame === null) break;
        await this.take(frame);
      }
    } catch (error) {
      if (!(error instanceof ProtocolError)) console.error(error);
      this.fail();
    } finally {
      this.reading = false;
    }
  }

  private fail(): void {
    const protocolError = 1;
    if (!this.closed) this.wire.send(controlFrame(FRAME.goAway, words(this.newest, protocolError)));
    this.close();
  }

  private async take(frame: Frame): Promise<void> {
    if (frame.data) {
      this.takeData(frame.stream, frame.flags, frame.payload);
      return;
    }
    const { type, flags, payload } = frame;
    switch (type) {
      case FRAME.synStream:
        await this.takeStream(flags, payload);
        break;
      case FRAME.headers:
        // Nobody asks for later headers, but the next block can only be read after this one.
        await this.headerReader.read(payload.subarray(4));
        if ((flags & FIN) !== 0) this.takeEnd(streamAt(payload));
        break;
      case FRAME.rstStream:
        this.takeReset(streamAt(payload));
        break;
      case FRAME.ping:
        // The client's numbers are odd; an even one would be the answer to a ping of ours.
        if (wordAt(payload, 0) % 2 === 1) this.wire.send(controlFrame(FRAME.ping, payload.subarray(0, 4)));
        break;
      case FRAME.goAway:
        // Streams that are open go on; the wire ends with the client.
        break;
      default:
        // SETTINGS, WINDOW_UPDATE, and whatever is not known is left out, as the protocol says.
        break;
    }
  }

  private async takeStream(flags: number, payload: Buffer): Promise<void> {
    const id = streamAt(payload);
    if (payload.length < 10) throw new ProtocolError('a frame is cut short');
    const headers = await this.headerReader.read(payload.subarray(10));
    if (this.closed) return;
    if (id % 2 === 0 || id <= this.newest) throw new ProtocolError(`stream ${id} after ${this.newest}`);
    this.newest = id;
    if (this.streams.size >= this.options.streams) {
      this.reset(id, RESET.refusedStream);
      return;
    }
    const stream = new SpdyStream(id, headers, this);
    this.streams.set(id, stream);
    this.options.open(stream);
    if ((flags & FIN) !== 0) this.takeEnd(id);
  }

  private takeData(id: number, flags: number, payload: Buffer): void {
    const stream = this.streams.get(id);
    if (stream === undefined) {
      // One that was over before these bytes came needs no answer; one that never was is a mistake.
      if (id > this.newest) this.reset(id, RESET.invalidStream);
      return;
    }
    if (payload.length > 0 && !stream.ended) stream.onData(payload);
    if ((flags & FIN) !== 0) this.takeEnd(id);
  }

  private takeEnd(id: number): void {
    const stream = this.streams.get(id);
    if (stream === undefined || stream.ended) return;
    stream.ended = true;
    stream.onEnd();
    this.forget(stream);
  }

  private takeReset(id: number): void {
    const stream = this.streams.get(id);
    if (stream === undefined) return;
    this.streams.delete(id);
    stream.finished = true;
    stream.onGone();
  }

  private forget(stream: SpdyStream): void {
    if (stream.ended && stream.finished) this.streams.delete(stream.id);
  }

  // -------------------------------------------------------------------------------------------- for SpdyStream

  reply({ id }: SpdyStream): void {
    const block = this.headerWriter.write(new Map());
    if (!this.closed) this.wire.send(controlFrame(FRAME.synReply, Buffer.concat([words(id), block])));
  }

  write({ id }: SpdyStream, bytes: Uint8Array): void {
    if (this.closed) return;
    for (let at = 0; at < bytes.length; at += PIECE)
      this.wire.send(dataFrame(id, bytes.subarray(at, at + PIECE)));
  }

  finish(stream: SpdyStream): void {
    stream.finished = true;
    if (!this.closed) this.wire.send(dataFrame(stream.id, Buffer.alloc(0), FIN));
    this.forget(stream);
  }

  reset(id: number, status: number): void {
    const stream = this.streams.get(id);
    this.streams.delete(id);
    if (stream !== undefined) stream.finished = true;
    if (!this.closed) this.wire.send(controlFrame(FRAME.rstStream, words(id, status)));
  }
}
