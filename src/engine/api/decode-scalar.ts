/** Decoding of single values. Models literalStore in sigs.k8s.io/json and the UnmarshalJSON methods of our types. */
import { base64Error } from './base64';
import { goQuote } from './go-print';
import { isJsonArray } from './json';
import { canonicalQuantity, quantityError } from './quantity';
import type { FieldType } from './schema';
import { formatMicroTime, formatTime, parseTime } from './time';

/** What Go calls the JSON value in its messages. */
export function jsonType(value: unknown): string {
  if (isJsonArray(value)) return 'array';
  switch (typeof value) {
    case 'string':
      return 'string';
    case 'number':
      return 'number';
    case 'boolean':
      return 'bool';
    default:
      return value === null ? 'null' : 'object';
  }
}

/**
 * `mistake` and `fatalType` tell the JSON type that was found and the Go type that was wanted; `words` and `fatal` are
 * whole messages. Types with a decoder of their own end decoding (`fatal…`), all others let it go on.
 */
export type ScalarResult =
  | { readonly value: unknown }
  | { readonly mistake: string; readonly goName: string }
  | { readonly words: string }
  | { readonly fatalType: string; readonly goName: string }
  | { readonly fatal: string };

const INT32_MAX = 2_147_483_647;

function decodeInteger(value: number, goName: string): ScalarResult {
  const isInRange =
    goName === 'int64' ? Math.abs(value) < 9.3e18 : value >= -INT32_MAX - 1 && value <= INT32_MAX;
  return Number.isInteger(value) && isInRange ? { value } : { mistake: `number ${value}`, goName };
}

function decodeIntOrString(value: unknown): ScalarResult {
  if (typeof value === 'string') return { value };
  if (typeof value !== 'number') return { fatalType: jsonType(value), goName: 'int32' };
  const result = decodeInteger(value, 'int32');
  return 'mistake' in result ? { fatalType: result.mistake, goName: 'int32' } : result;
}

function decodeQuantity(value: unknown): ScalarResult {
  const text =
    typeof value === 'number' ? String(value) : typeof value === 'string' ? value.trim() : 'object';
  const error = quantityError(text);
  return error === null ? { value: canonicalQuantity(text) } : { fatal: error };
}

/** Base64; a text that is none is a mistake without a place, as in Go. */
function decodeBytes(value: string): ScalarResult {
  const words = base64Error(value);
  return words === null ? { value } : { words };
}

const TIME_PARTS: readonly (readonly [pattern: RegExp, layout: string])[] = [
  [/^\d{4}/, '2006'],
  [/^-/, '-'],
  [/^\d\d/, '01'],
  [/^-/, '-'],
  [/^\d\d/, '02'],
  [/^T/, 'T'],
  [/^\d\d/, '15'],
  [/^:/, ':'],
  [/^\d\d/, '04'],
  [/^:/, ':'],
  [/^\d\d(?:\.\d+)?/, '05'],
  [/^(?:Z|[+-]\d\d:\d\d)/, 'Z07:00'],
];

/** Where Go's time.Parse stops. */
function timeError(text: string, layout: string): string {
  let rest = text;
  const words = `parsing time ${goQuote(text)} as ${goQuote(layout)}`;
  for (const [pattern, part] of TIME_PARTS) {
    const match = pattern.exec(rest);
    if (match === null) return `${words}: cannot parse ${goQuote(rest)} as ${goQuote(part)}`;
    rest = rest.slice(match[0].length);
  }
  return rest === '' ? `${words}: value out of range` : `${words}: extra text: ${goQuote(rest)}`;
}

function decodeTime(value: unknown, layout: string, format: (ms: number) => string): ScalarResult {
  if (typeof value !== 'string') return { fatalType: jsonType(value), goName: 'string' };
  const ms = parseTime(value);
  return ms === null ? { fatal: timeError(value, layout) } : { value: format(ms) };
}

/** The value in its canonical form, or what is wrong with it. */
export function decodeScalar(type: FieldType & { readonly form: 'scalar' }, value: unknown): ScalarResult {
  const mistake = { mistake: jsonType(value), goName: type.goName };
  switch (type.scalar) {
    case 'string':
      return typeof value === 'string' ? { value } : mistake;
    case 'bool':
      return typeof value === 'boolean' ? { value } : mistake;
    case 'int32':
    case 'int64':
      return typeof value === 'number' ? decodeInteger(value, type.scalar) : mistake;
    case 'IntOrString':
      return decodeIntOrString(value);
    case 'Quantity':
      return decodeQuantity(value);
    case 'Time':
      return decodeTime(value, '2006-01-02T15:04:05Z07:00', formatTime);
    case 'MicroTime':
      return decodeTime(value, '2006-01-02T15:04:05.000000Z07:00', formatMicroTime);
    case 'Bytes':
      return typeof value === 'string' ? decodeBytes(value) : mistake;
    case 'Raw':
      return { value };
    default:
      return type.scalar satisfies never;
  }
}
