/**
 * Patches. Models the patch types of apiserver/pkg/endpoints/handlers/patch.go.
 *
 * The results share with the target what did not change, down to the same object for a patch that changes nothing. A
 * patch that cannot be applied gives a text instead of an object: what the real server says.
 */
import { deepEqual } from './equal';
import { isJsonArray, isJsonObject, type JsonObject, jsonKeys, ownValue, withChanges } from './json';

export { strategicMergePatch } from './strategic-merge';

/** New JSON without nulls inside objects: null means "absent" in a merge patch. */
function fresh(value: unknown): unknown {
  if (!isJsonObject(value)) return isJsonArray(value) ? value.map(withoutPrototype) : value;
  return mergeObjects({}, value);
}

/** Arrays are taken as they are, nulls included; only keys that would change an object's nature stay out. */
function withoutPrototype(value: unknown): unknown {
  if (isJsonArray(value)) return value.map(withoutPrototype);
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(jsonKeys(value).map((key) => [key, withoutPrototype(value[key])]));
}

function mergeValue(target: unknown, patch: unknown): unknown {
  if (isJsonObject(patch) && isJsonObject(target)) return mergeObjects(target, patch);
  return deepEqual(target, patch) ? target : fresh(patch);
}

function mergeObjects(target: JsonObject, patch: JsonObject): JsonObject {
  const changes = new Map<string, unknown>();
  for (const key of jsonKeys(patch)) {
    const value = patch[key];
    changes.set(key, value === null ? undefined : mergeValue(ownValue(target, key), value));
  }
  return withChanges(target, changes);
}

/** RFC 7386: objects merge, null removes, everything else replaces. */
export function jsonMergePatch(target: unknown, patch: unknown): unknown {
  if (!isJsonObject(patch)) {
    const type = isJsonArray(patch) ? 'array' : patch === null ? 'null' : typeof patch;
    return `error decoding patch: json: cannot unmarshal ${type} into Go value of type map[string]interface {}`;
  }
  return mergeObjects(isJsonObject(target) ? target : {}, patch);
}
