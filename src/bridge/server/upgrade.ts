/** Upgraded connections: exec and attach as WebSockets, port-forward as SPDY/3.1 inside one, and plain SPDY/3.1. */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import type { Headers, HttpRequest, OpenExchange } from '../../engine/api/http';
import { LIMITS } from './limits';
import { portForwardSession } from './port-forward';
import { acceptSpdy, answerRaw, carry, LINGER_MS, rawWire, refuseUpgrade, SPDY } from './raw-upgrade';
import { BAD_REQUEST, NO_ANSWER } from './refusals';
import { requestOf } from './request';
import type { Wire } from './spdy/session';
import { spdyExec, type SpdyExec } from './spdy-exec';
import { guarded, orderly, type Upstream, type UpstreamExchange } from './upstream';

/** kubectl's name for port-forward inside a WebSocket. Models apimachinery/pkg/util/portforward/constants.go. */
const TUNNEL = 'SPDY/3.1+portforward.k8s.io';
const PORT_FORWARD = 'portforward.k8s.io';
/** ms between two looks whether the other side still lives. */
const PING_MS = 15_000;
const NORMAL_CLOSURE = 1000;
/** ms between two looks at somebody who is not read from. */
const HOLD_MS = 20;

export interface UpgradeContext {
  readonly upstream: Upstream;
  /** Called once, when the answer's status is known. */
  answered(code: number): void;
  /** Called once, when all is over. */
  closed(): void;
}

export class Upgrades {
  private readonly sockets = new WebSocketServer({
    noServer: true,
    maxPayload: LIMITS.messageBytes,
    perMessageDeflate: false,
  });
  /** The protocol of the handshake that is just being answered. */
  private chosen = '';

  constructor() {
    this.sockets.on('headers', (headers) => {
      if (this.chosen !== '') headers.push(`Sec-WebSocket-Protocol: ${this.chosen}`);
    });
  }

  /** Takes a request to upgrade. It has been let in already. */
  take(message: IncomingMessage, socket: Duplex, early: Buffer, context: UpgradeContext): void {
    socket.on('error', () => socket.destroy());
    const kind = (message.headers.upgrade ?? '').toLowerCase();
    const isForward = (message.url ?? '').split('?')[0]?.endsWith('/portforward') === true;
    const protocols = (message.headers['sec-websocket-protocol'] ?? '').split(',').map((text) => text.trim());
    const isWebSocket = kind === 'websocket' && message.method === 'GET';
    if (!isWebSocket && kind !== SPDY.toLowerCase()) {
      context.answered(BAD_REQUEST.code);
      refuseUpgrade(socket, BAD_REQUEST);
      context.closed();
    } else if (isForward && (!isWebSocket || protocols.includes(TUNNEL))) {
      this.forward({ message, socket, early, context }, isWebSocket);
    } else this.exchange({ message, socket, early, context }, isWebSocket);
  }

  /** exec, attach, and whatever else speaks in channels. */
  private exchange(upgrade: Upgrade, isWebSocket: boolean): void {
    const { message, socket, context } = upgrade;
    const refused: Buffer[] = [];
    let refusal: { readonly status: number; readonly headers: Headers } | null = null;
    let carrier: Carrier | null = null;
    const sink = orderly({
      head: (status, headers) => {
        context.answered(status);
        if (status !== 101) refusal = { status, headers };
        else if (isWebSocket) carrier = this.webSocket(upgrade, headers, () => exchange);
        else carrier = spdyCarrier(upgrade, () => exchange);
      },
      data: (chunk) => {
        const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : Buffer.from(chunk);
        if (refusal === null) carrier?.message(bytes);
        else refused.push(bytes);
      },
      end: () => {
        if (refusal !== null) answerRaw(socket, refusal.status, refusal.headers, Buffer.concat(refused));
        else if (carrier === null) refuseUpgrade(socket, NO_ANSWER);
        else carrier.end();
      },
    });
    // The head may come while `open` is still under way: what is sent back then must wait for the exchange.
    const pending: Uint8Array[] = [];
    let exchange: UpstreamExchange = { input: (bytes) => pending.push(bytes), close: () => undefined };
    socket.on('close', () => {
      exchange.close();
      context.closed();
    });
    exchange = guarded(context.upstream.open(channelRequest(message), sink));
    for (const bytes of pending) exchange.input(bytes);
    if (socket.destroyed) exchange.close();
  }

  private webSocket(upgrade: Upgrade, headers: Headers, exchange: () => UpstreamExchange): Carrier {
    const waiting: Buffer[] = [];
    let ended = false;
    let webSocket: WebSocket | null = null;
    this.accept(upgrade, headers['sec-websocket-protocol'], (opened) => {
      webSocket = opened;
      opened.on('message', (data) => {
        exchange().input(bytesOf(data));
        if (exchange().isFull?.() === true) holdBack(opened, exchange());
      });
      for (const bytes of waiting) send(opened, bytes);
      if (ended) opened.close(NORMAL_CLOSURE);
    });
    return {
      message(bytes) {
        if (webSocket === null) waiting.push(bytes);
        else send(webSocket, bytes);
      },
      end() {
        ended = true;
        webSocket?.close(NORMAL_CLOSURE);
      },
    };
  }

  private accept(
    { message, socket, early }: Upgrade,
    protocol: string | undefined,
    opened: (webSocket: WebSocket) => void,
  ): void {
    this.chosen = protocol ?? '';
    // The package takes names for protocols that are tokens only, and kubectl's tunnel has a slash in its.
    delete message.headers['sec-websocket-protocol'];
    this.sockets.handleUpgrade(message, socket, early, (webSocket) => {
      webSocket.on('error', () => webSocket.terminate());
      keepAlive(webSocket);
      opened(webSocket);
    });
    this.chosen = '';
  }

  /** Port-forward: the pod is looked up first, because a tunnel cannot say that there is none. */
  private forward(upgrade: Upgrade, isWebSocket: boolean): void {
    const { message, socket, context } = upgrade;
    const request = channelRequest(message);
    const [path = ''] = request.target.split('?');
    const pod = path.slice(0, path.lastIndexOf('/'));
    let code = 0;
    let refusal: Headers = {};
    const body: Buffer[] = [];
    const sink = orderly({
      head(status, headers) {
        code = status;
        refusal = headers;
      },
      data(chunk) {
        body.push(Buffer.from(chunk as Uint8Array));
      },
      end: () => {
        context.answered(code === 200 ? 101 : code);
        if (code === 200) this.tunnel(upgrade, request, isWebSocket);
        else if (code === 0) refuseUpgrade(socket, NO_ANSWER);
        else answerRaw(socket, code, refusal, Buffer.concat(body));
      },
    });
    socket.on('close', () => context.closed());
    const accept = { accept: 'application/json' };
    context.upstream.open({ method: 'GET', target: pod, headers: accept, body: '' }, sink);
  }

  private tunnel(upgrade: Upgrade, request: HttpRequest, isWebSocket: boolean): void {
    const { socket, early, context } = upgrade;
    if (socket.destroyed) return;
    if (!isWebSocket) {
      acceptSpdy(socket, PORT_FORWARD);
      const session = portForwardSession(rawWire(socket), request, context.upstream);
      carry(socket, early, session);
      return;
    }
    this.accept(upgrade, TUNNEL, (webSocket) => {
      const wire: Wire = {
        send: (bytes) => send(webSocket, bytes),
        close: () => webSocket.close(NORMAL_CLOSURE),
      };
      const session = portForwardSession(wire, request, context.upstream);
      webSocket.on('message', (data) => session.receive(bytesOf(data)));
      webSocket.on('close', () => session.close());
    });
  }
}

interface Upgrade {
  readonly message: IncomingMessage;
  readonly socket: Duplex;
  /** What came right behind the head. */
  readonly early: Buffer;
  readonly context: UpgradeContext;
}

/** What brings the API server's messages to the client. */
type Carrier = Pick<SpdyExec, 'message' | 'end'>;

/** The request as the API server takes it: by WebSocket, in channels. */
function channelRequest(message: IncomingMessage): HttpRequest {
  const request = requestOf(message, Buffer.alloc(0));
  const { 'sec-websocket-protocol': offered = 'v5.channel.k8s.io', ...headers } = request.headers;
  return {
    ...request,
    method: 'GET',
    headers: { ...headers, connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-protocol': offered },
  };
}

function spdyCarrier({ message, socket, early }: Upgrade, exchange: () => UpstreamExchange): Carrier {
  const offered = String(message.headers['x-stream-protocol-version'] ?? '').split(/,\s*/);
  acceptSpdy(socket, offered.includes('v4.channel.k8s.io') ? 'v4.channel.k8s.io' : (offered[0] ?? ''));
  const input: OpenExchange = { input: (bytes) => exchange().input(bytes), close: () => exchange().close() };
  const exec = spdyExec(rawWire(socket), input);
  carry(socket, early, exec.session);
  const end = () => {
    exec.end();
    setTimeout(() => exec.session.close(), LINGER_MS).unref();
  };
  return { message: exec.message, end };
}

/** Sends a message, or gives up somebody who does not read. */
function send(webSocket: WebSocket, bytes: Buffer): void {
  if (webSocket.bufferedAmount > LIMITS.unreadBytes) webSocket.terminate();
  else if (webSocket.readyState === webSocket.OPEN) webSocket.send(bytes);
}

function bytesOf(data: Buffer | ArrayBuffer | Buffer[]): Buffer {
  if (Array.isArray(data)) return Buffer.concat(data);
  return Buffer.isBuffer(data) ? data : Buffer.from(data);
}

/** Reads no more from a client until the other side has caught up. */
function holdBack(webSocket: WebSocket, exchange: UpstreamExchange): void {
  webSocket.pause();
  const timer = setInterval(() => {
    if (exchange.isFull?.() === true && webSocket.readyState === webSocket.OPEN) return;
    clearInterval(timer);
    webSocket.resume();
  }, HOLD_MS);
}

/** Somebody whose machine fell silent is found out. */
function keepAlive(webSocket: WebSocket): void {
  let alive = true;
  webSocket.on('pong', () => (alive = true));
  webSocket.on('message', () => (alive = true));
  const timer = setInterval(() => {
    if (!alive) webSocket.terminate();
    alive = false;
    if (webSocket.readyState === webSocket.OPEN) webSocket.ping();
  }, PING_MS);
  timer.unref();
  webSocket.on('close', () => clearInterval(timer));
}
