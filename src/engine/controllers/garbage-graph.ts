/**
 * Who owns whom: what the garbage collector sees of all kinds. Owners are told apart by uid, and found by the place
 * that a reference names. Models pkg/controller/garbagecollector/graph_builder.go.
 */
import type { Kind } from '../api/kind';
import { kindOf, kindOfResource, KINDS } from '../api/kinds';
import { keyOf, type ApiObject, type ObjectMeta, type OwnerReference } from '../api/meta';
import type { IndexName } from '../client/informer';
import type { View } from './controller';

/** Events own nothing and are owned by nobody; they leave by their age. Models DefaultIgnoredResources. */
export const COLLECTED: readonly string[] = KINDS.map(({ resource }) => resource).filter(
  (resource) => resource !== 'events',
);

export const OWNER_INDEXES: Readonly<Record<string, readonly IndexName[]>> = Object.fromEntries(
  COLLECTED.map((resource) => [resource, ['controller', 'owner']]),
);

/** An object's place and identity: what the collector's keys say. */
export interface Identity {
  readonly resource: string;
  /** As in the caches: `default/web`. */
  readonly key: string;
  readonly uid: string;
}

export interface Dependent {
  readonly resource: string;
  readonly object: ApiObject;
}

/** `replicasets/default/web-5d4f8#9b1d…`. */
export function workKey({ resource, key, uid }: Identity): string {
  return `${resource}/${key}#${uid}`;
}

export function identityOfWork(work: string): Identity {
  const [slash, hash] = [work.indexOf('/'), work.indexOf('#')];
  return { resource: work.slice(0, slash), key: work.slice(slash + 1, hash), uid: work.slice(hash + 1) };
}

export function identityOf(resource: string, { metadata }: ApiObject): Identity {
  return { resource, key: keyOf(metadata), uid: metadata.uid ?? '' };
}

function kindOfReference({ apiVersion, kind }: OwnerReference): Kind | undefined {
  return kindOf(apiVersion, kind);
}

/**
 * Where the owner must be: in the namespace of what it owns, or in none. Null for kinds that nobody serves, and for
 * what cannot be: an object outside all namespaces that says one inside owns it.
 */
export function ownerOf(reference: OwnerReference, { namespace = '' }: ObjectMeta): Identity | null {
  const kind = kindOfReference(reference);
  if (kind === undefined || (kind.namespaced && namespace === '')) return null;
  const key = kind.namespaced ? `${namespace}/${reference.name}` : reference.name;
  return { resource: kind.resource, key, uid: reference.uid };
}

/** The object in the caches, if it is this very one. */
export function known(view: View, { resource, key, uid }: Identity): ApiObject | undefined {
  const found = view.get<ApiObject>(resource, key);
  return found?.metadata.uid === uid ? found : undefined;
}

/**
 * True when the owner that a reference names is in some namespace. Looked for by its name in every one of them: there
 * are few, and this is asked only of owners that are not where they should be.
 */
export function isSomewhere(view: View, reference: OwnerReference): boolean {
  const { resource = '', namespaced = false } = kindOfReference(reference) ?? {};
  const { name, uid } = reference;
  return (
    namespaced &&
    view
      .list<ApiObject>('namespaces')
      .some(({ metadata }) => known(view, { resource, key: `${metadata.name}/${name}`, uid }) !== undefined)
  );
}

/** An object outside all namespaces names an owner inside of one. */
export function isOutsideOf(reference: OwnerReference, { namespace = '' }: ObjectMeta): boolean {
  return namespace === '' && kindOfReference(reference)?.namespaced === true;
}

const INDEXES = ['controller', 'owner'] as const;

export function dependentsOf(view: View, uid: string): readonly Dependent[] {
  const found: Dependent[] = [];
  for (const resource of COLLECTED) {
    for (const index of INDEXES) {
      for (const object of view.by<ApiObject>(resource, index, uid)) found.push({ resource, object });
    }
  }
  return found;
}

export function hasDependents(view: View, uid: string): boolean {
  for (const resource of COLLECTED) {
    for (const index of INDEXES) if (view.by(resource, index, uid).length > 0) return true;
  }
  return false;
}

/** Namespace and name for a request. */
export function placeOf(
  resource: string,
  key: string,
): { readonly namespace: string; readonly name: string } {
  if (kindOfResource(resource)?.namespaced !== true) return { namespace: '', name: key };
  const slash = key.indexOf('/');
  return { namespace: key.slice(0, slash), name: key.slice(slash + 1) };
}
