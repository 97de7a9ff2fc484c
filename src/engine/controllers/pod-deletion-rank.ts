/** Which pod goes first when there are too many. Models ActivePodsWithRanks in pkg/controller/controller_utils.go. */
import type { ContainerStatus, Pod } from '../api/pod';
import { readySinceMs } from '../api/pod-readiness';
import { isSidecar } from '../api/pod-resources';
import { isPodReady } from '../api/pod-status';
import { parseTime } from '../api/time';

const PHASE_ORDER: Readonly<Record<string, number>> = { Pending: 0, Unknown: 1, Running: 2 };

const COST_ANNOTATION = 'controller.kubernetes.io/pod-deletion-cost';

function costOf(pod: Pod): number {
  const text = pod.metadata.annotations?.[COST_ANNOTATION];
  const cost = text === undefined ? 0 : Number(text);
  return Number.isInteger(cost) ? cost : 0;
}

function mostRestarts(statuses: readonly ContainerStatus[] | undefined): number {
  let most = 0;
  for (const { restartCount } of statuses ?? []) most = Math.max(most, restartCount);
  return most;
}

function restartsOf({ status }: Pod): number {
  return mostRestarts(status.containerStatuses);
}

/** Of init containers only sidecars run long enough to be worth counting. */
function sidecarRestartsOf({ spec, status }: Pod): number {
  const sidecars = (spec.initContainers ?? []).filter(isSidecar).map(({ name }) => name);
  if (sidecars.length === 0) return 0;
  return mostRestarts(status.initContainerStatuses?.filter(({ name }) => sidecars.includes(name)));
}

const TWO_TO_32 = 4_294_967_296;

/**
 * floor(log2) of an age in nanoseconds: ages of the same bucket count as equal, so that deletions spread over old and
 * new. Models logarithmicRankDiff.
 */
function ageBucket(sinceMs: number, wallMs: number): number {
  const age = (wallMs - sinceMs) * 1_000_000;
  if (age <= 0) return -1;
  const high = Math.floor(age / TWO_TO_32);
  return high > 0 ? 63 - Math.clz32(high) : 31 - Math.clz32(age);
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
    sidecarRestartsOf(b) - sidecarRestartsOf(a) ||
    ageBucket(createdMs(a), wallMs) - ageBucket(createdMs(b), wallMs) ||
    uidOrder(a, b);
}
