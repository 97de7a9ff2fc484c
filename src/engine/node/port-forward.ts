/**
 * Port-forward: a TCP connection from the pod's own network to one of its ports. What comes is read as HTTP/1.1, as many
 * requests as the client likes, and the simulated server's answers go back.
 * Models internal/cri/server/sandbox_portforward_linux.go of containerd.
 */
import { CHANNEL } from '../api/http';
import { bytesOfText, textOfBytes } from '../api/text-bytes';
import type { StreamOpen } from '../api/wire';
import type { Context } from '../kernel/component';
import { hashText32 } from '../kernel/hash';
import { formatDate } from '../workload/shell/commands/calendar';
import { httpReason } from '../workload/shell/http-reason';
import { answerHttp, listenerInPod, logRequest } from './container-server';
import type { ContainerdState } from './containerd-state';
import { sendPart, type Session } from './sessions';

/** ms until a server has answered. */
const SERVE_MS = 2;
/** Of one request, bytes. */
const REQUEST_MAX = 1_048_576;

function hexOf(text: string, digits: number): string {
  let hex = '';
  for (let i = 0; hex.length < digits; i++)
    hex += (hashText32(`${i} ${text}`) >>> 0).toString(16).padStart(8, '0');
  return hex.slice(0, digits);
}

/** The id of a pod's sandbox and the name of its network namespace, as the runtime's errors tell them. */
function namesOf(podUid: string): { readonly sandbox: string; readonly namespace: string } {
  const hex = hexOf(`netns ${podUid}`, 32);
  const parts = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)];
  return { sandbox: hexOf(`sandbox ${podUid}`, 64), namespace: `/var/run/netns/cni-${parts.join('-')}` };
}

function refused({ podUid, options }: StreamOpen): string {
  const { sandbox, namespace } = namesOf(podUid);
  const port = options.port ?? 0;
  const dial =
    `failed to connect to localhost:${port} inside namespace "${sandbox}", ` +
    `IPv4: dial tcp4 127.0.0.1:${port}: connect: connection refused ` +
    `IPv6 dial tcp6 [::1]:${port}: connect: connection refused `;
  return (
    `error forwarding port ${port} to pod ${sandbox}, uid : ` +
    `failed to execute portforward in network namespace "${namespace}": ${dial}`
  );
}

/** Nobody listens: the client learns why, and the connection is closed. */
function close(state: ContainerdState, context: Context, session: Session, why: string): void {
  state.sessions.delete(session.open.stream);
  sendPart(state, context, session, { channel: CHANNEL.error, data: why, end: true });
}

/** The pod's network is taken down, and its connections with it. */
export function closePorts(state: ContainerdState, context: Context, podUid: string): void {
  for (const session of [...state.sessions.values()]) {
    if (session.open.podUid === podUid && session.key === '') close(state, context, session, '');
  }
}

export function openPort(state: ContainerdState, context: Context, open: StreamOpen): void {
  const session: Session = { open, key: '', silent: true, received: '' };
  const listener = listenerInPod(state, open.podUid, open.options.port ?? 0, context.now);
  if (listener === undefined) {
    close(state, context, session, refused(open));
    return;
  }
  state.sessions.set(open.stream, session);
  // Tells the client that its connection stands.
  sendPart(state, context, session, { channel: CHANNEL.stdout, data: '' });
}

interface HttpHead {
  readonly method: string;
  readonly path: string;
  readonly headers: ReadonlyMap<string, string>;
  /** Bytes of head and body together; the text of the head is ASCII. */
  readonly length: number;
}

/** The head of the first request; null while it is not whole, '' for what is no HTTP. */
function headOf(text: string): HttpHead | null | '' {
  const end = text.indexOf('\r\n\r\n');
  if (end < 0) return text.length > 0 && !/^[A-Z]{1,10}( |$)/.test(text) ? '' : null;
  const [line = '', ...lines] = text.slice(0, end).split('\r\n');
  const words = /^([A-Z]+) (\S+) HTTP\/1\.[01]$/.exec(line);
  if (words === null) return '';
  const headers = new Map<string, string>();
  for (const header of lines) {
    const colon = header.indexOf(':');
    headers.set(header.slice(0, colon).trim().toLowerCase(), header.slice(colon + 1).trim());
  }
  const body = Number(headers.get('content-length') ?? 0) || 0;
  return { method: words[1] as string, path: words[2] as string, headers, length: end + 4 + body };
}

/** Bytes from the client. */
export function forwardBytes(state: ContainerdState, context: Context, session: Session, data: string): void {
  let received = session.received + data;
  if (received.length > REQUEST_MAX) {
    close(state, context, session, '');
    return;
  }
  for (;;) {
    const head = headOf(received);
    if (head === '') {
      // Whoever speaks something else gets what a web server says to it, and is hung up on.
      answerBadRequest(state, context, session);
      return;
    }
    const bytes = head === null ? null : bytesOfText(received);
    if (head === null || bytes === null || bytes.length < head.length) break;
    received = textOfBytes(bytes.subarray(head.length));
    if (!answer(state, context, session, head)) return;
  }
  state.sessions.set(session.open.stream, { ...session, received });
}

function answerBadRequest(state: ContainerdState, context: Context, session: Session): void {
  const { podUid, options } = session.open;
  const listener = listenerInPod(state, podUid, options.port ?? 0, context.now);
  if (listener !== undefined && listener.server.http !== null) {
    const body = 'Bad Request';
    const head = headText(state, context, listener.server.name, 400, body, false);
    sendPart(state, context, session, { channel: CHANNEL.stdout, data: head + body }, SERVE_MS);
  }
  close(state, context, session, '');
}

const SERVER_NAMES: Readonly<Record<string, string>> = {
  nginx: 'nginx/1.27.5',
  httpd: 'Apache/2.4.63 (Unix)',
};

function typeOf(body: string): string {
  if (/^\s*<(!DOCTYPE|html)/i.test(body)) return 'text/html';
  return /^\s*[{[]/.test(body) ? 'application/json' : 'text/plain; charset=utf-8';
}

function headText(
  state: ContainerdState,
  context: Context,
  server: string,
  code: number,
  body: string,
  keeps: boolean,
): string {
  const name = SERVER_NAMES[server];
  const lines = [
    `HTTP/1.1 ${code} ${httpReason(code)}`,
    ...(name === undefined ? [] : [`Server: ${name}`]),
    `Date: ${formatDate(state.epochMs + context.now, '%a, %d %b %Y %T GMT')}`,
    `Content-Type: ${typeOf(body)}`,
    `Content-Length: ${bytesOfText(body).length}`,
    `Connection: ${keeps ? 'keep-alive' : 'close'}`,
  ];
  return `${lines.join('\r\n')}\r\n\r\n`;
}

/** Answers one request. False when the connection is closed. */
function answer(state: ContainerdState, context: Context, session: Session, head: HttpHead): boolean {
  const { podUid, options } = session.open;
  const port = options.port ?? 0;
  const listener = listenerInPod(state, podUid, port, context.now);
  if (listener === undefined) {
    close(state, context, session, '');
    return false;
  }
  const { method, path, headers } = head;
  const reply = answerHttp(state, listener, port, path, context.now);
  if (reply.kind !== 'ok') return true;
  logRequest(state, context, listener, { fromIp: '127.0.0.1', method, path }, reply, context.now);
  const keeps = headers.get('connection')?.toLowerCase() !== 'close';
  const text = headText(state, context, listener.server.name, reply.code, reply.body, keeps);
  const data = method === 'HEAD' ? text : text + reply.body;
  sendPart(state, context, session, { channel: CHANNEL.stdout, data }, SERVE_MS);
  if (keeps) return true;
  state.sessions.delete(session.open.stream);
  sendPart(state, context, session, { channel: CHANNEL.error, data: '', end: true }, SERVE_MS);
  return false;
}
