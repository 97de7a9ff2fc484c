/** Streams that reach the runtime: a command begun, a client attached, a port opened; then input, and the end. */
import { CHANNEL } from '../api/http';
import type { StreamOpen, StreamPart } from '../api/wire';
import type { Context } from '../kernel/component';
import type { Address } from '../kernel/event';
import { hasTerminal } from '../workload/shell/process';
import { closeInto, promptAgain, sendInto, typeInto } from '../workload/shell/terminal';
import { forgetExec } from './container-end';
import { execProblem } from './container-host';
import { beginSpokenExec, speakTo } from './container-process';
import { newId, type ContainerdState, type Instance } from './containerd-state';
import { forwardBytes, openPort } from './port-forward';
import { failSession, sendPart, type Session } from './sessions';

export function openStream(state: ContainerdState, context: Context, open: StreamOpen): void {
  if (open.kind === 'portforward') {
    openPort(state, context, open);
    return;
  }
  const instance = state.containers.map.get(open.containerId);
  if (instance === undefined || instance.state !== 'running') {
    const session: Session = { open, key: '', silent: true, received: '' };
    const why = `unable to upgrade connection: container not found ("${open.container}")`;
    failSession(state, context, session, why);
  } else if (open.kind === 'exec') {
    exec(state, context, instance, open);
  } else {
    state.sessions.set(open.stream, { open, key: instance.id, silent: true, received: '' });
  }
}

/** Models execInContainer of containerd's CRI plugin, whose error the kubelet wraps, and the API server again. */
function exec(state: ContainerdState, context: Context, instance: Instance, open: StreamOpen): void {
  const problem = execProblem(state, instance, open.command);
  if (problem === '') {
    beginSpokenExec(state, context, instance, open);
    return;
  }
  const failed = `failed to exec in container: failed to start exec "${newId(state)}": ${problem}`;
  const why = `Internal error occurred: error executing command in container: ${failed}`;
  failSession(state, context, { open, key: '', silent: true, received: '' }, why);
}

export function streamInput(state: ContainerdState, context: Context, part: StreamPart): void {
  const session = state.sessions.get(part.stream);
  if (session === undefined) return;
  if (part.end === true) clientGone(state, context, session);
  else if (session.open.kind === 'portforward') forwardBytes(state, context, session, part.data);
  else if (part.channel === CHANNEL.resize) resized(state, context, session);
  else if (part.channel === CHANNEL.close) closeInput(state, context, session);
  else if (part.channel === CHANNEL.stdin && session.open.options.stdin)
    input(state, context, session, part.data);
}

function input(state: ContainerdState, context: Context, { key }: Session, text: string): void {
  speakTo(state, context, key, (process, host) => {
    if (hasTerminal(process)) typeInto(process, host, text);
    else sendInto(process, host, text);
  });
}

/** The client has no more to say. Of a container, its input stays open unless its declaration has `stdinOnce`. */
function closeInput(state: ContainerdState, context: Context, { key, open }: Session): void {
  const instance = state.containers.map.get(key);
  if (open.kind === 'attach' && instance?.program.stdinOnce !== true) return;
  speakTo(state, context, key, closeInto);
}

/** A shell that waits at its prompt draws it again when its window changes: so one who comes later sees it. */
function resized(state: ContainerdState, context: Context, session: Session): void {
  const process = state.processes.map.get(session.key);
  if (!session.silent || session.open.kind !== 'attach' || process === undefined) return;
  let prompt = '';
  speakTo(state, context, session.key, (copy, host) => {
    prompt = promptAgain(copy, host);
  });
  if (prompt === '') return;
  state.sessions.set(session.open.stream, { ...session, silent: false });
  sendPart(state, context, session, { channel: CHANNEL.stdout, data: prompt });
}

/** The kubelet's process has ended, and its connections with it. */
export function breakSessions(state: ContainerdState, context: Context, peers: readonly Address[]): void {
  if (!peers.includes(state.kubelet)) return;
  for (const session of [...state.sessions.values()]) clientGone(state, context, session);
}

/** The client has gone: a command of `exec` ends with its terminal; a main process may lose its input. */
function clientGone(state: ContainerdState, context: Context, session: Session): void {
  const { key, open } = session;
  if (open.kind === 'attach' && open.options.stdin) closeInput(state, context, session);
  state.sessions.delete(open.stream);
  if (open.kind === 'exec') forgetExec(state, context, key);
}
