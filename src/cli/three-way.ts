import { mergeKeyOf } from '../engine/api/merge-keys';

type Json = Readonly<Record<string, unknown>>;

function isRecord(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * The strategic patch that `kubectl apply` sends: what the manifest says, and the deletion of what the last applied
 * manifest said and this one no longer does. Fields that others own (status, defaults, the scale of an autoscaler)
 * stand in neither and stay. Models kubectl's three-way merge, less the comparison with the live object, which the
 * API server repeats anyway.
 */
export function applyPatch(lastApplied: unknown, manifest: Json): Json {
  return mapPatch('', lastApplied, manifest);
}

/** `parent` is the field in which the map stands: it decides how the lists in the map are merged. */
function mapPatch(parent: string, lastApplied: unknown, manifest: Json): Json {
  if (!isRecord(lastApplied)) return manifest;
  const patch: Record<string, unknown> = { ...manifest };
  for (const [key, before] of Object.entries(lastApplied)) {
    const after = manifest[key];
    if (after === undefined) patch[key] = null;
    else if (isRecord(before) && isRecord(after)) patch[key] = mapPatch(key, before, after);
    else if (Array.isArray(before) && Array.isArray(after))
      patch[key] = listPatch(parent, key, before, after);
  }
  return patch;
}

function listPatch(
  parent: string,
  field: string,
  before: readonly unknown[],
  after: readonly unknown[],
): readonly unknown[] {
  const mergeKey = mergeKeyOf(parent, field);
  if (mergeKey === null) return after;
  const keyOf = (item: unknown) => (isRecord(item) ? item[mergeKey] : undefined);
  const beforeByKey = new Map(before.map((item) => [keyOf(item), item]));
  const afterKeys = new Set(after.map(keyOf));
  const kept = after.map((item) =>
    isRecord(item) ? mapPatch(field, beforeByKey.get(keyOf(item)), item) : item,
  );
  const gone = [...beforeByKey.keys()].filter((key) => key !== undefined && !afterKeys.has(key));
  return [...kept, ...gone.map((key) => ({ [mergeKey]: key, $patch: 'delete' }))];
}

/** True when everything that `part` says also stands in `whole`: then applying it would change nothing. */
export function isSaidBy(part: unknown, whole: unknown): boolean {
  if (isRecord(part)) {
    return isRecord(whole) && Object.entries(part).every(([key, value]) => isSaidBy(value, whole[key]));
  }
  if (Array.isArray(part)) {
    return (
      Array.isArray(whole) &&
      part.length === whole.length &&
      part.every((item, index) => isSaidBy(item, whole[index]))
    );
  }
  return part === whole || (part === null && whole === undefined);
}
