/**
 * The pod worker of a kubelet: a state machine per pod, from the sandbox to the last container's end.
 * Models pkg/kubelet/kuberuntime (SyncPod) and pkg/kubelet/pod_workers.go.
 */
import type { Container, ContainerStateTerminated } from '../api/pod';
import { formatTime } from '../api/time';
import { recordEvent, referenceTo, type Happening } from '../client/recorder';
import type { Context } from '../kernel/component';
import type { Hop } from '../kernel/event';
import { BACKOFF_MAX_MS, goDuration, goSeconds, nextBackoff, waitBefore } from './backoff';
import { hasImage } from './containerd';
import type { ContainerdState } from './containerd-state';
import type { ContainerExit, CriOperation, CriReply, CriRequest } from './cri';
import { recordOf, update, type KubeletState } from './kubelet-state';
import { containerOf, restarts, withContainer, type ContainerRecord, type PodRecord } from './pod-record';
import { reportStatus, touchStatus } from './status-manager';

/** ms between two processes of one machine. */
const LOCAL_MS = 1;

/** Sends a CRI call. Returns the record, which now awaits one more reply. */
export function callRuntime(
  state: KubeletState,
  context: Context,
  record: PodRecord,
  operation: CriOperation,
  container: string,
  part: Partial<CriRequest> = {},
): PodRecord {
  const { uid: podUid, key: podKey } = record;
  const request: CriRequest = { operation, podUid, podKey, container, ...part };
  const key = container === '' ? podKey : `${podKey}/${container}`;
  const hop: Hop = { kind: 'cri', verb: operation, resource: 'pods', key, code: 0 };
  context.send(state.containerd, 'cri', request, LOCAL_MS, hop, record.cause);
  return update(state, context, { ...record, awaiting: record.awaiting + 1 });
}

export function announce(
  state: KubeletState,
  context: Context,
  record: PodRecord,
  container: string,
  happening: Happening,
): void {
  const path = container === '' ? undefined : `spec.containers{${container}}`;
  recordEvent(state.recorder, state.events, context, referenceTo(record.pod, path), happening, record.cause);
}

function specOf(record: PodRecord, name: string): Container {
  return record.pod.spec.containers.find((container) => container.name === name) as Container;
}

const UNDER_WAY = new Set<ContainerRecord['stage']>(['pulling', 'creating', 'starting']);

/** Does the next thing for an active pod: the sandbox, then one container after the other. */
export function syncPod(state: KubeletState, context: Context, record: PodRecord): PodRecord {
  if (record.stage !== 'active' || record.rejection !== null) return record;
  if (record.sandbox === 'none') {
    return callRuntime(state, context, { ...record, sandbox: 'creating' }, 'RunPodSandbox', '');
  }
  if (record.sandbox !== 'ready' || record.containers.some(({ stage }) => UNDER_WAY.has(stage)))
    return record;
  const next = record.containers.find(({ stage }) => stage === 'waiting');
  return next === undefined ? record : beginContainer(state, context, record, next.name);
}

function mustPull(state: KubeletState, context: Context, spec: Container): boolean {
  const runtime = context.peer(state.containerd) as ContainerdState;
  return spec.imagePullPolicy === 'Always' || !hasImage(runtime, spec.image ?? '', context.now);
}

function beginContainer(state: KubeletState, context: Context, record: PodRecord, name: string): PodRecord {
  const spec = specOf(record, name);
  const { image = '' } = spec;
  if (!mustPull(state, context, spec)) {
    const message = `Container image "${image}" already present on machine`;
    announce(state, context, record, name, { type: 'Normal', reason: 'Pulled', message });
    return createContainer(state, context, record, name);
  }
  if (spec.imagePullPolicy === 'Never') {
    const message = `Container image "${image}" is not present with pull policy of Never`;
    announce(state, context, record, name, { type: 'Warning', reason: 'ErrImageNeverPull', message });
    return pullFailed(state, context, record, name, 'ErrImageNeverPull', message);
  }
  announce(state, context, record, name, {
    type: 'Normal',
    reason: 'Pulling',
    message: `Pulling image "${image}"`,
  });
  const pulling = withContainer(record, name, { stage: 'pulling' });
  return callRuntime(state, context, pulling, 'PullImage', name, { spec });
}

function createContainer(state: KubeletState, context: Context, record: PodRecord, name: string): PodRecord {
  const { id } = containerOf(record, name);
  const creating = withContainer(record, name, { stage: 'creating' });
  const old = id === '' ? {} : { containerId: id };
  return callRuntime(state, context, creating, 'CreateContainer', name, {
    spec: specOf(record, name),
    ...old,
  });
}

/** Takes a reply of the runtime. Replies for pods that are gone are dropped. */
export function takeReply(state: KubeletState, context: Context, reply: CriReply): void {
  const known = recordOf(state, reply.podUid);
  if (known === undefined) return;
  const record = update(state, context, { ...known, awaiting: known.awaiting - 1, cause: context.cause });
  switch (reply.operation) {
    case 'RunPodSandbox':
      sandboxReady(state, context, record, reply);
      break;
    case 'PullImage':
      pulled(state, context, record, reply);
      break;
    case 'CreateContainer':
      created(state, context, record, reply);
      break;
    case 'StartContainer':
      started(state, context, record, reply);
      break;
    default:
      throw new Error(`kubelet: unexpected reply to ${reply.operation}`);
  }
}

const SANDBOX_RETRY_MS = 10_000;

function sandboxReady(state: KubeletState, context: Context, record: PodRecord, reply: CriReply): void {
  if (reply.error !== '') {
    const message = `Failed to create pod sandbox: ${reply.error}`;
    announce(state, context, record, '', { type: 'Warning', reason: 'FailedCreatePodSandBox', message });
    update(state, context, { ...record, sandbox: 'none' });
    context.after(SANDBOX_RETRY_MS, 'sync', record.uid);
    return;
  }
  const ready = update(state, context, { ...record, sandbox: 'ready', ip: reply.ip ?? '' });
  syncPod(state, context, ready);
}

function pulled(state: KubeletState, context: Context, record: PodRecord, reply: CriReply): void {
  const name = reply.container;
  const { image = '' } = specOf(record, name);
  if (reply.error !== '') {
    const message = `Failed to pull image "${image}": ${reply.error}`;
    announce(state, context, record, name, { type: 'Warning', reason: 'Failed', message });
    announce(state, context, record, name, {
      type: 'Warning',
      reason: 'Failed',
      message: 'Error: ErrImagePull',
    });
    pullFailed(state, context, record, name, 'ErrImagePull', reply.error);
    return;
  }
  const { pullMs = 0, waitMs = 0, sizeBytes = 0, imageId = '' } = reply;
  const times = `${goSeconds(pullMs)} (${goSeconds(waitMs)} including waiting)`;
  const message = `Successfully pulled image "${image}" in ${times}. Image size: ${sizeBytes} bytes.`;
  announce(state, context, record, name, { type: 'Normal', reason: 'Pulled', message });
  const present = withContainer(record, name, { imageId, pullBackoffMs: 0 });
  if (record.stage === 'active') createContainer(state, context, present, name);
  else update(state, context, withContainer(present, name, { stage: 'waiting' }));
}

/** The pull failed: report it, and try again after 10 s, 20 s … 5 min. */
function pullFailed(
  state: KubeletState,
  context: Context,
  record: PodRecord,
  name: string,
  reason: string,
  message: string,
): PodRecord {
  const container = containerOf(record, name);
  const pullBackoffMs = nextBackoff(container.pullBackoffMs);
  const generation = container.generation + 1;
  const words = { stage: 'pull-backoff', reason, message, pullBackoffMs, generation } as const;
  const failed = update(state, context, withContainer(record, name, words));
  context.after(RETRY_SYNC_MS, 'pull-backoff', { uid: record.uid, name, generation });
  context.after(pullBackoffMs, 'retry', { uid: record.uid, name, generation });
  reportStatus(state, context, failed);
  return syncPod(state, context, recordOf(state, record.uid) as PodRecord);
}

/** After a failed pull the next sync finds the image in back-off. */
const RETRY_SYNC_MS = 2000;

interface RetryData {
  readonly uid: string;
  readonly name: string;
  readonly generation: number;
}

export function showPullBackoff(state: KubeletState, context: Context, data: RetryData): void {
  const record = recordOf(state, data.uid);
  if (record === undefined || record.stage !== 'active') return;
  const container = containerOf(record, data.name);
  if (container.generation !== data.generation || container.reason !== 'ErrImagePull') return;
  const image = specOf(record, data.name).image ?? '';
  const message = `Back-off pulling image "${image}"`;
  announce(state, context, record, data.name, { type: 'Normal', reason: 'BackOff', message });
  announce(state, context, record, data.name, {
    type: 'Warning',
    reason: 'Failed',
    message: 'Error: ImagePullBackOff',
  });
  const words = { reason: 'ImagePullBackOff', message: `${message}: ErrImagePull: ${container.message}` };
  reportStatus(state, context, update(state, context, withContainer(record, data.name, words)));
}

/** A back-off is over: the container may be started again. */
export function retry(state: KubeletState, context: Context, data: RetryData): void {
  const record = recordOf(state, data.uid);
  if (record === undefined || record.stage !== 'active') return;
  const { generation, stage } = containerOf(record, data.name);
  if (generation !== data.generation || (stage !== 'backoff' && stage !== 'pull-backoff')) return;
  const ready = withContainer(record, data.name, { stage: 'waiting' });
  syncPod(state, context, update(state, context, { ...ready, cause: context.cause }));
}

function created(state: KubeletState, context: Context, record: PodRecord, reply: CriReply): void {
  const name = reply.container;
  if (record.stage !== 'active') {
    update(state, context, withContainer(record, name, { stage: 'waiting', id: reply.containerId ?? '' }));
    return;
  }
  const message = `Created container: ${name}`;
  announce(state, context, record, name, { type: 'Normal', reason: 'Created', message });
  const id = reply.containerId ?? '';
  const { id: before, restarts: count } = containerOf(record, name);
  // A restart counts once the new instance is there, not while it waits for its back-off.
  const starting = withContainer(record, name, {
    stage: 'starting',
    id,
    restarts: before === '' ? count : count + 1,
  });
  callRuntime(state, context, starting, 'StartContainer', name, { containerId: id });
}

function started(state: KubeletState, context: Context, record: PodRecord, reply: CriReply): void {
  const name = reply.container;
  if (reply.error !== '') {
    announce(state, context, record, name, {
      type: 'Warning',
      reason: 'Failed',
      message: `Error: ${reply.error}`,
    });
    const end = { exitCode: 128, reason: 'StartError', message: reply.error };
    containerEnded(state, context, record, name, end, context.now);
    // The other containers of the pod don't wait for this one's back-off.
    syncPod(state, context, recordOf(state, record.uid) as PodRecord);
    return;
  }
  announce(state, context, record, name, {
    type: 'Normal',
    reason: 'Started',
    message: `Started container ${name}`,
  });
  const { terminated, last } = containerOf(record, name);
  const change = {
    stage: 'running',
    startedAt: context.now,
    last: terminated ?? last,
    terminated: null,
  } as const;
  const running = update(state, context, withContainer(record, name, change));
  touchStatus(state, context, running);
  syncPod(state, context, running);
}

export function takeExit(state: KubeletState, context: Context, exit: ContainerExit): void {
  const known = recordOf(state, exit.podUid);
  if (known === undefined) return;
  const container = containerOf(known, exit.container);
  // The end of an instance that has been replaced meanwhile.
  if (container.id !== exit.containerId || container.stage === 'exited') return;
  const record = update(state, context, { ...known, cause: context.cause });
  const { exitCode, reason } = exit;
  containerEnded(state, context, record, exit.container, { exitCode, reason }, exit.finishedAt);
}

/** The container's end as its status will tell it. */
export function terminatedState(
  state: KubeletState,
  container: ContainerRecord,
  end: { readonly exitCode: number; readonly reason: string; readonly message?: string },
  finishedAt: number,
): ContainerStateTerminated {
  const startedAt = container.startedAt === 0 ? finishedAt : container.startedAt;
  return {
    ...end,
    startedAt: formatTime(state.epochMs + startedAt),
    finishedAt: formatTime(state.epochMs + finishedAt),
    ...(container.id === '' ? {} : { containerID: `containerd://${container.id}` }),
  };
}

/** An instance is over: start it again at once, after a back-off, or not at all. */
function containerEnded(
  state: KubeletState,
  context: Context,
  record: PodRecord,
  name: string,
  end: { readonly exitCode: number; readonly reason: string; readonly message?: string },
  finishedAt: number,
): void {
  const container = containerOf(record, name);
  const terminated = terminatedState(state, container, end, finishedAt);
  const exited = update(state, context, withContainer(record, name, { stage: 'exited', terminated }));
  if (record.stage !== 'active' || !restarts(record, end.exitCode)) {
    reportStatus(state, context, exited);
    return;
  }
  const wait = waitBefore(container.backoffMs, container.backoffAt, finishedAt);
  if (wait === 0) restartNow(state, context, exited, name);
  else waitForRestart(state, context, exited, name, wait, finishedAt);
}

function restartNow(state: KubeletState, context: Context, record: PodRecord, name: string): void {
  reportStatus(state, context, record);
  const fresh = recordOf(state, record.uid) as PodRecord;
  syncPod(
    state,
    context,
    update(state, context, withContainer(fresh, name, restartChange(fresh, name, context.now, 0))),
  );
}

/** The change that lets a container start again, with the back-off of the next time. */
function restartChange(record: PodRecord, name: string, now: number, wait: number): Partial<ContainerRecord> {
  const container = containerOf(record, name);
  const before = wait === 0 ? 0 : container.backoffMs;
  return { stage: 'waiting', backoffMs: nextBackoff(before), backoffAt: now };
}

function waitForRestart(
  state: KubeletState,
  context: Context,
  record: PodRecord,
  name: string,
  wait: number,
  finishedAt: number,
): void {
  const { uid, key, pod } = record;
  const place = `${pod.metadata.name}_${pod.metadata.namespace ?? ''}(${uid})`;
  const message = `Back-off restarting failed container ${name} in pod ${place}`;
  announce(state, context, record, name, { type: 'Warning', reason: 'BackOff', message });
  const generation = containerOf(record, name).generation + 1;
  const due = Math.max(context.now, finishedAt + wait);
  const change = {
    ...restartChange(record, name, due, wait),
    stage: 'backoff',
    generation,
    reason: 'CrashLoopBackOff',
    message: `back-off ${goDuration(wait)} restarting failed container=${name} pod=${place}`,
  } as const;
  if (wait > BACKOFF_MAX_MS) throw new Error(`${key}: back-off of ${wait} ms`);
  const waiting = update(state, context, withContainer(record, name, change));
  context.after(due - context.now, 'retry', { uid, name, generation });
  reportStatus(state, context, waiting);
}
