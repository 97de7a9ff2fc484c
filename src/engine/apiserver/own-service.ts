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
import { get, type EtcdState } from '../etcd/store';
import type { Context } from '../kernel/component';
import { writeOwn } from './own-request';
import { lookAtService, OWN_KEY } from './own-timers';
import type { ApiServerState, OwnService } from './state';

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
  const write = (verb: 'create' | 'update', resource: string, body: ApiObject): void => {
    const call = { verb, resource, namespace: NAMESPACE, name: NAME };
    if (!writeOwn(state, etcd, context, call, body)) lookAtService(context);
  };
  if (find(etcd, 'services') === undefined) write('create', 'services', fresh(service));
  const present = find<EndpointSlice>(etcd, 'endpointslices');
  if (present === undefined) {
    write('create', 'endpointslices', fresh(slice));
  } else if (!isServed(present, slice)) {
    const { endpoints, ports } = slice;
    write('update', 'endpointslices', { ...present, endpoints, ports } as EndpointSlice);
  }
}
