/** Go's Sprintf and Sprint on JSON values. Models Go's fmt/print.go. */
import { goQuote } from '../../../engine/api/go-print';
import { goSyntax, goValue } from './go-format';

/** Spaces stand between operands when neither is a string. */
export function sprint(values: readonly unknown[]): string {
  return values
    .map((value, index) => {
      const isApart = index > 0 && typeof value !== 'string' && typeof values[index - 1] !== 'string';
      return (isApart ? ' ' : '') + goValue(value);
    })
    .join('');
}

/** `%s`, `%-10d`, `%.2f` and their like. */
export function sprintf(format: string, values: readonly unknown[]): string {
  let next = 0;
  const text = format.replace(
    /%([-+# 0]*)(\d*)(?:\.(\d*))?(.?)/gsu,
    (_, flags: string, width: string, precision: string | undefined, verb: string) => {
      if (verb === '%') return '%';
      if (verb === '') return '%!(NOVERB)';
      if (next >= values.length) return `%!${verb}(MISSING)`;
      const value = values[next];
      next += 1;
      return padded(
        formatted(verb, value, flags, precision),
        flags,
        Number(width || '0'),
        typeof value === 'number',
      );
    },
  );
  if (next >= values.length) return text;
  const extra = values.slice(next).map((value) => `${typeOf(value)}=${goValue(value)}`);
  return `${text}%!(EXTRA ${extra.join(', ')})`;
}

function typeOf(value: unknown): string {
  if (typeof value === 'number') return Number.isInteger(value) ? 'int64' : 'float64';
  if (value === null || value === undefined) return '<nil>';
  if (Array.isArray(value)) return '[]interface {}';
  if (typeof value === 'object') return 'map[string]interface {}';
  return typeof value === 'boolean' ? 'bool' : 'string';
}

function padded(text: string, flags: string, width: number, isNumber: boolean): string {
  if (Array.from(text).length >= width) return text;
  if (flags.includes('-')) return text.padEnd(width);
  if (!flags.includes('0') || !isNumber) return text.padStart(width);
  const sign = /^[-+]/.exec(text)?.[0] ?? '';
  return sign + text.slice(sign.length).padStart(width - sign.length, '0');
}

function formatted(verb: string, value: unknown, flags: string, precision: string | undefined): string {
  const signed = (text: string) => (flags.includes('+') && !text.startsWith('-') ? `+${text}` : text);
  const bad = () => `%!${verb}(${typeOf(value)}=${goValue(value)})`;
  switch (verb) {
    case 'v':
      return flags.includes('#') ? goSyntax(value) : goValue(value);
    case 's':
      if (typeof value === 'number' || typeof value === 'boolean') return bad();
      return precision === undefined ? goValue(value) : goValue(value).slice(0, Number(precision || '0'));
    case 'q':
      return typeof value === 'string' ? goQuote(value) : bad();
    case 't':
      return typeof value === 'boolean' ? String(value) : bad();
    case 'T':
      return typeOf(value);
    case 'd':
      return typeof value === 'number' && Number.isInteger(value) ? signed(String(value)) : bad();
    case 'x':
    case 'X': {
      const text = hex(value);
      return text === null ? bad() : verb === 'X' ? text.toUpperCase() : text;
    }
    case 'f':
      if (typeof value !== 'number' || Number.isInteger(value)) return bad();
      return signed(value.toFixed(precision === undefined ? 6 : Number(precision || '0')));
    default:
      return bad();
  }
}

function hex(value: unknown): string | null {
  if (typeof value === 'number' && Number.isInteger(value)) return value.toString(16);
  if (typeof value !== 'string') return null;
  return [...new TextEncoder().encode(value)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
