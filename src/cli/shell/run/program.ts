/** Runs kubectl and its like: what a program sees of the shell. */
import { FileError, type Files, type Input, type Program, type ProgramContext } from '../../program';
import { parentOf } from '../files/memory-files';
import { BrokenPipe, type Sink } from '../streams';
import type { Machine } from './machine';
import { errorsOf, outOf, type Process, sourceOf } from './process';

/** Turns that a stopped program has for its last words. */
const LAST_TURNS = 10;

export async function runProgram(
  program: Program,
  args: readonly string[],
  process: Process,
  machine: Machine,
): Promise<number> {
  process.signal.throwIfAborted();
  const running = program.run(args, contextOf(process, machine));
  const over = new AbortController();
  const stopped = new Promise<void>((resolve) => {
    process.signal.addEventListener('abort', () => resolve(), { signal: over.signal });
  });
  try {
    const first = await Promise.race([running, stopped]);
    if (typeof first === 'number' && !process.signal.aborted) return first;
    await Promise.race([running.catch(() => undefined), turns(machine)]);
    process.signal.throwIfAborted();
    return await running;
  } finally {
    over.abort();
    running.catch(() => undefined);
  }
}

async function turns(machine: Machine): Promise<void> {
  for (let turn = 0; turn < LAST_TURNS; turn += 1) await machine.clock.breathe();
}

export function contextOf(process: Process, machine: Machine): ProgramContext {
  const out = outOf(process);
  const source = sourceOf(process);
  const stdin: Input = {
    isTerminal: source.isTerminal,
    read: () => source.read(process.signal),
  };
  return {
    transport: machine.transport,
    files: filesOf(process, machine),
    env: process.state.exported(),
    stdin,
    isTerminal: out.isTerminal,
    out: writer(out),
    err: writer(errorsOf(process)),
    commandLine: process.commandLine,
    now: () => machine.clock.now(),
    sleep: (ms) => machine.clock.sleep(ms, process.signal),
    signal: process.signal,
    edit: (name, text) => machine.edit(name, text),
    ...(machine.raw !== null && source.isTerminal ? { raw: machine.raw } : {}),
    listen: (port, accept) => machine.ports.listen(port, accept),
  };
}

/** A program whose reader has gone is stopped by its signal, not by an error in the middle of its work. */
function writer(sink: Sink): (text: string) => void {
  return (text) => {
    try {
      sink.write(text);
    } catch (error) {
      if (!(error instanceof BrokenPipe)) throw error;
    }
  };
}

function filesOf({ state }: Process, { files }: Machine): Files {
  const { cwd } = state;
  const at = (path: string) => files.resolve(cwd, path);
  /** The path in an error is the one that was given. */
  const named = <T>(path: string, work: () => T): T => {
    try {
      return work();
    } catch (error) {
      if (error instanceof FileError) throw new FileError(error.code, path);
      throw error;
    }
  };
  return {
    cwd,
    read: async (path) => named(path, () => files.readAt(at(path))),
    write: async (path, text, makeFolders = false) =>
      named(path, () => {
        if (makeFolders) files.makeFolder(parentOf(at(path)), true);
        files.writeAt(at(path), text);
      }),
    remove: async (path) => named(path, () => files.removeAt(at(path), true)),
    list: async (path) => named(path, () => files.listAt(at(path))),
    kind: async (path) => files.kindAt(at(path)),
  };
}
