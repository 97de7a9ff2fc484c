/** Requests that change who owns an object. Models pkg/controller/controller_ref_manager.go. */
import { controllerOf, type ApiObject, type OwnerReference } from '../api/meta';
import { matchesSelector, type LabelSelector } from '../api/selector';
import type { Ask, View } from './controller';

/** The reference of an object to the controller that made it. */
export function controllerReference({ apiVersion, kind, metadata }: ApiObject): OwnerReference {
  const { name, uid = '' } = metadata;
  return { apiVersion, kind, name, uid, controller: true, blockOwnerDeletion: true };
}

/** The uid makes sure that this very object is meant, and not one that has its name by now. */
function metadataPatch(
  resource: string,
  { metadata }: ApiObject,
  change: Readonly<Record<string, unknown>>,
): Ask {
  const { name, namespace = '', uid = '' } = metadata;
  const body = { metadata: { uid, ...change } };
  return { verb: 'patch', resource, namespace, name, body, patchType: 'strategic' };
}

/** Takes away the references to these owners. */
export function withoutOwners(resource: string, object: ApiObject, uids: readonly string[]): Ask {
  const references = object.metadata.ownerReferences ?? [];
  const isLast = references.every(({ uid }) => uids.includes(uid));
  const removals = uids.map((uid) => ({ $patch: 'delete', uid }));
  return metadataPatch(resource, object, { ownerReferences: isLast ? null : removals });
}

export function withoutFinalizer(resource: string, object: ApiObject, finalizer: string): Ask {
  const isLast = (object.metadata.finalizers ?? []).every((other) => other === finalizer);
  const change = isLast ? { finalizers: null } : { '$deleteFromPrimitiveList/finalizers': [finalizer] };
  return metadataPatch(resource, object, change);
}

function adoption(resource: string, object: ApiObject, owner: ApiObject): Ask {
  return metadataPatch(resource, object, { ownerReferences: [controllerReference(owner)] });
}

/** Objects of one template often share one set of labels, which is looked at once. */
export function selectedBy(selector: LabelSelector): (object: ApiObject) => boolean {
  let last: ApiObject['metadata']['labels'];
  let was = matchesSelector(selector, last);
  return ({ metadata: { labels } }) => {
    if (labels !== last) [last, was] = [labels, matchesSelector(selector, labels)];
    return was;
  };
}

/** What a controller owns by its selector, and the requests that make it so. */
export interface Claim<T extends ApiObject> {
  readonly owned: readonly T[];
  /** To be adopted, or let go. */
  readonly asks: readonly Ask[];
}

/**
 * Claims what the selector selects: objects that nobody controls are adopted, and those that it controls but no longer
 * selects are let go, if they count at all. One that is being deleted changes nothing any more.
 */
export function claim<T extends ApiObject>(
  view: View,
  resource: string,
  owner: ApiObject,
  isOwned: (object: T) => boolean,
  counts: (object: T) => boolean = () => true,
): Claim<T> {
  const { uid = '', namespace = '', deletionTimestamp } = owner.metadata;
  const controlled = view.by<T>(resource, 'controller', uid);
  const orphans = deletionTimestamp === undefined ? view.by<T>(resource, 'orphan', namespace) : [];
  const asks: Ask[] = [];
  const owned = controlled.every(isOwned) ? controlled : controlled.filter(isOwned);
  if (owned !== controlled && deletionTimestamp === undefined) {
    for (const object of controlled)
      if (!isOwned(object) && counts(object)) asks.push(withoutOwners(resource, object, [uid]));
  }
  const adopted = orphans.filter(
    (object) => object.metadata.deletionTimestamp === undefined && isOwned(object) && counts(object),
  );
  if (adopted.length === 0) return { owned, asks };
  for (const object of adopted) asks.push(adoption(resource, object, owner));
  return { owned: [...owned, ...adopted], asks };
}

/** The same owner of a resource before and after a change, as far as its controller is concerned. */
export function isSameController(old: ApiObject, now: ApiObject): boolean {
  return (
    old.metadata.ownerReferences === now.metadata.ownerReferences ||
    controllerOf(old.metadata)?.uid === controllerOf(now.metadata)?.uid
  );
}
