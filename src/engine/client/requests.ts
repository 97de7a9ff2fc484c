/** How a component talks to its cluster's door: requests with a rate limit, and the thread back from the answers. */
import type { ApiRequest, ApiResponse, DeleteOptions, Verb } from '../api/wire';
import type { Context } from '../kernel/component';
import type { Address, Hop, HopId } from '../kernel/event';

export interface ClientOptions {
  /** Tells the clients of one process apart; '' for the only one. Comes back with every answer. */
  readonly name: string;
  readonly server: Address;
  /** User name that the server sees. Components begin with `system:`. */
  readonly user: string;
  /** ms one way. */
  readonly link: number;
  /** Requests a second in the long run; Infinity for no limit. */
  readonly qps: number;
  readonly burst: number;
}

export interface ClientState extends ClientOptions {
  nextId: number;
  /** Theoretical arrival time of the next request, in virtual microseconds (GCRA): the whole rate limiter. */
  arrivalUs: number;
  /** What the caller wanted to remember of each request under way. */
  readonly pending: Map<number, unknown>;
}

export function createClient(options: ClientOptions): ClientState {
  return { ...options, nextId: 1, arrivalUs: 0, pending: new Map() };
}

export function cloneClient(client: ClientState): ClientState {
  return { ...client, pending: new Map(client.pending) };
}

/** The client of a process that begins again: nothing is under way, and old answers find nobody. */
export function restartClient(client: ClientState): ClientState {
  return { ...client, arrivalUs: 0, pending: new Map() };
}

/** What a component asks; the client adds number, user and the rest. */
export interface Call {
  readonly verb: Verb;
  readonly resource: string;
  readonly namespace: string;
  readonly name: string;
  readonly subresource?: string;
  readonly body?: unknown;
  readonly patchType?: NonNullable<ApiRequest['patchType']>;
  readonly options?: DeleteOptions;
  readonly nodeName?: string;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
  readonly revision?: number;
  /** Heartbeats: counted, not traced. */
  readonly quiet?: boolean;
}

/** ms to wait for a token, which is taken. Models client-go's flowcontrol (token bucket) as one integer. */
function takeToken(client: ClientState, now: number): number {
  if (client.qps === Infinity) return 0;
  const intervalUs = Math.ceil(1_000_000 / client.qps);
  const nowUs = now * 1000;
  client.arrivalUs = Math.max(client.arrivalUs, nowUs) + intervalUs;
  const waitUs = client.arrivalUs - client.burst * intervalUs - nowUs;
  return waitUs <= 0 ? 0 : Math.ceil(waitUs / 1000);
}

function hopOf(client: ClientState, call: Call, also: readonly HopId[] | undefined): Hop {
  const { verb, namespace, name, subresource = '' } = call;
  const resource = subresource === '' ? call.resource : `${call.resource}/${subresource}`;
  const key = namespace === '' ? name : `${namespace}/${name}`;
  const hop = { kind: 'request', verb, resource, key, code: 0, by: client.name } as const;
  return also === undefined ? hop : { ...hop, also };
}

/** A request while it is being put together: field by field, because spreading what may be absent is slow. */
type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/**
 * Sends a request. `tag` is plain data that `takeTag` gives back with the answer; null when nobody wants to know.
 * `also`: more hops that made the caller act.
 */
export function send(
  client: ClientState,
  context: Context,
  call: Call,
  tag: unknown,
  cause: HopId = context.cause,
  also?: readonly HopId[],
): void {
  const id = client.nextId++;
  if (tag !== null) client.pending.set(id, tag);
  const { verb, resource, namespace, name, quiet = false, subresource = '' } = call;
  const request: Mutable<ApiRequest> = {
    id,
    client: client.name,
    verb,
    resource,
    namespace,
    name,
    subresource,
    user: client.user,
    immediate: false,
    quiet,
  };
  if (call.body !== undefined) request.body = call.body;
  if (call.patchType !== undefined) request.patchType = call.patchType;
  if (call.options !== undefined) request.options = call.options;
  if (call.nodeName !== undefined) request.nodeName = call.nodeName;
  if (call.labelSelector !== undefined) request.labelSelector = call.labelSelector;
  if (call.fieldSelector !== undefined) request.fieldSelector = call.fieldSelector;
  if (call.revision !== undefined) request.revision = call.revision;
  const hop = quiet ? null : hopOf(client, call, also);
  const delay = takeToken(client, context.now);
  context.send(client.server, 'request', request, client.link, hop, cause, delay);
}

/** What was remembered with the request; undefined for an answer that nobody waits for (any more). */
export function takeTag(client: ClientState, response: ApiResponse): unknown {
  const tag = client.pending.get(response.id);
  if (tag !== undefined) client.pending.delete(response.id);
  return tag;
}
