/**
 * A world for a shell without a page: its time moves only while everybody waits. While a command can go on, the clock
 * stands; when all of them sleep or wait for the API server, it goes on to the next thing that can wake one.
 */
import type { Connection, HttpReply, Transport } from '../../cli/http';
import { exchange, isConnection } from '../../cli/exchange-reply';
import type { Clock } from '../../cli/shell/clock';
import type { ResponseSink } from '../../engine/api/http';
import { type Headless, openHeadless } from '../../engine/door/headless';
import { loadDescriptions } from '../../worker/descriptions';
import { findScene, openingScene } from '../../worker/scenes/index';

/** The longest piece of virtual time between two looks at what the person wants, ms. */
const LONGEST_STEP_MS = 60_000;
/** How often it is looked whether a person has typed what a command waits for, ms. */
const KEYBOARD_LOOK_MS = 20;

export interface FastWorldOptions {
  readonly seed: number;
  readonly scene: string;
  /** Virtual ms after which nothing more is waited for. */
  readonly maxVirtualMs: number;
  /** Virtual ms per real ms, when a person types; Infinity for as fast as it can. Null for a script: nobody will type. */
  readonly speed: number | null;
}

interface Sleeper {
  readonly at: number;
  wake(): void;
}

/** Rejected with when the virtual time is over. */
export class TimeIsOver extends Error {
  override readonly name = 'TimeIsOver';
}

export class FastWorld implements Clock {
  readonly transport: Transport;
  private readonly headless: Headless;
  private readonly until: number;
  private readonly speed: number;
  private sleepers: Sleeper[] = [];
  private busy = 0;
  private open = 0;
  private hasWoken = false;

  /** Throws an `Error` when there is no such scene. */
  constructor(private readonly options: FastWorldOptions) {
    const scene = findScene(options.scene, options.seed);
    if (scene === undefined) throw new Error(`There is no scene "${options.scene}".`);
    this.headless = openHeadless({
      config: scene.config,
      loadDescriptions: (done) => {
        this.busy += 1;
        loadDescriptions((found) => {
          this.busy -= 1;
          this.hasWoken = true;
          done(found);
        });
      },
    });
    // No slices: nobody else waits for this process.
    const opening = openingScene(scene, this.headless.simulation, () => 0);
    while (opening.next().done !== true);
    this.until = this.headless.now + options.maxVirtualMs;
    this.speed = options.speed ?? Infinity;
    this.transport = {
      send: async (request, signal) => {
        const reply = await this.ask(request, signal);
        if (isConnection(reply)) throw new Error(`${request.method} ${request.target} was upgraded unasked`);
        return reply;
      },
      connect: (request, signal) => this.ask(request, signal),
    };
  }

  private get isTyped(): boolean {
    return this.options.speed !== null;
  }

  now(): number {
    return this.headless.epochMs + this.headless.now;
  }

  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    await new Promise<void>((resolve, reject) => {
      const sleeper: Sleeper = {
        at: this.headless.now + Math.max(0, Math.ceil(ms)),
        wake: () => {
          signal?.removeEventListener('abort', stop);
          resolve();
        },
      };
      const stop = () => {
        this.sleepers = this.sleepers.filter((other) => other !== sleeper);
        reject(signal?.reason as Error);
      };
      signal?.addEventListener('abort', stop, { once: true });
      this.sleepers.push(sleeper);
    });
  }

  async during<T>(work: Promise<T>): Promise<T> {
    this.busy += 1;
    try {
      return await work;
    } finally {
      this.busy -= 1;
    }
  }

  async breathe(): Promise<void> {
    await this.during(turn());
  }

  /** Lets time pass, when it may, until `work` is done. Rejects with `TimeIsOver`. */
  async run<T>(work: Promise<T>): Promise<T> {
    const end = { isDone: false };
    const finished = work.finally(() => {
      end.isDone = true;
    });
    finished.catch(() => undefined);
    for (;;) {
      await turn();
      if (end.isDone) return await finished;
      if (this.busy > 0) continue;
      if (this.isTyped && this.sleepers.length + this.open === 0) {
        // Someone reads the keyboard.
        await pause(KEYBOARD_LOOK_MS);
        continue;
      }
      const before = this.headless.now;
      this.advance();
      const passed = this.headless.now - before;
      if (passed > 0 && this.isTyped && Number.isFinite(this.speed)) await pause(passed / this.speed);
    }
  }

  /** To the next thing that can wake somebody. */
  private advance(): void {
    const { headless } = this;
    const next = Math.min(...this.sleepers.map(({ at }) => at), Infinity);
    if (headless.now >= this.until) {
      throw new TimeIsOver(`${this.options.maxVirtualMs / 1000} s of virtual time are over (--max-virtual)`);
    }
    // Someone waits for what no time brings: a key, or a pipe that nobody fills.
    if (next === Infinity && this.open === 0) {
      throw new TimeIsOver('everything waits for something that time does not bring');
    }
    const step = this.isTyped ? Math.max(1, Math.min(LONGEST_STEP_MS, 50 * this.speed)) : LONGEST_STEP_MS;
    const limit = Math.min(next, this.until, headless.now + step);
    this.hasWoken = false;
    headless.advanceUntil(() => this.hasWoken, limit - headless.now);
    const due = this.sleepers.filter(({ at }) => at <= headless.now).sort((a, b) => a.at - b.at);
    this.sleepers = this.sleepers.filter((sleeper) => !due.includes(sleeper));
    for (const sleeper of due) sleeper.wake();
  }

  private ask(
    request: Parameters<Transport['connect']>[0],
    signal?: AbortSignal,
  ): Promise<Connection | HttpReply> {
    return exchange((sink) => {
      this.open += 1;
      let isOpen = true;
      const leave = (): void => {
        if (isOpen) this.open -= 1;
        isOpen = false;
      };
      const noting: ResponseSink = {
        head: (status, headers) => {
          this.hasWoken = true;
          sink.head(status, headers);
        },
        data: (chunk) => {
          this.hasWoken = true;
          sink.data(chunk);
        },
        end: () => {
          this.hasWoken = true;
          leave();
          sink.end();
        },
      };
      const opened = this.headless.door.open(request, noting);
      return {
        input: (message) => opened.input(message),
        close: () => {
          leave();
          opened.close();
        },
      };
    }, signal);
  }
}

/** After everything that is ready to run now. */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
