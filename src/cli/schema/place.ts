/**
 * Where a cursor stands in a text of manifests: in which field of which kind. Read off the indentation of the lines, because a
 * text that is being typed is rarely valid YAML.
 */

export interface CursorPlace {
  /** '' while they are not written. */
  readonly apiVersion: string;
  readonly kind: string;
  /** Keys from the root to the map that the cursor is in; an item of a list adds no key. */
  readonly path: readonly string[];
  /** What is being written: a key of that map, or the value of one. */
  readonly writes: 'key' | 'value';
  /** Of a value: its key. */
  readonly key: string;
  /** Where the word begins that is being written, and what of it stands before the cursor. */
  readonly from: number;
  readonly word: string;
  /** Keys that the map has already. */
  readonly siblings: readonly string[];
  /** Column of the keys of that map. */
  readonly indent: number;
}

interface Line {
  /** Column of its key, after any dashes. */
  readonly column: number;
  /** Column of its first dash; -1 for none. */
  readonly dash: number;
  readonly key: string;
}

const LINE = /^(\s*)((?:-\s+)*)(?:"([^"]*)"|'([^']*)'|([^\s:#'"-][^:#]*?))\s*:(?:\s|$)/;

function lineOf(text: string): Line | null {
  const match = LINE.exec(text);
  if (match === null) return null;
  const [, space = '', dashes = '', double, single, plain] = match;
  return {
    column: space.length + dashes.length,
    dash: dashes === '' ? -1 : space.length,
    key: double ?? single ?? plain ?? '',
  };
}

const KEY = /^(\s*)((?:-\s+)*)([\w./-]*)$/;
const VALUE = /^(\s*)((?:-\s+)*)([\w./-]+):\s+(?:\[\s*)?["']?([^\s"'\]]*)$/;

/** The place of the cursor, or null in a comment, a text block or another place without fields. */
export function placeAt(text: string, cursor: number): CursorPlace | null {
  const lineStart = text.lastIndexOf('\n', cursor - 1) + 1;
  const before = text.slice(lineStart, cursor);
  const { lines, at } = documentAround(text, lineStart);
  const value = VALUE.exec(before);
  const key = KEY.exec(before);
  if (value === null && key === null) return null;
  const [, space = '', dashes = '', word = ''] = (value ?? key) as RegExpExecArray;
  const indent = space.length + dashes.length;
  const chain = parents(lines, at, indent, dashes === '' ? -1 : space.length);
  const written = value === null ? word : (value[4] ?? '');
  return {
    apiVersion: topValue(lines, 'apiVersion'),
    kind: topValue(lines, 'kind'),
    path: chain,
    writes: value === null ? 'key' : 'value',
    key: value === null ? '' : word,
    from: cursor - written.length,
    word: written,
    siblings: siblings(lines, at, indent),
    indent,
  };
}

function documentAround(text: string, lineStart: number): { lines: readonly string[]; at: number } {
  const all = text.split('\n');
  const row = text.slice(0, lineStart).split('\n').length - 1;
  let first = row;
  while (first > 0 && !/^---(\s|$)/.test(all[first] ?? '')) first--;
  let last = row + 1;
  while (last < all.length && !/^---(\s|$)/.test(all[last] ?? '')) last++;
  return { lines: all.slice(first, last), at: row - first };
}

function topValue(lines: readonly string[], key: string): string {
  for (const line of lines) {
    if (line.startsWith(`${key}:`))
      return line
        .slice(key.length + 1)
        .replace(/#.*/, '')
        .trim()
        .replace(/^["']|["']$/g, '');
  }
  return '';
}

/** Keys above, from the root, of a line whose key stands in column `indent`. */
function parents(lines: readonly string[], at: number, indent: number, dash: number): readonly string[] {
  const path: string[] = [];
  // A parent's key stands further left; that of a list may stand in the column of its dashes.
  let column = indent;
  let own = dash;
  for (let row = at - 1; row >= 0; row--) {
    const line = lineOf(lines[row] ?? '');
    if (line === null) continue;
    if (line.column < column && (own < 0 || line.column <= own)) {
      path.unshift(line.key);
      column = line.column;
      own = line.dash;
    } else if (line.column === column && own < 0 && line.dash >= 0) own = line.dash;
  }
  return path;
}

/** Keys in the same map, before and after the line. */
function siblings(lines: readonly string[], at: number, indent: number): readonly string[] {
  const keys: string[] = [];
  const begins = (row: number) => /^\s*-\s/.test(lines[row] ?? '') && columnOf(lines[row] ?? '') === indent;
  for (let row = at - 1; row >= 0 && !begins(row + 1); row--) {
    const line = lineOf(lines[row] ?? '');
    if (line === null) continue;
    if (line.column < indent) break;
    if (line.column === indent) keys.push(line.key);
  }
  for (let row = at + 1; row < lines.length && !begins(row); row++) {
    const line = lineOf(lines[row] ?? '');
    if (line === null) continue;
    if (line.column < indent) break;
    if (line.column === indent) keys.push(line.key);
  }
  return keys;
}

function columnOf(line: string): number {
  return /^\s*(?:-\s+)*/.exec(line)?.[0].length ?? 0;
}
