/** A pod with scheduling gates waits, without an attempt. Models pkg/scheduler/framework/plugins/schedulinggates. */
import type { Pod } from '../../api/pod';

/** Who turns gated pods away: nothing that happens to others lets them in. */
export const SCHEDULING_GATES = 'SchedulingGates';

/** PreEnqueue: true while the pod may not enter the queue. */
export function isGated({ spec }: Pod): boolean {
  return spec.schedulingGates !== undefined && spec.schedulingGates.length > 0;
}
