/**
 * The Service `default/kubernetes` and its EndpointSlice, by which pods find the API server: it looks after them itself,
 * every ten seconds. It looks only when somebody has touched them, for else there is nothing to do.
 * Models pkg/controlplane/controller/kubernetesservice/controller.go and reconcilers/lease.go.
 */
import type { EndpointSlice } from '../api/endpointslice';
import { deepEqual } from '../api/equal';
import { kindOfResource } from '../api/kinds';
import type { Kind } from '../api/kind';
import type { ApiObject } from '../api/meta';
import type { Service } from '../api/service';
import type { Verb } from '../api/wire';
import { get, type EtcdState } from '../etcd/store';
import type { Context } from '../kernel/component';
import { serveCreate } from './create';
import type { Exchange } from './exchange';
import { lookLater, OWN_KEY } from './own-service-timer';
import type { ApiServerState, OwnService } from './state';
import { serveUpdate } from './update';

const [NAMESPACE, NAME] = OWN_KEY.split('/') as [string, string];

function find<T extends ApiObject>(etcd: EtcdState, resource: string): T | undefined {
  const { storagePrefix } = kindOfResource(resource) as Kind;
  return get(etcd, storagePrefix, OWN_KEY)?.value as T | undefined;
}

/** What the cluster began with, which is what is kept. */
export function ownServiceIn(etcd: EtcdState): OwnService | null {
  const service = find<Service>(etcd, 'services');
  const slice = find<EndpointSlice>(etcd, 'endpointslices');
  return service === undefined || slice === undefined ? null : { service, slice };
}

function ask(
  state: ApiServerState,
  etcd: EtcdState,
  context: Context,
  verb: Verb,
  resource: string,
  body: ApiObject,
): Exchange {
  const request = {
    id: 0,
    client: '',
    verb,
    resource,
    namespace: NAMESPACE,
    name: NAME,
    subresource: '',
    body,
    user: 'system:apiserver',
    immediate: false,
    quiet: false,
  } as const;
  const { self: from, now, cause } = context;
  const kind = kindOfResource(resource) as Kind;
  return { state, etcd, context, from, request, kind, wallMs: state.epochMs + now, cause };
}

function fresh<T extends ApiObject>(object: T): T {
  const { labels } = object.metadata;
  const metadata = { name: NAME, namespace: NAMESPACE, ...(labels === undefined ? {} : { labels }) };
  return { ...object, metadata };
}

function isServed(slice: EndpointSlice, wanted: EndpointSlice): boolean {
  return deepEqual(slice.endpoints, wanted.endpoints) && deepEqual(slice.ports, wanted.ports);
}

/** Puts back what is missing or wrong. What cannot be put back now is tried again. */
export function tendOwnService(state: ApiServerState, etcd: EtcdState, context: Context): void {
  const { ownService } = state;
  if (ownService === null) return;
  const { service, slice } = ownService;
  const put = (verb: Verb, resource: string, body: ApiObject): void => {
    const exchange = ask(state, etcd, context, verb, resource, body);
    const { code } = verb === 'create' ? serveCreate(exchange) : serveUpdate(exchange);
    if (code >= 300) lookLater(context);
  };
  if (find(etcd, 'services') === undefined) put('create', 'services', fresh(service));
  const present = find<EndpointSlice>(etcd, 'endpointslices');
  if (present === undefined) {
    put('create', 'endpointslices', fresh(slice));
  } else if (!isServed(present, slice)) {
    const { endpoints, ports } = slice;
    put('update', 'endpointslices', { ...present, endpoints, ports } as EndpointSlice);
  }
}
