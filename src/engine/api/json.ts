/** Plain JSON values, as they come from strangers. */

export type JsonObject = Readonly<Record<string, unknown>>;

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isJsonArray(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

/** Own keys with a value, without the one that would change what an object is. */
export function jsonKeys(object: JsonObject): readonly string[] {
  return Object.keys(object).filter((key) => key !== '__proto__' && object[key] !== undefined);
}

/** The own value, or undefined: `constructor` of an empty object is no value. */
export function ownValue(object: JsonObject, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

/**
 * The object with the changes (undefined removes a key); the same object when they change nothing. `__proto__` never
 * gets in.
 */
export function withChanges(object: JsonObject, changes: ReadonlyMap<string, unknown>): JsonObject {
  let isChanged = false;
  for (const [key, value] of changes) isChanged ||= ownValue(object, key) !== value;
  if (!isChanged) return object;
  const result: Record<string, unknown> = {};
  for (const key of jsonKeys(object)) if (!changes.has(key)) result[key] = object[key];
  for (const [key, value] of changes) if (value !== undefined && key !== '__proto__') result[key] = value;
  return result;
}
