/** What a kube-apiserver holds between two messages. */
import type { ApiRequest } from '../api/wire';
import { cowMap, shareMap, type CowMap } from '../kernel/cow';
import type { Address } from '../kernel/event';
import { copyStream, createStream, type RandomStream } from '../kernel/random';

/** Times of the links, in virtual ms. */
export interface ApiLatencies {
  /** Between a client and the server, one way. */
  readonly link: number;
  /** Between the server and etcd, one way; a commit takes two of them. */
  readonly etcd: number;
  /** From a commit to a watcher. */
  readonly watch: number;
  /** A watch event takes up to so much longer, each another time; never overtaking on its stream. */
  readonly watchJitter: number;
}

/** A stream of changes to somebody. Immutable. */
export interface Watcher {
  readonly to: Address;
  readonly resource: string;
  /** Only pods bound to this node; '' for all. */
  readonly nodeName: string;
}

/** The stage that a request has reached, in the real order. */
export type Stage =
  | 'authentication'
  | 'authorization'
  | 'decoding'
  | 'mutating admission'
  | 'validation'
  | 'validating admission'
  | 'storage';

/** A request that waits for somebody else (a kubelet's exec). Data: it survives snapshots. */
export interface RequestInFlight {
  /** The server's own number for it. */
  readonly id: number;
  readonly from: Address;
  readonly request: ApiRequest;
  readonly stage: Stage;
}

export interface ApiServerState {
  readonly cluster: string;
  readonly etcd: Address;
  /** Wall clock (ms since 1970) at virtual 0. */
  readonly epochMs: number;
  readonly latencies: ApiLatencies;
  readonly uids: RandomStream;
  readonly names: RandomStream;
  readonly jitters: RandomStream;
  /** When the newest commit is known to the server, virtual ms: commits, and so watches, never overtake one another. */
  committedAt: number;
  nextInFlight: number;
  readonly inFlight: Map<number, RequestInFlight>;
  /** By `resource` or `resource|node`. */
  readonly watchers: CowMap<string, readonly Watcher[]>;
  /** Last delivery per stream, kept only where there is jitter. */
  readonly lastDelivery: CowMap<string, number>;
}

export function createApiServer(
  cluster: string,
  seed: number,
  epochMs: number,
  latencies: ApiLatencies,
): ApiServerState {
  return {
    cluster,
    etcd: `${cluster}/etcd`,
    epochMs,
    latencies,
    uids: createStream(seed, 'apiserver uid'),
    names: createStream(seed, 'apiserver generateName'),
    jitters: createStream(seed, 'apiserver watch jitter'),
    committedAt: 0,
    nextInFlight: 1,
    inFlight: new Map(),
    watchers: cowMap(),
    lastDelivery: cowMap(),
  };
}

export function cloneApiServer(state: ApiServerState): ApiServerState {
  return {
    ...state,
    uids: copyStream(state.uids),
    names: copyStream(state.names),
    jitters: copyStream(state.jitters),
    inFlight: new Map(state.inFlight),
    watchers: shareMap(state.watchers),
    lastDelivery: shareMap(state.lastDelivery),
  };
}
