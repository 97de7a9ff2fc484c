/** JSON of strangers: what Go's decoder would say of a broken text, and which fields stand in it twice. */
import { goQuote } from '../../api/go-print';

/** Go's own limit is 10,000; what comes after decoding is recursive, and no object needs as much. */
const DEPTH_MAX = 500;

interface Level {
  /** Keys that were seen; null in a list. */
  readonly keys: Set<string> | null;
  /** Of the next item in a list. */
  index: number;
  /** The step of the path that leads into the value that is being read. */
  step: string;
}

export interface JsonText {
  readonly value: unknown;
  /** `metadata.name`, `spec.containers[0].image`, in the order of the text. */
  readonly duplicates: readonly string[];
}

/** Of a text that is JSON. */
const STRING = /"(?:[^"\\]|\\.)*"/y;

function pathOf(levels: readonly Level[]): string {
  const path = levels.map(({ step }) => step).join('');
  return path.startsWith('.') ? path.slice(1) : path;
}

/** Walks over the tokens of a text that is valid JSON. Returns null when it is nested too deep. */
function duplicatesIn(text: string): readonly string[] | null {
  const levels: Level[] = [];
  const duplicates: string[] = [];
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    const level = levels.at(-1);
    if (character === '{' || character === '[') {
      if (levels.length === DEPTH_MAX) return null;
      levels.push({
        keys: character === '{' ? new Set() : null,
        index: 0,
        step: character === '{' ? '' : '[0]',
      });
    } else if (character === '}' || character === ']') levels.pop();
    else if (character === ',' && level?.keys === null) {
      level.index += 1;
      level.step = `[${level.index}]`;
    } else if (character === '"') {
      STRING.lastIndex = at;
      const [string = '""'] = STRING.exec(text) ?? [];
      at += string.length - 1;
      if (level?.keys !== null && level !== undefined && isKey(text, at + 1)) {
        const key = JSON.parse(string) as string;
        level.step = `.${key}`;
        if (level.keys.has(key)) duplicates.push(pathOf(levels));
        level.keys.add(key);
      }
    }
  }
  return duplicates;
}

function isKey(text: string, after: number): boolean {
  let at = after;
  while (' \t\r\n'.includes(text[at] ?? 'x')) at += 1;
  return text[at] === ':';
}

/** Undefined for a text that is no JSON: its empty end is no value either. */
export function parseJson(text: string): JsonText | { readonly error: string } {
  let value: unknown;
  try {
    value = JSON.parse(text) as unknown;
  } catch {
    return { error: jsonError(text) };
  }
  const duplicates = duplicatesIn(text);
  return duplicates === null ? { error: 'exceeded max depth' } : { value, duplicates };
}

// ------------------------------------------------------------------------------------------- what is wrong with it

const END = 'unexpected end of JSON input';
const SPACE = /[ \t\r\n]*/y;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const WORD = /true|false|null/y;

function skipSpace(text: string, at: number): number {
  SPACE.lastIndex = at;
  SPACE.exec(text);
  return SPACE.lastIndex;
}

function invalidAt(text: string, at: number, context: string): string {
  const character = text[at];
  if (character === undefined) return END;
  const shown =
    character === "'" ? `'\\''` : character === '"' ? `'"'` : `'${goQuote(character).slice(1, -1)}'`;
  return `invalid character ${shown} ${context}`;
}

/** End of the scalar that begins here, or what is wrong with it. */
function scalarEnd(text: string, at: number): number | string {
  if (text[at] === '"') return stringEnd(text, at);
  for (const pattern of [NUMBER, WORD]) {
    pattern.lastIndex = at;
    if (pattern.exec(text) !== null) return pattern.lastIndex;
  }
  const word = ['true', 'false', 'null'].find((each) => each[0] === text[at]);
  if (word === undefined) return invalidAt(text, at, 'looking for beginning of value');
  let same = 1;
  while (text[at + same] === word[same]) same += 1;
  return invalidAt(text, at + same, `in literal ${word} (expecting '${word[same] ?? ''}')`);
}

function stringEnd(text: string, start: number): number | string {
  for (let at = start + 1; at < text.length; at += 1) {
    if (text[at] === '"') return at + 1;
    if ((text[at] as string) < ' ') return invalidAt(text, at, 'in string literal');
    if (text[at] !== '\\') continue;
    at += 1;
    if (!'"\\/bfnrtu'.includes(text[at] ?? '"')) return invalidAt(text, at, 'in string escape code');
    if (text[at] === 'u' && !/^[\da-fA-F]{4}/.test(text.slice(at + 1, at + 5)))
      return invalidAt(text, at + 1, 'in \\u hexadecimal character escape');
  }
  return END;
}

/** The words of Go's decoder for the first mistake. */
function jsonError(text: string): string {
  const open: ('{' | '[')[] = [];
  let at = skipSpace(text, 0);
  for (let wants: 'value' | 'key' | 'end' = 'value'; ; at = skipSpace(text, at)) {
    if (wants === 'key') {
      if (text[at] !== '"') return invalidAt(text, at, 'looking for beginning of object key string');
      const end = scalarEnd(text, at);
      if (typeof end === 'string') return end;
      at = skipSpace(text, end);
      if (text[at] !== ':') return invalidAt(text, at, 'after object key');
      at += 1;
      wants = 'value';
    } else if (wants === 'value') {
      const character = text[at];
      if (character === '{' || character === '[') {
        open.push(character);
        if (open.length > DEPTH_MAX) return 'exceeded max depth';
        at = skipSpace(text, at + 1);
        if (text[at] === (character === '{' ? '}' : ']')) wants = 'end';
        else wants = character === '{' ? 'key' : 'value';
      } else {
        const end = scalarEnd(text, at);
        if (typeof end === 'string') return end;
        at = end;
        wants = 'end';
      }
    } else {
      const inside = open.at(-1);
      const close = inside === '{' ? '}' : ']';
      if (inside === undefined) return invalidAt(text, at, 'after top-level value');
      if (text[at] === close) open.pop();
      else if (text[at] === ',') wants = inside === '{' ? 'key' : 'value';
      else return invalidAt(text, at, inside === '{' ? 'after object key:value pair' : 'after array element');
      at += 1;
    }
  }
}
