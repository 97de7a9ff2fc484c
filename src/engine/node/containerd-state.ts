/** What the container runtime of one machine holds between two messages. */
import { cowMap, shareMap, type CowMap } from '../kernel/cow';
import type { Address } from '../kernel/event';
import { copyStream, createStream, type RandomStream } from '../kernel/random';
import type { Program } from '../workload/program';
import type { Ipam } from './cni';
import type { CriRequest } from './cri';

/** A container as the runtime knows it. Immutable. */
export interface Instance {
  readonly id: string;
  readonly podUid: string;
  readonly podKey: string;
  readonly name: string;
  readonly program: Program;
  readonly state: 'created' | 'running' | 'exited';
  /** Which end of the process is still expected; older timers are stale. */
  readonly generation: number;
  /** When that end will be, virtual ms; -1 for never. */
  readonly endsAt: number;
  /** Each StopContainer that waits for the end. */
  readonly stopping: readonly CriRequest[];
  readonly exitCode: number;
}

export interface ContainerdState {
  readonly cluster: string;
  readonly node: string;
  readonly kubelet: Address;
  /** Address of each sandbox, by pod uid. */
  readonly sandboxes: CowMap<string, string>;
  readonly containers: CowMap<string, Instance>;
  /** Images of this machine, by full name: when each has been or will have been pulled, virtual ms. */
  readonly images: CowMap<string, number>;
  readonly ipam: Ipam;
  readonly ids: RandomStream;
  /** Pulls run one after the other (serializeImagePulls): the end of the last one, virtual ms. */
  pullsUntil: number;
}

export function createContainerd(
  cluster: string,
  node: string,
  seed: number,
  ipPrefix: string,
): ContainerdState {
  return {
    cluster,
    node,
    kubelet: `${cluster}/${node}/kubelet`,
    sandboxes: cowMap(),
    containers: cowMap(),
    images: cowMap(),
    ipam: { prefix: ipPrefix, taken: cowMap(), last: 1 },
    ids: createStream(seed, `containerd ${node}`),
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
  };
}
