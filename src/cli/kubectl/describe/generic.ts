/** Any kind that has no describer of its own, Event, Lease and custom resources among them. Models genericDescriber. */
import { type Fields, sortedKeys } from '../fields';
import { writeEvents } from './events';
import { writeAnnotations, writeLabels } from './labels';
import type { Surroundings } from './workloads';
import { type DescribeWriter, described } from './writer';

const SHOWN_ABOVE: ReadonlySet<string> = new Set([
  '.metadata.managedFields',
  '.metadata.name',
  '.metadata.namespace',
  '.metadata.labels',
  '.metadata.annotations',
]);

export function describeGeneric(object: Fields, { events, now }: Surroundings): string {
  return described((w) => {
    w.row(0, 'Name', object.name);
    w.row(0, 'Namespace', object.namespace);
    writeLabels(w, 'Labels', object.labels);
    writeAnnotations(w, 'Annotations', object.annotations);
    writeContent(w, 0, object.value as Record<string, unknown>, '');
    writeEvents(w, events, now);
  });
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function writeContent(
  w: DescribeWriter,
  level: number,
  content: Readonly<Record<string, unknown>>,
  path: string,
): void {
  for (const field of sortedKeys(content)) {
    const value = content[field];
    const fieldPath = `${path}.${field}`;
    if (SHOWN_ABOVE.has(fieldPath)) continue;
    const label = smartLabel(field);
    if (isMap(value)) {
      w.line(level, `${label}:`);
      writeContent(w, level + 1, value, fieldPath);
    } else if (Array.isArray(value)) {
      w.line(level, `${label}:`);
      for (const item of value) {
        if (isMap(item)) writeContent(w, level + 1, item, fieldPath);
        else w.line(level + 1, goValue(item));
      }
    } else w.row(level, label, goValue(value));
  }
}

/** As Go's `%v` prints decoded JSON. */
function goValue(value: unknown): string {
  if (value === null || value === undefined) return '<nil>';
  if (Array.isArray(value)) return `[${value.map(goValue).join(' ')}]`;
  if (isMap(value)) {
    return `map[${sortedKeys(value)
      .map((key) => `${key}:${goValue(value[key])}`)
      .join(' ')}]`;
  }
  return typeof value === 'string' ? value : JSON.stringify(value);
}

const ACRONYMS = ['API', 'URL', 'UID', 'OSB', 'GUID'];

/** `creationTimestamp` → `Creation Timestamp`, `apiVersion` → `API Version`. Names with other signs stay as they are. */
function smartLabel(field: string): string {
  if (!/^[\p{L}-]*$/u.test(field)) return field;
  return splitCamelCase(field)
    .map((part) => {
      const upper = part.toUpperCase();
      return ACRONYMS.includes(upper) ? upper : `${part.slice(0, 1).toUpperCase()}${part.slice(1)}`;
    })
    .join(' ');
}

/** Runs of lower case, upper case and other signs; the last capital of a run belongs to the word that follows. */
function splitCamelCase(text: string): readonly string[] {
  const runs = text.match(/\p{Ll}+|\p{Lu}+|[^\p{Ll}\p{Lu}]+/gu) ?? [];
  const words: string[] = [];
  let carried = '';
  for (const [index, run] of runs.entries()) {
    const word = carried + run;
    carried = '';
    const next = runs[index + 1];
    if (next !== undefined && /^\p{Lu}/u.test(run) && /^\p{Ll}/u.test(next)) {
      carried = word.slice(-1);
      if (word.length > 1) words.push(word.slice(0, -1));
    } else words.push(word);
  }
  return words;
}
