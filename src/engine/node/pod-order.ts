/**
 * In which order the containers of a pod start and stop. Pure.
 * Models pkg/kubelet/kuberuntime (computePodActions, computeInitContainerActions, terminationOrdering).
 */
import { isAlive, restarts, type ContainerRecord, type PodRecord } from './pod-record';

function isNext(stage: ContainerRecord['stage']): boolean {
  return stage === 'waiting' || stage === 'pulled';
}

/**
 * The container to begin next: ephemeral ones before all others; init containers one after the other, a sidecar until it is started, then all main
 * containers. A sidecar that was passed once starts again beside the others.
 */
export function nextToBegin({ containers, begun }: PodRecord): number {
  const guest = containers.findIndex(({ role, stage }) => role === 'ephemeral' && isNext(stage));
  if (guest >= 0) return guest;
  for (let index = 0; index < containers.length; index++) {
    const container = containers[index] as ContainerRecord;
    const { stage, role } = container;
    if (isNext(stage)) return index;
    if (role === 'main' || role === 'ephemeral') continue;
    const passed = role === 'init' ? hasSucceeded(container) : container.started || begun > index;
    if (!passed) return -1;
  }
  return -1;
}

function hasSucceeded({ stage, terminated }: ContainerRecord): boolean {
  return stage === 'exited' && terminated?.exitCode === 0;
}

/** An init container has failed for good. */
function initFailed(record: PodRecord): boolean {
  return record.containers.some(
    (container) =>
      container.role === 'init' &&
      container.stage === 'exited' &&
      container.terminated !== null &&
      container.terminated.exitCode !== 0 &&
      !restarts(record, container, container.terminated.exitCode),
  );
}

/**
 * The pod has done its work: every main container has ended for good, or an init container has failed for good.
 * Sidecars that still run are stopped then.
 */
export function isOver(record: PodRecord): boolean {
  for (const { role, stage } of record.containers) {
    if (role === 'main' && stage !== 'exited') return record.begun < 0 ? false : initFailed(record);
  }
  return true;
}

/** True when nothing keeps the container from its SIGTERM: sidecars wait for main containers and for later sidecars. */
export function isItsTurn({ containers }: PodRecord, name: string): boolean {
  const index = containers.findIndex((container) => container.name === name);
  if (containers[index]?.role !== 'sidecar') return true;
  return containers.every(
    (other, i) => !isAlive(other) || other.role === 'init' || (other.role === 'sidecar' && i <= index),
  );
}

/** A main container runs or has run in this sandbox: then the pod was initialised. */
export function hasMainStarted({ containers }: PodRecord): boolean {
  return containers.some(
    ({ role, stage, terminated }) =>
      role === 'main' && (stage === 'running' || (stage === 'exited' && terminated !== null)),
  );
}
