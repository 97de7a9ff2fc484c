/** What everybody asks of a pod, and its cells in `kubectl get pods`. Models printPod in internalversion/printers.go. */
import { conditionOf } from './conditions';
import { isSidecar, type PodRequests, specRequests } from './pod-resources';
import type { ContainerState, ContainerStatus, Pod } from './pod-types';
import { humanDuration, parseTime } from './time';

export { withCondition } from './conditions';
export type { PodRequests } from './pod-resources';

/** Condition Ready is True. */
export function isPodReady(pod: Pod): boolean {
  return conditionOf(pod.status.conditions, 'Ready')?.status === 'True';
}

export function isPodTerminal(pod: Pod): boolean {
  return pod.status.phase === 'Succeeded' || pod.status.phase === 'Failed';
}

/** Counts for its controller: neither finished nor being deleted. Models controller.IsPodActive. */
export function isPodActive(pod: Pod): boolean {
  return !isPodTerminal(pod) && pod.metadata.deletionTimestamp === undefined;
}

/** What the scheduler reserves for the pod. */
export function podRequests(pod: Pod): PodRequests {
  return specRequests(pod.spec);
}

interface Summary {
  readonly status: string;
  readonly ready: number;
  readonly total: number;
  readonly restarts: number;
  /** When the newest restart happened; null when none is known. */
  readonly lastRestartMs: number | null;
}

function terminatedText(state: NonNullable<ContainerState['terminated']>): string {
  if (state.reason !== undefined && state.reason !== '') return state.reason;
  return state.signal !== undefined && state.signal !== 0
    ? `Signal:${state.signal}`
    : `ExitCode:${state.exitCode}`;
}

interface Restarts {
  readonly count: number;
  readonly lastMs: number | null;
}

const NO_RESTARTS: Restarts = { count: 0, lastMs: null };

function addRestarts(restarts: Restarts, status: ContainerStatus): Restarts {
  const finished = status.lastState?.terminated?.finishedAt;
  const ms = finished === undefined ? null : parseTime(finished);
  const isNewer = ms !== null && (restarts.lastMs === null || ms > restarts.lastMs);
  return { count: restarts.count + status.restartCount, lastMs: isNewer ? ms : restarts.lastMs };
}

interface InitSummary {
  /** `Init:…` while an init container is still to be finished; null afterwards. */
  readonly status: string | null;
  readonly ready: number;
  readonly all: Restarts;
  readonly sidecars: Restarts;
}

function initStatus(status: ContainerStatus, index: number, total: number): string {
  const { terminated, waiting } = status.state;
  if (terminated !== undefined) return `Init:${terminatedText(terminated)}`;
  const reason = waiting?.reason ?? '';
  return reason !== '' && reason !== 'PodInitializing' ? `Init:${reason}` : `Init:${index}/${total}`;
}

/** Init containers in order, up to the first that is neither finished nor a started sidecar. */
function summariseInit(pod: Pod): InitSummary {
  let all = NO_RESTARTS;
  let sidecars = NO_RESTARTS;
  const containers = pod.spec.initContainers ?? [];
  let ready = 0;
  for (const [index, status] of (pod.status.initContainerStatuses ?? []).entries()) {
    const sidecar = isSidecar(containers.find((container) => container.name === status.name));
    all = addRestarts(all, status);
    if (sidecar) sidecars = addRestarts(sidecars, status);
    if (status.state.terminated?.exitCode === 0) continue;
    if (sidecar && status.started === true) {
      if (status.ready) ready += 1;
      continue;
    }
    return { status: initStatus(status, index, containers.length), ready, all, sidecars };
  }
  return { status: null, ready, all, sidecars };
}

interface MainSummary {
  readonly status: string;
  readonly ready: number;
  readonly restarts: Restarts;
}

/** Main containers from last to first, so that the first one with something to tell wins. */
function summariseMain(pod: Pod, status: string, before: Restarts): MainSummary {
  let restarts = before;
  let text = status;
  let ready = 0;
  for (const container of (pod.status.containerStatuses ?? []).toReversed()) {
    restarts = addRestarts(restarts, container);
    const { waiting, running, terminated } = container.state;
    if (waiting?.reason !== undefined && waiting.reason !== '') text = waiting.reason;
    else if (terminated !== undefined) text = terminatedText(terminated);
    else if (container.ready && running !== undefined) ready += 1;
  }
  if (text === 'Completed' && ready > 0) text = isPodReady(pod) ? 'Running' : 'NotReady';
  return { status: text, ready, restarts };
}

function startStatus(pod: Pod): string {
  if (conditionOf(pod.status.conditions, 'PodScheduled')?.reason === 'SchedulingGated')
    return 'SchedulingGated';
  return pod.status.reason || pod.status.phase || '';
}

function summarise(pod: Pod): Summary {
  const init = summariseInit(pod);
  const sidecarCount = (pod.spec.initContainers ?? []).filter(isSidecar).length;
  let status = init.status ?? startStatus(pod);
  let ready = init.ready;
  let restarts = init.all;
  const isInitialized = conditionOf(pod.status.conditions, 'Initialized')?.status === 'True';
  if (init.status === null || isInitialized) {
    const main = summariseMain(pod, status, init.sidecars);
    status = main.status;
    ready += main.ready;
    restarts = main.restarts;
  }
  if (pod.metadata.deletionTimestamp !== undefined) {
    if (pod.status.reason === 'NodeLost') status = 'Unknown';
    else if (!isPodTerminal(pod)) status = 'Terminating';
  }
  const total = pod.spec.containers.length + sidecarCount;
  return { status, ready, total, restarts: restarts.count, lastRestartMs: restarts.lastMs };
}

// A pod is drawn, listed and compared many times between two writes, and a write makes a new object.
const summaries = new WeakMap<Pod, Summary>();

function summaryOf(pod: Pod): Summary {
  let summary = summaries.get(pod);
  if (summary === undefined) {
    summary = summarise(pod);
    summaries.set(pod, summary);
  }
  return summary;
}

/** The STATUS cell: `Running`, `Init:0/1`, `CrashLoopBackOff`, `Terminating` … */
export function podStatusColumn(pod: Pod): string {
  return summaryOf(pod).status;
}

/** The READY cell: ready containers of all (sidecars count, other init containers don't). */
export function podReadyColumn(pod: Pod): string {
  const { ready, total } = summaryOf(pod);
  return `${ready}/${total}`;
}

/** The number in the RESTARTS cell. */
export function podRestartCount(pod: Pod): number {
  return summaryOf(pod).restarts;
}

/** The RESTARTS cell: `3 (2m ago)`. */
export function podRestartsColumn(pod: Pod, nowMs: number): string {
  const { restarts, lastRestartMs } = summaryOf(pod);
  if (restarts === 0 || lastRestartMs === null) return String(restarts);
  return `${restarts} (${humanDuration(nowMs - lastRestartMs)} ago)`;
}

/** The READINESS GATES cell: gates that are True, of all. */
export function podReadinessGatesColumn(pod: Pod): string {
  const gates = pod.spec.readinessGates ?? [];
  if (gates.length === 0) return '<none>';
  const open = gates.filter(
    (gate) => conditionOf(pod.status.conditions, gate.conditionType)?.status === 'True',
  );
  return `${open.length}/${gates.length}`;
}
