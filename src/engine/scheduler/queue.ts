/**
 * The scheduling queue: active, backing off, unschedulable. Models pkg/scheduler/backend/queue (scheduling_queue.go,
 * active_queue.go, backoff_queue.go).
 */
import {
  cowMap,
  indexAdd,
  indexKeys,
  indexRemove,
  shareMap,
  writable,
  type CowIndex,
  type CowMap,
} from '../kernel/cow';
import type { HopId } from '../kernel/event';
import { goesBefore } from './plugins/priority-sort';
import { SCHEDULING_GATES } from './plugins/scheduling-gates';

/** A pod that waits for its cycle. Immutable. */
export interface QueuedPod {
  readonly key: string;
  readonly priority: number;
  /** Virtual ms at which it came into the queue, or back into it. */
  readonly at: number;
  readonly attempts: number;
  /** End of its back-off, virtual ms. */
  readonly backoffUntil: number;
  /** Names of the plugins that turned it away at its last attempt. None: it failed with an error. */
  readonly rejectors: readonly string[];
  readonly cause: HopId;
}

export interface SchedulingQueue {
  /** In the order in which they will be taken: priority, then time. */
  active: QueuedPod[];
  /** In the order in which their back-off ends; of those that end together as in `active`. */
  backoff: QueuedPod[];
  /** The same for pods that failed with an error: they wait until their back-off ends. */
  errors: QueuedPod[];
  readonly unschedulable: CowMap<string, QueuedPod>;
  /** Keys of unschedulable pods by the plugins that turned them away. */
  readonly byRejector: CowIndex;
  /** Keys of all of them, so that asking for one costs nothing. */
  readonly members: CowMap<string, true>;
}

export function createSchedulingQueue(): SchedulingQueue {
  return {
    active: [],
    backoff: [],
    errors: [],
    unschedulable: cowMap(),
    byRejector: cowMap(),
    members: cowMap(),
  };
}

export function cloneSchedulingQueue(queue: SchedulingQueue): SchedulingQueue {
  return {
    active: queue.active.slice(),
    backoff: queue.backoff.slice(),
    errors: queue.errors.slice(),
    unschedulable: shareMap(queue.unschedulable),
    byRejector: shareMap(queue.byRejector),
    members: shareMap(queue.members),
  };
}

const BACKOFF_MIN_MS = 1000;
const BACKOFF_MAX_MS = 10_000;
/** Back-offs end together at whole seconds of the clock on the wall. */
const WINDOW_MS = 1000;

/** 1 s, 2, 4, 8, 10, 10 … by attempts. */
function backoffMs(attempts: number): number {
  return attempts > 4 ? BACKOFF_MAX_MS : BACKOFF_MIN_MS << Math.max(0, attempts - 1);
}

/** When the back-off of an attempt that failed now ends, virtual ms. `epochMs`: the wall's time at virtual 0. */
export function backoffEnd(now: number, attempts: number, epochMs: number): number {
  if (attempts === 0) return 0;
  const wall = epochMs + now + backoffMs(attempts);
  return (Math.floor(wall / WINDOW_MS) + 1) * WINDOW_MS - epochMs;
}

function backsOffBefore(a: QueuedPod, b: QueuedPod): boolean {
  return a.backoffUntil < b.backoffUntil || (a.backoffUntil === b.backoffUntil && goesBefore(a, b));
}

/** Behind those before which it does not go. */
function insert(list: QueuedPod[], pod: QueuedPod, before: (a: QueuedPod, b: QueuedPod) => boolean): void {
  let low = 0;
  let high = list.length;
  while (low < high) {
    // New pods nearly always go to the end, so look there first.
    const middle = high === list.length ? high - 1 : (low + high) >> 1;
    if (before(pod, list[middle] as QueuedPod)) high = middle;
    else low = middle + 1;
  }
  list.splice(low, 0, pod);
}

export function addActive(queue: SchedulingQueue, epoch: number, pod: QueuedPod): void {
  writable(queue.members, epoch).set(pod.key, true);
  insert(queue.active, pod, goesBefore);
}

/** Moves those whose back-off is over. */
function flushBackoff(queue: SchedulingQueue, now: number): void {
  for (const list of [queue.backoff, queue.errors]) {
    let over = 0;
    while (over < list.length && (list[over] as QueuedPod).backoffUntil <= now) over++;
    if (over > 0) for (const pod of list.splice(0, over)) insert(queue.active, pod, goesBefore);
  }
}

/** The next one. Back-off is over early when nothing else waits (SchedulerPopFromBackoffQ), but not after an error. */
export function take(queue: SchedulingQueue, epoch: number, now: number): QueuedPod | undefined {
  flushBackoff(queue, now);
  const pod = queue.active.shift() ?? queue.backoff.shift();
  if (pod !== undefined) writable(queue.members, epoch).delete(pod.key);
  return pod;
}

/** Who can be taken next, and when: virtual ms; undefined when nobody waits for a time. */
export function nextTurn(
  { active, backoff, errors }: SchedulingQueue,
  now: number,
): { readonly at: number; readonly cause: HopId } | undefined {
  const first = active[0] ?? backoff[0];
  if (first !== undefined) return { at: now, cause: first.cause };
  const [failed] = errors;
  return failed === undefined ? undefined : { at: Math.max(now, failed.backoffUntil), cause: failed.cause };
}

/** Puts a pod aside until something happens that may help. */
export function setUnschedulable(queue: SchedulingQueue, epoch: number, pod: QueuedPod): void {
  writable(queue.members, epoch).set(pod.key, true);
  writable(queue.unschedulable, epoch).set(pod.key, pod);
  for (const plugin of pod.rejectors) indexAdd(queue.byRejector, epoch, plugin, pod.key);
}

function leaveUnschedulable(queue: SchedulingQueue, epoch: number, pod: QueuedPod): void {
  writable(queue.unschedulable, epoch).delete(pod.key);
  for (const plugin of pod.rejectors) indexRemove(queue.byRejector, epoch, plugin, pod.key);
}

/** Puts a pod that failed with an error aside until its back-off ends. */
export function setFailed(queue: SchedulingQueue, epoch: number, pod: QueuedPod): void {
  writable(queue.members, epoch).set(pod.key, true);
  insert(queue.errors, pod, backsOffBefore);
}

export function forget(queue: SchedulingQueue, epoch: number, key: string): void {
  if (!queue.members.map.has(key)) return;
  writable(queue.members, epoch).delete(key);
  const aside = queue.unschedulable.map.get(key);
  if (aside !== undefined) {
    leaveUnschedulable(queue, epoch, aside);
    return;
  }
  for (const list of [queue.active, queue.backoff, queue.errors]) {
    const at = list.findIndex((pod) => pod.key === key);
    if (at >= 0) list.splice(at, 1);
  }
}

export function knows(queue: SchedulingQueue, key: string): boolean {
  return queue.members.map.has(key);
}

/** Keys of the unschedulable pods that a plugin turned away. */
export function turnedAwayBy(queue: SchedulingQueue, plugin: string): ReadonlySet<string> {
  return indexKeys(queue.byRejector, plugin);
}

/** An unschedulable pod gets another try, at once or when its back-off ends. */
export function retry(queue: SchedulingQueue, epoch: number, now: number, key: string, cause: HopId): void {
  const pod = queue.unschedulable.map.get(key);
  if (pod === undefined) return;
  leaveUnschedulable(queue, epoch, pod);
  const moved = { ...pod, cause };
  if (pod.backoffUntil > now) insert(queue.backoff, moved, backsOffBefore);
  else insert(queue.active, moved, goesBefore);
}

/** True while some pod waits for an event, and not only for its gates to open. */
export function isAnybodyWaiting({ unschedulable, byRejector }: SchedulingQueue): boolean {
  return unschedulable.map.size > indexKeys(byRejector, SCHEDULING_GATES).size;
}

/** As `retry`, whatever its back-off: something that it waited for went wrong. */
export function activate(queue: SchedulingQueue, epoch: number, key: string, cause: HopId): void {
  const pod = queue.unschedulable.map.get(key);
  if (pod === undefined) return;
  leaveUnschedulable(queue, epoch, pod);
  insert(queue.active, { ...pod, cause }, goesBefore);
}
