/**
 * The end of a pod on its node: containers stopped within their grace, the sandbox taken down, the last status sent,
 * and the API object deleted for good. Models pkg/kubelet/pod_workers.go (SyncTerminatingPod) and status_manager.go.
 */
import { send } from '../client/requests';
import type { Context } from '../kernel/component';
import type { CriReply } from './cri';
import { forgetPod, recordOf, update, type KubeletState } from './kubelet-state';
import { announce, callRuntime, terminatedState } from './pod-worker';
import { containerOf, withContainer, type PodRecord } from './pod-record';
import { reportStatus } from './status-manager';

/** Grace of a pod whose API object is already gone. */
const ORPHAN_GRACE_MS = 1000;

/** Begins to take a pod down, or shortens the grace of one that is being taken down. */
export function terminatePod(state: KubeletState, context: Context, record: PodRecord): void {
  const { cause } = context;
  if (record.stage === 'active') {
    continueTermination(state, context, update(state, context, { ...record, stage: 'terminating', cause }));
  } else if (record.stage === 'terminating' && graceOf(record) < record.graceMs) {
    stopContainers(state, context, { ...record, cause });
  }
}

function graceOf(record: PodRecord): number {
  if (record.orphan) return ORPHAN_GRACE_MS;
  return (record.pod.metadata.deletionGracePeriodSeconds ?? 30) * 1000;
}

/** Does the next thing: stop what runs, then the sandbox, then say goodbye. Waits while the runtime is busy. */
export function continueTermination(state: KubeletState, context: Context, record: PodRecord): void {
  if (record.awaiting > 0) return;
  if (record.stage === 'terminating') {
    if (record.containers.some(({ stage }) => stage === 'running')) stopContainers(state, context, record);
    else stopSandbox(state, context, record);
  } else if (record.stage === 'finished') {
    leave(state, context, record);
  }
}

function stopContainers(state: KubeletState, context: Context, record: PodRecord): void {
  let current: PodRecord = { ...record, graceMs: graceOf(record) };
  for (const { name, stage } of record.containers) {
    if (stage === 'running') current = stopContainer(state, context, current, name);
  }
}

function stopContainer(state: KubeletState, context: Context, record: PodRecord, name: string): PodRecord {
  const message = `Stopping container ${name}`;
  announce(state, context, record, name, { type: 'Normal', reason: 'Killing', message });
  const { id } = containerOf(record, name);
  return callRuntime(state, context, record, 'StopContainer', name, {
    containerId: id,
    timeoutMs: record.graceMs,
  });
}

function stopSandbox(state: KubeletState, context: Context, record: PodRecord): void {
  if (record.sandbox === 'ready') {
    callRuntime(state, context, { ...record, stage: 'stopping-sandbox' }, 'StopPodSandbox', '');
  } else {
    finish(state, context, record);
  }
}

export function containerStopped(state: KubeletState, context: Context, reply: CriReply): void {
  const known = recordOf(state, reply.podUid);
  if (known === undefined) return;
  const container = containerOf(known, reply.container);
  const exitCode = reply.exitCode ?? 0;
  const end = { exitCode, reason: exitCode === 0 ? 'Completed' : 'Error' };
  const terminated = container.terminated ?? terminatedState(state, container, end, context.now);
  const ended = withContainer(known, reply.container, { stage: 'exited', terminated });
  const record = update(state, context, { ...ended, awaiting: known.awaiting - 1, cause: context.cause });
  continueTermination(state, context, record);
}

export function sandboxStopped(state: KubeletState, context: Context, reply: CriReply): void {
  const known = recordOf(state, reply.podUid);
  if (known === undefined) return;
  const stopped = {
    ...known,
    awaiting: known.awaiting - 1,
    cause: context.cause,
    sandbox: 'stopped',
  } as const;
  // A completed pod that nobody deletes keeps its record, and says no more.
  if (stopped.stage === 'active') update(state, context, stopped);
  else finish(state, context, update(state, context, stopped));
}

function finish(state: KubeletState, context: Context, record: PodRecord): void {
  const finished = update(state, context, { ...record, stage: 'finished' });
  if (finished.orphan) {
    forgetPod(state, context, finished.uid);
    return;
  }
  reportStatus(state, context, finished);
  leave(state, context, recordOf(state, finished.uid) as PodRecord);
}

/** Deletes the API object, once the last status has been acknowledged. */
function leave(state: KubeletState, context: Context, record: PodRecord): void {
  if (record.sending || record.orphan || record.pod.metadata.deletionTimestamp === undefined) return;
  const { name, namespace = '', uid = '' } = record.pod.metadata;
  const options = { gracePeriodSeconds: 0, uid };
  send(
    state.client,
    context,
    { verb: 'delete', resource: 'pods', namespace, name, options },
    null,
    record.cause,
  );
}
