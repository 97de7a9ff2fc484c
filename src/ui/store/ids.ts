/** The parts of the id of an API object: `<cluster>/<resource>/<namespace>/<name>`. */
export interface ObjectId {
  readonly cluster: string;
  readonly resource: string;
  readonly namespace: string;
  readonly name: string;
}

/** Splits an object's id; null when it is a component's address or nothing that we know. */
export function parseObjectId(id: string): ObjectId | null {
  const [cluster, resource, namespace, name, ...rest] = id.split('/');
  if (!cluster || !resource || namespace === undefined || !name || rest.length > 0) return null;
  return { cluster, resource, namespace, name };
}

/** The same for an id that must be an object's. */
export function mustParseObjectId(id: string): ObjectId {
  const parsed = parseObjectId(id);
  if (!parsed) throw new RangeError(`not the id of an object: ${id}`);
  return parsed;
}

/** The cluster that an address or an id belongs to: its first part. */
export function clusterOf(id: string): string {
  return id.split('/')[0] ?? '';
}

const systemNamespaces: ReadonlySet<string> = new Set(['kube-system', 'kube-public', 'kube-node-lease']);

/** True for the namespaces in which the cluster keeps what it runs for itself. */
export function isSystemNamespace(namespace: string | undefined): boolean {
  return namespace !== undefined && systemNamespaces.has(namespace);
}
