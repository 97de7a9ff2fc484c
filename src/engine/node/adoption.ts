/**
 * A kubelet that has started takes over the pods that run on its machine, without touching what runs. What it knew of
 * them it learns from their last status in the API. Models SyncPod of a kubelet that has just started.
 */
import type { ContainerStateTerminated, ContainerStatus, Pod } from '../api/pod';
import type { Context } from '../kernel/component';
import { comesAgain, terminatedState } from './container-exit';
import type { ContainerListItem } from './cri';
import { update, type KubeletState } from './kubelet-state';
import { haveObjects } from './object-cache';
import { volumeReferences } from './object-references';
import { restarts, specOf, withContainer, type ContainerRecord, type PodRecord } from './pod-record';
import { addProbes, armProbes } from './prober';
import { callRuntime } from './runtime-calls';
import { endOf, type Remains } from './runtime-list';
import { sandboxChanged } from './sandbox';

/** The end of a container that ran when it was last told of, and of which nothing is left. */
const LOST: ContainerStateTerminated = {
  exitCode: 137,
  reason: 'ContainerStatusUnknown',
  message: 'The container could not be located when the pod was deleted.  The container used to be Running',
};

function terminated(
  state: KubeletState,
  container: ContainerRecord,
  item: ContainerListItem,
): ContainerStateTerminated {
  const { containerId: id, startedAt, finishedAt } = item;
  return terminatedState(state, { ...container, id, startedAt }, endOf(item), finishedAt);
}

/** What the last status tells of earlier instances: how many there were, and how the last of them ended. */
function history(
  state: KubeletState,
  container: ContainerRecord,
  items: readonly ContainerListItem[],
  status: ContainerStatus | undefined,
): Pick<ContainerRecord, 'restarts' | 'last'> {
  const { runtime = 'containerd' } = state.machine;
  const item = items.at(-1);
  const told = status?.containerID;
  const isTold = told === undefined ? items.length < 2 : told === `${runtime}://${item?.containerId}`;
  const count = status?.restartCount ?? 0;
  const before = status?.lastState?.terminated ?? null;
  if (isTold) return { restarts: count, last: before };
  const [previous] = items.slice(-2, -1);
  const own = previous === undefined ? null : terminated(state, container, previous);
  const lost = status?.state.running === undefined ? before : LOST;
  return { restarts: count + 1, last: status?.state.terminated ?? own ?? lost };
}

/** A container as it was found. */
function adopted(
  state: KubeletState,
  record: PodRecord,
  container: ContainerRecord,
  items: readonly ContainerListItem[],
  status: ContainerStatus | undefined,
): ContainerRecord {
  const before = history(state, container, items, status);
  const item = items.at(-1);
  if (item === undefined) return { ...container, ...before };
  const { containerId: id, imageId, startedAt, finishedAt } = item;
  const found = { ...container, ...before, id, imageId, startedAt };
  if (item.state === 'created') return { ...found, stage: 'starting' };
  if (item.state !== 'running') {
    return { ...found, stage: 'exited', reason: '', finishedAt, terminated: terminated(state, found, item) };
  }
  const { startupProbe, readinessProbe } = specOf(record, container.name);
  const started = startupProbe === undefined || status?.started === true;
  // The last verdict stands until the next one.
  const ready = started && (readinessProbe === undefined || status?.ready === true);
  return { ...found, stage: 'running', reason: '', started, ready };
}

function statusOf(pod: Pod, name: string): ContainerStatus | undefined {
  const {
    containerStatuses = [],
    initContainerStatuses = [],
    ephemeralContainerStatuses = [],
  } = pod.status ?? {};
  const statuses = [...containerStatuses, ...initContainerStatuses, ...ephemeralContainerStatuses];
  return statuses.find((status) => status.name === name);
}

/** Takes over what runs of a pod. What has died meanwhile starts again, or is left, as its pod wants it. */
export function adopt(
  state: KubeletState,
  context: Context,
  fresh: PodRecord,
  { items, ip }: Remains,
): PodRecord {
  const containers = fresh.containers.map((container) => {
    const own = items.filter(({ container: name }) => name === container.name);
    return adopted(state, fresh, container, own, statusOf(fresh.pod, container.name));
  });
  const begun = containers.findLastIndex(({ id, role }) => id !== '' && role !== 'ephemeral');
  const base = update(state, context, { ...fresh, containers, begun });
  const record = ip === '' ? withoutSandbox(state, context, base) : withSandbox(state, context, base, ip);
  for (const container of record.containers) armProbes(state, context, record, container);
  return record;
}

function withSandbox(state: KubeletState, context: Context, record: PodRecord, ip: string): PodRecord {
  let current = update(state, context, { ...record, sandbox: 'ready', ip });
  addProbes(state, context, current);
  const { uid, pod } = record;
  // What is mounted is read anew, so that it can follow changes again.
  haveObjects(state, context, uid, pod.metadata.namespace ?? '', volumeReferences(pod.spec), context.now);
  for (const container of current.containers) {
    const { name, stage, id, terminated: end } = container;
    if (stage === 'starting') {
      // It was created, and nobody started it.
      current = callRuntime(state, context, current, 'StartContainer', name, { containerId: id });
    } else if (stage === 'exited' && end !== null && comesAgain(current, container, end.exitCode)) {
      current = update(state, context, withContainer(current, name, { stage: 'waiting' }));
    }
  }
  return current;
}

/** The sandbox died. Unless all that the pod had to do is done, everything begins again in a new one. */
function withoutSandbox(state: KubeletState, context: Context, record: PodRecord): PodRecord {
  if (record.begun < 0) return record;
  const isLeaving = record.pod.metadata.deletionTimestamp !== undefined;
  const again = record.containers.filter(
    (one) =>
      one.role === 'main' && (one.terminated === null || restarts(record, one, one.terminated.exitCode)),
  );
  if (isLeaving || again.length === 0 || record.pod.spec.restartPolicy === 'Never') {
    return update(state, context, { ...record, sandbox: 'kept' });
  }
  const containers = record.containers.map((container) =>
    container.role === 'ephemeral' || (container.role === 'main' && !again.includes(container))
      ? container
      : { ...container, stage: 'waiting' as const },
  );
  return sandboxChanged(state, context, { ...record, containers, begun: -1 });
}
