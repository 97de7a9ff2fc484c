/** The names under which the page knows things. */

/** `<cluster>/<resource>/<namespace>/<name>`; the namespace is empty for cluster-scoped kinds. */
export function objectId(cluster: string, resource: string, namespace: string, name: string): string {
  return `${cluster}/${resource}/${namespace}/${name}`;
}

/** The way back; null for what is no object (a component's address). */
export function parseObjectId(id: string): {
  readonly cluster: string;
  readonly resource: string;
  readonly namespace: string;
  readonly name: string;
} | null {
  const [cluster, resource, namespace, name] = id.split('/');
  if (cluster === undefined || resource === undefined || namespace === undefined || name === undefined)
    return null;
  return { cluster, resource, namespace, name };
}

/** Key in caches and in etcd below the prefix. */
export function keyOfId(namespace: string, name: string): string {
  return namespace === '' ? name : `${namespace}/${name}`;
}
