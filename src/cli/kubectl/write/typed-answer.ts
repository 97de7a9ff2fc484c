/** Answers of the server as typed clients print them: pod templates always have a time of creation, even if it is null. */
import { isJsonObject, type JsonObject } from '../../../engine/api/json';
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

function changedAt(value: unknown, path: readonly string[], change: (found: JsonObject) => JsonObject): unknown {
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

/** Models what encoding/json writes for a struct whose `omitempty` cannot be empty. */
export function asTyped(object: KubeObject): KubeObject {
  const { kind = '' } = object;
  const status = STATUSES[kind];
  if (status === undefined) return object;
  const templated = (TEMPLATES[kind] ?? []).reduce<unknown>((whole, path) => withTemplate(whole, path), object);
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
