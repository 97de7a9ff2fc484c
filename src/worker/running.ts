/** Running a simulation in slices. */
import type { SimEvent } from '../engine/kernel/event';
import type { Simulation } from '../engine/kernel/simulation';
import { Slice, type Work } from './work';

export interface Run {
  readonly simulation: Simulation;
  /** Virtual ms. */
  readonly until: number;
  /** How many events the world may have had at the end; absent for as many as there are. */
  readonly step?: number;
  /** Asked after each event; true stops. */
  readonly stop?: (event: SimEvent) => boolean;
  /** Real ms. */
  readonly clock: () => number;
  /** Done after each slice. */
  readonly afterSlice?: () => void;
}

/** Runs on. Returns true when `stop` stopped it. */
export function* running({ simulation, until, step, stop, clock, afterSlice }: Run): Work<boolean> {
  const slice = new Slice(clock);
  for (;;) {
    const budget = (step ?? Infinity) - simulation.steps;
    const shouldYield = slice.isOver;
    const options = { until, budget, shouldYield, ...(stop === undefined ? {} : { stop }) };
    const { reason } = simulation.advance(options);
    afterSlice?.();
    if (reason !== 'yield') return reason === 'stop';
    yield;
    slice.begin();
  }
}
