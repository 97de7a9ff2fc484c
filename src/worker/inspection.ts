/** The inspector's view of one object: itself, its owners, its Events, and why it is as it is. */
import { materialise, type Event, type EventRecord } from '../engine/api/event';
import { controllerOf, type ApiObject } from '../engine/api/meta';
import { parseTime } from '../engine/api/time';
import { range, type EtcdState } from '../engine/etcd/store';
import type { Simulation } from '../engine/kernel/simulation';
import { keyOfId, objectId, parseObjectId } from './projection/ids';
import { objectOfId } from './projection/objects';
import type { Inspection } from './protocol';
import { storyOf } from './why';

type Owner = Inspection['owners'][number];

const OWNER_RESOURCES: Readonly<Record<string, string>> = {
  ReplicaSet: 'replicasets',
  Deployment: 'deployments',
};

function ownersOf(etcd: EtcdState, cluster: string, object: ApiObject): Owner[] {
  const owners: Owner[] = [];
  let current: ApiObject | undefined = object;
  while (current !== undefined) {
    const reference = controllerOf(current.metadata);
    const resource = reference === undefined ? undefined : OWNER_RESOURCES[reference.kind];
    if (reference === undefined || resource === undefined) break;
    const id = objectId(cluster, resource, object.metadata.namespace ?? '', reference.name);
    owners.push({ id, kind: reference.kind, name: reference.name });
    current = objectOfId(etcd, id);
  }
  return owners;
}

type EventView = Inspection['events'][number];

/** When it was last seen, ms since 1970: exactly for our own records, to the second for Events from outside. */
function seenMs(event: EventRecord | Event): number | null {
  if ('lastMs' in event) return event.lastMs;
  const { series, eventTime, lastTimestamp, metadata } = event;
  return parseTime(
    series?.lastObservedTime ?? lastTimestamp ?? eventTime ?? metadata.creationTimestamp ?? '',
  );
}

function eventView(stored: EventRecord | Event, epochMs: number): EventView {
  const { type, reason, message, source, series, count, reportingComponent } = materialise(stored) as Event;
  const component = source.component ?? reportingComponent;
  const from = source.host === undefined ? component : `${component}, ${source.host}`;
  const at = (seenMs(stored) ?? epochMs) - epochMs;
  return { at, type, reason, message, source: from, count: series?.count ?? count ?? 1 };
}

function eventsOf(etcd: EtcdState, object: ApiObject, epochMs: number): EventView[] {
  const uid = object.metadata.uid ?? '';
  const found: EventView[] = [];
  for (const { value } of range(etcd, 'events').values()) {
    const about =
      'involved' in (value as object) ? (value as EventRecord).involved : (value as Event).involvedObject;
    // The kubelet names its node where a uid belongs.
    if (about.uid !== uid && !(object.kind === 'Node' && about.uid === object.metadata.name)) continue;
    found.push(eventView(value as EventRecord | Event, epochMs));
  }
  return found.sort((a, b) => a.at - b.at);
}

/** Looks at an object. `last`: what was shown before, kept with `gone` when the object is no longer there. */
export function inspect(
  simulation: Simulation,
  id: string,
  epochMs: number,
  last: Inspection | null,
): Inspection | null {
  const parts = parseObjectId(id);
  if (parts === null) return null;
  const { cluster, resource, namespace, name } = parts;
  const etcd = simulation.stateOf(`${cluster}/etcd`) as EtcdState | undefined;
  if (etcd === undefined) return null;
  const object = objectOfId(etcd, id);
  const prefix = resource === 'nodes' ? 'minions' : resource;
  const story = storyOf(simulation, prefix, keyOfId(namespace, name));
  if (object === undefined) {
    const known = last !== null && last.id === id ? last : { object: null, owners: [], events: [] };
    return { ...known, id, gone: true, ...story, why: story.why.map((cause) => ({ ...cause, now: false })) };
  }
  const owners = ownersOf(etcd, cluster, object);
  return { id, object, gone: false, owners, events: eventsOf(etcd, object, epochMs), ...story };
}
