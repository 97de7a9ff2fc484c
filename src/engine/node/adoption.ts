/**
 * What a kubelet finds on its machine when it starts: containers of pods that run on without it, and the remains of
 * those that died with the machine. Models the pod cache and PLEG of a kubelet that has just started.
 */
import type { ContainerStatus, Pod } from '../api/pod';
import type { Context } from '../kernel/component';
import type { Hop } from '../kernel/event';
import { comesAgain, terminatedState, type ContainerEnd } from './container-exit';
import type { ContainerListItem, CriReply, CriRequest } from './cri';
import { update, type Found, type KubeletState } from './kubelet-state';
import {
  restarts,
  specOf,
  withContainer,
  type ContainerRecord,
  type PodRecord,
} from './pod-record';
import { addProbes, armProbes } from './prober';
import { LOCAL_MS } from './runtime-calls';
import { sandboxChanged } from './sandbox';

function call(state: KubeletState, context: Context, operation: CriRequest['operation'], uid = '', key = ''): void {
  const request: CriRequest = { operation, podUid: uid, podKey: key, container: '' };
  const hop: Hop = { kind: 'cri', verb: operation, resource: 'pods', key, code: 0 };
  context.send(state.containerd, 'cri', request, LOCAL_MS, hop);
}

/** Asks the runtime what runs. */
export function askRuntime(state: KubeletState, context: Context): void {
  call(state, context, 'ListContainers');
}

export function foundIn({ items = [], sandboxes = [] }: CriReply): Found {
  const containers = new Map<string, readonly ContainerListItem[]>();
  const keys = new Map<string, string>();
  for (const item of items) {
    containers.set(item.podUid, [...(containers.get(item.podUid) ?? []), item]);
    keys.set(item.podUid, item.podKey);
  }
  for (const { podUid, podKey } of sandboxes) keys.set(podUid, podKey);
  return { containers, sandboxes: new Map(sandboxes.map(({ podUid, ip }) => [podUid, ip])), keys };
}

/** What was found of one pod. Nobody finds it a second time. */
export interface Remains {
  readonly items: readonly ContainerListItem[];
  /** '' when the sandbox is gone. */
  readonly ip: string;
}

export function takeRemains({ found }: KubeletState, uid: string): Remains | null {
  if (found === null || !found.keys.has(uid)) return null;
  const remains = { items: found.containers.get(uid) ?? [], ip: found.sandboxes.get(uid) ?? '' };
  found.keys.delete(uid);
  found.containers.delete(uid);
  found.sandboxes.delete(uid);
  return remains;
}

/** Ends what belongs to no pod, once all pods are known. */
export function killOrphans(state: KubeletState, context: Context): void {
  const { found } = state;
  if (found === null || found.keys.size === 0 || state.informers.get('pods')?.synced !== true) return;
  for (const [uid, key] of found.keys) {
    call(state, context, found.sandboxes.has(uid) ? 'StopPodSandbox' : 'RemovePodSandbox', uid, key);
  }
  state.found = { containers: new Map(), sandboxes: new Map(), keys: new Map() };
}

/** A container as it was found, with what its pod's last status tells of it. */
function adopted(
  state: KubeletState,
  record: PodRecord,
  container: ContainerRecord,
  item: ContainerListItem | undefined,
  status: ContainerStatus | undefined,
): ContainerRecord {
  const told = status?.restartCount ?? 0;
  const last = status?.lastState?.terminated ?? null;
  if (item === undefined) return { ...container, restarts: told, last };
  const { containerId: id, imageId, startedAt } = item;
  const { runtime = 'containerd' } = state.machine;
  const isKnown = status?.containerID === undefined || status.containerID === `${runtime}://${id}`;
  // One that was never told of is a restart more; one that was only created is created again.
  const count = (isKnown ? told : told + 1) - (item.state === 'created' && told > 0 ? 1 : 0);
  const found = { ...container, id, imageId, startedAt, last, restarts: count };
  if (item.state === 'created') return found;
  const { startupProbe, readinessProbe } = specOf(record, container.name);
  if (item.state === 'running') {
    const started = startupProbe === undefined || status?.started === true;
    // The last verdict stands until the next one.
    const ready = started && (readinessProbe === undefined || status?.ready === true);
    return { ...found, stage: 'running', started, ready };
  }
  const { finishedAt } = item;
  return { ...found, stage: 'exited', finishedAt, terminated: terminatedState(state, found, endOf(item), finishedAt) };
}

/** Nobody saw the end of what died with its machine. */
function endOf({ state, exitCode, reason }: ContainerListItem): ContainerEnd {
  if (state === 'unknown') return { exitCode: 255, reason: 'Unknown' };
  return { exitCode, reason: reason === '' ? (exitCode === 0 ? 'Completed' : 'Error') : reason };
}

function statusOf(pod: Pod, name: string): ContainerStatus | undefined {
  const { containerStatuses = [], initContainerStatuses = [] } = pod.status ?? {};
  return [...containerStatuses, ...initContainerStatuses].find((status) => status.name === name);
}

/** Takes over what runs of a pod. What has died meanwhile starts again, or is left, as its pod wants it. */
export function adopt(
  state: KubeletState,
  context: Context,
  fresh: PodRecord,
  { items, ip }: Remains,
): PodRecord {
  const containers = fresh.containers.map((container) => {
    const item = items.findLast(({ container: name }) => name === container.name);
    return adopted(state, fresh, container, item, statusOf(fresh.pod, container.name));
  });
  const begun = containers.findLastIndex(({ id }) => id !== '');
  const base = update(state, context, { ...fresh, containers, begun });
  const record = ip === '' ? withoutSandbox(state, context, base) : withSandbox(state, context, base, ip);
  for (const container of record.containers) armProbes(state, context, record, container);
  return record;
}

function withSandbox(state: KubeletState, context: Context, record: PodRecord, ip: string): PodRecord {
  let current = update(state, context, { ...record, sandbox: 'ready', ip });
  addProbes(state, context, current);
  for (const container of current.containers) {
    const { name, stage, terminated } = container;
    if (stage !== 'exited' || terminated === null || !comesAgain(current, container, terminated.exitCode)) continue;
    current = update(state, context, withContainer(current, name, { stage: 'waiting' }));
  }
  return current;
}

/** The sandbox died. Unless all that the pod had to do is done, everything begins again in a new one. */
function withoutSandbox(state: KubeletState, context: Context, record: PodRecord): PodRecord {
  if (record.begun < 0) return record;
  // Nobody waits for what is being deleted to begin again.
  if (record.pod.metadata.deletionTimestamp !== undefined) return update(state, context, { ...record, sandbox: 'kept' });
  const mains = record.containers.filter(({ role }) => role === 'main');
  const again = mains.filter(
    (main) => main.terminated === null || restarts(record, main, main.terminated.exitCode),
  );
  if (again.length === 0 || record.pod.spec.restartPolicy === 'Never') {
    return update(state, context, { ...record, sandbox: 'kept' });
  }
  const containers = record.containers.map((container) =>
    container.role === 'main' && !again.includes(container)
      ? container
      : { ...container, stage: 'waiting' as const },
  );
  return sandboxChanged(state, context, { ...record, containers, begun: -1 });
}

