/** The phase of a pod, from its containers. Pure. Models getPhase in pkg/kubelet/kubelet_pods.go. */
import type { PodStatus } from '../api/pod';
import { hasMainStarted } from './pod-order';
import { isStatic, type ContainerRecord, type PodRecord } from './pod-record';

export type Phase = NonNullable<PodStatus['phase']>;

/** What the status of a container says, in one word. */
export type ContainerLife = 'running' | 'terminated' | 'waiting';

/**
 * A container that has ended is terminated until the next instance runs, unless something worse is to be told of it. So
 * is one that won't start again because its pod is leaving.
 */
export function lifeOf({ stage, terminated, reason }: ContainerRecord, record: PodRecord): ContainerLife {
  if (stage === 'running') return 'running';
  if (terminated === null) return 'waiting';
  return stage === 'exited' || reason === '' || record.stage !== 'active' ? 'terminated' : 'waiting';
}

interface Counts {
  running: number;
  /** Waiting for the first start. */
  waiting: number;
  stopped: number;
  succeeded: number;
  pendingInits: number;
  pendingSidecars: number;
  failedInits: number;
}

function countInit(counts: Counts, container: ContainerRecord, life: ContainerLife): void {
  const end = container.terminated ?? container.last;
  if (life === 'running' || end === null) counts.pendingInits++;
  else if (end.exitCode !== 0) counts.failedInits++;
}

function countSidecar(counts: Counts, container: ContainerRecord, life: ContainerLife): void {
  if (life === 'running') {
    counts.running++;
    if (!container.started) counts.pendingSidecars++;
  } else if (life === 'waiting' && container.terminated === null && container.last === null) {
    counts.pendingSidecars++;
    counts.waiting++;
  }
}

function countMain(counts: Counts, container: ContainerRecord, life: ContainerLife): void {
  const end = container.terminated ?? container.last;
  if (life === 'running') {
    counts.running++;
  } else if (life === 'waiting' && end === null) {
    counts.waiting++;
  } else {
    counts.stopped++;
    if (life === 'terminated' && end?.exitCode === 0) counts.succeeded++;
  }
}

/** Ephemeral containers have no say in the phase of their pod. */
const COUNTERS = {
  init: countInit,
  sidecar: countSidecar,
  main: countMain,
  ephemeral: () => undefined,
} as const;

function count(record: PodRecord): Counts {
  const counts: Counts = {
    running: 0,
    waiting: 0,
    stopped: 0,
    succeeded: 0,
    pendingInits: 0,
    pendingSidecars: 0,
    failedInits: 0,
  };
  for (const container of record.containers) {
    COUNTERS[container.role](counts, container, lifeOf(container, record));
  }
  return counts;
}

/** All main containers have stopped: will they start again? */
function stoppedPhase(record: PodRecord, { stopped, succeeded }: Counts): Phase {
  const leaves = record.stage !== 'active' && !isStatic(record);
  const policy = record.pod.spec.restartPolicy ?? 'Always';
  if (!leaves && policy === 'Always') return 'Running';
  if (stopped === succeeded) return 'Succeeded';
  return leaves || policy === 'Never' ? 'Failed' : 'Running';
}

function livePhase(record: PodRecord): Phase {
  const counts = count(record);
  const { running, waiting, stopped, pendingInits, pendingSidecars, failedInits } = counts;
  if (failedInits > 0 && record.pod.spec.restartPolicy === 'Never') return 'Failed';
  if (pendingInits > 0 || waiting > 0) return 'Pending';
  if (pendingSidecars > 0 && !hasMainStarted(record)) return 'Pending';
  if (running > 0) return 'Running';
  return stopped > 0 ? stoppedPhase(record, counts) : 'Pending';
}

export function phaseOf(record: PodRecord): Phase {
  if (record.rejection !== null || record.eviction !== null) return 'Failed';
  const before = record.sent?.phase ?? record.pod.status?.phase;
  // A pod never leaves a terminal phase.
  if (before === 'Succeeded' || before === 'Failed') return before;
  const phase = livePhase(record);
  // Whoever leaves leaves in a terminal phase, also when nothing of it ever ran.
  const left = record.stage === 'finished' && !isStatic(record);
  return left && phase !== 'Succeeded' ? 'Failed' : phase;
}
