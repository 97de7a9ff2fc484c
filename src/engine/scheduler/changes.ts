/** What the informers tell: pods and nodes go into the cache, pods that wait into the queue. Models eventhandlers.go. */
import { deepEqual } from '../api/equal';
import type { Node } from '../api/node';
import type { Pod } from '../api/pod';
import { isPodTerminal } from '../api/pod-status';
import { cached, type CacheChange, type Informer } from '../client/informer';
import type { Context } from '../kernel/component';
import { place, removeNode, setNode, unplace } from './cache';
import type { ClusterEvent } from './framework';
import { podInfo, priorityOf } from './node-info';
import { denominate, nominate } from './nominations';
import { isGated, SCHEDULING_GATES } from './plugins/scheduling-gates';
import { claimsOf, VOLUME_BINDING } from './plugins/volume-binding';
import { addActive, forget, knows, retry, setUnschedulable, turnedAwayBy, type QueuedPod } from './queue';
import { NAME, type SchedulerState } from './state';
import { wake } from './wake';

/** True for a pod that this scheduler has to find a node for. */
export function isOurs({ spec, status }: Pod): boolean {
  return (
    (spec.nodeName ?? '') === '' &&
    (spec.schedulerName ?? NAME) === NAME &&
    status.phase !== 'Succeeded' &&
    status.phase !== 'Failed'
  );
}

function enqueue(state: SchedulerState, context: Context, key: string, pod: Pod): void {
  const { now: at, cause, epoch } = context;
  const fresh = { key, priority: priorityOf(pod), at, attempts: 0, backoffUntil: 0, cause };
  if (isGated(pod)) setUnschedulable(state.queue, epoch, { ...fresh, rejectors: [SCHEDULING_GATES] });
  else addActive(state.queue, epoch, { ...fresh, rejectors: [] });
}

function isChanged(old: Pod | undefined, now: Pod): boolean {
  if (old === undefined) return true;
  const { labels } = old.metadata;
  if (old.spec === now.spec && labels === now.metadata.labels) return false;
  return !deepEqual(old.spec, now.spec) || !deepEqual(labels, now.metadata.labels);
}

/** A pod that waits was changed: that may help it, and it may be what opens its gates. */
function reconsider(
  state: SchedulerState,
  context: Context,
  waiting: QueuedPod,
  { old, now }: { readonly old: Pod | undefined; readonly now: Pod },
): void {
  const { key, rejectors } = waiting;
  if (isGated(now) || state.preempting.has(key)) return;
  if (rejectors.includes(SCHEDULING_GATES)) {
    forget(state.queue, context.epoch, key);
    enqueue(state, context, key, now);
  } else if (isChanged(old, now)) {
    retry(state.queue, context.epoch, context.now, key, context.cause);
  }
}

/** What the status says of a nomination, when that is news: our own may be on its way there still. */
function followNomination(state: SchedulerState, context: Context, old: Pod | undefined, now: Pod): void {
  const { nominatedNodeName: node = '' } = now.status;
  if (node !== (old?.status.nominatedNodeName ?? '')) nominate(state.nominations, context.epoch, now, node);
}

function podWaits(
  state: SchedulerState,
  context: Context,
  key: string,
  old: Pod | undefined,
  now: Pod,
): void {
  // A pod of the same name but another uid is another pod.
  const before = old?.metadata.uid === now.metadata.uid ? old : undefined;
  if (old !== undefined && before === undefined) podGoes(state, context, key, old);
  // Assumed: its binding is under way.
  if (state.cache.placements.map.has(key)) return;
  followNomination(state, context, before, now);
  const waiting = state.queue.unschedulable.map.get(key);
  if (waiting !== undefined) reconsider(state, context, waiting, { old: before, now });
  else if (!knows(state.queue, key) && now.metadata.deletionTimestamp === undefined)
    enqueue(state, context, key, now);
}

function podGoes(state: SchedulerState, context: Context, key: string, old: Pod | undefined): void {
  const { epoch } = context;
  forget(state.queue, epoch, key);
  state.preempting.delete(key);
  const wasNominated = denominate(state.nominations, epoch, key);
  const was = unplace(state.cache, epoch, key)?.pod ?? (wasNominated ? old : undefined);
  if (was !== undefined) wake(state, context, { resource: 'pod', old: was, now: undefined });
}

/** True when the cache must count the pod anew. */
function countsOtherwise(old: Pod, now: Pod): boolean {
  return (
    old.metadata.labels !== now.metadata.labels ||
    old.metadata.deletionTimestamp !== now.metadata.deletionTimestamp ||
    old.spec.containers !== now.spec.containers
  );
}

function podIsOnNode(
  state: SchedulerState,
  context: Context,
  key: string,
  old: Pod | undefined,
  now: Pod,
): void {
  const { cache, queue, nominations } = state;
  const { epoch } = context;
  const { nodeName = '' } = now.spec;
  forget(queue, epoch, key);
  denominate(nominations, epoch, key);
  const known = cache.placements.map.get(key);
  const isKnown = known?.node === nodeName && known.info.pod.metadata.uid === now.metadata.uid;
  const isNews = !isKnown || countsOtherwise(known.info.pod, now);
  if (isNews) place(cache, epoch, key, nodeName, podInfo(now));
  const wasBound = (old?.spec.nodeName ?? '') !== '';
  if (!isKnown || !wasBound) wake(state, context, { resource: 'pod', old: undefined, now });
  else if (isNews) wake(state, context, { resource: 'pod', old: known.info.pod, now });
}

export function podChanged(state: SchedulerState, context: Context, change: CacheChange): void {
  const { key } = change;
  const old = change.old as Pod | undefined;
  const now = change.now as Pod | undefined;
  if (now === undefined || isPodTerminal(now)) podGoes(state, context, key, old);
  else if ((now.spec.nodeName ?? '') !== '') podIsOnNode(state, context, key, old, now);
  else if (isOurs(now)) podWaits(state, context, key, old, now);
}

const UNCHANGED = { labels: false, taints: false, allocatable: false };

function nodeEvent(old: Node | undefined, now: Node | undefined): ClusterEvent {
  if (old === undefined || now === undefined) return { resource: 'node', old, now, changed: UNCHANGED };
  const changed = {
    labels: !deepEqual(old.metadata.labels, now.metadata.labels),
    taints: !deepEqual(old.spec.taints, now.spec.taints) || old.spec.unschedulable !== now.spec.unschedulable,
    allocatable: !deepEqual(old.status.allocatable, now.status.allocatable),
  };
  return { resource: 'node', old, now, changed };
}

export function nodeChanged(state: SchedulerState, context: Context, change: CacheChange): void {
  const now = change.now as Node | undefined;
  if (now === undefined) removeNode(state.cache, context.epoch, change.key);
  else setNode(state.cache, context.epoch, now);
  wake(state, context, nodeEvent(change.old as Node | undefined, now));
}

/** The claim has come for which pods wait. */
export function claimChanged(
  state: SchedulerState,
  context: Context,
  { key: claim, now }: CacheChange,
): void {
  if (now === undefined) return;
  const { queue, preempting } = state;
  for (const key of [...turnedAwayBy(queue, VOLUME_BINDING)]) {
    const pod = cached<Pod>(state.informers.get('pods') as Informer, key);
    if (pod !== undefined && !preempting.has(key) && claimsOf(pod).includes(claim))
      retry(queue, context.epoch, context.now, key, context.cause);
  }
}
