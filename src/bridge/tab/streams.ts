/** The tab's side of the streams: answers wait here for clients that read slowly, and never in the world's way. */
import type { OpenExchange } from '../../engine/api/http';
import type { TabHost } from './host';
import { isStream } from './is-stream';
import { WINDOW_BYTES, type FromTab, type ToTab } from './messages';

/** Bytes of one message of an answer. */
const PIECE_BYTES = 256 * 1024;
/** Bytes that may wait for one client of a watch, a log, an upgrade; one more chunk, and its stream breaks off. */
const WAITING_MAX = 8 * 1024 * 1024;
/** The same for an answer that has an end: it is made faster than anybody reads. */
const ANSWER_MAX = 256 * 1024 * 1024;

const encoder = new TextEncoder();

type Send = (message: FromTab) => void;

class TabStream {
  private credit = WINDOW_BYTES;
  private waiting: Uint8Array[] = [];
  private waitingBytes = 0;
  private ended = false;
  private upgraded = false;
  private endless = false;
  private over = false;
  private exchange: OpenExchange | null = null;
  /** Input that came while the request was being opened. */
  private early: Uint8Array[] = [];

  constructor(
    private readonly id: number,
    private readonly send: Send,
    private readonly forget: () => void,
    private readonly failed: (error: unknown) => void,
  ) {}

  begin(host: TabHost, { method, target, headers, body }: Extract<ToTab, { type: 'open' }>): void {
    const request = { method, target, headers, body };
    this.endless = isStream(target);
    try {
      const exchange = host.open(request, {
        head: (status, answered) => {
          this.upgraded = status === 101;
          if (!this.over) this.send({ type: 'head', stream: this.id, status, headers: answered });
        },
        data: (chunk) => this.data(chunk),
        end: () => {
          this.ended = true;
          this.flush();
        },
      });
      this.exchange = exchange;
      for (const bytes of this.early.splice(0)) exchange.input(bytes);
      if (this.over) exchange.close();
    } catch (error) {
      this.failed(error);
      this.abort();
    }
  }

  input(bytes: Uint8Array): void {
    if (this.over) return;
    try {
      if (this.exchange === null) this.early.push(bytes);
      else this.exchange.input(bytes);
    } catch (error) {
      this.failed(error);
      this.abort();
    }
    this.send({ type: 'taken', stream: this.id, bytes: bytes.length });
  }

  grant(bytes: number): void {
    this.credit += bytes;
    this.flush();
  }

  /** The client has gone, or the connection: nothing more is wanted. */
  close(): void {
    if (this.over) return;
    this.over = true;
    this.waiting = [];
    this.forget();
    try {
      this.exchange?.close();
    } catch (error) {
      this.failed(error);
    }
  }

  private abort(): void {
    if (this.over) return;
    this.send({ type: 'abort', stream: this.id });
    this.close();
  }

  private data(chunk: string | Uint8Array): void {
    if (this.over || this.ended) return;
    if (this.waitingBytes > (this.upgraded || this.endless ? WAITING_MAX : ANSWER_MAX)) {
      this.abort();
      return;
    }
    const bytes = typeof chunk === 'string' ? encoder.encode(chunk) : chunk;
    // Messages of an upgraded connection are wholes; other answers are bytes, however they come.
    const piece = this.upgraded ? Math.max(1, bytes.length) : PIECE_BYTES;
    for (let at = 0; at < bytes.length; at += piece) this.waiting.push(bytes.subarray(at, at + piece));
    this.waitingBytes += bytes.length;
    this.flush();
  }

  private flush(): void {
    if (this.over) return;
    while (this.credit > 0) {
      const bytes = this.waiting.shift();
      if (bytes === undefined) break;
      this.credit -= bytes.length;
      this.waitingBytes -= bytes.length;
      this.send({ type: 'data', stream: this.id, bytes });
    }
    if (!this.ended || this.waiting.length > 0) return;
    this.over = true;
    this.forget();
    this.send({ type: 'end', stream: this.id });
  }
}

/** All streams of one connection to the server. */
export class TabStreams {
  private readonly streams = new Map<number, TabStream>();

  constructor(
    private readonly host: TabHost,
    private readonly send: Send,
  ) {}

  take(message: Exclude<ToTab, { type: 'status' }>): void {
    if (message.type === 'open') {
      const { stream: id } = message;
      const stream = new TabStream(
        id,
        this.send,
        () => this.streams.delete(id),
        (error) => this.host.failed(error),
      );
      this.streams.set(id, stream);
      stream.begin(this.host, message);
      return;
    }
    const stream = this.streams.get(message.stream);
    if (stream === undefined) return;
    if (message.type === 'input') stream.input(message.bytes);
    else if (message.type === 'credit') stream.grant(message.bytes);
    else stream.close();
  }

  /** The connection has gone, and with it everybody outside. */
  close(): void {
    for (const stream of [...this.streams.values()]) stream.close();
  }

  get size(): number {
    return this.streams.size;
  }
}
