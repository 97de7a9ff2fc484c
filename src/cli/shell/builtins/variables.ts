/** `export`, `declare`, `local`, `readonly`, `unset`, `set`, `shift`, `read`, `let`, `alias`. */
import { Expander } from '../expand/expander';
import { inOrder } from '../expand/parameters';
import type { Machine } from '../run/machine';
import { errorsOf, outOf, type Process, sourceOf } from '../run/process';
import { ShellError } from '../shell-error';
import type { Options, ShellState, Variable } from '../state';

const quote = (text: string): string =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;

function declaration(name: string, { value, isExported, isReadonly, isAssociative }: Variable): string {
  const letters = `${value instanceof Map ? (isAssociative ? 'A' : 'a') : ''}${isReadonly ? 'r' : ''}${isExported ? 'x' : ''}`;
  const shown =
    value instanceof Map
      ? `(${inOrder(value)
          .map(([key, text]) => `[${key}]="${text}"`)
          .join(' ')})`
      : `"${value.replace(/["\\$`]/g, '\\$&')}"`;
  return `declare -${letters === '' ? '-' : letters} ${name}=${shown}\n`;
}

/** `export`, `readonly`, `declare`, `local` share their ways. */
export function declare(
  kind: 'export' | 'readonly' | 'declare' | 'local',
): (args: readonly string[], process: Process) => number {
  return (args, process) => {
    const { state } = process;
    const flags = args.filter((arg) => /^-[a-zA-Z]+$/.test(arg)).join('');
    const names = args.filter((arg) => !/^-[a-zA-Z]+$/.test(arg));
    if (kind === 'local' && state.functionDepth === 0) throw new ShellError('can only be used in a function');
    if (names.length === 0 || flags.includes('p')) return show(kind, names, process);
    let status = 0;
    for (const text of names) {
      const found = /^([A-Za-z_]\w*)(?:(\+?)=([\s\S]*))?$/.exec(text);
      if (!found) {
        errorsOf(process).write(`bash: ${kind}: \`${text}': not a valid identifier\n`);
        status = 1;
        continue;
      }
      const [, name = '', plus, value] = found;
      const isLocal =
        kind === 'local' || (kind === 'declare' && state.functionDepth > 0 && !flags.includes('g'));
      const variable = isLocal
        ? state.declare(name, 'local')
        : (state.variable(name) ??
          (value === undefined && kind === 'export' ? undefined : state.declare(name, 'global')));
      if (variable === undefined) {
        state.export(name);
        continue;
      }
      if (flags.includes('A') && !(variable.value instanceof Map)) {
        Object.assign(variable, { value: new Map(), isAssociative: true });
      }
      if (flags.includes('a') && !(variable.value instanceof Map)) variable.value = new Map();
      if (value !== undefined) state.set(name, plus === '+' ? (state.get(name) ?? '') + value : value);
      if (kind === 'export' || flags.includes('x'))
        variable.isExported = !(kind === 'export' && flags.includes('n'));
      if (kind === 'readonly' || flags.includes('r')) variable.isReadonly = true;
    }
    return status;
  };
}

function show(kind: string, names: readonly string[], process: Process): number {
  const { state } = process;
  let status = 0;
  for (const name of names.length > 0 ? names : state.names()) {
    const variable = state.variable(name);
    if (variable === undefined) {
      errorsOf(process).write(`bash: ${kind}: ${name}: not found\n`);
      status = 1;
    } else if (kind !== 'export' || variable.isExported || names.length > 0) {
      outOf(process).write(declaration(name, variable));
    }
  }
  return status;
}

export function unset(args: readonly string[], { state }: Process): number {
  for (const name of args.filter((arg) => !arg.startsWith('-'))) {
    const element = /^(\w+)\[(.+)\]$/.exec(name);
    const value = state.variable(element?.[1] ?? '')?.value;
    if (element && value instanceof Map) value.delete((element[2] ?? '').replace(/^['"]|['"]$/g, ''));
    else if (args[0] === '-f' || (state.variable(name) === undefined && args[0] !== '-v'))
      state.functions.delete(name);
    else state.unset(name);
  }
  return 0;
}

const LETTERS: Readonly<Record<string, keyof Options>> = {
  e: 'errexit',
  u: 'nounset',
  x: 'xtrace',
  f: 'noglob',
};

export function set(args: readonly string[], process: Process): number {
  const { state } = process;
  if (args.length === 0) {
    for (const name of state.names()) {
      const value = state.get(name);
      if (value !== undefined) outOf(process).write(`${name}=${quote(value)}\n`);
    }
    return 0;
  }
  for (let at = 0; at < args.length; at += 1) {
    const arg = args[at] ?? '';
    if (arg === '--' || !/^[-+][a-zA-Z]+$/.test(arg)) {
      state.positional = args.slice(arg === '--' ? at + 1 : at);
      return 0;
    }
    for (const letter of arg.slice(1)) {
      if (letter === 'o') {
        at += 1;
        setOption(state, args[at] ?? '', arg.startsWith('-'));
      } else {
        const name = LETTERS[letter];
        if (name !== undefined) state.options[name] = arg.startsWith('-');
      }
    }
  }
  return 0;
}

function setOption(state: ShellState, name: string, isOn: boolean): void {
  if (name in state.options) state.options[name as keyof Options] = isOn;
  else throw new ShellError(`${name}: invalid option name`, 2);
}

export function shift(args: readonly string[], { state }: Process): number {
  const count = Number(args[0] ?? 1);
  if (count > state.positional.length) return 1;
  state.positional = state.positional.slice(count);
  return 0;
}

/** `read [-r] [-p prompt] [-a array] [-d delimiter] [-t seconds] [name …]`. */
export async function read(args: readonly string[], process: Process, machine: Machine): Promise<number> {
  const { state } = process;
  let isRaw = false;
  let prompt = '';
  let array = '';
  let seconds = Number.POSITIVE_INFINITY;
  const names: string[] = [];
  for (let at = 0; at < args.length; at += 1) {
    const arg = args[at] ?? '';
    if (!/^-[a-z]+$/.test(arg) || names.length > 0) names.push(arg);
    else {
      const letter = arg.at(-1) ?? '';
      if (arg.includes('r')) isRaw = true;
      if (/[padtnu]/.test(letter)) {
        at += 1;
        if (letter === 'p') prompt = args[at] ?? '';
        if (letter === 'a') array = args[at] ?? '';
        if (letter === 't') seconds = Number(args[at]);
      }
    }
  }
  const source = sourceOf(process);
  if (prompt !== '' && source.isTerminal) errorsOf(process).write(prompt);
  const line = await readWithin(source, seconds, process, machine);
  if (line === undefined) return 142;
  let text = line ?? '';
  while (!isRaw && /(?:^|[^\\])(?:\\\\)*\\\n$/.test(text))
    text = text.slice(0, -2) + ((await source.readLine(process.signal)) ?? '');
  text = text.replace(/\n$/, '');
  if (!isRaw) text = text.replace(/\\(.)/g, '$1');
  assignRead(state, names, array, text);
  return line === null ? 1 : line.endsWith('\n') ? 0 : 1;
}

async function readWithin(
  source: ReturnType<typeof sourceOf>,
  seconds: number,
  process: Process,
  machine: Machine,
): Promise<string | null | undefined> {
  if (!Number.isFinite(seconds)) return await source.readLine(process.signal);
  const stop = new AbortController();
  const signal = AbortSignal.any([process.signal, stop.signal]);
  const late = machine.clock.sleep(seconds * 1000, signal).then(() => undefined);
  try {
    return await Promise.race([source.readLine(signal), late]);
  } finally {
    stop.abort(new ShellError('read ended'));
    late.catch(() => undefined);
  }
}

function assignRead(state: ShellState, names: readonly string[], array: string, text: string): void {
  const separators = state.get('IFS') ?? ' \t\n';
  const blanks = Array.from(separators)
    .filter((one) => /\s/.test(one))
    .join('');
  const trim = (value: string) => {
    let from = 0;
    let to = value.length;
    while (from < to && blanks.includes(value[from] ?? '')) from += 1;
    while (to > from && blanks.includes(value[to - 1] ?? '')) to -= 1;
    return value.slice(from, to);
  };
  if (names.length === 0 && array === '') {
    state.set('REPLY', text);
    return;
  }
  const fields: string[] = [];
  let rest = trim(text);
  const most = array === '' ? names.length : Number.POSITIVE_INFINITY;
  while (fields.length < most - 1 && rest !== '' && separators !== '') {
    const end = Array.from(rest).findIndex((one) => separators.includes(one));
    if (end < 0) break;
    fields.push(rest.slice(0, end));
    rest =
      rest[end] !== undefined && blanks.includes(rest[end] ?? '')
        ? trim(rest.slice(end))
        : trim(rest.slice(end + 1));
  }
  if (rest !== '' || array === '') fields.push(rest);
  if (array !== '') state.set(array, new Map(fields.map((field, at) => [String(at), field])));
  for (const [at, name] of names.entries()) state.set(name, fields[at] ?? '');
}

export function letBuiltin(args: readonly string[], process: Process, machine: Machine): number {
  const expander = new Expander({
    state: process.state,
    files: machine.files,
    line: process.line,
    now: () => machine.clock.now(),
    command: async () => '',
    process: async () => '',
  });
  let value = 0;
  for (const arg of args) value = expander.calculate(arg);
  return Number(value === 0);
}

export function alias(args: readonly string[], process: Process): number {
  const { aliases } = process.state;
  const line = (name: string, text: string) => `alias ${name}='${text.replaceAll("'", String.raw`'\''`)}'\n`;
  const wanted = args.filter((arg) => arg !== '-p');
  if (wanted.length === 0) {
    for (const [name, text] of [...aliases].sort((a, b) => (a[0] < b[0] ? -1 : 1)))
      outOf(process).write(line(name, text));
    return 0;
  }
  let status = 0;
  for (const arg of wanted) {
    const at = arg.indexOf('=');
    const name = at < 0 ? arg : arg.slice(0, at);
    const text = aliases.get(name);
    if (at > 0) aliases.set(name, arg.slice(at + 1));
    else if (text !== undefined) outOf(process).write(line(name, text));
    else {
      errorsOf(process).write(`bash: alias: ${name}: not found\n`);
      status = 1;
    }
  }
  return status;
}

export function unalias(args: readonly string[], process: Process): number {
  const { aliases } = process.state;
  if (args[0] === '-a') {
    aliases.clear();
    return 0;
  }
  let status = 0;
  for (const name of args) {
    if (aliases.delete(name)) continue;
    errorsOf(process).write(`bash: unalias: ${name}: not found\n`);
    status = 1;
  }
  return status;
}
