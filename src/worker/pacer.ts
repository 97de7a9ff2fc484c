/** Runs a simulation at the pace of real time, slowed and hurried as the person wants or as auto pace chooses. */
import type { Simulation } from '../engine/kernel/simulation';
import type { HopRecord } from '../engine/kernel/trace';
import { atLeast, choosePace, IDLE_PACE, nextAwaited, spent, type PaceState } from './pace';
import { isBackground } from './projection/hops';
import type { Pace, PaceMode } from './protocol';
import type { Timeline } from './timeline';

/** Real ms that one look may advance at most: a page that slept does not jump. */
const FRAME_MAX_MS = 100;
/** Real ms that the engine may work for one look. */
const WORK_MAX_MS = 12;
const SPEED_MIN = 0.001;
const SPEED_MAX = 1000;
/** Changes of pace within one look. */
const ROUNDS_MAX = 64;
/** With more pending events than this, looking for the next awaited one costs more than it is worth. */
const PENDING_MAX = 5000;

/** Inputs of an open stream, by the verb of their hop. */
const TYPED = new Set(['stdin', 'resize', 'close']);

/** What sets the pace beside the world itself. */
export interface PaceWishes {
  /** When the soonest of the countdowns on the screen ends that the cluster waits for; Infinity for none. */
  readonly countdown: () => number;
  /** Auto pace does not go below it. */
  readonly leastSpeed: () => number;
}

export class Pacer {
  /** Virtual now, with its fraction of a ms. */
  now: number;
  private pace: Pace = { paused: false, auto: true, speed: 1 };
  private mode: PaceMode = 'live';
  private state: PaceState = IDLE_PACE;
  private lastClock: number;
  /** The person's hops that may still be on their way. */
  private hops: HopRecord[] = [];
  private seen: number;
  /** How many inputs the person has given: the newest is the one to follow. */
  private inputs = 0;

  private readonly simulation: Simulation;

  constructor(
    private readonly timeline: Timeline,
    private readonly clock: () => number,
    /** Id of the newest hop that belongs to the scene and not to the person. */
    private readonly sceneHop: number,
    private readonly wishes: PaceWishes,
  ) {
    const { simulation } = timeline;
    this.simulation = simulation;
    this.now = simulation.now;
    this.lastClock = clock();
    this.seen = simulation.seq;
  }

  view(): Pace & { readonly mode: PaceMode } {
    return { ...this.pace, mode: this.pace.paused ? 'paused' : this.mode };
  }

  isPaused(): boolean {
    return this.pace.paused;
  }

  /** A speed that is chosen by hand switches auto pace off. */
  set(change: Partial<Pace>): void {
    const speed = Math.min(SPEED_MAX, Math.max(SPEED_MIN, change.speed ?? this.pace.speed));
    const auto = change.auto ?? (change.speed === undefined ? this.pace.auto : false);
    this.pace = { paused: change.paused ?? this.pace.paused, auto, speed };
  }

  noteInput(): void {
    this.inputs++;
  }

  /** After a jump: begins at the simulation's present. `inputs`: how many of the person's are left. */
  jump(inputs: number): void {
    this.now = this.simulation.now;
    this.seen = this.simulation.seq;
    this.hops = [];
    this.state = IDLE_PACE;
    this.inputs = inputs;
  }

  /** The real time that has passed since the last look does not count. */
  rest(): void {
    this.lastClock = this.clock();
  }

  /** Advances virtual time by the real time that has passed. */
  catchUp(): void {
    const now = this.clock();
    let left = Math.min(FRAME_MAX_MS, now - this.lastClock);
    this.lastClock = now;
    if (this.pace.paused) return;
    const deadline = now + WORK_MAX_MS;
    for (let round = 0; left > 0 && round < ROUNDS_MAX; round++) {
      left = this.advance(left, deadline);
      if (this.clock() >= deadline) break;
    }
  }

  /** True for hops of a chain that the person started. */
  isUsers(hop: number): boolean {
    return this.simulation.trace.rootOf(hop) > this.sceneHop;
  }

  /** Runs for at most `left` real ms; returns what is left of them. Stops where the pace has to change. */
  private advance(left: number, deadline: number): number {
    const speed = this.pace.auto ? this.chooseSpeed(left) : this.pace.speed;
    if (!this.pace.auto) this.mode = 'fixed';
    const start = this.now;
    const target = start + left * speed;
    const watchful = this.pace.auto && this.mode !== 'following';
    const next = this.timeline.next();
    const { simulation } = this;
    const { reason } = simulation.advance({
      until: Math.min(Math.floor(target), next?.at ?? Infinity),
      budget: next === undefined ? Infinity : next.step - simulation.steps,
      shouldYield: () => this.clock() >= deadline,
      stop: () => watchful && this.isUsers(simulation.lastHop) && this.noteHops(),
    });
    const isDue = next !== undefined && next.step === simulation.steps && next.at === simulation.now;
    if (isDue) this.timeline.giveNext();
    else if (reason === 'until') {
      this.now = target;
      return 0;
    }
    this.now = Math.max(start, simulation.now);
    return reason === 'stop' || isDue ? Math.max(0, left - (this.now - start) / speed) : 0;
  }

  private chooseSpeed(screenMs: number): number {
    this.noteHops();
    const { now } = this;
    this.hops = this.hops.filter(({ end }) => end > now);
    const flying = this.hops.filter(({ start }) => start <= now);
    const leaving = this.hops.reduce(
      (soonest, { start }) => (start > now ? Math.min(soonest, start) : soonest),
      Infinity,
    );
    const awaited = flying.length > 0 ? leaving : Math.min(leaving, this.nextAwaited(), this.nextCountdown());
    const choice = atLeast(
      this.wishes.leastSpeed(),
      choosePace(this.state, now, flying, this.inputs, awaited),
    );
    this.mode = choice.mode;
    this.state = spent(choice, screenMs);
    this.pace = { ...this.pace, speed: choice.speed };
    if (flying.length > 0 || awaited === Infinity) return choice.speed;
    // One look must not run past the moment at which the chain goes on.
    return Math.min(choice.speed, Math.max((awaited - now) / screenMs, SPEED_MIN));
  }

  private nextAwaited(): number {
    if (this.inputs === 0 || this.simulation.pendingCount() > PENDING_MAX) return Infinity;
    return nextAwaited(this.simulation.pendingEvents(), this.now, (cause) => this.isUsers(cause));
  }

  /** Only somebody who did something waits for anything. */
  private nextCountdown(): number {
    if (this.inputs === 0) return Infinity;
    const end = this.wishes.countdown();
    return end > this.now ? end : Infinity;
  }

  /** True for what is typed into a program in a container: nobody wants to follow each key. */
  private isTyped(root: number): boolean {
    const hop = this.simulation.trace.find(root);
    return hop?.kind === 'input' && hop.resource === 'pods/exec' && TYPED.has(hop.verb);
  }

  /** Collects the person's hops that have come up. Returns true when there were new ones. */
  private noteHops(): boolean {
    const { simulation } = this;
    const fresh = simulation.trace
      .between(this.seen, simulation.seq)
      .filter((hop) => hop.root > this.sceneHop && !isBackground(hop) && hop.end > this.now)
      .filter(({ root }) => !this.isTyped(root));
    this.seen = simulation.seq;
    this.hops.push(...fresh);
    return fresh.length > 0;
  }
}
