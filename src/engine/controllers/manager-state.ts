/** What a controller manager holds between two messages. */
import {
  cloneInformers,
  createInformer,
  restartInformers,
  type IndexName,
  type Informer,
} from '../client/informer';
import { cloneElection, createElection, restartElection, type Election } from '../client/leader-election';
import type { Process } from '../client/process';
import { cloneRecorder, createRecorder, restartRecorder, type RecorderState } from '../client/recorder';
import { cloneClient, createClient, restartClient, type ClientState } from '../client/requests';
import { cowMap, shareMap, type CowMap } from '../kernel/cow';
import type { HopId } from '../kernel/event';
import type { Controller, Failure, Step } from './controller';

export type Phase = 'queued' | 'retrying' | 'busy' | 'parked' | 'resting' | 'waking';

/** Why a key is to be looked at: the first hop that asked for it, and the others that were folded in. */
export interface Reason {
  readonly first: HopId;
  readonly also: readonly HopId[];
}

/** Immutable; replaced at every change. */
export interface KeyRecord {
  readonly phase: Phase;
  /** What is being done, for `busy`. */
  readonly reason: Reason;
  /** What came in meanwhile; null when nothing did. */
  readonly dirty: Reason | null;
  readonly steps: readonly Step[];
  readonly step: number;
  readonly awaiting: number;
  readonly failed: boolean;
  /** The first thing that went wrong, of a plan that failed. */
  readonly failure: Failure | null;
  /** The plan ended early without failing. */
  readonly ended: boolean;
  /** Highest revision among the answers to its own writes, per resource. */
  readonly barrier: Readonly<Record<string, number>>;
  /** Failures in a row, for the back-off. */
  readonly failures: number;
  /** ms to rest after the plan, for what the reconcile read. */
  readonly rest: number;
  /** Wake-up asked for by the plan, ms; -1 for none. */
  readonly after: number;
  /** The newest wake-up wins. */
  readonly generation: number;
}

export interface ControllerState {
  readonly client: ClientState;
  readonly recorder: RecorderState;
  readonly keys: CowMap<string, KeyRecord>;
  readonly memory: CowMap<string, unknown>;
  /** Keys in phase `parked`, in order. */
  readonly parked: Set<string>;
}

export interface ControllerManagerState extends Process {
  readonly cluster: string;
  readonly epochMs: number;
  readonly client: ClientState;
  readonly informers: Map<string, Informer>;
  readonly controllers: Map<string, ControllerState>;
  /** Requests for Events go their own way, so that they never delay the work. */
  readonly events: ClientState;
  /** null where leader election is off: then it works from its start. */
  readonly election: Election | null;
}

export interface ControllerManagerOptions {
  /** Set for leader election: the machine that it runs on, and the seed of its identities. */
  readonly election?: { readonly host: string; readonly seed: number };
  readonly cluster: string;
  readonly epochMs: number;
  readonly link: number;
  /** --kube-api-qps and --kube-api-burst: 20 and 30 by default, for each controller's own client. */
  readonly qps: number;
  readonly burst: number;
}

/** The indexes that any of the controllers asks for. */
function indexesOf(resource: string, controllers: readonly Controller[]): readonly IndexName[] {
  return [...new Set(controllers.flatMap(({ indexes }) => indexes?.[resource] ?? []))];
}

export function createControllerManager(
  controllers: readonly Controller[],
  options: ControllerManagerOptions,
): ControllerManagerState {
  const { cluster, epochMs, link, qps, burst } = options;
  const server = `${cluster}/kube-apiserver`;
  const informers = new Map<string, Informer>();
  const states = new Map<string, ControllerState>();
  for (const { name, component, watches } of controllers) {
    for (const resource of watches) {
      if (!informers.has(resource))
        informers.set(resource, createInformer(resource, indexesOf(resource, controllers)));
    }
    states.set(name, {
      client: createClient({
        name,
        server,
        user: `system:serviceaccount:kube-system:${component}`,
        link,
        qps,
        burst,
      }),
      recorder: createRecorder(component, '', epochMs),
      keys: cowMap(),
      memory: cowMap(),
      parked: new Set(),
    });
  }
  const user = 'system:kube-controller-manager';
  const client = createClient({ name: '', server, user, link, qps: Infinity, burst: 1 });
  const events = createClient({ name: 'events', server, user, link, qps, burst });
  const lease = 'kube-controller-manager';
  const election =
    options.election === undefined
      ? null
      : createElection({ lease, server, user, link, epochMs, ...options.election });
  return { cluster, epochMs, client, informers, controllers: states, events, election };
}

/** The manager of a process that begins again: empty caches and queues. */
export function restartControllerManager(state: ControllerManagerState): ControllerManagerState {
  const controllers = new Map<string, ControllerState>();
  for (const [name, controller] of state.controllers) {
    controllers.set(name, {
      client: restartClient(controller.client),
      recorder: restartRecorder(controller.recorder),
      keys: cowMap(),
      memory: cowMap(),
      parked: new Set(),
    });
  }
  return {
    ...state,
    client: restartClient(state.client),
    events: restartClient(state.events),
    informers: restartInformers(state.informers),
    controllers,
    election: state.election === null ? null : restartElection(state.election),
  };
}

export function cloneControllerManager(state: ControllerManagerState): ControllerManagerState {
  const informers = cloneInformers(state.informers);
  const controllers = new Map<string, ControllerState>();
  for (const [name, controller] of state.controllers) {
    controllers.set(name, {
      client: cloneClient(controller.client),
      recorder: cloneRecorder(controller.recorder),
      keys: shareMap(controller.keys),
      memory: shareMap(controller.memory),
      parked: new Set(controller.parked),
    });
  }
  const client = cloneClient(state.client);
  const events = cloneClient(state.events);
  const election = state.election === null ? null : cloneElection(state.election);
  return { ...state, client, informers, controllers, events, election };
}

/** A key of which nothing is known. */
export const IDLE: KeyRecord = {
  phase: 'queued',
  reason: { first: 0, also: [] },
  dirty: null,
  steps: [],
  step: 0,
  awaiting: 0,
  failed: false,
  failure: null,
  ended: false,
  barrier: {},
  failures: 0,
  rest: 0,
  after: -1,
  generation: 0,
};
