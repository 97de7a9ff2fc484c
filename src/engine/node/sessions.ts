/**
 * Streams that end in this machine's containers: commands of `exec` that are spoken with, and clients that are attached to
 * a main process. What a process prints within one event leaves in one message for each channel.
 */
import { CHANNEL } from '../api/http';
import { internalError } from '../api/status';
import type { StreamOpen, StreamPart } from '../api/wire';
import type { Context } from '../kernel/component';
import type { Hop } from '../kernel/event';
import { LOCAL_MS } from './containerd-reply';
import type { ContainerdState, Instance } from './containerd-state';

/** An open stream, as the runtime holds it. Immutable. */
export interface Session {
  readonly open: StreamOpen;
  /** The process that it speaks with; of an attach, the container's id. '' for a port-forward. */
  readonly key: string;
  /** Attach: nothing has been shown to it yet. */
  readonly silent: boolean;
  /** Port-forward: what has come of a request that is not whole yet. */
  readonly received: string;
}

/** What a process printed within one event. */
export interface Printed {
  readonly channel: number;
  readonly text: string;
}

/** Adds to what was printed; the pieces of one channel that follow each other are one. */
export function addPrinted(printed: Printed[], channel: number, text: string): void {
  const last = printed[printed.length - 1];
  if (last?.channel === channel) printed[printed.length - 1] = { channel, text: last.text + text };
  else printed.push({ channel, text });
}

const VERBS: Readonly<Record<number, string>> = { 1: 'stdout', 2: 'stderr', 3: 'status' };

export function sendPart(
  state: ContainerdState,
  context: Context,
  { open }: Session,
  part: Omit<StreamPart, 'stream'>,
  delay = 0,
): void {
  const hop: Hop = {
    kind: 'exec',
    verb: VERBS[part.channel] ?? 'data',
    resource: `containers/${open.kind}`,
    key: open.container === '' ? open.podKey : `${open.podKey}/${open.container}`,
    code: 0,
  };
  const message: StreamPart = { stream: open.stream, ...part };
  context.send(state.kubelet, 'stream-output', message, LOCAL_MS, hop, context.cause, delay);
}

/** Sends what was printed to one client; a terminal has one output and its own ends of lines. */
export function sendPrinted(
  state: ContainerdState,
  context: Context,
  session: Session,
  printed: readonly Printed[],
): void {
  const { tty, stdout, stderr } = session.open.options;
  const wanted: Printed[] = [];
  for (const { channel, text } of printed) {
    const target = tty ? CHANNEL.stdout : channel;
    const isWanted = target === CHANNEL.stdout ? stdout : stderr;
    if (isWanted) addPrinted(wanted, target, text);
  }
  for (const { channel, text } of wanted) sendPart(state, context, session, { channel, data: text });
}

/** A stream is over. `exitCode` 0 is success. */
export function endSession(
  state: ContainerdState,
  context: Context,
  session: Session,
  exitCode: number,
): void {
  state.sessions.delete(session.open.stream);
  const data = JSON.stringify(exitCode === 0 ? SUCCESS : exitStatus(exitCode));
  sendPart(state, context, session, { channel: CHANNEL.error, data, end: true });
}

/** A stream can't go on. */
export function failSession(state: ContainerdState, context: Context, session: Session, why: string): void {
  state.sessions.delete(session.open.stream);
  const data = JSON.stringify(internalError(why));
  sendPart(state, context, session, { channel: CHANNEL.error, data, end: true });
}

const SUCCESS = { metadata: {}, status: 'Success' } as const;

/** Models codeExitToStatusError in apiserver/pkg/util/proxy/streamtranslator.go. */
function exitStatus(code: number): object {
  return {
    metadata: {},
    status: 'Failure',
    message: `command terminated with non-zero exit code: command terminated with exit code ${code}`,
    reason: 'NonZeroExitCode',
    details: { causes: [{ reason: 'ExitCode', message: String(code) }] },
  };
}

/** The stream that speaks with a command of `exec`; undefined for one that nobody is connected to. */
export function sessionOf(state: ContainerdState, key: string): Session | undefined {
  for (const session of state.sessions.values()) if (session.key === key) return session;
  return undefined;
}

/** Clients that are attached to a container's main process. */
export function attachedTo(state: ContainerdState, { id }: Instance): Session[] {
  if (state.sessions.size === 0) return NOBODY;
  return [...state.sessions.values()].filter(({ key, open }) => key === id && open.kind === 'attach');
}

const NOBODY: Session[] = [];

/** What a main process printed reaches whoever is attached. */
export function showAttached(
  state: ContainerdState,
  context: Context,
  instance: Instance,
  printed: readonly Printed[],
): void {
  for (const session of attachedTo(state, instance)) {
    if (session.silent) state.sessions.set(session.open.stream, { ...session, silent: false });
    sendPrinted(state, context, session, printed);
  }
}
