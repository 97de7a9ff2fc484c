/** Why a pod has no node: in the words of the scheduler, or of nobody, when that does not run. */
import { conditionOf } from '../../engine/api/conditions';
import type { Pod } from '../../engine/api/pod';
import { parseTime } from '../../engine/api/time';
import type { Cause } from '../protocol';
import { isDown, type Subject } from '../subject';

/** `why` with that reason as its end, where there is one. */
export function withoutNode(subject: Subject, pod: Pod, why: readonly Cause[]): readonly Cause[] {
  const { spec, status } = pod;
  if ((spec.nodeName ?? '') !== '') return why;
  const scheduled = conditionOf(status.conditions, 'PodScheduled');
  const at = (parseTime(scheduled?.lastTransitionTime ?? '') ?? subject.epochMs) - subject.epochMs;
  const told: Cause[] = [];
  if (scheduled?.status === 'False') {
    const text =
      scheduled.reason === 'SchedulingGated'
        ? 'It is not to be scheduled yet'
        : 'The kube-scheduler found no node for it';
    told.push({ at, text, detail: scheduled.message ?? '', now: false });
  }
  if (isDown(subject, 'kube-scheduler')) {
    const text = 'It waits: the kube-scheduler is stopped, so nobody looks for a node';
    const created = (parseTime(pod.metadata.creationTimestamp ?? '') ?? subject.epochMs) - subject.epochMs;
    const stopped = subject.simulation.journal.findLast(({ hop: { verb, key } }) => {
      return verb === 'stop' && key === 'kube-scheduler';
    });
    told.push({ at: Math.max(created, stopped?.at ?? 0), text, detail: stopped?.label ?? '', now: false });
  }
  return [...why, ...told];
}
