/** `>`, `<`, `2>&1`, here-documents. */
import { FileError } from '../../program';
import type { Expander } from '../expand/expander';
import { meaning } from '../files/memory-files';
import { ShellError } from '../shell-error';
import { nowhere, type Sink, textSource } from '../streams';
import type { Redirect } from '../syntax/ast';
import type { Machine } from './machine';
import { type Descriptor, type Process, withDescriptors } from './process';

/** The process with its redirections. Throws a `ShellError`. */
export async function redirect(
  redirects: readonly Redirect[],
  process: Process,
  expander: Expander,
  machine: Machine,
): Promise<Process> {
  let result = process;
  for (const { fd, operator, target } of redirects) {
    if (operator === '<<' || operator === '<<<') {
      const text = await expander.text(target);
      result = change(result, fd ?? 0, { source: textSource(operator === '<<<' ? `${text}\n` : text) });
      continue;
    }
    const name = await expander.text(target);
    if (operator === '>&' || operator === '<&') {
      if (operator === '>&' && fd === null && !/^(?:\d+|-)$/.test(name)) {
        const both = { sink: openForWriting(name, false, result, machine) };
        result = change(change(result, 1, both), 2, both);
      } else {
        const to = fd ?? (operator === '>&' ? 1 : 0);
        if (name === '-') result = change(result, to, { sink: nowhere, source: textSource('') });
        else {
          const from = result.descriptors.get(Number(name));
          if (from === undefined) throw new ShellError(`${name}: Bad file descriptor`);
          result = change(result, to, from);
        }
      }
      continue;
    }
    if (operator === '&>' || operator === '&>>') {
      const both = { sink: openForWriting(name, operator === '&>>', result, machine) };
      result = change(change(result, 1, both), 2, both);
      continue;
    }
    if (operator === '<' || operator === '<>') {
      result = change(result, fd ?? 0, openForReading(name, result, machine));
    } else {
      result = change(result, fd ?? 1, { sink: openForWriting(name, operator === '>>', result, machine) });
    }
  }
  return result;
}

const change = (process: Process, number: number, descriptor: Descriptor): Process =>
  withDescriptors(process, [[number, descriptor]]);

/** `/dev/stdin` and its like. */
function device(path: string, process: Process): Descriptor | null {
  const found = /^\/dev\/(?:fd\/(\d+)|(null|stdin|stdout|stderr|tty|zero))$/.exec(path);
  if (!found) return null;
  if (found[2] === 'null' || found[2] === 'zero') return { sink: nowhere, source: textSource('') };
  const number = found[1] ?? { stdin: '0', stdout: '1', stderr: '2', tty: '1' }[found[2] ?? ''] ?? '0';
  return process.descriptors.get(Number(number)) ?? null;
}

export function openForReading(name: string, process: Process, machine: Machine): Descriptor {
  const path = machine.files.resolve(process.state.cwd, name);
  const special = device(path, process);
  if (special !== null) return special;
  return { source: textSource(onDisk(name, () => machine.files.readAt(path))) };
}

export function openForWriting(name: string, isAppend: boolean, process: Process, machine: Machine): Sink {
  const { files } = machine;
  const path = files.resolve(process.state.cwd, name);
  const special = device(path, process);
  if (special !== null) return special.sink ?? nowhere;
  if (name === '') throw new ShellError(': No such file or directory');
  onDisk(name, () =>
    files.writeAt(path, isAppend && files.kindAt(path) === 'file' ? files.readAt(path) : ''),
  );
  return {
    isTerminal: false,
    write: (text) => {
      onDisk(name, () =>
        files.writeAt(path, (files.kindAt(path) === 'file' ? files.readAt(path) : '') + text),
      );
    },
  };
}

/** Says in the shell's words what the disk refused. */
export function onDisk<T>(name: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof FileError) throw new ShellError(`${name}: ${meaning(error)}`);
    throw error;
  }
}
