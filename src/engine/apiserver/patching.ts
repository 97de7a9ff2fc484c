/** The object that a PUT or PATCH asks for. Models apiserver/pkg/endpoints/handlers (update.go, patch.go). */
import { decode, strictMistake, type Decodable } from '../api/decode';
import { goJson } from '../api/go-print';
import { jsonPatch, type JsonPatchResult } from '../api/json-patch';
import type { ApiObject } from '../api/meta';
import { jsonMergePatch, strategicMergePatch } from '../api/patch';
import { STRUCT_NAMES } from '../api/schema';
import { badRequest, invalidPatch, type Status } from '../api/status';
import { decodeStrictly, isFromOutside, strictRefusal } from './decoding';
import { unexplained, type Exchange } from './exchange';
import { depthRefusal } from './limits';

const PATCH_REASONS = { 400: 'BadRequest', 413: 'RequestEntityTooLarge', 422: 'Invalid' } as const;

function patchRefusal({ code, message }: Exclude<JsonPatchResult, { readonly object: unknown }>): Status {
  const details = code === 422 ? { details: {} } : {};
  return { ...unexplained(code, message), reason: PATCH_REASONS[code], ...details };
}

/** What stands against a strategic patch. Models interpretStrategicMergePatchError. */
function strategicRefusal(words: string): Status {
  if (words.startsWith('invalid patch format') || words.startsWith('json: ')) return badRequest(words);
  return unexplained(500, words);
}

type Patched = { readonly object: unknown } | { readonly refusal: Status };

function patched({ request }: Exchange, target: ApiObject, { kind, struct = kind }: Decodable): Patched {
  if (request.patchType === 'json') {
    const result = jsonPatch(target, request.body);
    return 'object' in result ? result : { refusal: patchRefusal(result) };
  }
  const isStrategic = request.patchType === 'strategic';
  const result = isStrategic
    ? strategicMergePatch(target, request.body, struct)
    : jsonMergePatch(target, request.body);
  if (typeof result !== 'string') return { object: result };
  return { refusal: isStrategic ? strategicRefusal(result) : badRequest(result) };
}

const MISTAKE = /^json: cannot unmarshal (\w+)( \S+)? into Go (?:value|struct field \S+) of type (\S+)$/;

const GO_KINDS: Readonly<Record<string, string>> = { array: 'slice', object: 'map' };

/**
 * A strategic patch is applied to a map, and the words for a wrong type are those of the way from the map to the object.
 * Models fromUnstructured in apimachinery/pkg/runtime/converter.go.
 */
function mistakeInMap(mistake: string): string {
  const match = MISTAKE.exec(mistake);
  if (match === null) return mistake;
  const [, json = '', fraction = '', wanted = ''] = match;
  const number = fraction === '' ? 'int64' : 'float64';
  const found = json === 'number' ? number : (GO_KINDS[json] ?? json);
  if (wanted.startsWith('[]')) return `cannot restore slice from ${found}`;
  if (wanted.startsWith('map[') || wanted === 'v1.ResourceList') return `cannot restore map from ${found}`;
  const name = wanted.replace('v1.', '');
  if (STRUCT_NAMES.includes(name)) return `cannot restore struct from: ${found}`;
  const isText = wanted === 'string' || wanted.includes('.');
  if (found === 'float64' || (found === 'int64' && isText)) return `cannot convert ${found} to ${wanted}`;
  return `unrecognized type: ${isText ? 'string' : wanted}`;
}

/** What the patch made of the object, as an object of its kind. */
function decodePatched(exchange: Exchange, kind: Decodable, result: unknown): ApiObject | Status {
  const { request } = exchange;
  const { object, mistake, unknown } = decode(kind, result);
  const isMap = request.patchType === 'strategic';
  const refuse = (words: string): Status =>
    invalidPatch(isMap ? goJson(request.body) : JSON.stringify(result), words);
  if (mistake !== null) return refuse(isMap ? mistakeInMap(mistake) : mistake);
  return strictRefusal(exchange, unknown, (mistakes) => refuse(strictMistake(mistakes))) ?? object;
}

/** What the request makes of the target, an object of this kind, or why it cannot be made. */
export function wantedObject(exchange: Exchange, target: ApiObject, kind: Decodable): ApiObject | Status {
  const { request } = exchange;
  if (request.verb === 'update') return decodeStrictly(exchange, request.body, kind);
  const result = patched(exchange, target, kind);
  if ('refusal' in result) return result.refusal;
  const refused = depthRefusal(exchange, result.object);
  if (refused !== null) return refused;
  if (!isFromOutside(exchange)) return result.object as ApiObject;
  return decodePatched(exchange, kind, result.object);
}
