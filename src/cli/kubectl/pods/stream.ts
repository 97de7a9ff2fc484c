/** The client's side of exec and attach: frames of `v5.channel.k8s.io`. Models client-go/tools/remotecommand. */
import { CHANNEL } from '../../../engine/api/http';
import type { Connection } from '../../http';
import type { RawKeyboard } from '../../program';
import { KubectlError } from '../errors';
import { type StatusBody, StatusError } from '../status-error';

export const STREAM_PROTOCOL = 'v5.channel.k8s.io';

/** The connection ended before the container's end said how it went. */
const CUT =
  'error reading from error stream: next reader: websocket: close 1006 (abnormal closure): unexpected EOF';

export interface StreamEnds {
  /** Bytes for the container's stdin; null after the last. Missing: no stdin. */
  readonly stdin?: () => Promise<Uint8Array | null>;
  stdout(bytes: Uint8Array): void;
  stderr(bytes: Uint8Array): void;
  /** Whose size goes along, when it is a terminal. */
  readonly keyboard?: RawKeyboard;
}

/** Runs until the container's end has said how it went. Throws a `KubectlError` with the command's exit code. */
export async function stream(connection: Connection, ends: StreamEnds): Promise<void> {
  let isOpen = true;
  const send = (channel: number, bytes: Uint8Array) => {
    if (isOpen) connection.send(framed(channel, bytes));
  };
  if (ends.stdin !== undefined) void pump(ends.stdin, send);
  if (ends.keyboard !== undefined) followSize(ends.keyboard, send);
  let status: Uint8Array | null = null;
  try {
    for await (const message of connection.messages) {
      const bytes = message.subarray(1);
      if (message[0] === CHANNEL.stdout) ends.stdout(bytes);
      else if (message[0] === CHANNEL.stderr) ends.stderr(bytes);
      else if (message[0] === CHANNEL.error) {
        status = bytes;
        break;
      }
    }
  } finally {
    isOpen = false;
    connection.close();
  }
  if (status === null) throw new KubectlError(CUT);
  checkStatus(new TextDecoder().decode(status));
}

function framed(channel: number, bytes: Uint8Array): Uint8Array {
  const message = new Uint8Array(bytes.length + 1);
  message[0] = channel;
  message.set(bytes, 1);
  return message;
}

type Send = (channel: number, bytes: Uint8Array) => void;

/** What fits into one frame of stdin, as client-go cuts it. */
const PIECE = 32 * 1024;

async function pump(read: () => Promise<Uint8Array | null>, send: Send): Promise<void> {
  for (let bytes = await read(); bytes !== null; bytes = await read()) {
    for (let at = 0; at < bytes.length; at += PIECE) send(CHANNEL.stdin, bytes.subarray(at, at + PIECE));
  }
  send(CHANNEL.close, Uint8Array.of(CHANNEL.stdin));
}

function followSize(keyboard: RawKeyboard, send: Send): void {
  const tell = () => {
    const { columns, rows } = keyboard.size();
    send(CHANNEL.resize, new TextEncoder().encode(JSON.stringify({ Width: columns, Height: rows })));
  };
  keyboard.onResize(tell);
  tell();
}

/** The Status at the end. */
function checkStatus(text: string): void {
  if (text === '') return;
  const status = JSON.parse(text) as StatusBody & { readonly status?: string; readonly code?: number };
  if (status.status === 'Success') return;
  if (status.reason !== 'NonZeroExitCode') throw new StatusError(status.code ?? 500, status);
  const code = Number(status.details?.causes?.find((cause) => cause.reason === 'ExitCode')?.message ?? '1');
  throw new CommandFailed(code);
}

/** The command in the container ended with another code than 0; so does kubectl. */
export class CommandFailed extends KubectlError {
  constructor(readonly code: number) {
    super(`command terminated with exit code ${code}`, code, true);
  }
}
