/** PUT and PATCH, of the object and of its `status`, `scale` and `finalize` subresources. */
import { deepEqual } from '../api/equal';
import { materialise } from '../api/event';
import { IMMUTABLE, invalid as invalidField } from '../api/field-error';
import type { ApiObject, ObjectMeta } from '../api/meta';
import { validateMetaUpdate } from '../api/meta-validation';
import type { Namespace } from '../api/namespace';
import type { Pod } from '../api/pod';
import { SCALE, scaleOf, validateScale, withScale, type Scale } from '../api/scale';
import {
  badRequest,
  conflict,
  invalid,
  notFound,
  preconditionUid,
  storagePreconditionUid,
  type Status,
} from '../api/status';
import { wholeKey } from '../etcd/key';
import type { KeyValue } from '../etcd/store';
import { serveCreate } from './create';
import { validateEphemeralUpdate, withEphemeralContainers } from './ephemeral';
import { conversionOf } from './conversion';
import { decodeObject, isFromOutside, isRefusal } from './decoding';
import { failure, type Answer, type Exchange } from './exchange';
import { sizeRefusal } from './limits';
import { wantedObject } from './patching';
import { allocateService } from './registry/service-allocation';
import { announce, storedObject, storeNext, storeNothing } from './storage';

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

// ---------------------------------------------------------------------------------------- what the caller wants

/** What a status write leaves alone, besides the spec, by resource. Models the status strategies of these kinds. */
const KEPT_WITH_STATUS: Readonly<Record<string, 'labels' | 'ownerReferences'>> = {
  deployments: 'labels',
  pods: 'ownerReferences',
};

/** A status write may carry metadata: that is how a Deployment gets its revision. */
function withNewStatus({ kind }: Exchange, old: WithSpec, next: WithSpec): WithSpec {
  const key = KEPT_WITH_STATUS[kind.resource];
  if (next.metadata === old.metadata || key === undefined)
    return { ...old, metadata: next.metadata, status: next.status };
  const { [key]: _, ...metadata } = next.metadata;
  const kept = old.metadata[key];
  return {
    ...old,
    metadata: kept === undefined ? metadata : { ...metadata, [key]: kept },
    status: next.status,
  };
}

/** The whole object as this subresource lets the caller change it; all else stays as stored. */
function restricted(exchange: Exchange, next: WithSpec, old: WithSpec): WithSpec | Status {
  const { request, kind } = exchange;
  switch (request.subresource) {
    case 'status':
      return withNewStatus(exchange, old, next);
    case 'finalize':
      return { ...old, spec: next.spec ?? {} };
    case 'scale': {
      const errors = validateScale(next as Scale);
      return errors.length > 0 ? invalid(SCALE, request.name, errors) : withScale(old, next as Scale);
    }
    case 'ephemeralcontainers':
      return withEphemeralContainers(old as Pod, next as Pod);
    default:
      return kind.applyDefaults(next);
  }
}

/** Without what its kind does not have. */
function withoutInvented(given: ObjectMeta, old: ObjectMeta): ObjectMeta {
  const { generation, namespace, ...kept } = given;
  return {
    ...kept,
    ...(old.generation === undefined ? {} : { generation: old.generation }),
    ...(old.namespace === undefined ? {} : { namespace: old.namespace }),
  };
}

/** Metadata that no client can change. */
function withOldIdentity(given: ObjectMeta, old: ObjectMeta): ObjectMeta {
  if (given === old) return old;
  const isInvented =
    (old.generation === undefined && given.generation !== undefined) ||
    (old.namespace === undefined && given.namespace !== undefined);
  const next = isInvented ? withoutInvented(given, old) : given;
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

// ------------------------------------------------------------------------------------ which object is meant by it

/** Models EnsureObjectNamespaceMatchesRequestNamespace and checkName in apiserver/pkg/endpoints/handlers/rest.go. */
function addressRefusal({ request, kind }: Exchange, { name, namespace = '' }: ObjectMeta): Status | null {
  if (kind.namespaced && namespace !== '' && namespace !== request.namespace)
    return badRequest(
      'the namespace of the provided object does not match the namespace sent on the request',
    );
  if (name === request.name) return null;
  return badRequest(
    name === ''
      ? `the name of the object (${request.name} based on URL) was undeterminable: name must be provided`
      : `the name of the object (${name}) does not match the name on the URL (${request.name})`,
  );
}

/** A PUT means the object with its uid; a PATCH would change the uid. */
function uidRefusal({ kind, request }: Exchange, given: string, found: string): Status | null {
  if (given === '' || given === found) return null;
  if (request.verb === 'patch')
    return invalid(kind, request.name, [invalidField('metadata.uid', given, IMMUTABLE)]);
  const place = kind.namespaced ? `${request.namespace}/${request.name}` : request.name;
  const key = wholeKey(kind.storagePrefix, place);
  return storagePreconditionUid(kind, request.name, key, given, found);
}

/** A PUT must have seen the version that it replaces, if it says which one it has seen. */
function versionRefusal({ kind, request }: Exchange, given: string, stored: KeyValue): Status | null {
  if (given !== '') return given === String(stored.modRevision) ? null : conflict(kind, request.name);
  if (request.verb !== 'update' || !ALWAYS_GUARDED.has(kind.resource)) return null;
  const shown = { go: '0x0' };
  const error = invalidField('metadata.resourceVersion', shown, 'must be specified for an update');
  return invalid(kind, request.name, [error]);
}

function preconditionRefusal(exchange: Exchange, next: WithSpec, stored: KeyValue): Status | null {
  const { uid = '', resourceVersion = '' } = next.metadata;
  const found = (stored.value as ApiObject).metadata.uid ?? '';
  const isPatch = exchange.request.verb === 'patch';
  return (
    addressRefusal(exchange, next.metadata) ??
    (isPatch ? null : uidRefusal(exchange, uid, found)) ??
    versionRefusal(exchange, resourceVersion, stored) ??
    (isPatch ? uidRefusal(exchange, uid, found) : null)
  );
}

function createInstead(exchange: Exchange): Answer {
  const { kind, request } = exchange;
  const missing = failure(notFound(kind, request.name));
  if (request.verb !== 'update' || request.subresource !== '') return missing;
  const body = decodeObject(exchange);
  if (isRefusal(body)) return failure(body);
  const refused =
    addressRefusal(exchange, body.metadata) ?? uidRefusal(exchange, body.metadata.uid ?? '', '');
  if (refused !== null) return failure(refused);
  return CREATED_BY_PUT.has(kind.resource) ? serveCreate(exchange) : missing;
}

/** What the caller asks for, as an object of the kind that the subresource takes, with the guards that it brings. */
function wanted(exchange: Exchange, old: WithSpec, stored: KeyValue): WithSpec | Status {
  const { request, kind } = exchange;
  if (request.patchType === 'whole') return { ...old, status: request.body };
  const isScale = request.subresource === 'scale';
  const conversion = isScale ? undefined : conversionOf(kind.resource, request.apiVersion ?? '');
  const shown = isScale ? scaleOf(old) : (conversion?.show(old) ?? old);
  const given = wantedObject(exchange, shown, isScale ? SCALE : (conversion?.type ?? kind));
  if (isRefusal(given)) return given;
  const next = conversion?.store(given) ?? given;
  return preconditionRefusal(exchange, next, stored) ?? next;
}

// -------------------------------------------------------------------------------------------------- what is stored

/** The new object as its kind wants it, or what stands against it. */
function checked(exchange: Exchange, next: WithSpec, old: WithSpec): WithSpec | Status {
  const { kind, request } = exchange;
  if (request.subresource === 'status' || request.subresource === 'finalize') {
    if (!isFromOutside(exchange) || request.subresource === 'finalize') return next;
    const errors = kind.validateStatusUpdate?.(next, old) ?? validateMetaUpdate(next.metadata, old.metadata);
    return errors.length > 0 ? invalid(kind, request.name, errors) : next;
  }
  if (request.subresource === 'ephemeralcontainers') {
    const errors = validateEphemeralUpdate(next as Pod, old as Pod);
    if (errors.length > 0) return invalid(kind, request.name, errors);
    return isNewGeneration(exchange, next, old) && kind.hasGeneration ? withNextGeneration(next) : next;
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
  const old = materialise(stored.value as WithSpec);
  const meant = request.options?.uid;
  if (meant !== undefined && meant !== old.metadata.uid) {
    return failure(preconditionUid(kind, request.name, meant, old.metadata.uid ?? ''));
  }
  const asked = wanted(exchange, old, stored);
  if (isRefusal(asked)) return failure(asked);
  const next = restricted(exchange, asked, old);
  if (isRefusal(next)) return failure(next);
  const object = checked(exchange, { ...next, metadata: withOldIdentity(next.metadata, old.metadata) }, old);
  if (isRefusal(object)) return failure(object);
  const tooLarge = sizeRefusal(exchange, object);
  return tooLarge === null ? store(exchange, object, old, stored) : failure(tooLarge);
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

function store(exchange: Exchange, object: WithSpec, old: WithSpec, stored: KeyValue): Answer {
  const isScale = exchange.request.subresource === 'scale';
  // A write that changes nothing is no write: the same revision, no watch event.
  if (deepEqual(object, old)) {
    return { code: 200, body: isScale ? scaleOf(old) : old, revision: stored.modRevision };
  }
  const change = isFinished(object)
    ? storeNothing(exchange, stored, object)
    : storeNext(exchange, stored, object);
  const { value, revision } = change;
  const commit = announce(exchange, change);
  return { code: 200, body: isScale ? scaleOf(value as WithSpec) : value, revision, commit };
}
