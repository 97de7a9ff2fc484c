/** Tools for immutable data: what does not change keeps its identity, and work is done once per identity. */

/** `items.map(change)`, but the same array when no item changed. */
export function mapShared<T>(items: readonly T[], change: (item: T, index: number) => T): readonly T[] {
  let result: T[] | undefined;
  for (let i = 0; i < items.length; i += 1) {
    const item = items[i] as T;
    const changed = change(item, i);
    if (changed !== item && result === undefined) result = items.slice(0, i);
    if (result !== undefined) result.push(changed);
  }
  return result ?? items;
}

/** The same object when it already has every field of `fields` with the same value; else a copy with them. */
export function withFields<T extends object, F extends Partial<T>>(object: T, fields: F): T {
  for (const key in fields) {
    if ((object as Record<string, unknown>)[key] !== fields[key]) return { ...object, ...fields };
  }
  return object;
}

/** Remembers the result of a pure function per identity of its argument. Frees itself with the arguments. */
export function memoised<A extends object, R>(compute: (argument: A) => R): (argument: A) => R {
  const results = new WeakMap<A, { readonly result: R }>();
  return (argument) => {
    const known = results.get(argument);
    if (known !== undefined) return known.result;
    const result = compute(argument);
    results.set(argument, { result });
    return result;
  };
}

/**
 * As `memoised`, for a function that completes an object and leaves a complete one alone: the result is remembered as
 * its own result too, so that applying it again costs nothing.
 */
export function memoisedCompletion<T extends object>(complete: (object: T) => T): (object: T) => T {
  const results = new WeakMap<T, T>();
  return (object) => {
    const known = results.get(object);
    if (known !== undefined) return known;
    const result = complete(object);
    results.set(object, result);
    results.set(result, result);
    return result;
  };
}

/** Go's zero values of a text field: defaulting fills in both. */
export function isBlank(text: string | null | undefined): boolean {
  return text === undefined || text === null || text === '';
}
