/**
 * The worker's connection to the bridge on the page's own server. The worker holds it, not the page: a hidden tab's
 * worker still answers.
 */
import type { TabHost } from './host';
import {
  BRIDGE_OFF,
  CLOSED,
  decodeMessage,
  encodeMessage,
  SECRET_PATH,
  TAB_PATH,
  type BridgeStatus,
  type FromTab,
  type ToTab,
} from './messages';
import { TabStreams } from './streams';

/** ms until the next try after 1, 2, 3 … failures. */
const RETRY_MS = [500, 1000, 2000, 5000, 10_000] as const;

/** What of the browser the link uses. */
export interface LinkPlatform {
  /** `http://localhost:4173`. */
  readonly origin: string;
  readonly fetch: (url: string, options: { readonly method: 'POST' }) => Promise<Response>;
  readonly connect: (url: string) => WebSocket;
}

/** The browser's own. */
export function browserPlatform(scope: { readonly location: { readonly origin: string } }): LinkPlatform {
  return {
    origin: scope.location.origin,
    fetch: (url, options) => fetch(url, options),
    connect: (url) => new WebSocket(url),
  };
}

export class TabLink {
  private status: BridgeStatus = BRIDGE_OFF;
  private socket: WebSocket | null = null;
  private failures = 0;
  private retry: ReturnType<typeof setTimeout> | null = null;
  /** Raised when the person presses a button: what was begun before does not count any more. */
  private attempt = 0;

  constructor(
    private readonly host: TabHost,
    private readonly platform: LinkPlatform,
    /** Called at every change. */
    private readonly changed: (status: BridgeStatus) => void,
  ) {}

  current(): BridgeStatus {
    return this.status;
  }

  /** Connects, and stays connected until `disconnect`. `takeOver`: also when another tab holds the cluster. */
  connect(takeOver = false): void {
    this.drop();
    this.failures = 0;
    void this.dial(takeOver, this.attempt);
  }

  disconnect(): void {
    this.drop();
    this.set(BRIDGE_OFF);
  }

  private drop(): void {
    this.attempt++;
    if (this.retry !== null) clearTimeout(this.retry);
    this.retry = null;
    this.socket?.close();
    this.socket = null;
  }

  private set(change: Partial<BridgeStatus>): void {
    this.status = { ...this.status, ...change };
    this.changed(this.status);
  }

  private async dial(takeOver: boolean, attempt: number): Promise<void> {
    this.set({ state: this.failures === 0 ? 'connecting' : 'lost', problem: '' });
    const secret = await this.secret();
    if (attempt !== this.attempt) return;
    if (secret === null) {
      this.set({
        state: 'unavailable',
        problem: 'This page is served without a bridge. Run npm start, and open its page.',
      });
      return;
    }
    if (secret === '') {
      this.tryAgain(attempt);
      return;
    }
    const query = new URLSearchParams({ secret, ...(takeOver ? { take: '1' } : {}) });
    const url = `${this.platform.origin.replace(/^http/, 'ws')}${TAB_PATH}?${query.toString()}`;
    this.hold(this.platform.connect(url), attempt);
  }

  /** A secret for one connection; null when the server knows of no bridge, '' when nobody answers. */
  private async secret(): Promise<string | null> {
    try {
      const response = await this.platform.fetch(`${this.platform.origin}${SECRET_PATH}`, { method: 'POST' });
      if (!response.ok) return null;
      const { secret } = (await response.json()) as { readonly secret?: unknown };
      return typeof secret === 'string' ? secret : null;
    } catch (error) {
      // A page instead of JSON comes from a server without a bridge; no answer at all from one that is not there now.
      return error instanceof SyntaxError ? null : '';
    }
  }

  private hold(socket: WebSocket, attempt: number): void {
    this.socket = socket;
    socket.binaryType = 'arraybuffer';
    const send = (message: FromTab) => {
      if (socket.readyState === socket.OPEN) socket.send(encodeMessage(message));
    };
    const streams = new TabStreams(this.host, send);
    socket.addEventListener('message', ({ data }) => {
      if (attempt !== this.attempt || !(data instanceof ArrayBuffer)) return;
      const message = understood(data);
      if (message === null) socket.close(CLOSED.nonsense);
      else if (message.type === 'status') {
        this.failures = 0;
        this.set({ state: 'connected', problem: '', server: message.status });
      } else streams.take(message);
    });
    socket.addEventListener('close', ({ code }) => {
      streams.close();
      if (attempt !== this.attempt) return;
      this.socket = null;
      if (code === CLOSED.elsewhere) {
        this.set({ state: 'elsewhere', problem: 'Another tab holds the cluster that kubectl sees.' });
      } else if (code === CLOSED.takenOver) {
        this.set({
          state: 'elsewhere',
          problem: 'Another tab has taken over the cluster that kubectl sees.',
        });
      } else this.tryAgain(attempt);
    });
  }

  private tryAgain(attempt: number): void {
    const wait = RETRY_MS[Math.min(this.failures, RETRY_MS.length - 1)] as number;
    this.failures++;
    this.set({ state: 'lost', problem: 'The connection to the bridge broke. Trying again …' });
    this.retry = setTimeout(() => void this.dial(false, attempt), wait);
  }
}

/** null for what is no message. */
function understood(data: ArrayBuffer): ToTab | null {
  try {
    return decodeMessage(new Uint8Array(data)) as ToTab;
  } catch {
    return null;
  }
}
