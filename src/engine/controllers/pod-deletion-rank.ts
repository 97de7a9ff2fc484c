/** Which pod goes first when there are too many. Models ActivePodsWithRanks in pkg/controller/controller_utils.go. */
import type { Pod } from '../api/pod';
import { readySinceMs } from '../api/pod-readiness';
import { isPodReady } from '../api/pod-status';
import { parseTime } from '../api/time';

const PHASE_ORDER: Readonly<Record<string, number>> = { Pending: 0, Unknown: 1, Running: 2 };

const COST_ANNOTATION = 'controller.kubernetes.io/pod-deletion-cost';

function costOf(pod: Pod): number {
  const text = pod.metadata.annotations?.[COST_ANNOTATION];
  const cost = text === undefined ? 0 : Number(text);
  return Number.isInteger(cost) ? cost : 0;
}

function restartsOf(pod: Pod): number {
  let most = 0;
  for (const { restartCount } of pod.status.containerStatuses ?? []) most = Math.max(most, restartCount);
  return most;
}

/** floor(log2) of an age: ages of the same bucket count as equal, so that deletions spread over old and new. */
function ageBucket(sinceMs: number, wallMs: number): number {
  return 31 - Math.clz32(Math.max(1, Math.floor((wallMs - sinceMs) / 1000)));
}

/** A comparison for sorting pods: first in order, first deleted. */
export function byDeletionRank(
  podsPerNode: ReadonlyMap<string, number>,
  wallMs: number,
): (a: Pod, b: Pod) => number {
  const nodeOf = (pod: Pod): string => pod.spec.nodeName ?? '';
  const createdMs = (pod: Pod): number => parseTime(pod.metadata.creationTimestamp ?? '') ?? 0;
  const phase = (pod: Pod): number => PHASE_ORDER[pod.status.phase ?? 'Pending'] ?? 2;
  const bound = (pod: Pod): number => (nodeOf(pod) === '' ? 0 : 1);
  const ready = (pod: Pod): number => (isPodReady(pod) ? 1 : 0);
  const crowd = (pod: Pod): number => podsPerNode.get(nodeOf(pod)) ?? 0;
  const readyBucket = (pod: Pod): number => (isPodReady(pod) ? ageBucket(readySinceMs(pod), wallMs) : 0);
  const uidOrder = (a: Pod, b: Pod): number => {
    const [left, right] = [a.metadata.uid ?? '', b.metadata.uid ?? ''];
    return left < right ? -1 : left > right ? 1 : 0;
  };
  return (a, b) =>
    bound(a) - bound(b) ||
    phase(a) - phase(b) ||
    ready(a) - ready(b) ||
    costOf(a) - costOf(b) ||
    crowd(b) - crowd(a) ||
    readyBucket(a) - readyBucket(b) ||
    restartsOf(b) - restartsOf(a) ||
    ageBucket(createdMs(a), wallMs) - ageBucket(createdMs(b), wallMs) ||
    uidOrder(a, b);
}
