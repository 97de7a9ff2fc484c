/**
 * The patch that `kubectl apply` sends: what the file says and the server does not, and the deletion of what the last
 * applied file said and this one no longer does. Models strategicpatch.CreateThreeWayMergePatch and
 * jsonmergepatch.CreateThreeWayJSONMergePatch.
 */
import { structOfObject } from '../../../engine/api/bodies';
import { deepEqual } from '../../../engine/api/equal';
import { isJsonArray, isJsonObject, type JsonObject } from '../../../engine/api/json';
import { type PatchPlace, placeBelow } from '../../../engine/api/merge-keys';
import { KubectlError } from '../errors';
import { goMapJson } from '../go-json';
import { mergeKeyText } from './element-order';
import { diffMaps, type Patch, strategyOf } from './strategic-diff';

export interface ThreeWay {
  /** What was applied last; null when nobody knows. */
  readonly original: JsonObject | null;
  readonly modified: JsonObject;
  readonly current: JsonObject;
  /** Without it a field that somebody else has changed since is a conflict. */
  readonly overwrite: boolean;
}

/** For kinds that the server knows by their types. Throws a `MergeKeyError` or a `KubectlError`. */
export function strategicThreeWayPatch({ original, modified, current, overwrite }: ThreeWay): JsonObject {
  const before = original ?? {};
  const place = structOfObject(textOf(modified['apiVersion']), textOf(modified['kind']));
  const delta = diffMaps(current, modified, place, { ignoreDeletions: true, setElementOrder: true });
  const deletions = diffMaps(before, modified, place, { ignoreChangesAndAdditions: true });
  const patch = mergePatches(deletions, delta, place);
  if (!overwrite) refuseConflicts(patch, diffMaps(before, current, place, { setElementOrder: true }));
  return patch;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** Two patches as one; where both speak of a field the second wins. Lists merge by their keys. */
function mergePatches(first: JsonObject, second: JsonObject, place: PatchPlace): Patch {
  const merged: Patch = { ...first };
  for (const [key, value] of Object.entries(second)) {
    const own = merged[key];
    if (isJsonObject(own) && isJsonObject(value))
      merged[key] = mergePatches(own, value, placeBelow(place, key));
    else if (isJsonArray(own) && isJsonArray(value)) merged[key] = mergeLists(own, value, place, key);
    else merged[key] = value;
  }
  return merged;
}

function mergeLists(
  first: readonly unknown[],
  second: readonly unknown[],
  place: PatchPlace,
  key: string,
): readonly unknown[] {
  const { mergeKey } = strategyOf(place, key);
  if (mergeKey === null || mergeKey === '' || key.startsWith('$')) return second;
  const left = new Map(first.map((item) => [mergeKeyText(item, mergeKey), item]));
  const named = second.map((item) => {
    const name = mergeKeyText(item, mergeKey);
    const own = left.get(name);
    left.delete(name);
    return isJsonObject(own) && isJsonObject(item) ? mergePatches(own, item, placeBelow(place, key)) : item;
  });
  return [...named, ...left.values()];
}

/** For kinds whose lists are replaced whole: custom resources. */
export function jsonThreeWayPatch({ original, modified, current, overwrite }: ThreeWay): JsonObject {
  const before = original ?? {};
  const additions = keepNulls(mergePatchOf(current, modified), false);
  const deletions = keepNulls(mergePatchOf(before, modified), true);
  const patch = combined(deletions, additions);
  if (!overwrite) refuseConflicts(patch, mergePatchOf(before, current));
  return patch;
}

/** A JSON merge patch that makes `modified` of `original`. Models jsonpatch.CreateMergePatch. */
export function mergePatchOf(original: JsonObject, modified: JsonObject): JsonObject {
  const patch: Patch = {};
  for (const [key, after] of Object.entries(modified)) {
    const before = original[key];
    if (isJsonObject(before) && isJsonObject(after)) {
      const inner = mergePatchOf(before, after);
      if (Object.keys(inner).length > 0) patch[key] = inner;
    } else if (!Object.hasOwn(original, key) || !deepEqual(before, after)) patch[key] = after;
  }
  for (const key of Object.keys(original)) if (!Object.hasOwn(modified, key)) patch[key] = null;
  return patch;
}

/** Only what is null (deletions), or only what is not. Models keepOrDeleteNullInObj. */
function keepNulls(object: JsonObject, wanted: boolean): JsonObject {
  const kept: Patch = {};
  for (const [key, value] of Object.entries(object)) {
    if (isJsonObject(value) && Object.keys(value).length > 0) {
      const inner = keepNulls(value, wanted);
      if (Object.keys(inner).length > 0) kept[key] = inner;
    } else if ((value === null) === wanted) kept[key] = value;
  }
  return kept;
}

function combined(first: JsonObject, second: JsonObject): JsonObject {
  const merged: Patch = { ...first };
  for (const [key, value] of Object.entries(second)) {
    const own = merged[key];
    merged[key] = isJsonObject(own) && isJsonObject(value) ? combined(own, value) : value;
  }
  return merged;
}

function refuseConflicts(patch: JsonObject, changes: JsonObject): void {
  if (!conflicts(patch, changes)) return;
  throw new KubectlError(
    `patch:\n${goMapJson(patch)}\nconflicts with changes made from original to current:\n${goMapJson(changes)}\n`,
  );
}

/** True when both change the same field to different values. Models mergepatch.HasConflicts. */
function conflicts(left: unknown, right: unknown): boolean {
  if (isJsonObject(left) && isJsonObject(right)) {
    return Object.keys(left).some((key) => Object.hasOwn(right, key) && conflicts(left[key], right[key]));
  }
  if (isJsonArray(left) && isJsonArray(right)) {
    return left.length !== right.length || left.some((item, i) => conflicts(item, right[i]));
  }
  return !deepEqual(left, right);
}
