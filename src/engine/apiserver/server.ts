/** kube-apiserver: the one door of a cluster. Takes a request through its stages and answers it. */
import type { Kind } from '../api/kind';
import { kindOfResource } from '../api/kinds';
import type { ApiObject } from '../api/meta';
import { materialise } from '../api/event';
import { expired, methodNotAllowed, notFound, unknownPath } from '../api/status';
import type { ApiRequest, ExecResult } from '../api/wire';
import { get, range, type EtcdState } from '../etcd/store';
import type { ComponentKind, Context } from '../kernel/component';
import type { Address, SimEvent } from '../kernel/event';
import { serveCreate } from './create';
import { serveDelete } from './delete';
import { failure, respond, type Answer, type Exchange } from './exchange';
import { cloneApiServer, type ApiServerState } from './state';
import { beginExec, finishExec, serveBinding } from './subresources';
import { scaleOf, serveUpdate } from './update';
import { openWatch } from './watch';

function serveGet(exchange: Exchange): Answer {
  const { kind, etcd, request } = exchange;
  const key = kind.namespaced ? `${request.namespace}/${request.name}` : request.name;
  const stored = get(etcd, kind.storagePrefix, key);
  if (stored === undefined) return failure(notFound(kind, request.name));
  const object = stored.value as ApiObject;
  const body = request.subresource === 'scale' ? scaleOf(object) : materialise(object);
  return { code: 200, body, revision: stored.modRevision };
}

/** True when the object belongs into a list of this namespace and node. */
function isSelected(object: ApiObject, request: ApiRequest): boolean {
  if (request.namespace !== '' && object.metadata.namespace !== request.namespace) return false;
  if (request.nodeName === undefined) return true;
  return (
    (object as ApiObject & { readonly spec: { readonly nodeName?: string } }).spec.nodeName ===
    request.nodeName
  );
}

/** Models the list handler: items sorted by key, with the store's revision. */
function serveList(exchange: Exchange): Answer {
  const { kind, etcd, request } = exchange;
  const everything = request.namespace === '' && request.nodeName === undefined;
  const found: { readonly key: string; readonly object: ApiObject }[] = [];
  for (const { key, value } of range(etcd, kind.storagePrefix).values()) {
    const object = value as ApiObject;
    if (everything || isSelected(object, request)) found.push({ key, object: materialise(object) });
  }
  found.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  const items = found.map(({ object }) => object);
  const { revision } = etcd;
  const group = kind.group === '' ? kind.version : `${kind.group}/${kind.version}`;
  const metadata = { resourceVersion: String(revision) };
  return { code: 200, body: { apiVersion: group, kind: `${kind.kind}List`, metadata }, items, revision };
}

function serveWatch(exchange: Exchange): Answer {
  const { state, etcd, context, from, request, kind } = exchange;
  const opened = openWatch(state, etcd, context, from, request, kind.storagePrefix);
  if (!opened) return failure(expired(request.revision ?? 0, etcd.revision));
  return { code: 200, body: null, revision: etcd.revision };
}

/** Which kinds have which subresources; all else is 404. */
function knowsSubresource(kind: Kind, subresource: string): boolean {
  if (subresource === '') return true;
  if (subresource === 'status') return kind.hasStatus;
  if (subresource === 'scale') return kind.hasScale;
  return kind.resource === 'pods' && (subresource === 'binding' || subresource === 'exec');
}

/** Returns null when the answer comes later. */
function serve(exchange: Exchange): Answer | null {
  const { request, kind } = exchange;
  if (!knowsSubresource(kind, request.subresource)) return failure(unknownPath());
  switch (request.verb) {
    case 'get':
      return serveGet(exchange);
    case 'list':
      return serveList(exchange);
    case 'watch':
      return serveWatch(exchange);
    case 'create':
      if (request.subresource === 'binding') return serveBinding(exchange);
      if (request.subresource === 'exec') return beginExec(exchange);
      return request.subresource === '' ? serveCreate(exchange) : failure(methodNotAllowed('create', kind));
    case 'update':
    case 'patch':
      return serveUpdate(exchange);
    case 'delete':
      return request.subresource === '' ? serveDelete(exchange) : failure(methodNotAllowed('delete', kind));
  }
}

function handleRequest(state: ApiServerState, context: Context, from: Address, request: ApiRequest): void {
  const kind = kindOfResource(request.resource);
  if (kind === undefined) {
    respond(state, context, from, request, failure(unknownPath()));
    return;
  }
  const etcd = context.peer(state.etcd) as EtcdState;
  const wallMs = state.epochMs + context.now;
  const answer = serve({ state, etcd, context, from, request, kind, wallMs });
  if (answer !== null) respond(state, context, from, request, answer);
}

export const apiServerComponent: ComponentKind<ApiServerState> = {
  clone: cloneApiServer,
  handle(state: ApiServerState, event: SimEvent, context: Context): void {
    if (event.type === 'request') handleRequest(state, context, event.from, event.data as ApiRequest);
    else if (event.type === 'exec-result') finishExec(state, context, event.data as ExecResult);
  },
};
