/** Scripts that run in containers: begun, woken, answered and signalled. */
import { CHANNEL } from '../api/http';
import type { StreamOpen } from '../api/wire';
import type { Context } from '../kernel/component';
import { writable } from '../kernel/cow';
import { scriptOfWords } from '../workload/shell/compile';
import { runSlice, takeAnswer, takeSignal, wake } from '../workload/shell/machine';
import {
  copyProcess,
  hasTerminal,
  openStdin,
  type Answer,
  type ShellProcess,
} from '../workload/shell/process';
import type { ShellHost } from '../workload/shell/host';
import { SIGINT, SIGKILL, SIGTERM } from '../workload/shell/signals';
import { EXEC_MS, endNow, expectEnd, forgetExec } from './container-end';
import { chargeCpu } from './container-cpu';
import { hostOf, type HostWishes } from './container-host';
import { appendLog } from './container-log';
import { watchProcess } from './container-memory';
import { reply } from './containerd-reply';
import type { ContainerdState, ExecUnderWay, Instance } from './containerd-state';
import type { CriRequest } from './cri';
import { startAsk } from './flights';
import { newProcess } from './container-environment';
import { addPrinted, endSession, sendPrinted, sessionOf, showAttached, type Printed } from './sessions';

/** Of the timer `process-wake`. */
export interface WakeData {
  readonly key: string;
  readonly waits: number;
  /** `$?` of what it waited for; 0 unless a signal ended it. */
  readonly status?: number;
}

/** The container in which a process runs. */
function instanceOf(state: ContainerdState, key: string): Instance | undefined {
  return state.containers.map.get(state.execs.get(key)?.containerId ?? key);
}

function hostFor(
  state: ContainerdState,
  context: Context,
  instance: Instance,
  key: string,
  process: ShellProcess,
  printed: Printed[],
): ShellHost {
  const isMain = key === instance.id;
  const isTerminal = hasTerminal(process);
  const wishes: HostWishes = {
    print: (stream, plain) => {
      // A terminal has one output, and ends its lines with two characters.
      const text = isTerminal ? plain.replace(/\n/g, '\r\n') : plain;
      const into = isTerminal ? 'stdout' : stream;
      if (isMain) appendLog(state, context.epoch, key, context.now, into, text);
      else printExec(state, key, into, text);
      addPrinted(printed, into === 'stdout' ? CHANNEL.stdout : CHANNEL.stderr, text);
    },
    interrupt: () => {
      // PID 1 of a container ignores it, unless it has a handler.
      if (isMain) {
        if (takeSignal(process, SIGINT) === 'now') process.status = 128 + SIGINT;
      } else process.exitCode = 128 + SIGINT;
    },
    signal: (number) => {
      // A script that signals itself goes on; its handler runs after this command.
      if (isMain) return takeSignal(process, number) === 'ignored' ? droppedNote(instance, number) : '';
      return signalMain(state, context, instance, number);
    },
    ask: () => null,
  };
  return hostOf(state, context, instance, wishes);
}

const OUTPUT_MAX = 65_536;

function printExec(state: ContainerdState, key: string, stream: 'stdout' | 'stderr', text: string): void {
  const exec = state.execs.get(key);
  if (exec === undefined || exec.request === null || exec[stream].length > OUTPUT_MAX) return;
  state.execs.set(key, { ...exec, [stream]: exec[stream] + text });
}

/** What a slice of a script costs, ms of processor time: a process begun, and what it does. */
const SLICE_MS = 1;
const WORK_PER_MS = 1000;

/** Runs on with a copy of the process, and keeps what became of it. */
function run(
  state: ContainerdState,
  context: Context,
  key: string,
  goOn: (process: ShellProcess, host: ShellHost) => void,
): void {
  const instance = instanceOf(state, key);
  const known = state.processes.map.get(key);
  if (instance === undefined || known === undefined || instance.state !== 'running') return;
  const process = copyProcess(known);
  const printed: Printed[] = [];
  goOn(process, hostFor(state, context, instance, key, process, printed));
  chargeCpu(state, context.epoch, instance.id, context.now, SLICE_MS + process.work / WORK_PER_MS);
  const session = key === instance.id ? undefined : sessionOf(state, key);
  if (key === instance.id) showAttached(state, context, instance, printed);
  else if (session !== undefined) sendPrinted(state, context, session, printed);
  if (process.exitCode < 0 && process.wait !== null && process.wait === known.wait) {
    // It waits as before: what was under way for it still is.
    writable(state.processes, context.epoch).set(key, process);
    return;
  }
  settle(state, context, instance, key, process);
}

function settle(
  state: ContainerdState,
  context: Context,
  instance: Instance,
  key: string,
  process: ShellProcess,
): void {
  const { wait, exitCode, waits } = process;
  if (exitCode >= 0) {
    const current = state.containers.map.get(instance.id) as Instance;
    if (key === instance.id) endNow(state, context, current, exitCode, false);
    else endExec(state, context, key, exitCode);
    return;
  }
  writable(state.processes, context.epoch).set(key, process);
  if (wait?.kind === 'ask') {
    startAsk(state, context, instance, { key, waits, ask: wait.ask });
  } else if (wait !== null) {
    const data: WakeData = { key, waits };
    if (wait.until !== Infinity) context.after(wait.until - context.now, 'process-wake', data);
    const bytes = wait.kind === 'sleep' ? wait.bytes : 0;
    if (bytes > 0 || process.servers.length > 0) {
      watchProcess(state, context, state.containers.map.get(instance.id) as Instance, process);
    }
  }
}

function endExec(state: ContainerdState, context: Context, key: string, exitCode: number): void {
  const { request, stdout, stderr } = state.execs.get(key) as ExecUnderWay;
  const session = sessionOf(state, key);
  forgetExec(state, context, key);
  if (session !== undefined) endSession(state, context, session, exitCode);
  if (request === null) return;
  reply(state, context, request, { execId: request.execId ?? 0, exitCode, stdout, stderr }, EXEC_MS);
}

/** The main process of a container begins: its script has been put there, and waits for nothing. */
export function beginProcess(state: ContainerdState, context: Context, data: WakeData): void {
  const process = state.processes.map.get(data.key);
  if (process === undefined || process.waits !== data.waits || process.wait !== null) return;
  run(state, context, data.key, runSlice);
}

export function wakeProcess(state: ContainerdState, context: Context, data: WakeData): void {
  const { key, waits, status = 0 } = data;
  const process = state.processes.map.get(key);
  if (process === undefined || process.waits !== waits || process.wait === null) return;
  if (process.wait.kind === 'ask') return;
  run(state, context, key, (copy, host) => wake(copy, host, status));
}

export function answerProcess(
  state: ContainerdState,
  context: Context,
  { key, waits }: WakeData,
  answer: Answer,
): void {
  if (state.processes.map.get(key)?.waits !== waits) return;
  run(state, context, key, (copy, host) => takeAnswer(copy, host, answer));
}

/** Begins a command in a running container; its end is answered with the output. */
export function beginExec(
  state: ContainerdState,
  context: Context,
  instance: Instance,
  request: CriRequest,
): void {
  const { command = [] } = request;
  const key = `exec ${state.nextNumber++}`;
  state.execs.set(key, { request, containerId: instance.id, stdout: '', stderr: '' });
  const process = newProcess(state, instance, scriptOfWords(command), ['sh'], false);
  writable(state.processes, context.epoch).set(key, process);
  run(state, context, key, runSlice);
}

/** Begins a command that a client speaks with. */
export function beginSpokenExec(
  state: ContainerdState,
  context: Context,
  instance: Instance,
  open: StreamOpen,
): void {
  const key = `exec ${state.nextNumber++}`;
  const { stdin, tty } = open.options;
  state.execs.set(key, { request: null, containerId: instance.id, stdout: '', stderr: '' });
  state.sessions.set(open.stream, { open, key, silent: false, received: '' });
  const input = stdin || tty ? openStdin(tty) : undefined;
  const process = newProcess(state, instance, scriptOfWords(open.command), ['sh'], false, input);
  writable(state.processes, context.epoch).set(key, process);
  run(state, context, key, runSlice);
}

/** A client speaks to a process. */
export function speakTo(
  state: ContainerdState,
  context: Context,
  key: string,
  say: (process: ShellProcess, host: ShellHost) => void,
): void {
  run(state, context, key, say);
}

// ------------------------------------------------------------------------------------------------- signals

function droppedNote({ program }: Instance, number: number): string {
  if (number !== SIGTERM) return '';
  return (
    `note: ${program.name} runs as PID 1 without a handler for SIGTERM; ` + 'the kernel drops the signal\n'
  );
}

/** What there is to say about a signal to PID 1, before it arrives. */
export function signalNote(state: ContainerdState, instance: Instance, number: number): string {
  if (number === SIGKILL || termOf(state, instance) !== null) return '';
  const process = state.processes.map.get(instance.id);
  const isTaken = process !== undefined && takeSignal(copyProcess(process), number) !== 'ignored';
  return isTaken ? '' : droppedNote(instance, number);
}

/** How the main process leaves on SIGTERM, when it is a server; null when it is none, or has no handler. */
export function termOf(
  state: ContainerdState,
  { id, program }: Instance,
): { readonly exitCode: number; readonly afterMs: number } | null {
  if (program.server !== null) return program.server.onTerm;
  if (program.script === null) return null;
  return state.processes.map.get(id)?.replaced?.onTerm ?? null;
}

/**
 * A signal to PID 1: its handler takes it, or the kernel drops it. SIGKILL from inside never reaches PID 1 of its own
 * namespace. Returns what there is to say about it.
 */
export function signalMain(
  state: ContainerdState,
  context: Context,
  instance: Instance,
  number: number,
): string {
  if (number === SIGKILL || instance.state !== 'running') return '';
  const onTerm = termOf(state, instance);
  if (onTerm !== null) {
    if (number === SIGTERM || number === 2 || number === 3) {
      expectEnd(state, context, instance, onTerm.afterMs, onTerm.exitCode);
    }
    return '';
  }
  const known = state.processes.map.get(instance.id);
  if (known === undefined) return droppedNote(instance, number);
  const process = copyProcess(known);
  const taken = takeSignal(process, number);
  if (taken === 'ignored') return droppedNote(instance, number);
  writable(state.processes, context.epoch).set(instance.id, process);
  if (taken === 'now') {
    const data: WakeData = { key: instance.id, waits: process.waits, status: 128 + number };
    context.after(0, 'process-wake', data);
  }
  return '';
}
