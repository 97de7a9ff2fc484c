/**
 * POST serviceaccounts/NAME/token: a token that ends by itself. Nothing is stored.
 * Models pkg/registry/core/serviceaccount/storage/token.go and pkg/apis/authentication/validation.
 */
import { invalid as invalidField, NO_ERRORS, type FieldError } from '../api/field-error';
import { kindOfResource } from '../api/kinds';
import type { ApiObject } from '../api/meta';
import { TOKEN_REQUEST } from '../api/reviews';
import { serviceAccountToken, TOKEN_ISSUER } from '../api/service-account-token';
import { badRequest, conflictBecause, invalid, notFound, type Status } from '../api/status';
import { formatTime } from '../api/time';
import { get } from '../etcd/store';
import { nextUuid } from '../kernel/random';
import { decodeStrictly, isRefusal } from './decoding';
import { failure, type Answer, type Exchange } from './exchange';
import { storedObject } from './storage';

interface BoundObject {
  readonly kind?: string;
  readonly apiVersion?: string;
  readonly name?: string;
  readonly uid?: string;
}

interface TokenRequest extends ApiObject {
  readonly spec?: {
    readonly audiences?: readonly string[];
    readonly expirationSeconds?: number;
    readonly boundObjectRef?: BoundObject;
  };
}

const MIN_SECONDS = 600;
const MAX_SECONDS = 4_294_967_296;
const DEFAULT_SECONDS = 3600;

function validateSeconds(seconds: number): readonly FieldError[] {
  const field = 'spec.expirationSeconds';
  if (seconds < MIN_SECONDS)
    return [invalidField(field, seconds, 'may not specify a duration less than 10 minutes')];
  if (seconds > MAX_SECONDS)
    return [invalidField(field, seconds, 'may not specify a duration larger than 2^32 seconds')];
  return NO_ERRORS;
}

type Bound = { readonly kind: string; readonly name: string; readonly uid: string };

/** Objects to which a token can be bound, by kind. */
const BINDABLE: Readonly<Record<string, string>> = { Pod: 'pods', Secret: 'secrets', Node: 'nodes' };

/** The object that the token ends with, undefined for none, or what stands against it. */
function boundTo({ etcd, request }: Exchange, wish: BoundObject | undefined): Bound | Status | undefined {
  if (wish === undefined) return undefined;
  const { kind: word = '', apiVersion = '', name = '', uid = '' } = wish;
  const kind = kindOfResource(BINDABLE[word] ?? '');
  if (kind === undefined || apiVersion !== 'v1') {
    return badRequest(`cannot bind token for serviceaccount to object of type /v1, Kind=${word}`);
  }
  const key = kind.namespaced ? `${request.namespace}/${name}` : name;
  const found = get(etcd, kind.storagePrefix, key)?.value as ApiObject | undefined;
  if (found === undefined) return notFound(kind, name);
  const actual = found.metadata.uid ?? '';
  if (uid !== '' && uid !== actual) {
    const reason = `the UID in the bound object reference (${uid}) does not match the UID in record. The object might have been deleted and then recreated`;
    return conflictBecause(kind.resource, name, reason);
  }
  return { kind: word, name, uid: actual };
}

export function serveToken(exchange: Exchange): Answer {
  const { state, kind, request, wallMs } = exchange;
  const account = storedObject(exchange)?.value as ApiObject | undefined;
  if (account === undefined) return failure(notFound(kind, request.name));
  const body: TokenRequest | Status = decodeStrictly(exchange, request.body, TOKEN_REQUEST);
  if (isRefusal(body)) return failure(body);
  const { name: given = '' } = body.metadata ?? {};
  if (given !== '' && given !== request.name) {
    const words = `the name of the object (${given}) does not match the name on the URL (${request.name})`;
    return failure(badRequest(words));
  }
  const { audiences = [], expirationSeconds = DEFAULT_SECONDS, boundObjectRef } = body.spec ?? {};
  const errors = validateSeconds(expirationSeconds);
  if (errors.length > 0) return failure(invalid(TOKEN_REQUEST, given, errors));
  const bound = boundTo(exchange, boundObjectRef);
  if (bound !== undefined && 'status' in bound) return failure(bound);
  const issuedAt = Math.floor(wallMs / 1000);
  const expiresAt = issuedAt + expirationSeconds;
  const wanted = audiences.length === 0 ? [TOKEN_ISSUER] : audiences;
  const token = serviceAccountToken({
    namespace: request.namespace,
    account: { name: request.name, uid: account.metadata.uid ?? '' },
    audiences: wanted,
    issuedAt,
    expiresAt,
    id: nextUuid(state.uids),
    ...(bound === undefined ? {} : { bound }),
  });
  const answer = {
    kind: TOKEN_REQUEST.kind,
    apiVersion: `${TOKEN_REQUEST.group}/${TOKEN_REQUEST.version}`,
    metadata: { name: request.name, namespace: request.namespace, creationTimestamp: formatTime(wallMs) },
    spec: { audiences: wanted, expirationSeconds, boundObjectRef: boundObjectRef ?? null },
    status: { token, expirationTimestamp: formatTime(expiresAt * 1000) },
  };
  return { code: 201, body: answer, revision: 0 };
}
