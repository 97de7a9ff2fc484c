/** What a kubelet knows of each of its pods. Immutable records: every change makes a new one through `update`. */
import type { ContainerStateTerminated, Pod, PodStatus } from '../api/pod';
import type { HopId } from '../kernel/event';

/** Where a container stands on its way. `backoff` and `pull-backoff` wait for a timer. */
export type ContainerStage =
  | 'waiting'
  | 'pulling'
  | 'creating'
  | 'starting'
  | 'running'
  | 'exited'
  | 'backoff'
  | 'pull-backoff';

export interface ContainerRecord {
  readonly name: string;
  readonly stage: ContainerStage;
  /** Of the runtime; '' before the first creation. */
  readonly id: string;
  readonly imageId: string;
  /** Why it waits, in the words of its status. */
  readonly reason: string;
  readonly message: string;
  /** Virtual ms; 0 before. */
  readonly startedAt: number;
  /** The end of the present instance, once it has one. */
  readonly terminated: ContainerStateTerminated | null;
  /** The end of the instance before. */
  readonly last: ContainerStateTerminated | null;
  readonly restarts: number;
  /** Crash back-off that the next restart has to wait, ms; 0 for none. */
  readonly backoffMs: number;
  /** When the back-off last grew, virtual ms. */
  readonly backoffAt: number;
  /** Pull back-off, ms; 0 before the first failure. */
  readonly pullBackoffMs: number;
  /** A back-off timer of an older generation is stale. */
  readonly generation: number;
}

/**
 * `starting` and `running` pods have their containers worked on; a `terminating` pod waits for its containers, then
 * for its sandbox; a `finished` one has reported its last status.
 */
export type PodStage = 'active' | 'terminating' | 'stopping-sandbox' | 'finished';

export interface PodRecord {
  readonly uid: string;
  readonly key: string;
  /** As last seen on the watch. */
  readonly pod: Pod;
  readonly stage: PodStage;
  readonly sandbox: 'none' | 'creating' | 'ready' | 'stopped';
  readonly ip: string;
  /** When the kubelet acknowledged the pod, virtual ms. */
  readonly acknowledgedAt: number;
  readonly containers: readonly ContainerRecord[];
  /** Grace with which its containers are being stopped, ms; -1 before. */
  readonly graceMs: number;
  /** CRI calls under way. */
  readonly awaiting: number;
  /** Set when the pod was refused at the door: `OutOfcpu` … */
  readonly rejection: { readonly reason: string; readonly message: string } | null;
  /** True once the API object is gone: nobody is told of what follows. */
  readonly orphan: boolean;
  /** The status last sent, and whether its answer is still out. */
  readonly sent: PodStatus | null;
  readonly sending: boolean;
  /** The status changed while one was on its way. */
  readonly stale: boolean;
  /** The hop that last made the kubelet act on this pod. */
  readonly cause: HopId;
}

function newContainer(name: string): ContainerRecord {
  return {
    name,
    stage: 'waiting',
    id: '',
    imageId: '',
    reason: 'ContainerCreating',
    message: '',
    startedAt: 0,
    terminated: null,
    last: null,
    restarts: 0,
    backoffMs: 0,
    backoffAt: 0,
    pullBackoffMs: 0,
    generation: 0,
  };
}

export function newPodRecord(pod: Pod, key: string, now: number, cause: HopId): PodRecord {
  return {
    uid: pod.metadata.uid ?? '',
    key,
    pod,
    stage: 'active',
    sandbox: 'none',
    ip: '',
    acknowledgedAt: now,
    containers: pod.spec.containers.map(({ name }) => newContainer(name)),
    graceMs: -1,
    awaiting: 0,
    rejection: null,
    orphan: false,
    sent: null,
    sending: false,
    stale: false,
    cause,
  };
}

export function containerOf(record: PodRecord, name: string): ContainerRecord {
  const found = record.containers.find((container) => container.name === name);
  if (found === undefined) throw new Error(`${record.key} has no container ${name}`);
  return found;
}

export function withContainer(record: PodRecord, name: string, change: Partial<ContainerRecord>): PodRecord {
  const containers = record.containers.map((container) =>
    container.name === name ? { ...container, ...change } : container,
  );
  return { ...record, containers };
}

/** True when the container will be started again after this end. */
export function restarts(record: PodRecord, exitCode: number): boolean {
  const policy = record.pod.spec.restartPolicy ?? 'Always';
  return policy === 'Always' || (policy === 'OnFailure' && exitCode !== 0);
}
