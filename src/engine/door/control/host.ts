/** What the control endpoints need of whoever runs the world: `npm run serve`, or the page's worker. */
import type { Input, JournalEntry } from '../../kernel/journal';
import type { Simulation } from '../../kernel/simulation';
import type { WorldConfig } from '../../world';

/** Virtual ms per real ms; `max`: as fast as it can; `auto`: the page chooses (DESIGN.md, "Time on the screen"). */
export type Speed = number | 'max' | 'auto';

export interface Pace {
  readonly paused: boolean;
  readonly speed: Speed;
}

/** A world as a file: `world = f(config, journal, time)`. The seed is in the configuration. */
export interface WorldRecord {
  readonly config: WorldConfig;
  readonly journal: readonly JournalEntry[];
  /** Virtual ms at which it stood. */
  readonly at: number;
  /** Events that had run by then. */
  readonly step: number;
}

export interface ControlHost {
  readonly simulation: Simulation;
  readonly config: WorldConfig;
  pace(): Pace;
  /** Throws an Error with a sentence for the caller when it cannot do that. */
  setPace(change: Partial<Pace>): void;
  /** Lets so much virtual time pass, also while the clock stands, then calls `done`. In slices: others are served. */
  advance(ms: number, done: () => void): void;
  /** Gives an input to the world at this instant: a fault, or its counter-action. */
  give(input: Input): void;
  /**
   * Replays another world, in slices, and puts it in the place of this one; watches end, open requests get 503. `done`
   * gets null, or a sentence that says why not: then all stays as it was.
   */
  load(record: WorldRecord, done: (problem: string | null) => void): void;
}
