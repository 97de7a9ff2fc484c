/** `--sort-by`. Models kubectl/pkg/cmd/get/sorter.go, with the order that Go's sort gives to equals. */
import { goQuote } from '../../../engine/api/go-print';
import { compareQuantities, quantityError } from '../../../engine/api/quantity';
import { KubectlError } from '../errors';
import { relaxedPath } from './custom-columns';
import { sortAsGo } from './go-sort';
import { JsonPath } from './jsonpath';

/** Items in the order of a field of their objects. Throws a `KubectlError` when none has it. */
export function sortBy<T>(items: readonly T[], objectOf: (item: T) => unknown, field: string): readonly T[] {
  const text = relaxedPath(field);
  const path = new JsonPath(text, { allowMissingKeys: true });
  const keyed = items.map((item) => ({ item, found: path.find(objectOf(item))[0] ?? [] }));
  if (items.length > 0 && keyed.every(({ found }) => found.length === 0))
    throw new KubectlError(`couldn't find any field with path ${goQuote(text)} in the list of objects`);
  sortAsGo(keyed, (a, b) => {
    if (a.found.length === 0) return true;
    if (b.found.length === 0) return false;
    return isLess(a.found[0], b.found[0]);
  });
  return keyed.map(({ item }) => item);
}

function isLess(a: unknown, b: unknown): boolean {
  if (a === null || b === null) return a === null && b !== null;
  if (typeof a === 'number' && typeof b === 'number') return a < b;
  if (typeof a === 'string' && typeof b === 'string') return isLessText(a, b);
  return false;
}

function isLessText(a: string, b: string): boolean {
  if (quantityError(a) !== null || quantityError(b) !== null) return a < b;
  return compareQuantities(a, b) < 0;
}
