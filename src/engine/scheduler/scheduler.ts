/**
 * kube-scheduler: an event handler by nature, with one serial cycle and a cache of what it has only assumed.
 * Models pkg/scheduler (scheduler.go, eventhandlers.go, schedule_one.go).
 */
import type { Node } from '../api/node';
import type { Pod, PodCondition } from '../api/pod';
import { isPodTerminal, withCondition } from '../api/pod-status';
import { formatTime } from '../api/time';
import { isSuccess, type ApiResponse, type WatchEvent } from '../api/wire';
import { cached, type CacheChange, type Informer } from '../client/informer';
import { openInformer, takeResponse, takeWatchEvent, type ProcessEvent } from '../client/process';
import { recordEvent, referenceTo } from '../client/recorder';
import { send } from '../client/requests';
import type { ComponentKind, Context } from '../kernel/component';
import type { HopId, SimEvent } from '../kernel/event';
import { place, podInfo, removeNode, setNode, unplace } from './cache';
import { schedule } from './cycle';
import type { Decision } from './framework';
import {
  addActive,
  backoffMs,
  forget,
  knows,
  moveAll,
  setUnschedulable,
  take,
  type QueuedPod,
} from './queue';
import { cloneScheduler, NAME, type SchedulerState } from './state';

/** Virtual ms that a cycle takes. Roughly what a small real cluster shows between two bindings. */
const CYCLE_MS = 2;
/** Pods that nothing woke are tried again after five minutes, looked for every 30 s. */
const FLUSH_PERIOD_MS = 30_000;
const UNSCHEDULABLE_MAX_MS = 300_000;
const DECISIONS_KEPT = 50;

/** Remembered with a binding under way. */
interface BindTag {
  readonly pod: QueuedPod;
  readonly uid: string;
  readonly node: string;
}

function wakeUp(state: SchedulerState, context: Context): void {
  const next = state.queue.active[0] ?? state.queue.backoff[0];
  if (state.cycling || next === undefined) return;
  state.cycling = true;
  context.after(CYCLE_MS, 'cycle', null, next.cause);
}

function isOurs(pod: Pod): boolean {
  return (pod.spec.nodeName ?? '') === '' && (pod.spec.schedulerName ?? NAME) === NAME && !isPodTerminal(pod);
}

function enqueue(state: SchedulerState, context: Context, key: string, pod: Pod): void {
  if (pod.metadata.deletionTimestamp !== undefined) {
    forget(state.queue, context.epoch, key);
    return;
  }
  if (knows(state.queue, key) || state.cache.placements.map.has(key)) return;
  const { now, cause, epoch } = context;
  addActive(state.queue, epoch, {
    key,
    priority: pod.spec.priority ?? 0,
    at: now,
    attempts: 0,
    backoffUntil: 0,
    cause,
  });
}

function podChanged(state: SchedulerState, context: Context, change: CacheChange): void {
  const { key } = change;
  const pod = change.now as Pod | undefined;
  const { epoch, now, cause } = context;
  if (pod === undefined || isPodTerminal(pod)) {
    forget(state.queue, epoch, key);
    if (unplace(state.cache, epoch, key)) moveAll(state.queue, epoch, now, cause);
  } else if (isOurs(pod)) {
    // A pod of the same name but another uid is another pod.
    if (change.old !== undefined && change.old.metadata.uid !== pod.metadata.uid)
      unplace(state.cache, epoch, key);
    enqueue(state, context, key, pod);
  } else if ((pod.spec.nodeName ?? '') !== '') {
    forget(state.queue, epoch, key);
    place(state.cache, epoch, key, pod.spec.nodeName ?? '', podInfo(pod));
  }
}

/** True when the change of a node may make room: what the scheduler's plugins look at, heartbeats aside. */
function mayHelp(old: Node | undefined, now: Node): boolean {
  if (old === undefined) return true;
  const { taints, unschedulable } = old.spec;
  return (
    taints !== now.spec.taints ||
    unschedulable !== now.spec.unschedulable ||
    old.metadata.labels !== now.metadata.labels ||
    old.status.allocatable !== now.status.allocatable
  );
}

function nodeChanged(state: SchedulerState, context: Context, change: CacheChange): void {
  const node = change.now as Node | undefined;
  const { epoch, now, cause } = context;
  if (node === undefined) {
    removeNode(state.cache, epoch, change.key);
    return;
  }
  setNode(state.cache, epoch, node);
  if (mayHelp(change.old as Node | undefined, node)) moveAll(state.queue, epoch, now, cause);
}

function takeChanges(state: SchedulerState, context: Context, event: ProcessEvent): void {
  if (event.kind !== 'changes') return;
  for (const change of event.changes) {
    if (change.resource === 'pods') podChanged(state, context, change);
    else nodeChanged(state, context, change);
  }
  wakeUp(state, context);
}

function remember(state: SchedulerState, decision: Decision): void {
  state.decisions = [...state.decisions.slice(1 - DECISIONS_KEPT), decision];
}

function cycle(state: SchedulerState, context: Context): void {
  state.cycling = false;
  // Without both caches filled the scheduler would decide blindly.
  if (![...state.informers.values()].every((informer) => informer.synced)) return;
  const queued = take(state.queue, context.epoch);
  if (queued === undefined) return;
  const pods = state.informers.get('pods') as Informer;
  const pod = cached<Pod>(pods, queued.key);
  if (pod !== undefined && isOurs(pod) && pod.metadata.deletionTimestamp === undefined) {
    decide(state, context, { ...queued, attempts: queued.attempts + 1 }, pod);
  }
  wakeUp(state, context);
}

function decide(state: SchedulerState, context: Context, queued: QueuedPod, pod: Pod): void {
  const info = podInfo(pod);
  const nodes = [...state.cache.nodes.map.values()];
  const { decision, next } = schedule(info, queued.key, nodes, state.start, state.ties, context.now);
  state.start = next;
  remember(state, decision);
  if (decision.node === '') fail(state, context, queued, pod, decision.message);
  else bind(state, context, queued, pod, decision.node);
}

function bind(state: SchedulerState, context: Context, queued: QueuedPod, pod: Pod, node: string): void {
  place(state.cache, context.epoch, queued.key, node, podInfo(pod));
  const { name, namespace = '', uid = '' } = pod.metadata;
  const body = {
    apiVersion: 'v1',
    kind: 'Binding',
    metadata: { name, namespace, uid },
    target: { kind: 'Node', name: node },
  };
  const call = { verb: 'create', resource: 'pods', namespace, name, subresource: 'binding', body } as const;
  const tag: BindTag = { pod: queued, uid, node };
  send(state.client, context, call, tag, queued.cause);
}

function bound(state: SchedulerState, context: Context, response: ApiResponse, tag: BindTag): void {
  const { pod: queued, uid, node } = tag;
  const pod = cached<Pod>(state.informers.get('pods') as Informer, queued.key);
  // Gone meanwhile, or another pod of the same name: what was assumed went with it.
  if (pod === undefined || pod.metadata.uid !== uid) return;
  if (isSuccess(response.code)) {
    const message = `Successfully assigned ${queued.key} to ${node}`;
    const happening = { type: 'Normal', reason: 'Scheduled', message } as const;
    recordEvent(state.recorder, state.events, context, referenceTo(pod), happening);
    return;
  }
  if ((pod.spec.nodeName ?? '') !== '') return;
  unplace(state.cache, context.epoch, queued.key);
  if (isOurs(pod) && pod.metadata.deletionTimestamp === undefined) {
    const backoffUntil = context.now + backoffMs(queued.attempts);
    setUnschedulable(state.queue, context.epoch, { ...queued, backoffUntil });
  }
  moveAll(state.queue, context.epoch, context.now, context.cause);
  wakeUp(state, context);
}

function fail(state: SchedulerState, context: Context, queued: QueuedPod, pod: Pod, message: string): void {
  const backoffUntil = context.now + backoffMs(queued.attempts);
  setUnschedulable(state.queue, context.epoch, { ...queued, backoffUntil, at: context.now });
  if (!state.flushing) {
    state.flushing = true;
    context.after(FLUSH_PERIOD_MS, 'flush', null);
  }
  const happening = { type: 'Warning', reason: 'FailedScheduling', message } as const;
  recordEvent(state.recorder, state.events, context, referenceTo(pod), happening, queued.cause);
  patchCondition(state, context, pod, message, queued.cause);
}

function patchCondition(
  state: SchedulerState,
  context: Context,
  pod: Pod,
  message: string,
  cause: HopId,
): void {
  const fresh: PodCondition = {
    type: 'PodScheduled',
    status: 'False',
    lastProbeTime: null,
    lastTransitionTime: formatTime(state.epochMs + context.now),
    reason: 'Unschedulable',
    message,
  };
  const conditions = withCondition(pod.status.conditions, fresh);
  if (conditions === pod.status.conditions) return;
  const { name, namespace = '' } = pod.metadata;
  const body = { status: { conditions } };
  const call = { verb: 'patch', resource: 'pods', namespace, name, subresource: 'status', body } as const;
  send(state.client, context, { ...call, patchType: 'strategic' }, null, cause);
}

function flush(state: SchedulerState, context: Context): void {
  state.flushing = false;
  const { unschedulable } = state.queue;
  const overdue = [...unschedulable.map.values()].some((pod) => context.now - pod.at >= UNSCHEDULABLE_MAX_MS);
  if (overdue) moveAll(state.queue, context.epoch, context.now, context.cause);
  if (unschedulable.map.size > 0) {
    state.flushing = true;
    context.after(FLUSH_PERIOD_MS, 'flush', null);
  }
  wakeUp(state, context);
}

function answer(state: SchedulerState, context: Context, response: ApiResponse): void {
  if (response.client !== '') return;
  const event = takeResponse(state, context, response);
  if (event.kind === 'response' && event.tag !== undefined)
    bound(state, context, response, event.tag as BindTag);
  else takeChanges(state, context, event);
}

export const schedulerComponent: ComponentKind<SchedulerState> = {
  clone: cloneScheduler,
  handle(state: SchedulerState, event: SimEvent, context: Context): void {
    switch (event.type) {
      case 'start':
        for (const resource of state.informers.keys()) openInformer(state.client, context, resource);
        break;
      case 'relist':
        openInformer(state.client, context, event.data as string);
        break;
      case 'watch':
        takeChanges(state, context, takeWatchEvent(state, context, event.data as WatchEvent));
        break;
      case 'response':
        answer(state, context, event.data as ApiResponse);
        break;
      case 'cycle':
        cycle(state, context);
        break;
      case 'flush':
        flush(state, context);
        break;
      default:
        throw new Error(`kube-scheduler: unknown event ${event.type}`);
    }
  },
};
