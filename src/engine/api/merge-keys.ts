/** Which lists are merged item by item, and by which key, by the type that they stand in. Models the `patchStrategy` and `patchMergeKey` tags of the API types. */
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
