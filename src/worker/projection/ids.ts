/** The names under which the page knows things. */
import { kindOf, kindOfResource } from '../../engine/api/kinds';
import type { Kind } from '../../engine/api/kind';
import type { ApiObject } from '../../engine/api/meta';
import { range, type EtcdState } from '../../engine/etcd/store';

/** `<cluster>/<resource>/<namespace>/<name>`; the namespace is empty for cluster-scoped kinds. */
export function objectId(cluster: string, resource: string, namespace: string, name: string): string {
  return `${cluster}/${resource}/${namespace}/${name}`;
}

export function idOf(cluster: string, resource: string, { metadata }: Pick<ApiObject, 'metadata'>): string {
  return objectId(cluster, resource, metadata.namespace ?? '', metadata.name);
}

export interface ObjectName {
  readonly cluster: string;
  readonly kind: Kind;
  readonly namespace: string;
  readonly name: string;
  /** Key in caches, and in etcd below the kind's prefix. */
  readonly key: string;
}

/** What an id names; null for what is no object of a kind that we know (a component's address). */
export function parseObjectId(id: string): ObjectName | null {
  const [cluster = '', resource = '', namespace = '', name] = id.split('/');
  const kind = kindOfResource(resource);
  if (kind === undefined || name === undefined) return null;
  return { cluster, kind, namespace, name, key: kind.namespaced ? `${namespace}/${name}` : name };
}

/** The stored object behind an id, or undefined. */
export function objectOfId(etcd: EtcdState, id: string): ApiObject | undefined {
  const parts = parseObjectId(id);
  if (parts === null) return undefined;
  return range(etcd, parts.kind.storagePrefix).get(parts.key)?.value as ApiObject | undefined;
}

/** The id of an object that another one refers to; undefined for a kind that we don't know. */
export function referencedId(
  cluster: string,
  { apiVersion, kind: kindName, name }: { apiVersion: string; kind: string; name: string },
  namespace: string,
): string | undefined {
  const kind = kindOf(apiVersion, kindName);
  if (kind === undefined) return undefined;
  return objectId(cluster, kind.resource, kind.namespaced ? namespace : '', name);
}
