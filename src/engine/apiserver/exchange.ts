/** One request while it is being served, and how its answer leaves. */
import type { Kind } from '../api/kind';
import { keyOf, type ApiObject, type ObjectMeta } from '../api/meta';
import type { Status } from '../api/status';
import type { ApiRequest, ApiResponse } from '../api/wire';
import type { Change, EtcdState } from '../etcd/store';
import type { Context } from '../kernel/component';
import type { Address, Hop, HopId } from '../kernel/event';
import type { ApiServerState } from './state';
import { fanOut } from './watch';

/** The request with everything that its stages need. Lives for one event. */
export interface Exchange {
  readonly state: ApiServerState;
  readonly etcd: EtcdState;
  readonly context: Context;
  readonly from: Address;
  readonly request: ApiRequest;
  readonly kind: Kind;
  /** Wall clock, ms since 1970. */
  readonly wallMs: number;
}

/** An answer with its code: an object and 200 or 201, or a Status with its own code. */
export interface Answer {
  readonly code: number;
  readonly body: unknown;
  readonly revision: number;
  readonly items?: readonly ApiObject[];
  /** The commit that came before, when something was written. */
  readonly commit?: Commit;
}

/** Hop of etcd's answer, and how long after now it comes. */
export interface Commit {
  readonly cause: HopId;
  readonly delay: number;
}

export function failure(status: Status): Answer {
  return { code: status.code, body: status, revision: 0 };
}

/** The object with the revision of its last write, as the server shows it. */
export function withRevision<T extends ApiObject>(object: T, revision: number): T {
  const metadata: ObjectMeta = { ...object.metadata, resourceVersion: String(revision) };
  return { ...object, metadata };
}

/**
 * Notes the way to etcd and back for a write that is committed now, and tells the watchers of it. A one-member etcd
 * commits in this same event; the hops carry the time that it takes.
 */
export function announce(exchange: Exchange, change: Change): Commit {
  const { state, context, request } = exchange;
  const step = request.immediate ? 0 : state.latencies.etcd;
  const delay = 2 * step;
  let cause = context.cause;
  if (!request.quiet) {
    const { key, prefix } = change;
    const txn: Hop = { kind: 'txn', verb: change.type, resource: prefix, key, code: 0 };
    const { now, self } = context;
    cause = context.record(self, state.etcd, now, now + step, txn, cause);
    const reply: Hop = { kind: 'txn', verb: 'committed', resource: prefix, key, code: 0 };
    cause = context.record(state.etcd, self, now + step, now + delay, reply, cause);
  }
  // A request that runs at one instant commits at once, but no watcher hears of it before what was committed earlier.
  state.committedAt = Math.max(state.committedAt, context.now + delay);
  fanOut(
    state,
    context,
    exchange.kind.resource,
    change,
    cause,
    state.committedAt - context.now,
    request.quiet,
  );
  return { cause, delay };
}

function keyForTrace(request: ApiRequest, body: unknown): string {
  const metadata = (body as Partial<ApiObject> | null)?.metadata;
  if (metadata !== undefined && typeof metadata.name === 'string' && metadata.name !== '')
    return keyOf(metadata);
  return request.namespace === '' ? request.name : `${request.namespace}/${request.name}`;
}

/** Sends the answer back to whoever asked. */
export function respond(
  state: ApiServerState,
  context: Context,
  from: Address,
  request: ApiRequest,
  answer: Answer,
): void {
  const { id, client, verb, resource } = request;
  const { code, body, revision, items } = answer;
  const words: ApiResponse = { id, client, verb, resource, code, body, revision };
  const response: ApiResponse = items === undefined ? words : { ...words, items };
  const key = keyForTrace(request, body);
  const hop: Hop | null = request.quiet ? null : { kind: 'response', verb, resource, key, code };
  const cause = answer.commit?.cause ?? context.cause;
  if (request.immediate) {
    if (hop !== null) context.record(context.self, from, context.now, context.now, hop, cause);
    context.answer(response);
    return;
  }
  context.send(from, 'response', response, state.latencies.link, hop, cause, answer.commit?.delay ?? 0);
}
