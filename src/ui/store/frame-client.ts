import type { HttpRequest } from '../../engine/api/http';
import type {
  BridgeStatus,
  Command,
  Frame,
  FromWorker,
  HttpPart,
  JournalEntry,
  ReplyValue,
} from '../../worker/protocol';
import { PROTOCOL_VERSION } from '../../worker/protocol';

/** The part of a Worker that we use, so that a test can stand in for it. */
export interface WorkerPort {
  postMessage(message: unknown): void;
  terminate(): void;
  onmessage: ((event: MessageEvent<FromWorker>) => void) | null;
  onerror: ((event: ErrorEvent) => void) | null;
}

/** `Omit` for each member of a union. */
type WithoutWorld<T> = T extends unknown ? Omit<T, 'world'> : never;
/** A command without its world: the client fills it in. */
export type WorldCommand = WithoutWorld<
  Exclude<Command, { type: 'frame' | 'open' | 'inspect' | 'http' | 'http-input' | 'http-close' }>
>;

/** The page's end of an HTTP exchange with the cluster. */
export interface ExchangeEnd {
  take(part: HttpPart): void;
  /** The worker is gone: nothing more comes. */
  lost(reason: string): void;
}

export interface Exchange {
  input(message: Uint8Array): void;
  close(): void;
}

export interface FrameClientOptions {
  readonly world: string;
  readonly createWorker: () => WorkerPort;
  readonly onFrame: (frame: Frame) => void;
  /** Called when the number of exchanges changes that wait for something. */
  readonly onExchanges: (count: number) => void;
  readonly onBridge: (status: BridgeStatus) => void;
  readonly onFailure: (kind: FailureKind, detail: string) => void;
}

export type FailureKind = 'crashed' | 'silent' | 'version';

/** How a world is opened: fresh, or from a journal up to a moment. */
export interface OpenOptions {
  readonly scene: string;
  readonly seed: number;
  readonly journal?: readonly JournalEntry[];
  /** Virtual ms. */
  readonly at?: number;
  /** Wall clock at virtual 0, ms since 1970; absent is the scene's own. */
  readonly epochMs?: number;
}

interface Waiting {
  readonly type: Command['type'];
  readonly resolve: (value: ReplyValue) => void;
  readonly reject: (error: Error) => void;
}

/** Real ms without a word from the worker after which it is asked for a sign of life. */
const pingMsMin = 2500;
/** Real ms without a word after which the worker counts as stuck. */
const silenceMsMax = 6000;
/** The same while it does something that may take long: replaying a journal, looking far ahead. */
const workMsMax = 60_000;
const longWork: ReadonlySet<Command['type']> = new Set(['open', 'step', 'undo']);
/** A gap between two animation frames that means that the page was hidden. */
const awayMsMin = 1000;

/**
 * Talks to the worker: commands with replies, and frames by held pull.
 *
 * The page asks for a frame in an animation frame when none is on its way; the worker answers at once when something
 * changed, else at the first change. So a slow page asks less often and gets fewer, larger frames, and a hidden page
 * (no animation frames) asks for none.
 */
export class FrameClient {
  private worker: WorkerPort | null = null;
  private commandIdNext = 1;
  private readonly waiting = new Map<number, Waiting>();
  private readonly exchanges = new Map<number, ExchangeEnd>();
  private frameAsked = false;
  private pumpedAt = 0;
  /** Time of the animation frame in which the worker was last heard; `null` until the first. */
  private heardAt: number | null = null;
  private pinged = false;
  private inspected: string | null = null;
  private animationFrame = 0;
  private readonly options: FrameClientOptions;

  constructor(options: FrameClientOptions) {
    this.options = options;
  }

  /** Starts a new worker (ending the present one) and opens a world in it. */
  open(options: OpenOptions): Promise<ReplyValue> {
    this.close('the cluster was restarted');
    const worker = this.options.createWorker();
    worker.onmessage = (event) => this.receive(event.data);
    worker.onerror = (event) => this.fail('crashed', event.message || 'the worker could not be loaded');
    this.worker = worker;
    const opened = this.post({ type: 'open', world: this.options.world, ...options });
    this.pump();
    return opened;
  }

  /** True while there is a worker to talk to. */
  get lives(): boolean {
    return this.worker !== null;
  }

  /** Opens a world in the running worker: what Reset does. */
  reopen(options: OpenOptions): Promise<ReplyValue> {
    if (!this.worker) return this.open(options);
    return this.post({ type: 'open', world: this.options.world, ...options });
  }

  send(command: WorldCommand): Promise<ReplyValue> {
    return this.post({ ...command, world: this.options.world });
  }

  /** Opens an HTTP exchange with the API server of a cluster. Without a worker it is lost at once. */
  exchange(cluster: string, request: HttpRequest, end: ExchangeEnd): Exchange {
    const { world } = this.options;
    const exchange = this.commandIdNext++;
    const tell = (command: Command) => {
      if (this.exchanges.has(exchange)) this.worker?.postMessage({ ...command, id: this.commandIdNext++ });
    };
    if (this.worker === null) end.lost('the cluster is not running');
    else this.keep(exchange, end);
    tell({ type: 'http', world, exchange, cluster, request });
    return {
      input: (message) => tell({ type: 'http-input', world, exchange, message }),
      close: () => {
        tell({ type: 'http-close', world, exchange });
        this.forget(exchange);
      },
    };
  }

  private keep(exchange: number, end: ExchangeEnd): void {
    this.exchanges.set(exchange, end);
    this.options.onExchanges(this.exchanges.size);
  }

  private forget(exchange: number): void {
    if (this.exchanges.delete(exchange)) this.options.onExchanges(this.exchanges.size);
  }

  private takePart(part: HttpPart): void {
    const end = this.exchanges.get(part.exchange);
    if (part.part === 'end') this.forget(part.exchange);
    end?.take(part);
  }

  /** Asks for the full object of `about` in the frames to come. A worker that has died is told of elsewhere. */
  inspect(about: string | null): void {
    this.inspected = about;
    if (!this.worker) return;
    this.post({ type: 'inspect', world: this.options.world, about }).catch(() => undefined);
  }

  /** Ends the worker; who still waits for a reply hears `reason`. */
  close(reason: string): void {
    cancelAnimationFrame(this.animationFrame);
    this.frameAsked = false;
    this.heardAt = null;
    this.pinged = false;
    if (this.worker) {
      this.worker.onmessage = null;
      this.worker.onerror = null;
      this.worker.terminate();
      this.worker = null;
    }
    const error = new Error(reason);
    for (const entry of this.waiting.values()) entry.reject(error);
    this.waiting.clear();
    const ends = [...this.exchanges.values()];
    this.exchanges.clear();
    this.options.onExchanges(0);
    for (const end of ends) end.lost(reason);
  }

  private post(command: Command): Promise<ReplyValue> {
    const worker = this.worker;
    if (!worker) return Promise.reject(new Error('the cluster is not running'));
    const id = this.commandIdNext;
    this.commandIdNext += 1;
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { type: command.type, resolve, reject });
      worker.postMessage({ ...command, id });
    });
  }

  private pump(): void {
    this.animationFrame = requestAnimationFrame((time) => {
      if (!this.worker) return;
      this.askForFrame(time);
      if (this.worker) this.pump();
    });
  }

  private askForFrame(time: number): void {
    // A page that was hidden comes back with an old request: animation frames stood still, so its clock restarts.
    const wasAway = time - this.pumpedAt > awayMsMin;
    this.pumpedAt = time;
    if (wasAway) this.heardAt = time;
    if (!this.frameAsked) {
      this.frameAsked = true;
      const id = this.commandIdNext;
      this.commandIdNext += 1;
      this.worker?.postMessage({ type: 'frame', world: this.options.world, id });
    }
    this.watch(time);
  }

  /**
   * Notices a worker that is stuck. One that holds a request for a frame because nothing happens is quiet, too; so it
   * is asked something harmless first, which every living worker answers at once.
   */
  private watch(time: number): void {
    this.heardAt ??= time;
    const silentMs = time - this.heardAt;
    if (silentMs > pingMsMin && !this.pinged) {
      this.pinged = true;
      this.inspect(this.inspected);
    }
    const works = [...this.waiting.values()].some(({ type }) => longWork.has(type));
    if (silentMs > (works ? workMsMax : silenceMsMax)) {
      this.fail('silent', `no answer for ${Math.round(silentMs / 1000)} seconds`);
    }
  }

  private receive(message: FromWorker): void {
    this.heardAt = this.pumpedAt;
    this.pinged = false;
    if (message.type === 'frame') {
      if (message.world !== this.options.world) return;
      if (message.version !== PROTOCOL_VERSION) {
        this.fail('version', `the page speaks protocol ${PROTOCOL_VERSION}, the worker ${message.version}`);
        return;
      }
      this.frameAsked = false;
      this.options.onFrame(message);
      return;
    }
    if (message.type === 'bridge') {
      this.options.onBridge(message.status);
      return;
    }
    if (message.type === 'http') {
      this.takePart(message);
      return;
    }
    const entry = this.waiting.get(message.id);
    this.waiting.delete(message.id);
    if (message.ok) entry?.resolve(message.value);
    else entry?.reject(new Error(message.error));
  }

  private fail(kind: FailureKind, detail: string): void {
    this.close(detail);
    this.options.onFailure(kind, detail);
  }
}
