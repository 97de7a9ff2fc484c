/** The decoding stage: a body from outside becomes an object of its kind, or the reason why it can't. */
import { decode, strictDecodingError, strictMistakes, type Decodable } from '../api/decode';
import type { ApiObject } from '../api/meta';
import { badRequest, type Status } from '../api/status';
import { conversionOf } from './conversion';
import type { Exchange } from './exchange';

/** Requests from our own components are built by our own code: their types need no second look. */
export function isFromOutside(exchange: Exchange): boolean {
  return !exchange.request.user.startsWith('system:');
}

/**
 * What becomes of fields that are unknown or stand twice: the caller has said whether they are a mistake, worth a warning,
 * or nothing. Callers in the world who say nothing get the mistake: a typing error that is silently dropped teaches nothing.
 * Returns what stands against the body.
 */
export function strictRefusal(
  { request, warnings }: Exchange,
  unknown: readonly string[],
  refuse: (mistakes: readonly string[]) => Status,
): Status | null {
  const { fieldValidation = 'Strict', duplicates = [] } = request;
  if (fieldValidation === 'Ignore' || (unknown.length === 0 && duplicates.length === 0)) return null;
  const mistakes = strictMistakes(unknown, duplicates);
  if (fieldValidation === 'Strict') return refuse(mistakes);
  warnings.push(...mistakes);
  return null;
}

/** The object in a body, or what stands against it. */
export function decodeStrictly(
  exchange: Exchange,
  body: unknown,
  kind: Decodable = exchange.kind,
): ApiObject | Status {
  if (!isFromOutside(exchange)) return body as ApiObject;
  const { object, error, unknown } = decode(kind, body);
  if (error !== null) return badRequest(error);
  return (
    strictRefusal(exchange, unknown, (mistakes) => badRequest(strictDecodingError(kind, mistakes))) ?? object
  );
}

/** The body of a whole object, in whatever version it comes, as it is stored. */
export function decodeObject(exchange: Exchange): ApiObject | Status {
  const { request } = exchange;
  const conversion = conversionOf(request.resource, request.apiVersion ?? '');
  if (conversion === undefined) return decodeStrictly(exchange, request.body);
  const object = decodeStrictly(exchange, request.body, conversion.type);
  return isRefusal(object) ? object : conversion.store(object);
}

export function isRefusal(value: ApiObject | Status): value is Status {
  return value.kind === 'Status';
}
