/**
 * What the watch says of the pods of this node, and what the kubelet does about it: pods that are new, changed, being
 * deleted, or gone. Models syncLoopIteration and its handlers in pkg/kubelet/kubelet.go.
 */
import { keyOf } from '../api/meta';
import type { Pod, PodSpec } from '../api/pod';
import { isPodTerminal } from '../api/pod-status';
import type { CacheChange, Informer } from '../client/informer';
import type { Context } from '../kernel/component';
import { adopt } from './adoption';
import { counted, rejectionOf } from './admission';
import { killContainer, specGraceMs } from './container-kill';
import { watchDeadline } from './deadline';
import { recordOf, update, type KubeletState } from './kubelet-state';
import {
  findContainer,
  isStatic,
  newEphemeral,
  newPodRecord,
  withContainer,
  type PodRecord,
} from './pod-record';
import { workOn } from './pod-worker';
import { announce } from './runtime-calls';
import { killOrphans, takeRemains, type Remains } from './runtime-list';
import { compareAll } from './runtime-loss';
import { isMirror, syncStaticPods } from './static-pods';
import { checkStatus, reportStatus } from './status-manager';
import { forgetPod, terminatePod } from './termination';
import { refreshFiles, showsMetadata } from './volumes';

/** A pod that has ended keeps nothing but what its containers have printed. */
function endedPod(state: KubeletState, context: Context, pod: Pod, key: string, remains: Remains): void {
  const fresh = newPodRecord(pod, key, context.now, context.cause);
  const record = adopt(state, context, fresh, remains);
  const { sandbox } = record;
  if (sandbox === 'ready') terminatePod(state, context, record);
  else update(state, context, { ...record, stage: 'finished', sandbox: 'kept', sent: pod.status });
}

/** Takes on a pod of the API, or one of its own (a static pod). */
function begin(state: KubeletState, context: Context, pod: Pod, key: string, own: boolean): void {
  const remains = takeRemains(state, pod.metadata.uid ?? '');
  if (!own && isPodTerminal(pod)) {
    if (remains !== null) endedPod(state, context, pod, key, remains);
    return;
  }
  const blank = newPodRecord(pod, key, context.now, context.cause);
  const fresh = own ? { ...blank, mirror: '' } : blank;
  // What runs already was admitted before.
  const rejection = remains === null && !own ? rejectionOf(state, pod) : null;
  const found = remains === null ? fresh : adopt(state, context, fresh, remains);
  const record = update(state, context, counted(state, { ...found, rejection }));
  if (rejection !== null)
    announce(state, context, record, '', 'Warning', rejection.reason, rejection.message);
  if (pod.spec.activeDeadlineSeconds !== undefined) watchDeadline(state, context, record);
  reportStatus(state, context, record);
  const current = recordOf(state, record.uid) ?? record;
  if (pod.metadata.deletionTimestamp === undefined) workOn(state, context, current.uid);
  else terminatePod(state, context, current);
}

function podGone(state: KubeletState, context: Context, record: PodRecord): void {
  if (record.stage === 'finished' || record.rejection !== null) {
    forgetPod(state, context, record);
    return;
  }
  const orphan = { ...record, orphan: true, cause: context.cause };
  // One that was removed by force is taken down now, and faster than was agreed.
  terminatePod(state, context, update(state, context, counted(state, orphan)));
}

/** Another image makes another container of it, whatever the restart policy. */
function restartWithImage(state: KubeletState, context: Context, record: PodRecord, name: string): PodRecord {
  const container = findContainer(record, name);
  if (container === undefined || container.role === 'init' || container.role === 'ephemeral') return record;
  // The back-offs were those of the other image.
  const forgiven = { backoffMs: 0, pullBackoffMs: 0, generation: container.generation + 1 };
  if (container.stage === 'backoff' || container.stage === 'pull-backoff' || container.stage === 'pulled') {
    return update(state, context, withContainer(record, name, { ...forgiven, stage: 'waiting' }));
  }
  if (container.stage !== 'running' || container.killing !== null) return record;
  const kind = container.role === 'main' ? 'Container' : 'Init container';
  const message = `${kind} ${name} definition changed${container.role === 'main' ? ', will be restarted' : ''}`;
  const order = { message, graceMs: specGraceMs(record), next: 'restart' } as const;
  return killContainer(state, context, withContainer(record, name, forgiven), name, order);
}

function specChanged(state: KubeletState, context: Context, record: PodRecord, before: PodSpec): void {
  const { spec } = record.pod;
  if (spec.activeDeadlineSeconds !== before.activeDeadlineSeconds) watchDeadline(state, context, record);
  const old = new Map([...(before.initContainers ?? []), ...before.containers].map((one) => [one.name, one]));
  let current = record;
  for (const { name, image } of [...(spec.initContainers ?? []), ...spec.containers]) {
    if (old.get(name)?.image !== image) current = restartWithImage(state, context, current, name);
  }
  const fresh = (spec.ephemeralContainers ?? []).filter(
    ({ name }) => findContainer(current, name) === undefined,
  );
  if (fresh.length > 0) {
    const guests = fresh.map(({ name }) => newEphemeral(name));
    update(state, context, { ...current, containers: [...current.containers, ...guests] });
  }
  workOn(state, context, record.uid);
}

/** A pod that the kubelet knows has changed. */
function known(state: KubeletState, context: Context, before: PodRecord, pod: Pod): void {
  const record = update(state, context, counted(state, { ...before, pod }));
  const { spec, metadata } = before.pod;
  const isEnding = pod.metadata.deletionTimestamp !== undefined || isPodTerminal(pod);
  if (isEnding) {
    if (record.stage !== 'finished' || pod.metadata.deletionTimestamp !== undefined) {
      terminatePod(state, context, record);
    }
    return;
  }
  checkStatus(state, context, record);
  if (record.stage !== 'active') return;
  const { labels, annotations } = pod.metadata;
  const looksNew = labels !== metadata.labels || annotations !== metadata.annotations;
  if (looksNew && showsMetadata(pod)) refreshFiles(state, context, record);
  // Readiness gates are conditions that others write.
  if (pod.spec.readinessGates !== undefined)
    reportStatus(state, context, recordOf(state, record.uid) ?? record);
  if (pod.spec !== spec) specChanged(state, context, recordOf(state, record.uid) ?? record, spec);
}

export function podChanged(state: KubeletState, context: Context, change: CacheChange): void {
  // What runs already is not known yet: all pods are looked at when it is.
  if (state.found === null) return;
  const pod = change.now as Pod | undefined;
  const old = change.old as Pod | undefined;
  const either = pod ?? old;
  if (either === undefined) return;
  if (isMirror(either)) {
    syncStatic(state, context);
    return;
  }
  const oldUid = old?.metadata.uid;
  if (oldUid !== undefined && oldUid !== pod?.metadata.uid) {
    const gone = recordOf(state, oldUid);
    if (gone !== undefined) podGone(state, context, gone);
  }
  if (pod === undefined) return;
  const record = recordOf(state, pod.metadata.uid ?? '');
  if (record === undefined) begin(state, context, pod, change.key, false);
  else known(state, context, record, pod);
}

/** Starts and ends static pods as the manifests on the disk want it. */
export function syncStatic(state: KubeletState, context: Context): void {
  const { start, end } = syncStaticPods(state, context);
  for (const pod of start) begin(state, context, pod, keyOf(pod.metadata), true);
  for (const record of end) terminatePod(state, context, record);
  // Whoever has just been started gets his mirror.
  if (start.length > 0) syncStaticPods(state, context);
}

/** The runtime has said what runs: every pod can be looked at now. */
export function beginAll(state: KubeletState, context: Context): void {
  const pods = state.informers.get('pods') as Informer;
  compareAll(state, context);
  for (const record of [...state.pods.map.values()]) {
    const isGone =
      pods.synced && !isStatic(record) && pods.objects.map.get(record.key)?.metadata.uid !== record.uid;
    if (isGone && !record.orphan) podGone(state, context, record);
  }
  syncStatic(state, context);
  for (const [key, object] of [...pods.objects.map]) {
    podChanged(state, context, { resource: 'pods', key, old: undefined, now: object });
  }
  killOrphans(state, context);
  for (const uid of [...state.pods.map.keys()]) workOn(state, context, uid);
}
