/** Items of merged lists: by what they are the same, and in which order they come. */
import { isJsonObject } from '../../../engine/api/json';

/** A list whose items lack the key by which they are merged. The words are those of the real tool. */
export class MergeKeyError extends Error {
  override readonly name = 'MergeKeyError';
}

/** The value of an item's merge key as text; '' as key stands for the item itself. */
export function mergeKeyText(item: unknown, mergeKey: string): string {
  if (mergeKey === '') return scalarText(item);
  const value = isJsonObject(item) ? item[mergeKey] : undefined;
  if (value === undefined) {
    throw new MergeKeyError(`map: ${goMap(item)} does not contain declared merge key: ${mergeKey}`);
  }
  return scalarText(value);
}

function scalarText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Items in the order in which another list names them. */
export function compareByOrder(
  order: readonly unknown[],
  mergeKey: string,
): (a: unknown, b: unknown) => number {
  const rank = new Map(order.map((item, i) => [mergeKeyText(item, mergeKey), i]));
  return (a, b) => (rank.get(mergeKeyText(a, mergeKey)) ?? 0) - (rank.get(mergeKeyText(b, mergeKey)) ?? 0);
}

// As Go prints a map: `map[a:1 b:2]`.
function goMap(value: unknown): string {
  if (value === null || value === undefined) return '<nil>';
  if (Array.isArray(value)) return `[${value.map(goMap).join(' ')}]`;
  if (typeof value !== 'object') return scalarText(value);
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `map[${entries.map(([key, item]) => `${key}:${goMap(item)}`).join(' ')}]`;
}
