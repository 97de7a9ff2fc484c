/** Scripts that run in containers: begun, woken, answered and signalled. */
import type { Context } from '../kernel/component';
import { writable } from '../kernel/cow';
import { scriptOfWords, type Script } from '../workload/shell/compile';
import { createProcess, runSlice, takeAnswer, takeSignal, wake } from '../workload/shell/machine';
import { copyProcess, type Answer, type ShellProcess } from '../workload/shell/process';
import type { ShellHost } from '../workload/shell/host';
import { SIGKILL, SIGTERM } from '../workload/shell/signals';
import { EXEC_MS, endNow, expectEnd, forgetExec } from './container-end';
import { hostnameOf } from './container-files';
import { hostOf, type HostWishes } from './container-host';
import { appendLog } from './container-log';
import { watchProcess } from './container-memory';
import { reply } from './containerd-reply';
import type { ContainerdState, ExecUnderWay, Instance } from './containerd-state';
import type { CriRequest } from './cri';
import { startAsk } from './flights';

/** Of the timer `process-wake`. */
export interface WakeData {
  readonly key: string;
  readonly waits: number;
  /** `$?` of what it waited for; 0 unless a signal ended it. */
  readonly status?: number;
}

/** A process of a script, before its first instruction. */
export function newProcess(
  state: ContainerdState,
  instance: Instance,
  script: Script,
  args: readonly string[],
  instant: boolean,
): ShellProcess {
  const { vars: env, exported } = environmentOf(state, instance);
  return createProcess({ name: 'sh', script, args, env, exported, cwd: instance.workingDir, instant });
}

interface Environment {
  readonly vars: Readonly<Record<string, string>>;
  readonly exported: readonly string[];
}

const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** By instance, which names its pod: probes begin a process again and again. */
const environments = new WeakMap<Instance, Environment>();

/** The variables with which every process of a container begins. */
function environmentOf(state: ContainerdState, instance: Instance): Environment {
  const known = environments.get(instance);
  if (known !== undefined) return known;
  const vars = { PATH, HOSTNAME: hostnameOf(state, instance), HOME: '/root', ...instance.env };
  const fresh = { vars, exported: Object.keys(vars) };
  environments.set(instance, fresh);
  return fresh;
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
): ShellHost {
  const isMain = key === instance.id;
  const wishes: HostWishes = {
    print: (stream, text) => {
      if (isMain) appendLog(state, context.epoch, key, context.now, stream, text);
      else printExec(state, key, stream, text);
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
  if (exec === undefined || exec[stream].length > OUTPUT_MAX) return;
  state.execs.set(key, { ...exec, [stream]: exec[stream] + text });
}

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
  goOn(process, hostFor(state, context, instance, key, process));
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
  forgetExec(state, context, key);
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
