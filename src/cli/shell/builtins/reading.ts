/** `cat`, `head`, `tail`, `tee`, `yes`: they pass on what comes as it comes. */
import type { Builtin, Machine } from '../run/machine';
import { errorsOf, outOf, type Process, sourceOf } from '../run/process';
import { onDisk, openForReading, openForWriting } from '../run/redirect';
import { ShellError } from '../shell-error';
import { readAll, type Source } from '../streams';

/** The sources that a tool is about; complains about those that cannot be read. */
function sources(
  names: readonly string[],
  process: Process,
  machine: Machine,
  complain: (text: string) => void,
) {
  const found: { name: string; source: Source }[] = [];
  for (const name of names.length === 0 ? ['-'] : names) {
    if (name === '-') {
      found.push({ name: 'standard input', source: sourceOf(process) });
      continue;
    }
    try {
      const { source } = openForReading(name, process, machine);
      if (source !== undefined) found.push({ name, source });
    } catch (error) {
      if (!(error instanceof ShellError)) throw error;
      complain(error.message);
    }
  }
  return found;
}

export const cat: Builtin = async (args, process, machine) => {
  const flags = args.filter((arg) => /^-\w+$/.test(arg)).join('');
  let status = 0;
  const found = sources(
    args.filter((arg) => !/^-\w+$/.test(arg)),
    process,
    machine,
    (text) => {
      errorsOf(process).write(`cat: ${text}\n`);
      status = 1;
    },
  );
  const out = outOf(process);
  let number = 0;
  for (const { source } of found) {
    for (;;) {
      const piece = /[nbAE]/.test(flags)
        ? await source.readLine(process.signal)
        : await source.read(process.signal);
      if (piece === null) break;
      let text = piece;
      if (/[AE]/.test(flags)) text = text.replace('\n', '$\n');
      if (flags.includes('A')) text = text.replaceAll('\t', '^I');
      if (flags.includes('n') || (flags.includes('b') && piece !== '\n')) {
        number += 1;
        text = `${String(number).padStart(6)}\t${text}`;
      }
      out.write(text);
    }
  }
  return status;
};

/** `-n 5`, `-5`, `-n5`, `-c 5`, `--lines=5`. */
function counts(args: readonly string[]): {
  count: string;
  unit: 'lines' | 'bytes';
  names: string[];
  flags: string;
} {
  let count = '10';
  let unit: 'lines' | 'bytes' = 'lines';
  let flags = '';
  const names: string[] = [];
  for (let at = 0; at < args.length; at += 1) {
    const arg = args[at] ?? '';
    const long = /^--(lines|bytes)(?:=(.*))?$/.exec(arg);
    const short = /^-([fqvFrz]*)([nc])(.*)$/.exec(arg);
    if (/^-\d+$/.test(arg)) count = arg.slice(1);
    else if (long) {
      unit = long[1] === 'bytes' ? 'bytes' : 'lines';
      at += long[2] === undefined ? 1 : 0;
      count = long[2] ?? args[at] ?? '';
    } else if (short) {
      flags += short[1] ?? '';
      unit = short[2] === 'c' ? 'bytes' : 'lines';
      if (short[3] === '') at += 1;
      count = short[3] === '' ? (args[at] ?? '') : (short[3] ?? '');
    } else if (arg === '--follow') flags += 'f';
    else if (/^-[fqvF]+$/.test(arg)) flags += arg.slice(1);
    else names.push(arg);
  }
  if (!/^[-+]?\d+$/.test(count)) throw new ShellError(`invalid number of ${unit}: '${count}'`);
  return { count, unit, names, flags };
}

export const head: Builtin = async (args, process, machine) => {
  const { count, unit, names, flags } = counts(args);
  let status = 0;
  const found = sources(names, process, machine, (text) => {
    errorsOf(process).write(`head: cannot open '${text.replace(/: (?=[^:]*$)/, "' for reading: ")}\n`);
    status = 1;
  });
  const out = outOf(process);
  for (const [at, { name, source }] of found.entries()) {
    if (found.length > 1 && !flags.includes('q')) out.write(`${at > 0 ? '\n' : ''}==> ${name} <==\n`);
    const limit = Number(count);
    if (limit < 0 || unit === 'bytes') {
      const text = await readAll(source, process.signal);
      out.write(unit === 'bytes' ? text.slice(0, limit) : lines(text).slice(0, limit).join(''));
      continue;
    }
    for (let line = 0; line < limit; line += 1) {
      const text = await source.readLine(process.signal);
      if (text === null) break;
      out.write(text);
    }
  }
  return status;
};

const lines = (text: string): string[] => text.match(/[^\n]*\n|[^\n]+$/g) ?? [];

/** How often `tail -f` looks at a file, ms: GNU's --sleep-interval. */
const LOOK_EVERY_MS = 1000;

export const tail: Builtin = async (args, process, machine) => {
  const { count, unit, names, flags } = counts(args);
  let status = 0;
  const found = sources(names, process, machine, (text) => {
    errorsOf(process).write(`tail: cannot open '${text.replace(/: (?=[^:]*$)/, "' for reading: ")}\n`);
    status = 1;
  });
  const out = outOf(process);
  for (const [at, { name, source }] of found.entries()) {
    if (found.length > 1 && !flags.includes('q')) out.write(`${at > 0 ? '\n' : ''}==> ${name} <==\n`);
    const text = await readAll(source, process.signal);
    const limit = Math.abs(Number(count));
    const pieces = unit === 'bytes' ? Array.from(text) : lines(text);
    const kept = count.startsWith('+') ? pieces.slice(limit - 1) : limit === 0 ? [] : pieces.slice(-limit);
    if (kept.length > 0) out.write(kept.join(''));
  }
  const [last] = names.slice(-1);
  if (/[fF]/.test(flags) && last !== undefined) await follow(last, process, machine);
  return status;
};

async function follow(name: string, process: Process, machine: Machine): Promise<void> {
  const path = machine.files.resolve(process.state.cwd, name);
  let seen = onDisk(name, () => machine.files.readAt(path)).length;
  for (;;) {
    await machine.clock.sleep(LOOK_EVERY_MS, process.signal);
    const text = machine.files.kindAt(path) === 'file' ? machine.files.readAt(path) : '';
    if (text.length < seen) seen = 0;
    if (text.length > seen) outOf(process).write(text.slice(seen));
    seen = text.length;
  }
}

export const tee: Builtin = async (args, process, machine) => {
  const isAppend = args.some((arg) => /^-\w*a/.test(arg) || arg === '--append');
  const sinks = args
    .filter((arg) => !arg.startsWith('-'))
    .map((name) => openForWriting(name, isAppend, process, machine));
  for (;;) {
    const piece = await sourceOf(process).read(process.signal);
    if (piece === null) return 0;
    for (const sink of sinks) sink.write(piece);
    outOf(process).write(piece);
  }
};

export const yes: Builtin = async (args, process, machine) => {
  const line = `${args.length === 0 ? 'y' : args.join(' ')}\n`;
  for (;;) {
    process.signal.throwIfAborted();
    outOf(process).write(line.repeat(16));
    await machine.clock.breathe();
  }
};
