/** Random requests to an API server: of what a client might send, and of what none should. */
import { decodeBase64Bytes } from '../api/base64';
import type { Headers, HttpRequest } from '../api/http';
import { KINDS } from '../api/kinds';
import type { ApiObject } from '../api/meta';
import { GROUP_VERSIONS, type Served } from '../apiserver/http/served';
import { range, type EtcdState } from '../etcd/store';
import { nextBelow, type RandomStream } from '../kernel/random';
import {
  HOSTILE,
  mutated,
  mutatedBytes,
  mutatedText,
  oneIn,
  pick,
  randomJsonPatch,
  randomMergePatch,
} from './door-fuzz-mutations';
import { EXAMPLES } from './examples';
import { KUBECTL_BODIES } from './kubectl-bodies';

const RESOURCES: readonly Served[] = GROUP_VERSIONS.flatMap(({ resources }) => resources);
/** Half of all requests are about these. */
const USUAL = RESOURCES.filter(({ resource }) =>
  ['pods', 'deployments', 'services', 'configmaps', 'nodes', 'endpoints', 'events'].includes(resource),
);
/**
 * Where somebody from outside could write what is not true: that a pod runs where it does not, that it has the address of
 * another. That breaks laws of the house, and rightly.
 */
const UNTRUE = new Set(['pods/status', 'nodes/status', 'pods/binding', 'pods/resize']);

function storedOf(etcd: EtcdState, resource: string): readonly ApiObject[] {
  const prefix = KINDS.find((kind) => kind.resource === resource)?.storagePrefix;
  return prefix === undefined ? [] : [...range(etcd, prefix).values()].map(({ value }) => value as ApiObject);
}

// -------------------------------------------------------------------------------------------------------- the query

const NUMBERS = ['0', '1', '3', '-1', '1e9', '99999999999999999999', '', 'x', '1.5', '0x1'];
const FLAGS = ['true', 'false', '1', '0', 'yes', '', 'TRUE'];
const SELECTORS = [
  'app=web',
  'a in (b,c)',
  '!a',
  'a',
  'a!=b',
  'a in (b',
  '=',
  ',',
  'a=b=c',
  'metadata.name=web',
];
const SELECTED = [
  'spec.nodeName=worker-1',
  'status.phase!=Running',
  'metadata.name=x',
  'type=Warning',
  'a.b=c',
];

const QUERIES: Readonly<Record<string, readonly string[]>> = {
  limit: NUMBERS,
  continue: [...HOSTILE, 'eyJ2IjoibWV0YS5rOHMuaW8vdjEiLCJydiI6MSwic3RhcnQiOiJhIn0'],
  labelSelector: [...SELECTORS, ...HOSTILE],
  fieldSelector: [...SELECTORS, ...SELECTED, ...HOSTILE],
  resourceVersion: [...NUMBERS, '5'],
  resourceVersionMatch: ['Exact', 'NotOlderThan', '', 'x'],
  timeoutSeconds: NUMBERS,
  watch: FLAGS,
  follow: FLAGS,
  allowWatchBookmarks: FLAGS,
  sendInitialEvents: FLAGS,
  dryRun: ['All', '', 'None', 'All&dryRun=All'],
  fieldValidation: ['Strict', 'Warn', 'Ignore', '', 'x'],
  fieldManager: ['me', ...HOSTILE],
  force: FLAGS,
  pretty: FLAGS,
  includeObject: ['None', 'Metadata', 'Object', 'x'],
  propagationPolicy: ['Foreground', 'Background', 'Orphan', 'x', ''],
  gracePeriodSeconds: NUMBERS,
  orphanDependents: FLAGS,
  container: ['main', '', 'x'],
  tailLines: NUMBERS,
  limitBytes: NUMBERS,
  sinceSeconds: NUMBERS,
  sinceTime: HOSTILE,
  timestamps: FLAGS,
  previous: FLAGS,
  command: ['sh', '-c', 'cat', 'kill 1', 'exit 3', ''],
  stdin: FLAGS,
  stdout: FLAGS,
  stderr: FLAGS,
  tty: FLAGS,
  ports: NUMBERS,
  timeout: ['1s', '', 'x', '-1s', '10h'],
};
const QUERY_NAMES = Object.keys(QUERIES);

function encoded(text: string): string {
  // Lone surrogates cannot be told in UTF-8.
  return encodeURIComponent(text.replaceAll(/[\ud800-\udfff]/gu, '\ufffd'));
}

function randomQuery(random: RandomStream, isEvil: boolean): string {
  if (!isEvil && oneIn(random, 2)) return '';
  const names = Array.from({ length: nextBelow(random, 4) }, () => pick(random, QUERY_NAMES));
  const pairs = names.map((name) => `${name}=${encoded(pick(random, QUERIES[name] ?? HOSTILE))}`);
  if (isEvil) pairs.push(pick(random, ['%', '&&', '=', 'a=%zz', 'watch', '?', ';']));
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`;
}

// --------------------------------------------------------------------------------------------------------- the path

interface Place {
  readonly served: Served;
  readonly subresource: string;
  /** What is there now, if anything is. */
  readonly object: ApiObject | null;
  readonly path: string;
}

function nameFor(random: RandomStream, object: ApiObject | null): string {
  if (object !== null && !oneIn(random, 10)) return object.metadata.name;
  return oneIn(random, 3) ? encoded(pick(random, HOSTILE)) : pick(random, ['web', 'example', 'nobody']);
}

function subresourceFor(random: RandomStream, { resource, subresources }: Served, isWanted: boolean): string {
  if (!isWanted && !oneIn(random, 3)) return '';
  if (oneIn(random, 8)) return encoded(pick(random, HOSTILE));
  const names = subresources.map(({ name }) => name).filter((name) => !UNTRUE.has(`${resource}/${name}`));
  return names.length === 0 ? '' : pick(random, names);
}

const VERBS: Readonly<Record<string, string>> = { GET: 'get', POST: 'create', PUT: 'update', PATCH: 'patch' };

/** Mostly one that serves the method. */
function randomResource(random: RandomStream, method: string): Served {
  const verb = VERBS[method] ?? 'delete';
  const choices = oneIn(random, 2) ? USUAL : RESOURCES;
  const serving = oneIn(random, 15) ? choices : choices.filter(({ verbs }) => verbs.includes(verb));
  return pick(random, serving);
}

function randomPlace(random: RandomStream, etcd: EtcdState, method: string): Place {
  const served = randomResource(random, method);
  const { group, version, resource, namespaced } = served;
  const stored = storedOf(etcd, resource);
  const object = stored.length === 0 ? null : pick(random, stored);
  const root = group === '' ? `/api/${version}` : `/apis/${group}/${version}`;
  const watch = oneIn(random, 30) ? '/watch' : '';
  // What each method is for, and now and then what it is not for.
  const isNamed =
    method === 'GET' || method === 'HEAD' ? oneIn(random, 2) : method !== 'POST' || oneIn(random, 6);
  const named = isNamed !== oneIn(random, 12);
  const namespace = object?.metadata.namespace ?? pick(random, ['default', 'default', 'blue', 'kube-system']);
  const within =
    namespaced && (named || method === 'POST' || oneIn(random, 2)) ? `/namespaces/${namespace}` : '';
  const isConnect = method === 'POST' && named && served.subresources.length > 0;
  const subresource = named ? subresourceFor(random, served, isConnect) : '';
  const rest = named ? `/${nameFor(random, object)}${subresource === '' ? '' : `/${subresource}`}` : '';
  return { served, subresource, object, path: `${root}${watch}${within}/${resource}${rest}` };
}

const ELSEWHERE = [
  ...[
    '/',
    '/api',
    '/apis',
    '/api/v1',
    '/apis/apps',
    '/apis/apps/v1',
    '/version',
    '/healthz',
    '/readyz?verbose',
  ],
  ...['/livez/ping', '/openapi/v2', '/openapi/v3', '/openapi/v3/apis/apps/v1', '/metrics', '/logs', '/ui'],
  ...[
    '//',
    '/api/v1/',
    '/api//v1',
    '/apis/nope/v1/x',
    '/api/v1/%2e%2e/pods',
    '*',
    'http://[::1]/api',
    '/?x=%',
  ],
  ...['/.well-known/openid-configuration', '/openid/v1/jwks', '/api/v1/componentstatuses'],
  ...['/apis/metrics.k8s.io/v1beta1/nodes', '/apis/metrics.k8s.io/v1beta1/pods'],
];

// ------------------------------------------------------------------------------------------------- the headers, body

const ACCEPTS = [
  ...[
    'application/json',
    '*/*',
    'application/yaml',
    'application/vnd.kubernetes.protobuf',
    'text/html',
    ';;q=x',
  ],
  'application/json;as=Table;v=v1;g=meta.k8s.io,application/json',
  'application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io,application/json',
  'application/json;as=PartialObjectMetadataList;v=v1beta1;g=meta.k8s.io',
  'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList',
  'application/vnd.kubernetes.protobuf;q=0,application/json',
];

const USUAL_ACCEPTS = [
  ...['application/json', 'application/yaml', 'application/vnd.kubernetes.protobuf,application/json'],
  'application/json;as=Table;v=v1;g=meta.k8s.io,application/json;as=Table;v=v1beta1;g=meta.k8s.io,application/json',
];

function randomHeaders(random: RandomStream): Headers {
  const upgrade = {
    connection: 'Upgrade',
    upgrade: 'websocket',
    'sec-websocket-protocol': 'v5.channel.k8s.io',
  };
  return {
    ...(oneIn(random, 2)
      ? {}
      : { accept: oneIn(random, 4) ? pick(random, ACCEPTS) : pick(random, USUAL_ACCEPTS) }),
    ...(oneIn(random, 6) ? upgrade : {}),
    ...(oneIn(random, 12)
      ? { 'impersonate-user': pick(random, ['jane', 'system:anonymous', ...HOSTILE]) }
      : {}),
    ...(oneIn(random, 30) ? { authorization: pick(random, ['Bearer x', 'Basic', '']) } : {}),
    ...(oneIn(random, 20) ? { 'if-none-match': '"x"', 'accept-encoding': 'gzip' } : {}),
    ...(oneIn(random, 20) ? { 'orrery-label': pick(random, HOSTILE), 'orrery-batch': 'b' } : {}),
  };
}

interface Body {
  readonly type: string;
  readonly body: string | Uint8Array;
}

const TYPES = [
  'application/json',
  'application/yaml',
  'application/vnd.kubernetes.protobuf',
  'text/plain',
  '',
  'a/b;c',
];
const PATCH_TYPES = [
  ...['json-patch+json', 'json-patch+json', 'merge-patch+json', 'strategic-merge-patch+json'],
  ...['strategic-merge-patch+json', 'strategic-merge-patch+json', 'apply-patch+yaml'],
];

function written(random: RandomStream, type: string, value: unknown): Body {
  // JSON is YAML.
  const text = JSON.stringify(value) ?? '';
  return { type, body: oneIn(random, 10) ? mutatedText(random, text) : text };
}

function protobufBody(random: RandomStream): Body {
  const { body } = pick(random, KUBECTL_BODIES);
  const bytes = decodeBase64Bytes(body);
  const type = 'application/vnd.kubernetes.protobuf';
  return { type, body: oneIn(random, 3) ? bytes : mutatedBytes(random, bytes) };
}

function patchBody(random: RandomStream, object: unknown): Body {
  const kind = pick(random, PATCH_TYPES);
  const value =
    kind === 'json-patch+json' ? randomJsonPatch(random, object) : randomMergePatch(random, object);
  return written(random, `application/${kind}`, value);
}

/** Not where it would claim a node, or the addresses of one, without asking anybody. */
function isTrue({ body }: Body): boolean {
  return typeof body !== 'string' || !/nodeName|hostNetwork|podCIDR/i.test(body);
}

const NO_BODY: Body = { type: '', body: '' };

/** Under a name that may be free. */
function renamed(random: RandomStream, object: unknown): unknown {
  const { metadata } = object as Partial<ApiObject>;
  if (metadata?.name !== 'example') return object;
  return {
    ...(object as object),
    metadata: { ...metadata, name: pick(random, ['example', 'web', 'a', 'b', 'c']) },
  };
}

function bodyFor(random: RandomStream, method: string, { served, object }: Place): Body {
  if (method === 'GET' && !oneIn(random, 20)) return NO_BODY;
  if (method === 'DELETE' && oneIn(random, 2)) return NO_BODY;
  const options = {
    kind: 'DeleteOptions',
    apiVersion: 'v1',
    gracePeriodSeconds: 1,
    preconditions: { uid: 'x' },
  };
  const example = method === 'DELETE' ? options : EXAMPLES[served.resource];
  const known = method === 'POST' || object === null ? (example ?? object ?? {}) : object;
  if (method === 'PATCH') return patchBody(random, known);
  if (oneIn(random, 10)) return protobufBody(random);
  const type = oneIn(random, 8) ? pick(random, TYPES) : 'application/json';
  return written(
    random,
    type,
    oneIn(random, 3) ? renamed(random, known) : mutated(random, renamed(random, known)),
  );
}

const METHODS = [
  ...['GET', 'GET', 'GET', 'GET', 'GET', 'GET', 'POST', 'POST', 'POST', 'POST', 'PUT', 'PUT', 'PUT'],
  ...['PATCH', 'PATCH', 'PATCH', 'PATCH', 'PATCH', 'DELETE', 'DELETE', 'HEAD', 'OPTIONS', 'BREW'],
];

export interface RandomRequest extends HttpRequest {
  readonly isRead: boolean;
}

/** What somebody asks who sees this world. */
export function randomRequest(random: RandomStream, etcd: EtcdState): RandomRequest {
  const method = pick(random, METHODS);
  const isEvil = oneIn(random, 20);
  const place = randomPlace(random, etcd, method);
  const path = oneIn(random, 20) ? pick(random, ELSEWHERE) : place.path;
  const query = path.includes('?') ? '' : randomQuery(random, isEvil);
  // A collection is emptied now and then, and the cluster lives on.
  const isSweep =
    method === 'DELETE' && place.path.endsWith(`/${place.served.resource}`) && !oneIn(random, 5);
  const made = bodyFor(random, method, place);
  const { type, body } = isTrue(made) ? made : NO_BODY;
  const headers = { ...randomHeaders(random), ...(body === '' ? {} : { 'content-type': type }) };
  const target = (isEvil && oneIn(random, 2) ? mutatedText(random, path) : path) + query;
  const isConnect = /\/(exec|attach|portforward|proxy)\b/.test(target);
  const final = isSweep ? 'GET' : method;
  return {
    method: final,
    target,
    headers,
    body,
    isRead: ['GET', 'HEAD', 'OPTIONS'].includes(final) && !isConnect,
  };
}
