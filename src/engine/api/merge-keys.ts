/** Which lists are merged item by item, and by which key. Models the `patchStrategy` and `patchMergeKey` tags of the API types. */
import { marksOf } from './list-marks';
import { type FieldType, structOf } from './schema';

/** Where a patch stands: the struct that its keys are fields of, or null inside of what has no schema. */
export type PatchPlace = string | null;

/** What a key leads into: itself, or the items of a list. */
export function placeBelow(place: PatchPlace, key: string): PatchPlace {
  if (place === null) return null;
  let type: FieldType | undefined = structOf(place).fields.get(key)?.type;
  while (type?.form === 'list') type = type.item;
  return type?.form === 'struct' ? type.struct : null;
}

export interface ListMerge {
  /** By which items are the same; null for a list of texts that is a set. */
  readonly mergeKey: string | null;
}

/** How the list at a key is merged; null when it is one value. */
export function listMergeOf(place: PatchPlace, key: string): ListMerge | null {
  if (place === null) return null;
  const { patchStrategy = '', patchMergeKey = null } = marksOf(place).get(key) ?? {};
  return patchStrategy.split(',').includes('merge') ? { mergeKey: patchMergeKey } : null;
}

/** A few maps are replaced whole: the selector of a PodDisruptionBudget. */
export function isReplacedMap(place: PatchPlace, key: string): boolean {
  return place !== null && marksOf(place).get(key)?.patchStrategy === 'replace';
}

// ------------------------------------------------------------------------------------ without knowing the type

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

/**
 * The key by which items of the list `parent.field` are the same; null when the list is one value. For who does not know
 * the type: a guess by the names, right for the workloads, Services and Nodes.
 */
export function mergeKeyOf(parent: string, field: string): string | null {
  const other = field === 'ports' ? OTHER_PORTS.get(parent) : undefined;
  return other === undefined ? (MERGE_KEYS.get(field) ?? null) : other;
}
