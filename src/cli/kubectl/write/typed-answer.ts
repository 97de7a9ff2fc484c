/** Answers of the server as typed clients print them. */
import { structOfObject } from '../../../engine/api/bodies';
import { isJsonObject, type JsonObject } from '../../../engine/api/json';
import { type PatchPlace, placeBelow } from '../../../engine/api/merge-keys';
import { structOf } from '../../../engine/api/schema';
import type { KubeObject } from '../client';

function withTemplate(value: unknown, path: readonly string[]): unknown {
  if (!isJsonObject(value)) return value;
  const [step, ...rest] = path;
  if (step === undefined) return { ...value, metadata: withTime(value['metadata']) };
  return step in value ? { ...value, [step]: withTemplate(value[step], rest) } : value;
}

function withTime(metadata: unknown): JsonObject {
  return { creationTimestamp: null, ...(isJsonObject(metadata) ? metadata : {}) };
}

/** Where templates stand, by kind; all of them have a pod template further inside or are one. */
const TEMPLATES: Readonly<Record<string, readonly (readonly string[])[]>> = {
  Deployment: [['spec', 'template']],
  Job: [['spec', 'template']],
  ReplicaSet: [['spec', 'template']],
  StatefulSet: [['spec', 'template']],
  DaemonSet: [['spec', 'template']],
  CronJob: [
    ['spec', 'jobTemplate'],
    ['spec', 'jobTemplate', 'spec', 'template'],
  ],
};

/** Where the pod's spec stands. */
const POD_SPECS: Readonly<Record<string, readonly string[]>> = {
  Pod: ['spec'],
  CronJob: ['spec', 'jobTemplate', 'spec', 'template', 'spec'],
};
const POD_SPEC_OF_TEMPLATE = ['spec', 'template', 'spec'];

/** Fields of the spec that are written even when they are empty. */
const STRATEGIES: Readonly<Record<string, string>> = {
  Deployment: 'strategy',
  DaemonSet: 'updateStrategy',
  StatefulSet: 'updateStrategy',
};

/** The status of something that no server has seen. */
const STATUSES: Readonly<Record<string, object>> = {
  Pod: {},
  Deployment: {},
  ReplicaSet: { replicas: 0 },
  StatefulSet: { availableReplicas: 0, replicas: 0 },
  DaemonSet: { currentNumberScheduled: 0, desiredNumberScheduled: 0, numberMisscheduled: 0, numberReady: 0 },
  Job: {},
  CronJob: {},
};

function changedAt(
  value: unknown,
  path: readonly string[],
  change: (found: JsonObject) => JsonObject,
): unknown {
  if (!isJsonObject(value)) return value;
  const [step, ...rest] = path;
  if (step === undefined) return change(value);
  return step in value ? { ...value, [step]: changedAt(value[step], rest, change) } : value;
}

function withResources(containers: unknown): unknown {
  if (!Array.isArray(containers)) return containers;
  return containers.map((container: unknown) =>
    isJsonObject(container) ? { ...container, resources: container['resources'] ?? {} } : container,
  );
}

function withPod(spec: JsonObject): JsonObject {
  const { initContainers } = spec;
  return {
    ...spec,
    containers: withResources(spec['containers']),
    ...(initContainers === undefined ? {} : { initContainers: withResources(initContainers) }),
  };
}

/** Keys as the fields of the Go struct stand; those of maps sorted. `place`: the struct, null for a map. */
function inStructOrder(value: unknown, place: PatchPlace): unknown {
  if (Array.isArray(value)) return value.map((item) => inStructOrder(item, place));
  if (!isJsonObject(value)) return value;
  const known = place === null ? [] : [...structOf(place).fields.keys()].filter((key) => key in value);
  const others = Object.keys(value).filter((key) => !known.includes(key));
  return Object.fromEntries(
    [...known, ...others.toSorted((a, b) => (a < b ? -1 : 1))].map((key) => [
      key,
      inStructOrder(value[key], placeBelow(place, key)),
    ]),
  );
}

/** `kind` and `apiVersion` first, then the fields of the type. */
function inTypeOrder({ kind, apiVersion, ...fields }: KubeObject): KubeObject {
  const place = structOfObject(apiVersion, kind);
  const ordered = place === null ? fields : (inStructOrder(fields, place) as KubeObject);
  return { kind, apiVersion, ...ordered } as KubeObject;
}

/** Models what encoding/json writes for a struct: fields in its order, and those that `omitempty` cannot leave out. */
export function asTyped(object: KubeObject): KubeObject {
  const status = STATUSES[object.kind ?? ''];
  return inTypeOrder(status === undefined ? object : filled(object, status));
}

function filled(object: KubeObject, status: object): KubeObject {
  const { kind = '' } = object;
  const templated = (TEMPLATES[kind] ?? []).reduce<unknown>(
    (whole, path) => withTemplate(whole, path),
    object,
  );
  const podded = changedAt(templated, POD_SPECS[kind] ?? POD_SPEC_OF_TEMPLATE, withPod);
  const strategy = STRATEGIES[kind];
  const whole = (
    strategy === undefined ? podded : changedAt(podded, ['spec'], (spec) => ({ [strategy]: {}, ...spec }))
  ) as KubeObject;
  return {
    ...whole,
    metadata: { creationTimestamp: null, ...whole.metadata },
    status: { ...status, ...(whole['status'] as object | undefined) },
  };
}
