/** Lifecycle hooks: what a handler does, how long it takes, and whether it works. Models pkg/kubelet/lifecycle/handlers.go. */
import type { LifecycleHandler } from '../api/pod';
import type { Context } from '../kernel/component';
import type { Hop } from '../kernel/event';
import { httpGet, runIn } from './container-look';
import type { KubeletState } from './kubelet-state';
import { containerOf, podText, specOf, type PodRecord } from './pod-record';
import { portNumber } from './probe-check';
import { runtimeOf } from './runtime-calls';

export interface HookRun {
  /** ms that it takes; Infinity when it never ends. */
  readonly ms: number;
  /** '' when it works. */
  readonly error: string;
}

/** ms of an HTTP call within a machine. */
const HTTP_MS = 5;

function runExec(
  state: KubeletState,
  context: Context,
  record: PodRecord,
  name: string,
  command: readonly string[],
): HookRun {
  const { id } = containerOf(record, name);
  const text = command.join(' ');
  const result = runIn(runtimeOf(state, context), context, id, command);
  const { runMs, exitCode, stdout, stderr } = result;
  const end = Number.isFinite(runMs) ? context.now + runMs : context.now;
  const hop: Hop = {
    kind: 'exec',
    verb: text,
    resource: 'containers',
    key: `${record.key}/${name}`,
    code: 0,
  };
  context.record(context.self, state.containerd, context.now, end, hop, record.cause);
  if (exitCode === 0) return { ms: runMs, error: '' };
  const why = `command '${text}' exited with ${exitCode}: ${stderr}, message: ${JSON.stringify(stdout)}`;
  return {
    ms: runMs,
    error: `Exec lifecycle hook ([${text}]) ${where(record, name)} failed - error: ${why}`,
  };
}

function where(record: PodRecord, name: string): string {
  return `for Container "${name}" in Pod "${podText(record)}"`;
}

/** Any answer will do: its code does not matter. */
function runHttp(
  state: KubeletState,
  context: Context,
  record: PodRecord,
  name: string,
  action: NonNullable<LifecycleHandler['httpGet']>,
): HookRun {
  const path = action.path ?? '/';
  const port = portNumber(specOf(record, name), action.port) ?? 0;
  const answer = httpGet(runtimeOf(state, context), containerOf(record, name).id, port, path, context.now);
  if (answer.kind === 'ok') return { ms: HTTP_MS, error: '' };
  if (answer.kind === 'timeout') return { ms: Infinity, error: '' };
  const host = `${action.host ?? record.ip}:${port}`;
  const why = `Get "http://${host}${path}": dial tcp ${host}: connect: connection refused`;
  return {
    ms: HTTP_MS,
    error: `HTTP lifecycle hook (${path}) ${where(record, name)} failed - error: ${why}`,
  };
}

/** Runs a handler in a running container. What it changes there is changed at once; the caller waits for its end. */
export function runHook(
  state: KubeletState,
  context: Context,
  record: PodRecord,
  name: string,
  handler: LifecycleHandler,
): HookRun {
  const { exec, httpGet: http, sleep } = handler;
  if (exec !== undefined) return runExec(state, context, record, name, exec.command ?? []);
  if (http !== undefined) return runHttp(state, context, record, name, http);
  if (sleep !== undefined) return { ms: (sleep.seconds ?? 0) * 1000, error: '' };
  return { ms: 0, error: 'invalid handler' };
}
