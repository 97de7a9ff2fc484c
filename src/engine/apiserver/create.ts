/** POST: decode and default, mutating admission, validation, validating admission, storage. */
import type { ApiObject, ObjectMeta } from '../api/meta';
import { alreadyExists, badRequest, generateNameConflict, invalid, type Status } from '../api/status';
import { formatTime, parseTime } from '../api/time';
import { put, remove, type Change } from '../etcd/store';
import { nextSuffix, nextUuid } from '../kernel/random';
import { admitNamespace, mutateOnCreate } from './admission';
import { decodeStrictly, isFromOutside, isRefusal } from './decoding';
import { announce, failure, withRevision, type Answer, type Exchange } from './exchange';
import { fanOut } from './watch';

/** What a write has become so far; its stages replace `object`. */
interface Work {
  object: ApiObject;
}

/** A stage returns the Status that ends the request, or null to go on. */
type WriteStage = (exchange: Exchange, work: Work) => Status | null;

function decode(exchange: Exchange, work: Work): Status | null {
  const { kind, request } = exchange;
  const body = decodeStrictly(exchange, request.body);
  if (isRefusal(body)) return body;
  const namespace = body.metadata.namespace ?? '';
  if (kind.namespaced && namespace !== '' && namespace !== request.namespace) {
    return badRequest(
      'the namespace of the provided object does not match the namespace sent on the request',
    );
  }
  work.object = kind.applyDefaults(withServerMetadata(exchange, body));
  return null;
}

/** Room that generateName leaves for its five characters. Models apiserver/pkg/storage/names/generate.go. */
const GENERATED_BASE_MAX = 58;

function withServerMetadata(exchange: Exchange, object: ApiObject): ApiObject {
  const { kind, request, state, wallMs } = exchange;
  const given = object.metadata;
  const { resourceVersion, deletionTimestamp, deletionGracePeriodSeconds, ...kept } = given;
  const named = given.name !== '' || given.generateName === undefined;
  const name = named ? given.name : generatedName(exchange, given);
  const metadata: ObjectMeta = {
    ...kept,
    name,
    ...(kind.namespaced ? { namespace: request.namespace } : {}),
    uid: nextUuid(state.uids),
    creationTimestamp: formatTime(wallMs),
    ...(kind.hasGeneration ? { generation: 1 } : {}),
  };
  return { ...object, apiVersion: object.apiVersion, kind: object.kind, metadata };
}

function mutate(_exchange: Exchange, work: Work): Status | null {
  work.object = mutateOnCreate(work.object);
  return null;
}

function validate(exchange: Exchange, work: Work): Status | null {
  const { kind } = exchange;
  work.object = kind.prepareForCreate(work.object);
  const errors = kind.validateCreate(work.object);
  return errors.length === 0 ? null : invalid(kind, work.object.metadata.name, errors);
}

function admit(exchange: Exchange): Status | null {
  return admitNamespace(exchange, exchange.etcd);
}

/** The real order; `storage` comes after them. Authentication and authorization let everybody through so far. */
const STAGES: readonly WriteStage[] = [decode, mutate, validate, admit];

export function serveCreate(exchange: Exchange): Answer {
  const { kind, etcd, context } = exchange;
  if (kind.kind === 'Event' && !isFromOutside(exchange)) return createRecordedEvent(exchange);
  const work: Work = { object: exchange.request.body as ApiObject };
  for (const stage of STAGES) {
    const status = stage(exchange, work);
    if (status !== null) return failure(status);
  }
  if (kind.kind === 'Event') return createEvent(exchange, work.object);
  for (let tries = 0; tries < GENERATE_TRIES; tries++) {
    const { object } = work;
    const key = storageKey(object.metadata);
    const change = put(etcd, context.epoch, kind.storagePrefix, key, 0, (revision) =>
      withRevision(object, revision),
    );
    if (change !== null) return created(exchange, change);
    if (!isGenerated(object)) return failure(alreadyExists(kind, object.metadata.name));
    work.object = {
      ...object,
      metadata: { ...object.metadata, name: generatedName(exchange, object.metadata) },
    };
  }
  return failure(generateNameConflict(kind, work.object.metadata.name));
}

/** RetryGenerateName: a collision of generated names is tried again. */
const GENERATE_TRIES = 8;

function isGenerated({ metadata: { name, generateName } }: ApiObject): boolean {
  return (
    generateName !== undefined &&
    name !== generateName &&
    name.startsWith(generateName.slice(0, GENERATED_BASE_MAX))
  );
}

function generatedName({ state }: Exchange, { generateName = '' }: ObjectMeta): string {
  return generateName.slice(0, GENERATED_BASE_MAX) + nextSuffix(state.names, 5);
}

/** `default/web`, or `worker-1` for cluster-scoped kinds. */
function storageKey(metadata: ObjectMeta): string {
  return metadata.namespace === undefined ? metadata.name : `${metadata.namespace}/${metadata.name}`;
}

function created(exchange: Exchange, change: Change): Answer {
  return { code: 201, body: change.value, revision: change.revision, commit: announce(exchange, change) };
}

/** Default of kube-apiserver's --event-ttl. */
const EVENT_TTL_MS = 3_600_000;
/** Events kept in one cluster at most: our own limit, so that an untended tab does not grow for ever. */
const EVENTS_MAX = 20_000;

/**
 * Events come ready-made from the recorders in our compact form, and leave an hour after their last write. They stand
 * in the order of that write, so that the oldest are always in front.
 */
function createRecordedEvent(exchange: Exchange): Answer {
  const status = admitNamespace(exchange, exchange.etcd);
  return status === null ? createEvent(exchange, exchange.request.body as ApiObject) : failure(status);
}

function createEvent(exchange: Exchange, object: ApiObject): Answer {
  const { kind, etcd, context, state } = exchange;
  expireEvents(exchange);
  const key = storageKey(object.metadata);
  const metadata: ObjectMeta = { ...object.metadata, uid: object.metadata.uid ?? nextUuid(state.uids) };
  const value = (revision: number): ApiObject => withRevision({ ...object, metadata }, revision);
  // A recorder that repeats itself writes over what it wrote; somebody outside must not.
  const expected = isFromOutside(exchange) ? 0 : undefined;
  const change = put(etcd, context.epoch, kind.storagePrefix, key, expected, value, true);
  return change === null ? failure(alreadyExists(kind, metadata.name)) : created(exchange, change);
}

/** When an Event was last written, ms since 1970; also of whole Events that came from outside. */
function writtenMs(event: unknown): number {
  const { lastMs, metadata } = event as { readonly lastMs?: number; readonly metadata: ObjectMeta };
  return lastMs ?? parseTime(metadata.creationTimestamp ?? '') ?? 0;
}

/** Old Events are looked for once in so many revisions: each look walks over the holes at the front of the table. */
const EXPIRE_EVERY = 64;

function expireEvents(exchange: Exchange): void {
  const { etcd, context, kind, wallMs } = exchange;
  const table = etcd.tables.get(kind.storagePrefix);
  if (table === undefined || etcd.revision % EXPIRE_EVERY !== 0) return;
  for (const [key, { value }] of table.map) {
    if (writtenMs(value) > wallMs - EVENT_TTL_MS && table.map.size <= EVENTS_MAX) return;
    const gone = remove(etcd, context.epoch, kind.storagePrefix, key, (_, last) => last) as Change;
    fanOut(exchange.state, context, kind.resource, gone, context.cause, 0, true);
  }
}
