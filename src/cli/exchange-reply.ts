/**
 * A transport's reply from parts that are pushed to it: what all transports that hear of parts one by one (the page's
 * worker, a door in the same process) share.
 */
import type { Headers, ResponseSink } from '../engine/api/http';
import { ConnectionError, type Connection, type HttpReply } from './http';

/** Parts that have come and not been taken, and who waits for one. */
class Pipe<T> implements AsyncIterable<T> {
  private readonly parts: T[] = [];
  private wake: (() => void) | null = null;
  private ended = false;
  private error: Error | null = null;

  /** `leave`: called once when the reader goes before the end. */
  constructor(private readonly leave: () => void) {}

  push(part: T): void {
    this.parts.push(part);
    this.stir();
  }

  end(error: Error | null = null): void {
    if (this.ended) return;
    this.ended = true;
    this.error = error;
    this.stir();
  }

  private stir(): void {
    const { wake } = this;
    this.wake = null;
    wake?.();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T, undefined> {
    try {
      for (;;) {
        const part = this.parts.shift();
        if (part !== undefined) {
          yield part;
          continue;
        }
        if (this.ended) {
          if (this.error !== null) throw this.error;
          return undefined;
        }
        await new Promise<void>((resolve) => {
          this.wake = resolve;
        });
      }
    } finally {
      if (!this.ended) this.leave();
    }
  }
}

/** The client's side of an exchange that has been opened. */
export interface Opened {
  input(message: Uint8Array): void;
  close(): void;
}

/** Status of a head that says that nobody answered; the words are in the data. */
const UNANSWERED = 0;
const UPGRADED = 101;

/**
 * Opens an exchange and resolves when its head has come: with a connection if it was upgraded, else with the reply.
 * Rejects with a `ConnectionError` when nobody answers, and with the signal's reason when that is aborted.
 */
export function exchange(
  open: (sink: ResponseSink) => Opened,
  signal?: AbortSignal,
): Promise<Connection | HttpReply> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted === true) {
      reject(signal.reason as Error);
      return;
    }
    const handle: { opened: Opened | null } = { opened: null };
    const decoder = new TextDecoder();
    const texts = new Pipe<string>(() => handle.opened?.close());
    const messages = new Pipe<Uint8Array>(() => handle.opened?.close());
    let status = -1;
    let refusal = '';
    const abort = (): void => {
      handle.opened?.close();
      const reason = signal?.reason as Error;
      texts.end(reason);
      messages.end(reason);
      reject(reason);
    };
    signal?.addEventListener('abort', abort, { once: true });
    const sink: ResponseSink = {
      head(code, headers) {
        status = code;
        if (code === UPGRADED) resolve(connectionOf(messages, () => handle.opened));
        else if (code !== UNANSWERED) resolve(replyOf(code, headers, texts));
      },
      data(chunk) {
        if (status === UNANSWERED) refusal += typeof chunk === 'string' ? chunk : decoder.decode(chunk);
        else if (status === UPGRADED)
          messages.push(typeof chunk === 'string' ? new TextEncoder().encode(chunk) : chunk);
        else texts.push(typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true }));
      },
      end() {
        signal?.removeEventListener('abort', abort);
        // After a head of an answer as well: who was answering has gone.
        const loss = status <= UNANSWERED ? new ConnectionError(refusal) : null;
        if (loss !== null) reject(loss);
        texts.end(loss);
        messages.end(loss);
      },
    };
    handle.opened = open(sink);
  });
}

function replyOf(status: number, headers: Headers, chunks: Pipe<string>): HttpReply {
  return {
    status,
    headers,
    chunks,
    async text() {
      let whole = '';
      for await (const chunk of chunks) whole += chunk;
      return whole;
    },
  };
}

function connectionOf(messages: Pipe<Uint8Array>, opened: () => Opened | null): Connection {
  return {
    messages,
    send: (message) => opened()?.input(message),
    close: () => {
      opened()?.close();
      messages.end();
    },
  };
}

/** True for an upgraded connection, false for a reply. */
export function isConnection(answer: Connection | HttpReply): answer is Connection {
  return 'messages' in answer;
}
