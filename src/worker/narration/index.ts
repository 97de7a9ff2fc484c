/**
 * What just happened and why, in sentences that could be said aloud. Told from the commits in etcd, so that nothing is
 * said that did not happen.
 */
import type { Event, EventRecord } from '../../engine/api/event';
import { controllerOf, type ApiObject } from '../../engine/api/meta';
import type { Pod } from '../../engine/api/pod';
import type { Change } from '../../engine/etcd/store';
import { idOf, objectId } from '../projection/ids';
import { SERVICES, SLICES } from '../projection/service-views';
import { aboutEvent, involvedIn } from './events';
import { aboutNode } from './nodes';
import { aboutPod, podsCreated } from './pods';
import { aboutService, aboutSlice } from './services';
import { aboutLease, aboutNamespace, aboutSettings } from './settings';
import { isSystemKey, type Telling } from './telling';
import { aboutDaemonSet, aboutDeployment, aboutReplicaSet } from './workloads';
import { sentence, type Sentence } from './words';

interface Topic {
  readonly tell: (telling: Telling, change: Change) => string;
  /** Resource under which the page knows the thing; '' when it draws no such thing. */
  readonly resource: string;
  /** True for what is told only when somebody in front of the screen caused it. */
  readonly quiet?: true;
}

/** By the prefix in etcd. */
const TOPICS: Readonly<Record<string, Topic>> = {
  pods: { tell: aboutPod, resource: 'pods' },
  replicasets: { tell: aboutReplicaSet, resource: 'replicasets' },
  deployments: { tell: aboutDeployment, resource: 'deployments' },
  daemonsets: { tell: aboutDaemonSet, resource: 'daemonsets' },
  minions: { tell: (_, change) => aboutNode(change), resource: 'nodes' },
  namespaces: { tell: (_, change) => aboutNamespace(change), resource: 'namespaces' },
  [SERVICES]: { tell: (_, change) => aboutService(change), resource: 'services' },
  [SLICES]: { tell: (_, change) => aboutSlice(change), resource: '' },
  configmaps: { tell: (_, change) => aboutSettings(change), resource: 'configmaps', quiet: true },
  secrets: { tell: (_, change) => aboutSettings(change), resource: 'secrets', quiet: true },
  leases: { tell: (_, change) => aboutLease(change), resource: '' },
  events: { tell: (_, change) => aboutEvent(change), resource: '' },
};

const RESOURCES: Readonly<Record<string, string>> = { Pod: 'pods', Node: 'nodes' };

/** Leases and Events are filtered by their own tellers, and by whom they are about. */
function isHeard(telling: Telling, topic: Topic, change: Change): boolean {
  if (change.prefix === 'leases') return true;
  const key = change.prefix === 'events' ? involvedKey(change) : change.key;
  return (topic.quiet !== true && !isSystemKey(key)) || telling.isUsers(change);
}

function involvedKey({ value }: Change): string {
  const { namespace, name } = involvedIn(value as EventRecord | Event);
  return `${namespace}/${name}`;
}

function aboutOf({ subject }: Telling, { resource }: Topic, change: Change): string {
  const { cluster } = subject;
  if (change.prefix !== 'events')
    return resource === '' ? '' : idOf(cluster, resource, change.value as ApiObject);
  const { kind, namespace, name } = involvedIn(change.value as EventRecord | Event);
  const involved = RESOURCES[kind];
  return involved === undefined ? '' : objectId(cluster, involved, kind === 'Node' ? '' : namespace, name);
}

/** The sentence for a commit, or null when it is not worth one. */
function tellOne(telling: Telling, change: Change): Sentence | null {
  const topic = TOPICS[change.prefix];
  if (topic === undefined || !isHeard(telling, topic, change)) return null;
  const text = topic.tell(telling, change);
  return text === '' ? null : sentence(text, aboutOf(telling, topic, change));
}

/** uid of the owner of a new pod; '' for all else. */
function ownerOfNew(change: Change): string {
  if (change.prefix !== 'pods' || change.type !== 'ADDED') return '';
  const owner = controllerOf((change.value as Pod).metadata);
  // Each static pod is one of its kind.
  return owner === undefined || owner.kind === 'Node' ? '' : owner.uid;
}

/** New pods by their owner. */
function siblings(commits: readonly Change[]): ReadonlyMap<string, Change[]> {
  const byOwner = new Map<string, Change[]>();
  for (const change of commits) {
    const owner = ownerOfNew(change);
    if (owner === '') continue;
    const known = byOwner.get(owner);
    if (known === undefined) byOwner.set(owner, [change]);
    else known.push(change);
  }
  return byOwner;
}

/**
 * The sentences for what was committed since the last look, oldest first; but what becomes of Services comes before the
 * rest, because the line shows the last one, and why something happens is worth more than what follows from it.
 */
export function tell(telling: Telling): Sentence[] {
  const families = siblings(telling.commits);
  const told = new Set<string>();
  const sentences: Sentence[] = [];
  const asides: Sentence[] = [];
  for (const change of telling.commits) {
    const owner = ownerOfNew(change);
    if (owner !== '' && told.has(owner)) continue;
    told.add(owner);
    const family = families.get(owner) ?? [];
    const one = family.length > 1 ? tellFamily(telling, family) : tellOne(telling, change);
    if (one !== null) (change.prefix === SLICES ? asides : sentences).push(one);
  }
  return [...asides, ...sentences];
}

function tellFamily(telling: Telling, family: readonly Change[]): Sentence | null {
  const [first] = family;
  if (first === undefined || (isSystemKey(first.key) && !telling.isUsers(first))) return null;
  return sentence(
    podsCreated(
      telling,
      family.map(({ value }) => value as Pod),
    ),
  );
}
