/** What a kubelet holds between two messages, and the one way to change a pod's record. */
import type { Node } from '../api/node';
import type { Pod } from '../api/pod';
import type { ExecRequest, StreamOpen } from '../api/wire';
import { cloneInformers, createInformer, type Informer } from '../client/informer';
import type { Process } from '../client/process';
import { cloneRecorder, createRecorder, type RecorderState } from '../client/recorder';
import { cloneClient, createClient, type ClientState } from '../client/requests';
import type { Context } from '../kernel/component';
import { cowMap, shareMap, writable, type CowMap } from '../kernel/cow';
import type { Address } from '../kernel/event';
import { copyStream, createStream, type RandomStream } from '../kernel/random';
import type { ContainerListItem } from './cri';
import type { CachedObject } from './object-cache';
import type { PodRecord } from './pod-record';
import type { ProbeWorker } from './prober';

/** The machine that the kubelet runs on. */
export interface Machine {
  readonly name: string;
  readonly ip: string;
  /** `10.244.1.0/24`. */
  readonly podCidr: string;
  readonly cpuMillicores: number;
  readonly memoryBytes: number;
  readonly podsMax: number;
  /** Its node carries the control plane: labelled and tainted so. */
  readonly controlPlane?: boolean;
  /** Which container runtime runs there; absent: `containerd`. */
  readonly runtime?: string;
}

/** Kept free for the kubelet's own hard eviction threshold. */
const EVICTION_RESERVE_BYTES = 100 * 1024 * 1024;

/** What pods may ask for together, bytes. */
export function allocatableMemory({ memoryBytes }: Machine): number {
  return memoryBytes - EVICTION_RESERVE_BYTES;
}

/** What the admitted pods have asked for together. Kept as a sum, because every new pod needs it. */
export interface Usage {
  cpuMillicores: number;
  memoryBytes: number;
  pods: number;
}

/** What a kubelet that has just started finds on its machine, until it has taken it over. */
export interface Found {
  /** Containers by pod uid, in the order of their creation. */
  readonly containers: Map<string, readonly ContainerListItem[]>;
  /** Address by pod uid. */
  readonly sandboxes: Map<string, string>;
  /** Its pods' keys, by uid. */
  readonly keys: Map<string, string>;
}

/** How the kubelet's node stands in the API, as far as the kubelet knows. */
export interface NodeRecord {
  /** As last written or read; null before. */
  node: Node | null;
  /** A status timer of an older generation is stale. */
  posts: number;
  /** True while a check of what the API says is under way or waits, which goes on until then, virtual ms. */
  checking: boolean;
  checkUntil: number;
  /** Since when the container runtime has not answered, virtual ms; -1 while it does. */
  lostAt: number;
}

/** A file in /etc/kubernetes/manifests. */
export interface Manifest {
  readonly pod: Pod;
  readonly present: boolean;
}

export interface KubeletState extends Process {
  readonly cluster: string;
  readonly epochMs: number;
  readonly machine: Machine;
  readonly containerd: Address;
  readonly watchesNode: string;
  readonly client: ClientState;
  readonly events: ClientState;
  readonly recorder: RecorderState;
  readonly informers: Map<string, Informer>;
  /** By uid. */
  readonly pods: CowMap<string, PodRecord>;
  readonly used: Usage;
  /** By `uid/container/type`. */
  readonly probes: CowMap<string, ProbeWorker>;
  /** Probes run so far. */
  probed: number;
  /** ConfigMaps and Secrets that its pods use, by `resource/namespace/name`. */
  readonly objects: CowMap<string, CachedObject>;
  /** Manifests on its disk, by the name of their file. */
  readonly manifests: Map<string, Manifest>;
  /** Commands that run in containers, by the API server's number. */
  readonly execs: Map<number, ExecRequest>;
  /** Streams that are open, by the API server's number. */
  readonly streams: Map<number, StreamOpen>;
  /** Pods whose status is to be looked at with the next relist. */
  readonly touched: Set<string>;
  readonly jitter: RandomStream;
  /** How often its machine was switched on. */
  boots: number;
  /** When this process began, virtual ms. */
  startedAt: number;
  /** Null while the runtime has not said yet what runs. */
  found: Found | null;
  readonly node: NodeRecord;
}

export interface KubeletOptions {
  readonly cluster: string;
  readonly epochMs: number;
  readonly machine: Machine;
  readonly link: number;
  /** Client limits: 50 and 100 by default, for Events alike. */
  readonly qps: number;
  readonly burst: number;
  /** Pods of the manifests on its disk: complete, named after their node, with the hash of the file as uid. */
  readonly staticPods?: readonly Pod[];
  readonly seed?: number;
}

/** `kube-scheduler` for the pod `kube-scheduler-control-plane` of the node `control-plane`. */
function fileOf({ metadata }: Pod, node: string): string {
  const suffix = `-${node}`;
  return metadata.name.endsWith(suffix) ? metadata.name.slice(0, -suffix.length) : metadata.name;
}

export function createKubelet(options: KubeletOptions): KubeletState {
  const { cluster, epochMs, machine, link, qps, burst, staticPods = [], seed = 0 } = options;
  const server = `${cluster}/kube-apiserver`;
  const user = `system:node:${machine.name}`;
  return {
    cluster,
    epochMs,
    machine,
    containerd: `${cluster}/${machine.name}/containerd`,
    watchesNode: machine.name,
    client: createClient({ name: '', server, user, link, qps, burst }),
    events: createClient({ name: 'events', server, user, link, qps, burst }),
    recorder: createRecorder('kubelet', machine.name, epochMs),
    informers: new Map([['pods', createInformer('pods')]]),
    pods: cowMap(),
    used: { cpuMillicores: 0, memoryBytes: 0, pods: 0 },
    probes: cowMap(),
    probed: 0,
    objects: cowMap(),
    manifests: new Map(staticPods.map((pod) => [fileOf(pod, machine.name), { pod, present: true }])),
    execs: new Map(),
    streams: new Map(),
    touched: new Set(),
    jitter: createStream(seed, `kubelet ${cluster} ${machine.name}`),
    boots: 0,
    startedAt: 0,
    found: null,
    node: { node: null, posts: 0, checking: false, checkUntil: 0, lostAt: -1 },
  };
}

export function cloneKubelet(state: KubeletState): KubeletState {
  return {
    ...state,
    client: cloneClient(state.client),
    events: cloneClient(state.events),
    recorder: cloneRecorder(state.recorder),
    informers: cloneInformers(state.informers),
    pods: shareMap(state.pods),
    used: { ...state.used },
    probes: shareMap(state.probes),
    objects: shareMap(state.objects),
    manifests: new Map(state.manifests),
    execs: new Map(state.execs),
    streams: new Map(state.streams),
    touched: new Set(state.touched),
    jitter: copyStream(state.jitter),
    found:
      state.found === null
        ? null
        : {
            containers: new Map(state.found.containers),
            sandboxes: new Map(state.found.sandboxes),
            keys: new Map(state.found.keys),
          },
    node: { ...state.node },
  };
}

/** The process begins anew: it keeps its configuration and what lies on its disk, and forgets the rest. */
export function restartKubelet(state: KubeletState): KubeletState {
  const { cluster, epochMs, machine, client, manifests, jitter, boots } = state;
  const { link, qps, burst } = client;
  const fresh = createKubelet({ cluster, epochMs, machine, link, qps, burst });
  // An answer to the process before must not be taken for one to this one.
  fresh.client.nextId = client.nextId;
  fresh.events.nextId = state.events.nextId;
  return { ...fresh, manifests: new Map(manifests), jitter: copyStream(jitter), boots };
}

export function recordOf(state: KubeletState, uid: string): PodRecord | undefined {
  return state.pods.map.get(uid);
}

/** Changes a pod's record and returns the new one: the old one must not be used any more. */
export function update(state: KubeletState, context: Context, record: PodRecord): PodRecord {
  writable(state.pods, context.epoch).set(record.uid, record);
  return record;
}
