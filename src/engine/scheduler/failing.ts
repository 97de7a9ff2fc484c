/** Pods that could not be placed: put aside, told why, and tried again. Models handleSchedulingFailure. */
import type { Pod, PodCondition } from '../api/pod';
import { formatTime } from '../api/time';
import { cached } from '../client/informer';
import { referenceTo } from '../client/recorder';
import type { Context } from '../kernel/component';
import { nominate } from './nominations';
import { isGated } from './plugins/scheduling-gates';
import { backoffEnd, isAnybodyWaiting, retry, setFailed, setUnschedulable, type QueuedPod } from './queue';
import { snapshotOf, type SchedulerState } from './state';
import { patchStatus, tell } from './telling';

/** Pods that nothing woke are tried again after five minutes, looked for every 30 s. */
const FLUSH_PERIOD_MS = 30_000;
const UNSCHEDULABLE_MAX_MS = 300_000;

export interface Failure {
  /** Of the condition. */
  readonly reason: 'Unschedulable' | 'SchedulerError';
  readonly message: string;
  /** Names of the plugins that turned the pod away. None: it is tried again when its back-off ends. */
  readonly rejectors: readonly string[];
  /** The node where room is made; '' for none, null when what was said of it still holds. */
  readonly nominatedNode: string | null;
}

/** Puts the pod aside, and says why. */
export function fail(
  state: SchedulerState,
  context: Context,
  queued: QueuedPod,
  pod: Pod,
  failure: Failure,
): void {
  const { message, rejectors, nominatedNode } = failure;
  const { now, epoch } = context;
  const backoffUntil = backoffEnd(now, queued.attempts, state.epochMs);
  const aside: QueuedPod = { ...queued, at: now, backoffUntil, rejectors };
  if (rejectors.length === 0) setFailed(state.queue, epoch, aside);
  else setUnschedulable(state.queue, epoch, aside);
  if (nominatedNode !== null) nominate(state.nominations, epoch, pod, nominatedNode);
  beginFlushing(state, context);
  const happening = { type: 'Warning', reason: 'FailedScheduling', message } as const;
  tell(state, context, referenceTo(pod), 'Scheduling', happening, queued.cause);
  const isNews = nominatedNode !== null && nominatedNode !== (pod.status.nominatedNodeName ?? '');
  const nomination = isNews ? { nominatedNodeName: nominatedNode === '' ? null : nominatedNode } : {};
  patchStatus(state, context, pod, unscheduled(state, context, failure), nomination, queued.cause);
}

function unscheduled(
  { epochMs }: SchedulerState,
  { now }: Context,
  { reason, message }: Failure,
): PodCondition {
  return {
    type: 'PodScheduled',
    status: 'False',
    lastProbeTime: null,
    lastTransitionTime: formatTime(epochMs + now),
    reason,
    message,
  };
}

function beginFlushing(state: SchedulerState, context: Context): void {
  if (state.flushing || !isAnybodyWaiting(state.queue)) return;
  state.flushing = true;
  context.after(FLUSH_PERIOD_MS, 'flush', null);
}

/** Pods that nothing woke for long are tried again all the same. */
export function flush(state: SchedulerState, context: Context): void {
  const { queue, preempting } = state;
  const { now, epoch } = context;
  const { pods } = snapshotOf(state, context);
  state.flushing = false;
  for (const { key, at, cause } of [...queue.unschedulable.map.values()]) {
    const pod = cached<Pod>(pods, key);
    const isOverdue = now - at >= UNSCHEDULABLE_MAX_MS && !preempting.has(key);
    if (isOverdue && pod !== undefined && !isGated(pod)) retry(queue, epoch, now, key, cause);
  }
  beginFlushing(state, context);
}
