/** The decoding stage: a body from outside becomes an object of its kind, or the reason why it can't. */
import { decode, strictDecodingError, type Decodable } from '../api/decode';
import type { ApiObject } from '../api/meta';
import { badRequest, type Status } from '../api/status';
import type { Exchange } from './exchange';

/** Requests from our own components are built by our own code: their types need no second look. */
export function isFromOutside(exchange: Exchange): boolean {
  return !exchange.request.user.startsWith('system:');
}

/**
 * The object in a body. Unknown fields are refused, because kubectl asks for that (fieldValidation=Strict) and a typing
 * error that is silently dropped teaches nothing.
 */
export function decodeStrictly(
  exchange: Exchange,
  body: unknown,
  kind: Decodable = exchange.kind,
): ApiObject | Status {
  if (!isFromOutside(exchange)) return body as ApiObject;
  const { object, error, unknown } = decode(kind, body);
  if (error !== null) return badRequest(error);
  return unknown.length > 0 ? badRequest(strictDecodingError(kind, unknown)) : object;
}

export function isRefusal(value: ApiObject | Status): value is Status {
  return value.kind === 'Status';
}
