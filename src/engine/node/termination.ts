/**
 * The end of a pod on its node: containers stopped within their grace, the sandbox taken down, the last status sent,
 * and the API object deleted for good. Models pkg/kubelet/pod_workers.go (SyncTerminatingPod) and status_manager.go.
 */
import { isSuccess, type ApiResponse } from '../api/wire';
import { send } from '../client/requests';
import type { Context } from '../kernel/component';
import { writable } from '../kernel/cow';
import { uncounted } from './admission';
import { hurry, killContainer, specGraceMs, takeTurn, type KillOrder } from './container-kill';
import { recordOf, update, type KubeletState } from './kubelet-state';
import { isAlive, isStatic, isUnderWay, type PodRecord } from './pod-record';
import { removeProbes } from './prober';
import { callRuntime } from './runtime-calls';
import { reportStatus } from './status-manager';

/** Grace of a pod whose API object is already gone. */
const ORPHAN_GRACE_MS = 1000;

/** Remembered with the last DELETE. */
export interface LeaveTag {
  readonly leaving: string;
}

/** A DELETE that nobody answered is sent again with the next sync. */
const RETRY_MS = 10_000;

function graceOf(record: PodRecord): number {
  if (record.orphan) return ORPHAN_GRACE_MS;
  const seconds = record.pod.metadata.deletionGracePeriodSeconds;
  return seconds === undefined ? specGraceMs(record) : seconds * 1000;
}

/** Begins to take a pod down, or shortens the grace of one that is being taken down. */
export function terminatePod(state: KubeletState, context: Context, record: PodRecord): void {
  const { cause } = context;
  if (record.stage === 'active') {
    const graceMs = graceOf(record);
    const leaving = update(state, context, { ...record, stage: 'terminating', graceMs, cause });
    continueTermination(state, context, leaving);
  } else if (record.stage === 'terminating' && graceOf(record) < record.graceMs) {
    hurryAll(state, context, { ...record, graceMs: graceOf(record), cause });
  } else if (record.stage === 'finished') {
    leave(state, context, record);
  }
}

function orderFor(record: PodRecord, name: string): KillOrder {
  return { message: `Stopping container ${name}`, graceMs: record.graceMs, next: 'stay' };
}

function hurryAll(state: KubeletState, context: Context, record: PodRecord): void {
  let current = update(state, context, record);
  for (const container of record.containers) {
    const { name } = container;
    if (isAlive(container)) current = hurry(state, context, current, name, orderFor(record, name));
  }
}

/** Does the next thing: stop what runs, then the sandbox, then say goodbye. Waits while the runtime is busy. */
export function continueTermination(state: KubeletState, context: Context, record: PodRecord): void {
  if (record.stage === 'finished') {
    leave(state, context, record);
  } else if (record.stage === 'terminating' && !stopContainers(state, context, record)) {
    stopSandbox(state, context, recordOf(state, record.uid) ?? record);
  }
}

/** True while there is something to wait for. */
function stopContainers(state: KubeletState, context: Context, record: PodRecord): boolean {
  let current = record;
  let waits = record.sandbox === 'creating';
  for (const container of record.containers) {
    const { name, killing } = container;
    waits ||= isUnderWay(container) || isAlive(container);
    if (!isAlive(container)) continue;
    if (killing === null) current = killContainer(state, context, current, name, orderFor(record, name));
    else if (killing.step === 'turn') current = takeTurn(state, context, current, name, killing);
  }
  return waits;
}

function stopSandbox(state: KubeletState, context: Context, record: PodRecord): void {
  if (record.sandbox !== 'ready') {
    finish(state, context, record);
    return;
  }
  const stopping = { ...record, stage: 'stopping-sandbox' } as const;
  if (isLeaving(record)) {
    callRuntime(state, context, { ...stopping, sandbox: 'stopped' }, 'StopPodSandbox', '');
  } else {
    // What a pod that has only ended has printed can still be read.
    callRuntime(state, context, { ...stopping, sandbox: 'kept' }, 'StopPodSandbox', '', KEEP);
  }
}

const KEEP = { keepContainers: true } as const;

/** Nobody will ask for it any more: its API object is deleted, or its manifest is gone. */
function isLeaving(record: PodRecord): boolean {
  return record.orphan || isStatic(record) || record.pod.metadata.deletionTimestamp !== undefined;
}

export function sandboxStopped(state: KubeletState, context: Context, record: PodRecord): void {
  if (record.stage === 'stopping-sandbox') finish(state, context, record);
}

function finish(state: KubeletState, context: Context, record: PodRecord): void {
  const finished = update(state, context, { ...record, stage: 'finished' });
  removeProbes(state, context, finished);
  if (finished.orphan) {
    forgetPod(state, context, finished);
    return;
  }
  if (isStatic(finished)) {
    forgetPod(state, context, finished);
    context.after(0, 'sync-static-pods', null);
    return;
  }
  reportStatus(state, context, finished);
  leave(state, context, recordOf(state, finished.uid) ?? finished);
}

/** Deletes the API object, once the last status has been acknowledged. */
function leave(state: KubeletState, context: Context, record: PodRecord): void {
  if (record.sending || record.orphan || record.leaving) return;
  if (record.pod.metadata.deletionTimestamp === undefined) return;
  const { name, namespace = '', uid = '' } = record.pod.metadata;
  const options = { gracePeriodSeconds: 0, uid };
  const call = { verb: 'delete', resource: 'pods', namespace, name, options } as const;
  const tag: LeaveTag = { leaving: record.uid };
  send(state.client, context, call, tag, record.cause);
  update(state, context, { ...record, leaving: true });
}

/** Takes the answer to the last DELETE. What is gone already is as good as deleted. */
export function leaveAnswered(
  state: KubeletState,
  context: Context,
  { leaving: uid }: LeaveTag,
  { code }: ApiResponse,
): void {
  const record = recordOf(state, uid);
  if (record === undefined || isSuccess(code) || code === 404 || code === 409) return;
  update(state, context, { ...record, leaving: false });
  context.after(RETRY_MS, 'sync', uid);
}

/** The pod is gone from the API, and nothing of it runs: what the runtime still keeps of it goes too. */
export function forgetPod(state: KubeletState, context: Context, record: PodRecord): void {
  // A sandbox that was stopped took its containers with it.
  const remains = record.sandbox !== 'stopped' && record.containers.some(({ id }) => id !== '');
  if (remains) callRuntime(state, context, record, 'RemovePodSandbox', '');
  uncounted(state, record);
  removeProbes(state, context, record);
  writable(state.pods, context.epoch).delete(record.uid);
  state.touched.delete(record.uid);
}
