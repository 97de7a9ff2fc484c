/** Creations in batches of 1, 2, 4 …: a quota or a broken template costs one failure, not five hundred. */
import type { Ask, Step } from './controller';

/** Models slowStartBatch in pkg/controller/replicaset/replica_set.go. */
export function slowStart(asks: readonly Ask[]): Step[] {
  const steps: Step[] = [];
  let size = 1;
  for (let done = 0; done < asks.length; done += size, size *= 2) steps.push(asks.slice(done, done + size));
  return steps;
}
