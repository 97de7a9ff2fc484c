/**
 * The garbage collector, background deletion only: what lost its owner goes too. The key is the owner's uid.
 * Models pkg/controller/garbagecollector/garbagecollector.go (attemptToDeleteItem).
 */
import { controllerOf, type ApiObject, type OwnerReference } from '../api/meta';
import type { CacheChange } from '../client/informer';
import { NOTHING_TO_DO, type Ask, type Controller, type Plan, type View } from './controller';

/** Kinds that own or are owned, by the resource that serves them. */
const RESOURCES: Readonly<Record<string, string>> = { Deployment: 'deployments', ReplicaSet: 'replicasets' };
const DEPENDENTS = ['replicasets', 'pods'] as const;

function dependentsOf(view: View, uid: string): { readonly resource: string; readonly object: ApiObject }[] {
  return DEPENDENTS.flatMap((resource) =>
    view.by<ApiObject>(resource, 'controller', uid).map((object) => ({ resource, object })),
  );
}

/** The live question whether the owner is really gone: the caches may lag behind one another. */
function lookUp(owner: OwnerReference, namespace: string): Ask | null {
  const resource = RESOURCES[owner.kind];
  if (resource === undefined) return null;
  return { verb: 'get', resource, namespace, name: owner.name, onlyIfGone: owner.uid };
}

function ownerInCache(view: View, owner: OwnerReference, namespace: string): ApiObject | undefined {
  const resource = RESOURCES[owner.kind];
  return resource === undefined ? undefined : view.get<ApiObject>(resource, `${namespace}/${owner.name}`);
}

function reconcile(uid: string, view: View): Plan {
  const dependents = dependentsOf(view, uid).filter(
    ({ object }) => object.metadata.deletionTimestamp === undefined,
  );
  const first = dependents[0];
  const owner = first === undefined ? undefined : controllerOf(first.object.metadata);
  if (first === undefined || owner === undefined) return NOTHING_TO_DO;
  const namespace = first.object.metadata.namespace ?? '';
  const known = ownerInCache(view, owner, namespace);
  if (known !== undefined && known.metadata.uid === uid) return NOTHING_TO_DO;
  const question = lookUp(owner, namespace);
  if (question === null) return NOTHING_TO_DO;
  const deletions = dependents.map(({ resource, object }): Ask => {
    const { name, uid: own = '' } = object.metadata;
    return { verb: 'delete', resource, namespace, name, options: { uid: own } };
  });
  // When another owner of the same name is known, nobody needs to be asked.
  return { steps: known === undefined ? [[question], deletions] : [deletions] };
}

function keysFor(change: CacheChange, view: View): readonly string[] {
  const { old, now } = change;
  if (now === undefined && old !== undefined) return [old.metadata.uid ?? ''];
  if (old !== undefined || now === undefined) return [];
  const owner = controllerOf(now.metadata);
  // A newcomer whose owner is known is nobody's orphan: looking at all its siblings would be quadratic.
  if (
    owner === undefined ||
    ownerInCache(view, owner, now.metadata.namespace ?? '')?.metadata.uid === owner.uid
  )
    return [];
  return [owner.uid];
}

export const garbageCollector: Controller = {
  name: 'garbagecollector',
  component: 'garbage-collector-controller',
  watches: ['deployments', 'replicasets', 'pods'],
  keysFor,
  reconcile,
};
