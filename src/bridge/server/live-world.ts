/** A world that runs in this process: at the pace of real time, faster, or only when it is asked something. */
import type { HttpRequest, OpenExchange, ResponseSink } from '../../engine/api/http';
import type { ControlHost, Pace, Speed, WorldRecord } from '../../engine/door/control/host';
import { openHeadless, type Headless } from '../../engine/door/headless';
import type { Input } from '../../engine/kernel/journal';
import type { Simulation } from '../../engine/kernel/simulation';
import type { WorldConfig } from '../../engine/world';
import { numberAbove, replaying, SLICE_MS } from './replaying';
import type { Upstream } from './upstream';

/** Real ms between two looks at most, so that the clock that is shown goes on. */
const LOOK_MS = 250;
/** Numbers of requests begin above those of scenes and of what is replayed. */
const FIRST_REQUEST = 1_000_000;
/** `max`: virtual ms without anything but heartbeats after which nothing is under way … */
const QUIET_MS = 20_000;
/** … and virtual ms after the newest request at which even a cluster that never rests is left alone. */
const RESTLESS_MS = 600_000;
/** Real ms that a replay may take. */
const REPLAY_MS = 60_000;
const SPEED_MIN = 0.001;
const SPEED_MAX = 1000;

/** What is answered under /orrery/. */
export type Control = (host: ControlHost, request: HttpRequest, sink: ResponseSink) => OpenExchange;

export interface LiveWorldOptions {
  readonly config: WorldConfig;
  /** What is done to the world before anybody looks. */
  readonly open: (simulation: Simulation) => void;
  readonly speed: Speed;
  readonly paused: boolean;
  readonly control: Control;
  readonly loadDescriptions?: Headless['loadDescriptions'];
}

interface Goal {
  readonly until: number;
  readonly done: () => void;
}

export class LiveWorld implements Upstream, ControlHost {
  config: WorldConfig;
  private headless: Headless;
  private paused: boolean;
  private speed: Speed;
  /** Virtual now, with its fraction of a ms. */
  private clock: number;
  private looked = performance.now();
  private timer: NodeJS.Timeout | NodeJS.Immediate | null = null;
  private goals: readonly Goal[] = [];
  /** Requests that are not answered yet to their end. */
  private unanswered = 0;
  private requestedAt = 0;
  private seenHop = 0;
  private seenHopAt = 0;
  private stopped = false;

  constructor(private readonly options: LiveWorldOptions) {
    this.config = options.config;
    this.speed = options.speed;
    this.paused = options.paused;
    this.headless = this.build(options.config);
    options.open(this.headless.simulation);
    this.headless.simulation.outbox = [];
    this.clock = this.headless.now;
    this.requestedAt = this.headless.now;
    this.schedule();
  }

  private build(config: WorldConfig, record?: WorldRecord): Headless {
    const { loadDescriptions } = this.options;
    return openHeadless({
      config,
      firstId: Math.max(FIRST_REQUEST, numberAbove(record)),
      isPaused: () => this.paused && this.goals.length === 0,
      ...(loadDescriptions === undefined ? {} : { loadDescriptions }),
    });
  }

  get simulation(): Simulation {
    return this.headless.simulation;
  }

  get cluster(): string {
    return this.headless.cluster;
  }

  /** Ends everything that is open. */
  stop(): void {
    this.stopped = true;
    this.unschedule();
    this.headless.door.close();
  }

  // ------------------------------------------------------------------------------------------------- requests

  open(request: HttpRequest, sink: ResponseSink): OpenExchange {
    this.look();
    this.requestedAt = this.headless.now;
    this.unanswered++;
    let over = false;
    const end = () => {
      if (!over) this.unanswered--;
      over = true;
    };
    const counted: ResponseSink = {
      head: (status, headers) => sink.head(status, headers),
      data: (chunk) => sink.data(chunk),
      end: () => {
        end();
        sink.end();
      },
    };
    const exchange = request.target.startsWith('/orrery/')
      ? this.options.control(this, request, counted)
      : this.headless.door.open(request, counted);
    this.schedule();
    return {
      input: (message) => {
        this.look();
        exchange.input(message);
        this.schedule();
      },
      close: () => {
        end();
        exchange.close();
      },
    };
  }

  // ----------------------------------------------------------------------------------------------- control

  pace(): Pace {
    return { paused: this.paused, speed: this.speed };
  }

  setPace({ paused = this.paused, speed = this.speed }: Partial<Pace>): void {
    if (speed === 'auto') throw new Error('auto pace is for the page: give a number, or "max"');
    if (speed !== 'max' && !(speed >= SPEED_MIN && speed <= SPEED_MAX))
      throw new Error(`a speed is a number from ${SPEED_MIN} to ${SPEED_MAX}, or "max"`);
    this.look();
    this.paused = paused;
    this.speed = speed;
    this.schedule();
  }

  advance(ms: number, done: () => void): void {
    const from = this.goals.at(-1)?.until ?? this.headless.now;
    this.goals = [...this.goals, { until: from + ms, done }];
    this.schedule();
  }

  give(input: Input): void {
    this.look();
    this.headless.simulation.input(input);
    this.headless.advance(0);
    this.schedule();
  }

  load(record: WorldRecord, done: (problem: string | null) => void): void {
    const fresh = this.build(record.config, record);
    const steps = replaying(fresh.simulation, record);
    const deadline = performance.now() + REPLAY_MS;
    const go = () => {
      try {
        if (steps.next().done !== true) {
          if (performance.now() > deadline) done('it takes longer than a minute to replay');
          else setImmediate(go);
          return;
        }
      } catch (error) {
        done(`it cannot be replayed: ${(error as Error).message}`);
        return;
      }
      this.replace(fresh, record.config);
      done(null);
    };
    go();
  }

  private replace(fresh: Headless, config: WorldConfig): void {
    const before = this.headless;
    fresh.simulation.outbox = [];
    this.headless = fresh;
    this.config = config;
    const { goals } = this;
    this.goals = [];
    for (const { done } of goals) done();
    this.clock = fresh.now;
    this.requestedAt = fresh.now;
    this.looked = performance.now();
    before.door.jumped();
    before.door.close();
    this.schedule();
  }

  // -------------------------------------------------------------------------------------------------- time

  /** Brings the world to the present. Returns true when there was more to do than fits into a slice. */
  private look(): boolean {
    const now = performance.now();
    const passed = now - this.looked;
    this.looked = now;
    const [goal] = this.goals;
    if (goal !== undefined) return this.towards(goal);
    if (this.paused) return false;
    if (this.speed === 'max') return this.isAnythingUnderWay() && this.run(Infinity);
    this.clock += passed * (this.speed as number);
    const behind = this.run(Math.floor(this.clock));
    // Who cannot keep up goes slower: what is lost is not made up for.
    if (behind) this.clock = this.headless.now;
    return behind;
  }

  private towards({ until, done }: Goal): boolean {
    if (!this.run(until)) {
      this.goals = this.goals.slice(1);
      done();
    }
    this.clock = this.headless.now;
    return true;
  }

  /** Runs until a time, for at most a slice. Returns true when time ran out first. */
  private run(until: number): boolean {
    const { headless } = this;
    const deadline = performance.now() + SLICE_MS;
    while (headless.now < until) {
      const next = Math.min(until, headless.simulation.nextEventAt(), headless.door.nextWake());
      if (next === Infinity) return false;
      headless.advance(Math.max(1, next - headless.now));
      if (performance.now() >= deadline) return headless.now < until;
    }
    headless.advance(0);
    return false;
  }

  /** For `max`: somebody waits for an answer, or the cluster does something besides its heartbeats. */
  private isAnythingUnderWay(): boolean {
    if (this.unanswered > 0) return true;
    const { now, simulation } = this.headless;
    if (simulation.lastHop !== this.seenHop) {
      this.seenHop = simulation.lastHop;
      this.seenHopAt = now;
    }
    return now - this.seenHopAt < QUIET_MS && now - this.requestedAt < RESTLESS_MS;
  }

  private unschedule(): void {
    if (this.timer === null) return;
    clearTimeout(this.timer as NodeJS.Timeout);
    clearImmediate(this.timer as NodeJS.Immediate);
    this.timer = null;
  }

  private schedule(): void {
    if (this.stopped) return;
    this.unschedule();
    if (this.goals.length > 0) this.timer = setImmediate(this.turn);
    else if (this.paused) return;
    else if (this.speed === 'max') {
      if (this.isAnythingUnderWay()) this.timer = setImmediate(this.turn);
    } else this.timer = setTimeout(this.turn, this.untilNext(this.speed as number));
  }

  private untilNext(speed: number): number {
    const { simulation, door } = this.headless;
    const next = Math.min(simulation.nextEventAt(), door.nextWake());
    return Math.min(LOOK_MS, Math.max(1, Math.ceil((next - this.clock) / speed)));
  }

  private readonly turn = (): void => {
    this.timer = null;
    try {
      const behind = this.look();
      if (behind && !this.stopped) this.timer = setImmediate(this.turn);
      else this.schedule();
    } catch (error) {
      // A broken engine must be seen, and must not take the socket's programs with it.
      console.error(error);
      this.paused = true;
    }
  };
}
