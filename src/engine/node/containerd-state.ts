/** What the container runtime of one machine holds between two messages. */
import { cowMap, shareMap, type CowMap } from '../kernel/cow';
import type { Address } from '../kernel/event';
import { copyStream, createStream, nextUint32, type RandomStream } from '../kernel/random';
import type { FileChanges, FileTree } from '../workload/files';
import type { Program } from '../workload/program';
import type { ShellProcess } from '../workload/shell/process';
import type { Ipam } from './cni';
import type { CpuMeter } from './container-cpu';
import type { Log } from './container-log';
import type { CriRequest, DnsConfig, Mount } from './cri';
import type { Flight } from './packet';
import type { Session } from './sessions';
import { NO_TRAFFIC, type Traffic } from './traffic';

/** Which container runtime a machine has. They differ in a few strings. */
export type Runtime = 'containerd' | 'cri-o';

/** The network and the names that the containers of a pod share. Immutable. */
export interface Sandbox {
  readonly podKey: string;
  readonly ip: string;
  /** Set when it lives in its node's network. */
  readonly hostNetwork?: true;
  /** Absent: the pod's name. */
  readonly hostname?: string;
  /** Absent: the cluster's DNS service. */
  readonly dns?: DnsConfig;
}

/** A container as the runtime knows it. Immutable. */
export interface Instance {
  readonly id: string;
  readonly podUid: string;
  readonly podKey: string;
  readonly name: string;
  /** As declared. */
  readonly image: string;
  readonly workingDir: string;
  readonly program: Program;
  /** `unknown`: its machine lost power, and nobody saw its end. */
  readonly state: 'created' | 'running' | 'exited' | 'unknown';
  /** Virtual ms; 0 before. */
  readonly startedAt: number;
  readonly finishedAt: number;
  /** Which end of the process is still expected; older timers are stale. */
  readonly generation: number;
  /** When that end will be, virtual ms; -1 for never. */
  readonly endsAt: number;
  /** Each StopContainer that waits for the end. */
  readonly stopping: readonly CriRequest[];
  /** Of the end, or of the one expected. */
  readonly exitCode: number;
  readonly oomKilled: boolean;
  readonly env?: Readonly<Record<string, string>>;
  readonly files?: FileTree;
  readonly mounts?: readonly Mount[];
  readonly memoryLimitBytes?: number;
  /** The number of the user; absent: `root`. */
  readonly user?: string;
  /** Of an ephemeral container: the one whose processes it sees. */
  readonly target?: string;
}

/** A command in a container, and what it has printed so far. Immutable. */
export interface ExecUnderWay {
  /** Null for one that a client speaks with: its output leaves at once. */
  readonly request: CriRequest | null;
  readonly containerId: string;
  readonly stdout: string;
  readonly stderr: string;
}

export interface ContainerdState {
  readonly cluster: string;
  readonly node: string;
  readonly hostIp: string;
  readonly runtime: Runtime;
  readonly epochMs: number;
  readonly memoryBytes: number;
  readonly kubelet: Address;
  /** By pod uid. */
  readonly sandboxes: CowMap<string, Sandbox>;
  readonly containers: CowMap<string, Instance>;
  /** Images of this machine, by full name: when each has been or will have been pulled, virtual ms. */
  readonly images: CowMap<string, number>;
  readonly ipam: Ipam;
  readonly ids: RandomStream;
  /** Scripts that run, by container id; those of `exec` by a key of their own. */
  readonly processes: CowMap<string, ShellProcess>;
  /** What containers wrote into files of their own, by container id … */
  readonly writes: CowMap<string, FileChanges>;
  /** … and into volumes of their pods, by `<pod uid>/<volume>`. */
  readonly volumes: CowMap<string, FileChanges>;
  /** By container id; absent for one that has printed nothing. */
  readonly logs: CowMap<string, Log>;
  /** Processor time, by container id; absent for one that has done nothing. */
  readonly cpu: CowMap<string, CpuMeter>;
  /** Commands that run in containers, by the key of their process. */
  readonly execs: Map<string, ExecUnderWay>;
  /** Streams that are open, by the API server's number. */
  readonly sessions: Map<number, Session>;
  /** Questions to the network that wait for an answer, by number. */
  readonly flights: Map<number, Flight>;
  readonly picks: RandomStream;
  nextNumber: number;
  traffic: Traffic;
  /** When this node's kube-proxy last followed the cluster, virtual ms; -1 for never. */
  tableSeenAt: number;
  /** Pulls run one after the other (serializeImagePulls): the end of the last one, virtual ms. */
  pullsUntil: number;
}

export interface ContainerdOptions {
  /** Address of the machine. */
  readonly hostIp: string;
  readonly runtime: Runtime;
  /** The world's epoch, for programs that print the time. */
  readonly epochMs: number;
  /** Memory of the machine: no program gets more. */
  readonly memoryBytes: number;
}

export function createContainerd(
  cluster: string,
  node: string,
  seed: number,
  ipPrefix: string,
  options: Partial<ContainerdOptions> = {},
): ContainerdState {
  const { hostIp = '', runtime = 'containerd', epochMs = 0, memoryBytes = Infinity } = options;
  return {
    cluster,
    node,
    hostIp,
    runtime,
    epochMs,
    memoryBytes,
    kubelet: `${cluster}/${node}/kubelet`,
    sandboxes: cowMap(),
    containers: cowMap(),
    images: cowMap(),
    ipam: { prefix: ipPrefix, taken: cowMap(), last: 1 },
    ids: createStream(seed, `containerd ${node}`),
    processes: cowMap(),
    writes: cowMap(),
    volumes: cowMap(),
    logs: cowMap(),
    cpu: cowMap(),
    execs: new Map(),
    sessions: new Map(),
    flights: new Map(),
    picks: createStream(seed, `endpoints ${node}`),
    nextNumber: 1,
    traffic: NO_TRAFFIC,
    tableSeenAt: -1,
    pullsUntil: 0,
  };
}

export function cloneContainerd(state: ContainerdState): ContainerdState {
  return {
    ...state,
    sandboxes: shareMap(state.sandboxes),
    containers: shareMap(state.containers),
    images: shareMap(state.images),
    ipam: { ...state.ipam, taken: shareMap(state.ipam.taken) },
    ids: copyStream(state.ids),
    processes: shareMap(state.processes),
    writes: shareMap(state.writes),
    volumes: shareMap(state.volumes),
    logs: shareMap(state.logs),
    cpu: shareMap(state.cpu),
    execs: new Map(state.execs),
    sessions: new Map(state.sessions),
    flights: new Map(state.flights),
    picks: copyStream(state.picks),
  };
}

/** 64 hexadecimal digits. */
export function newId(state: ContainerdState): string {
  let id = '';
  for (let i = 0; i < 8; i++) id += nextUint32(state.ids).toString(16).padStart(8, '0');
  return id;
}

/** A new container in a sandbox. */
export function newInstance(
  part: Pick<Instance, 'id' | 'podUid' | 'podKey' | 'name' | 'image' | 'program'> & Partial<Instance>,
): Instance {
  return {
    workingDir: '/',
    state: 'created',
    startedAt: 0,
    finishedAt: 0,
    generation: 0,
    endsAt: -1,
    stopping: NOBODY,
    exitCode: 0,
    oomKilled: false,
    ...part,
  };
}

const NOBODY: readonly CriRequest[] = [];

function emptied<K, V>(): CowMap<K, V> {
  return { epoch: -1, map: new Map() };
}

/** The machine lost power: nothing runs any more, and nobody saw how it ended. Images and volumes lie on the disk. */
export function machineLost(state: ContainerdState): ContainerdState {
  const containers = new Map<string, Instance>();
  for (const [id, instance] of state.containers.map) {
    const died = instance.state === 'running' || instance.state === 'created';
    containers.set(
      id,
      died ? { ...instance, state: 'unknown', exitCode: 255, endsAt: -1, stopping: NOBODY } : instance,
    );
  }
  return {
    ...restarted(state),
    containers: { epoch: -1, map: containers },
    sandboxes: emptied(),
    ipam: { ...state.ipam, taken: emptied() },
    processes: emptied(),
    writes: emptied(),
  };
}

/** The runtime itself began anew: its containers run on, what it had been asked is forgotten. */
export function restarted(state: ContainerdState): ContainerdState {
  const processes = new Map<string, ShellProcess>();
  for (const [key, process] of state.processes.map) if (!state.execs.has(key)) processes.set(key, process);
  return {
    ...cloneContainerd(state),
    processes: { epoch: -1, map: processes },
    execs: new Map(),
    sessions: new Map(),
    flights: new Map(),
    pullsUntil: 0,
  };
}
