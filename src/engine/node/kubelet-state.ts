/** What a kubelet holds between two messages, and the one way to change a pod's record. */
import type { ExecRequest } from '../api/wire';
import { cloneInformers, createInformer, type Informer } from '../client/informer';
import type { Process } from '../client/process';
import { cloneRecorder, createRecorder, type RecorderState } from '../client/recorder';
import { cloneClient, createClient, type ClientState } from '../client/requests';
import type { Context } from '../kernel/component';
import { cowMap, shareMap, writable, type CowMap } from '../kernel/cow';
import type { Address } from '../kernel/event';
import type { PodRecord } from './pod-record';

/** The machine that the kubelet runs on. */
export interface Machine {
  readonly name: string;
  readonly ip: string;
  /** `10.244.1.0/24`. */
  readonly podCidr: string;
  readonly cpuMillicores: number;
  readonly memoryBytes: number;
  readonly podsMax: number;
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
  /** Commands that run in containers, by the API server's number. */
  readonly execs: Map<number, ExecRequest>;
  /** Pods whose status is to be looked at with the next relist. */
  readonly touched: Set<string>;
}

export interface KubeletOptions {
  readonly cluster: string;
  readonly epochMs: number;
  readonly machine: Machine;
  readonly link: number;
  /** Client limits: 50 and 100 by default, for Events alike. */
  readonly qps: number;
  readonly burst: number;
}

export function createKubelet(options: KubeletOptions): KubeletState {
  const { cluster, epochMs, machine, link, qps, burst } = options;
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
    execs: new Map(),
    touched: new Set(),
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
    execs: new Map(state.execs),
    touched: new Set(state.touched),
  };
}

export function recordOf(state: KubeletState, uid: string): PodRecord | undefined {
  return state.pods.map.get(uid);
}

/** Changes a pod's record and returns the new one: the old one must not be used any more. */
export function update(state: KubeletState, context: Context, record: PodRecord): PodRecord {
  writable(state.pods, context.epoch).set(record.uid, record);
  return record;
}

export function forgetPod(state: KubeletState, context: Context, uid: string): void {
  writable(state.pods, context.epoch).delete(uid);
  state.touched.delete(uid);
}
