/** Requests that wait before they begin: for etcd, a revision, or the account that a pod will speak as. */
import type { ApiRequest } from '../api/wire';
import type { Context } from '../kernel/component';
import type { Address, HopId } from '../kernel/event';
import { nextBelow } from '../kernel/random';
import { awaitsDefaultAccount } from './admission/service-account';
import { failure, respond, unexplained, type Exchange } from './exchange';
import { park, unpark, waitingFor } from './in-flight';
import { isAhead } from './read';
import type { ApiServerState } from './state';

/** Takes a request up from its beginning. */
type Resume = (
  state: ApiServerState,
  context: Context,
  from: Address,
  request: ApiRequest,
  cause: HopId,
  tries: number,
) => void;

// ------------------------------------------------------------------------------------------------------------ etcd

/** etcd's time-out of a request: 5 s and two election time-outs. Models etcd's ServerConfig.ReqTimeout. */
const ETCD_TIMEOUT_MS = 7000;
const ETCD_RETRY_MS = 1000;

export function waitForEtcd(
  state: ApiServerState,
  context: Context,
  from: Address,
  request: ApiRequest,
  cause: HopId,
): void {
  if (waitingFor(state, state.etcd).length === 0) context.after(ETCD_RETRY_MS, 'retry-etcd', null);
  park(state, context, from, request, cause, 'storage', state.etcd);
}

/** Looks again whether etcd is there. Whoever has waited for too long is told so. */
export function retryEtcd(state: ApiServerState, context: Context, resume: Resume): void {
  const isBack = context.isUp(state.etcd);
  for (const { id, from, request, cause, since } of waitingFor(state, state.etcd)) {
    if (!isBack && context.now - since < ETCD_TIMEOUT_MS) continue;
    unpark(state, id);
    const timeout = failure(unexplained(500, 'etcdserver: request timed out'));
    if (isBack) resume(state, context, from, request, cause, 0);
    else respond(state, context, from, request, timeout, cause);
  }
  if (waitingFor(state, state.etcd).length > 0) context.after(ETCD_RETRY_MS, 'retry-etcd', null);
}

// ------------------------------------------------------------------------------------------- what will soon be there

/** The plugin looks so often for an account `default`, with pauses of 100 to 199 ms. */
const ACCOUNT_TRIES = 10;
const ACCOUNT_PAUSE_MS = 100;

/** True when the request was put aside until its namespace has the account. */
export function waitForAccount(exchange: Exchange, tries: number): boolean {
  if (tries >= ACCOUNT_TRIES - 1 || !awaitsDefaultAccount(exchange)) return false;
  const { state, context, from, request, cause } = exchange;
  const account = `serviceaccounts/${request.namespace}/default`;
  const { id } = park(state, context, from, request, cause, 'mutating admission', account, tries + 1);
  const pause = ACCOUNT_PAUSE_MS + nextBelow(state.choices, ACCOUNT_PAUSE_MS);
  context.after(pause, 'retry', id, cause);
  return true;
}

/** A read of a revision that is still to come waits up to 3 s for it. Models blockTimeout in watch_cache.go. */
const REVISION_TRIES = 30;
const REVISION_PAUSE_MS = 100;

/** True when the request was put aside until the store is as new as it wants. */
export function waitForRevision(exchange: Exchange, tries: number): boolean {
  const { state, context, from, request, etcd, cause } = exchange;
  if (tries >= REVISION_TRIES || !isAhead(request, etcd)) return false;
  const { id } = park(state, context, from, request, cause, 'storage', 'revision', tries + 1);
  context.after(REVISION_PAUSE_MS, 'retry', id, cause);
  return true;
}

export function retryRequest(state: ApiServerState, context: Context, id: number, resume: Resume): void {
  const waiting = unpark(state, id);
  if (waiting === undefined) return;
  const { from, request, cause, tries } = waiting;
  resume(state, context, from, request, cause, tries);
}
