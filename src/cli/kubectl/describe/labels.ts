/** Blocks of labels, annotations, taints and tolerations. Models kubectl/pkg/describe (print…Multiline). */
import type { Fields } from '../fields';
import { sortedKeys } from '../fields';
import type { DescribeWriter } from './writer';

type StringMap = Readonly<Record<string, string>>;

const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';
/** Longer annotations get lines of their own, and are cut. In bytes. */
const ANNOTATION_MAX = 140;

/** One item a line, the first beside the title. `indent` is written before the title and before each further line. */
export function writeItems(
  w: DescribeWriter,
  title: string,
  items: readonly string[],
  { level = 0, indent = '' }: { readonly level?: number; readonly indent?: string } = {},
): void {
  w.write(level, `${indent}${title}:\t`);
  if (items.length === 0) {
    w.line(0, '<none>');
    return;
  }
  for (const [index, item] of items.entries()) {
    if (index > 0) {
      w.write(0, indent);
      w.write(0, '\t');
    }
    w.line(0, item);
  }
}

export function writeLabels(w: DescribeWriter, title: string, labels: StringMap, indent = ''): void {
  const items = sortedKeys(labels).map((key) => `${key}=${labels[key]}`);
  writeItems(w, title, items, { indent });
}

export function writeAnnotations(w: DescribeWriter, title: string, annotations: StringMap): void {
  w.write(0, `${title}:\t`);
  const keys = sortedKeys(annotations).filter((key) => key !== LAST_APPLIED);
  if (keys.length === 0) w.line(0, '<none>');
  for (const [index, key] of keys.entries()) {
    if (index > 0) w.write(0, '\t');
    const value = (annotations[key] ?? '').replace(/\n$/, '');
    if (byteLength(value) + byteLength(key) + 2 <= ANNOTATION_MAX && !value.includes('\n')) {
      w.line(0, `${key}: ${value}`);
      continue;
    }
    w.line(0, `${key}:`);
    for (const line of value.split('\n')) w.line(0, `\t  ${cut(line, ANNOTATION_MAX - 2)}`);
  }
}

/** `a=1,b=2`, or `<none>`. Models labels.FormatLabels. */
export function labelsText(labels: StringMap): string {
  const text = sortedKeys(labels)
    .map((key) => `${key}=${labels[key]}`)
    .join(',');
  return text === '' ? '<none>' : text;
}

/** `key=value:Effect`, without the parts that are not there. Models Taint.ToString. */
export function taintText(taint: Fields): string {
  const [key, value, effect] = [taint.text('key'), taint.text('value'), taint.text('effect')];
  if (effect === '') return value === '' ? key : `${key}=${value}:`;
  return value === '' ? `${key}:${effect}` : `${key}=${value}:${effect}`;
}

export function writeTaints(w: DescribeWriter, title: string, taints: readonly Fields[]): void {
  const order = (taint: Fields) => `${taint.text('effect')},${taint.text('key')}`;
  const sorted = taints.toSorted((a, b) => (order(a) < order(b) ? -1 : order(a) > order(b) ? 1 : 0));
  writeItems(w, title, sorted.map(taintText));
}

export function writeTolerations(w: DescribeWriter, title: string, tolerations: readonly Fields[]): void {
  const sorted = tolerations.toSorted((a, b) =>
    a.text('key') < b.text('key') ? -1 : a.text('key') > b.text('key') ? 1 : 0,
  );
  writeItems(w, title, sorted.map(tolerationText));
}

function tolerationText(toleration: Fields): string {
  const [key, value, effect] = [toleration.text('key'), toleration.text('value'), toleration.text('effect')];
  let text = key;
  if (value !== '') text += `=${value}`;
  if (effect !== '') text += `:${effect}`;
  if (toleration.text('operator') === 'Exists' && value === '')
    text += text === '' ? 'op=Exists' : ' op=Exists';
  if (toleration.has('tolerationSeconds')) text += ` for ${toleration.number('tolerationSeconds')}s`;
  return text;
}

export function byteLength(text: string): number {
  return new TextEncoder().encode(text).length;
}

/** Go cuts bytes; a character that is cut in two prints as U+FFFD, as it does in a terminal. */
function cut(text: string, max: number): string {
  const bytes = new TextEncoder().encode(text);
  return bytes.length > max ? `${new TextDecoder().decode(bytes.slice(0, max))}...` : text;
}
