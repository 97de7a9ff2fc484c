/** Which lists of our kinds are merged item by item, and by which key. Models the `patchMergeKey` tags of the API types. */

/** By field name. All other lists (tolerations, taints …) are replaced whole. */
const MERGE_KEYS: ReadonlyMap<string, string> = new Map([
  ['containers', 'name'],
  ['initContainers', 'name'],
  ['ephemeralContainers', 'name'],
  ['volumes', 'name'],
  ['env', 'name'],
  ['ports', 'containerPort'],
  ['volumeMounts', 'mountPath'],
  ['volumeDevices', 'devicePath'],
  ['imagePullSecrets', 'name'],
  ['secrets', 'name'],
  ['hostAliases', 'ip'],
  ['topologySpreadConstraints', 'topologyKey'],
  ['schedulingGates', 'name'],
  ['resourceClaims', 'name'],
  ['resourceClaimStatuses', 'name'],
  ['allocatedResourcesStatus', 'name'],
  ['conditions', 'type'],
  ['addresses', 'type'],
  ['ownerReferences', 'uid'],
  ['podIPs', 'ip'],
  ['hostIPs', 'ip'],
]);

/** `ports` of a container are known by their number. Those of other things, by the field that they stand in: */
const OTHER_PORTS: ReadonlyMap<string, string | null> = new Map([
  // Of a Service.
  ['spec', 'port'],
  // Of an EndpointSlice, and of a load balancer: replaced whole.
  ['', null],
  ['ingress', null],
]);

/** The key by which items of the list `parent.field` are the same; null when the list is one value. */
export function mergeKeyOf(parent: string, field: string): string | null {
  const other = field === 'ports' ? OTHER_PORTS.get(parent) : undefined;
  return other === undefined ? (MERGE_KEYS.get(field) ?? null) : other;
}
