/**
 * The pod worker of a kubelet: a state machine per pod, from the sandbox to the last container's end. What happens
 * elsewhere is noted in the pod's record; then the worker looks at the record and does the next thing.
 * Models pkg/kubelet/kuberuntime (SyncPod) and pkg/kubelet/pod_workers.go.
 */
import type { Context } from '../kernel/component';
import { takeExit } from './container-exit';
import { containerStopped, killContainer, specGraceMs, takeTurn } from './container-kill';
import { createContainer, created, started } from './container-start';
import type { ContainerExit, CriReply } from './cri';
import { ensureImage, pulled, type RetryData } from './images';
import { recordOf, update, type KubeletState } from './kubelet-state';
import { isOver, nextToBegin } from './pod-order';
import {
  findContainer,
  isAlive,
  isUnderWay,
  withContainer,
  type ContainerRecord,
  type PodRecord,
} from './pod-record';
import { createSandbox, sandboxCreated } from './sandbox';
import { continueTermination, sandboxStopped } from './termination';
import { mountVolumes } from './volumes';

/** Does the next thing for a pod, if there is any. */
export function workOn(state: KubeletState, context: Context, uid: string): void {
  const record = recordOf(state, uid);
  if (record === undefined) return;
  if (record.stage === 'active') syncPod(state, context, record);
  else continueTermination(state, context, record);
}

/** The sandbox, then one container after the other. */
function syncPod(state: KubeletState, context: Context, record: PodRecord): void {
  if (record.rejection !== null) return;
  if (record.sandbox === 'none') {
    const mounted = mountVolumes(state, context, record);
    if (mounted !== null) createSandbox(state, context, mounted);
    return;
  }
  if (record.sandbox !== 'ready') return;
  if (isOver(record)) stopSidecars(state, context, record);
  else if (!record.containers.some(isBusy)) beginNext(state, context, record);
}

/** One thing at a time: a pull, a creation, a start or a postStart hook keeps the others waiting. */
function isBusy(container: ContainerRecord): boolean {
  return isUnderWay(container) || container.stage === 'hook';
}

function beginNext(state: KubeletState, context: Context, record: PodRecord): void {
  const index = nextToBegin(record);
  const container = record.containers[index];
  if (container === undefined) return;
  // An ephemeral container is none of those that come one after the other.
  const goesOn = index > record.begun && container.role !== 'ephemeral';
  const begun = goesOn ? { ...record, begun: index } : record;
  const ensured = container.stage === 'pulled' ? begun : ensureImage(state, context, begun, container.name);
  const current = findContainer(ensured, container.name);
  if (current?.stage === 'pulled') {
    const after = createContainer(state, context, ensured, container.name);
    // One that can't be configured does not keep the others from starting.
    if (findContainer(after, container.name)?.stage === 'backoff') beginNext(state, context, after);
  } else if (current?.stage === 'backoff') {
    beginNext(state, context, ensured);
  }
}

/** The pod has done its work: what stays beside it is stopped, in order. */
function stopSidecars(state: KubeletState, context: Context, record: PodRecord): void {
  let current = record;
  for (const container of record.containers) {
    const { name, killing } = container;
    if (!isAlive(container)) continue;
    if (killing?.step === 'turn') current = takeTurn(state, context, current, name, killing);
    if (killing !== null) continue;
    const message = `Stopping container ${name}`;
    const graceMs = specGraceMs(record);
    current = killContainer(state, context, current, name, { message, graceMs, next: 'stay' });
  }
}

type Taker = (state: KubeletState, context: Context, record: PodRecord, reply: CriReply) => void;

/** What each reply means, and whether the pod still waits for it: other replies are of calls that were given up. */
const TAKERS: Readonly<
  Record<string, readonly [take: Taker, awaited: (container: ContainerRecord) => boolean]>
> = {
  PullImage: [pulled, ({ stage }) => stage === 'pulling'],
  CreateContainer: [created, ({ stage }) => stage === 'creating'],
  StartContainer: [started, ({ stage }) => stage === 'starting'],
  StopContainer: [containerStopped, isAlive],
};

/** Takes a reply of the runtime. Replies for pods that are gone are dropped. */
export function takeReply(state: KubeletState, context: Context, reply: CriReply): void {
  const known = recordOf(state, reply.podUid);
  if (known === undefined) return;
  const awaiting = Math.max(known.awaiting - 1, 0);
  const record = update(state, context, { ...known, awaiting, cause: context.cause });
  if (reply.operation === 'RunPodSandbox') {
    if (record.sandbox === 'creating') sandboxCreated(state, context, record, reply);
  } else if (reply.operation === 'StopPodSandbox') {
    sandboxStopped(state, context, record);
  } else {
    const container = findContainer(record, reply.container);
    const [take, awaited] = TAKERS[reply.operation] ?? [];
    if (container !== undefined && awaited?.(container) === true) take?.(state, context, record, reply);
  }
  workOn(state, context, record.uid);
}

/** A container has ended by itself. */
export function takeContainerExit(state: KubeletState, context: Context, exit: ContainerExit): void {
  if (takeExit(state, context, exit)) workOn(state, context, exit.podUid);
}

/** A back-off is over: the container may be started again. */
export function retry(state: KubeletState, context: Context, data: RetryData): void {
  const record = recordOf(state, data.uid);
  const container = record === undefined ? undefined : findContainer(record, data.name);
  if (record === undefined || container === undefined || record.stage !== 'active') return;
  const { generation, stage } = container;
  if (generation !== data.generation || (stage !== 'backoff' && stage !== 'pull-backoff')) return;
  const ready = withContainer(record, data.name, { stage: 'waiting' });
  update(state, context, { ...ready, cause: context.cause });
  workOn(state, context, data.uid);
}
