/**
 * The difference of two objects as a strategic merge patch, with `$setElementOrder`, `$retainKeys` and `$patch` where the
 * server needs them. Models apimachinery/pkg/util/strategicpatch/patch.go (diffMaps, diffLists).
 */
import { deepEqual } from '../../../engine/api/equal';
import { isJsonArray, isJsonObject, type JsonObject } from '../../../engine/api/json';
import { marksOf } from '../../../engine/api/list-marks';
import { isReplacedMap, listMergeOf, type PatchPlace, placeBelow } from '../../../engine/api/merge-keys';
import { compareByOrder, mergeKeyText } from './element-order';

export interface DiffOptions {
  /** Tell the server the order of merged lists. */
  readonly setElementOrder?: boolean;
  readonly ignoreChangesAndAdditions?: boolean;
  readonly ignoreDeletions?: boolean;
}

/** A patch under construction. */
export type Patch = Record<string, unknown>;

/** How the list or map at a key is patched. Models the `patchStrategy` tags of the API types. */
export interface Strategy {
  /** By which key items are the same; '' for a set of texts; null when the list is one value. */
  readonly mergeKey: string | null;
  readonly retainsKeys: boolean;
}

export function strategyOf(place: PatchPlace, key: string): Strategy {
  const merge = listMergeOf(place, key);
  const marks = place === null ? undefined : marksOf(place).get(key);
  return {
    mergeKey: merge === null ? null : (merge.mergeKey ?? ''),
    retainsKeys: marks?.patchStrategy?.split(',').includes('retainKeys') ?? false,
  };
}

function typeOf(value: unknown): string {
  return Array.isArray(value) ? 'array' : value === null ? 'null' : typeof value;
}

/** A patch that makes `modified` of `original`. `place` is the struct that both are. */
export function diffMaps(
  original: JsonObject,
  modified: JsonObject,
  place: PatchPlace,
  options: DiffOptions,
  retainsKeys = false,
): Patch {
  const patch: Patch = {};
  const keys = Object.keys(modified).filter((key) => modified[key] !== undefined);
  for (const key of keys) {
    const after = modified[key];
    if (!Object.hasOwn(original, key)) {
      if (options.ignoreChangesAndAdditions !== true) patch[key] = after;
    } else if (key === '$patch') {
      if (original[key] !== after) patch[key] = after;
    } else diffField(place, key, original[key], after, patch, options);
  }
  if (options.ignoreDeletions !== true) {
    for (const key of Object.keys(original)) if (!Object.hasOwn(modified, key)) patch[key] = null;
  }
  const retained = retainsKeys ? keys.filter((key) => modified[key] !== null) : [];
  const hasMore = Object.keys(original).some((key) => !Object.hasOwn(modified, key));
  if (retained.length > 0 && (Object.keys(patch).length > 0 || hasMore)) {
    patch['$retainKeys'] = retained.toSorted();
  }
  return patch;
}

function diffField(
  place: PatchPlace,
  key: string,
  before: unknown,
  after: unknown,
  patch: Patch,
  options: DiffOptions,
): void {
  const isChanged = options.ignoreChangesAndAdditions !== true;
  if (isJsonObject(before) && isJsonObject(after)) {
    if (isReplacedMap(place, key)) {
      if (isChanged) patch[key] = after;
      return;
    }
    const inner = diffMaps(
      before,
      after,
      placeBelow(place, key),
      options,
      strategyOf(place, key).retainsKeys,
    );
    if (Object.keys(inner).length > 0) patch[key] = inner;
  } else if (isJsonArray(before) && isJsonArray(after)) {
    diffListField(place, key, before, after, patch, options);
  } else if (isChanged && (typeOf(before) !== typeOf(after) || before !== after)) patch[key] = after;
}

function diffListField(
  place: PatchPlace,
  key: string,
  before: readonly unknown[],
  after: readonly unknown[],
  patch: Patch,
  options: DiffOptions,
): void {
  const { mergeKey, retainsKeys } = strategyOf(place, key);
  if (mergeKey === null || [...before, ...after].some(isJsonArray)) {
    if (options.ignoreChangesAndAdditions !== true && !deepEqual(before, after)) patch[key] = after;
    return;
  }
  const { list, deleted, order } = diffLists(
    before,
    after,
    placeBelow(place, key),
    mergeKey,
    options,
    retainsKeys,
  );
  if (list.length > 0) patch[key] = list;
  if (deleted.length > 0) patch[`$deleteFromPrimitiveList/${key}`] = deleted;
  if (order.length > 0) patch[`$setElementOrder/${key}`] = order;
}

interface ListDiff {
  readonly list: readonly unknown[];
  readonly deleted: readonly unknown[];
  readonly order: readonly unknown[];
}

const NO_DIFF: ListDiff = { list: [], deleted: [], order: [] };

function diffLists(
  before: readonly unknown[],
  after: readonly unknown[],
  place: PatchPlace,
  mergeKey: string,
  options: DiffOptions,
  retainsKeys: boolean,
): ListDiff {
  if (before.length === 0) {
    if (after.length === 0 || options.ignoreChangesAndAdditions === true) return NO_DIFF;
    return { ...NO_DIFF, list: after };
  }
  if (mergeKey === '') return diffSets(before, after, options);
  const { changed, gone } = diffItems(before, after, place, mergeKey, options, retainsKeys);
  const list = [...changed.toSorted(compareByOrder(after, mergeKey)), ...gone];
  const isOrderSame =
    before.length === after.length &&
    after.every((item, i) => mergeKeyText(item, mergeKey) === mergeKeyText(before[i], mergeKey));
  const wantsOrder = options.setElementOrder === true && (list.length > 0 || !isOrderSame);
  const order = wantsOrder ? after.map((item) => ({ [mergeKey]: (item as JsonObject)[mergeKey] })) : [];
  return { list, deleted: [], order };
}

function diffItems(
  before: readonly unknown[],
  after: readonly unknown[],
  place: PatchPlace,
  mergeKey: string,
  options: DiffOptions,
  retainsKeys: boolean,
): { changed: unknown[]; gone: unknown[] } {
  const old = new Map(before.map((item) => [mergeKeyText(item, mergeKey), item as JsonObject]));
  const kept = new Set<string>();
  const changed: unknown[] = [];
  for (const item of after) {
    const name = mergeKeyText(item, mergeKey);
    const other = old.get(name);
    kept.add(name);
    if (other === undefined) {
      if (options.ignoreChangesAndAdditions !== true) changed.push(item);
      continue;
    }
    const patch = diffMaps(other, item as JsonObject, place, options, retainsKeys);
    if (Object.keys(patch).length > 0) changed.push({ ...patch, [mergeKey]: (item as JsonObject)[mergeKey] });
  }
  const gone =
    options.ignoreDeletions === true
      ? []
      : [...old]
          .filter(([name]) => !kept.has(name))
          .toSorted(([a], [b]) => (a < b ? -1 : 1))
          .map(([, item]) => ({ $patch: 'delete', [mergeKey]: item[mergeKey] }));
  return { changed, gone };
}

/** Sets of texts: what is new, and what goes. */
function diffSets(before: readonly unknown[], after: readonly unknown[], options: DiffOptions): ListDiff {
  const list =
    options.ignoreChangesAndAdditions === true ? [] : after.filter((item) => !before.includes(item));
  const deleted = options.ignoreDeletions === true ? [] : before.filter((item) => !after.includes(item));
  const wantsOrder = options.setElementOrder === true && (list.length > 0 || !deepEqual(before, after));
  return { list, deleted: deleted.map(String).toSorted(), order: wantsOrder ? after : [] };
}
