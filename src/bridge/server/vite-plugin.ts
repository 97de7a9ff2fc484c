/**
 * The bridge for the open tab: the page's own server gets a WebSocket for the worker that holds the cluster, and beside it
 * the API listens on HTTPS for a real kubectl. For the dev server and the preview server alike.
 */
import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo, Server } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { SECRET_PATH, TAB_PATH, type ServerStatus } from '../tab/messages';
import { Activity } from './activity';
import { startApiServer, type ApiServer } from './api-server';
import { loopbackHosts, placeRefusal } from './guard';
import { kubeconfigPlace, type KubeconfigPlace } from './kubeconfig';
import { refuseUpgrade } from './raw-upgrade';
import { BAD_REQUEST, METHOD_NOT_ALLOWED } from './refusals';
import { refuse } from './answer';
import { TabHub } from './tab-hub';

export interface BridgeOptions {
  /** Port of the API; when it is taken, the next free one (8001). */
  readonly port?: number;
  /** `start`: the API listens from the beginning. `tab`: from the first tab on. `off`: there is no bridge. */
  readonly begins?: 'start' | 'tab' | 'off';
  /** Where the kubeconfig goes (.orrery/kubeconfig). */
  readonly kubeconfig?: string;
}

/** What the bridge uses of Vite's servers; the product runs without Vite. */
export interface PageServer {
  readonly httpServer: Server | null;
  readonly middlewares: {
    use(handler: (request: IncomingMessage, response: ServerResponse, next: () => void) => void): unknown;
  };
}

/** A plugin of Vite. */
export interface BridgePlugin {
  readonly name: string;
  configureServer?(server: PageServer): void;
  configurePreviewServer?(server: PageServer): void;
}

const API_PORT = 8001;
const HTTP_PORT = 80;
const CLUSTER = 'kube-orrery';
const SECRET_BYTES = 32;
/** ms for which a secret opens the socket, once. */
const SECRET_MS = 10_000;
/** Bytes of one message of the tab. */
const MESSAGE_BYTES = 16 * 1024 * 1024;

/** The person who starts the server chooses: ORRERY_BRIDGE=start, tab or off. */
function fromEnvironment(): BridgeOptions {
  const { ORRERY_BRIDGE: begins } = process.env;
  return begins === 'start' || begins === 'tab' || begins === 'off' ? { begins } : {};
}

export function bridge(given: BridgeOptions = {}): BridgePlugin {
  const options = { ...fromEnvironment(), ...given };
  if (options.begins === 'off') return { name: 'orrery-bridge' };
  return {
    name: 'orrery-bridge',
    configureServer: (server) => attach(server, options),
    configurePreviewServer: (server) => attach(server, options),
  };
}

function attach(server: PageServer, options: BridgeOptions): void {
  const { httpServer } = server;
  if (httpServer === null) return;
  const desk = new Desk(options, () => (httpServer.address() as AddressInfo | null)?.port ?? 0);
  server.middlewares.use((request, response, next) => {
    if (pathOf(request) === SECRET_PATH) desk.secret(request, response);
    else next();
  });
  httpServer.on('upgrade', (request: IncomingMessage, socket: Duplex, early: Buffer) => {
    if (pathOf(request) === TAB_PATH) void desk.upgrade(request, socket, early);
  });
  httpServer.on('listening', () => desk.begin());
  httpServer.on('close', () => void desk.close());
}

function pathOf({ url = '/' }: IncomingMessage): string {
  return url.split('?')[0] ?? '/';
}

/** Lets the tab in, and starts the API. */
class Desk {
  private readonly activity = new Activity(() => this.hub.changed());
  private readonly hub = new TabHub(() => this.status());
  private readonly sockets = new WebSocketServer({
    noServer: true,
    maxPayload: MESSAGE_BYTES,
    perMessageDeflate: false,
  });
  /** Secrets that were given out, with the time at which each ends. */
  private readonly secrets = new Map<string, number>();
  private api: Promise<ApiServer> | null = null;
  private server: ApiServer | null = null;
  private readonly kubeconfig: KubeconfigPlace;

  constructor(
    private readonly options: BridgeOptions,
    private readonly port: () => number,
  ) {
    this.kubeconfig = kubeconfigPlace(options.kubeconfig);
  }

  begin(): void {
    if (this.options.begins === 'start') this.start().catch((error: unknown) => this.complain(error));
  }

  async close(): Promise<void> {
    this.hub.close();
    this.sockets.close();
    await this.server?.close();
  }

  private complain(error: unknown): void {
    console.error(`The API for kubectl did not start: ${(error as Error).message}`);
  }

  private async start(): Promise<ApiServer> {
    this.api ??= startApiServer({
      upstream: this.hub,
      cluster: CLUSTER,
      port: this.options.port ?? API_PORT,
      elsewhere: true,
      kubeconfig: this.kubeconfig.file,
      seen: (seen) => this.activity.begin(seen),
    });
    try {
      this.server = await this.api;
    } catch (error) {
      this.api = null;
      throw error;
    }
    return this.server;
  }

  private status(): ServerStatus {
    const { file: kubeconfig, line } = this.kubeconfig;
    const address = this.server?.address ?? '';
    return { address, kubeconfig, line, ...this.activity.view() };
  }

  // -------------------------------------------------------------------------------------------------- the tab

  /** Null when the caller is a page of ours, on this machine. */
  private refusal(request: IncomingMessage) {
    const { remoteAddress = '' } = request.socket;
    const isLocal = ['127.0.0.1', '::1', '::ffff:127.0.0.1'].includes(remoteAddress);
    // Browsers name the page's origin with every POST and every WebSocket.
    if (!isLocal || request.headers.origin === undefined) return BAD_REQUEST;
    const secure = 'encrypted' in request.socket;
    return placeRefusal(request, loopbackHosts(this.port(), HTTP_PORT), secure ? 'https' : 'http');
  }

  secret(request: IncomingMessage, response: ServerResponse): void {
    const refused = this.refusal(request) ?? (request.method === 'POST' ? null : METHOD_NOT_ALLOWED);
    if (refused !== null) {
      refuse(response, refused);
      return;
    }
    const now = Date.now();
    for (const [secret, end] of this.secrets) if (end < now) this.secrets.delete(secret);
    const secret = randomBytes(SECRET_BYTES).toString('base64url');
    this.secrets.set(secret, now + SECRET_MS);
    response.writeHead(200, { 'content-type': 'application/json', 'cache-control': 'no-store' });
    response.end(JSON.stringify({ secret }));
  }

  private isKnown(secret: string): boolean {
    const end = this.secrets.get(secret);
    this.secrets.delete(secret);
    return end !== undefined && end >= Date.now();
  }

  async upgrade(request: IncomingMessage, socket: Duplex, early: Buffer): Promise<void> {
    socket.on('error', () => socket.destroy());
    const query = new URLSearchParams((request.url ?? '').split('?')[1] ?? '');
    const refused = this.refusal(request) ?? (this.isKnown(query.get('secret') ?? '') ? null : BAD_REQUEST);
    if (refused !== null) {
      refuseUpgrade(socket, refused);
      return;
    }
    try {
      await this.start();
    } catch (error) {
      this.complain(error);
      refuseUpgrade(socket, { ...BAD_REQUEST, code: 503, message: (error as Error).message });
      return;
    }
    this.sockets.handleUpgrade(request, socket, early, (webSocket) =>
      this.hub.attach(webSocket, query.get('take') === '1'),
    );
  }
}
