/**
 * The API server's storage: one object, one key. Every write is a guarded transaction of etcd, and every commit is
 * told to the watchers. Models apiserver/pkg/storage/etcd3/store.go.
 */
import type { ApiObject, ObjectMeta } from '../api/meta';
import { txnAt, type Compare } from '../etcd/kv';
import { get, type Change, type KeyValue } from '../etcd/store';
import type { Hop } from '../kernel/event';
import type { Answer, Commit, Exchange } from './exchange';
import { noteOwnObjects } from './own-timers';
import { noteAllocations } from './registry/service-allocations';
import { fanOut } from './watch';

/** `default/web`, or `worker-1` for cluster-scoped kinds: an object's key below its prefix. */
export function keyOfMeta({ namespace, name }: ObjectMeta): string {
  return namespace === undefined ? name : `${namespace}/${name}`;
}

/** The key that the request is about. */
function keyOfRequest({ request, kind }: Exchange): string {
  return kind.namespaced ? `${request.namespace}/${request.name}` : request.name;
}

/** What is stored of the object that the request is about. */
export function storedObject(exchange: Exchange): KeyValue | undefined {
  return get(exchange.etcd, exchange.kind.storagePrefix, keyOfRequest(exchange));
}

const ABSENT: Compare = { target: 'mod', value: 0 };

/** What a dry run would have written: it keeps the version that is stored. Models registry/generic/registry/dryrun.go. */
function pretended(
  { kind }: Exchange,
  type: Change['type'],
  value: unknown,
  key: string,
  stored?: KeyValue,
): Change {
  const revision = stored?.modRevision ?? 0;
  return { type, revision, prefix: kind.storagePrefix, key, value, previous: stored?.value };
}

/** Stores a new object; null when there is one of this name. */
export function storeNew(exchange: Exchange, object: ApiObject): Change | null {
  const { etcd, context, kind, request } = exchange;
  const place = { prefix: kind.storagePrefix, key: keyOfMeta(object.metadata) };
  if (request.dryRun === true) {
    const isTaken = get(etcd, place.prefix, place.key) !== undefined;
    return isTaken ? null : pretended(exchange, 'ADDED', object, place.key);
  }
  return txnAt(etcd, context.epoch, place, ABSENT, { type: 'put', value: object });
}

/** Stores the next version of an object. `stored` is the one before, as read within this event. */
export function storeNext(exchange: Exchange, stored: KeyValue, object: ApiObject): Change {
  const { etcd, context, kind, request } = exchange;
  const { key, modRevision } = stored;
  if (request.dryRun === true) return pretended(exchange, 'MODIFIED', object, key, stored);
  const place = { prefix: kind.storagePrefix, key };
  const compare: Compare = { target: 'mod', value: modRevision };
  return txnAt(etcd, context.epoch, place, compare, { type: 'put', value: object }) as Change;
}

/** Removes an object. `last`: its last version, when this very write made it. */
export function storeNothing(exchange: Exchange, stored: KeyValue, last: unknown = stored.value): Change {
  const { etcd, context, kind, request } = exchange;
  if (request.dryRun === true) return pretended(exchange, 'DELETED', last, stored.key, stored);
  const place = { prefix: kind.storagePrefix, key: stored.key };
  const compare: Compare = { target: 'mod', value: stored.modRevision };
  return txnAt(etcd, context.epoch, place, compare, { type: 'delete', last }) as Change;
}

/**
 * Notes the way to etcd and back for a write that is committed now, and tells the watchers of it. A one-member etcd
 * commits in this same event; the hops carry the time that it takes.
 */
export function announce(exchange: Exchange, change: Change): Commit {
  const { state, context, request } = exchange;
  const step = request.immediate ? 0 : state.latencies.etcd;
  const delay = 2 * step;
  let { cause } = exchange;
  if (request.dryRun === true) return { cause, delay: 0 };
  if (!request.quiet) {
    const { key, prefix } = change;
    const ask: Hop = { kind: 'txn', verb: change.type, resource: prefix, key, code: 0 };
    const { now, self } = context;
    cause = context.record(self, state.etcd, now, now + step, ask, cause);
    const reply: Hop = { kind: 'txn', verb: 'committed', resource: prefix, key, code: 0 };
    cause = context.record(state.etcd, self, now + step, now + delay, reply, cause);
  }
  const { resource } = exchange.kind;
  if (resource === 'services') noteAllocations(state, context.epoch, change);
  noteOwnObjects(state, context, resource, change);
  // A request that runs at one instant commits at once, but no watcher hears of it before what was committed earlier.
  state.committedAt = Math.max(state.committedAt, context.now + delay);
  fanOut(state, context, resource, change, cause, state.committedAt - context.now, request.quiet);
  return { cause, delay };
}

/** The answer that shows what was written. */
export function written(exchange: Exchange, change: Change, code: 200 | 201): Answer {
  const commit = announce(exchange, change);
  return { code, body: change.value, revision: change.revision, commit };
}
