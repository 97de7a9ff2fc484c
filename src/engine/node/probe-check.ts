/**
 * One check of a container, and what it found, in the words of its Events.
 * Models pkg/kubelet/prober/prober.go and pkg/probe/{http,tcp,exec,grpc}.
 */
import type { Container, Probe } from '../api/pod';
import type { Context } from '../kernel/component';
import { httpGet, runIn, tcpOpen } from './container-look';
import type { ContainerdState } from './containerd-state';
import { specOf, type PodRecord } from './pod-record';

/** `warning` is a success that is told of. The output is the end of a sentence. */
export interface ProbeResult {
  readonly verdict: 'success' | 'warning' | 'failure' | 'error';
  readonly output: string;
}

/** What is checked, and how. */
export interface ProbeTarget {
  readonly container: string;
  readonly containerId: string;
  readonly settings: Probe;
}

/** One object for all: the common case allocates nothing. */
const SUCCESS: ProbeResult = { verdict: 'success', output: '' };

function failure(output: string): ProbeResult {
  return { verdict: 'failure', output };
}

/** The number behind a port's name; null when the container has no such port. */
export function portNumber(spec: Container, port: number | string): number | null {
  if (typeof port === 'number') return port;
  for (const { name, containerPort } of spec.ports ?? []) if (name === port) return containerPort;
  return /^\d+$/.test(port) ? Number(port) : null;
}

function portOf(record: PodRecord, { container }: ProbeTarget, port: number | string): number | null {
  return typeof port === 'number' ? port : portNumber(specOf(record, container), port);
}

function noSuchPort(port: number | string): ProbeResult {
  return { verdict: 'error', output: `strconv.Atoi: parsing "${port}": invalid syntax` };
}

type Action<K extends 'httpGet' | 'tcpSocket' | 'exec' | 'grpc'> = NonNullable<Probe[K]>;

function checkHttp(
  runtime: ContainerdState,
  record: PodRecord,
  target: ProbeTarget,
  action: Action<'httpGet'>,
  now: number,
): ProbeResult {
  const port = portOf(record, target, action.port);
  if (port === null) return noSuchPort(action.port);
  const { path = '/', scheme = 'HTTP' } = action;
  const answer = httpGet(runtime, target.containerId, port, path, now);
  if (answer.kind === 'ok' && answer.code >= 200 && answer.code < 300) return SUCCESS;
  if (answer.kind === 'ok') {
    return answer.code < 400
      ? { verdict: 'warning', output: `Probe terminated redirects, Response body: ${answer.body}` }
      : failure(`HTTP probe failed with statuscode: ${answer.code}`);
  }
  const host = `${action.host ?? record.ip}:${port}`;
  const url = `${scheme.toLowerCase()}://${host}${path.startsWith('/') ? '' : '/'}${path}`;
  const why =
    answer.kind === 'refused'
      ? `dial tcp ${host}: connect: connection refused`
      : 'context deadline exceeded (Client.Timeout exceeded while awaiting headers)';
  return failure(`Get "${url}": ${why}`);
}

function checkTcp(
  runtime: ContainerdState,
  record: PodRecord,
  target: ProbeTarget,
  action: Action<'tcpSocket'>,
  now: number,
): ProbeResult {
  const port = portOf(record, target, action.port);
  if (port === null) return noSuchPort(action.port);
  const found = tcpOpen(runtime, target.containerId, port, now);
  if (found === 'open') return SUCCESS;
  const why = found === 'refused' ? 'connect: connection refused' : 'i/o timeout';
  return failure(`dial tcp ${action.host ?? record.ip}:${port}: ${why}`);
}

/** Simplified here: whoever listens is taken for a healthy gRPC server. */
function checkGrpc(
  runtime: ContainerdState,
  record: PodRecord,
  { containerId, settings }: ProbeTarget,
  { port }: Action<'grpc'>,
  now: number,
): ProbeResult {
  if (tcpOpen(runtime, containerId, port, now) === 'open') return SUCCESS;
  const service = `"${record.ip}:${port}" within ${settings.timeoutSeconds ?? 1}s`;
  return failure(`timeout: failed to connect service ${service}: context deadline exceeded`);
}

function checkExec(
  runtime: ContainerdState,
  { containerId, settings }: ProbeTarget,
  { command = [] }: Action<'exec'>,
  context: Context,
): ProbeResult {
  const { exitCode, runMs, stdout, stderr } = runIn(runtime, context, containerId, command);
  if (runMs > (settings.timeoutSeconds ?? 1) * 1000)
    return failure(`command "${command.join(' ')}" timed out`);
  return exitCode === 0 ? SUCCESS : failure(stdout + stderr);
}

/** Checks a container now. What takes time in reality is known at once here. */
export function check(
  runtime: ContainerdState,
  record: PodRecord,
  target: ProbeTarget,
  context: Context,
): ProbeResult {
  const { httpGet: http, tcpSocket, exec, grpc } = target.settings;
  if (http !== undefined) return checkHttp(runtime, record, target, http, context.now);
  if (tcpSocket !== undefined) return checkTcp(runtime, record, target, tcpSocket, context.now);
  if (exec !== undefined) return checkExec(runtime, target, exec, context);
  return grpc === undefined ? SUCCESS : checkGrpc(runtime, record, target, grpc, context.now);
}
