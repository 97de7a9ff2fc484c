/** The inspector's view of one object: itself, its owners, its Events, and why it is as it is. */
import { materialise, type Event, type EventRecord } from '../engine/api/event';
import { controllerOf, type ApiObject } from '../engine/api/meta';
import { parseTime } from '../engine/api/time';
import { range, type EtcdState } from '../engine/etcd/store';
import type { HopRecord } from '../engine/kernel/trace';
import type { Simulation } from '../engine/kernel/simulation';
import { isAboutEvents, methodOf, pathOf } from './projection/hops';
import { keyOfId, objectId, parseObjectId } from './projection/ids';
import { objectOfId } from './projection/objects';
import type { Inspection } from './protocol';

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
  return parseTime(series?.lastObservedTime ?? lastTimestamp ?? eventTime ?? metadata.creationTimestamp ?? '');
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
    const about = 'involved' in (value as object) ? (value as EventRecord).involved : (value as Event).involvedObject;
    // The kubelet names its node where a uid belongs.
    if (about.uid !== uid && !(object.kind === 'Node' && about.uid === object.metadata.name)) continue;
    found.push(eventView(value as EventRecord | Event, epochMs));
  }
  return found.sort((a, b) => a.at - b.at);
}

type Reason = Inspection['why'][number];

function actorOf(hop: HopRecord): string {
  const parts = hop.from.split('/');
  const component = parts[parts.length - 1] ?? '';
  if (hop.by !== undefined && hop.by !== '') return `The ${hop.by} controller`;
  if (component === 'user') return 'You';
  return parts.length === 3 ? `The ${component} on ${parts[1]}` : component;
}

const WATCHERS: Readonly<Record<string, string>> = {
  ADDED: 'saw',
  MODIFIED: 'saw the change of',
  DELETED: 'saw the end of',
};

function receiverOf(hop: HopRecord): string {
  const parts = hop.to.split('/');
  const component = parts[parts.length - 1] ?? '';
  return parts.length === 3 ? `The ${component} on ${parts[1]}` : `The ${component}`;
}

/** One hop of a chain of causes as a sentence; null for the steps in between. */
function reasonOf(simulation: Simulation, hop: HopRecord): Reason | null {
  const detail =
    hop.kind === 'input' || hop.kind === 'request' ? `${methodOf(hop.verb)} ${pathOf(hop)}` : pathOf(hop);
  const make = (text: string, words = detail): Reason => ({ at: hop.start, text, detail: words, now: false });
  switch (hop.kind) {
    case 'input': {
      const entry = simulation.journal.find(({ at, type, hop: words }) => {
        return at === hop.start && type !== '' && words.key === hop.key && words.verb === hop.verb;
      });
      return entry === undefined
        ? make('The cluster was started', hop.key)
        : make('You asked for it', entry.label);
    }
    case 'request':
      return make(`${actorOf(hop)} asked the API server`);
    case 'watch':
      return make(`${receiverOf(hop)} ${WATCHERS[hop.verb] ?? 'saw'} ${pathOf(hop)} on its watch`, 'watch');
    case 'cri':
      return hop.verb === 'exited'
        ? make(`${receiverOf(hop)} found that the container had ended`, hop.key)
        : null;
    case 'exec':
      return hop.resource === 'reply' ? null : make(`A command ran in the container`, hop.verb);
    default:
      return null;
  }
}

/** Commits to the object, newest last, each with its chain back to an input. */
function chainOf(simulation: Simulation, resource: string, key: string): HopRecord[] {
  const commits = simulation.trace.about(resource, key).filter(({ kind }) => kind === 'txn');
  const newest = commits[commits.length - 1];
  return newest === undefined ? [] : simulation.trace.chain(newest.id).reverse();
}

const REASONS_MAX = 12;

function whyOf(simulation: Simulation, resource: string, key: string): Reason[] {
  const reasons: Reason[] = [];
  for (const hop of chainOf(simulation, resource, key)) {
    if (isAboutEvents(hop)) continue;
    const reason = reasonOf(simulation, hop);
    if (reason !== null) reasons.push(reason);
  }
  const shown =
    reasons.length <= REASONS_MAX ? reasons : [reasons[0] as Reason, ...reasons.slice(1 - REASONS_MAX)];
  return shown.map((reason, index) => (index === shown.length - 1 ? { ...reason, now: true } : reason));
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
  if (object === undefined) {
    return last !== null && last.id === id
      ? { ...last, gone: true }
      : { id, object: null, gone: true, owners: [], events: [], why: [] };
  }
  const key = keyOfId(namespace, name);
  return {
    id,
    object,
    gone: false,
    owners: ownersOf(etcd, cluster, object),
    events: eventsOf(etcd, object, epochMs),
    why: whyOf(simulation, resource === 'nodes' ? 'minions' : resource, key),
  };
}
