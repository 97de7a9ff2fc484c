/**
 * The scheduling queue: active, backing off, unschedulable. Models pkg/scheduler/backend/queue.
 */
import { cowMap, shareMap, writable, type CowMap } from '../kernel/cow';
import type { HopId } from '../kernel/event';

/** A pod that waits for its cycle. Immutable. */
export interface QueuedPod {
  readonly key: string;
  readonly priority: number;
  /** Virtual ms at which it came into the queue. */
  readonly at: number;
  readonly attempts: number;
  /** End of its back-off, virtual ms. */
  readonly backoffUntil: number;
  readonly cause: HopId;
}

export interface SchedulingQueue {
  /** In the order in which they will be taken: priority, then time. */
  active: QueuedPod[];
  backoff: QueuedPod[];
  readonly unschedulable: CowMap<string, QueuedPod>;
  /** Keys of all three, so that asking for one costs nothing. */
  readonly members: CowMap<string, true>;
}

export function createSchedulingQueue(): SchedulingQueue {
  return { active: [], backoff: [], unschedulable: cowMap(), members: cowMap() };
}

export function cloneSchedulingQueue(queue: SchedulingQueue): SchedulingQueue {
  return {
    active: queue.active.slice(),
    backoff: queue.backoff.slice(),
    unschedulable: shareMap(queue.unschedulable),
    members: shareMap(queue.members),
  };
}

/** 1 s, 2, 4, 8, 10, 10 … by attempts. */
export function backoffMs(attempts: number): number {
  return attempts > 4 ? 10_000 : Math.min(10_000, 1000 << Math.max(0, attempts - 1));
}

function insert(list: QueuedPod[], pod: QueuedPod): void {
  let at = list.length;
  while (at > 0) {
    const before = list[at - 1] as QueuedPod;
    if (before.priority > pod.priority || (before.priority === pod.priority && before.at <= pod.at)) break;
    at--;
  }
  list.splice(at, 0, pod);
}

export function addActive(queue: SchedulingQueue, epoch: number, pod: QueuedPod): void {
  writable(queue.members, epoch).set(pod.key, true);
  insert(queue.active, pod);
}

/** Back-off is over early when nothing else waits (SchedulerPopFromBackoffQ, on in 1.33). */
export function take(queue: SchedulingQueue, epoch: number): QueuedPod | undefined {
  const pod = queue.active.shift() ?? queue.backoff.shift();
  if (pod !== undefined) writable(queue.members, epoch).delete(pod.key);
  return pod;
}

export function setUnschedulable(queue: SchedulingQueue, epoch: number, pod: QueuedPod): void {
  writable(queue.members, epoch).set(pod.key, true);
  writable(queue.unschedulable, epoch).set(pod.key, pod);
}

export function forget(queue: SchedulingQueue, epoch: number, key: string): void {
  if (!queue.members.map.has(key)) return;
  writable(queue.members, epoch).delete(key);
  if (queue.unschedulable.map.has(key)) writable(queue.unschedulable, epoch).delete(key);
  if (queue.active.some((pod) => pod.key === key))
    queue.active = queue.active.filter((pod) => pod.key !== key);
  if (queue.backoff.some((pod) => pod.key === key))
    queue.backoff = queue.backoff.filter((pod) => pod.key !== key);
}

export function knows(queue: SchedulingQueue, key: string): boolean {
  return queue.members.map.has(key);
}

/** Something changed that may help: all unschedulable pods get another try. */
export function moveAll(queue: SchedulingQueue, epoch: number, now: number, cause: HopId): void {
  if (queue.unschedulable.map.size === 0) return;
  for (const pod of queue.unschedulable.map.values()) {
    const moved = { ...pod, cause };
    if (pod.backoffUntil > now) insert(queue.backoff, moved);
    else insert(queue.active, moved);
  }
  writable(queue.unschedulable, epoch).clear();
}
