/** kube-apiserver: the one door of a cluster. Takes a request through its stages and answers it. */
import type { Kind } from '../api/kind';
import { kindOfResource } from '../api/kinds';
import { methodNotAllowed, unknownPath } from '../api/status';
import type { ApiRequest, ExecResult, StreamPart } from '../api/wire';
import type { EtcdState } from '../etcd/store';
import type { ComponentKind, Context } from '../kernel/component';
import type { Address, HopId, SimEvent } from '../kernel/event';
import type { ConnectionLost, Undelivered } from '../kernel/machinery';
import { serveBinding } from './binding';
import { runCompaction, scheduleCompaction } from './compaction';
import { serveCreate } from './create';
import { serveDeleteCollection } from './delete-collection';
import { serveDelete } from './delete';
import { endLeases, watchLeases } from './events';
import { serveEviction } from './eviction';
import { failure, respond, type Answer, type Exchange } from './exchange';
import { beginExec, breakExecs, EXEC, finishExec, refuseExec } from './exec';
import { forgetRequestsOf } from './in-flight';
import { missesNamespaces, tendNamespaces } from './own-namespaces';
import { ownServiceIn, tendOwnService } from './own-service';
import { lookAtNamespaces, lookAtService } from './own-timers';
import { serveGet, serveList } from './read';
import { cloneApiServer, restartApiServer, type ApiServerState } from './state';
import {
  beginStream,
  breakStreams,
  STREAM_INPUT,
  STREAM_OPEN,
  streamInput,
  streamOutput,
  streamUndelivered,
} from './streams';
import { serveToken } from './token';
import { serveUpdate } from './update';
import { retryEtcd, retryRequest, waitForAccount, waitForEtcd, waitForRevision } from './waiting';
import { forgetWatchersOf, openWatch } from './watch';

function serveWatch(exchange: Exchange): Answer {
  const refused = openWatch(exchange);
  return refused === null ? { code: 200, body: null, revision: exchange.etcd.revision } : failure(refused);
}

const POD_SUBRESOURCES = new Set(['binding', 'eviction', 'exec', 'attach', 'portforward']);

/** Which kinds have which subresources; all else is 404. */
function knowsSubresource(kind: Kind, subresource: string): boolean {
  if (subresource === '') return true;
  if (subresource === 'status') return kind.hasStatus;
  if (subresource === 'scale') return kind.hasScale;
  if (subresource === 'finalize') return kind.resource === 'namespaces';
  if (subresource === 'ephemeralcontainers') return kind.resource === 'pods';
  if (subresource === 'token') return kind.resource === 'serviceaccounts';
  return kind.resource === 'pods' && POD_SUBRESOURCES.has(subresource);
}

function servePost(exchange: Exchange): Answer | null {
  switch (exchange.request.subresource) {
    case 'binding':
      return serveBinding(exchange);
    case 'eviction':
      return serveEviction(exchange);
    case 'exec':
      return exchange.request.stream === undefined ? beginExec(exchange) : beginStream(exchange, 'exec');
    case 'token':
      return serveToken(exchange);
    case 'attach':
    case 'portforward':
      return beginStream(exchange, exchange.request.subresource);
    default:
      return serveCreate(exchange);
  }
}

/** Subresources that are verbs take a POST only; nothing else of an object can be deleted than itself. */
function allowsVerb(kind: Kind, { verb, subresource }: ApiRequest): boolean {
  if (POD_SUBRESOURCES.has(subresource) || subresource === 'token') return verb === 'create';
  if (subresource === 'finalize') return verb === 'update';
  // Each namespace has to be emptied first.
  if (verb === 'deletecollection') return subresource === '' && kind.resource !== 'namespaces';
  return subresource === '' || (verb !== 'create' && verb !== 'delete');
}

/** Returns null when the answer comes later. */
function serve(exchange: Exchange): Answer | null {
  const { request, kind, etcd } = exchange;
  if (!knowsSubresource(kind, request.subresource)) return failure(unknownPath());
  if (!allowsVerb(kind, request)) return failure(methodNotAllowed(request.verb, kind));
  switch (request.verb) {
    case 'get':
      return serveGet(kind, etcd, request);
    case 'list':
      return serveList(kind, etcd, request);
    case 'watch':
      return serveWatch(exchange);
    case 'create':
      return servePost(exchange);
    case 'update':
    case 'patch':
      return serveUpdate(exchange);
    case 'delete':
      return serveDelete(exchange);
    case 'deletecollection':
      return serveDeleteCollection(exchange);
  }
}

/** True for what the watch cache answers also while etcd does not. */
function isCached({ cachedFrom }: ApiServerState, request: ApiRequest): boolean {
  if (cachedFrom === null) return false;
  if (request.verb === 'watch') return request.revision !== undefined;
  return (request.verb === 'get' || request.verb === 'list') && request.resourceVersion === '0';
}

/** Begins, or begins again, with a request that has waited. `cause`: the hop that brought it. */
function handleRequest(
  state: ApiServerState,
  context: Context,
  from: Address,
  request: ApiRequest,
  cause: HopId,
  tries: number,
): void {
  const kind = kindOfResource(request.resource);
  if (kind === undefined) {
    respond(state, context, from, request, failure(unknownPath()), cause);
    return;
  }
  if (!context.isUp(state.etcd) && !isCached(state, request)) {
    waitForEtcd(state, context, from, request, cause);
    return;
  }
  const etcd = context.peer(state.etcd) as EtcdState;
  state.cachedFrom ??= etcd.revision;
  const wallMs = state.epochMs + context.now;
  const warnings: string[] = [];
  const exchange: Exchange = { state, etcd, context, from, request, kind, wallMs, cause, warnings };
  if (waitForAccount(exchange, tries) || waitForRevision(exchange, tries)) return;
  const answer = serve(exchange);
  if (answer === null) return;
  const told = warnings.length === 0 ? answer : { ...answer, warnings };
  respond(state, context, from, request, told, cause);
}

/** Timers that need etcd: while it is away they find nothing to do. */
function handleEtcdTimer(state: ApiServerState, event: SimEvent, context: Context): void {
  if (event.type === 'compact') scheduleCompaction(context);
  if (!context.isUp(state.etcd)) {
    if (event.type !== 'compact') context.after(TIMER_RETRY_MS, event.type, event.data);
    return;
  }
  const etcd = context.peer(state.etcd) as EtcdState;
  if (event.type === 'compact') runCompaction(state, etcd, context);
  else if (event.type === 'own-service') tendOwnService(state, etcd, context);
  else if (event.type === 'own-namespaces') tendNamespaces(state, etcd, context);
  else if (event.data === state.leaseTimer) endLeases(state, etcd, context);
}

const TIMER_RETRY_MS = 1000;

function begin(state: ApiServerState, context: Context): void {
  const etcd = context.peer(state.etcd) as EtcdState;
  scheduleCompaction(context);
  watchLeases(state, etcd, context);
  if (state.ownService === null) state.ownService = ownServiceIn(etcd);
  else lookAtService(context);
  if (missesNamespaces(etcd)) lookAtNamespaces(context);
}

function loseConnections(state: ApiServerState, context: Context, { peers }: ConnectionLost): void {
  const gone = new Set(peers);
  forgetWatchersOf(state, context.epoch, gone);
  forgetRequestsOf(state, gone);
  breakExecs(state, context, peers);
  breakStreams(state, context, gone);
}

function notDelivered(state: ApiServerState, context: Context, lost: Undelivered): void {
  const etcd = context.peer(state.etcd) as EtcdState;
  if (lost.type === EXEC) refuseExec(state, etcd, context, lost);
  else streamUndelivered(state, etcd, context, lost);
}

export const apiServerComponent: ComponentKind<ApiServerState> = {
  clone: cloneApiServer,
  restart: restartApiServer,
  expects: new Set([EXEC, STREAM_OPEN, STREAM_INPUT]),
  handle(state: ApiServerState, event: SimEvent, context: Context): void {
    switch (event.type) {
      case 'request':
        handleRequest(state, context, event.from, event.data as ApiRequest, context.cause, 0);
        break;
      case 'exec-result':
        finishExec(state, context, event.data as ExecResult);
        break;
      case 'stream-input':
        streamInput(state, context, event.from, event.data as StreamPart);
        break;
      case 'stream-output':
        streamOutput(state, context, event.data as StreamPart);
        break;
      case 'start':
        begin(state, context);
        break;
      case 'compact':
      case 'leases-end':
      case 'own-service':
      case 'own-namespaces':
        handleEtcdTimer(state, event, context);
        break;
      case 'retry-etcd':
        retryEtcd(state, context, handleRequest);
        break;
      case 'retry':
        retryRequest(state, context, event.data as number, handleRequest);
        break;
      case 'connection-lost':
        loseConnections(state, context, event.data as ConnectionLost);
        break;
      case 'undelivered':
        notDelivered(state, context, event.data as Undelivered);
        break;
      default:
    }
  },
};
