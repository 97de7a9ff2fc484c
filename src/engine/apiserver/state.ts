/** What a kube-apiserver holds between two messages. */
import type { Endpoints } from '../api/endpoints';
import type { EndpointSlice } from '../api/endpointslice';
import type { Service } from '../api/service';
import type { ApiRequest, StreamOpen } from '../api/wire';
import { cowMap, shareMap, type CowMap } from '../kernel/cow';
import type { Address, HopId } from '../kernel/event';
import { copyStream, createStream, type RandomStream } from '../kernel/random';
import type { Selection } from './selection';

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
  /** What else an object must meet; null for nothing. */
  readonly selection: Selection | null;
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

/** A request that waits for somebody else (a kubelet's exec, etcd). Data: it survives snapshots. Immutable. */
export interface RequestInFlight {
  /** The server's own number for it. */
  readonly id: number;
  readonly from: Address;
  readonly request: ApiRequest;
  readonly stage: Stage;
  /** The process that has to answer, or the key of the object that has to appear. */
  readonly waitingFor: string;
  /** How often it has looked for that object. */
  readonly tries: number;
  /** When it began to wait, virtual ms. */
  readonly since: number;
  /** The hop that brought the request: what it does later is caused by that. */
  readonly cause: HopId;
}

/** An exec, an attach or a port-forward that is open. Immutable. */
export interface OpenStream {
  readonly from: Address;
  readonly request: ApiRequest;
  readonly open: StreamOpen;
  readonly kubelet: Address;
  /** Where the kubelet was asked. */
  readonly url: string;
  /** Whether the client has heard that its connection is upgraded. */
  readonly answered: boolean;
}

/** Addresses and ports that the Services of the cluster hold: an index over what is stored. */
export interface ServiceAllocations {
  /** Key of the Service by its address. */
  readonly clusterIps: CowMap<string, string>;
  readonly nodePorts: CowMap<number, string>;
}

/** What the compactor remembers from one time to the next. Models storage/etcd3/compact.go. Immutable. */
export interface Compaction {
  /** Version of the marker key that it expects: of several API servers only one compacts. */
  readonly time: number;
  /** Revision of the store then: what the next time compacts to. 0 for none. */
  readonly revision: number;
}

/** The lease that new Events share for a while. Models storage/etcd3/lease_manager.go. Immutable. */
export interface EventLease {
  readonly id: number;
  /** Virtual ms. */
  readonly expiresAt: number;
  readonly objects: number;
}

/** How pods find the API server. Immutable. */
export interface OwnService {
  readonly service: Service;
  readonly endpoints: Endpoints;
  readonly slice: EndpointSlice;
}

export interface ApiServerOptions {
  /** Admission demands a ServiceAccount for every pod and mounts its token. Off in clusters without their controller. */
  readonly serviceAccounts: boolean;
  /** The cluster of a page holds no more than a page can. Off in worlds that measure. */
  readonly bounded: boolean;
}

export interface ApiServerState extends ApiServerOptions {
  readonly cluster: string;
  readonly etcd: Address;
  /** Wall clock (ms since 1970) at virtual 0. */
  readonly epochMs: number;
  readonly latencies: ApiLatencies;
  readonly uids: RandomStream;
  readonly names: RandomStream;
  readonly jitters: RandomStream;
  /** Of what the server chooses for an object: addresses, ports, names of volumes. */
  readonly choices: RandomStream;
  /** When the newest commit is known to the server, virtual ms: commits, and so watches, never overtake one another. */
  committedAt: number;
  nextInFlight: number;
  readonly inFlight: Map<number, RequestInFlight>;
  /** By the server's own number, which is one of those of `inFlight`. */
  readonly streams: Map<number, OpenStream>;
  /** By `resource` or `resource|node`. */
  readonly watchers: CowMap<string, readonly Watcher[]>;
  /** Those of one object by its name: by `resource/namespace/name`. */
  readonly namedWatchers: CowMap<string, readonly Watcher[]>;
  /** Last delivery per stream, kept only where there is jitter. */
  readonly lastDelivery: CowMap<string, number>;
  /** Revision from which its watch cache knows everything; null while it has not been filled. */
  cachedFrom: number | null;
  compaction: Compaction;
  eventLease: EventLease | null;
  /** Which timer for the end of leases is the valid one. */
  leaseTimer: number;
  /** Null until they are needed: they follow from the Services in etcd. */
  allocations: ServiceAllocations | null;
  /** What it looks after itself; null in clusters that began without. */
  ownService: OwnService | null;
}

const NO_COMPACTION: Compaction = { time: 0, revision: 0 };

/** All that a process loses when it ends. */
function freshMemory() {
  return {
    inFlight: new Map<number, RequestInFlight>(),
    streams: new Map<number, OpenStream>(),
    watchers: cowMap<string, readonly Watcher[]>(),
    namedWatchers: cowMap<string, readonly Watcher[]>(),
    lastDelivery: cowMap<string, number>(),
    compaction: NO_COMPACTION,
    eventLease: null,
    allocations: null,
  };
}

export function createApiServer(
  cluster: string,
  seed: number,
  epochMs: number,
  latencies: ApiLatencies,
  options: Partial<ApiServerOptions> = {},
): ApiServerState {
  return {
    serviceAccounts: options.serviceAccounts ?? false,
    bounded: options.bounded ?? false,
    cluster,
    etcd: `${cluster}/etcd`,
    epochMs,
    latencies,
    uids: createStream(seed, 'apiserver uid'),
    names: createStream(seed, 'apiserver generateName'),
    jitters: createStream(seed, 'apiserver watch jitter'),
    choices: createStream(seed, 'apiserver choices'),
    committedAt: 0,
    nextInFlight: 1,
    // A cluster begins with its API server: nothing happened before.
    cachedFrom: 0,
    leaseTimer: 0,
    ownService: null,
    ...freshMemory(),
  };
}

function shareAllocations(allocations: ServiceAllocations | null): ServiceAllocations | null {
  if (allocations === null) return null;
  const { clusterIps, nodePorts } = allocations;
  return { clusterIps: shareMap(clusterIps), nodePorts: shareMap(nodePorts) };
}

export function cloneApiServer(state: ApiServerState): ApiServerState {
  return {
    ...state,
    uids: copyStream(state.uids),
    names: copyStream(state.names),
    jitters: copyStream(state.jitters),
    choices: copyStream(state.choices),
    inFlight: new Map(state.inFlight),
    streams: new Map(state.streams),
    watchers: shareMap(state.watchers),
    namedWatchers: shareMap(state.namedWatchers),
    lastDelivery: shareMap(state.lastDelivery),
    allocations: shareAllocations(state.allocations),
  };
}

/** Begins again with nothing but its flags: streams are closed, requests forgotten, the watch cache is empty. */
export function restartApiServer(state: ApiServerState): ApiServerState {
  return { ...cloneApiServer(state), ...freshMemory(), cachedFrom: null };
}
