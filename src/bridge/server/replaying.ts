/** Doing again what a record of a world holds, in slices. */
import type { WorldRecord } from '../../engine/door/control/host';
import type { Simulation } from '../../engine/kernel/simulation';

/** Real ms that the engine may work before the sockets get their turn. */
export const SLICE_MS = 12;

/** A number above those of all requests of a record. */
export function numberAbove(record: WorldRecord | undefined): number {
  let highest = 0;
  for (const { type, data } of record?.journal ?? [])
    if (type === 'request') highest = Math.max(highest, (data as { readonly id: number }).id);
  return highest + 1;
}

/** Does again what a record holds, and gives way after each slice. Throws when it cannot be done. */
export function* replaying(
  simulation: Simulation,
  { journal, at, step }: WorldRecord,
): Generator<undefined, void> {
  for (const entry of journal) {
    yield* running(simulation, entry.at, entry.step);
    // What was to happen before an input must have happened before it.
    if (simulation.steps !== entry.step || simulation.nextEventAt() < entry.at) {
      const { steps } = simulation;
      throw new Error(`the world had ${steps} events at ${entry.at} ms, the journal has ${entry.step}`);
    }
    simulation.input(entry);
    simulation.outbox = [];
  }
  yield* running(simulation, at, step);
}

function* running(simulation: Simulation, until: number, step: number): Generator<undefined, void> {
  for (;;) {
    const deadline = performance.now() + SLICE_MS;
    const shouldYield = () => performance.now() >= deadline;
    const { reason } = simulation.advance({ until, budget: step - simulation.steps, shouldYield });
    simulation.outbox = [];
    if (reason !== 'yield') break;
    yield;
  }
  // The budget may end before the clock gets there.
  if (simulation.now < until) simulation.now = until;
}
