import type { Command, Frame, FromWorker, JournalEntry, ReplyValue } from '../../worker/protocol';
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
export type WorldCommand = WithoutWorld<Exclude<Command, { type: 'frame' | 'open' | 'inspect' }>>;

export interface FrameClientOptions {
  readonly world: string;
  readonly createWorker: () => WorkerPort;
  readonly onFrame: (frame: Frame) => void;
  readonly onFailure: (kind: 'crashed' | 'silent' | 'version', detail: string) => void;
  /** Real ms without an answer to a frame request after which the worker counts as silent. */
  readonly silenceMsMax?: number;
}

/** How a world is opened: fresh, or from a journal up to a moment. */
export interface OpenOptions {
  readonly scene: string;
  readonly seed: number;
  readonly journal?: readonly JournalEntry[];
  /** Virtual ms. */
  readonly at?: number;
}

interface Waiting {
  readonly resolve: (value: ReplyValue) => void;
  readonly reject: (error: Error) => void;
}

const silenceMsDefault = 10_000;
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
  private frameAskedAt: number | null = null;
  private pumpedAt = 0;
  private animationFrame = 0;
  private paused = false;
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
    this.paused = false;
    const opened = this.post({ type: 'open', world: this.options.world, ...options });
    this.pump();
    return opened;
  }

  /** Opens a world in the running worker: what Reset does. */
  reopen(options: OpenOptions): Promise<ReplyValue> {
    if (!this.worker) return this.open(options);
    return this.post({ type: 'open', world: this.options.world, ...options });
  }

  send(command: WorldCommand): Promise<ReplyValue> {
    return this.post({ ...command, world: this.options.world });
  }

  /** Asks for the full object of `about` in the frames to come. A worker that has died is told of elsewhere. */
  inspect(about: string | null): void {
    if (!this.worker) return;
    this.post({ type: 'inspect', world: this.options.world, about }).catch(() => undefined);
  }

  /** Ends the worker; who still waits for a reply hears `reason`. */
  close(reason: string): void {
    cancelAnimationFrame(this.animationFrame);
    this.frameAskedAt = null;
    if (this.worker) {
      this.worker.onmessage = null;
      this.worker.onerror = null;
      this.worker.terminate();
      this.worker = null;
    }
    const error = new Error(reason);
    for (const entry of this.waiting.values()) entry.reject(error);
    this.waiting.clear();
  }

  private post(command: Command): Promise<ReplyValue> {
    const worker = this.worker;
    if (!worker) return Promise.reject(new Error('the cluster is not running'));
    const id = this.commandIdNext;
    this.commandIdNext += 1;
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
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
    if (this.frameAskedAt === null) {
      this.frameAskedAt = time;
      const id = this.commandIdNext;
      this.commandIdNext += 1;
      this.worker?.postMessage({ type: 'frame', world: this.options.world, id });
      return;
    }
    if (wasAway) this.frameAskedAt = time;
    const silentMs = time - this.frameAskedAt;
    if (!this.paused && silentMs > (this.options.silenceMsMax ?? silenceMsDefault)) {
      this.fail('silent', `no answer for ${Math.round(silentMs / 1000)} seconds`);
    }
  }

  private receive(message: FromWorker): void {
    if (message.type === 'frame') {
      if (message.world !== this.options.world) return;
      if (message.version !== PROTOCOL_VERSION) {
        this.fail('version', `the page speaks protocol ${PROTOCOL_VERSION}, the worker ${message.version}`);
        return;
      }
      this.frameAskedAt = null;
      this.paused = message.pace.paused;
      this.options.onFrame(message);
      return;
    }
    const entry = this.waiting.get(message.id);
    this.waiting.delete(message.id);
    if (message.ok) entry?.resolve(message.value);
    else entry?.reject(new Error(message.error));
  }

  private fail(kind: 'crashed' | 'silent' | 'version', detail: string): void {
    this.close(detail);
    this.options.onFailure(kind, detail);
  }
}
