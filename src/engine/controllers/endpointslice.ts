/**
 * The endpoint slice controller: for each Service with a selector, the addresses of its pods, a hundred to a slice.
 * Models pkg/controller/endpointslice and staging/src/k8s.io/endpointslice/reconciler.go.
 */
import type { Endpoint, EndpointPort, EndpointSlice } from '../api/endpointslice';
import { keyOf, type StringMap } from '../api/meta';
import type { Node } from '../api/node';
import type { Pod } from '../api/pod';
import type { Service } from '../api/service';
import type { CacheChange } from '../client/informer';
import { NOTHING_TO_DO, type Ask, type Controller, type Plan, type View } from './controller';
import { belongsInEndpoints, endpointKey, endpointOf, portKey, portsOf } from './endpoints';
import { fillSlices, type Group } from './endpointslice-filling';
import {
  failure,
  hasStaleLabels,
  isManaged,
  labelsOf,
  serviceKeyOf,
  SliceWriter,
  type Draft,
} from './endpointslice-requests';
import { hasOwnEndpoints, podKeys, podsOf } from './service-pods';
import { newestChange, triggerTime, type LastChange } from './trigger-time';

/** After pods of a node that nobody knows (yet). */
const RETRY_MS = 1000;

// ------------------------------------------------------------------------------------------ what it should be

interface Wanted {
  /** By `portKey`. */
  readonly groups: ReadonlyMap<string, Group>;
  /** Pods left out because their node is unknown. */
  readonly homeless: readonly Pod[];
}

function wantedOf(view: View, service: Service, pods: readonly Pod[], addressType: string): Wanted {
  const groups = new Map<string, { ports: readonly EndpointPort[]; desired: Map<string, Endpoint> }>();
  const homeless: Pod[] = [];
  for (const pod of pods) {
    if (!belongsInEndpoints(pod)) continue;
    const node = view.get<Node>('nodes', pod.spec.nodeName ?? '');
    if (node === undefined && service.spec.publishNotReadyAddresses !== true) {
      homeless.push(pod);
      continue;
    }
    const ports = portsOf(service, pod);
    const key = portKey(ports);
    let group = groups.get(key);
    if (group === undefined) {
      group = { ports, desired: new Map() };
      groups.set(key, group);
    }
    const zone = node?.metadata.labels?.['topology.kubernetes.io/zone'] ?? '';
    const endpoint = endpointOf(pod, zone, service, addressType);
    if (endpoint.addresses.length > 0) group.desired.set(endpointKey(endpoint), endpoint);
  }
  return { groups, homeless };
}

// ------------------------------------------------------------------------------------- what is to be done for it

interface Changes {
  readonly created: Draft[];
  readonly updated: { readonly slice: EndpointSlice; readonly draft: Draft }[];
  readonly deleted: EndpointSlice[];
}

/** A Service without endpoints has one empty slice all the same. */
function addPlaceholder(changes: Changes, count: number, addressType: string): void {
  const { created, deleted } = changes;
  if (deleted.length < count || created.length > 0) return;
  const last = deleted.length === 1 ? deleted[0] : undefined;
  const isPlaceholder = last !== undefined && last.endpoints.length === 0 && last.ports.length === 0;
  if (isPlaceholder) deleted.length = 0;
  else created.push({ ports: [], addressType, endpoints: [] });
}

function changesOf(
  existing: readonly EndpointSlice[],
  { groups }: Wanted,
  labels: StringMap,
  addressType: string,
): Changes {
  const byPorts = new Map<string, EndpointSlice[]>();
  for (const slice of existing) {
    const key = portKey(slice.ports);
    const same = byPorts.get(key);
    if (same === undefined) byPorts.set(key, [slice]);
    else same.push(slice);
  }
  const changes: Changes = { created: [], updated: [], deleted: [] };
  for (const [key, group] of groups) {
    const { ports } = group;
    const { created, updated, unchanged, emptied } = fillSlices(byPorts.get(key) ?? [], group);
    for (const endpoints of created) changes.created.push({ ports, addressType, endpoints });
    for (const [slice, endpoints] of updated)
      changes.updated.push({ slice, draft: { ports: slice.ports, addressType, endpoints } });
    for (const slice of unchanged)
      if (hasStaleLabels(slice, labels)) changes.updated.push({ slice, draft: slice });
    changes.deleted.push(...emptied);
  }
  for (const [key, slices] of byPorts) if (!groups.has(key)) changes.deleted.push(...slices);
  addPlaceholder(changes, existing.length, addressType);
  reuseDeleted(changes);
  return changes;
}

/** What would be deleted becomes what would be created: one write instead of two. */
function reuseDeleted({ created, updated, deleted }: Changes): void {
  while (created.length > 0 && deleted.length > 0) {
    const [draft, slice] = [created.pop() as Draft, deleted.shift() as EndpointSlice];
    updated.push({ slice, draft });
  }
}

// ------------------------------------------------------------------------------------------------ the controller

function addressTypesOf({ spec }: Service): readonly string[] {
  const families = spec.ipFamilies ?? [];
  return families.length === 0 ? ['IPv4'] : families;
}

function homelessPlan(service: Service, homeless: readonly Pod[]): Pick<Plan, 'after' | 'announce'> {
  if (homeless.length === 0) return {};
  const place = keyOf(service.metadata);
  const words = homeless.map(
    ({ metadata, spec }) =>
      `skipping Pod ${metadata.name} for Service ${place}: Node ${spec.nodeName ?? ''} Not Found`,
  );
  const what = words.length === 1 ? (words[0] as string) : `[${words.join(', ')}]`;
  return { after: RETRY_MS, announce: [failure(service, what)] };
}

function reconcile(key: string, view: View, _now: number, memory: unknown): Plan {
  const service = view.get<Service>('services', key);
  if (service === undefined || !hasOwnEndpoints(service)) return NOTHING_TO_DO;
  const { uid = '', deletionTimestamp } = service.metadata;
  const pods = podsOf(view, service);
  const newest = newestChange(pods);
  const writer = new SliceWriter(
    service,
    triggerTime(service, pods, memory as LastChange | undefined, newest),
  );
  const slices = view
    .by<EndpointSlice>('endpointslices', 'controller', uid)
    .filter((slice) => slice.metadata.deletionTimestamp === undefined && isManaged(slice));
  const types = addressTypesOf(service);
  const labels = labelsOf(service);
  const creates: Ask[] = [];
  const updates: Ask[] = [];
  const deletes = slices
    .filter(({ addressType }) => !types.includes(addressType))
    .map((one) => writer.delete(one));
  let homeless: readonly Pod[] = [];
  for (const type of types) {
    const wanted = wantedOf(view, service, pods, type);
    const existing = slices.filter(({ addressType }) => addressType === type);
    const { created, updated, deleted } = changesOf(existing, wanted, labels, type);
    if (deletionTimestamp === undefined) for (const draft of created) creates.push(writer.create(draft));
    for (const { slice, draft } of updated) updates.push(writer.update(slice, draft));
    for (const slice of deleted) deletes.push(writer.delete(slice));
    homeless = wanted.homeless;
  }
  return { steps: [creates, updates, deletes], memory: newest, ...homelessPlan(service, homeless) };
}

function sliceKeys(slice: EndpointSlice): readonly string[] {
  const key = serviceKeyOf(slice);
  return key === '' || !isManaged(slice) ? [] : [key];
}

function keysFor(change: CacheChange, view: View): readonly string[] {
  const { resource, key, old, now } = change;
  if (resource === 'services') return [key];
  if (resource === 'pods') return podKeys(change, view);
  if (resource === 'endpointslices') return sliceKeys((now ?? old) as EndpointSlice);
  return [];
}

export const endpointSliceController: Controller = {
  name: 'endpointslice',
  component: 'endpoint-slice-controller',
  watches: ['services', 'pods', 'nodes', 'endpointslices'],
  indexes: { services: ['namespace'], endpointslices: ['controller'] },
  keysFor,
  reconcile,
};
