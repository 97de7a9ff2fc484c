/** What a kube-scheduler holds between two messages. */
import { cloneInformers, createInformer, type Informer } from '../client/informer';
import type { Process } from '../client/process';
import { cloneRecorder, createRecorder, type RecorderState } from '../client/recorder';
import { cloneClient, createClient, type ClientState } from '../client/requests';
import { copyStream, createStream, type RandomStream } from '../kernel/random';
import { cloneCache, createCache, type SchedulerCache } from './cache';
import type { Decision } from './framework';
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
  readonly ties: RandomStream;
  /** Where the next search among the nodes begins. */
  start: number;
  /** True while a timer for the next cycle is set. */
  cycling: boolean;
  /** True while the timer that looks after forgotten pods is set. */
  flushing: boolean;
  /** The newest decisions, oldest first. */
  decisions: readonly Decision[];
}

export interface SchedulerOptions {
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

/** The scheduler writes events.k8s.io. */
const STYLE = { action: 'Scheduling', reportingInstance: 'default-scheduler-control-plane' };

export function createScheduler(options: SchedulerOptions): SchedulerState {
  const { cluster, epochMs, seed, link, qps, burst } = options;
  const base = { server: `${cluster}/kube-apiserver`, user: 'system:kube-scheduler', link };
  return {
    cluster,
    epochMs,
    client: createClient({ ...base, name: '', qps, burst }),
    events: createClient({ ...base, name: 'events', qps, burst }),
    recorder: createRecorder(NAME, '', epochMs, STYLE),
    informers: new Map([
      ['nodes', createInformer('nodes')],
      ['pods', createInformer('pods')],
    ]),
    cache: createCache(),
    queue: createSchedulingQueue(),
    ties: createStream(seed, 'scheduler ties'),
    start: 0,
    cycling: false,
    flushing: false,
    decisions: [],
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
    ties: copyStream(state.ties),
  };
}
