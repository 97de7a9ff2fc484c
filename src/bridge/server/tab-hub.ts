/** The tab that holds the cluster, as an upstream: exactly one, and 503 at once while there is none. */
import type { WebSocket } from 'ws';
import type { HttpRequest } from '../../engine/api/http';
import type { Status } from '../../engine/api/status';
import {
  CLOSED,
  decodeMessage,
  encodeMessage,
  WINDOW_BYTES,
  type FromTab,
  type ServerStatus,
  type ToTab,
} from '../tab/messages';
import { NO_TAB, TAB_GONE } from './refusals';
import type { ClientSink, Upstream, UpstreamExchange } from './upstream';

/** ms between two looks whether the tab's machine still lives. */
const PING_MS = 5000;
/** Input that may wait in front of the tab for one stream; beyond it its client is not read from. */
const INPUT_BYTES = 1024 * 1024;
/** ms within which the page hears of who asks what. */
const STATUS_MS = 200;

interface Pending {
  readonly sink: ClientSink;
  begun: boolean;
  /** Bytes of input that the tab has not taken yet. */
  untaken: number;
  /** Bytes that were handed on since the last credit. */
  handed: number;
}

function refuse(sink: ClientSink, status: Status): void {
  // Without Retry-After: with it, kubectl would try again for ten seconds before it says what is wrong.
  sink.head(status.code, { 'content-type': 'application/json' });
  sink.data(`${JSON.stringify(status)}\n`);
  sink.end();
}

export class TabHub implements Upstream {
  private tab: WebSocket | null = null;
  private readonly streams = new Map<number, Pending>();
  private nextStream = 1;
  private telling: NodeJS.Timeout | null = null;

  constructor(private readonly status: () => ServerStatus) {}

  // ------------------------------------------------------------------------------------------------------- tab

  /** A tab offers itself. A second one is sent away, unless the person there wants to take over. */
  attach(socket: WebSocket, takeOver: boolean): void {
    if (this.tab !== null && !takeOver) {
      socket.close(CLOSED.elsewhere);
      return;
    }
    const before = this.tab;
    this.lose(TAB_GONE);
    before?.close(CLOSED.takenOver);
    this.tab = socket;
    socket.on('message', (data, isBinary) => {
      if (this.tab === socket && isBinary) this.take(socket, data as Buffer);
    });
    socket.on('error', () => socket.terminate());
    socket.on('close', () => {
      if (this.tab === socket) this.lose(TAB_GONE);
    });
    watchOver(socket);
    this.tell();
  }

  isHeld(): boolean {
    return this.tab !== null;
  }

  /** Something has changed that the page shows. */
  changed(): void {
    if (this.tab === null || this.telling !== null) return;
    this.telling = setTimeout(() => {
      this.telling = null;
      this.tell();
    }, STATUS_MS);
    this.telling.unref();
  }

  close(): void {
    const { tab } = this;
    this.lose(TAB_GONE);
    tab?.terminate();
  }

  private tell(): void {
    this.send({ type: 'status', status: this.status() });
  }

  private send(message: ToTab): void {
    if (this.tab?.readyState === this.tab?.OPEN) this.tab?.send(encodeMessage(message));
  }

  /** Whoever waits for the tab hears that it is gone. */
  private lose(status: Status): void {
    this.tab = null;
    for (const [id, pending] of [...this.streams]) {
      this.streams.delete(id);
      breakOff(pending, status);
    }
  }

  private take(socket: WebSocket, bytes: Buffer): void {
    try {
      this.handle(decodeMessage(bytes) as FromTab);
    } catch {
      socket.close(CLOSED.nonsense);
    }
  }

  private handle(message: FromTab): void {
    const pending = this.streams.get(message.stream);
    if (pending === undefined) return;
    switch (message.type) {
      case 'head':
        pending.begun = true;
        pending.sink.head(message.status, message.headers);
        break;
      case 'data':
        pending.sink.data(message.bytes);
        this.grant(message.stream, pending, message.bytes.length);
        break;
      case 'end':
        this.streams.delete(message.stream);
        pending.sink.end();
        break;
      case 'abort':
        this.streams.delete(message.stream);
        breakOff(pending, TAB_GONE);
        break;
      case 'taken':
        pending.untaken -= message.bytes;
        break;
    }
  }

  /**
   * The listener holds what a client does not read, and cuts it off at its own limit; so what it took counts as taken
   * as long as the client is not behind.
   */
  private grant(stream: number, pending: Pending, bytes: number): void {
    pending.handed += bytes;
    if (pending.handed < WINDOW_BYTES / 2) return;
    const granted = pending.handed;
    pending.handed = 0;
    const give = () => {
      if (this.streams.get(stream) !== pending) return;
      if (pending.sink.isBehind?.() === true) setTimeout(give, RETRY_MS).unref();
      else this.send({ type: 'credit', stream, bytes: granted });
    };
    give();
  }

  // -------------------------------------------------------------------------------------------------- requests

  open({ method, target, headers, body }: HttpRequest, sink: ClientSink): UpstreamExchange {
    if (this.tab === null) {
      refuse(sink, NO_TAB);
      return { input: () => undefined, close: () => undefined };
    }
    const stream = this.nextStream++;
    const pending: Pending = { sink, begun: false, untaken: 0, handed: 0 };
    this.streams.set(stream, pending);
    this.send({ type: 'open', stream, method, target, headers, body });
    return {
      input: (bytes) => {
        if (!this.streams.has(stream)) return;
        pending.untaken += bytes.length;
        this.send({ type: 'input', stream, bytes });
      },
      close: () => {
        if (this.streams.delete(stream)) this.send({ type: 'close', stream });
      },
      isFull: () => pending.untaken > INPUT_BYTES,
    };
  }
}

/** ms until the next look at a client that was behind. */
const RETRY_MS = 20;

function breakOff({ sink, begun }: Pending, status: Status): void {
  if (!begun) refuse(sink, status);
  else if (sink.breakOff === undefined) sink.end();
  else sink.breakOff();
}

/** A tab whose machine fell asleep does not keep others waiting. */
function watchOver(socket: WebSocket): void {
  let alive = true;
  socket.on('pong', () => (alive = true));
  socket.on('message', () => (alive = true));
  const timer = setInterval(() => {
    if (!alive) socket.terminate();
    alive = false;
    if (socket.readyState === socket.OPEN) socket.ping();
  }, PING_MS);
  timer.unref();
  socket.on('close', () => clearInterval(timer));
}
