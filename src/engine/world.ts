/** A world: machines, a network, clusters. Today one cluster, and the person in front of it. */
import { kindOfResource } from './api/kinds';
import { internalError, unknownPath } from './api/status';
import type { ApiRequest, ApiResponse, StreamPart } from './api/wire';
import type { Answer } from './apiserver/exchange';
import { serveGet, serveList, type ReadRequest } from './apiserver/read';
import { addCluster, COMPONENT_KINDS, DEFAULT_CLUSTER, type ClusterConfig } from './cluster';
import { RAISE_REVISION } from './etcd/component';
import type { EtcdState } from './etcd/store';
import type { ComponentKind, Context } from './kernel/component';
import type { SimEvent } from './kernel/event';
import type { Input } from './kernel/journal';
import type { ConnectionLost, Undelivered } from './kernel/machinery';
import { Simulation } from './kernel/simulation';

export interface WorldConfig {
  readonly seed: number;
  /** Wall clock at virtual 0, ms since 1970. */
  readonly epochMs: number;
  readonly clusters: readonly ClusterConfig[];
  /** Events back to which hops are remembered; a power of two, or 0 for no trace. */
  readonly traceCapacity?: number;
}

/** 2026-06-01T09:00:00Z: v1.33 is in standard support. */
export const SCENE_EPOCH_MS = 1_780_304_400_000;

export const DEFAULT_WORLD: WorldConfig = { seed: 1, epochMs: SCENE_EPOCH_MS, clusters: [DEFAULT_CLUSTER] };

/** The door's address as a real kubectl names it: the control plane's machine, or the only one there is. */
export const SERVER_ADDRESS = '172.18.0.2:6443';

/** kubectl's words when nobody answers. Models kubectl/pkg/cmd/util/helpers.go (StandardErrorMessage). */
export function connectionRefused(reason: Undelivered['reason']): string {
  return reason === 'refused'
    ? `The connection to the server ${SERVER_ADDRESS} was refused - did you specify the right host or port?`
    : `Unable to connect to the server: dial tcp ${SERVER_ADDRESS}: i/o timeout`;
}

function unanswered({ data, reason }: Undelivered): ApiResponse {
  const { id, client, verb, resource } = data as ApiRequest;
  return { id, client, verb, resource, code: 0, body: { message: connectionRefused(reason) }, revision: 0 };
}

/** Leaves the world when the door's process died: no request that is still open will be answered. */
export interface DoorClosed {
  readonly doorClosed: string;
}

/** What is said of a request that the API server had when it died. kubectl's own words. */
export const CONNECTION_LOST = {
  code: 0,
  body: { message: 'Unable to connect to the server: unexpected EOF' },
} as const;

export function isDoorClosed(data: unknown): data is DoorClosed {
  return typeof data === 'object' && data !== null && 'doorClosed' in data;
}

/** The person or program outside: what is answered to it leaves the world, and kubectl's complaint when nobody answers. */
const outsider: ComponentKind<null> = {
  clone: (state) => state,
  expects: new Set(['request']),
  handle(_state: null, event: SimEvent, context: Context): void {
    if (event.type === 'response' || event.type === 'stream-output') context.answer(event.data);
    else if (event.type === 'undelivered') context.answer(unanswered(event.data as Undelivered));
    else if (event.type === 'connection-lost') {
      const { peers } = event.data as ConnectionLost;
      const door = `${event.to.slice(0, event.to.indexOf('/'))}/kube-apiserver`;
      const closed: DoorClosed = { doorClosed: door };
      if (peers.includes(door)) context.answer(closed);
    }
  },
};

const KINDS: Readonly<Record<string, ComponentKind<unknown>>> = {
  ...COMPONENT_KINDS,
  user: outsider,
};

/** An empty simulation that knows our component kinds: for restoring a snapshot into. */
export function createSimulation(traceCapacity?: number): Simulation {
  return new Simulation(KINDS, traceCapacity);
}

/** Builds the world and gives it its first input, the boot. Nothing has run yet. */
export function createWorld(config: WorldConfig): Simulation {
  const simulation = createSimulation(config.traceCapacity);
  for (const cluster of config.clusters) {
    addCluster(simulation, cluster, config.seed, config.epochMs);
    simulation.addComponent(`${cluster.name}/user`, 'user', null);
  }
  simulation.boot('kubeadm init');
  return simulation;
}

/** What somebody outside asks; the rest of an `ApiRequest` is filled in. */
export type OutsideCall = Pick<ApiRequest, 'verb' | 'resource' | 'namespace' | 'name'> &
  Partial<Omit<ApiRequest, 'verb' | 'resource' | 'namespace' | 'name'>>;

/** The name under which kubeadm's admin.conf speaks. */
const ADMIN = 'kubernetes-admin';

/** ms from the person's terminal to the API server. */
const USER_LINK_MS = 2;

/** The input that carries a request to a cluster's door. `id` comes back with the answer in the outbox. */
export function requestInput(
  cluster: string,
  id: number,
  call: OutsideCall,
  label: string,
  immediate = false,
): Input {
  const request: ApiRequest = {
    subresource: '',
    user: ADMIN,
    quiet: false,
    client: 'user',
    ...call,
    id,
    immediate,
  };
  const { verb, subresource, namespace, name } = request;
  const resource = subresource === '' ? request.resource : `${request.resource}/${subresource}`;
  const key = namespace === '' ? name : `${namespace}/${name}`;
  return {
    label,
    from: `${cluster}/user`,
    to: `${cluster}/kube-apiserver`,
    type: 'request',
    data: request,
    hop: { kind: 'input', verb, resource, key, code: 0 },
    latency: USER_LINK_MS,
    immediate,
  };
}

/**
 * The input with which a fork begins when somebody outside has seen a higher revision (`Door.shownRevision`): everything
 * that he knows is then too old, and he looks anew.
 */
export function raiseRevisionInput(cluster: string, revision: number): Input {
  return {
    label: 'begin another future',
    from: `${cluster}/user`,
    to: `${cluster}/etcd`,
    type: RAISE_REVISION,
    data: revision,
    hop: { kind: 'input', verb: 'raise', resource: 'revision', key: String(revision), code: 0 },
    latency: 0,
    immediate: true,
  };
}

/** Channels by their number, as the trace calls what comes in on them. */
const CHANNEL_NAMES: Readonly<Record<number, string>> = { 0: 'stdin', 4: 'resize', 255: 'close' };

/** The input that carries one message of an open stream to the API server that holds it. */
export function streamInput(cluster: string, part: StreamPart, label: string): Input {
  const verb = part.end === true ? 'close' : (CHANNEL_NAMES[part.channel] ?? 'stdin');
  return {
    label,
    from: `${cluster}/user`,
    to: `${cluster}/kube-apiserver`,
    type: 'stream-input',
    data: part,
    hop: { kind: 'input', verb, resource: 'pods/exec', key: '', code: 0 },
    latency: USER_LINK_MS,
    immediate: false,
  };
}

/** What a stream says to its client. */
export function isStreamPart(data: unknown): data is StreamPart {
  return typeof data === 'object' && data !== null && 'stream' in data && 'channel' in data;
}

export function isApiResponse(data: unknown): data is ApiResponse {
  return typeof data === 'object' && data !== null && 'code' in data && 'client' in data;
}

/**
 * GET and LIST from outside: they change nothing and are no inputs, so they are answered beside the clock, with what
 * the API server would answer at this instant.
 */
export function readRequest(
  simulation: Simulation,
  cluster: string,
  call: ReadRequest & Pick<ApiRequest, 'resource'> & { readonly verb: 'get' | 'list' },
): { readonly code: number; readonly body: unknown } {
  const kind = kindOfResource(call.resource);
  const etcd = simulation.stateOf(`${cluster}/etcd`) as EtcdState | undefined;
  if (kind === undefined || etcd === undefined) return { code: 404, body: unknownPath() };
  const { machinery } = simulation;
  const door = `${cluster}/kube-apiserver`;
  const reachable = machinery.canReach(`${cluster}/user`, door);
  if (!machinery.isUp(door) || !reachable) {
    const reason = reachable ? 'refused' : 'unreachable';
    return { code: 0, body: { message: connectionRefused(reason) } };
  }
  const etcdUp = machinery.isUp(`${cluster}/etcd`);
  if (!etcdUp) return { code: 500, body: internalError('etcdserver: request timed out') };
  if (call.verb === 'get') return answerOf(serveGet(kind, etcd, call));
  const { code, body, items } = serveList(kind, etcd, call);
  return { code, body: items === undefined ? body : { ...(body as object), items } };
}

function answerOf({ code, body }: Answer): { readonly code: number; readonly body: unknown } {
  return { code, body };
}
