/** The API on HTTPS on the loopback interface: lets callers in, holds the limits, and hands requests on. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { TLSSocket } from 'node:tls';
import type { OpenExchange } from '../../engine/api/http';
import type { Status } from '../../engine/api/status';
import { Answer, refuse } from './answer';
import type { Credentials } from './credentials';
import { onDeparture } from './departures';
import { loopbackHosts, refusalOf } from './guard';
import { LIMITS } from './limits';
import { BODY_TOO_LARGE, METHOD_NOT_ALLOWED, NO_ANSWER, TARGET_TOO_LONG, TOO_MANY_STREAMS } from './refusals';
import { readBody, requestOf } from './request';
import { refuseUpgrade } from './raw-upgrade';
import { Upgrades } from './upgrade';
import { guarded, orderly, type Upstream } from './upstream';

const METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);
const HTTPS_PORT = 443;
/** ms for which somebody slow is waited for, and between two looks at who is. */
const PATIENCE = {
  head: LIMITS.headMs,
  request: LIMITS.requestMs,
  stalled: LIMITS.stalledMs,
  /** Bytes a ms that a reader takes at least: a large answer goes out as one piece, and is taken as one. */
  rate: 1024,
  sweep: 5000,
};
type Patience = Readonly<Record<keyof typeof PATIENCE, number>>;

/** A request that was let in, for those who show what goes on. */
export interface Seen {
  readonly method: string;
  readonly target: string;
  readonly userAgent: string;
  /** `kubectl get`, as kubectl itself says; '' for others. */
  readonly command: string;
  /** kubectl's own number for one run of it; '' for others. */
  readonly session: string;
}

/** What becomes of a request. Each is called once at most. */
export interface Watching {
  readonly answered: (code: number) => void;
  readonly over: () => void;
}

const NOBODY_WATCHES: Watching = { answered: () => undefined, over: () => undefined };

export interface ListenerOptions {
  readonly credentials: Credentials;
  readonly upstream: Upstream;
  /** 0 for any that is free. */
  readonly port: number;
  /** Others than the usual ones: for tests that do not want to wait. */
  readonly patience?: Partial<Patience>;
  /** Called for each request that was let in. */
  readonly seen?: (seen: Seen) => Watching;
}

export interface Listener {
  readonly port: number;
  /** `https://127.0.0.1:8001`. */
  readonly address: string;
  /** Ends every connection. */
  close(): Promise<void>;
}

/** What Node finds wrong before it is a request at all. */
const MISTAKES: Readonly<Record<string, string>> = {
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
};

/** Opens the port. Rejects with Node's error when it is taken (`EADDRINUSE`). */
export async function listen(options: ListenerOptions): Promise<Listener> {
  const { credentials } = options;
  const patience = { ...PATIENCE, ...options.patience };
  const server = createServer({
    key: credentials.privateKey,
    cert: [credentials.certificate, credentials.caCertificate].join('\n'),
    minVersion: 'TLSv1.2',
    handshakeTimeout: LIMITS.handshakeMs,
    maxHeaderSize: LIMITS.headerBytes,
    headersTimeout: patience.head,
    requestTimeout: patience.request,
    keepAliveTimeout: LIMITS.keepAliveMs,
    connectionsCheckingInterval: patience.sweep,
  });
  server.maxConnections = LIMITS.connections;
  await opened(server, options.port);
  const { port } = server.address() as AddressInfo;
  const door = new FrontDoor(options, loopbackHosts(port, HTTPS_PORT));
  server.on('request', (message, response) => void door.request(message, response));
  server.on('checkContinue', (message, response) => void door.request(message, response));
  server.on('upgrade', (message, socket, early) => door.upgrade(message, socket, early));
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    const line = MISTAKES[error.code ?? ''] ?? '400 Bad Request';
    if (socket.writable) socket.end(`HTTP/1.1 ${line}\r\nConnection: close\r\n\r\n`);
    else socket.destroy();
  });
  const sockets = watchSockets(server, patience);
  return {
    port,
    address: `https://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

function opened(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, host: '127.0.0.1' }, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

/** Keeps the open sockets, and ends those on which bytes lie that nobody takes. */
function watchSockets(server: Server, patience: Patience): ReadonlySet<Socket> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
  });
  // What was written lies in the encrypting socket, not in the one below.
  const secure = new Map<TLSSocket, { readonly taken: number; readonly at: number }>();
  server.on('secureConnection', (socket: TLSSocket) => {
    secure.set(socket, { taken: 0, at: performance.now() });
    socket.on('close', () => secure.delete(socket));
  });
  const timer = setInterval(() => {
    const now = performance.now();
    for (const [socket, before] of secure) {
      const taken = socket.bytesWritten - socket.writableLength;
      const allowed = patience.stalled + socket.writableLength / patience.rate;
      if (socket.writableLength === 0 || taken !== before.taken) secure.set(socket, { taken, at: now });
      else if (now - before.at > allowed) socket.destroy();
    }
  }, patience.sweep);
  timer.unref();
  server.on('close', () => clearInterval(timer));
  return sockets;
}

class FrontDoor {
  private readonly upgrades = new Upgrades();
  private streams = 0;

  constructor(
    private readonly options: ListenerOptions,
    private readonly hosts: ReadonlySet<string>,
  ) {}

  /** Why a request gets no further, or null. */
  private refusal(message: IncomingMessage): Status | null {
    const refused = refusalOf(message, this.hosts, this.options.credentials.token);
    if (refused !== null) return refused;
    if ((message.url ?? '').length > LIMITS.targetLength) return TARGET_TOO_LONG;
    if (!METHODS.has(message.method ?? '')) return METHOD_NOT_ALLOWED;
    return this.streams >= LIMITS.streams ? TOO_MANY_STREAMS : null;
  }

  async request(message: IncomingMessage, response: ServerResponse): Promise<void> {
    response.on('error', () => response.destroy());
    const refused = this.refusal(message);
    if (refused !== null) {
      this.turnAway(message, response, refused);
      return;
    }
    this.streams++;
    onDeparture(message.socket, response, () => this.streams--);
    if (message.headers.expect?.toLowerCase() === '100-continue') response.writeContinue();
    const body = await readBody(message);
    if (body === undefined || response.destroyed) return;
    const { answered, over } = this.note(message);
    onDeparture(message.socket, response, over);
    if (body === null) {
      answered(BODY_TOO_LARGE.code);
      this.turnAway(message, response, BODY_TOO_LARGE);
    } else this.hand(message, response, body, answered);
  }

  /** Answers, and reads no more of what the caller still sends. */
  private turnAway(message: IncomingMessage, response: ServerResponse, status: Status): void {
    const more: Record<string, string> = status === TOO_MANY_STREAMS ? { 'retry-after': '1' } : {};
    // A body that was not read to its end would be taken for the next request.
    if (!message.complete && message.method !== 'GET' && message.method !== 'HEAD')
      more['connection'] = 'close';
    refuse(response, status, more);
  }

  private hand(
    message: IncomingMessage,
    response: ServerResponse,
    body: Buffer,
    answered: (code: number) => void,
  ): void {
    const answer = new Answer(message, response);
    const state: { exchange: OpenExchange | null; gone: boolean } = { exchange: null, gone: false };
    const leave = () => {
      if (state.gone) return;
      state.gone = true;
      state.exchange?.close();
    };
    answer.onCut = leave;
    onDeparture(message.socket, response, leave);
    const sink = orderly({
      head: (status, headers) => {
        answered(status);
        answer.head(status, headers);
        if (message.method === 'HEAD') {
          answer.end();
          leave();
        }
      },
      data: (chunk) => answer.data(chunk),
      end: () => answer.end(),
      isBehind: () => answer.isBehind(),
      breakOff: () => answer.breakOff(NO_ANSWER),
    });
    try {
      state.exchange = guarded(this.options.upstream.open(requestOf(message, body), sink));
    } catch (error) {
      console.error(error);
      answered(NO_ANSWER.code);
      answer.breakOff(NO_ANSWER);
      return;
    }
    if (state.gone) state.exchange.close();
  }

  upgrade(message: IncomingMessage, socket: Duplex, early: Buffer): void {
    const refused = this.refusal(message);
    if (refused !== null) {
      socket.on('error', () => socket.destroy());
      refuseUpgrade(socket, refused);
      return;
    }
    this.streams++;
    const { answered, over } = this.note(message);
    let open = true;
    const closed = () => {
      if (open) this.streams--;
      open = false;
      over();
    };
    try {
      this.upgrades.take(message, socket, early, { upstream: this.options.upstream, answered, closed });
    } catch (error) {
      console.error(error);
      refuseUpgrade(socket, NO_ANSWER);
      closed();
    }
  }

  private note({ method = '', url = '', headers }: IncomingMessage): Watching {
    return (
      this.options.seen?.({
        method,
        target: url,
        userAgent: headers['user-agent'] ?? '',
        command: headerText(headers['kubectl-command']),
        session: headerText(headers['kubectl-session']),
      }) ?? NOBODY_WATCHES
    );
  }
}

function headerText(value: string | string[] | undefined): string {
  return Array.isArray(value) ? value.join(', ') : (value ?? '');
}
