/** A world with a door and without pacing: for tests, the shell and the server. */
import type { ApiResponse, StreamPart } from '../api/wire';
import type { Simulation } from '../kernel/simulation';
import {
  CONNECTION_LOST,
  createWorld,
  isApiResponse,
  isDoorClosed,
  isStreamPart,
  requestInput,
  streamInput,
  type OutsideCall,
  type WorldConfig,
} from '../world';
import { Door } from './door';
import type { DoorHost, InputAnswer, InputLabel } from './host';
import { StreamListeners, type StreamListener } from './streams/listeners';

type Answerer = (answer: InputAnswer) => void;

export interface HeadlessOptions {
  readonly config: WorldConfig;
  /** True while the clock stands. */
  readonly isPaused?: () => boolean;
  readonly loadDescriptions?: DoorHost['loadDescriptions'];
  /** Number of the first request; a world that replays a journal begins above the numbers in it. */
  readonly firstId?: number;
}

export class Headless implements DoorHost {
  readonly simulation: Simulation;
  readonly door: Door;
  readonly cluster: string;
  readonly epochMs: number;
  private nextId: number;
  private readonly waiting = new Map<number, Answerer>();
  private readonly listeners = new StreamListeners();

  constructor(private readonly options: HeadlessOptions) {
    const { config } = options;
    this.nextId = options.firstId ?? 1;
    this.simulation = createWorld(config);
    this.cluster = config.clusters[0]?.name ?? '';
    this.epochMs = config.epochMs;
    this.door = new Door(this);
  }

  /** Virtual ms. */
  get now(): number {
    return this.simulation.now;
  }

  // ---------------------------------------------------------------------------------------------- the host's part

  ask(call: OutsideCall, { label }: InputLabel, answer: Answerer): number {
    const id = this.nextId++;
    this.waiting.set(id, answer);
    this.simulation.input(requestInput(this.cluster, id, call, label, this.isPaused()));
    // While the clock stands, it has been done already.
    this.settle();
    return id;
  }

  send(part: StreamPart): void {
    this.simulation.input(streamInput(this.cluster, part, 'stdin'));
  }

  listen(stream: number, listener: StreamListener): () => void {
    return this.listeners.listen(stream, listener);
  }

  isPaused(): boolean {
    return this.options.isPaused?.() ?? false;
  }

  loadDescriptions(done: Parameters<DoorHost['loadDescriptions']>[0]): void {
    if (this.options.loadDescriptions === undefined) done(null);
    else this.options.loadDescriptions(done);
  }

  private drain(): void {
    const { outbox } = this.simulation;
    if (outbox.length === 0) return;
    this.simulation.outbox = [];
    for (const data of outbox) {
      if (isDoorClosed(data)) this.doorClosed();
      else if (isStreamPart(data)) this.listeners.deliver(data);
      else if (isApiResponse(data)) this.answer(data);
    }
  }

  private answer({ id, code, body, items, warnings }: ApiResponse): void {
    const answer = this.waiting.get(id);
    this.waiting.delete(id);
    answer?.({
      code,
      body: items === undefined ? body : { ...(body as object), items },
      ...(warnings === undefined ? {} : { warnings }),
    });
  }

  private doorClosed(): void {
    const answers = [...this.waiting.values()];
    this.waiting.clear();
    for (const answer of answers) answer(CONNECTION_LOST);
    this.listeners.cut();
  }

  // -------------------------------------------------------------------------------------------------------- time

  /** Lets so much virtual time pass, ms. */
  advance(ms: number): void {
    const until = this.now + ms;
    // Nobody listens: there is nothing to stop for.
    if (!this.door.hasOpen() && this.waiting.size === 0) this.simulation.advance({ until });
    while (this.now < until) this.step(until);
    this.settle();
  }

  /** Lets time pass until something is so. Returns false when it is not within `maxMs`. */
  advanceUntil(predicate: () => boolean, maxMs: number): boolean {
    const until = this.now + maxMs;
    this.settle();
    while (!predicate()) {
      if (this.now >= until) return false;
      this.step(until);
    }
    return true;
  }

  /** To the next thing that happens, the world's or the door's. */
  private step(until: number): void {
    const next = Math.min(until, this.simulation.nextEventAt(), this.door.nextWake());
    this.simulation.advance({ until: Math.max(next, this.now) });
    this.settle();
  }

  private settle(): void {
    this.drain();
    this.door.pump();
  }
}

export function openHeadless(options: HeadlessOptions): Headless {
  return new Headless(options);
}
