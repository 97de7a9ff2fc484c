/** What a container's main process does once it runs: how long, how it ends, and how it takes a signal. Plain data. */
import type { Image } from './images';
import { runScript, sleepMs, type ScriptResult } from './shell';

export interface Program {
  /** ms until it ends by itself; -1 for never. */
  readonly runMs: number;
  /** Exit code of that end. */
  readonly exitCode: number;
  readonly stdout: string;
  /** How it leaves on SIGTERM; null: PID 1 has no handler, and the kernel drops the signal. */
  readonly onTerm: { readonly exitCode: number; readonly afterMs: number } | null;
  /** What the process is called: `nginx`, `sleep`. */
  readonly name: string;
  /** Set when it can't be started at all: the runtime's words. */
  readonly startError: string;
}

function program(name: string, part: Partial<Program>): Program {
  return { runMs: -1, exitCode: 0, stdout: '', onTerm: null, name, startError: '', ...part };
}

function ofScript(result: ScriptResult): Program {
  const { runMs, exitCode, stdout, stderr, trapsTerm } = result;
  const onTerm = trapsTerm ? { exitCode: 0, afterMs: 10 } : null;
  return program('sh', { runMs: runMs === Infinity ? -1 : runMs, exitCode, stdout: stdout + stderr, onTerm });
}

const SHELLS = new Set(['sh', '/bin/sh', 'bash', '/bin/bash', 'ash', '/bin/ash']);

/** An interpreter without a terminal and without work reads end of file and leaves. */
const INTERPRETERS = new Set(['python3', 'python', 'node', 'irb']);

function notFound(name: string): Program {
  const start = `exec: "${name}": executable file not found in $PATH: unknown`;
  const startError =
    'failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: ' +
    `unable to start container process: error during container init: ${start}`;
  return program(name, { startError, exitCode: 128 });
}

/** The program that a container runs, from its image and the manifest's `command` and `args`. */
export function programOf(
  image: Image,
  command: readonly string[] | undefined,
  args: readonly string[] | undefined,
): Program {
  const own = command === undefined || command.length === 0;
  const words = own
    ? [...image.command.slice(0, own && args ? 1 : undefined), ...(args ?? [])]
    : [...command, ...(args ?? [])];
  const [name = '', ...rest] = words;
  if (SHELLS.has(name))
    return rest[0] === '-c' ? ofScript(runScript(rest[1] ?? '')) : program('sh', { runMs: 0 });
  if (INTERPRETERS.has(name)) return program(name, { runMs: rest.length === 0 ? 0 : -1 });
  if (name === 'sleep') {
    const ms = sleepMs(rest[0] ?? '');
    if (Number.isNaN(ms)) return program(name, { runMs: 0, exitCode: 1 });
    return program(name, { runMs: ms === Infinity ? -1 : ms });
  }
  if (name === 'true' || name === 'echo') return program(name, { runMs: 0 });
  if (name === 'false') return program(name, { runMs: 0, exitCode: 1 });
  // Its own server by any arguments, or, for an image with a shell only, a command that nobody knows.
  if (own && image.command[0] === 'sh') return ofScript(runScript(words.join(' ')));
  if (own || name === image.command[0]) return program(image.name, { onTerm: image.onTerm });
  return isPath(name) || image.command[0] === 'server'
    ? program(name, { onTerm: image.onTerm })
    : notFound(name);
}

/** A path into the image's own file system, which we don't have: simplified here, it runs as the image's server. */
function isPath(name: string): boolean {
  return name.startsWith('/') || name.startsWith('./');
}

/** What `exec` of a command in a running container comes to. */
export function execIn(command: readonly string[]): ScriptResult {
  const [name = '', flag = '', script = ''] = command;
  if (SHELLS.has(name) && flag === '-c') return runScript(script);
  return runScript(command.map((word) => `'${word.replaceAll("'", '')}'`).join(' '));
}
