/** DELETE: at once, gracefully, or when the finalizers are gone. Models registry/generic/registry/store.go (Delete). */
import type { ApiObject, ObjectMeta } from '../api/meta';
import type { Namespace } from '../api/namespace';
import type { Pod } from '../api/pod';
import { notFound, preconditionUid, successfulDelete } from '../api/status';
import { formatTime } from '../api/time';
import { get, put, remove, type Change, type KeyValue } from '../etcd/store';
import { admitDelete } from './admission';
import { announce, failure, withRevision, type Answer, type Exchange } from './exchange';

/** Kinds whose DELETE answers with the object itself (facts sheet, B1). */
const ANSWERS_OBJECT = new Set(['pods', 'services', 'namespaces', 'serviceaccounts']);

/** Seconds of grace that this deletion gets. Models pkg/registry/core/pod/strategy.go CheckGracefulDelete. */
function graceOf(exchange: Exchange, object: ApiObject): number {
  const asked = exchange.request.options?.gracePeriodSeconds ?? exchange.kind.gracePeriodSeconds(object);
  if (object.kind !== 'Pod') return 0;
  const { spec, status } = object as Pod;
  const unbound = spec.nodeName === undefined || spec.nodeName === '';
  if (unbound || status.phase === 'Succeeded' || status.phase === 'Failed') return 0;
  return asked < 0 ? 1 : asked;
}

export function serveDelete(exchange: Exchange): Answer {
  const { kind, etcd, request } = exchange;
  const key = kind.namespaced ? `${request.namespace}/${request.name}` : request.name;
  const stored = get(etcd, kind.storagePrefix, key);
  if (stored === undefined) return failure(notFound(kind, request.name));
  const refused = admitDelete(exchange);
  if (refused !== null) return failure(refused);
  const object = stored.value as ApiObject;
  const uid = request.options?.uid;
  if (uid !== undefined && uid !== object.metadata.uid) {
    return failure(preconditionUid(kind, request.name, uid, object.metadata.uid ?? ''));
  }
  const grace = graceOf(exchange, object);
  const waits = grace > 0 || hasFinalizers(object);
  return waits ? markDeleted(exchange, stored, grace) : removeNow(exchange, stored);
}

function hasFinalizers(object: ApiObject): boolean {
  const own = object.kind === 'Namespace' ? ((object as Namespace).spec.finalizers ?? []) : [];
  return own.length > 0 || (object.metadata.finalizers ?? []).length > 0;
}

function removeNow(exchange: Exchange, stored: KeyValue): Answer {
  const { kind, etcd, context, request } = exchange;
  const change = remove(etcd, context.epoch, kind.storagePrefix, stored.key, (revision, value) =>
    withRevision(value as ApiObject, revision),
  ) as Change;
  const commit = announce(exchange, change);
  const object = change.value as ApiObject;
  const body = ANSWERS_OBJECT.has(kind.resource)
    ? object
    : successfulDelete(kind, request.name, object.metadata.uid);
  return { code: 200, body, revision: change.revision, commit };
}

/** Sets the deletion timestamp, `grace` seconds ahead. A second DELETE can only shorten the time that is left. */
function markDeleted(exchange: Exchange, stored: KeyValue, grace: number): Answer {
  const { kind, etcd, context, wallMs } = exchange;
  const object = stored.value as ApiObject;
  const given = object.metadata.deletionGracePeriodSeconds;
  if (object.metadata.deletionTimestamp !== undefined && (given === undefined || grace >= given)) {
    return { code: 200, body: object, revision: stored.modRevision };
  }
  const { generation } = object.metadata;
  const metadata: ObjectMeta = {
    ...object.metadata,
    deletionTimestamp: formatTime(wallMs + grace * 1000),
    deletionGracePeriodSeconds: grace,
    ...(generation === undefined ? {} : { generation: generation + 1 }),
  };
  const marked = {
    ...object,
    metadata,
    ...(object.kind === 'Namespace' ? { status: { phase: 'Terminating' } } : {}),
  };
  const change = put(etcd, context.epoch, kind.storagePrefix, stored.key, stored.modRevision, (revision) =>
    withRevision(marked, revision),
  ) as Change;
  return { code: 200, body: change.value, revision: change.revision, commit: announce(exchange, change) };
}
