/**
 * Runs a script, one slice after the other: until it ends, until it waits, or until it has used up a slice without
 * waiting.
 */
import { resolvePath } from '../files';
import type { Instruction } from './code';
import { codeOf } from './compile';
import { commandOf } from './commands';
import {
  addText,
  addValue,
  addVariable,
  arithmetic,
  beginBuild,
  cut,
  finishWord,
  takeText,
  takeWords,
  topBuild,
  valueOf,
} from './expand';
import { endFrame, enter, exitShell, leaveLoop, topFrame } from './frames';
import type { Call, ImageTool, Outcome, ServerProgram, ShellHost } from './host';
import { globPattern, matches } from './pattern';
import { mainFrame, NO_INPUT, type Answer, type Loop, type ProcessOptions, type ShellProcess } from './process';
import { SIGKILL, signalName } from './signals';
import { popFiles, pushFiles, redirect, takeInput, takeLine, topFiles, write } from './streams';

/** Work of a slice: one for an instruction, more for long texts. */
const SLICE = 5000;
/** A script that never waits is left alone for so long after each slice, ms … */
const BUSY_PAUSE_MS = 100;
/** … and for ever after so many slices in a row. */
const BUSY_SLICES = 20;

const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

export function createProcess(options: ProcessOptions): ShellProcess {
  const { name, script, args, env, cwd, instant } = options;
  const vars = { PATH, HOME: '/root', ...env };
  return {
    name,
    waits: 0,
    instant,
    spentMs: 0,
    frames: [mainFrame(script, codeOf(script).code.length, args)],
    vars,
    exported: Object.keys(vars),
    cwd,
    status: 0,
    builds: [],
    files: [{ out: { to: 'stdout' }, err: { to: 'stderr' }, input: NO_INPUT, inherits: false }],
    captures: [],
    captured: NO_INPUT,
    traps: {},
    signals: [],
    functions: {},
    jobs: [],
    servers: [],
    replaced: null,
    wait: null,
    work: 0,
    busy: 0,
    exitCode: -1,
  };
}

/** Runs a process that does not wait. */
export function runSlice(process: ShellProcess, host: ShellHost): void {
  process.work = 0;
  while (process.work < SLICE) {
    process.work++;
    if (process.exitCode >= 0 || process.wait !== null) {
      process.busy = 0;
      return;
    }
    if (process.signals.length > 0) handleSignals(process);
    step(process, host);
  }
  process.busy++;
  const forEver = process.instant || process.busy >= BUSY_SLICES;
  if (forEver) say(process, host, 'simplified here: a loop that never waits is not followed any further\n');
  pause(process, forEver ? Infinity : host.now + BUSY_PAUSE_MS);
}

function pause(process: ShellProcess, until: number): void {
  process.waits++;
  process.wait = { kind: 'sleep', until, breakable: true, bytes: 0 };
}

function say(process: ShellProcess, host: ShellHost, text: string): void {
  write(process, host, topFiles(process).err, text);
}

/** The time has come, or the signal: the process goes on. */
export function wake(process: ShellProcess, host: ShellHost, status: number): void {
  process.wait = null;
  if (process.busy === 0) process.status = status;
  runSlice(process, host);
}

/** What it asked of the network has been answered. */
export function takeAnswer(process: ShellProcess, host: ShellHost, answer: Answer): void {
  const { wait } = process;
  if (wait?.kind !== 'ask') return;
  process.wait = null;
  settle(process, finishAsk(process, host, wait.command, answer));
  runSlice(process, host);
}

function finishAsk(
  process: ShellProcess,
  host: ShellHost,
  words: readonly string[],
  answer: Answer,
): number {
  const call = callOf(process, host, words);
  return commandOf(call.name)?.finish?.(call, answer) ?? 1;
}

// ------------------------------------------------------------------------------------------------- signals

/**
 * Takes a signal. `ignored`: it has no handler, and the kernel decides. `later`: the handler runs after the present
 * command. `now`: the process waits for nothing but signals and has to be woken.
 */
export function takeSignal(process: ShellProcess, number: number): 'ignored' | 'later' | 'now' {
  const name = signalName(String(number));
  const handler = process.traps[name];
  if (handler === undefined || process.replaced !== null || number === SIGKILL) return 'ignored';
  if (handler.text === '') return 'later';
  process.signals = [...process.signals, name];
  return process.wait?.kind === 'sleep' && process.wait.breakable ? 'now' : 'later';
}

/** Handlers run between two commands. */
function handleSignals(process: ShellProcess): void {
  for (const name of process.signals) {
    const handler = process.traps[name];
    if (handler !== undefined) enter(process, 'trap', handler, 0, codeOf(handler).code.length, []);
  }
  process.signals = [];
}

// ------------------------------------------------------------------------------------------------ stepping

function step(process: ShellProcess, host: ShellHost): void {
  const frame = topFrame(process);
  const { code, problem } = codeOf(frame.script);
  if (problem !== '') {
    say(process, host, `${process.name}: ${problem}\n`);
    process.status = 2;
    endFrame(process, host.now);
  } else if (frame.pc >= frame.end) {
    endFrame(process, host.now);
  } else {
    execute(process, host, code[frame.pc++] as Instruction);
  }
}

function execute(process: ShellProcess, host: ShellHost, instruction: Instruction): void {
  const frame = topFrame(process);
  switch (instruction.op) {
    case 'args':
      beginBuild(process);
      break;
    case 'text':
      addText(topBuild(process), instruction.text, instruction.quoted);
      break;
    case 'variable':
      if (!addVariable(process, instruction.name, instruction.expansion, instruction.quoted)) frame.pc = instruction.end;
      break;
    case 'default': {
      const value = takeText(process);
      setVariable(process, instruction.name, value);
      addValue(topBuild(process), value, instruction.quoted);
      break;
    }
    case 'cut': {
      const pattern = takeText(process);
      const { name, expansion, quoted } = instruction;
      addValue(topBuild(process), cut(valueOf(process, name) ?? '', pattern, expansion), quoted);
      break;
    }
    case 'arithmetic':
      addValue(topBuild(process), arithmetic(process, instruction.expression), instruction.quoted);
      break;
    case 'captured':
      addValue(topBuild(process), process.captured.text.replace(/\n+$/, ''), instruction.quoted);
      break;
    case 'word':
      finishWord(process, host);
      break;
    case 'set':
      setVariable(process, instruction.name, takeText(process));
      break;
    case 'run':
      run(process, host, takeWords(process));
      break;
    default:
      control(process, host, instruction);
  }
}

function setVariable(process: ShellProcess, name: string, value: string): void {
  process.work += value.length >> 8;
  process.vars[name] = value;
}

function control(process: ShellProcess, host: ShellHost, instruction: Instruction): void {
  const frame = topFrame(process);
  switch (instruction.op) {
    case 'jump':
      frame.pc = instruction.to;
      break;
    case 'if-ok':
      if (process.status === 0) frame.pc = instruction.to;
      break;
    case 'if-failed':
      if (process.status !== 0) frame.pc = instruction.to;
      break;
    case 'not':
      process.status = process.status === 0 ? 1 : 0;
      break;
    case 'status':
      process.status = instruction.code;
      break;
    case 'sub': {
      const begin = frame.pc;
      frame.pc = instruction.end;
      enter(process, instruction.kind, frame.script, begin, instruction.end, frame.args);
      break;
    }
    case 'define': {
      const { name, end } = instruction;
      process.functions[name] = { script: frame.script, pc: frame.pc, end };
      frame.pc = end;
      break;
    }
    case 'pipe':
      pushFiles(process, { input: process.captured, inherits: false });
      break;
    case 'files':
      pushFiles(process);
      break;
    case 'redirect':
      openFile(process, host, instruction.fd, instruction.operator);
      break;
    case 'end-files':
      popFiles(process);
      break;
    default:
      loop(process, instruction);
  }
}

function openFile(process: ShellProcess, host: ShellHost, fd: number, operator: '>' | '>>' | '<' | '>&' | '<<'): void {
  const word = takeText(process);
  const problem = redirect(process, host, fd, operator, word, resolvePath(process.cwd, word));
  if (problem === '') return;
  say(process, host, `${process.name}: ${problem}\n`);
  process.status = 1;
  // What the redirection was for is not done: on to its `end-files`.
  const frame = topFrame(process);
  const { code } = codeOf(frame.script);
  let depth = 1;
  while (frame.pc < frame.end) {
    const { op } = code[frame.pc] as Instruction;
    if (op === 'files' || op === 'pipe') depth++;
    else if (op === 'end-files' && --depth === 0) return;
    frame.pc++;
  }
}

function loop(process: ShellProcess, instruction: Instruction): void {
  const frame = topFrame(process);
  switch (instruction.op) {
    case 'loop': {
      const { next, end } = instruction;
      frame.loops = [...frame.loops, { next, end, items: [], files: process.files.length }];
      break;
    }
    case 'items': {
      const top = frame.loops[frame.loops.length - 1] as Loop;
      frame.loops = [...frame.loops.slice(0, -1), { ...top, items: takeWords(process) }];
      break;
    }
    case 'next': {
      const top = frame.loops[frame.loops.length - 1] as Loop;
      const [item, ...items] = top.items;
      if (item === undefined) {
        frame.pc = instruction.end;
      } else {
        process.vars[instruction.name] = item;
        frame.loops = [...frame.loops.slice(0, -1), { ...top, items }];
      }
      break;
    }
    case 'end-loop':
      frame.loops = frame.loops.slice(0, -1);
      break;
    case 'subject':
      frame.subject = takeText(process);
      break;
    case 'match':
      if (matches(globPattern(takeText(process)), frame.subject)) frame.pc = instruction.to;
      break;
    default:
      throw new Error(`shell: no instruction ${instruction.op}`);
  }
}

// ------------------------------------------------------------------------------------------------ commands

function callOf(process: ShellProcess, host: ShellHost, words: readonly string[]): Call {
  const [name = '', ...args] = words;
  return {
    name,
    args,
    process,
    host,
    takeInput: () => takeInput(process),
    takeLine: () => takeLine(process),
    out: (text, zeros = 0) => write(process, host, topFiles(process).out, text, zeros),
    err: (text) => write(process, host, topFiles(process).err, text),
  };
}

/** What a command came to: its exit code, or a wait. */
function settle(process: ShellProcess, outcome: Outcome): void {
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
  process.vars[name] = value.join('=');
  if (!process.exported.includes(name)) process.exported = [...process.exported, name];
}

function run(process: ShellProcess, host: ShellHost, line: readonly string[]): void {
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
  const code = process.functions[first];
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
  if (program !== undefined) {
    const outcome = program.kind === 'server' ? serve(process, host, program) : tool(process, host, program);
    settle(process, sleepInInstant(process, host, outcome));
    return;
  }
  const command = commandOf(name);
  if (command === undefined) {
    say(process, host, `${process.name}: ${first}: not found\n`);
    process.status = 127;
    return;
  }
  settle(process, sleepInInstant(process, host, command.run(callOf(process, host, [name, ...words.slice(1)]))));
}

/** A sleep of the background or of an instant run takes no time: it is only added up. */
function sleepInInstant(process: ShellProcess, host: ShellHost, outcome: Outcome): Outcome {
  if (typeof outcome === 'number' || outcome.kind !== 'sleep') return outcome;
  const background = process.frames.find(({ kind }) => kind === 'background');
  const ms = outcome.until - host.now;
  if (background !== undefined) {
    background.slept += ms;
    // A job that never ends is not followed.
    if (background.slept === Infinity || background.slept > BACKGROUND_MAX_MS) topFrame(process).pc = topFrame(process).end;
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

function runFile(
  process: ShellProcess,
  host: ShellHost,
  words: readonly string[],
  file: { readonly text: string; readonly mode: number },
): void {
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
