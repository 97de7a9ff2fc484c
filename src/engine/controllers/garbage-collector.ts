/**
 * The garbage collector: what lost its last owner goes too; an owner deleted in the foreground waits for what it owns;
 * an owner deleted with `--cascade=orphan` lets it go. The key is an owner, alive or not.
 * Models pkg/controller/garbagecollector/garbagecollector.go (attemptToDeleteItem, attemptToOrphanWorker).
 */
import { deepEqual } from '../api/equal';
import { goQuote } from '../api/go-print';
import type { ApiObject, OwnerReference } from '../api/meta';
import type { DeleteOptions, PropagationPolicy } from '../api/wire';
import type { CacheChange } from '../client/informer';
import { referenceTo } from '../client/recorder';
import {
  NOTHING_TO_DO,
  type Announcement,
  type Ask,
  type Controller,
  type Plan,
  type Step,
  type View,
} from './controller';
import {
  COLLECTED,
  dependentsOf,
  hasDependents,
  identityOf,
  identityOfWork,
  isOutsideOf,
  isSomewhere,
  known,
  OWNER_INDEXES,
  ownerOf,
  placeOf,
  workKey,
  type Dependent,
  type Identity,
} from './garbage-graph';
import { withoutFinalizer, withoutOwners } from './ownership';

const FOREGROUND = 'foregroundDeletion';
const ORPHAN = 'orphan';

/** A second look at what could not be decided, because a cache knew less than the API server. */
const LOOK_AGAIN_MS = 1000;

function has({ metadata }: ApiObject, finalizer: string): boolean {
  return metadata.finalizers?.includes(finalizer) === true;
}

function isLeaving({ metadata }: ApiObject): boolean {
  return metadata.deletionTimestamp !== undefined;
}

/** Deleted in the foreground: it stays until what it owns and blocks it is gone. */
function awaitsDependents(object: ApiObject): boolean {
  return isLeaving(object) && has(object, FOREGROUND);
}

function deletion({ resource, object }: Dependent, propagationPolicy: PropagationPolicy): Ask {
  const { name, namespace = '', uid = '' } = object.metadata;
  const options: DeleteOptions = { uid, propagationPolicy };
  return { verb: 'delete', resource, namespace, name, options };
}

/** A finalizer that is on the object already says how it wants to go. */
function ownPolicy(object: ApiObject): PropagationPolicy {
  if (has(object, ORPHAN)) return 'Orphan';
  return has(object, FOREGROUND) ? 'Foreground' : 'Background';
}

/** The references of an object by what became of the owner that they name. Models classifyReferences. */
interface Owners {
  readonly solid: readonly OwnerReference[];
  readonly dangling: readonly OwnerReference[];
  readonly waiting: readonly OwnerReference[];
}

function classify(view: View, { metadata }: ApiObject): Owners {
  const solid: OwnerReference[] = [];
  const dangling: OwnerReference[] = [];
  const waiting: OwnerReference[] = [];
  for (const reference of metadata.ownerReferences ?? []) {
    const place = ownerOf(reference, metadata);
    const owner = place === null ? undefined : known(view, place);
    if (place !== null && owner === undefined) dangling.push(reference);
    else if (owner !== undefined && awaitsDependents(owner)) waiting.push(reference);
    else solid.push(reference);
  }
  return { solid, dangling, waiting };
}

/** What becomes of one that has lost an owner, or whose owner waits for it to go. */
function release(view: View, dependent: Dependent): Ask | null {
  const { object } = dependent;
  if (isLeaving(object)) return null;
  const { solid, dangling, waiting } = classify(view, object);
  const lost = [...dangling, ...waiting].map(({ uid }) => uid);
  if (lost.length === 0) return null;
  if (solid.length > 0) return withoutOwners(dependent.resource, object, lost);
  const inForeground = waiting.length > 0 && hasDependents(view, object.metadata.uid ?? '');
  return deletion(dependent, inForeground ? 'Foreground' : ownPolicy(object));
}

/** The live question whether an owner is really gone: the caches may lag behind one another. */
function question(identity: Identity): Ask {
  const { resource, key, uid } = identity;
  return { verb: 'get', resource, ...placeOf(resource, key), onlyIfGone: uid };
}

/** Owners that the caches do not show although somebody names them, each once. */
function doubtful(view: View, dependents: readonly Dependent[]): readonly Identity[] {
  const found = new Map<string, Identity>();
  for (const { object } of dependents) {
    for (const reference of object.metadata.ownerReferences ?? []) {
      const place = ownerOf(reference, object.metadata);
      if (place === null || known(view, place) !== undefined) continue;
      found.set(place.uid, place);
    }
  }
  return [...found.values()];
}

const NO_COMPLAINTS: readonly Announcement[] = [];

/** Tells of an owner that is in another namespace. Models reportInvalidNamespaceOwnerRef. */
function complaint(object: ApiObject, { apiVersion, kind, name, uid }: OwnerReference): Announcement {
  const { namespace = '' } = object.metadata;
  const owner = `[${apiVersion}/${kind}, namespace: ${namespace}, name: ${name}, uid: ${uid}]`;
  const message = `ownerRef ${owner} does not exist in namespace ${goQuote(namespace)}`;
  return { involved: referenceTo(object), type: 'Warning', reason: 'OwnerRefInvalidNamespace', message };
}

/** About those who say that a missing owner is in their namespace, when it is in another one. */
function complaints(
  view: View,
  { resource, key, uid }: Identity,
  dependents: readonly Dependent[],
): readonly Announcement[] {
  const { namespace } = placeOf(resource, key);
  if (namespace === '') return NO_COMPLAINTS;
  const misled = dependents.filter(({ object }) => object.metadata.namespace === namespace);
  const named = misled[0]?.object.metadata.ownerReferences?.find((reference) => reference.uid === uid);
  if (named === undefined || !isSomewhere(view, named)) return NO_COMPLAINTS;
  return misled.map(({ object }) => complaint(object, named));
}

/** About an object outside all namespaces. */
function ownComplaints(view: View, object: ApiObject): readonly Announcement[] {
  const { metadata } = object;
  return (metadata.ownerReferences ?? [])
    .filter((reference) => isOutsideOf(reference, metadata) && isSomewhere(view, reference))
    .map((reference) => complaint(object, reference));
}

function collect(view: View, owner: Identity, dependents: readonly Dependent[]): Plan {
  const left = dependents.filter(({ object }) => !isLeaving(object));
  const releases = left.map((dependent) => release(view, dependent)).filter((ask) => ask !== null);
  if (releases.length === 0) return NOTHING_TO_DO;
  const questions = doubtful(view, left).map(question);
  // With one owner in doubt, its answer decides; with several, one that is still there leaves the others to a second look.
  const plan: Plan = { steps: [questions, releases], announce: complaints(view, owner, left) };
  return questions.length > 1 ? { ...plan, after: LOOK_AGAIN_MS } : plan;
}

function letGo(owner: Dependent, dependents: readonly Dependent[]): Plan {
  const { uid = '' } = owner.object.metadata;
  const releases = dependents.map(({ resource, object }) => withoutOwners(resource, object, [uid]));
  return { steps: [releases, [withoutFinalizer(owner.resource, owner.object, ORPHAN)]] };
}

function blocks({ object }: Dependent, uid: string): boolean {
  const references = object.metadata.ownerReferences ?? [];
  return references.some((reference) => reference.uid === uid && reference.blockOwnerDeletion === true);
}

/** Deletes what it owns, and lets the owner go when nothing is left that blocks it. */
function waitFor(view: View, owner: Dependent, dependents: readonly Dependent[]): Plan {
  const { uid = '' } = owner.object.metadata;
  const releases: Step = dependents
    .map((dependent) => release(view, dependent))
    .filter((ask) => ask !== null);
  const isBlocked = dependents.some((dependent) => blocks(dependent, uid));
  return { steps: [releases, isBlocked ? [] : [withoutFinalizer(owner.resource, owner.object, FOREGROUND)]] };
}

function reconcile(work: string, view: View): Plan {
  const identity = identityOfWork(work);
  const dependents = dependentsOf(view, identity.uid);
  const object = known(view, identity);
  if (object === undefined) return collect(view, identity, dependents);
  if (!isLeaving(object)) return { steps: [], announce: ownComplaints(view, object) };
  const owner: Dependent = { resource: identity.resource, object };
  if (has(object, ORPHAN)) return letGo(owner, dependents);
  return has(object, FOREGROUND) ? waitFor(view, owner, dependents) : NOTHING_TO_DO;
}

/** Owners of an object for which something must be done: the missing ones, and those that wait for it. */
function ownersInNeed(view: View, object: ApiObject, wanted: 'missing' | 'waiting'): readonly string[] {
  const { metadata } = object;
  const references = metadata.ownerReferences;
  if (references === undefined) return [];
  const keys: string[] = [];
  for (const reference of references) {
    const place = ownerOf(reference, metadata);
    if (place === null) continue;
    const owner = known(view, place);
    const inNeed =
      owner === undefined ? wanted === 'missing' : wanted === 'waiting' && awaitsDependents(owner);
    if (inNeed) keys.push(workKey(place));
  }
  return keys;
}

function afterDeletion(resource: string, object: ApiObject, view: View): readonly string[] {
  const waiting = ownersInNeed(view, object, 'waiting');
  if (!hasDependents(view, object.metadata.uid ?? '')) return waiting;
  return [workKey(identityOf(resource, object)), ...waiting];
}

/** What a newcomer or a change asks for. Whoever has owners that are known, and is not leaving, costs nothing. */
function afterChange(
  resource: string,
  object: ApiObject,
  old: ApiObject | undefined,
  view: View,
): readonly string[] {
  const { metadata } = object;
  const keys: string[] = [];
  const leaves = isLeaving(object) && (has(object, FOREGROUND) || has(object, ORPHAN));
  if (leaves && (old === undefined || !isLeaving(old) || old.metadata.finalizers !== metadata.finalizers))
    keys.push(workKey(identityOf(resource, object)));
  const before = old?.metadata.ownerReferences;
  if (before === metadata.ownerReferences) return keys;
  if (old !== undefined && deepEqual(before, metadata.ownerReferences)) return keys;
  if (metadata.ownerReferences?.some((reference) => isOutsideOf(reference, metadata)) === true)
    keys.push(workKey(identityOf(resource, object)));
  const lost = old === undefined ? [] : ownersInNeed(view, old, 'waiting');
  return [...keys, ...ownersInNeed(view, object, 'missing'), ...lost];
}

function keysFor({ resource, old, now }: CacheChange, view: View): readonly string[] {
  if (now !== undefined) return afterChange(resource, now, old, view);
  return old === undefined ? [] : afterDeletion(resource, old, view);
}

export const garbageCollector: Controller = {
  name: 'garbagecollector',
  component: 'garbage-collector-controller',
  watches: COLLECTED,
  indexes: OWNER_INDEXES,
  keysFor,
  reconcile,
};
