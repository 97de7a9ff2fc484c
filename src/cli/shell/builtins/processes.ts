/** `env`, `printenv`, `xargs`, `trap`, `rm`. */
import { FileError } from '../../program';
import { meaning } from '../files/memory-files';
import type { Builtin } from '../run/machine';
import { errorsOf, outOf, sourceOf, withDescriptors } from '../run/process';
import { ShellError } from '../shell-error';
import { readAll, textSource } from '../streams';

export const env: Builtin = async (args, process, machine) => {
  const state = process.state.fork();
  let rest = [...args];
  while (rest.length > 0 && /^(?:-i|-u|\w+=)/.test(rest[0] ?? '')) {
    const [first = '', second = ''] = rest;
    if (first === '-i') for (const name of state.exported().keys()) state.unset(name);
    else if (first === '-u') state.unset(second);
    else {
      state.set(first.slice(0, first.indexOf('=')), first.slice(first.indexOf('=') + 1));
      state.export(first.slice(0, first.indexOf('=')));
    }
    rest = rest.slice(first === '-u' ? 2 : 1);
  }
  if (rest.length > 0) return await machine.invoke(rest, { ...process, state });
  for (const [name, value] of state.exported()) outOf(process).write(`${name}=${value}\n`);
  return 0;
};

export const printenv: Builtin = (args, process) => {
  const all = process.state.exported();
  if (args.length === 0) for (const [name, value] of all) outOf(process).write(`${name}=${value}\n`);
  for (const name of args) if (all.has(name)) outOf(process).write(`${all.get(name)}\n`);
  return Number(args.some((name) => !all.has(name)));
};

/** `xargs [-n N] [-I X] [-r] [-0] [-t] [-d D] command …`. */
export const xargs: Builtin = async (args, process, machine) => {
  let most = Number.POSITIVE_INFINITY;
  let placeholder = '';
  let separator: string | null = null;
  let isQuietWhenEmpty = false;
  let isTraced = false;
  let at = 0;
  for (; (args[at] ?? '').startsWith('-'); at += 1) {
    const found = /^(-[a-zA-Z0]|--[a-z-]+)=?(.*)$/.exec(args[at] ?? '');
    const [, flag = '', attached = ''] = found ?? [];
    const value = (): string => {
      if (attached !== '') return attached;
      at += 1;
      return args[at] ?? '';
    };
    if (flag === '-n' || flag === '--max-args') most = Number(value());
    else if (flag === '-L') most = Number(value());
    else if (flag === '-I' || flag === '-i') placeholder = value();
    else if (flag === '-P' || flag === '-s') value();
    else if (flag === '-d') separator = value().replace('\\n', '\n').replace('\\0', '\0');
    else if (flag === '-0' || flag === '--null') separator = '\0';
    else if (flag === '-r' || flag === '--no-run-if-empty') isQuietWhenEmpty = true;
    else if (flag === '-t') isTraced = true;
    else if (flag !== '') throw new ShellError(`invalid option -- '${flag.slice(1)}'`);
  }
  const command = args.length > at ? args.slice(at) : ['echo'];
  const text = await readAll(sourceOf(process), process.signal);
  const items =
    separator !== null || placeholder !== ''
      ? text
          .split(separator ?? '\n')
          .map((item) => (placeholder === '' ? item : item.trim()))
          .filter((item) => item !== '')
      : words(text);
  const closed = withDescriptors(process, [[0, { source: textSource('') }]]);
  let status = 0;
  const run = async (list: readonly string[]): Promise<boolean> => {
    if (isTraced) errorsOf(process).write(`${list.join(' ')}\n`);
    try {
      const code = await machine.invoke(list, closed);
      if (code !== 0) status = 123;
      return code !== 255;
    } catch (error) {
      if (!(error instanceof ShellError) || error.status !== 127) throw error;
      errorsOf(process).write(`xargs: ${list[0]}: No such file or directory\n`);
      status = 127;
      return false;
    }
  };
  if (placeholder !== '') {
    for (const item of items) {
      if (!(await run(command.map((word) => word.replaceAll(placeholder, item))))) return status;
    }
    return status;
  }
  if (items.length === 0) {
    if (!isQuietWhenEmpty) await run(command);
    return status;
  }
  for (let from = 0; from < items.length; from += Math.min(most, items.length)) {
    if (!(await run([...command, ...items.slice(from, from + most)]))) return status;
  }
  return status;
};

/** Words of `xargs`: blanks separate, quotes and backslashes keep together. */
function words(text: string): string[] {
  const found = text.match(/(?:"[^"]*"|'[^']*'|\\[\s\S]|[^\s"'\\])+/g) ?? [];
  return found.map((word) =>
    word.replace(
      /"([^"]*)"|'([^']*)'|\\([\s\S])/g,
      (_all, ...found: (string | undefined)[]) => found.slice(0, 3).find((one) => one !== undefined) ?? '',
    ),
  );
}

/** `trap 'commands' EXIT`: run when the shell ends. Other signals have no handlers here. */
export const trap: Builtin = (args, process) => {
  const { traps } = process.state;
  const names = args.slice(1).map((name) => (name === '0' ? 'EXIT' : name.replace(/^SIG/, '').toUpperCase()));
  if (args.length === 0 || args[0] === '-p') {
    for (const [name, text] of traps) outOf(process).write(`trap -- '${text}' ${name}\n`);
  } else if (args[0] === '-') for (const name of names) traps.delete(name);
  else for (const name of names) traps.set(name, args[0] ?? '');
  return 0;
};

/** `rm` is the shell's own, because `rm -rf` of a mounted folder must say why not. */
export const rm: Builtin = (args, process, machine) => {
  const flags = args.filter((arg) => /^-\w+/.test(arg)).join('');
  const isRecursive = /r|R/.test(flags);
  const isForced = flags.includes('f');
  const names = args.filter((arg) => !/^-\w+/.test(arg) && arg !== '--');
  if (names.length === 0 && !isForced) throw new ShellError('missing operand');
  let status = 0;
  for (const name of names) {
    const path = machine.files.resolve(process.state.cwd, name);
    const kind = machine.files.kindAt(path);
    const complain = (why: string) => {
      errorsOf(process).write(`rm: cannot remove '${name}': ${why}\n`);
      status = 1;
    };
    if (kind === 'missing') {
      if (!isForced) complain('No such file or directory');
    } else if (kind === 'folder' && !isRecursive) complain('Is a directory');
    else {
      try {
        machine.files.removeAt(path, true);
      } catch (error) {
        if (!(error instanceof FileError)) throw error;
        complain(meaning(error));
      }
    }
  }
  return status;
};
