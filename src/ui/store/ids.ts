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
