/** DELETE: at once, gracefully, or when the finalizers are gone. Models registry/generic/registry/store.go (Delete). */
import { deepEqual } from '../api/equal';
import { notSupported } from '../api/field-error';
import type { ApiObject, ObjectMeta } from '../api/meta';
import type { Namespace } from '../api/namespace';
import type { Pod } from '../api/pod';
import { SYSTEM_PRIORITIES } from '../api/priorityclass';
import {
  forbidden,
  invalid,
  notFound,
  preconditionUid,
  preconditionVersion,
  successfulDelete,
  type Status,
} from '../api/status';
import { formatTime, parseTime } from '../api/time';
import type { DeleteOptions } from '../api/wire';
import type { KeyValue } from '../etcd/store';
import { refuseDelete } from './admission/namespace-lifecycle';
import { failure, type Answer, type Exchange } from './exchange';
import { announce, storedObject, storeNext, storeNothing, written } from './storage';

/** Kinds whose DELETE answers with the object itself (facts sheet, B1). */
const ANSWERS_OBJECT = new Set([
  'pods',
  'services',
  'namespaces',
  'serviceaccounts',
  'resourcequotas',
  'persistentvolumes',
  'persistentvolumeclaims',
  'podtemplates',
  'storageclasses',
]);

/** The finalizers by which the garbage collector knows what to do with the dependents. */
const ORPHAN = 'orphan';
const FOREGROUND = 'foregroundDeletion';
const NONE: readonly string[] = [];

/** Seconds of grace that this deletion gets. Models pkg/registry/core/pod/strategy.go CheckGracefulDelete. */
function graceOf({ kind }: Exchange, object: ApiObject, options: DeleteOptions): number {
  if (object.kind !== 'Pod') return 0;
  const asked = options.gracePeriodSeconds ?? kind.gracePeriodSeconds(object);
  const { spec, status } = object as Pod;
  const unbound = spec.nodeName === undefined || spec.nodeName === '';
  if (unbound || status.phase === 'Succeeded' || status.phase === 'Failed') return 0;
  return asked < 0 ? 1 : asked;
}

/** Models BeforeDelete in apiserver/pkg/registry/rest/delete.go. */
export function preconditionRefusal(
  { kind }: Exchange,
  { metadata }: ApiObject,
  options: DeleteOptions,
): Status | null {
  const { uid, resourceVersion } = options;
  if (uid !== undefined && uid !== metadata.uid) {
    return preconditionUid(kind, metadata.name, uid, metadata.uid ?? '');
  }
  if (resourceVersion === undefined || resourceVersion === metadata.resourceVersion) return null;
  return preconditionVersion(kind, metadata.name, resourceVersion, metadata.resourceVersion ?? '');
}

/** Models deletionFinalizersForGarbageCollection: a policy sets its finalizer, no policy leaves what is there. */
function finalizersFor(object: ApiObject, { propagationPolicy }: DeleteOptions): readonly string[] {
  const { finalizers = NONE } = object.metadata;
  // Nobody can depend on an Event.
  if (propagationPolicy === undefined || object.kind === 'Event') return finalizers;
  const others = finalizers.filter((finalizer) => finalizer !== ORPHAN && finalizer !== FOREGROUND);
  if (propagationPolicy === 'Background') return others;
  return [...others, propagationPolicy === 'Orphan' ? ORPHAN : FOREGROUND];
}

/** Models pkg/registry/scheduling/priorityclass/storage/storage.go (Delete). */
function refuseSystemClass({ kind, request }: Exchange): Status | null {
  if (kind.resource !== 'priorityclasses' || !Object.hasOwn(SYSTEM_PRIORITIES, request.name)) return null;
  return forbidden(kind, request.name, 'this is a system priority class and cannot be deleted');
}

const POLICIES: readonly string[] = ['Foreground', 'Background', 'Orphan'];
const DELETE_OPTIONS = { group: 'meta.k8s.io', kind: 'DeleteOptions' } as const;

/** Models ValidateDeleteOptions. */
export function refuseOptions({ request }: Exchange): Status | null {
  const policy = request.options?.propagationPolicy;
  if (policy === undefined || POLICIES.includes(policy)) return null;
  return invalid(DELETE_OPTIONS, '', [notSupported('propagationPolicy', policy, [...POLICIES, 'nil'])]);
}

export function serveDelete(exchange: Exchange): Answer {
  const { kind, request } = exchange;
  const refused = refuseDelete(exchange) ?? refuseSystemClass(exchange) ?? refuseOptions(exchange);
  if (refused !== null) return failure(refused);
  const stored = storedObject(exchange);
  if (stored === undefined) return failure(notFound(kind, request.name));
  return deleteObject(exchange, stored, request.options ?? {});
}

/** Deletes one object, or marks it so that those who hold it let go. */
export function deleteObject(exchange: Exchange, stored: KeyValue, options: DeleteOptions): Answer {
  const object = stored.value as ApiObject;
  const refused = preconditionRefusal(exchange, object, options);
  if (refused !== null) return failure(refused);
  if (object.kind === 'Namespace') return deleteNamespace(exchange, stored, options);
  const { deletionTimestamp, deletionGracePeriodSeconds: given = 0 } = object.metadata;
  if (deletionTimestamp !== undefined && given > 0) return shorten(exchange, stored, options);
  const grace = deletionTimestamp === undefined ? graceOf(exchange, object, options) : 0;
  const finalizers = finalizersFor(object, options);
  if (grace === 0 && finalizers.length === 0) return removeNow(exchange, stored);
  return markDeleted(exchange, stored, grace, finalizers);
}

/**
 * A pod is seen for the last time with a grace of 0. (Upstream this is a write of its own, with an event of its own,
 * just before the deletion.)
 */
function lastVersion({ wallMs }: Exchange, object: ApiObject): ApiObject {
  if (object.kind !== 'Pod') return object;
  const { deletionTimestamp, deletionGracePeriodSeconds: given = 0, finalizers = NONE } = object.metadata;
  if (deletionTimestamp !== undefined && given === 0) return object;
  return withDeletion(object, wallMs, 0, finalizers);
}

function removeNow(exchange: Exchange, stored: KeyValue): Answer {
  const { kind } = exchange;
  const change = storeNothing(exchange, stored, lastVersion(exchange, stored.value as ApiObject));
  const commit = announce(exchange, change);
  const object = change.value as ApiObject;
  const { name, uid } = object.metadata;
  const body = ANSWERS_OBJECT.has(kind.resource) ? object : successfulDelete(kind, name, uid);
  return { code: 200, body, revision: change.revision, commit };
}

function unchanged({ value, modRevision }: KeyValue): Answer {
  return { code: 200, body: value, revision: modRevision };
}

function withDeletion(
  object: ApiObject,
  at: number,
  grace: number,
  finalizers: readonly string[],
): ApiObject {
  const { deletionTimestamp: before, generation } = object.metadata;
  const isFirst = before === undefined && generation !== undefined;
  const metadata: ObjectMeta = {
    ...object.metadata,
    deletionTimestamp: formatTime(at),
    deletionGracePeriodSeconds: grace,
    ...(isFirst ? { generation: generation + 1 } : {}),
    ...(deepEqual(object.metadata.finalizers ?? NONE, finalizers) ? {} : { finalizers }),
  };
  return { ...object, metadata };
}

/** Sets the deletion timestamp, `grace` seconds ahead. */
function markDeleted(
  exchange: Exchange,
  stored: KeyValue,
  grace: number,
  finalizers: readonly string[],
): Answer {
  const object = stored.value as ApiObject;
  const { deletionTimestamp, finalizers: before = NONE } = object.metadata;
  if (deletionTimestamp !== undefined && deepEqual(before, finalizers)) return unchanged(stored);
  const at =
    deletionTimestamp === undefined ? exchange.wallMs + grace * 1000 : (parseTime(deletionTimestamp) ?? 0);
  return written(exchange, storeNext(exchange, stored, withDeletion(object, at, grace, finalizers)), 200);
}

/** A second DELETE can only shorten the time that was given by the first, counted from the first. */
function shorten(exchange: Exchange, stored: KeyValue, options: DeleteOptions): Answer {
  const object = stored.value as ApiObject;
  const { deletionTimestamp = '', deletionGracePeriodSeconds: given = 0, finalizers = [] } = object.metadata;
  const asked = options.gracePeriodSeconds;
  if (asked === undefined || asked >= given) return unchanged(stored);
  const wanted = asked < 0 ? 1 : asked;
  if (wanted === 0 && finalizers.length === 0) return removeNow(exchange, stored);
  const at = (parseTime(deletionTimestamp) ?? 0) + (wanted - given) * 1000;
  const isOver = at < exchange.wallMs;
  // Nobody's time ends in the past: who has had more than is left to him gets one more second.
  const grace = isOver && wanted !== 0 ? 1 : wanted;
  const next = withDeletion(object, isOver ? exchange.wallMs : at, grace, finalizers);
  return written(exchange, storeNext(exchange, stored, next), 200);
}

/** A namespace goes last: its controller empties it first. Models pkg/registry/core/namespace/storage/storage.go. */
function deleteNamespace(exchange: Exchange, stored: KeyValue, options: DeleteOptions): Answer {
  const namespace = stored.value as Namespace;
  const { deletionTimestamp } = namespace.metadata;
  const isHeld = (namespace.spec.finalizers ?? []).length > 0;
  if (deletionTimestamp !== undefined && isHeld) return unchanged(stored);
  if (!isHeld) {
    const finalizers = finalizersFor(namespace, options);
    if (finalizers.length === 0) return removeNow(exchange, stored);
    return markDeleted(exchange, stored, 0, finalizers);
  }
  const marked: Namespace = {
    ...namespace,
    metadata: { ...namespace.metadata, deletionTimestamp: formatTime(exchange.wallMs) },
    status: { ...namespace.status, phase: 'Terminating' },
  };
  return written(exchange, storeNext(exchange, stored, marked), 200);
}
