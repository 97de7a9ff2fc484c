/** What pflag makes of the text of a flag. Models spf13/pflag's values and Go's strconv and time, with their error texts. */
import { goQuote } from '../../engine/api/go-print';
import type { FlagSpec } from './command';

/** A flag's text that its type refuses. The message is Go's. */
export class FlagValueError extends Error {
  override readonly name = 'FlagValueError';
}

const UNITS: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  μs: 1e-3,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
};

/** A Go duration such as `1h2m3.5s`, in ms. Throws a `FlagValueError`. */
export function parseDuration(text: string): number {
  const invalid = () => new FlagValueError(`time: invalid duration ${goQuote(text)}`);
  const sign = text.startsWith('-') ? -1 : 1;
  let rest = text.replace(/^[+-]/, '');
  if (rest === '0') return 0;
  if (rest === '') throw invalid();
  let total = 0;
  while (rest !== '') {
    const number = /^(?:\d+\.?\d*|\.\d+)/.exec(rest)?.[0];
    if (number === undefined) throw invalid();
    rest = rest.slice(number.length);
    const unit = /^[^\d.]+/.exec(rest)?.[0];
    if (unit === undefined) throw new FlagValueError(`time: missing unit in duration ${goQuote(text)}`);
    const factor = UNITS[unit];
    if (factor === undefined)
      throw new FlagValueError(`time: unknown unit ${goQuote(unit)} in duration ${goQuote(text)}`);
    rest = rest.slice(unit.length);
    total += Number(number) * factor;
  }
  return sign * total;
}

/** A Go integer in base 0: `12`, `-0x1f`, `0b11`, `0o17`, `017`. Throws a `FlagValueError`. */
function parseInteger(text: string): number {
  const invalid = () => new FlagValueError(`strconv.ParseInt: parsing ${goQuote(text)}: invalid syntax`);
  const match = /^([+-]?)(0[xX][\da-fA-F]+|0[bB][01]+|0[oO]?[0-7]+|0|[1-9]\d*)$/.exec(
    text.replace(/(?<=[\da-zA-Z])_(?=[\da-fA-F])/g, ''),
  );
  if (match === null) throw invalid();
  const digits = (match[2] ?? '').replace(/^0(?=[0-7])/, '0o');
  const value = Number(digits) * (match[1] === '-' ? -1 : 1);
  if (Math.abs(value) >= 2 ** 63)
    throw new FlagValueError(`strconv.ParseInt: parsing ${goQuote(text)}: value out of range`);
  return value;
}

const TRUE = new Set(['1', 't', 'T', 'TRUE', 'true', 'True']);
const FALSE = new Set(['0', 'f', 'F', 'FALSE', 'false', 'False']);

/** Throws a `FlagValueError`. */
function parseBool(text: string): boolean {
  if (TRUE.has(text)) return true;
  if (FALSE.has(text)) return false;
  throw new FlagValueError(`strconv.ParseBool: parsing ${goQuote(text)}: invalid syntax`);
}

/** Splits at commas as encoding/csv reads one line: quotes keep a comma. Throws a `FlagValueError`. */
function splitCsv(text: string): readonly string[] {
  if (text === '') return [];
  const fields: string[] = [];
  let rest = text.split('\n', 1)[0] ?? '';
  for (;;) {
    const quoted = /^"((?:[^"]|"")*)"(?=,|$)/.exec(rest);
    const field = quoted?.[0] ?? /^[^,]*/.exec(rest)?.[0] ?? '';
    if (quoted === null && field.includes('"')) {
      const column = text.length - rest.length + field.indexOf('"') + 1;
      const words = field.startsWith('"')
        ? 'extraneous or missing " in quoted-field'
        : 'bare " in non-quoted field';
      throw new FlagValueError(`parse error on line 1, column ${column}: ${words}`);
    }
    fields.push(quoted?.[1]?.replaceAll('""', '"') ?? field);
    if (rest.length === field.length) return fields;
    rest = rest.slice(field.length + 1);
  }
}

/** One `--flag value`: which texts it adds, checked. Throws a `FlagValueError`. */
export function readFlagText(spec: FlagSpec, text: string): readonly string[] {
  switch (spec.type) {
    case 'bool':
      return [String(parseBool(text))];
    case 'int':
      return [String(parseInteger(text))];
    case 'duration':
      return [String(parseDuration(text))];
    case 'strings':
      return splitCsv(text);
    case 'stringToString':
      return readPairs(text);
    case 'string':
    case 'stringArray':
    case 'tristate':
      return [text];
  }
}

// Models pflag's stringToString: one pair may have commas in its value, several are read as a line of CSV.
function readPairs(text: string): readonly string[] {
  const pairs = text.split('=').length === 2 ? [text.replace(/^"+|"+$/g, '')] : splitCsv(text);
  for (const pair of pairs) {
    if (!pair.includes('=')) throw new FlagValueError(`${pair} must be formatted as key=value`);
  }
  return pairs;
}
