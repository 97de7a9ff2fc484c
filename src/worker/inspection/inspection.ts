/** The inspector's view of one object: itself, its owners, its Events, and why it is as it is. */
import { materialise, type Event, type EventRecord } from '../../engine/api/event';
import { controllerOf, type ApiObject } from '../../engine/api/meta';
import type { Pod } from '../../engine/api/pod';
import { parseTime } from '../../engine/api/time';
import { range, type EtcdState } from '../../engine/etcd/store';
import { involvedIn } from '../narration/events';
import { objectOfId, parseObjectId, referencedId } from '../projection/ids';
import type { Cause, Inspection } from '../protocol';
import { etcdOf, type Subject } from '../subject';
import { factsOf } from './facts';
import { withSilence } from './silence';
import { storyOf, withNewest } from './why';
import { withoutNode } from './without-node';

type Owner = Inspection['owners'][number];

/** Owners of owners, so many at most. */
const OWNERS_MAX = 8;

function ownersOf(etcd: EtcdState, cluster: string, object: ApiObject): Owner[] {
  const owners: Owner[] = [];
  let current: ApiObject | undefined = object;
  while (current !== undefined && owners.length < OWNERS_MAX) {
    const reference = controllerOf(current.metadata);
    if (reference === undefined) break;
    const id = referencedId(cluster, reference, object.metadata.namespace ?? '');
    if (id === undefined) break;
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

function isAbout(event: EventRecord | Event, { kind, metadata }: ApiObject): boolean {
  const { uid } = 'involved' in event ? event.involved : event.involvedObject;
  // The kubelet names its node where a uid belongs; the taint manager leaves the uid of a pod out.
  if (uid === metadata.uid || (kind === 'Node' && uid === metadata.name)) return true;
  const about = involvedIn(event);
  return (
    (uid ?? '') === '' &&
    about.kind === kind &&
    about.name === metadata.name &&
    about.namespace === (metadata.namespace ?? '')
  );
}

function eventsOf(etcd: EtcdState, object: ApiObject, epochMs: number): EventView[] {
  const found: EventView[] = [];
  for (const { value } of range(etcd, 'events').values()) {
    const event = value as EventRecord | Event;
    if (isAbout(event, object)) found.push(eventView(event, epochMs));
  }
  return found.sort((a, b) => a.at - b.at);
}

/** What no chain of messages tells comes from elsewhere: silence, and a pod for which no node was found. */
function whyOf(
  subject: Subject,
  resource: string,
  object: ApiObject,
  why: readonly Cause[],
): readonly Cause[] {
  const told = withSilence(subject, resource, object, why);
  return resource === 'pods' ? withoutNode(subject, object as Pod, told) : told;
}

/** Looks at an object. `last`: what was shown before, kept with `gone` when the object is no longer there. */
export function inspect(subject: Subject, id: string, last: Inspection | null): Inspection | null {
  const parts = parseObjectId(id);
  if (parts === null) return null;
  const { cluster, kind, key } = parts;
  if (cluster !== subject.cluster) return null;
  const etcd = etcdOf(subject);
  const object = objectOfId(etcd, id);
  const story = storyOf(subject.simulation, kind.storagePrefix, key);
  if (object === undefined) {
    const known = last !== null && last.id === id ? last : { object: null, owners: [], events: [] };
    const why = story.why.map((cause) => ({ ...cause, now: false }));
    return { ...known, id, gone: true, effects: story.effects, why, facts: [] };
  }
  return {
    id,
    object: materialise(object),
    gone: false,
    owners: ownersOf(etcd, cluster, object),
    events: eventsOf(etcd, object, subject.epochMs),
    facts: factsOf(subject, kind.resource, object),
    effects: story.effects,
    why: withNewest(whyOf(subject, kind.resource, object, story.why)),
  };
}
