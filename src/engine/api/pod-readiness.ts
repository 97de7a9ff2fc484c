/** Since when a pod has been ready. Apart from pod-status.ts because controllers ask it in their innermost loops. */
import { conditionOf } from './conditions';
import type { Pod } from './pod-types';
import { parseTime } from './time';

const since = new WeakMap<Pod, number>();

/** ms since 1970 at which the Ready condition last changed; 0 when it has none. */
export function readySinceMs(pod: Pod): number {
  const known = since.get(pod);
  if (known !== undefined) return known;
  const ms = parseTime(conditionOf(pod.status.conditions, 'Ready')?.lastTransitionTime ?? '') ?? 0;
  since.set(pod, ms);
  return ms;
}
