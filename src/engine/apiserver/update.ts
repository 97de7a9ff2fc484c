/** PUT and PATCH, of the object and of its `status` and `scale` subresources. */
import { deepEqual } from '../api/equal';
import type { ApiObject, ObjectMeta } from '../api/meta';
import { jsonMergePatch, strategicMergePatch } from '../api/patch';
import { badRequest, conflict, invalid, notFound, preconditionUid, type Status } from '../api/status';
import { get, put, remove, type Change, type KeyValue } from '../etcd/store';
import { decodeStrictly, isFromOutside, isRefusal } from './decoding';
import { announce, failure, withRevision, type Answer, type Exchange } from './exchange';

interface WithSpec extends ApiObject {
  readonly spec?: unknown;
  readonly status?: unknown;
}

function keyOfRequest(exchange: Exchange): string {
  const { request, kind } = exchange;
  return kind.namespaced ? `${request.namespace}/${request.name}` : request.name;
}

/** The object that the caller wants, from the stored one and the body. */
function wanted(exchange: Exchange, old: WithSpec): WithSpec | Status {
  const { request } = exchange;
  if (request.patchType === 'whole') return { ...old, status: request.body };
  if (request.verb === 'update') return request.body as WithSpec;
  const target = request.subresource === 'scale' ? scaleOf(old) : old;
  const patched = request.patchType === 'strategic' ? strategicMergePatch : jsonMergePatch;
  const result = patched(target, request.body);
  if (typeof result === 'string') return badRequest(result);
  if (typeof result !== 'object' || result === null || !('metadata' in result)) {
    return badRequest('the patch does not leave an object');
  }
  return result as WithSpec;
}

/** A status write may carry annotations: that is how a Deployment gets its revision. Models deploymentStatusStrategy. */
function withNewStatus(old: WithSpec, next: WithSpec): WithSpec {
  const { annotations } = next.metadata;
  const metadata = annotations === undefined ? old.metadata : { ...old.metadata, annotations };
  return { ...old, metadata, status: next.status };
}

/** What may change through this subresource; all else stays as stored. */
function restricted(exchange: Exchange, next: WithSpec, old: WithSpec): WithSpec | Status {
  const { request, kind } = exchange;
  if (request.subresource === 'status') return withNewStatus(old, next);
  if (request.subresource === 'scale') {
    const replicas = (next.spec as { readonly replicas?: unknown } | undefined)?.replicas;
    if (typeof replicas !== 'number' || !Number.isInteger(replicas)) {
      return badRequest(
        'Scale in version "v1" cannot be handled as a Scale: spec.replicas must be an integer',
      );
    }
    return { ...old, spec: { ...(old.spec as object), replicas } };
  }
  const decoded = decodeStrictly(exchange, next);
  return isRefusal(decoded) ? decoded : kind.applyDefaults(decoded);
}

/** Metadata that no client can change. */
function withOldIdentity(next: ObjectMeta, old: ObjectMeta): ObjectMeta {
  const {
    uid,
    creationTimestamp,
    deletionTimestamp,
    deletionGracePeriodSeconds,
    generation,
    resourceVersion,
  } = old;
  return {
    ...next,
    ...(uid === undefined ? {} : { uid }),
    ...(creationTimestamp === undefined ? {} : { creationTimestamp }),
    ...(deletionTimestamp === undefined ? {} : { deletionTimestamp }),
    ...(deletionGracePeriodSeconds === undefined ? {} : { deletionGracePeriodSeconds }),
    ...(generation === undefined ? {} : { generation }),
    ...(resourceVersion === undefined ? {} : { resourceVersion }),
  };
}

function checkPreconditions(exchange: Exchange, next: WithSpec, stored: KeyValue): Status | null {
  const { kind, request } = exchange;
  const { resourceVersion, uid, name } = next.metadata;
  const old = stored.value as ApiObject;
  if (name !== request.name) {
    return badRequest(
      `the name of the object (${name}) does not match the name on the URL (${request.name})`,
    );
  }
  if (uid !== undefined && uid !== '' && uid !== old.metadata.uid) {
    return preconditionUid(kind, request.name, uid, old.metadata.uid ?? '');
  }
  const unguarded = resourceVersion === undefined || resourceVersion === '';
  return unguarded || resourceVersion === String(stored.modRevision) ? null : conflict(kind, request.name);
}

export function serveUpdate(exchange: Exchange): Answer {
  const { kind, etcd, request } = exchange;
  const stored = get(etcd, kind.storagePrefix, keyOfRequest(exchange));
  if (stored === undefined) return failure(notFound(kind, request.name));
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
  let object: WithSpec = { ...next, metadata: withOldIdentity(next.metadata, old.metadata) };
  if (request.subresource !== 'status') {
    object = kind.prepareForUpdate(object, old);
    const errors = kind.validateUpdate(object, old);
    if (errors.length > 0) return failure(invalid(kind, request.name, errors));
    if (kind.hasGeneration && isNewGeneration(exchange, object, old)) object = withNextGeneration(object);
  } else if (isFromOutside(exchange)) {
    const errors = kind.validateStatusUpdate?.(object, old) ?? [];
    if (errors.length > 0) return failure(invalid(kind, request.name, errors));
  }
  return store(exchange, object, stored);
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

function store(exchange: Exchange, object: WithSpec, stored: KeyValue): Answer {
  const { kind, etcd, context, request } = exchange;
  const { key, modRevision } = stored;
  const isScale = request.subresource === 'scale';
  // A write that changes nothing is no write: the same revision, no watch event.
  if (deepEqual(object, stored.value)) {
    const body = isScale ? scaleOf(stored.value as WithSpec) : stored.value;
    return { code: 200, body, revision: modRevision };
  }
  const { metadata } = object;
  const finished =
    metadata.deletionTimestamp !== undefined &&
    (metadata.deletionGracePeriodSeconds ?? 0) === 0 &&
    (metadata.finalizers ?? []).length === 0;
  const { epoch } = context;
  const change = finished
    ? remove(etcd, epoch, kind.storagePrefix, key, (revision) => withRevision(object, revision))
    : put(etcd, epoch, kind.storagePrefix, key, modRevision, (revision) => withRevision(object, revision));
  const { value, revision } = change as Change;
  const commit = announce(exchange, change as Change);
  return { code: 200, body: isScale ? scaleOf(value as WithSpec) : value, revision, commit };
}

/** The `autoscaling/v1` Scale of a workload. Models pkg/registry/apps/deployment/storage/storage.go. */
export function scaleOf(object: WithSpec): ApiObject & { readonly spec: unknown; readonly status: unknown } {
  const { name, namespace, uid, resourceVersion, creationTimestamp } = object.metadata;
  const spec = object.spec as { readonly replicas?: number };
  const status = object.status as { readonly replicas?: number } | undefined;
  const metadata = { name, namespace, uid, resourceVersion, creationTimestamp } as ObjectMeta;
  return {
    apiVersion: 'autoscaling/v1',
    kind: 'Scale',
    metadata,
    spec: { replicas: spec.replicas ?? 0 },
    status: { replicas: status?.replicas ?? 0 },
  };
}
