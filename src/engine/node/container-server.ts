/** What the servers of a pod answer. Asked by every probe and every packet, so the common answers are ready-made. */
import { CHANNEL } from '../api/http';
import type { Context } from '../kernel/component';
import { NOT_FOUND, type HttpReply, type Server } from '../workload/server';
import { formatDate, logDate } from '../workload/shell/commands/calendar';
import { chargeCpu, requestMs } from './container-cpu';
import { hasFilesIn, hostnameOf, readFile } from './container-files';
import { appendLog } from './container-log';
import type { ContainerdState, Instance } from './containerd-state';
import { showAttached } from './sessions';

export type HttpAnswer =
  | { readonly kind: 'ok'; readonly code: number; readonly body: string }
  | { readonly kind: 'refused' }
  | { readonly kind: 'timeout' };

export const REFUSED: HttpAnswer = { kind: 'refused' };
const TIMEOUT: HttpAnswer = { kind: 'timeout' };

function listens({ ports, startMs }: Server, since: number, port: number, now: number): boolean {
  return now >= since + startMs && (ports.includes(port) || ports[0] === 0);
}

/** The server of a container that listens on a port; undefined when none does. */
export function listenerOn(
  state: ContainerdState,
  instance: Instance,
  port: number,
  now: number,
): Server | undefined {
  if (instance.state !== 'running') return undefined;
  const { program, startedAt, id } = instance;
  if (program.server !== null)
    return listens(program.server, startedAt, port, now) ? program.server : undefined;
  if (program.script === null) return undefined;
  const started = state.processes.map
    .get(id)
    ?.servers.findLast(({ server, since }) => listens(server, since, port, now));
  return started?.server;
}

/** True while anything in a container listens anywhere. */
export function isUp(state: ContainerdState, { program, startedAt, id }: Instance, now: number): boolean {
  if (program.server !== null) return now >= startedAt + program.server.startMs;
  return (
    state.processes.map.get(id)?.servers.some(({ server, since }) => now >= since + server.startMs) ?? false
  );
}

interface Listener {
  readonly instance: Instance;
  readonly server: Server;
}

/** Who listens on a port of a pod: all its containers share one network. */
export function listenerInPod(
  state: ContainerdState,
  podUid: string,
  port: number,
  now: number,
): Listener | undefined {
  for (const instance of state.containers.map.values()) {
    if (instance.podUid !== podUid) continue;
    const server = listenerOn(state, instance, port, now);
    if (server !== undefined) return { instance, server };
  }
  return undefined;
}

/** Who listens on a port of the node's own address. */
export function listenerOnHost(state: ContainerdState, port: number, now: number): Listener | undefined {
  for (const [podUid, { hostNetwork }] of state.sandboxes.map) {
    const found = hostNetwork === true ? listenerInPod(state, podUid, port, now) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

const fixed = new WeakMap<HttpReply, HttpAnswer>();

function answerOf(
  state: ContainerdState,
  { instance }: Listener,
  reply: HttpReply,
  port: number,
  path: string,
  now: number,
): HttpAnswer {
  const known = fixed.get(reply);
  if (known !== undefined) return known;
  if (!reply.body.includes('{')) {
    const answer: HttpAnswer = { kind: 'ok', ...reply };
    fixed.set(reply, answer);
    return answer;
  }
  const body = reply.body.replace(
    /\{(\w+)(?::(\w+))?\}/g,
    (whole, name: string, option: string | undefined) => {
      const key = option ?? '';
      switch (name) {
        case 'hostname':
          return hostnameOf(state, instance);
        case 'ip':
          return state.sandboxes.map.get(instance.podUid)?.ip ?? '';
        case 'port':
          return String(port);
        case 'path':
          return path;
        case 'query':
          return new RegExp(`[?&]${key}=([^&]*)`).exec(path)?.[1] ?? '';
        case 'env':
          return instance.env?.[key] ?? '';
        case 'date':
          return formatDate(state.epochMs + now, '%F %T +0000 UTC');
        case 'id':
          return instance.id.slice(0, 32);
        default:
          return whole;
      }
    },
  );
  return { kind: 'ok', code: reply.code, body };
}

const FORBIDDEN: HttpReply = { code: 403, body: '<html><head><title>403 Forbidden</title></head></html>\n' };

/** True when only the image's own pages can be there: nothing was written and nothing is mounted over them. */
function isUntouched(state: ContainerdState, { id, files, mounts }: Instance, root: string): boolean {
  if (mounts !== undefined || state.writes.map.has(id)) return false;
  return files === undefined || !hasFilesIn(files, root);
}

/** A file below the directory that a server serves. */
function fileReply(state: ContainerdState, { instance, server }: Listener, path: string): HttpReply {
  const isDirectory = path.endsWith('/');
  const file = readFile(state, instance, `${server.root}${path}${isDirectory ? 'index.html' : ''}`);
  if (file !== undefined) return { code: 200, body: file.text };
  // A directory without an index is not shown.
  if (path === '/') return FORBIDDEN;
  return server.http?.['*'] ?? (isDirectory ? FORBIDDEN : NOT_FOUND);
}

/** GET of a path from a server that listens. */
export function answerHttp(
  state: ContainerdState,
  listener: Listener,
  port: number,
  path: string,
  now: number,
): HttpAnswer {
  const { server, instance } = listener;
  if (server.http === null && server.root === '') return TIMEOUT;
  const bare = path.includes('?') ? path.slice(0, path.indexOf('?')) : path;
  if (server.root !== '' && !isUntouched(state, instance, server.root)) {
    const { code, body } = fileReply(state, listener, bare);
    return { kind: 'ok', code, body };
  }
  const reply = server.http?.[bare] ?? server.http?.['*'];
  if (reply !== undefined) return answerOf(state, listener, reply, port, path, now);
  if (server.root === '') return answerOf(state, listener, NOT_FOUND, port, path, now);
  const { code, body } = fileReply(state, listener, bare);
  return { kind: 'ok', code, body };
}

const LOGGED = new Set(['nginx', 'httpd']);

/** What a request leaves behind: processor time, and the line that a web server logs. Probes are not logged here: simplified. */
export function logRequest(
  state: ContainerdState,
  context: Context,
  { instance, server }: Listener,
  request: { readonly fromIp: string; readonly method: string; readonly path: string },
  answer: HttpAnswer,
  now: number,
): void {
  chargeCpu(state, context.epoch, instance.id, now, requestMs(server.name));
  if (!LOGGED.has(server.name) || answer.kind !== 'ok') return;
  const { fromIp, method, path } = request;
  const words = `"${method} ${path} HTTP/1.1" ${answer.code} ${answer.body.length}`;
  const line = `${fromIp} - - [${logDate(state.epochMs + now)}] ${words} "-" "-" "-"\n`;
  appendLog(state, context.epoch, instance.id, now, 'stdout', line);
  showAttached(state, context, instance, [{ channel: CHANNEL.stdout, text: line }]);
}
