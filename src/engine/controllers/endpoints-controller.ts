/**
 * The endpoints controller: for each Service with a selector, one object of its name with the addresses of its pods.
 * What Services work by are the slices of the other controller; this is what `kubectl get endpoints` shows.
 * Models pkg/controller/endpoint/endpoints_controller.go.
 */
import { deepEqual } from '../api/equal';
import type { Endpoints, EndpointSubset } from '../api/endpoints';
import { keyOf, type ObjectMeta, type StringMap } from '../api/meta';
import type { Service } from '../api/service';
import type { CacheChange } from '../client/informer';
import { referenceTo } from '../client/recorder';
import {
  NOTHING_TO_DO,
  type Announcement,
  type Ask,
  type Controller,
  type Plan,
  type View,
} from './controller';
import { subsetsOf, withinCapacity } from './endpoints-subsets';
import { hasOwnEndpoints, podKeys, podsOf } from './service-pods';
import { newestChange, TRIGGER_TIME, triggerTime, type LastChange } from './trigger-time';

const OVER_CAPACITY = 'endpoints.kubernetes.io/over-capacity';
const MANAGED_BY = 'endpoints.kubernetes.io/managed-by';
const MANAGER = 'endpoint-controller';
const HEADLESS = 'service.kubernetes.io/headless';

/** The Service's own labels, and those that tell of the object. */
function labelsOf({ metadata, spec }: Service): StringMap {
  const { [HEADLESS]: _, ...own } = metadata.labels ?? {};
  const { clusterIP = '' } = spec;
  const isHeadless = clusterIP === '' || clusterIP === 'None';
  return { ...own, ...(isHeadless ? { [HEADLESS]: '' } : {}), [MANAGED_BY]: MANAGER };
}

function annotationsOf(before: StringMap, time: string, isTruncated: boolean): StringMap {
  const { [TRIGGER_TIME]: _, [OVER_CAPACITY]: __, ...others } = before;
  return {
    ...others,
    ...(time === '' ? {} : { [TRIGGER_TIME]: time }),
    ...(isTruncated ? { [OVER_CAPACITY]: 'truncated' } : {}),
  };
}

function failure(endpoints: Endpoints, reason: string, words: string): Announcement {
  const message = `Failed to ${words} ${keyOf(endpoints.metadata)}: $error`;
  return { involved: referenceTo(endpoints), type: 'Warning', reason, message };
}

/** What to ask for so that the object holds this; null when it does already. */
function write(
  service: Service,
  current: Endpoints | undefined,
  all: readonly EndpointSubset[],
  time: string,
): Ask | null {
  const subsets = withinCapacity(all);
  const isTruncated = subsets !== all;
  const labels = labelsOf(service);
  const known: ObjectMeta = current?.metadata ?? { name: '' };
  const { annotations: before = {}, ...kept } = known;
  if (
    current !== undefined &&
    deepEqual(current.subsets ?? [], subsets) &&
    deepEqual(kept.labels ?? {}, labels) &&
    (before[OVER_CAPACITY] !== undefined) === isTruncated
  ) {
    return null;
  }
  const { name, namespace = '' } = service.metadata;
  const annotations = annotationsOf(before, time, isTruncated);
  const metadata: ObjectMeta = {
    ...kept,
    name,
    namespace,
    labels,
    ...(Object.keys(annotations).length === 0 ? {} : { annotations }),
  };
  const body: Endpoints = {
    apiVersion: 'v1',
    kind: 'Endpoints',
    metadata,
    ...(subsets.length === 0 ? {} : { subsets }),
  };
  const place = { resource: 'endpoints', namespace, name, body };
  return current === undefined
    ? {
        verb: 'create',
        ...place,
        onFailure: failure(body, 'FailedToCreateEndpoint', 'create endpoint for service'),
      }
    : { verb: 'update', ...place, onFailure: failure(body, 'FailedToUpdateEndpoint', 'update endpoint') };
}

/** Its Service is gone. */
function remove(endpoints: Endpoints | undefined): Plan {
  if (endpoints === undefined) return NOTHING_TO_DO;
  const { name, namespace = '' } = endpoints.metadata;
  return { steps: [[{ verb: 'delete', resource: 'endpoints', namespace, name }]] };
}

function reconcile(key: string, view: View, _now: number, memory: unknown): Plan {
  const service = view.get<Service>('services', key);
  const current = view.get<Endpoints>('endpoints', key);
  if (service === undefined) return remove(current);
  if (!hasOwnEndpoints(service)) return NOTHING_TO_DO;
  const pods = podsOf(view, service);
  const newest = newestChange(pods);
  const time = triggerTime(service, pods, memory as LastChange | undefined, newest);
  const ask = write(service, current, subsetsOf(service, pods), time);
  return { steps: ask === null ? [] : [[ask]], memory: newest };
}

/**
 * Of what it wrote itself: deleted by somebody, or found without its Service when it begins. Upstream takes away then
 * whatever has no Service; here what somebody wrote by hand stays.
 */
function endpointsKeys({ key, old, now }: CacheChange): readonly string[] {
  const isOwn = now?.metadata.labels?.[MANAGED_BY] === MANAGER;
  return now === undefined || (old === undefined && isOwn) ? [key] : [];
}

function keysFor(change: CacheChange, view: View): readonly string[] {
  if (change.resource === 'services') return [change.key];
  if (change.resource === 'endpoints') return endpointsKeys(change);
  return podKeys(change, view);
}

export const endpointsController: Controller = {
  name: 'endpoints',
  component: 'endpoint-controller',
  watches: ['services', 'pods', 'endpoints'],
  indexes: { services: ['namespace'] },
  keysFor,
  reconcile,
};
