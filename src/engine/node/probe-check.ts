/**
 * One check of a container, and what it found, in the words of its Events.
 * Models pkg/kubelet/prober/prober.go and pkg/probe/{http,tcp,exec,grpc}.
 */
import type { Container, Probe } from '../api/pod';
import type { Context } from '../kernel/component';
import { httpGet, runIn, tcpOpen } from './container-look';
import type { ContainerdState } from './containerd-state';

/** `warning` is a success that is told of. The output is the end of a sentence. */
export interface ProbeResult {
  readonly verdict: 'success' | 'warning' | 'failure' | 'error';
  readonly output: string;
}

/** The container that is checked. */
export interface ProbeTarget {
  readonly runtime: ContainerdState;
  readonly containerId: string;
  readonly spec: Container;
  readonly podIp: string;
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

function noSuchPort(port: number | string): ProbeResult {
  return { verdict: 'error', output: `strconv.Atoi: parsing "${port}": invalid syntax` };
}

function checkHttp(target: ProbeTarget, action: NonNullable<Probe['httpGet']>, now: number): ProbeResult {
  const port = portNumber(target.spec, action.port);
  if (port === null) return noSuchPort(action.port);
  const path = action.path ?? '/';
  const answer = httpGet(target.runtime, target.containerId, port, path, now);
  if (answer.kind === 'ok' && answer.code >= 200 && answer.code < 300) return SUCCESS;
  if (answer.kind === 'ok') {
    return answer.code < 400
      ? { verdict: 'warning', output: `Probe terminated redirects, Response body: ${answer.body}` }
      : failure(`HTTP probe failed with statuscode: ${answer.code}`);
  }
  const host = `${action.host ?? target.podIp}:${port}`;
  const url = `${(action.scheme ?? 'HTTP').toLowerCase()}://${host}${path.startsWith('/') ? '' : '/'}${path}`;
  const why =
    answer.kind === 'refused'
      ? `dial tcp ${host}: connect: connection refused`
      : 'context deadline exceeded (Client.Timeout exceeded while awaiting headers)';
  return failure(`Get "${url}": ${why}`);
}

function checkTcp(target: ProbeTarget, action: NonNullable<Probe['tcpSocket']>, now: number): ProbeResult {
  const port = portNumber(target.spec, action.port);
  if (port === null) return noSuchPort(action.port);
  const found = tcpOpen(target.runtime, target.containerId, port, now);
  if (found === 'open') return SUCCESS;
  const why = found === 'refused' ? 'connect: connection refused' : 'i/o timeout';
  return failure(`dial tcp ${action.host ?? target.podIp}:${port}: ${why}`);
}

/** Simplified here: whoever listens is taken for a healthy gRPC server. */
function checkGrpc(target: ProbeTarget, port: number, timeoutSeconds: number, now: number): ProbeResult {
  if (tcpOpen(target.runtime, target.containerId, port, now) === 'open') return SUCCESS;
  const service = `"${target.podIp}:${port}" within ${timeoutSeconds}s`;
  return failure(`timeout: failed to connect service ${service}: context deadline exceeded`);
}

function checkExec(
  target: ProbeTarget,
  context: Context,
  command: readonly string[],
  timeoutSeconds: number,
): ProbeResult {
  const { exitCode, runMs, stdout, stderr } = runIn(target.runtime, context, target.containerId, command);
  if (runMs > timeoutSeconds * 1000) return failure(`command "${command.join(' ')}" timed out`);
  return exitCode === 0 ? SUCCESS : failure(stdout + stderr);
}

const NO_COMMAND: readonly string[] = [];

/** Checks the container now. What takes time in reality is known at once here. */
export function check(target: ProbeTarget, probe: Probe, context: Context): ProbeResult {
  const { httpGet: http, tcpSocket, exec, grpc, timeoutSeconds = 1 } = probe;
  if (http !== undefined) return checkHttp(target, http, context.now);
  if (tcpSocket !== undefined) return checkTcp(target, tcpSocket, context.now);
  if (exec !== undefined) return checkExec(target, context, exec.command ?? NO_COMMAND, timeoutSeconds);
  return checkGrpc(target, grpc?.port ?? 0, timeoutSeconds, context.now);
}
