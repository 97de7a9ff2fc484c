/** What a kubelet knows of each of its pods. Immutable records: every change makes a new one through `update`. */
import type { Container, ContainerStateTerminated, Pod, PodStatus } from '../api/pod';
import { isSidecar } from '../api/pod-resources';
import type { HopId } from '../kernel/event';

/**
 * Where a container stands on its way. `pulled` has its image and waits for the objects that its configuration needs;
 * `hook` runs its postStart hook; `backoff` and `pull-backoff` wait for a timer.
 */
export type ContainerStage =
  | 'waiting'
  | 'pulling'
  | 'pulled'
  | 'creating'
  | 'starting'
  | 'hook'
  | 'running'
  | 'exited'
  | 'backoff'
  | 'pull-backoff';

/** `sidecar`: an init container that stays. `ephemeral`: put into the running pod, to look at it. */
export type ContainerRole = 'init' | 'sidecar' | 'main' | 'ephemeral';

/** A container that is being stopped. */
export interface Killing {
  /** Since when, virtual ms, and the grace that was given, ms. */
  readonly since: number;
  readonly graceMs: number;
  /** Its preStop hook runs; it waits until others have ended; its process has been told. */
  readonly step: 'pre-stop' | 'turn' | 'stop';
  /** What comes afterwards; `policy`: what its restart policy says. */
  readonly next: 'restart' | 'stay' | 'policy';
}

export interface ContainerRecord {
  readonly name: string;
  readonly role: ContainerRole;
  readonly stage: ContainerStage;
  /** Of the runtime; '' before the first creation. */
  readonly id: string;
  readonly imageId: string;
  /** Why it waits, in the words of its status; '' since it has run without a hitch. */
  readonly reason: string;
  readonly message: string;
  /** Virtual ms; 0 before. */
  readonly startedAt: number;
  /** Its startup probe has succeeded, or it has none and runs. */
  readonly started: boolean;
  /** Its readiness probe has succeeded, or it has none and is started. */
  readonly ready: boolean;
  /** The end of the present instance, once it has one. */
  readonly terminated: ContainerStateTerminated | null;
  /** The end of the instance before. */
  readonly last: ContainerStateTerminated | null;
  /** When an instance last ended, virtual ms; 0 when none has. */
  readonly finishedAt: number;
  readonly restarts: number;
  /** Crash back-off that the next restart has to wait, ms; 0 for none. */
  readonly backoffMs: number;
  /** When the back-off last grew, virtual ms. */
  readonly backoffAt: number;
  /** Pull back-off, ms; 0 before the first failure. */
  readonly pullBackoffMs: number;
  /** A back-off timer of an older generation is stale. */
  readonly generation: number;
  readonly killing: Killing | null;
  /** When the objects of its configuration were asked for, virtual ms; -1 while nothing is asked for. */
  readonly askedAt: number;
}

/**
 * An `active` pod has its containers worked on; a `terminating` one waits for its containers, then for its sandbox; a
 * `finished` one has reported its last status.
 */
export type PodStage = 'active' | 'terminating' | 'stopping-sandbox' | 'finished';

/** Why a pod has failed as a whole, in the words of its status. */
export interface Verdict {
  readonly reason: string;
  readonly message: string;
}

export interface PodRecord {
  readonly uid: string;
  readonly key: string;
  /** As last seen on the watch; of a static pod, its manifest. */
  readonly pod: Pod;
  readonly stage: PodStage;
  /** `failed` waits for a timer; `kept` is stopped, but its ended containers are still there to be looked at. */
  readonly sandbox: 'none' | 'creating' | 'failed' | 'ready' | 'stopped' | 'kept';
  readonly ip: string;
  /** When the kubelet acknowledged the pod, virtual ms. */
  readonly acknowledgedAt: number;
  /** Init containers, then main containers, then ephemeral ones, each in the order of the spec. */
  readonly containers: readonly ContainerRecord[];
  /** Index of the furthest container that was begun in this sandbox; -1 for none. */
  readonly begun: number;
  /** Grace with which its containers are being stopped, ms; -1 before. */
  readonly graceMs: number;
  /** CRI calls under way. */
  readonly awaiting: number;
  /** Set when the pod was refused at the door: `OutOfcpu` … */
  readonly rejection: Verdict | null;
  /** Set when the kubelet ended the pod: `DeadlineExceeded`. */
  readonly eviction: Verdict | null;
  /** True once the API object is gone: nobody is told of what follows. */
  readonly orphan: boolean;
  /** What it asks for is counted as used. */
  readonly counted: boolean;
  /** The status last sent, and whether its answer is still out. */
  readonly sent: PodStatus | null;
  readonly sending: boolean;
  /** The status changed while one was on its way. */
  readonly stale: boolean;
  /** Its API object is being deleted for good. */
  readonly leaving: boolean;
  /** The hop that last made the kubelet act on this pod. */
  readonly cause: HopId;
  /** Present while its volumes are not mounted: when their objects were asked for, and the back-off after failures. */
  readonly mounting?: { readonly askedAt: number; readonly backoffMs: number; readonly waits: boolean };
  /** Of a static pod: uid of its mirror in the API; '' while there is none. */
  readonly mirror?: string;
  /** Present while the mirror is being created. */
  readonly mirroring?: true;
}

const NO_CONTAINERS: readonly Container[] = [];

function newContainer(name: string, role: ContainerRole, reason: string): ContainerRecord {
  return {
    name,
    role,
    stage: 'waiting',
    id: '',
    imageId: '',
    reason,
    message: '',
    startedAt: 0,
    started: false,
    ready: false,
    terminated: null,
    last: null,
    finishedAt: 0,
    restarts: 0,
    backoffMs: 0,
    backoffAt: 0,
    pullBackoffMs: 0,
    generation: 0,
    killing: null,
    askedAt: -1,
  };
}

function newContainers({ spec }: Pod): readonly ContainerRecord[] {
  const inits = spec.initContainers ?? NO_CONTAINERS;
  const reason = inits.length === 0 ? 'ContainerCreating' : 'PodInitializing';
  const mains = spec.containers.map(({ name }) => newContainer(name, 'main', reason));
  const guests = spec.ephemeralContainers ?? NO_CONTAINERS;
  if (inits.length === 0 && guests.length === 0) return mains;
  return [
    ...inits.map((init) => newContainer(init.name, isSidecar(init) ? 'sidecar' : 'init', reason)),
    ...mains,
    ...guests.map(({ name }) => newEphemeral(name)),
  ];
}

export function newEphemeral(name: string): ContainerRecord {
  return newContainer(name, 'ephemeral', 'ContainerCreating');
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
    containers: newContainers(pod),
    begun: -1,
    graceMs: -1,
    awaiting: 0,
    rejection: null,
    eviction: null,
    orphan: false,
    counted: false,
    sent: null,
    sending: false,
    stale: false,
    leaving: false,
    cause,
  };
}

export function findContainer(record: PodRecord, name: string): ContainerRecord | undefined {
  for (const container of record.containers) if (container.name === name) return container;
  return undefined;
}

export function containerOf(record: PodRecord, name: string): ContainerRecord {
  const found = findContainer(record, name);
  if (found === undefined) throw new Error(`${record.key} has no container ${name}`);
  return found;
}

export function withContainer(record: PodRecord, name: string, change: Partial<ContainerRecord>): PodRecord {
  const containers: ContainerRecord[] = [];
  for (const container of record.containers) {
    containers.push(container.name === name ? { ...container, ...change } : container);
  }
  return { ...record, containers };
}

/** The container as declared. */
export function specOf({ pod, key }: PodRecord, name: string): Container {
  const { containers, initContainers = NO_CONTAINERS, ephemeralContainers = NO_CONTAINERS } = pod.spec;
  for (const container of containers) if (container.name === name) return container;
  for (const container of initContainers) if (container.name === name) return container;
  for (const container of ephemeralContainers) if (container.name === name) return container;
  throw new Error(`${key} declares no container ${name}`);
}

/** Its process runs. */
export function isAlive({ stage }: ContainerRecord): boolean {
  return stage === 'running' || stage === 'hook';
}

/** The runtime has been asked to do something for it. */
export function isUnderWay({ stage }: ContainerRecord): boolean {
  return stage === 'pulling' || stage === 'creating' || stage === 'starting';
}

/** True when the container will be started again after this end, by the rules of its kind and of its pod. */
export function restarts(record: PodRecord, container: ContainerRecord, exitCode: number): boolean {
  if (container.role === 'sidecar') return true;
  if (container.role === 'ephemeral') return false;
  const policy = record.pod.spec.restartPolicy ?? 'Always';
  if (policy === 'Never') return false;
  return exitCode !== 0 || (policy === 'Always' && container.role === 'main');
}

export function isStatic(record: PodRecord): boolean {
  return record.mirror !== undefined;
}

/** `web-1_default(uid)`: how a kubelet's messages name a pod. Models pkg/kubelet/util/format. */
export function podText({ pod, uid }: PodRecord): string {
  return `${pod.metadata.name}_${pod.metadata.namespace ?? ''}(${uid})`;
}
