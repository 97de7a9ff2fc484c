/**
 * How a command line reaches a door: HTTP-shaped requests. The page's worker, a test, the headless shell and a socket to the
 * bridge each bring their own transport; the programs are the same.
 */
import type { Headers, HttpRequest } from '../engine/api/http';

export interface HttpReply {
  readonly status: number;
  readonly headers: Headers;
  /** The body as it comes: a watch or a followed log goes on until the server or the caller ends it. */
  readonly chunks: AsyncIterable<string>;
  /** The whole body. Use either this or `chunks`. */
  text(): Promise<string>;
}

/** An upgraded connection (exec, attach, port-forward). The first byte of each message is its channel. */
export interface Connection {
  readonly messages: AsyncIterable<Uint8Array>;
  send(message: Uint8Array): void;
  close(): void;
}

export interface Transport {
  /** Rejects with a `ConnectionError` when nobody answers, and with the signal's reason when that is aborted. */
  send(request: HttpRequest, signal?: AbortSignal): Promise<HttpReply>;
  /** Asks for an upgraded connection. A refusal comes back as a reply with its Status. */
  connect(request: HttpRequest, signal?: AbortSignal): Promise<Connection | HttpReply>;
}

/** Nobody answered. The message has kubectl's words: `The connection to the server … was refused - …`. */
export class ConnectionError extends Error {
  override readonly name = 'ConnectionError';
}
