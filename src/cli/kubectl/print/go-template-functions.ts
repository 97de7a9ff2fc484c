/** Functions of Go templates. Models Go's text/template/funcs.go and cli-runtime/pkg/printers/template.go. */
import { goQuote } from '../../../engine/api/go-print';
import { goValue } from './go-format';
import { sprint, sprintf } from './go-printf';
import { TemplateError } from './go-template-lex';

type Values = readonly unknown[];

/** What an action prints: `<no value>` for what is not there. */
export function printable(value: unknown): string {
  return value === undefined || value === null ? '<no value>' : goValue(value);
}

/** Empty values are false. */
export function isTrue(value: unknown): boolean {
  if (value === undefined || value === null || value === false || value === 0 || value === '') return false;
  return typeof value !== 'object' || Object.keys(value).length > 0;
}

function kindOf(value: unknown): string {
  if (typeof value === 'number') return Number.isInteger(value) ? 'int' : 'float';
  if (value === undefined || value === null) return 'nil';
  return Array.isArray(value) ? 'slice' : typeof value === 'object' ? 'map' : typeof value;
}

function isEqual([first, ...others]: Values): boolean {
  if (others.length === 0) throw new TemplateError('missing argument for comparison');
  return others.some((other) => {
    const [a, b] = [kindOf(first), kindOf(other)];
    if (a === 'nil' || b === 'nil') return a === b;
    if (a === 'map' || a === 'slice' || b === 'map' || b === 'slice')
      throw new TemplateError(
        a === b
          ? `non-comparable type ${goValue(first)}: ${typeText(first)}`
          : 'incompatible types for comparison',
      );
    if (a !== b) throw new TemplateError('incompatible types for comparison');
    return first === other;
  });
}

function typeText(value: unknown): string {
  return Array.isArray(value) ? '[]interface {}' : 'map[string]interface {}';
}

function isLess([a, b]: Values): boolean {
  const [one, other] = [kindOf(a), kindOf(b)];
  if (['bool', 'boolean', 'nil', 'map', 'slice'].includes(one))
    throw new TemplateError('invalid type for comparison');
  if (one !== other) throw new TemplateError('incompatible types for comparison');
  return (a as string) < (b as string);
}

function index(values: Values): unknown {
  const [base, ...keys] = values;
  if (base === undefined || base === null) throw new TemplateError('index of untyped nil');
  return keys.reduce((value, key) => {
    if (Array.isArray(value) || typeof value === 'string') return elementAt(value, key);
    if (typeof value === 'object' && value !== null) {
      if (typeof key !== 'string')
        throw new TemplateError(
          `value has type ${typeof key === 'number' ? 'int' : typeof key}; should be string`,
        );
      return Object.hasOwn(value, key) ? (value as Record<string, unknown>)[key] : undefined;
    }
    if (value === undefined || value === null) throw new TemplateError('index of nil pointer');
    throw new TemplateError(`can't index item of type ${kindOf(value) === 'int' ? 'int64' : kindOf(value)}`);
  }, base);
}

function elementAt(value: readonly unknown[] | string, key: unknown): unknown {
  if (typeof key !== 'number')
    throw new TemplateError(
      key === null ? 'cannot index slice/array with nil' : `cannot index slice/array with type ${typeof key}`,
    );
  if (key < 0 || key >= value.length) throw new TemplateError(`index out of range: ${key}`);
  return typeof value === 'string' ? value.charCodeAt(key) : value[key];
}

function slice([value, from = 0, to]: Values): unknown {
  if (!Array.isArray(value) && typeof value !== 'string')
    throw new TemplateError(`can't slice item of type ${kindOf(value)}`);
  const end = typeof to === 'number' ? to : value.length;
  for (const at of [Number(from), end]) {
    if (at < 0 || at > value.length) throw new TemplateError(`index out of range: ${at}`);
  }
  if (Number(from) > end) throw new TemplateError(`invalid slice index: ${Number(from)} > ${end}`);
  return value.slice(Number(from), end);
}

function length([value]: Values): number {
  if (typeof value === 'string') return new TextEncoder().encode(value).length;
  if (Array.isArray(value)) return value.length;
  if (typeof value === 'object' && value !== null) return Object.keys(value).length;
  if (value === undefined || value === null) throw new TemplateError('len of nil pointer');
  throw new TemplateError(`len of type ${typeof value === 'number' ? 'int64' : 'bool'}`);
}

function decode([text]: Values): string {
  try {
    const bytes = Uint8Array.from(atob(String(text)), (character) => character.charCodeAt(0));
    return new TextDecoder().decode(bytes);
  } catch {
    throw new TemplateError('base64 decode failed: illegal base64 data at input byte 0');
  }
}

function exists([item, ...keys]: Values): boolean {
  let value: unknown = item;
  for (const key of keys) {
    if (Array.isArray(value) && typeof key === 'number') value = value[key];
    else if (typeof value === 'object' && value !== null && typeof key === 'string')
      value = Object.hasOwn(value, key) ? (value as Record<string, unknown>)[key] : undefined;
    else return false;
  }
  return value !== undefined && value !== null;
}

const HTML: Readonly<Record<string, string>> = {
  '"': '&#34;',
  "'": '&#39;',
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
};

function js(text: string): string {
  return text.replace(/[\\'"<>&=\p{Cc}]/gu, (character) => {
    if ('\\\'"'.includes(character)) return `\\${character}`;
    return `\\u${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
  });
}

interface TemplateFunction {
  /** Least and most arguments. */
  readonly counts: readonly [number, number];
  call(values: Values): unknown;
}

const of = (least: number, most: number, call: (values: Values) => unknown): TemplateFunction => ({
  counts: [least, most],
  call,
});

const FUNCTIONS: Readonly<Record<string, TemplateFunction>> = {
  and: of(1, Infinity, ([value]) => value),
  or: of(1, Infinity, ([value]) => value),
  not: of(1, 1, ([value]) => !isTrue(value)),
  eq: of(1, Infinity, isEqual),
  ne: of(2, 2, (values) => !isEqual(values)),
  lt: of(2, 2, isLess),
  le: of(2, 2, (values) => isLess(values) || isEqual(values)),
  gt: of(2, 2, (values) => !(isLess(values) || isEqual(values))),
  ge: of(2, 2, (values) => !isLess(values)),
  index: of(1, Infinity, index),
  slice: of(1, 4, slice),
  len: of(1, 1, length),
  print: of(0, Infinity, (values) => sprint(values)),
  println: of(0, Infinity, (values) => `${values.map(goValue).join(' ')}\n`),
  printf: of(1, Infinity, ([format, ...values]) => sprintf(String(format), values)),
  html: of(0, Infinity, (values) => sprint(values).replace(/["'&<>]/g, (character) => HTML[character] ?? '')),
  js: of(0, Infinity, (values) => js(sprint(values))),
  urlquery: of(0, Infinity, (values) => encodeURIComponent(sprint(values)).replaceAll('%20', '+')),
  base64decode: of(1, 1, decode),
  exists: of(1, Infinity, exists),
};

export const FUNCTION_NAMES: ReadonlySet<string> = new Set(Object.keys(FUNCTIONS));

/** Throws a `TemplateError` with the words that stand behind `error calling …: `. */
export function callFunction(name: string, values: Values): unknown {
  const known = FUNCTIONS[name];
  if (known === undefined) throw new TemplateError(`function ${goQuote(name)} not defined`);
  const [least, most] = known.counts;
  if (values.length < least || values.length > most) {
    const want = most === Infinity ? `at least ${least}` : String(least);
    throw new TemplateError(`wrong number of args for ${name}: want ${want} got ${values.length}`);
  }
  return known.call(values);
}
