/** PUT and PATCH, of the object and of its `status`, `scale` and `finalize` subresources. */
import { deepEqual } from '../api/equal';
import { invalid as invalidField } from '../api/field-error';
import type { ApiObject, ObjectMeta } from '../api/meta';
import type { Namespace } from '../api/namespace';
import { badRequest, conflict, invalid, notFound, preconditionUid, type Status } from '../api/status';
import type { KeyValue } from '../etcd/store';
import { serveCreate } from './create';
import { decodeStrictly, isFromOutside, isRefusal } from './decoding';
import { failure, type Answer, type Exchange } from './exchange';
import { wantedObject } from './patching';
import { allocateService } from './registry/service-allocation';
import { scaleOf, withScale } from './scale';
import { announce, storedObject, storeNext, storeNothing } from './storage';

export { scaleOf } from './scale';

interface WithSpec extends ApiObject {
  readonly spec?: unknown;
  readonly status?: unknown;
}

/** Kinds that a PUT creates where there are none (facts sheet, B1). */
const CREATED_BY_PUT = new Set([
  'leases',
  'leasecandidates',
  'endpoints',
  'events',
  'limitranges',
  'services',
  'runtimeclasses',
  'roles',
  'rolebindings',
  'clusterroles',
  'clusterrolebindings',
]);

/** Kinds of which a PUT must say which version it has seen: their AllowUnconditionalUpdate is false. */
const ALWAYS_GUARDED = new Set(['leases', 'poddisruptionbudgets', 'runtimeclasses']);

/** The object that the caller wants, from the stored one and the body. */
function wanted(exchange: Exchange, old: WithSpec): WithSpec | Status {
  const { request } = exchange;
  if (request.patchType === 'whole') return { ...old, status: request.body };
  return wantedObject(exchange, request.subresource === 'scale' ? scaleOf(old) : old);
}

/** A status write may carry annotations: that is how a Deployment gets its revision. Models deploymentStatusStrategy. */
function withNewStatus(old: WithSpec, next: WithSpec): WithSpec {
  const { annotations } = next.metadata;
  const isKept = annotations === undefined || annotations === old.metadata.annotations;
  const metadata = isKept ? old.metadata : { ...old.metadata, annotations };
  return { ...old, metadata, status: next.status };
}

/** What may change through this subresource; all else stays as stored. */
function restricted(exchange: Exchange, next: WithSpec, old: WithSpec): WithSpec | Status {
  const { request, kind } = exchange;
  if (request.subresource === 'status') return withNewStatus(old, next);
  if (request.subresource === 'scale') return withScale(old, next);
  if (request.subresource === 'finalize') return { ...old, spec: next.spec ?? {} };
  const decoded = decodeStrictly(exchange, next);
  return isRefusal(decoded) ? decoded : kind.applyDefaults(decoded);
}

function withoutGeneration({ generation: _, ...kept }: ObjectMeta): ObjectMeta {
  return kept;
}

/** Metadata that no client can change. */
function withOldIdentity(given: ObjectMeta, old: ObjectMeta): ObjectMeta {
  if (given === old) return old;
  const isInvented = old.generation === undefined && given.generation !== undefined;
  const next = isInvented ? withoutGeneration(given) : given;
  const {
    namespace,
    uid,
    creationTimestamp,
    deletionTimestamp,
    deletionGracePeriodSeconds,
    generation,
    resourceVersion,
  } = old;
  return {
    ...next,
    ...(namespace === undefined ? {} : { namespace }),
    ...(uid === undefined ? {} : { uid }),
    ...(creationTimestamp === undefined ? {} : { creationTimestamp }),
    ...(deletionTimestamp === undefined ? {} : { deletionTimestamp }),
    ...(deletionGracePeriodSeconds === undefined ? {} : { deletionGracePeriodSeconds }),
    ...(generation === undefined ? {} : { generation }),
    ...(resourceVersion === undefined ? {} : { resourceVersion }),
  };
}

/** Models checkName in apiserver/pkg/endpoints/handlers/rest.go. */
function addressRefusal({ request }: Exchange, { name, namespace = '' }: ObjectMeta): Status | null {
  if (name !== request.name) {
    return badRequest(
      `the name of the object (${name}) does not match the name on the URL (${request.name})`,
    );
  }
  if (request.namespace === '' || namespace === '' || namespace === request.namespace) return null;
  return badRequest(
    `the namespace of the object (${namespace}) does not match the namespace on the request (${request.namespace})`,
  );
}

function checkPreconditions(exchange: Exchange, next: WithSpec, stored: KeyValue): Status | null {
  const { kind, request } = exchange;
  const { resourceVersion, uid } = next.metadata;
  const old = stored.value as ApiObject;
  const misnamed = addressRefusal(exchange, next.metadata);
  if (misnamed !== null) return misnamed;
  if (uid !== undefined && uid !== '' && uid !== old.metadata.uid) {
    return preconditionUid(kind, request.name, uid, old.metadata.uid ?? '');
  }
  if (resourceVersion === undefined || resourceVersion === '') {
    if (request.verb !== 'update' || !ALWAYS_GUARDED.has(kind.resource)) return null;
    const shown = { go: '0x0' };
    const error = invalidField('metadata.resourceVersion', shown, 'must be specified for an update');
    return invalid(kind, request.name, [error]);
  }
  return resourceVersion === String(stored.modRevision) ? null : conflict(kind, request.name);
}

const NOTHING: ApiObject = { apiVersion: '', kind: '', metadata: { name: '' } };

function createInstead(exchange: Exchange): Answer {
  const { kind, request } = exchange;
  const isMain = request.verb === 'update' && request.subresource === '';
  if (!isMain || !CREATED_BY_PUT.has(kind.resource)) return failure(notFound(kind, request.name));
  const body = wantedObject(exchange, NOTHING);
  if (isRefusal(body)) return failure(body);
  const misnamed = addressRefusal(exchange, body.metadata);
  if (misnamed !== null) return failure(misnamed);
  const { uid = '' } = body.metadata;
  return uid === '' ? serveCreate(exchange) : failure(preconditionUid(kind, request.name, uid, ''));
}

/** The new object as its kind wants it, or what stands against it. */
function checked(exchange: Exchange, next: WithSpec, old: WithSpec): WithSpec | Status {
  const { kind, request } = exchange;
  if (request.subresource === 'status' || request.subresource === 'finalize') {
    if (!isFromOutside(exchange) || request.subresource === 'finalize') return next;
    const errors = kind.validateStatusUpdate?.(next, old) ?? [];
    return errors.length > 0 ? invalid(kind, request.name, errors) : next;
  }
  const prepared = kind.prepareForUpdate(next, old);
  const object = kind.resource === 'services' ? allocateService(exchange, prepared, old) : prepared;
  if (isRefusal(object)) return object;
  const errors = kind.validateUpdate(object, old);
  if (errors.length > 0) return invalid(kind, request.name, errors);
  const isNew = kind.hasGeneration && isNewGeneration(exchange, object, old);
  return isNew ? withNextGeneration(object) : object;
}

export function serveUpdate(exchange: Exchange): Answer {
  const { kind, request } = exchange;
  const stored = storedObject(exchange);
  if (stored === undefined) return createInstead(exchange);
  const old = stored.value as WithSpec;
  const meant = request.options?.uid;
  if (meant !== undefined && meant !== old.metadata.uid) {
    return failure(preconditionUid(kind, request.name, meant, old.metadata.uid ?? ''));
  }
  const asked = wanted(exchange, old);
  if (isRefusal(asked)) return failure(asked);
  const refused = request.patchType === 'whole' ? null : checkPreconditions(exchange, asked, stored);
  if (refused !== null) return failure(refused);
  const next = restricted(exchange, asked, old);
  if (isRefusal(next)) return failure(next);
  const object = checked(exchange, { ...next, metadata: withOldIdentity(next.metadata, old.metadata) }, old);
  return isRefusal(object) ? failure(object) : store(exchange, object, stored);
}

function isNewGeneration({ kind }: Exchange, object: WithSpec, old: WithSpec): boolean {
  if (!deepEqual(object.spec, old.spec)) return true;
  return (
    kind.annotationsBumpGeneration === true &&
    !deepEqual(object.metadata.annotations, old.metadata.annotations)
  );
}

function withNextGeneration(object: WithSpec): WithSpec {
  return { ...object, metadata: { ...object.metadata, generation: (object.metadata.generation ?? 0) + 1 } };
}

/** Nothing holds an object any more whose deletion has begun. Models ShouldDeleteDuringUpdate. */
function isFinished(object: ApiObject): boolean {
  const { deletionTimestamp, deletionGracePeriodSeconds = 0, finalizers = [] } = object.metadata;
  if (deletionTimestamp === undefined || deletionGracePeriodSeconds > 0 || finalizers.length > 0)
    return false;
  return object.kind !== 'Namespace' || ((object as Namespace).spec.finalizers ?? []).length === 0;
}

function store(exchange: Exchange, object: WithSpec, stored: KeyValue): Answer {
  const isScale = exchange.request.subresource === 'scale';
  // A write that changes nothing is no write: the same revision, no watch event.
  if (deepEqual(object, stored.value)) {
    const body = isScale ? scaleOf(stored.value as WithSpec) : stored.value;
    return { code: 200, body, revision: stored.modRevision };
  }
  const change = isFinished(object)
    ? storeNothing(exchange, stored, object)
    : storeNext(exchange, stored, object);
  const { value, revision } = change;
  const commit = announce(exchange, change);
  return { code: 200, body: isScale ? scaleOf(value as WithSpec) : value, revision, commit };
}
