/** POST: decode and default, mutating admission, validation, validating admission, storage. */
import type { ApiObject, ObjectMeta } from '../api/meta';
import { alreadyExists, badRequest, generateNameConflict, invalid, type Status } from '../api/status';
import { formatTime } from '../api/time';
import { nextSuffix, nextUuid } from '../kernel/random';
import { mutateNew, validateAdmission } from './admission/chain';
import { decodeObject, isFromOutside, isRefusal } from './decoding';
import { createEvent, createRecordedEvent } from './events';
import { failure, type Answer, type Exchange } from './exchange';
import { sizeRefusal } from './limits';
import { pageLimitRefusal } from './page-limits';
import { allocateService } from './registry/service-allocation';
import { storeNew, written } from './storage';

/** What a write has become so far; its stages replace `object`. */
interface Work {
  object: ApiObject;
}

/** A stage returns the Status that ends the request, or null to go on. */
type WriteStage = (exchange: Exchange, work: Work) => Status | null;

function decode(exchange: Exchange, work: Work): Status | null {
  const { kind, request } = exchange;
  const body = decodeObject(exchange);
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
  const { resourceVersion, deletionTimestamp, deletionGracePeriodSeconds, namespace: _, ...kept } = given;
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

function mutate(exchange: Exchange, work: Work): Status | null {
  const admitted = mutateNew(exchange, work.object);
  if (isRefusal(admitted)) return admitted;
  work.object = admitted;
  return null;
}

/** Models BeginCreate and BeforeCreate of registry/generic/registry/store.go, up to the validation. */
function prepare(exchange: Exchange, work: Work): Status | null {
  work.object = exchange.kind.prepareForCreate(work.object);
  if (work.object.kind !== 'Service') return null;
  const allocated = allocateService(exchange, work.object);
  if (isRefusal(allocated)) return allocated;
  work.object = allocated;
  return null;
}

function validate(exchange: Exchange, work: Work): Status | null {
  const { kind } = exchange;
  const errors = kind.validateCreate(work.object);
  return errors.length === 0 ? null : invalid(kind, work.object.metadata.name, errors);
}

function admit(exchange: Exchange, work: Work): Status | null {
  return validateAdmission(exchange, work.object) ?? pageLimitRefusal(exchange);
}

function measure(exchange: Exchange, work: Work): Status | null {
  return sizeRefusal(exchange, work.object);
}

/** The real order; `storage` comes after them. Authentication and authorization let everybody through so far. */
const STAGES: readonly WriteStage[] = [decode, mutate, prepare, validate, admit, measure];

/** RetryGenerateName: a collision of generated names is tried again. */
const GENERATE_TRIES = 8;

export function serveCreate(exchange: Exchange): Answer {
  const { kind } = exchange;
  if (kind.kind === 'Event' && !isFromOutside(exchange)) return createRecordedEvent(exchange);
  const work: Work = { object: exchange.request.body as ApiObject };
  for (const stage of STAGES) {
    const status = stage(exchange, work);
    if (status !== null) return failure(status);
  }
  if (kind.kind === 'Event') return createEvent(exchange, work.object);
  for (let tries = 0; tries < GENERATE_TRIES; tries++) {
    const { object } = work;
    const change = storeNew(exchange, object);
    if (change !== null) {
      tellWhatIsMissing(exchange);
      return written(exchange, change, 201);
    }
    if (!isGenerated(object)) return failure(alreadyExists(kind, object.metadata.name));
    work.object = {
      ...object,
      metadata: { ...object.metadata, name: generatedName(exchange, object.metadata) },
    };
  }
  return failure(generateNameConflict(kind, work.object.metadata.name));
}

/** Whoever creates what the model only keeps is told so. */
function tellWhatIsMissing(exchange: Exchange): void {
  const { simplified } = exchange.kind;
  if (simplified !== undefined && isFromOutside(exchange))
    exchange.warnings.push(`simplified here: ${simplified}`);
}

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
