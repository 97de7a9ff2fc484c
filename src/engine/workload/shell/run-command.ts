/** Runs one command: a function of the script, a file, a program of the image, or one of our own. */
import { resolvePath, type FileNode } from '../files';
import { own } from '../own';
import { commandOf } from './commands';
import { codeOf } from './compile';
import { exportVariable, setVariable } from './expand';
import { enter, exitShell, leaveLoop, topFrame } from './frames';
import type { Call, Command, ImageTool, Outcome, ServerProgram, ShellHost } from './host';
import type { ShellProcess } from './process';
import { NeedsInput, say, takeInput, takeLine, takeSome, topFiles, write } from './streams';

/** A command line as a command sees it. */
export function callOf(process: ShellProcess, host: ShellHost, words: readonly string[]): Call {
  const [name = '', ...args] = words;
  return {
    name,
    args,
    process,
    host,
    takeInput: () => takeInput(process),
    takeLine: () => takeLine(process),
    takeSome: () => takeSome(process),
    out: (text, zeros = 0) => write(process, host, topFiles(process).out, text, zeros),
    err: (text) => write(process, host, topFiles(process).err, text),
  };
}

/** What a command came to: its exit code, or a wait. */
export function settle(process: ShellProcess, outcome: Outcome): void {
  if (typeof outcome === 'number') {
    process.status = outcome;
    return;
  }
  process.waits++;
  process.wait = outcome;
}

/** A command line without what only changes how it is run: `exec`, `nohup`, `env A=b` … */
function inner(process: ShellProcess, words: readonly string[]): readonly string[] {
  let rest = words;
  for (;;) {
    const [first = '', second = ''] = rest;
    if (first === 'exec' && rest.length > 1) {
      rest = rest.slice(1);
    } else if (['nohup', 'command', 'time', 'nice', 'stdbuf', 'setsid'].includes(first) && rest.length > 1) {
      rest = rest.slice(1);
      while (rest[0]?.startsWith('-') === true) rest = rest.slice(1);
    } else if (first === 'timeout' && rest.length > 2) {
      rest = second === '-t' ? rest.slice(3) : rest.slice(2);
    } else if (first === 'env' && rest.length > 1 && !second.startsWith('-')) {
      const assignments = rest.slice(1).findIndex((word) => !/^\w+=/.test(word));
      for (const word of rest.slice(1, assignments < 0 ? undefined : assignments + 1)) assign(process, word);
      if (assignments < 0) return ['env'];
      rest = rest.slice(assignments + 1);
    } else {
      return rest;
    }
  }
}

function assign(process: ShellProcess, word: string): void {
  const [name = '', ...value] = word.split('=');
  setVariable(process, name, value.join('='));
  exportVariable(process, name);
}

/** Runs a command line whose words are all known. */
export function run(process: ShellProcess, host: ShellHost, line: readonly string[]): void {
  if (line.length === 0) return;
  const words = inner(process, line);
  // What stands after an `exec` is never reached.
  const replaces = words !== line && line[0] === 'exec';
  if (replaces) exitShell(process, 0, host.now);
  if (replaces && topFrame(process).kind === 'main') {
    process.replaced = { onTerm: null };
    process.traps = {};
  }
  runCommand(process, host, words);
  const server = process.servers.at(-1)?.server;
  if (process.replaced !== null && server !== undefined) process.replaced = { onTerm: server.onTerm };
}

function runCommand(process: ShellProcess, host: ShellHost, words: readonly string[]): void {
  const [first = ''] = words;
  const isPath = first.includes('/');
  const name = isPath ? first.slice(first.lastIndexOf('/') + 1) : first;
  const code = own(process.functions, first);
  if (code !== undefined) {
    enter(process, 'function', code.script, code.pc, code.end, words);
    return;
  }
  if (first === 'break' || first === 'continue') {
    leaveLoop(process, Number(words[1] ?? 1) || 1, first === 'break');
    return;
  }
  const file = isPath ? host.files.read(resolvePath(process.cwd, first)) : undefined;
  if (file !== undefined) {
    runFile(process, host, words, file);
    return;
  }
  const program = host.program([name, ...words.slice(1)]);
  if (program !== undefined && program !== 'missing') {
    const outcome = program.kind === 'server' ? serve(process, host, program) : tool(process, host, program);
    settle(process, sleepInInstant(process, host, outcome));
    return;
  }
  const command = program === 'missing' ? undefined : commandOf(name);
  if (command === undefined) {
    const what = process.name === 'bash' ? 'command not found' : 'not found';
    say(process, host, `${process.name}: ${first}: ${what}\n`);
    process.status = 127;
    return;
  }
  settle(
    process,
    sleepInInstant(process, host, outcomeOf(process, host, command, [name, ...words.slice(1)])),
  );
}

/** A command that finds too little input has done nothing yet: it waits, and is begun anew. */
function outcomeOf(
  process: ShellProcess,
  host: ShellHost,
  command: Command,
  words: readonly string[],
): Outcome {
  try {
    return command.run(callOf(process, host, words));
  } catch (error) {
    if (error instanceof NeedsInput) return { kind: 'input', until: Infinity, command: words };
    throw error;
  }
}

/** More input has come for a command that waits for it. */
export function resumeCommand(process: ShellProcess, host: ShellHost, words: readonly string[]): void {
  const command = commandOf(words[0] ?? '');
  settle(process, command === undefined ? 1 : outcomeOf(process, host, command, words));
}

/** A sleep of the background or of an instant run takes no time: it is only added up. */
function sleepInInstant(process: ShellProcess, host: ShellHost, outcome: Outcome): Outcome {
  if (typeof outcome === 'number' || outcome.kind === 'ask' || outcome.kind === 'input') return outcome;
  const background = process.frames.find(({ kind }) => kind === 'background');
  // What looks again and again never ends by itself.
  const ms = outcome.kind === 'poll' ? Infinity : outcome.until - host.now;
  if (background !== undefined) {
    background.slept += ms;
    // A job that never ends is not followed.
    if (background.slept === Infinity || background.slept > BACKGROUND_MAX_MS)
      topFrame(process).pc = topFrame(process).end;
    return 0;
  }
  if (!process.instant) return outcome;
  process.spentMs += ms;
  if (process.spentMs !== Infinity) return 0;
  process.exitCode = 0;
  return 0;
}

/** A day. */
const BACKGROUND_MAX_MS = 86_400_000;

function runFile(process: ShellProcess, host: ShellHost, words: readonly string[], file: FileNode): void {
  if ((file.mode & 0o111) === 0) {
    say(process, host, `${process.name}: ${words[0] ?? ''}: Permission denied\n`);
    process.status = 126;
    return;
  }
  const script = { text: file.text };
  enter(process, 'script', script, 0, codeOf(script).code.length, words);
}

function tool(process: ShellProcess, host: ShellHost, { exitCode, stdout, stderr }: ImageTool): number {
  if (stdout !== '') write(process, host, topFiles(process).out, stdout);
  if (stderr !== '') say(process, host, stderr);
  return exitCode;
}

/** The image's own server: in the foreground the script waits for it for ever. */
function serve(process: ShellProcess, host: ShellHost, { server, daemon }: ServerProgram): Outcome {
  process.servers = [...process.servers, { server, since: host.now }];
  return daemon ? 0 : forEver();
}

function forEver(): Outcome {
  return { kind: 'sleep', until: Infinity, breakable: false, bytes: 0 };
}
