/** `exit`, `return`, `break`, `eval`, `source`, `test`, `cd`, `type`, `bash -c` … */
import { binary, unary } from '../run/condition';
import type { Builtin, Machine } from '../run/machine';
import { errorsOf, outOf, type Process, sourceOf } from '../run/process';
import { onDisk } from '../run/redirect';
import { Leave, ShellError } from '../shell-error';
import { readAll } from '../streams';

export const leaveLoop =
  (what: 'break' | 'continue'): Builtin =>
  (args, { state }) => {
    if (state.loopDepth === 0)
      throw new ShellError(`only meaningful in a \`for', \`while', or \`until' loop`);
    throw new Leave(what, Number(args[0] ?? 1));
  };

export const leave =
  (what: 'return' | 'exit'): Builtin =>
  (args, { state }) => {
    const value = args[0] === undefined ? state.status : Number(args[0]);
    if (!Number.isInteger(value)) throw new ShellError(`${args[0]}: numeric argument required`, 2);
    throw new Leave(what, ((value % 256) + 256) % 256);
  };

export const evaluate: Builtin = async (args, process, machine) =>
  await machine.evaluate(args.join(' '), process);

export const source: Builtin = async ([name, ...args], process, machine) => {
  if (name === undefined) throw new ShellError('filename argument required', 2);
  const text = onDisk(name, () => machine.files.readAt(machine.files.resolve(process.state.cwd, name)));
  const { positional } = process.state;
  if (args.length > 0) process.state.positional = args;
  try {
    return await machine.evaluate(text, process);
  } catch (error) {
    if (error instanceof Leave && error.what === 'return') return error.value;
    throw error;
  } finally {
    if (args.length > 0) process.state.positional = positional;
  }
};

/** `bash [-c text] [file] [arguments]`: a shell in the shell. */
export const bash: Builtin = async (args, process, machine) => {
  const state = process.state.fork();
  let rest = [...args];
  let text: string | null = null;
  while (/^-[a-z]+$/.test(rest[0] ?? '')) {
    const flags = rest[0] ?? '';
    rest = rest.slice(1);
    if (flags.includes('e')) state.options.errexit = true;
    if (flags.includes('x')) state.options.xtrace = true;
    if (flags.includes('u')) state.options.nounset = true;
    if (flags.includes('c')) {
      text = rest[0] ?? '';
      rest = rest.slice(1);
      state.scriptName = rest[0] ?? 'bash';
      state.positional = rest.slice(1);
    }
  }
  if (text === null && rest[0] !== undefined) {
    const [name] = rest;
    text = onDisk(name, () => machine.files.readAt(machine.files.resolve(state.cwd, name)));
    state.scriptName = name;
    state.positional = rest.slice(1);
  }
  if (text === null) {
    if (sourceOf(process).isTerminal) return 0;
    text = await readAll(sourceOf(process), process.signal);
  }
  state.functionDepth = 0;
  state.loopDepth = 0;
  try {
    return await machine.evaluate(text, { ...process, state, isCondition: false });
  } catch (error) {
    if (error instanceof Leave) return error.value;
    throw error;
  }
};

export const cd: Builtin = (args, process, machine) => {
  const { state } = process;
  const [wanted] = args.filter((arg) => arg !== '--' && arg !== '-P' && arg !== '-L');
  const target =
    wanted === undefined
      ? (state.get('HOME') ?? '/')
      : wanted === '-'
        ? (state.get('OLDPWD') ?? state.cwd)
        : wanted;
  const path = machine.files.resolve(state.cwd, target);
  const kind = machine.files.kindAt(path);
  if (kind !== 'folder')
    throw new ShellError(`${target}: ${kind === 'file' ? 'Not a directory' : 'No such file or directory'}`);
  state.set('OLDPWD', state.cwd);
  state.cwd = path;
  state.set('PWD', path);
  if (wanted === '-') outOf(process).write(`${path}\n`);
  return 0;
};

export const pwd: Builtin = (_args, process) => {
  outOf(process).write(`${process.state.cwd}\n`);
  return 0;
};

/** `test` and `[`: by the number of arguments, as POSIX says. */
export const test: Builtin = (args, process, machine) => {
  const value = expression([...args], process, machine);
  return Number(!value);
};

function expression(args: string[], process: Process, machine: Machine): boolean {
  const or = args.indexOf('-o');
  if (or > 0)
    return (
      expression(args.slice(0, or), process, machine) || expression(args.slice(or + 1), process, machine)
    );
  const and = args.indexOf('-a');
  if (and > 0 && args.length > 3) {
    return (
      expression(args.slice(0, and), process, machine) && expression(args.slice(and + 1), process, machine)
    );
  }
  const [first = '', second = '', third = ''] = args;
  if (args.length === 0) return false;
  if (args.length === 1) return first !== '';
  if (first === '!') return !expression(args.slice(1), process, machine);
  if (first === '(' && args.at(-1) === ')') return expression(args.slice(1, -1), process, machine);
  if (args.length === 2) return unary(first, second, process, machine);
  if (args.length === 3) return binary(second, first, third, process, machine);
  throw new ShellError('too many arguments', 2);
}

export const bracket: Builtin = (args, process, machine) => {
  if (args.at(-1) !== ']') throw new ShellError("missing `]'", 2);
  return test(args.slice(0, -1), process, machine);
};

/** What a name would run. */
function kindOf(
  name: string,
  { state }: Process,
  machine: Machine,
): 'alias' | 'function' | 'builtin' | 'file' | null {
  if (state.aliases.has(name)) return 'alias';
  if (state.functions.has(name)) return 'function';
  if (FILES.has(name) || machine.programs.has(name) || machine.tools.has(name)) return 'file';
  return machine.builtins.has(name) ? 'builtin' : null;
}

/** Commands that are files on a real machine, though the shell brings them. */
const FILES = new Set([
  ...[
    'bash',
    'cat',
    'clear',
    'curl',
    'date',
    'env',
    'head',
    'hostname',
    'man',
    'nano',
    'printenv',
    'sh',
    'sleep',
  ],
  ...[
    'tail',
    'tee',
    'timeout',
    'vi',
    'vim',
    'watch',
    'wget',
    'which',
    'whoami',
    'xargs',
    'yes',
    'edit',
    'rm',
    'ls',
    'less',
    'more',
  ],
]);

const whereIs = (name: string, machine: Machine): string =>
  machine.programs.has(name) ? `/usr/local/bin/${name}` : `/usr/bin/${name}`;

export const type: Builtin = (args, process, machine) => {
  let status = 0;
  for (const name of args.filter((arg) => !arg.startsWith('-'))) {
    const kind = kindOf(name, process, machine);
    if (kind === null) {
      errorsOf(process).write(`bash: type: ${name}: not found\n`);
      status = 1;
    } else if (args[0] === '-t') outOf(process).write(`${kind}\n`);
    else if (kind === 'alias')
      outOf(process).write(`${name} is aliased to \`${process.state.aliases.get(name)}'\n`);
    else if (kind === 'function') outOf(process).write(`${name} is a function\n`);
    else if (kind === 'builtin') outOf(process).write(`${name} is a shell builtin\n`);
    else outOf(process).write(`${name} is ${whereIs(name, machine)}\n`);
  }
  return status;
};

export const which: Builtin = (args, process, machine) => {
  let status = 0;
  for (const name of args) {
    if (FILES.has(name) || machine.programs.has(name) || machine.tools.has(name)) {
      outOf(process).write(`${whereIs(name, machine)}\n`);
    } else status = 1;
  }
  return status;
};

/** `command [-v] name …`. */
export const command: Builtin = async (args, process, machine) => {
  if (args[0] !== '-v' && args[0] !== '-V')
    return await machine.invoke(args, process, { skipFunctions: true });
  let status = 1;
  for (const name of args.slice(1)) {
    const kind = kindOf(name, process, machine);
    if (kind === null) continue;
    status = 0;
    const shown =
      kind === 'alias'
        ? `alias ${name}='${process.state.aliases.get(name)}'`
        : kind === 'file'
          ? whereIs(name, machine)
          : name;
    outOf(process).write(`${shown}\n`);
  }
  return status;
};
