/** Events (the API kind): written by recorders in our compact form, and gone an hour after their last write. */
import type { ApiObject, ObjectMeta } from '../api/meta';
import { alreadyExists } from '../api/status';
import { txnAt, type Compare } from '../etcd/kv';
import { expireLeases, grantLease } from '../etcd/lease';
import { range, type Change, type EtcdState } from '../etcd/store';
import type { Context } from '../kernel/component';
import { nextUuid } from '../kernel/random';
import { namespaceLifecycle } from './admission/namespace-lifecycle';
import { isFromOutside, isRefusal } from './decoding';
import { failure, type Answer, type Exchange } from './exchange';
import type { ApiServerState } from './state';
import { keyOfMeta, storeNew, written } from './storage';
import { fanOut } from './watch';

const PREFIX = 'events';
/** Default of kube-apiserver's --event-ttl. */
const EVENT_TTL_MS = 3_600_000;
/** New Events share a lease for so long, because leases cost etcd more than keys. Models lease_manager.go. */
const LEASE_REUSE_MS = 60_000;
/** Default of --lease-max-object-count. */
const LEASE_OBJECTS_MAX = 1000;
/** Events kept in one cluster at most: our own limit, so that an untended tab does not grow for ever. */
const EVENTS_MAX = 20_000;
/** The oldest are forgotten so many at a time: each look at the front of a Map walks over the holes left there. */
const EVENTS_BATCH = 64;

function leaseFor({ state, etcd, context }: Exchange): number {
  const { eventLease: last } = state;
  const isValid = last !== null && last.expiresAt > context.now + EVENT_TTL_MS;
  if (isValid && last.objects <= LEASE_OBJECTS_MAX) {
    state.eventLease = { ...last, objects: last.objects + 1 };
    return last.id;
  }
  const { id, expiresAt } = grantLease(etcd, context.epoch, context.now, EVENT_TTL_MS + LEASE_REUSE_MS);
  state.eventLease = { id, expiresAt, objects: 1 };
  if (etcd.leases.map.size === 1) watchLeases(state, etcd, context);
  return id;
}

/** Sets the timer for the first lease that will end: a one-member etcd has no clock of its own. */
export function watchLeases(state: ApiServerState, etcd: EtcdState, context: Context): void {
  state.leaseTimer++;
  const [first] = etcd.leases.map.values();
  if (first === undefined) return;
  context.after(Math.max(0, first.expiresAt - context.now), 'leases-end', state.leaseTimer);
}

function tell(state: ApiServerState, context: Context, gone: Change): void {
  fanOut(state, context, PREFIX, gone, context.cause, Math.max(0, state.committedAt - context.now), true);
}

/** Takes the timer: what hung on leases that end now is gone. */
export function endLeases(state: ApiServerState, etcd: EtcdState, context: Context): void {
  for (const gone of expireLeases(etcd, context.epoch, context.now)) tell(state, context, gone);
  watchLeases(state, etcd, context);
}

function forgetOldest({ state, etcd, context }: Exchange): void {
  const events = range(etcd, PREFIX);
  if (events.size < EVENTS_MAX + EVENTS_BATCH) return;
  for (const key of [...events.keys()].slice(0, events.size - EVENTS_MAX)) {
    const gone = txnAt(etcd, context.epoch, { prefix: PREFIX, key }, undefined, { type: 'delete' });
    tell(state, context, gone as Change);
  }
}

/** Recorders' own words need no second look, but their namespace may be going away. */
export function createRecordedEvent(exchange: Exchange): Answer {
  const admitted = namespaceLifecycle(exchange, exchange.request.body as ApiObject);
  return isRefusal(admitted) ? failure(admitted) : createEvent(exchange, admitted);
}

export function createEvent(exchange: Exchange, object: ApiObject): Answer {
  const { kind, etcd, context, state, request } = exchange;
  if (request.dryRun !== true) forgetOldest(exchange);
  const place = { prefix: PREFIX, key: keyOfMeta(object.metadata) };
  const metadata: ObjectMeta = { ...object.metadata, uid: object.metadata.uid ?? nextUuid(state.uids) };
  // A recorder that repeats itself writes over what it wrote; somebody outside must not.
  const compare: Compare | undefined = isFromOutside(exchange) ? { target: 'mod', value: 0 } : undefined;
  const value = { ...object, metadata };
  const change =
    request.dryRun === true
      ? storeNew(exchange, value)
      : txnAt(etcd, context.epoch, place, compare, { type: 'put', value, lease: leaseFor(exchange) });
  return change === null ? failure(alreadyExists(kind, metadata.name)) : written(exchange, change, 201);
}
