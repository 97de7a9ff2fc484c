/** Inputs: everything that reaches the world from outside. `world = f(config, seed, journal, time)`. */
import type { Address, Hop } from './event';

/** Something that a person or a program outside does to the world. */
export interface Input {
  /** The command line or the click that it stands for. */
  readonly label: string;
  readonly from: Address;
  readonly to: Address;
  readonly type: string;
  readonly data: unknown;
  /** How the trace and the picture name it. Its kind is always `input`. */
  readonly hop: Hop;
  /** ms until it arrives. */
  readonly latency: number;
  /** True when it runs its own chain at this instant, because the clock stands (DESIGN.md, "The API server"). */
  readonly immediate: boolean;
}

export interface JournalEntry extends Input {
  /** Virtual ms at which it was given. */
  readonly at: number;
  /** How many events had been dispatched before: its exact place, also within one millisecond. */
  readonly step: number;
}
