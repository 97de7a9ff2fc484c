/**
 * Looks into the container runtime of the same machine that cost no message: what a probe, a hook or `kubectl logs`
 * of this machine's kubelet finds. The kubelet gets the runtime's state with `context.peer`.
 */
import type { Context } from '../kernel/component';
import { scriptOfWords } from '../workload/shell/compile';
import { runSlice } from '../workload/shell/machine';
import { askNow } from './ask-now';
import { readFile } from './container-files';
import { execProblem, hostOf, type HostWishes } from './container-host';
import { linesOf, type LogLine } from './container-log';
import { memoryOf } from './container-memory';
import { newProcess } from './container-environment';
import { signalNote } from './container-process';
import { answerHttp, listenerInPod, listenerOn, REFUSED, type HttpAnswer } from './container-server';
import type { ContainerdState, Instance } from './containerd-state';
import type { SignalData } from './containerd';

export type { HttpAnswer } from './container-server';
export type { LogLine } from './container-log';

/** What a command in a container comes to. */
export interface ScriptResult {
  /** ms that it takes; Infinity when it never ends by itself. */
  readonly runMs: number;
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** GET of a path on a port of the container's pod. */
export function httpGet(
  state: ContainerdState,
  containerId: string,
  port: number,
  path: string,
  now: number,
): HttpAnswer {
  const instance = state.containers.map.get(containerId);
  if (instance === undefined) return REFUSED;
  const server = listenerOn(state, instance, port, now);
  const listener =
    server === undefined ? listenerInPod(state, instance.podUid, port, now) : { instance, server };
  return listener === undefined ? REFUSED : answerHttp(state, listener, port, path, now);
}

export function tcpOpen(
  state: ContainerdState,
  containerId: string,
  port: number,
  now: number,
): 'open' | 'refused' | 'timeout' {
  const instance = state.containers.map.get(containerId);
  if (instance === undefined) return 'refused';
  if (listenerOn(state, instance, port, now) !== undefined) return 'open';
  return listenerInPod(state, instance.podUid, port, now) === undefined ? 'refused' : 'open';
}

const SHELL = ['sh'];

/** Signals of a look reach PID 1 with a message of their own, so much later. */
const SIGNAL_MS = 1;

/**
 * Runs a command in a container at this instant. What it writes and the signals that it sends take effect. Its sleeps
 * take no time here: the caller waits `runMs`; only its signals come as late as the sleeps before them say.
 */
export function runIn(
  state: ContainerdState,
  context: Context,
  containerId: string,
  command: readonly string[],
): ScriptResult {
  const instance = state.containers.map.get(containerId);
  if (instance === undefined || instance.state !== 'running') {
    return { runMs: 0, exitCode: 126, stdout: '', stderr: `container not running (${containerId})\n` };
  }
  const problem = execProblem(state, instance, command);
  if (problem !== '') return { runMs: 0, exitCode: 127, stdout: '', stderr: `${problem}\n` };
  const process = newProcess(state, instance, scriptOfWords(command), SHELL, true);
  const output = { stdout: '', stderr: '' };
  const wishes: HostWishes = {
    print: (stream, text) => {
      output[stream] += text;
    },
    signal: (number) => {
      const data: SignalData = { id: containerId, number };
      const delay = SIGNAL_MS + (process.spentMs === Infinity ? 0 : process.spentMs);
      context.send(`${state.cluster}/${state.node}/containerd`, 'signal', data, delay, null);
      return signalNote(state, instance, number);
    },
    interrupt: () => undefined,
    ask: (ask) => askNow(state, context, instance, ask),
  };
  runSlice(process, hostOf(state, context, instance, wishes));
  const endless = process.exitCode < 0 || process.spentMs === Infinity;
  return { runMs: endless ? Infinity : process.spentMs, exitCode: Math.max(0, process.exitCode), ...output };
}

/** What the container printed so far, oldest first; of old lines only so many are kept. */
export function logsOf(state: ContainerdState, containerId: string): readonly LogLine[] {
  const instance = state.containers.map.get(containerId);
  return instance === undefined ? [] : linesOf(state, instance);
}

/** What the instance before this one printed; null when there was none, or none is left. */
export function previousLogsOf(state: ContainerdState, containerId: string): readonly LogLine[] | null {
  const instance = state.containers.map.get(containerId);
  if (instance === undefined) return null;
  const { podUid, name, id } = instance;
  const previous = containersOf(state, podUid).find((other) => other.name === name && other.id !== id);
  return previous === undefined ? null : linesOf(state, previous);
}

/** A file as the container sees it: its termination message. Undefined when there is none. */
export function fileIn(state: ContainerdState, containerId: string, path: string): string | undefined {
  const instance = state.containers.map.get(containerId);
  return instance === undefined ? undefined : readFile(state, instance, path)?.text;
}

function containersOf(state: ContainerdState, podUid: string): Instance[] {
  return [...state.containers.map.values()].filter((instance) => instance.podUid === podUid);
}

/** Memory that the containers of a pod use, bytes. */
export function podMemoryBytes(state: ContainerdState, podUid: string, now: number): number {
  return containersOf(state, podUid).reduce((sum, instance) => sum + memoryOf(state, instance, now), 0);
}
