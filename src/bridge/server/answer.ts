/** One answer on its way to an HTTP client: short ones whole, big ones compressed, streams as they come. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { constants, createGzip, gzip, type Gzip } from 'node:zlib';
import type { Headers, ResponseSink } from '../../engine/api/http';
import type { Status } from '../../engine/api/status';
import { isStream } from '../tab/is-stream';
import { LIMITS } from './limits';
import { NO_ANSWER } from './refusals';

/** Answers below this stay as they are. Models apiserver/pkg/endpoints/handlers/responsewriters (defaultGzipThreshold). */
const GZIP_BYTES = 128 * 1024;
const GZIP_LEVEL = 1;
/** ms after which an answer that has begun, and does not end, is sent as far as it goes. */
const HOLD_MS = 100;
/** Bytes of it that are held back for that long. */
const HELD_BYTES = 2 * GZIP_BYTES;
/** With more than this unread, whoever can wait should. */
const BEHIND_BYTES = 1024 * 1024;

/** Writes a refusal, and ends the answer. */
export function refuse(response: ServerResponse, status: Status, headers: Headers = {}): void {
  if (response.headersSent) return;
  const body = `${JSON.stringify(status)}\n`;
  response.writeHead(status.code, {
    'content-type': 'application/json',
    'cache-control': 'no-cache, private',
    'content-length': Buffer.byteLength(body),
    ...headers,
  });
  response.end(body);
}

function acceptsGzip({ headers }: IncomingMessage): boolean {
  const offered = String(headers['accept-encoding'] ?? '').split(',');
  return offered.some((part) => /^\s*gzip\s*(;\s*q=(?!0(\.0*)?\s*$).*)?$/i.test(part));
}

export class Answer implements ResponseSink {
  private status = 0;
  private headers: Headers = {};
  private held: Buffer[] = [];
  private heldBytes = 0;
  private flowing = false;
  private ended = false;
  private zipper: Gzip | null = null;
  private timer: NodeJS.Timeout | undefined;
  private readonly streaming: boolean;
  private readonly zips: boolean;
  /** Only the head is wanted: its length would be that of the body that is left out. */
  private readonly headOnly: boolean;
  /** Called when the client is cut off, because it does not read. */
  onCut: () => void = () => undefined;

  constructor(
    request: IncomingMessage,
    private readonly response: ServerResponse,
  ) {
    this.streaming = isStream(request.url ?? '');
    this.headOnly = request.method === 'HEAD';
    this.zips = acceptsGzip(request) && !this.headOnly;
  }

  head(status: number, headers: Headers): void {
    if (this.status !== 0 || this.response.destroyed) return;
    if (status === 0) {
      // Nobody answers in there: the connection breaks, as that to a server that has died.
      this.ended = true;
      this.response.destroy();
      return;
    }
    if (!Number.isInteger(status) || status < 200 || status > 599) {
      this.status = NO_ANSWER.code;
      this.end(NO_ANSWER);
      return;
    }
    this.status = status;
    this.headers = headers;
    if (this.streaming && status === 200) this.flow();
    else this.timer = setTimeout(() => this.flow(), HOLD_MS);
  }

  data(chunk: string | Uint8Array): void {
    if (this.ended || this.response.destroyed) return;
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : Buffer.from(chunk);
    if (this.flowing) {
      this.write(bytes);
      return;
    }
    this.held.push(bytes);
    this.heldBytes += bytes.length;
    // Beyond this nothing is gained by waiting for the end.
    if (this.heldBytes > HELD_BYTES) this.flow();
  }

  /** `instead`: a refusal for an answer that never began. */
  end(instead?: Status): void {
    if (this.ended) return;
    this.ended = true;
    clearTimeout(this.timer);
    if (this.response.destroyed) return;
    if (this.flowing) (this.zipper ?? this.response).end();
    else if (this.status === 0 || instead !== undefined) refuse(this.response, instead ?? NO_ANSWER);
    else this.whole();
  }

  /** The answer breaks off: the client must not take it for complete. */
  breakOff(status: Status): void {
    if (this.flowing) {
      this.ended = true;
      this.zipper?.destroy();
      if (this.streaming) this.response.end();
      else this.response.destroy();
    } else this.end(status);
  }

  /** The answer in one piece, with its length. */
  private whole(): void {
    const body = Buffer.concat(this.held);
    this.held = [];
    if (!this.zips || body.length < GZIP_BYTES) {
      this.finish(body, {});
      return;
    }
    gzip(body, { level: GZIP_LEVEL }, (error, zipped) => {
      if (error === null) this.finish(zipped, { 'content-encoding': 'gzip', vary: 'Accept-Encoding' });
      else this.finish(body, {});
    });
  }

  private finish(body: Buffer, more: Headers): void {
    if (this.response.destroyed) return;
    const bodiless = this.headOnly || this.status === 204 || this.status === 304;
    const length = bodiless ? {} : { 'content-length': body.length };
    this.begin({ ...more, ...length });
    this.response.end(bodiless ? undefined : body);
  }

  private begin(more: Record<string, string | number>): void {
    // A header that Node can't write is our own mistake: the client hears of it, and nobody else.
    try {
      this.response.writeHead(this.status, { ...this.headers, ...more });
    } catch {
      refuse(this.response, NO_ANSWER);
    }
  }

  /** From now on every chunk goes out as it comes. */
  private flow(): void {
    if (this.flowing || this.ended || this.response.destroyed) return;
    clearTimeout(this.timer);
    this.flowing = true;
    const zips = this.zips && this.heldBytes >= GZIP_BYTES;
    this.begin(zips ? { 'content-encoding': 'gzip', vary: 'Accept-Encoding' } : {});
    if (zips) {
      this.zipper = createGzip({ level: GZIP_LEVEL, flush: constants.Z_SYNC_FLUSH });
      this.zipper.on('error', () => this.response.destroy());
      this.zipper.pipe(this.response);
    }
    this.response.flushHeaders();
    const { held } = this;
    this.held = [];
    for (const bytes of held) this.write(bytes);
  }

  /** Bytes that the client has not taken yet. */
  private waiting(): number {
    return this.response.writableLength + (this.zipper?.writableLength ?? 0);
  }

  isBehind(): boolean {
    return this.waiting() > BEHIND_BYTES;
  }

  private write(bytes: Buffer): void {
    if (this.waiting() > (this.streaming ? LIMITS.unreadBytes : LIMITS.answerBytes)) {
      this.ended = true;
      this.response.destroy();
      this.onCut();
      return;
    }
    (this.zipper ?? this.response).write(bytes);
  }
}
