/** What a kube-scheduler holds between two messages. */
import { cloneInformers, createInformer, restartInformers, type Informer } from '../client/informer';
import { cloneElection, createElection, restartElection, type Election } from '../client/leader-election';
import type { Process } from '../client/process';
import { cloneRecorder, createRecorder, restartRecorder, type RecorderState } from '../client/recorder';
import { cloneClient, createClient, restartClient, type ClientState } from '../client/requests';
import type { Context } from '../kernel/component';
import { copyStream, createStream, type RandomStream } from '../kernel/random';
import { cloneCache, createCache, type SchedulerCache } from './cache';
import type { Decision, Snapshot } from './framework';
import { cloneNominations, createNominations, type Nominations } from './nominations';
import { cloneSchedulingQueue, createSchedulingQueue, type SchedulingQueue } from './queue';

export interface SchedulerState extends Process {
  readonly cluster: string;
  readonly epochMs: number;
  readonly client: ClientState;
  readonly events: ClientState;
  readonly recorder: RecorderState;
  readonly informers: Map<string, Informer>;
  readonly cache: SchedulerCache;
  readonly queue: SchedulingQueue;
  readonly nominations: Nominations;
  /** Pods for which room is being made, with the victims that were not yet told to go: they are not tried meanwhile. */
  readonly preempting: Map<string, number>;
  /** null where leader election is off: then it works from its start. */
  readonly election: Election | null;
  readonly ties: RandomStream;
  readonly offsets: RandomStream;
  /** Where the next search among the nodes begins. */
  start: number;
  /** True while a timer for the next cycle is set. */
  cycling: boolean;
  /** True while the timer that looks after forgotten pods is set. */
  flushing: boolean;
  /** When the timer for the end of a back-off goes off, virtual ms; 0 while none is set. */
  backoffAt: number;
  /** The newest decisions, oldest first. */
  decisions: readonly Decision[];
}

export interface SchedulerOptions {
  /** Set for leader election: the machine that it runs on, and the seed of its identities. */
  readonly election?: { readonly host: string; readonly seed: number };
  readonly cluster: string;
  readonly epochMs: number;
  readonly seed: number;
  readonly link: number;
  /** Client limits: 50 and 100 by default. */
  readonly qps: number;
  readonly burst: number;
}

/** `spec.schedulerName` of the pods that it takes care of. */
export const NAME = 'default-scheduler';

const PROCESS = 'kube-scheduler';

/** The scheduler writes events.k8s.io. */
const STYLE = { action: 'Scheduling', reportingInstance: 'default-scheduler-control-plane' };

/** What the plugins look at. PriorityClasses are not among it: admission has written their value into the pods. */
function informers(): Map<string, Informer> {
  return new Map([
    ['nodes', createInformer('nodes')],
    ['pods', createInformer('pods')],
    ['services', createInformer('services', ['namespace'])],
    ['replicasets', createInformer('replicasets')],
    ['namespaces', createInformer('namespaces')],
    ['persistentvolumeclaims', createInformer('persistentvolumeclaims')],
  ]);
}

/** What a process knows that has just begun. */
function blankMemory() {
  return {
    cache: createCache(),
    queue: createSchedulingQueue(),
    nominations: createNominations(),
    preempting: new Map<string, number>(),
    start: 0,
    cycling: false,
    flushing: false,
    backoffAt: 0,
    decisions: [],
  };
}

export function createScheduler(options: SchedulerOptions): SchedulerState {
  const { cluster, epochMs, seed, link, qps, burst } = options;
  const base = { server: `${cluster}/kube-apiserver`, user: 'system:kube-scheduler', link };
  const election =
    options.election === undefined
      ? null
      : createElection({ lease: PROCESS, ...base, epochMs, ...options.election });
  return {
    cluster,
    epochMs,
    client: createClient({ ...base, name: '', qps, burst }),
    events: createClient({ ...base, name: 'events', qps, burst }),
    recorder: createRecorder(NAME, '', epochMs, STYLE),
    informers: informers(),
    election,
    ties: createStream(seed, 'scheduler ties'),
    offsets: createStream(seed, 'scheduler preemption offsets'),
    ...blankMemory(),
  };
}

export function cloneScheduler(state: SchedulerState): SchedulerState {
  return {
    ...state,
    client: cloneClient(state.client),
    events: cloneClient(state.events),
    recorder: cloneRecorder(state.recorder),
    informers: cloneInformers(state.informers),
    cache: cloneCache(state.cache),
    queue: cloneSchedulingQueue(state.queue),
    nominations: cloneNominations(state.nominations),
    preempting: new Map(state.preempting),
    election: state.election === null ? null : cloneElection(state.election),
    ties: copyStream(state.ties),
    offsets: copyStream(state.offsets),
  };
}

/** The scheduler of a process that begins again: queue and cache will come from the informers. */
export function restartScheduler(state: SchedulerState): SchedulerState {
  return {
    ...state,
    ...blankMemory(),
    client: restartClient(state.client),
    events: restartClient(state.events),
    recorder: restartRecorder(state.recorder),
    informers: restartInformers(state.informers),
    election: state.election === null ? null : restartElection(state.election),
    ties: copyStream(state.ties),
    offsets: copyStream(state.offsets),
  };
}

/** True while it may decide: alone, or as the leader, and with full caches. Else it would decide blindly. */
export function isWorking({ election, informers: caches }: SchedulerState): boolean {
  if (election !== null && !election.leading) return false;
  for (const { synced } of caches.values()) if (!synced) return false;
  return true;
}

export function snapshotOf({ cache, informers: caches }: SchedulerState, { epoch }: Context): Snapshot {
  return {
    cache,
    epoch,
    pods: caches.get('pods') as Informer,
    services: caches.get('services') as Informer,
    replicaSets: caches.get('replicasets') as Informer,
    namespaces: caches.get('namespaces') as Informer,
    claims: caches.get('persistentvolumeclaims') as Informer,
  };
}
