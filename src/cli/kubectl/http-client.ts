/** The client over a transport. Models client-go's rest client as far as it shows on the wire. */
import { goMapJson } from './go-json';
import { BATCH_HEADER, type HttpRequest, LABEL_HEADER } from '../../engine/api/http';
import { isJsonObject } from '../../engine/api/json';
import { type Connection, ConnectionError, type HttpReply } from '../http';
import type { ProgramContext } from '../program';
import type {
  Client,
  KubeList,
  KubeObject,
  ListOptions,
  PatchKind,
  RequestOptions,
  WatchEvent,
  WriteOptions,
} from './client';
import { groupVersion, type Mapping } from './discovery';
import { type StatusBody, StatusError } from './status-error';
import { Warnings } from './warnings';

export interface ClientOptions {
  /** Headers for every request: impersonation. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Set when the command line names a server that nobody is behind; every request then fails with these words. */
  readonly unreachable?: string;
  readonly warnings?: Warnings;
}

const PATCH_TYPES: Readonly<Record<PatchKind, string>> = {
  json: 'application/json-patch+json',
  merge: 'application/merge-patch+json',
  strategic: 'application/strategic-merge-patch+json',
  apply: 'application/apply-patch+yaml',
};

/** How many objects one page of a list has. */
const CHUNK_SIZE = 500;

let batchCount = 0;

/** `commandPath`: `kubectl rollout status`. All requests of one client are one batch: Undo takes them back together. */
export function createClient(
  context: ProgramContext,
  commandPath: string,
  options: ClientOptions = {},
): Client {
  batchCount += 1;
  return new HttpClient(context, commandPath, `kubectl-${context.now()}-${batchCount}`, options);
}

/** `/apis/apps/v1/namespaces/default/deployments/web/scale`. */
export function resourcePath(mapping: Mapping, namespace: string, name = '', subresource = ''): string {
  const root = mapping.group === '' ? '/api' : '/apis';
  const inside = mapping.namespaced && namespace !== '' ? `/namespaces/${encodeURIComponent(namespace)}` : '';
  const tail = [name, subresource]
    .filter((part) => part !== '')
    .map((part) => `/${encodeURIComponent(part)}`);
  return `${root}/${groupVersion(mapping)}${inside}/${mapping.resource}${tail.join('')}`;
}

/** The query of a list or watch. */
export function listQuery(options: ListOptions): Record<string, string> {
  const { labelSelector, fieldSelector, limit, resourceVersion } = options;
  return {
    ...(fieldSelector ? { fieldSelector } : {}),
    ...(labelSelector ? { labelSelector } : {}),
    ...(limit ? { limit: String(limit) } : {}),
    ...(resourceVersion ? { resourceVersion } : {}),
  };
}

function writeQuery(options: WriteOptions | undefined): Record<string, string> {
  return {
    ...(options?.dryRun === true ? { dryRun: 'All' } : {}),
    ...(options?.fieldManager ? { fieldManager: options.fieldManager } : {}),
    ...(options?.fieldValidation ? { fieldValidation: options.fieldValidation } : {}),
    ...(options?.force === undefined ? {} : { force: String(options.force) }),
  };
}

class HttpClient implements Client {
  readonly #headers: Readonly<Record<string, string>>;
  readonly #warnings: Warnings;
  readonly #unreachable: string | undefined;

  constructor(
    readonly context: ProgramContext,
    commandPath: string,
    batch: string,
    options: ClientOptions,
  ) {
    this.#unreachable = options.unreachable;
    this.#warnings = options.warnings ?? new Warnings(context);
    this.#headers = {
      'user-agent': 'kubectl/v1.33.1 (linux/amd64) kubernetes/8adc0f0',
      'kubectl-command': commandPath,
      [LABEL_HEADER]: context.commandLine,
      [BATCH_HEADER]: batch,
      ...options.headers,
    };
  }

  async raw(method: string, path: string, options: RequestOptions = {}): Promise<HttpReply> {
    if (this.#unreachable !== undefined) throw new ConnectionError(this.#unreachable);
    const request: HttpRequest = {
      method,
      target: path + queryText(options.query),
      headers: {
        ...this.#headers,
        accept: options.accept ?? 'application/json',
        ...(options.body === undefined ? {} : { 'content-type': options.contentType ?? 'application/json' }),
      },
      body: options.body ?? '',
    };
    const reply = await this.context.transport.send(request, this.context.signal);
    this.#warnings.take(reply.headers['warning']);
    return reply;
  }

  async connect(path: string, protocol: string): Promise<Connection> {
    if (this.#unreachable !== undefined) throw new ConnectionError(this.#unreachable);
    const upgrade = { connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-protocol': protocol };
    const request = { method: 'GET', target: path, headers: { ...this.#headers, ...upgrade }, body: '' };
    const answer = await this.context.transport.connect(request, this.context.signal);
    if ('status' in answer) throw await failure(answer);
    return answer;
  }

  async get(mapping: Mapping, namespace: string, name: string, subresource = ''): Promise<KubeObject> {
    return this.#object('GET', resourcePath(mapping, namespace, name, subresource));
  }

  async list(mapping: Mapping, namespace: string, options: ListOptions = {}): Promise<KubeList> {
    const items: KubeObject[] = [];
    let page: KubeObject | null = null;
    let next = '';
    do {
      const query = { limit: String(options.limit ?? CHUNK_SIZE), ...listQuery(options) };
      page = await this.#object('GET', resourcePath(mapping, namespace), {
        query: next === '' ? query : { ...query, continue: next },
      });
      items.push(...itemsOf(page));
      next = textOf(page.metadata['continue']);
    } while (next !== '');
    return { resourceVersion: page.metadata.resourceVersion ?? '', items };
  }

  create(
    mapping: Mapping,
    namespace: string,
    object: unknown,
    options?: WriteOptions,
    name = '',
  ): Promise<KubeObject> {
    const path = resourcePath(mapping, namespace, name, options?.subresource);
    return this.#object('POST', path, { query: writeQuery(options), body: goMapJson(object) });
  }

  update(
    mapping: Mapping,
    namespace: string,
    name: string,
    object: unknown,
    options?: WriteOptions,
  ): Promise<KubeObject> {
    const path = resourcePath(mapping, namespace, name, options?.subresource);
    return this.#object('PUT', path, { query: writeQuery(options), body: goMapJson(object) });
  }

  patch(
    mapping: Mapping,
    namespace: string,
    name: string,
    kind: PatchKind,
    body: unknown,
    options?: WriteOptions,
  ): Promise<KubeObject> {
    const path = resourcePath(mapping, namespace, name, options?.subresource);
    return this.#object('PATCH', path, {
      query: writeQuery(options),
      body: typeof body === 'string' ? body : JSON.stringify(body),
      contentType: PATCH_TYPES[kind],
    });
  }

  delete(mapping: Mapping, namespace: string, name: string, body: unknown): Promise<KubeObject> {
    return this.#object('DELETE', resourcePath(mapping, namespace, name), { body: JSON.stringify(body) });
  }

  async *watch(
    mapping: Mapping,
    namespace: string,
    options: ListOptions & { readonly timeoutSeconds?: number },
  ): AsyncGenerator<WatchEvent, void> {
    const { timeoutSeconds } = options;
    const reply = await this.raw('GET', resourcePath(mapping, namespace), {
      query: {
        ...listQuery(options),
        allowWatchBookmarks: 'true',
        ...(timeoutSeconds === undefined ? {} : { timeoutSeconds: String(Math.round(timeoutSeconds)) }),
        watch: 'true',
      },
    });
    if (reply.status >= 400) throw await failure(reply);
    for await (const event of watchEvents(reply)) {
      if (event.type === 'ERROR') throw statusErrorOf(event.object);
      yield event as WatchEvent;
    }
  }

  async #object(method: string, path: string, options?: RequestOptions): Promise<KubeObject> {
    const reply = await this.raw(method, path, options);
    if (reply.status >= 400) throw await failure(reply);
    return JSON.parse(await reply.text()) as KubeObject;
  }
}

/** One line of a watch. */
export interface RawWatchEvent {
  readonly type: string;
  readonly object: unknown;
}

/** The events of a watch's answer, as they come. */
export async function* watchEvents(reply: HttpReply): AsyncGenerator<RawWatchEvent, void> {
  let rest = '';
  for await (const chunk of reply.chunks) {
    rest += chunk;
    for (let end = rest.indexOf('\n'); end >= 0; end = rest.indexOf('\n')) {
      const line = rest.slice(0, end);
      rest = rest.slice(end + 1);
      if (line.trim() !== '') yield JSON.parse(line) as RawWatchEvent;
    }
  }
  if (rest.trim() !== '') yield JSON.parse(rest) as RawWatchEvent;
}

/** A list's items, each with its type. */
export function itemsOf(list: KubeObject): readonly KubeObject[] {
  const items = Array.isArray(list['items']) ? (list['items'] as readonly KubeObject[]) : [];
  const { apiVersion = '', kind = '' } = list;
  const own = { apiVersion, kind: kind.endsWith('List') ? kind.slice(0, -'List'.length) : kind };
  return items.map((item) => (item.kind === undefined ? { ...own, ...item } : item));
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

// Models net/url's Values.Encode: sorted by key.
function queryText(query: RequestOptions['query']): string {
  const parts = Object.entries(query ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  const search = new URLSearchParams();
  for (const [key, value] of parts) {
    for (const each of typeof value === 'string' ? [value] : value) search.append(key, each);
  }
  const text = search.toString();
  return text === '' ? '' : `?${text}`;
}

function statusErrorOf(body: unknown): StatusError {
  const status = isJsonObject(body) ? (body as StatusBody & { code?: number }) : {};
  return new StatusError(status.code ?? 500, status);
}

/** What an answer of 400 and above is thrown as. Models apimachinery's NewGenericServerResponse for bodies without Status. */
export async function failure(reply: HttpReply): Promise<StatusError> {
  const text = await reply.text();
  try {
    const body = JSON.parse(text) as unknown;
    if (isJsonObject(body) && body['kind'] === 'Status') return new StatusError(reply.status, body);
  } catch {
    // Not JSON: told by the code alone.
  }
  if (reply.status === 404)
    return new StatusError(404, {
      reason: 'NotFound',
      message: 'the server could not find the requested resource',
    });
  const words = JSON.stringify(text.trim() === '' ? 'unknown' : text.trim());
  return new StatusError(reply.status, {
    reason: reply.status >= 500 ? 'InternalError' : '',
    message: `an error on the server (${words}) has prevented the request from succeeding`,
  });
}
