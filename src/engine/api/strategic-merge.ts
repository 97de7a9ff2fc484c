/**
 * Strategic merge patch: a merge patch that knows which lists are keyed. Models
 * apimachinery/pkg/util/strategicpatch/patch.go; what a client puts into `$…` keys steers it.
 */
import { deepEqual } from './equal';
import { goJson } from './go-print';
import { isJsonArray, isJsonObject, type JsonObject, jsonKeys, ownValue, withChanges } from './json';
import { isReplacedMap, listMergeOf, type PatchPlace, placeBelow } from './merge-keys';

const DIRECTIVE = '$patch';
const RETAIN_KEYS = '$retainKeys';
const DELETE_FROM_LIST = '$deleteFromPrimitiveList/';
const ORDER = '$setElementOrder/';

/** Carries the words of the real server from deep inside a patch to its border. */
class PatchMistake extends Error {}

function unknownDirective(directive: unknown, map: JsonObject): PatchMistake {
  return new PatchMistake(`unknown patch type: ${goJson(directive)} in map: ${goJson(map)}`);
}

/** Taken from the patch as it is: without instructions, and without nulls. */
function fresh(value: unknown): unknown {
  if (isJsonArray(value)) return value.filter((item) => !hasDirective(item)).map(fresh);
  if (!isJsonObject(value)) return value;
  const entries = jsonKeys(value).filter(
    (key) => value[key] !== null && !hasDirective(value[key]) && !key.startsWith('$'),
  );
  return Object.fromEntries(entries.map((key) => [key, fresh(value[key])]));
}

function hasDirective(value: unknown): boolean {
  return isJsonObject(value) && ownValue(value, DIRECTIVE) !== undefined;
}

/** Fields outside `$retainKeys` go away; a patch that names others contradicts itself. */
function retainOnly(patch: JsonObject, changes: Map<string, unknown>, target: JsonObject): void {
  const retained = ownValue(patch, RETAIN_KEYS);
  if (retained === undefined) return;
  if (!isJsonArray(retained)) throw new PatchMistake('invalid patch format of retainKeys');
  for (const key of jsonKeys(patch)) {
    if (key.startsWith('$') || patch[key] === null || retained.includes(key)) continue;
    throw new PatchMistake('invalid patch format of retainKeys');
  }
  for (const key of jsonKeys(target)) if (!retained.includes(key)) changes.set(key, undefined);
}

function mergeMaps(target: JsonObject, patch: JsonObject, place: PatchPlace): JsonObject {
  const directive = ownValue(patch, DIRECTIVE);
  if (directive === 'replace') return fresh({ ...patch, [DIRECTIVE]: undefined }) as JsonObject;
  if (directive === 'delete') return {};
  if (directive !== undefined) throw unknownDirective(directive, patch);
  const changes = new Map<string, unknown>();
  retainOnly(patch, changes, target);
  const current = (key: string): unknown => (changes.has(key) ? changes.get(key) : ownValue(target, key));
  for (const key of jsonKeys(patch)) {
    const value = patch[key];
    if (key.startsWith(DELETE_FROM_LIST)) {
      const name = key.slice(DELETE_FROM_LIST.length);
      changes.set(name, withoutItems(current(name), value));
    } else if (!key.startsWith('$')) {
      changes.set(key, value === null ? undefined : mergeValue(current(key), value, place, key));
    }
  }
  for (const key of jsonKeys(patch)) {
    if (!key.startsWith(ORDER)) continue;
    const name = key.slice(ORDER.length);
    changes.set(
      name,
      reordered(
        current(name),
        patch[key],
        ownValue(target, name),
        listMergeOf(place, name)?.mergeKey ?? null,
      ),
    );
  }
  return withChanges(target, changes);
}

function mergeValue(target: unknown, patch: unknown, place: PatchPlace, key: string): unknown {
  if (isJsonObject(target) && isJsonObject(patch) && !isReplacedMap(place, key))
    return mergeMaps(target, patch, placeBelow(place, key));
  if (isJsonArray(target) && isJsonArray(patch)) return mergeLists(target, patch, place, key);
  if (hasDirective(patch)) return undefined;
  return deepEqual(target, patch) ? target : fresh(patch);
}

function withoutItems(list: unknown, removed: unknown): unknown {
  if (!isJsonArray(list) || !isJsonArray(removed)) return list;
  const rest = list.filter((item) => !removed.includes(item));
  return rest.length === list.length ? list : rest;
}

function mergeLists(
  target: readonly unknown[],
  patch: readonly unknown[],
  place: PatchPlace,
  key: string,
): unknown {
  const merge = listMergeOf(place, key);
  if (merge !== null && merge.mergeKey !== null)
    return mergeKeyedLists(target, patch, merge.mergeKey, placeBelow(place, key));
  if (merge !== null) return ordered([...new Set([...target, ...patch])], patch, target, null);
  return deepEqual(target, patch) ? target : fresh(patch);
}

function keyOfItem(item: unknown, mergeKey: string): unknown {
  const value = isJsonObject(item) ? ownValue(item, mergeKey) : undefined;
  if (value === undefined)
    throw new PatchMistake(`map: ${goJson(item)} does not contain declared merge key: ${mergeKey}`);
  return value;
}

/** Items of the same key merge; items that are marked with a directive are deleted, or the list is replaced. */
function mergeKeyedLists(
  target: readonly unknown[],
  patch: readonly unknown[],
  mergeKey: string,
  place: PatchPlace,
): readonly unknown[] {
  const plain = patch.filter((item) => !hasDirective(item));
  let rest = target;
  for (const item of patch) {
    const directive = isJsonObject(item) ? ownValue(item, DIRECTIVE) : undefined;
    if (directive === 'replace') return plain.map(fresh);
    if (directive === undefined) continue;
    if (directive !== 'delete') throw unknownDirective(directive, item as JsonObject);
    const gone = keyOfItem(item, mergeKey);
    rest = rest.filter((other) => keyOfItem(other, mergeKey) !== gone);
  }
  const merged = [...rest];
  for (const item of plain) {
    const key = keyOfItem(item, mergeKey);
    const index = merged.findIndex((other) => keyOfItem(other, mergeKey) === key);
    if (index < 0) merged.push(fresh(item));
    else merged[index] = mergeMaps(merged[index] as JsonObject, item as JsonObject, place);
  }
  return sameOr(target, ordered(merged, plain, rest, mergeKey));
}

function sameOr(old: readonly unknown[], list: readonly unknown[]): readonly unknown[] {
  return list.length === old.length && list.every((item, i) => item === old[i]) ? old : list;
}

/**
 * Items that the patch names come in the order of the patch; the others keep their order and are put in before the
 * first item that the server had behind them. So a container that a patch adds comes first. Models
 * normalizeElementOrder and mergeSortedSlice.
 */
function ordered(
  merged: readonly unknown[],
  wanted: readonly unknown[],
  server: readonly unknown[],
  mergeKey: string | null,
): readonly unknown[] {
  const identity = (item: unknown): unknown => (mergeKey === null ? item : keyOfItem(item, mergeKey));
  const wantedKeys = wanted.map(identity);
  const serverKeys = server.map(identity);
  const rank = (item: unknown): number => wantedKeys.indexOf(identity(item));
  const named = merged.filter((item) => rank(item) >= 0).sort((a, b) => rank(a) - rank(b));
  const others = merged.filter((item) => rank(item) < 0);
  const result: unknown[] = [];
  while (named.length > 0 || others.length > 0) {
    const left = serverKeys.indexOf(identity(others[0] ?? named[0]));
    const right = serverKeys.indexOf(identity(named[0] ?? others[0]));
    const takeOther = named.length === 0 || (others.length > 0 && left >= 0 && right >= 0 && left < right);
    result.push(takeOther ? others.shift() : named.shift());
  }
  return result;
}

/** `$setElementOrder`: the items in the order that the client has seen them in its file. */
function reordered(list: unknown, order: unknown, server: unknown, mergeKey: string | null): unknown {
  if (!isJsonArray(list) || !isJsonArray(order)) return list;
  return sameOr(list, ordered(list, order, isJsonArray(server) ? server : [], mergeKey));
}

/**
 * The patched object, or a text: what the real server says to a patch that it cannot apply. `struct`: the type of the
 * object, by its name in the schema; null when it has none.
 */
export function strategicMergePatch(target: unknown, patch: unknown, struct: PatchPlace): unknown {
  if (!isJsonObject(patch)) {
    const type = isJsonArray(patch) ? 'array' : patch === null ? 'null' : typeof patch;
    return `json: cannot unmarshal ${type} into Go value of type map[string]interface {}`;
  }
  try {
    return mergeMaps(isJsonObject(target) ? target : {}, patch, struct);
  } catch (error) {
    if (error instanceof PatchMistake) return error.message;
    throw error;
  }
}
