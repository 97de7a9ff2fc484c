/** exec, attach and what stands on them (cp, debug, run). Models kubectl/pkg/cmd/exec. */
import type { ProgramContext, RawKeyboard } from '../../program';
import { PODS } from '../built-in-kinds';
import type { Call } from '../command';
import type { Fields } from '../fields';
import { resourcePath } from '../http-client';
import { STREAM_PROTOCOL, type StreamEnds, stream } from './stream';

export interface Session {
  readonly pod: Fields;
  readonly container: string;
  readonly subresource: 'exec' | 'attach';
  /** Only exec has one. */
  readonly command?: readonly string[];
  readonly stdin: boolean;
  readonly tty: boolean;
  readonly quiet: boolean;
}

/** Joins the shell's ends to a container until the session is over. Throws a `CommandFailed`. */
export async function runSession(call: Call, session: Session): Promise<{ readonly isRaw: boolean }> {
  const { context } = call;
  const keyboard = takeKeyboard(call, session);
  const [out, err] = [textSink(context.out.bind(context)), textSink(context.err.bind(context))];
  const ends: StreamEnds = {
    ...(session.stdin ? { stdin: stdinOf(context, keyboard) } : {}),
    ...(keyboard === null ? {} : { keyboard }),
    stdout: out.write,
    stderr: err.write,
  };
  try {
    await openSession(call, session, keyboard !== null, ends);
  } finally {
    keyboard?.release();
    out.end();
    err.end();
  }
  return { isRaw: keyboard !== null };
}

/** The same without the shell's ends. */
export async function openSession(
  call: Call,
  session: Omit<Session, 'tty' | 'quiet'>,
  isTerminal: boolean,
  ends: StreamEnds,
): Promise<void> {
  const { pod, container, subresource, command = [], stdin } = session;
  const query = new URLSearchParams();
  for (const word of command) query.append('command', word);
  query.set('container', container);
  if (!isTerminal) query.set('stderr', 'true');
  if (stdin) query.set('stdin', 'true');
  query.set('stdout', 'true');
  if (isTerminal) query.set('tty', 'true');
  const path = resourcePath(PODS, pod.namespace, pod.name, subresource);
  await stream(await call.client.connect(`${path}?${query.toString()}`, STREAM_PROTOCOL), ends);
}

function takeKeyboard(call: Call, { stdin, tty, quiet }: Session): RawKeyboard | null {
  if (!stdin || !tty) return null;
  const { context } = call;
  if (context.stdin.isTerminal && context.raw !== undefined) return context.raw();
  if (!quiet) call.err('Unable to use a TTY - input is not a terminal or the right kind of file\n');
  return null;
}

function stdinOf(context: ProgramContext, keyboard: RawKeyboard | null): () => Promise<Uint8Array | null> {
  if (keyboard !== null) return () => keyboard.read();
  const encoder = new TextEncoder();
  return async () => {
    const text = await context.stdin.read();
    return text === null ? null : encoder.encode(text);
  };
}

/** Bytes as text, characters that come in two pieces put together. */
function textSink(write: (text: string) => void) {
  const decoder = new TextDecoder();
  const pass = (text: string) => {
    if (text !== '') write(text);
  };
  return {
    write: (bytes: Uint8Array) => pass(decoder.decode(bytes, { stream: true })),
    end: () => pass(decoder.decode()),
  };
}
