/**
 * The status that a kubelet reports for a pod, from what it knows of it. Pure.
 * Models pkg/kubelet/kubelet_pods.go (generateAPIPodStatus) and pkg/kubelet/status/status_manager.go (TerminatePod).
 */
import type { ContainerState, ContainerStateTerminated, ContainerStatus, PodStatus } from '../api/pod';
import { qosClassOf } from '../api/pod-resources';
import { formatTime } from '../api/time';
import { imageDigest } from '../workload/registry';
import { conditionsOf } from './pod-conditions';
import { hasMainStarted } from './pod-order';
import { lifeOf, phaseOf } from './pod-phase';
import { isStatic, specOf, type ContainerRecord, type PodRecord } from './pod-record';

export interface StatusClock {
  /** Wall clock at virtual 0, ms since 1970. */
  readonly epochMs: number;
  readonly now: number;
  readonly hostIp: string;
  /** What container ids begin with: `containerd`. */
  readonly runtime: string;
}

/** The end of a container that never began, once its pod is gone. */
const NEVER_FOUND: ContainerStateTerminated = {
  exitCode: 137,
  reason: 'ContainerStatusUnknown',
  message: 'The container could not be located when the pod was terminated',
};

/** True for a container of a pod that has left, which is told to have ended although nobody ever saw it run. */
function isMissing(record: PodRecord, container: ContainerRecord): boolean {
  if (record.stage !== 'finished' || isStatic(record)) return false;
  const { containers } = record;
  if (container.role === 'ephemeral') return container.id !== '';
  if (container.role !== 'main') return container === containers[0] || container.id !== '';
  const lastInit = containers.findLast(({ role }) => role === 'init' || role === 'sidecar');
  return lastInit === undefined || lastInit.terminated?.exitCode === 0 || hasMainStarted(record);
}

function stateOf(record: PodRecord, container: ContainerRecord, clock: StatusClock): ContainerState {
  const life = lifeOf(container, record);
  if (life === 'running') {
    return { running: { startedAt: formatTime(clock.epochMs + container.startedAt) } };
  }
  if (life === 'terminated' && container.terminated !== null) return { terminated: container.terminated };
  if (isMissing(record, container)) return { terminated: NEVER_FOUND };
  const { reason, message } = container;
  return { waiting: message === '' ? { reason } : { reason, message } };
}

function containerStatus(record: PodRecord, container: ContainerRecord, clock: StatusClock): ContainerStatus {
  const { name, role, id, imageId, restarts: restartCount, terminated } = container;
  const state = stateOf(record, container, clock);
  const last = state.terminated === undefined ? (terminated ?? container.last) : container.last;
  const running = state.running !== undefined;
  return {
    name,
    state,
    lastState: last === null ? {} : { terminated: last },
    ready: running
      ? container.ready && role !== 'init' && role !== 'ephemeral'
      : role === 'init' && state.terminated?.exitCode === 0,
    restartCount,
    image: imageId === '' ? (specOf(record, name).image ?? '') : imageId,
    imageID: imageId === '' ? '' : imageDigest(imageId),
    ...(id === '' ? {} : { containerID: `${clock.runtime}://${id}` }),
    started: running && container.started && role !== 'ephemeral',
  };
}

const NO_STATUSES: readonly ContainerStatus[] = [];

export function podStatusOf(record: PodRecord, clock: StatusClock): PodStatus {
  const phase = phaseOf(record);
  const { rejection, eviction, ip, pod, containers } = record;
  const qosClass = pod.status?.qosClass ?? qosClassOf(pod.spec);
  const startTime = pod.status?.startTime ?? formatTime(clock.epochMs + record.acknowledgedAt);
  if (rejection !== null) {
    const { reason, message } = rejection;
    return { phase, reason, message: `Pod was rejected: ${message}`, startTime, qosClass };
  }
  const all = containers.map((container) => containerStatus(record, container, clock));
  const initCount = containers[0]?.role === 'main' ? 0 : (pod.spec.initContainers?.length ?? 0);
  const inits = initCount === 0 ? NO_STATUSES : all.slice(0, initCount);
  const guests = pod.spec.ephemeralContainers?.length ?? 0;
  const mainEnd = all.length - guests;
  const mains = initCount === 0 && guests === 0 ? all : all.slice(initCount, mainEnd);
  const at = formatTime(clock.epochMs + clock.now);
  return {
    phase,
    conditions: conditionsOf(record, phase, mains, inits, at),
    ...eviction,
    hostIP: clock.hostIp,
    hostIPs: [{ ip: clock.hostIp }],
    ...(ip === '' ? {} : { podIP: ip, podIPs: [{ ip }] }),
    startTime,
    ...(initCount === 0 ? {} : { initContainerStatuses: inits }),
    containerStatuses: mains,
    ...(guests === 0 ? {} : { ephemeralContainerStatuses: all.slice(mainEnd) }),
    qosClass,
  };
}
