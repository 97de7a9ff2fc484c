/** The object that a PUT or PATCH asks for. Models apiserver/pkg/endpoints/handlers/patch.go. */
import { jsonPatch, type JsonPatchResult } from '../api/json-patch';
import type { ApiObject } from '../api/meta';
import { jsonMergePatch, strategicMergePatch } from '../api/patch';
import { badRequest, type Status } from '../api/status';
import { unexplained, type Exchange } from './exchange';

const PATCH_REASONS = { 400: 'BadRequest', 413: 'RequestEntityTooLarge', 422: 'Invalid' } as const;

function patchRefusal({ code, message }: Exclude<JsonPatchResult, { readonly object: unknown }>): Status {
  return { ...unexplained(code, message), reason: PATCH_REASONS[code] };
}

function patched({ request }: Exchange, target: ApiObject): unknown {
  if (request.patchType === 'json') {
    const result = jsonPatch(target, request.body);
    return 'object' in result ? result.object : patchRefusal(result);
  }
  const patch = request.patchType === 'strategic' ? strategicMergePatch : jsonMergePatch;
  const result = patch(target, request.body);
  return typeof result === 'string' ? badRequest(result) : result;
}

function isObject(value: unknown): value is ApiObject {
  const metadata = (value as Partial<ApiObject> | null | undefined)?.metadata;
  return typeof metadata === 'object' && metadata !== null;
}

/** What the request makes of the target, or why it cannot be made. */
export function wantedObject(exchange: Exchange, target: ApiObject): ApiObject | Status {
  const { request } = exchange;
  const isPut = request.verb === 'update';
  const result = isPut ? request.body : patched(exchange, target);
  if (!isObject(result)) return badRequest('the body is no object with metadata');
  // A Status as a body is no refusal of ours.
  return isPut && result.kind === 'Status' ? badRequest('a Status cannot be stored') : result;
}
