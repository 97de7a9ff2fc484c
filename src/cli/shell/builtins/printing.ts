/** `echo` and `printf`. */
import type { Machine } from '../run/machine';
import { errorsOf, outOf, type Process } from '../run/process';
import { ShellError } from '../shell-error';
import { unescape } from '../syntax/words';

export function echo(args: readonly string[], process: Process): number {
  let at = 0;
  let newline = '\n';
  let escapes = false;
  for (; /^-[neE]+$/.test(args[at] ?? ''); at += 1) {
    for (const letter of (args[at] ?? '').slice(1)) {
      if (letter === 'n') newline = '';
      else escapes = letter === 'e';
    }
  }
  let text = args.slice(at).join(' ');
  if (escapes) {
    const end = text.search(/(?<!\\)(?:\\\\)*\\c/);
    if (end >= 0) {
      text = text.slice(0, text.indexOf('\\c', end));
      newline = '';
    }
    text = unescape(text);
  }
  if (text + newline !== '') outOf(process).write(text + newline);
  return 0;
}

const DIRECTIVE = /%(%|([-+ #0]*)(\*|\d+)?(?:\.(\*|\d+)?)?([a-zA-Z])|\(([^)]*)\)T)/g;

export function printf(args: readonly string[], process: Process, machine: Machine): number {
  let rest = [...args];
  let variable = '';
  if (rest[0] === '-v') {
    variable = rest[1] ?? '';
    rest = rest.slice(2);
  }
  if (rest[0] === '--') rest = rest.slice(1);
  const [format, ...values] = rest;
  if (format === undefined) {
    errorsOf(process).write('printf: usage: printf [-v var] format [arguments]\n');
    return 2;
  }
  const text = formatted(format, values, process, machine);
  if (variable !== '') process.state.set(variable, text);
  else if (text !== '') outOf(process).write(text);
  return 0;
}

/** Uses the format again while there are arguments left. */
function formatted(format: string, values: readonly string[], process: Process, machine: Machine): string {
  let at = 0;
  let text = '';
  const next = (): string => {
    const value = values[at] ?? '';
    at += 1;
    return value;
  };
  do {
    const before = at;
    text += withEscapes(format).replace(DIRECTIVE, (...found: unknown[]) => {
      const [, whole, flags = '', width, precision, letter, time] = found as (string | undefined)[];
      if (whole === '%') return '%';
      if (time !== undefined) return String(machine.clock.now());
      const wide = width === '*' ? Number(next()) : Number(width ?? 0);
      const exact = precision === '*' ? Number(next()) : precision === undefined ? null : Number(precision);
      return pad(converted(letter ?? 's', next(), exact, process), wide, flags, letter ?? 's');
    });
    if (at === before) break;
  } while (at < values.length);
  return text;
}

/** Escapes of the format; a backslash before a percent sign's letter is none. */
const withEscapes = (format: string): string => unescape(format);

function pad(text: string, width: number, flags: string, letter: string): string {
  const signed = flags.includes('+') && /[dif]/.test(letter) && !text.startsWith('-') ? `+${text}` : text;
  if (flags.includes('-')) return signed.padEnd(width);
  if (flags.includes('0') && /[dxXofi]/.test(letter)) {
    const sign = /^[-+]/.exec(signed)?.[0] ?? '';
    return sign + signed.slice(sign.length).padStart(width - sign.length, '0');
  }
  return signed.padStart(width);
}

function converted(letter: string, value: string, precision: number | null, process: Process): string {
  switch (letter) {
    case 's':
      return precision === null ? value : value.slice(0, precision);
    case 'b':
      return unescape(value);
    case 'q':
      return /^[\w@%+=:,./-]+$/.test(value)
        ? value
        : value === ''
          ? "''"
          : value.replace(/[^\w@%+=:,./-]/g, '\\$&');
    case 'c':
      return value.slice(0, 1);
    case 'd':
    case 'i':
      return String(number(value, process)).padStart(precision ?? 0, '0');
    case 'u':
      return String(number(value, process));
    case 'x':
      return number(value, process).toString(16);
    case 'X':
      return number(value, process).toString(16).toUpperCase();
    case 'o':
      return number(value, process).toString(8);
    case 'f':
    case 'F':
      return Number(value || 0).toFixed(precision ?? 6);
    case 'e':
      return Number(value || 0).toExponential(precision ?? 6);
    case 'g':
      return String(Number(value || 0));
    default:
      throw new ShellError(`\`${letter}': invalid format character`);
  }
}

function number(value: string, process: Process): number {
  if (value === '') return 0;
  if (/^['"]./.test(value)) return value.codePointAt(1) ?? 0;
  const found = /^\s*[-+]?(?:0[xX][0-9a-fA-F]+|\d+)/.exec(value);
  if (!found || found[0].trim() !== value.trim()) {
    errorsOf(process).write(`bash: printf: ${value}: invalid number\n`);
  }
  const text = found?.[0].trim() ?? '0';
  return Math.trunc(/^[-+]?0\d/.test(text) ? Number.parseInt(text, 8) : Number(text));
}
