/** Where kustomize's transformers write. Models kustomize/api/internal/konfig/builtinpluginconsts. */
import { isJsonObject, type JsonObject } from '../../../engine/api/json';

/** A place in objects of a kind. `[]` behind a name goes into each item. */
export interface FieldSpec {
  readonly path: string;
  /** '' is any. */
  readonly kind: string;
  /** True: made where it is not there. */
  readonly isCreated: boolean;
}

function specs(isCreated: boolean, path: string, ...kinds: readonly string[]): readonly FieldSpec[] {
  return kinds.map((kind) => ({ path, kind, isCreated }));
}

const TEMPLATED = ['ReplicationController', 'Deployment', 'ReplicaSet', 'DaemonSet', 'StatefulSet', 'Job'];

const AFFINITY = [
  'podAffinity/preferredDuringSchedulingIgnoredDuringExecution[]/podAffinityTerm/labelSelector/matchLabels',
  'podAffinity/requiredDuringSchedulingIgnoredDuringExecution[]/labelSelector/matchLabels',
  'podAntiAffinity/preferredDuringSchedulingIgnoredDuringExecution[]/podAffinityTerm/labelSelector/matchLabels',
  'podAntiAffinity/requiredDuringSchedulingIgnoredDuringExecution[]/labelSelector/matchLabels',
];

export const LABELS: readonly FieldSpec[] = specs(true, 'metadata/labels', '');

/** Labels of pod templates. */
export const TEMPLATE_LABELS: readonly FieldSpec[] = [
  ...specs(true, 'spec/template/metadata/labels', ...TEMPLATED),
  ...specs(true, 'spec/jobTemplate/metadata/labels', 'CronJob'),
  ...specs(true, 'spec/jobTemplate/spec/template/metadata/labels', 'CronJob'),
  ...specs(true, 'spec/volumeClaimTemplates[]/metadata/labels', 'StatefulSet'),
];

/** `commonLabels`: selectors too. */
export const COMMON_LABELS: readonly FieldSpec[] = [
  ...LABELS,
  ...specs(true, 'spec/selector', 'Service', 'ReplicationController'),
  ...specs(true, 'spec/selector/matchLabels', 'Deployment', 'ReplicaSet', 'DaemonSet', 'StatefulSet'),
  ...specs(false, 'spec/selector/matchLabels', 'Job', 'PodDisruptionBudget'),
  ...specs(false, 'spec/jobTemplate/spec/selector/matchLabels', 'CronJob'),
  ...specs(false, 'spec/podSelector/matchLabels', 'NetworkPolicy'),
  ...specs(false, 'spec/ingress[]/from[]/podSelector/matchLabels', 'NetworkPolicy'),
  ...specs(false, 'spec/egress[]/to[]/podSelector/matchLabels', 'NetworkPolicy'),
  ...AFFINITY.flatMap((path) =>
    specs(false, `spec/template/spec/affinity/${path}`, 'Deployment', 'StatefulSet'),
  ),
  ...specs(
    false,
    'spec/template/spec/topologySpreadConstraints[]/labelSelector/matchLabels',
    'Deployment',
    'StatefulSet',
  ),
  ...TEMPLATE_LABELS,
];

export const COMMON_ANNOTATIONS: readonly FieldSpec[] = [
  ...specs(true, 'metadata/annotations', ''),
  ...specs(true, 'spec/template/metadata/annotations', ...TEMPLATED),
  ...specs(true, 'spec/jobTemplate/metadata/annotations', 'CronJob'),
  ...specs(true, 'spec/jobTemplate/spec/template/metadata/annotations', 'CronJob'),
];

/** The value with the places of a path changed; untouched where there is none and none is to be made. */
export function changeAt(
  value: unknown,
  path: readonly string[],
  isCreated: boolean,
  change: (found: unknown) => unknown,
): unknown {
  const [step, ...rest] = path;
  if (step === undefined) return change(value);
  if (!isJsonObject(value)) return value;
  const isEach = step.endsWith('[]');
  const key = isEach ? step.slice(0, -2) : step;
  const inner = value[key];
  if (isEach) {
    if (!Array.isArray(inner)) return value;
    return { ...value, [key]: inner.map((item) => changeAt(item, rest, isCreated, change)) };
  }
  if (inner === undefined && !isCreated) return value;
  const before = inner ?? (rest.length > 0 ? {} : undefined);
  return { ...value, [key]: changeAt(before, rest, isCreated, change) };
}

/** Puts pairs into the maps of these places. */
export function withPairs(
  object: JsonObject,
  fields: readonly FieldSpec[],
  pairs: Readonly<Record<string, unknown>>,
): JsonObject {
  if (Object.keys(pairs).length === 0) return object;
  return fields
    .filter(({ kind }) => kind === '' || kind === object['kind'])
    .reduce<JsonObject>(
      (whole, { path, isCreated }) =>
        changeAt(whole, path.split('/'), isCreated, (map) => ({
          ...(isJsonObject(map) ? map : {}),
          ...pairs,
        })) as JsonObject,
      object,
    );
}
