/**
 * Runs a script, one slice after the other: until it ends, until it waits, or until it has used up a slice without
 * waiting.
 */
import { own } from '../own';
import type { Instruction } from './code';
import { commandOf } from './commands';
import { codeOf } from './compile';
import { execute } from './execute';
import { endFrame, enter, topFrame } from './frames';
import type { ShellHost } from './host';
import {
  LIVE_INPUT,
  mainFrame,
  NO_INPUT,
  type Answer,
  type ProcessOptions,
  type ShellProcess,
} from './process';
import { readCommand } from './repl';
import { callOf, resumeCommand, settle } from './run-command';
import { SIGKILL, signalName } from './signals';
import { say } from './streams';

/** Work of a slice: one for an instruction, more for long texts. */
const SLICE = 5000;
/** A script that never waits is left alone for so long after each slice, ms … */
const BUSY_PAUSE_MS = 100;
/** … and for ever after so many slices in a row. */
const BUSY_SLICES = 20;

export function createProcess(options: ProcessOptions): ShellProcess {
  const { name, script, args, env, exported, cwd, instant, stdin = null } = options;
  return {
    name,
    waits: 0,
    instant,
    spentMs: 0,
    frames: [mainFrame(script, codeOf(script).code.length, args)],
    vars: env,
    variables: exported.length,
    exported,
    cwd,
    status: 0,
    builds: [],
    files: [
      {
        out: { to: 'stdout' },
        err: { to: 'stderr' },
        input: stdin === null ? NO_INPUT : LIVE_INPUT,
        inherits: false,
      },
    ],
    stdin,
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

/** The time has come, or the signal: the process goes on. */
export function wake(process: ShellProcess, host: ShellHost, status: number): void {
  const { wait } = process;
  process.wait = null;
  if (wait?.kind === 'poll') {
    const call = callOf(process, host, wait.command);
    settle(process, commandOf(call.name)?.poll?.(call, wait.seen) ?? 1);
    runSlice(process, host);
    return;
  }
  if (wait?.kind === 'input') {
    if (wait.command !== null) resumeCommand(process, host, wait.command);
    runSlice(process, host);
    return;
  }
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

function finishAsk(process: ShellProcess, host: ShellHost, words: readonly string[], answer: Answer): number {
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
  const handler = own(process.traps, name);
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
  } else if (frame.pc >= frame.end && frame.repl !== null) {
    readCommand(process, host, frame, frame.repl);
  } else if (frame.pc >= frame.end) {
    endFrame(process, host.now);
  } else {
    execute(process, host, code[frame.pc++] as Instruction);
  }
}
