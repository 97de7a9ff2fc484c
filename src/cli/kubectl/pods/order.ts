/** Which of several pods is the best one to look at. Models kubectl/pkg/util/podutils. */
import { parseTime } from '../../../engine/api/time';
import type { Fields } from '../fields';

export type PodOrder = (a: Fields, b: Fields) => number;

const PHASES: readonly string[] = ['Running', 'Unknown', 'Pending'];

/** An unknown phase counts as 0 in both of upstream's tables. */
function phaseRank(pod: Fields, ranks: readonly string[]): number {
  return Math.max(0, ranks.indexOf(pod.text('status.phase')));
}

function isPodReady(pod: Fields): boolean {
  return readyCondition(pod) !== undefined;
}

function readyCondition(pod: Fields): Fields | undefined {
  return pod
    .list('status.conditions')
    .find((condition) => condition.text('type') === 'Ready' && condition.text('status') === 'True');
}

/** Earlier first, unknown last. */
function earlier(a: string, b: string): number {
  const [left, right] = [parseTime(a) ?? Number.POSITIVE_INFINITY, parseTime(b) ?? Number.POSITIVE_INFINITY];
  return left === right ? 0 : left < right ? -1 : 1;
}

function flagFirst(a: boolean, b: boolean): number {
  return a === b ? 0 : a ? -1 : 1;
}

function assignedFirst(a: Fields, b: Fields): number {
  return flagFirst(a.text('spec.nodeName') !== '', b.text('spec.nodeName') !== '');
}

function moreRestartsFirst(a: Fields, b: Fields): number {
  const [left, right] = [restarts(a), restarts(b)];
  return right.regular - left.regular || right.sidecar - left.sidecar;
}

function restarts(pod: Fields): { readonly regular: number; readonly sidecar: number } {
  const sidecars = new Set(
    pod
      .list('spec.initContainers')
      .filter((container) => container.text('restartPolicy') === 'Always')
      .map((container) => container.text('name')),
  );
  const most = (statuses: readonly Fields[]) =>
    Math.max(0, ...statuses.map((status) => status.number('restartCount')));
  return {
    regular: most(pod.list('status.containerStatuses')),
    sidecar: most(
      pod.list('status.initContainerStatuses').filter((status) => sidecars.has(status.text('name'))),
    ),
  };
}

function readySince(pod: Fields): string {
  return readyCondition(pod)?.text('lastTransitionTime') ?? '';
}

function longestReady(a: Fields, b: Fields): number {
  return isPodReady(a) && isPodReady(b) ? earlier(readySince(a), readySince(b)) : 0;
}

/** The best pod for `logs` first. */
export const byLogging: PodOrder = (a, b) =>
  assignedFirst(a, b) ||
  phaseRank(a, PHASES) - phaseRank(b, PHASES) ||
  flagFirst(isPodReady(a), isPodReady(b)) ||
  longestReady(a, b) ||
  moreRestartsFirst(a, b) ||
  earlier(a.text('metadata.creationTimestamp'), b.text('metadata.creationTimestamp'));

const ACTIVE_PHASES: readonly string[] = ['Pending', 'Unknown', 'Running'];

/** The most active pod first: the reverse of the order in which a controller deletes. */
export const byActivity: PodOrder = (a, b) =>
  assignedFirst(a, b) ||
  phaseRank(b, ACTIVE_PHASES) - phaseRank(a, ACTIVE_PHASES) ||
  flagFirst(isPodReady(a), isPodReady(b)) ||
  byDeletion(a, b) ||
  longestReady(a, b) ||
  -moreRestartsFirst(a, b) ||
  earlier(a.text('metadata.creationTimestamp'), b.text('metadata.creationTimestamp'));

function byDeletion(a: Fields, b: Fields): number {
  const [left, right] = [a.text('metadata.deletionTimestamp'), b.text('metadata.deletionTimestamp')];
  return flagFirst(left === '', right === '') || (left === '' ? 0 : earlier(right, left));
}
