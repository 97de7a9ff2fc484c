/**
 * The Service `default/kubernetes`, its Endpoints and its EndpointSlice, by which pods find the API server: it looks after them itself,
 * every ten seconds. It looks only when somebody has touched them, for else there is nothing to do.
 * Models pkg/controlplane/controller/kubernetesservice/controller.go and reconcilers/lease.go.
 */
import type { Endpoints } from '../api/endpoints';
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
  const endpoints = find<Endpoints>(etcd, 'endpoints');
  if (service === undefined || slice === undefined || endpoints === undefined) return null;
  return { service, endpoints, slice };
}

function fresh<T extends ApiObject>(object: T): T {
  const { labels } = object.metadata;
  const metadata = { name: NAME, namespace: NAMESPACE, ...(labels === undefined ? {} : { labels }) };
  return { ...object, metadata };
}

function isServed(slice: EndpointSlice, wanted: EndpointSlice): boolean {
  return deepEqual(slice.endpoints, wanted.endpoints) && deepEqual(slice.ports, wanted.ports);
}

const SKIP_MIRROR = 'endpointslice.kubernetes.io/skip-mirror';

/** The present object as it should be; null when it is. Models doReconcile. */
function mended(present: Endpoints, { subsets }: Endpoints): Endpoints | null {
  const { metadata } = present;
  if (deepEqual(present.subsets, subsets) && metadata.labels?.[SKIP_MIRROR] === 'true') return null;
  return {
    ...present,
    metadata: { ...metadata, labels: { ...metadata.labels, [SKIP_MIRROR]: 'true' } },
    ...(subsets === undefined ? {} : { subsets }),
  };
}

/** Puts back what is missing or wrong. What cannot be put back now is tried again. */
export function tendOwnService(state: ApiServerState, etcd: EtcdState, context: Context): void {
  const { ownService } = state;
  if (ownService === null) return;
  const { service, endpoints, slice } = ownService;
  const write = (verb: 'create' | 'update', resource: string, body: ApiObject): void => {
    const call = { verb, resource, namespace: NAMESPACE, name: NAME };
    if (!writeOwn(state, etcd, context, call, body)) lookAtService(context);
  };
  if (find(etcd, 'services') === undefined) write('create', 'services', fresh(service));
  const addresses = find<Endpoints>(etcd, 'endpoints');
  if (addresses === undefined) {
    write('create', 'endpoints', fresh(endpoints));
  } else {
    const update = mended(addresses, endpoints);
    if (update !== null) write('update', 'endpoints', update);
  }
  const present = find<EndpointSlice>(etcd, 'endpointslices');
  if (present === undefined) {
    write('create', 'endpointslices', fresh(slice));
  } else if (!isServed(present, slice)) {
    const { endpoints: served, ports } = slice;
    write('update', 'endpointslices', { ...present, endpoints: served, ports } as EndpointSlice);
  }
}
