/**
 * The difference that the real server appends when it refuses to change a pod. Models the output of go-cmp that
 * ValidatePodUpdate prints, shortened: fields that are the same are left out instead of counted.
 */
import { deepEqual } from './equal';
import { goQuote } from './go-print';

type Loose = Readonly<Record<string, unknown>>;

function isObject(value: unknown): value is Loose {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** JSON names start small, Go's fields start large. */
function goName(key: string): string {
  return key.slice(0, 1).toUpperCase() + key.slice(1);
}

function goValue(value: unknown): string {
  if (value === undefined || value === null) return 'nil';
  if (typeof value === 'string') return goQuote(value);
  if (Array.isArray(value)) return `{${value.map(goValue).join(', ')}}`;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (!isObject(value)) return '?';
  const keys = Object.keys(value).sort();
  return `{${keys.map((key) => `${goName(key)}: ${goValue(value[key])}`).join(', ')}}`;
}

function fieldLines(key: string, before: unknown, after: unknown, indent: string): readonly string[] {
  if (deepEqual(before, after)) return [];
  const name = `${goName(key)}: `;
  if (isObject(before) && isObject(after))
    return block(name, objectLines(before, after, `${indent}\t`), indent);
  if (Array.isArray(before) && Array.isArray(after) && before.length === after.length) {
    const items = (before as unknown[]).flatMap((item, i) =>
      itemLines(item, (after as unknown[])[i], `${indent}\t`),
    );
    return block(name, items, indent);
  }
  return changedLines(name, before, after, indent);
}

function itemLines(before: unknown, after: unknown, indent: string): readonly string[] {
  if (deepEqual(before, after)) return [];
  if (isObject(before) && isObject(after))
    return block('', objectLines(before, after, `${indent}\t`), indent);
  return changedLines('', before, after, indent);
}

function changedLines(name: string, before: unknown, after: unknown, indent: string): readonly string[] {
  const lines: string[] = [];
  if (before !== undefined) lines.push(`- ${indent}${name}${goValue(before)},`);
  if (after !== undefined) lines.push(`+ ${indent}${name}${goValue(after)},`);
  return lines;
}

function block(name: string, lines: readonly string[], indent: string): readonly string[] {
  return [`  ${indent}${name}{`, ...lines, `  ${indent}},`];
}

function objectLines(before: Loose, after: Loose, indent: string): readonly string[] {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return keys.flatMap((key) => fieldLines(key, before[key], after[key], indent));
}

/** Lines marked with `-` and `+`, inside `core.PodSpec{ … }`. */
export function specDifference(before: object, after: object): string {
  const lines = objectLines(before as Loose, after as Loose, '\t');
  return ['  core.PodSpec{', ...lines, '  }', ''].join('\n');
}
