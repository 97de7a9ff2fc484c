/** POST, PUT, PATCH and DELETE: inputs of the world, answered when the API server has answered them. */
import { bodyOf } from '../api/bodies';
import { decode, type Decodable } from '../api/decode';
import { isJsonObject, type JsonObject } from '../api/json';
import type { ApiObject } from '../api/meta';
import { BINDING, EVICTION } from '../api/pod-verbs';
import { SCALE } from '../api/scale';
import { badRequest, type Status } from '../api/status';
import type { ApiRequest, DeleteOptions, FieldValidation, PatchType, Verb } from '../api/wire';
import { objectAnswer, statusAnswer } from '../apiserver/http/answer';
import { parseMediaType } from '../apiserver/http/accept';
import { decodeBody, decodePatch, isDecoded } from '../apiserver/http/body';
import { integerOf, listQuery, notInteger } from '../apiserver/http/list-query';
import { valueOf } from '../apiserver/http/target';
import { listView, objectView, versionOf, viewOf, type ListMeta } from '../apiserver/http/view';
import type { OutsideCall } from '../world';
import type { InputAnswer } from './host';
import { labelOf } from './label';
import type { Place } from './place';
import { isStatus } from './reads';
import {
  headerOf,
  isPretty,
  refuse,
  sendAnswer,
  unanswered,
  wallOf,
  withWarnings,
  type Taken,
} from './taken';
import { unsupportedPatch } from './words';

/** What a write has in its query and body. */
type Content = Pick<
  ApiRequest,
  | 'body'
  | 'patchType'
  | 'options'
  | 'dryRun'
  | 'fieldValidation'
  | 'duplicates'
  | 'labelSelector'
  | 'fieldSelector'
>;

const PATCHES: Readonly<Record<string, PatchType>> = {
  'application/json-patch+json': 'json',
  'application/merge-patch+json': 'merge',
  'application/strategic-merge-patch+json': 'strategic',
};

const DELETE_OPTIONS: Decodable = { group: '', version: 'v1', kind: 'DeleteOptions' };

/** What the body of a POST or PUT has to be. */
function expectedBy({ info, kind, conversion }: Place): Decodable {
  switch (info.subresource) {
    case 'scale':
      return SCALE;
    case 'binding':
      return BINDING;
    case 'eviction':
      return EVICTION;
    default:
      return conversion?.type ?? kind;
  }
}

function validationOf({ target }: Taken): FieldValidation | Status {
  const text = valueOf(target.query, 'fieldValidation');
  // A server that validates fields warns when nobody says what he wants.
  if (text === '') return 'Warn';
  return text === 'Strict' || text === 'Warn' || text === 'Ignore' ? text : wrongValidation(text);
}

function wrongValidation(text: string): Status {
  return badRequest(`fieldValidation: Unsupported value: ${JSON.stringify(text)}`);
}

function isDryRun({ target }: Taken): boolean {
  return target.query.get('dryRun')?.includes('All') === true;
}

function decoded(taken: Taken, expected: Decodable): Pick<Content, 'body' | 'duplicates'> | Status {
  const { request } = taken;
  const result = decodeBody(headerOf(request, 'content-type'), request.body, expected);
  if (!isDecoded(result)) return result;
  return { body: result.object, duplicates: result.duplicates };
}

function patchContent(taken: Taken): Pick<Content, 'body' | 'patchType' | 'duplicates'> | Status {
  const { type } = parseMediaType(headerOf(taken.request, 'content-type'));
  const patchType = Object.hasOwn(PATCHES, type) ? PATCHES[type] : undefined;
  if (patchType === undefined) return unsupportedPatch(Object.keys(PATCHES));
  const { request } = taken;
  const result = decodePatch(request.body, patchType === 'strategic');
  if (!isDecoded(result)) return result;
  return { body: result.object, duplicates: result.duplicates, patchType };
}

function textOf(options: JsonObject, key: string): string | undefined {
  const value = options[key];
  return typeof value === 'string' ? value : undefined;
}

/** The body of a DELETE, of whatever group it says that it is. */
function deleteOptionsIn({ request }: Taken): JsonObject | Status {
  const body = decodeBody(headerOf(request, 'content-type'), request.body, DELETE_OPTIONS);
  if (!isDecoded(body)) return body;
  if (body.object === null) return {};
  const given = isJsonObject(body.object) ? body.object : {};
  const type = bodyOf(textOf(given, 'apiVersion') || 'v1', 'DeleteOptions') ?? DELETE_OPTIONS;
  const { object, error } = decode(type, body.object);
  return error === null ? (object as unknown as JsonObject) : badRequest(error);
}

function optionsFrom(body: JsonObject, { target: { query } }: Taken): DeleteOptions | Status {
  const asked = integerOf(query, 'gracePeriodSeconds');
  if (asked === null) return notInteger(query, 'gracePeriodSeconds');
  const preconditions = isJsonObject(body['preconditions']) ? body['preconditions'] : {};
  const grace = (body['gracePeriodSeconds'] as number | undefined) ?? asked;
  const policy = textOf(body, 'propagationPolicy') ?? query.get('propagationPolicy')?.[0];
  const uid = textOf(preconditions, 'uid');
  const resourceVersion = textOf(preconditions, 'resourceVersion');
  return {
    ...(grace === undefined ? {} : { gracePeriodSeconds: grace }),
    ...(policy === undefined ? {} : { propagationPolicy: policy as DeleteOptions['propagationPolicy'] }),
    ...(uid === undefined ? {} : { uid }),
    ...(resourceVersion === undefined ? {} : { resourceVersion }),
  } as DeleteOptions;
}

function saysDryRun(options: JsonObject): boolean {
  const { dryRun } = options;
  return Array.isArray(dryRun) && dryRun.includes('All');
}

function deleteContent(taken: Taken): Content | Status {
  const given = deleteOptionsIn(taken);
  if (isStatus(given)) return given;
  const selectors = listQuery(taken.target.query);
  if (isStatus(selectors)) return selectors;
  const options = optionsFrom(given, taken);
  if (isStatus(options)) return options;
  const dryRun = isDryRun(taken) || saysDryRun(given);
  const { labelSelector = '', fieldSelector = '' } = selectors;
  return { options, labelSelector, fieldSelector, ...(dryRun ? { dryRun } : {}) };
}

/** An eviction has the options of its deletion inside. */
function isDryEviction({ info }: Place, body: unknown): boolean {
  if (info.subresource !== 'eviction' || !isJsonObject(body)) return false;
  const { deleteOptions } = body;
  return isJsonObject(deleteOptions) && saysDryRun(deleteOptions);
}

function contentOf(taken: Taken, place: Place, verb: Verb): Content | Status {
  if (verb === 'delete' || verb === 'deletecollection') return deleteContent(taken);
  const fieldValidation = validationOf(taken);
  if (typeof fieldValidation !== 'string') return fieldValidation;
  const body = verb === 'patch' ? patchContent(taken) : decoded(taken, expectedBy(place));
  if (isStatus(body)) return body;
  const dryRun = isDryRun(taken) || isDryEviction(place, body.body);
  return { ...body, fieldValidation, ...(dryRun ? { dryRun } : {}) };
}

/** `deployments/web`. */
function wordFor({ info }: Place): string {
  const resource = info.subresource === '' ? info.resource : `${info.resource}/${info.subresource}`;
  return info.name === '' ? resource : `${info.resource}/${info.name}`;
}

function nameIn(body: unknown): string {
  if (!isJsonObject(body) || !isJsonObject(body['metadata'])) return '';
  return textOf(body['metadata'], 'name') ?? '';
}

/** The answer to a DELETE of a collection. */
interface Deleted {
  readonly items: readonly ApiObject[];
  readonly metadata: ListMeta;
}

/** Sends what the API server answered, in the form that the client wants. */
function sendInputAnswer(taken: Taken, place: Place, answer: InputAnswer): void {
  const { code, body, warnings = [] } = answer;
  if (code === 0) {
    unanswered(taken, (body as { readonly message: string }).message);
    return;
  }
  const { accepted, kind } = place;
  const whole =
    code >= 300
      ? statusAnswer(body as Status, accepted)
      : objectAnswer(code, shownBody(), accepted, isPretty(taken));
  sendAnswer(taken, { ...whole, headers: withWarnings(whole.headers, warnings) });

  function shownBody(): unknown {
    const object = body as ApiObject | Deleted;
    const view = viewOf(place, accepted, taken.target.query, wallOf(taken.host));
    if (object === null || isStatus(view)) return body;
    if ('items' in object) return listView(view, object.items, object.metadata);
    return object.kind === kind.kind ? objectView(view, object) : body;
  }
}

/** Gives the write to the world. */
export function serveWrite(taken: Taken, place: Place, verb: Verb): void {
  const content = contentOf(taken, place, verb);
  if (isStatus(content)) {
    refuse(taken, content);
    return;
  }
  const { namespace, resource, name, subresource } = place.info;
  const { conversion } = place;
  const version = conversion === undefined ? {} : { apiVersion: versionOf(place) };
  const call: OutsideCall = { verb, resource, namespace, name, subresource, ...version, ...content };
  const word = wordFor(place);
  const created = verb === 'create' && name === '' ? nameIn(content.body) : '';
  const label = labelOf(taken.request, created === '' ? word : `${word}/${created}`);
  taken.host.ask(call, label, (answer) => sendInputAnswer(taken, place, answer));
}
