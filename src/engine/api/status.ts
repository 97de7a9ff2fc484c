/** What the API server answers instead of an object. Models apimachinery/pkg/api/errors/errors.go, word for word. */
import type { FieldError } from './field-error';
import { goQuote } from './go-print';
import type { Kind } from './kind';

export interface StatusCause {
  readonly reason?: string;
  readonly message?: string;
  readonly field?: string;
}

export interface StatusDetails {
  readonly name?: string;
  readonly group?: string;
  /** The plural resource; only for Invalid the kind. */
  readonly kind?: string;
  readonly uid?: string;
  readonly causes?: readonly StatusCause[];
  readonly retryAfterSeconds?: number;
}

interface StatusBase {
  readonly kind: 'Status';
  readonly apiVersion: 'v1';
  readonly metadata: Readonly<Record<string, never>>;
}

/** A failure. */
export interface Status extends StatusBase {
  readonly status: 'Failure';
  readonly message: string;
  /** Absent for failures that upstream gives no reason. */
  readonly reason?: string;
  readonly details?: StatusDetails;
  /** The HTTP code. */
  readonly code: number;
}

export interface SuccessStatus extends StatusBase {
  readonly status: 'Success';
  readonly details?: StatusDetails;
  readonly code?: number;
}

/** What error messages need to know of a kind. */
export type Resource = Pick<Kind, 'group' | 'resource'>;

const NO_METADATA: Readonly<Record<string, never>> = {};

function failure(code: number, reason: string, message: string, details?: StatusDetails): Status {
  const status = {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: NO_METADATA,
    status: 'Failure',
    message,
    reason,
    code,
  } as const;
  return details === undefined ? status : { ...status, details };
}

/** `pods` or `deployments.apps`. */
function text({ group, resource }: Resource): string {
  return group === '' ? resource : `${resource}.${group}`;
}

function detailsOf({ group, resource }: Resource, name: string): StatusDetails {
  return {
    ...(name === '' ? {} : { name }),
    ...(group === '' ? {} : { group }),
    kind: resource,
  };
}

export function notFound(resource: Resource, name: string): Status {
  return failure(404, 'NotFound', `${text(resource)} ${goQuote(name)} not found`, detailsOf(resource, name));
}

export function alreadyExists(resource: Resource, name: string): Status {
  const message = `${text(resource)} ${goQuote(name)} already exists`;
  return failure(409, 'AlreadyExists', message, detailsOf(resource, name));
}

/** After eight generated names were all taken. */
export function generateNameConflict(resource: Resource, name: string): Status {
  const message = `${text(resource)} ${goQuote(name)} already exists, the server was not able to generate a unique name for the object`;
  return failure(409, 'AlreadyExists', message, { ...detailsOf(resource, name), retryAfterSeconds: 1 });
}

/** `resource` as text, because subresources have names of their own: `pods/binding`. */
export function conflictBecause(resource: string, name: string, reason: string): Status {
  const message = `Operation cannot be fulfilled on ${resource} ${goQuote(name)}: ${reason}`;
  return failure(409, 'Conflict', message, { name, kind: resource });
}

function conflictOf(resource: Resource, name: string, reason: string): Status {
  const message = `Operation cannot be fulfilled on ${text(resource)} ${goQuote(name)}: ${reason}`;
  return failure(409, 'Conflict', message, detailsOf(resource, name));
}

/** The writer had seen an older version of the object. */
export function conflict(resource: Resource, name: string): Status {
  const reason =
    'the object has been modified; please apply your changes to the latest version and try again';
  return conflictOf(resource, name, reason);
}

type KindOnly = Pick<Kind, 'group' | 'kind'>;

/** Before a deletion, the kind stands where else the resource does. Models BeforeDelete. */
function preconditionFailed({ group, kind }: KindOnly, name: string, reason: string): Status {
  return conflictOf({ group, resource: kind }, name, reason);
}

/** Another object of the same name was meant. */
export function preconditionUid(kind: KindOnly, name: string, expected: string, actual: string): Status {
  const reason = `the UID in the precondition (${expected}) does not match the UID in record (${actual}). The object might have been deleted and then recreated`;
  return preconditionFailed(kind, name, reason);
}

/** Another version of the object was meant. */
export function preconditionVersion(kind: KindOnly, name: string, expected: string, actual: string): Status {
  const reason = `the ResourceVersion in the precondition (${expected}) does not match the ResourceVersion in record (${actual}). The object might have been modified`;
  return preconditionFailed(kind, name, reason);
}

/** The same in the words of the storage, for writers of a whole object. `key`: where it is in etcd. */
export function storagePreconditionUid(
  resource: Resource,
  name: string,
  key: string,
  expected: string,
  actual: string,
): Status {
  const words = `Precondition failed: UID in precondition: ${expected}, UID in object meta: ${actual}`;
  const place = `Code: 4, Key: ${key}, ResourceVersion: 0`;
  return conflictOf(resource, name, `StorageError: invalid object, ${place}, AdditionalErrorMsg: ${words}`);
}

/** A patch whose result is no object of its kind. `patch` as Go prints it. */
export function invalidPatch(patch: string, mistake: string): Status {
  const detail = `Invalid value: ${goQuote(patch)}: ${mistake}`;
  const causes = [{ reason: 'FieldValueInvalid', message: detail, field: 'patch' }];
  return failure(422, 'Invalid', ` "" is invalid: patch: ${detail}`, { causes });
}

function causeOf({ reason, detail, field }: FieldError): StatusCause {
  return { reason, message: detail, field };
}

/** 422, with every field error. Two equal errors are told once, several in brackets. */
export function invalid(
  kind: Pick<Kind, 'group' | 'kind'>,
  name: string,
  errors: readonly FieldError[],
): Status {
  const lines = [...new Set(errors.map(({ field, detail }) => `${field}: ${detail}`))];
  const what = `${kind.group === '' ? kind.kind : `${kind.kind}.${kind.group}`} ${goQuote(name)} is invalid`;
  const message =
    lines.length === 0 ? what : `${what}: ${lines.length === 1 ? lines[0] : `[${lines.join(', ')}]`}`;
  return failure(422, 'Invalid', message, {
    ...(name === '' ? {} : { name }),
    ...(kind.group === '' ? {} : { group: kind.group }),
    kind: kind.kind,
    causes: errors.map(causeOf),
  });
}

/** 403 by an admission plugin, or by the authorizer in its words. */
export function forbidden(resource: Resource, name: string, reason: string): Status {
  const what = name === '' ? text(resource) : `${text(resource)} ${goQuote(name)}`;
  return failure(403, 'Forbidden', `${what} is forbidden: ${reason}`, detailsOf(resource, name));
}

/** NamespaceLifecycle: nothing new in a namespace that is going away. */
export function namespaceTerminating(resource: Resource, name: string, namespace: string): Status {
  const detail = `unable to create new content in namespace ${namespace} because it is being terminated`;
  const status = forbidden(resource, name, detail);
  const cause = {
    reason: 'NamespaceTerminating',
    message: `namespace ${namespace} is being terminated`,
    field: 'metadata.namespace',
  };
  return { ...status, details: { ...status.details, causes: [cause] } };
}

export interface Attempt {
  readonly user: string;
  readonly verb: string;
  /** Resource with its subresource: `pods/exec`. */
  readonly target: string;
  readonly group: string;
  /** '' for requests about the whole cluster. */
  readonly namespace: string;
  /** Why, in the words of the authorizer; '' for none. */
  readonly reason: string;
}

/** 403 by the authorizer. Models endpoints/handlers/responsewriters/errors.go ForbiddenMessage. */
export function unauthorizedAttempt(resource: Resource, name: string, attempt: Attempt): Status {
  const { user, verb, target, group, namespace, reason } = attempt;
  const scope = namespace === '' ? 'at the cluster scope' : `in the namespace ${goQuote(namespace)}`;
  const words = `User ${goQuote(user)} cannot ${verb} resource ${goQuote(target)} in API group ${goQuote(group)} ${scope}`;
  return forbidden(resource, name, reason === '' ? words : `${words}: ${reason}`);
}

export function unauthorized(): Status {
  return failure(401, 'Unauthorized', 'Unauthorized');
}

export function badRequest(message: string): Status {
  return failure(400, 'BadRequest', message);
}

export function methodNotAllowed(verb: string, resource: Resource): Status {
  const message = `${verb} is not supported on resources of kind ${goQuote(text(resource))}`;
  return failure(405, 'MethodNotAllowed', message, detailsOf(resource, ''));
}

/** 406 for answers that nobody can give, 415 for bodies that nobody can read. */
export function notAcceptable(accepted: readonly string[]): Status {
  return failure(406, 'NotAcceptable', `only the following media types are accepted: ${accepted.join(', ')}`);
}

export function unsupportedMediaType(accepted: readonly string[]): Status {
  const known = accepted.join(', ');
  const message = `the body of the request was in an unknown format - accepted media types include: ${known}`;
  return failure(415, 'UnsupportedMediaType', message);
}

/** The history does not reach back to `revision` any more; `oldest` is where it starts. */
export function expired(revision: number, oldest: number): Status {
  return failure(410, 'Expired', `too old resource version: ${revision} (${oldest})`);
}

export function gone(message: string): Status {
  return failure(410, 'Gone', message);
}

export function requestEntityTooLarge(limitBytes: number): Status {
  return failure(413, 'RequestEntityTooLarge', `Request entity too large: limit is ${limitBytes}`);
}

export function tooManyRequests(message: string, retryAfterSeconds: number): Status {
  return failure(429, 'TooManyRequests', message, { retryAfterSeconds });
}

export function internalError(error: string): Status {
  return failure(500, 'InternalError', `Internal error occurred: ${error}`, { causes: [{ message: error }] });
}

export function serverTimeout(resource: Resource, verb: string, retryAfterSeconds: number): Status {
  const message = `The ${verb} operation against ${text(resource)} could not be completed at this time, please try again.`;
  return failure(500, 'ServerTimeout', message, { ...detailsOf(resource, verb), retryAfterSeconds });
}

export function serviceUnavailable(message: string): Status {
  return failure(503, 'ServiceUnavailable', message);
}

export function timeout(message: string, retryAfterSeconds: number): Status {
  return failure(504, 'Timeout', `Timeout: ${message}`, { retryAfterSeconds });
}

/** Somebody asks for what is newer than the newest. Models NewTooLargeResourceVersionError. */
export function tooLargeResourceVersion(wanted: string | undefined, current: number): Status {
  const status = timeout(`Too large resource version: ${wanted ?? ''}, current: ${current}`, 1);
  const causes = [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }];
  return { ...status, details: { ...status.details, causes } };
}

/** A path that belongs to no resource. */
export function unknownPath(): Status {
  return failure(404, 'NotFound', 'the server could not find the requested resource', {});
}

export function success(code = 201): SuccessStatus {
  return { kind: 'Status', apiVersion: 'v1', metadata: NO_METADATA, status: 'Success', code };
}

/** The answer to a DELETE that removed the object at once. */
export function successfulDelete(resource: Resource, name: string, uid: string | undefined): SuccessStatus {
  const details = { ...detailsOf(resource, name), ...(uid === undefined ? {} : { uid }) };
  return { kind: 'Status', apiVersion: 'v1', metadata: NO_METADATA, status: 'Success', details };
}
