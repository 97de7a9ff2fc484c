/** What can be asked of which path, as OpenAPI tells it. Models apiserver/pkg/endpoints/installer.go. */
import { bodyOf } from '../../api/bodies';
import { openApiName } from './openapi-names';
import type { Dialect, Json } from './openapi-schema';
import type { GroupVersion, KindName, Served, ServedSubresource } from './served';

/** The parameters that clients look for before they rely on them. */
const PARAMETERS: Readonly<Record<string, readonly [description: string, type: string]>> = {
  allowWatchBookmarks: ['Asks for events of type BOOKMARK, which tell how far a watch has come.', 'boolean'],
  continue: ['The token with which the list before ended.', 'string'],
  dryRun: ['All: everything happens but the storing.', 'string'],
  fieldManager: ['Who makes the change.', 'string'],
  fieldSelector: ['Only objects whose fields are so.', 'string'],
  fieldValidation: ['What becomes of unknown and doubled fields: Ignore, Warn or Strict.', 'string'],
  gracePeriodSeconds: ['Seconds that the object has to end.', 'integer'],
  labelSelector: ['Only objects with these labels.', 'string'],
  limit: ['At most so many objects.', 'integer'],
  pretty: ['If true, the output is indented.', 'string'],
  propagationPolicy: ['What becomes of dependents: Orphan, Background or Foreground.', 'string'],
  resourceVersion: ['At least or exactly this version.', 'string'],
  resourceVersionMatch: ['How resourceVersion is meant.', 'string'],
  timeoutSeconds: ['How long the call may take.', 'integer'],
  watch: ['Sends changes as they happen.', 'boolean'],
};

const OF_WRITES = ['dryRun', 'fieldManager', 'fieldValidation'];
const OF_LISTS = [
  'allowWatchBookmarks',
  'continue',
  'fieldSelector',
  'labelSelector',
  'limit',
  'resourceVersion',
  'resourceVersionMatch',
  'timeoutSeconds',
  'watch',
];
const OF_DELETES = ['dryRun', 'gracePeriodSeconds', 'propagationPolicy'];

function parameter(name: string, { isV3 }: Dialect): Json {
  const [description = '', type = 'string'] = PARAMETERS[name] ?? [];
  const rest = isV3 ? { schema: { type, uniqueItems: true } } : { type, uniqueItems: true };
  return { name, in: 'query', description, ...rest };
}

function pathParameter(name: string, { isV3 }: Dialect): Json {
  const description = name === 'name' ? 'name of the object' : 'object name and auth scope';
  const rest = isV3
    ? { schema: { type: 'string', uniqueItems: true } }
    : { type: 'string', uniqueItems: true };
  return { name, in: 'path', required: true, description, ...rest };
}

interface Target {
  readonly groupVersion: GroupVersion;
  readonly served: Served;
  /** What is sent and answered. */
  readonly type: KindName;
  readonly subresource: string;
  readonly dialect: Dialect;
}

interface Method {
  readonly method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  /** `x-kubernetes-action`. */
  readonly action: string;
  /** First word of the operation's id. */
  readonly word: string;
  readonly parameters: readonly string[];
  readonly isWrite: boolean;
  readonly answers: 'object' | 'list' | 'status';
}

const METHODS: Readonly<Record<string, Method>> = {
  list: {
    method: 'get',
    action: 'list',
    word: 'list',
    parameters: OF_LISTS,
    isWrite: false,
    answers: 'list',
  },
  create: {
    method: 'post',
    action: 'post',
    word: 'create',
    parameters: OF_WRITES,
    isWrite: true,
    answers: 'object',
  },
  deletecollection: {
    method: 'delete',
    action: 'deletecollection',
    word: 'deleteCollection',
    parameters: [...OF_DELETES, ...OF_LISTS],
    isWrite: false,
    answers: 'status',
  },
  get: { method: 'get', action: 'get', word: 'read', parameters: [], isWrite: false, answers: 'object' },
  update: {
    method: 'put',
    action: 'put',
    word: 'replace',
    parameters: OF_WRITES,
    isWrite: true,
    answers: 'object',
  },
  patch: {
    method: 'patch',
    action: 'patch',
    word: 'patch',
    parameters: OF_WRITES,
    isWrite: true,
    answers: 'object',
  },
  delete: {
    method: 'delete',
    action: 'delete',
    word: 'delete',
    parameters: OF_DELETES,
    isWrite: false,
    answers: 'status',
  },
};

/** The schema's name of what a path takes; null for what has none, such as the output of a command. */
function schemaName({ type, groupVersion }: Target): string | null {
  const group = type.version === '' ? groupVersion.group : type.group;
  const version = type.version === '' ? groupVersion.version : type.version;
  const body = bodyOf(group === '' ? version : `${group}/${version}`, type.kind);
  return body === undefined ? null : openApiName(body.struct ?? body.kind);
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

/** `AppsV1`. */
function tagOf({ group, version }: GroupVersion): string {
  const [folder = 'core'] = group === '' ? [] : group.split('.');
  return capital(folder) + capital(version);
}

const MEDIA = ['application/json', 'application/yaml', 'application/vnd.kubernetes.protobuf'];
const PATCH_MEDIA = [
  'application/json-patch+json',
  'application/merge-patch+json',
  'application/strategic-merge-patch+json',
];

function referenceTo(name: string, isV3: boolean): Json {
  return { $ref: `${isV3 ? '#/components/schemas/' : '#/definitions/'}${name}` };
}

function content(schema: Json, media: readonly string[]): Json {
  return Object.fromEntries(media.map((type) => [type, { schema }]));
}

function responses(name: string | null, { method }: Method, { isV3 }: Dialect): Json {
  const codes =
    method === 'post' ? [200, 201, 202] : method === 'put' || method === 'patch' ? [200, 201] : [200];
  const words: Readonly<Record<number, string>> = { 200: 'OK', 201: 'Created', 202: 'Accepted' };
  const answer = (code: number): Json => {
    const description = words[code];
    if (name === null) return { description };
    const schema = referenceTo(name, isV3);
    return { description, ...(isV3 ? { content: content(schema, MEDIA) } : { schema }) };
  };
  return {
    ...Object.fromEntries(codes.map((code) => [String(code), answer(code)])),
    401: { description: 'Unauthorized' },
  };
}

function bodyPart(name: string | null, { method, isWrite }: Method, { isV3 }: Dialect): Json | null {
  if (!isWrite) return null;
  const schema = name === null || method === 'patch' ? { type: 'object' } : referenceTo(name, isV3);
  if (!isV3) return { name: 'body', in: 'body', required: true, schema };
  return { content: content(schema, method === 'patch' ? PATCH_MEDIA : ['*/*']), required: true };
}

function operation(target: Target, how: Method, scope: string): Json {
  const { groupVersion, served, type, subresource, dialect } = target;
  const schema = schemaName(target);
  const answered = how.answers === 'list' ? (schema === null ? null : `${schema}List`) : schema;
  const body = bodyPart(schema, how, dialect);
  const parameters = ['pretty', ...how.parameters].map((name) => parameter(name, dialect));
  const version = type.version === '' ? groupVersion : type;
  const tag = tagOf(groupVersion);
  return {
    tags: [tag.replace(/V(\d)/, '_v$1').replace(/^./, (letter) => letter.toLowerCase())],
    operationId: `${how.word}${tag}${scope}${served.kind}${capital(subresource)}`,
    ...(dialect.isV3
      ? { parameters, ...(body === null ? {} : { requestBody: body }) }
      : {
          consumes: how.method === 'patch' ? PATCH_MEDIA : ['*/*'],
          produces: MEDIA,
          parameters: body === null ? parameters : [body, ...parameters],
        }),
    responses: responses(answered, how, dialect),
    'x-kubernetes-action': how.action,
    'x-kubernetes-group-version-kind': {
      group: version.group,
      version: version.version,
      kind: type.kind,
    },
  };
}

function item(target: Target, verbs: readonly string[], names: readonly string[], scope: string): Json {
  const operations = verbs.flatMap((verb) => {
    const how = METHODS[verb];
    return how === undefined ? [] : [[how.method, operation(target, how, scope)] as const];
  });
  const parameters = names.map((name) => pathParameter(name, target.dialect));
  return { ...Object.fromEntries(operations), ...(parameters.length === 0 ? {} : { parameters }) };
}

function prefixOf({ group, version }: GroupVersion): string {
  return group === '' ? `/api/${version}` : `/apis/${group}/${version}`;
}

function subresourcePaths(
  target: Target,
  base: string,
  names: readonly string[],
  scope: string,
): [string, Json][] {
  return target.served.subresources.map((each: ServedSubresource) => [
    `${base}/${each.name}`,
    item({ ...target, type: each.type, subresource: each.name }, each.verbs, names, scope),
  ]);
}

/** The paths of one resource. */
function resourcePaths(groupVersion: GroupVersion, served: Served, dialect: Dialect): [string, Json][] {
  const { namespaced, resource, verbs, kind } = served;
  const type = { group: groupVersion.group, version: groupVersion.version, kind };
  const target: Target = { groupVersion, served, type, subresource: '', dialect };
  const prefix = prefixOf(groupVersion);
  const own = namespaced ? `${prefix}/namespaces/{namespace}/${resource}` : `${prefix}/${resource}`;
  const scope = namespaced ? 'Namespaced' : '';
  const inNamespace = namespaced ? ['namespace'] : [];
  const ofAll = verbs.filter((verb) => ['list', 'create', 'deletecollection'].includes(verb));
  const ofOne = verbs.filter((verb) => ['get', 'update', 'patch', 'delete'].includes(verb));
  const named = ['name', ...inNamespace];
  const paths: [string, Json][] = [];
  if (namespaced && verbs.includes('list'))
    paths.push([`${prefix}/${resource}`, item(target, ['list'], [], 'ForAllNamespaces')]);
  if (ofAll.length > 0) paths.push([own, item(target, ofAll, inNamespace, scope)]);
  if (ofOne.length > 0) paths.push([`${own}/{name}`, item(target, ofOne, named, scope)]);
  return [...paths, ...subresourcePaths(target, `${own}/{name}`, named, scope)];
}

/** All paths of a group version, sorted. */
export function pathsOf(groupVersion: GroupVersion, dialect: Dialect): Json {
  const paths = groupVersion.resources.flatMap((served) => resourcePaths(groupVersion, served, dialect));
  return Object.fromEntries(paths.sort(([a], [b]) => (a < b ? -1 : 1)));
}
