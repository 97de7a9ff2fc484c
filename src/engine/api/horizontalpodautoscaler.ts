/** HorizontalPodAutoscaler (autoscaling/v2). Models pkg/apis/autoscaling (v2/defaults.go, validation). */
import { AUTOSCALING_STRUCTS } from './autoscaling-schema';
import { ageColumn, column, nameColumn, numberColumn } from './columns';
import {
  collect,
  type FieldError,
  forbidden,
  invalid,
  NO_ERRORS,
  nonnegative,
  notSupported,
  required,
} from './field-error';
import { hpaTargets } from './hpa-targets';
import type { ApiObject } from './meta';
import { validateMetaUpdate } from './meta-validation';
import { validatePathSegment } from './path-segment';
import { plainKind } from './plain-kind';
import { withFields } from './share';

export interface MetricTarget {
  readonly type: string;
  readonly value?: string;
  readonly averageValue?: string;
  readonly averageUtilization?: number;
}

interface MetricSource {
  readonly target: MetricTarget;
}

export interface MetricSpec {
  readonly type: string;
  readonly resource?: MetricSource & { readonly name: string };
  readonly containerResource?: MetricSource & { readonly name: string; readonly container: string };
  readonly pods?: MetricSource;
  readonly object?: MetricSource;
  readonly external?: MetricSource;
}

interface MetricCurrent {
  readonly current: Partial<MetricTarget>;
}

export interface MetricStatus {
  readonly type: string;
  readonly resource?: MetricCurrent & { readonly name: string };
  readonly containerResource?: MetricCurrent & { readonly name: string };
  readonly pods?: MetricCurrent;
  readonly object?: MetricCurrent;
  readonly external?: MetricCurrent;
}

interface ScalingRules {
  readonly stabilizationWindowSeconds?: number;
  readonly selectPolicy?: string;
  readonly policies?: readonly {
    readonly type: string;
    readonly value: number;
    readonly periodSeconds: number;
  }[];
}

export interface HorizontalPodAutoscaler extends ApiObject {
  readonly spec: {
    readonly scaleTargetRef: { readonly kind: string; readonly name: string; readonly apiVersion?: string };
    readonly minReplicas?: number;
    readonly maxReplicas: number;
    readonly metrics?: readonly MetricSpec[];
    readonly behavior?: { readonly scaleUp?: ScalingRules; readonly scaleDown?: ScalingRules };
  };
  readonly status: {
    readonly observedGeneration?: number;
    readonly lastScaleTime?: string;
    readonly currentReplicas?: number;
    readonly desiredReplicas: number;
    readonly currentMetrics?: readonly MetricStatus[] | null;
    readonly conditions?: readonly unknown[];
  };
}

/** What is aimed at where nothing is said, in percent of the requested CPU. */
const DEFAULT_UTILIZATION = 80;
const PERIOD_SECONDS = 15;
const SCALE_UP: ScalingRules = {
  stabilizationWindowSeconds: 0,
  selectPolicy: 'Max',
  policies: [
    { type: 'Pods', value: 4, periodSeconds: PERIOD_SECONDS },
    { type: 'Percent', value: 100, periodSeconds: PERIOD_SECONDS },
  ],
};
const SCALE_DOWN: ScalingRules = {
  selectPolicy: 'Max',
  policies: [{ type: 'Percent', value: 100, periodSeconds: PERIOD_SECONDS }],
};
const DEFAULT_METRICS: readonly MetricSpec[] = [
  {
    type: 'Resource',
    resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: DEFAULT_UTILIZATION } },
  },
];

type Behavior = NonNullable<HorizontalPodAutoscaler['spec']['behavior']>;

function defaultBehavior(behavior: Behavior): Behavior {
  const { scaleUp = SCALE_UP, scaleDown = SCALE_DOWN } = behavior;
  return withFields(behavior, {
    scaleUp: withFields(scaleUp, { ...SCALE_UP, ...scaleUp }),
    scaleDown: withFields(scaleDown, { ...SCALE_DOWN, ...scaleDown }),
  });
}

function applyDefaults(autoscaler: HorizontalPodAutoscaler): HorizontalPodAutoscaler {
  const { spec } = autoscaler;
  const { behavior, metrics = [] } = spec;
  return withFields(autoscaler, {
    spec: withFields(spec, {
      minReplicas: spec.minReplicas ?? 1,
      metrics: metrics.length === 0 ? DEFAULT_METRICS : metrics,
      ...(behavior === undefined ? {} : { behavior: defaultBehavior(behavior) }),
    }),
  });
}

const TARGET_TYPES = ['Utilization', 'Value', 'AverageValue'];

function validateTarget(target: MetricTarget, field: string): readonly FieldError[] {
  const { type, averageUtilization } = target;
  return collect(
    type === '' ? [required(`${field}.type`, 'must specify a metric target type')] : NO_ERRORS,
    TARGET_TYPES.includes(type)
      ? NO_ERRORS
      : [invalid(`${field}.type`, type, 'must be either Utilization, Value, or AverageValue')],
    averageUtilization !== undefined && averageUtilization < 1
      ? [invalid(`${field}.averageUtilization`, averageUtilization, 'must be greater than 0')]
      : NO_ERRORS,
  );
}

function validateResource(
  { name, target }: { readonly name: string; readonly target: MetricTarget },
  field: string,
): readonly FieldError[] {
  const { averageUtilization, averageValue } = target;
  return collect(
    name === '' ? [required(`${field}.name`, 'must specify a resource name')] : NO_ERRORS,
    validateTarget(target, `${field}.target`),
    averageUtilization === undefined && averageValue === undefined
      ? [
          required(
            `${field}.target.averageUtilization`,
            'must set either a target raw value or a target utilization',
          ),
        ]
      : NO_ERRORS,
    averageUtilization !== undefined && averageValue !== undefined
      ? [
          forbidden(
            `${field}.target.averageValue`,
            'may not set both a target raw value and a target utilization',
          ),
        ]
      : NO_ERRORS,
  );
}

/** The field of a metric that goes with its type. */
const SOURCES = {
  ContainerResource: 'containerResource',
  External: 'external',
  Object: 'object',
  Pods: 'pods',
  Resource: 'resource',
} as const;

function validateMetric(metric: MetricSpec, field: string): readonly FieldError[] {
  const { type } = metric;
  const types = Object.keys(SOURCES);
  const key = SOURCES[type as keyof typeof SOURCES] as (typeof SOURCES)[keyof typeof SOURCES] | undefined;
  if (key === undefined) {
    return collect(
      type === '' ? [required(`${field}.type`, 'must specify a metric source type')] : NO_ERRORS,
      [notSupported(`${field}.type`, type, types)],
    );
  }
  const source = metric[key];
  if (source === undefined) {
    return [required(`${field}.${key}`, 'must populate information for the given metric source')];
  }
  if ('name' in source) return validateResource(source, `${field}.${key}`);
  return validateTarget(source.target, `${field}.${key}.target`);
}

const SELECT_POLICIES = ['Disabled', 'Max', 'Min'];
const WINDOW_SECONDS_MAX = 3600;
const PERIOD_SECONDS_MAX = 1800;

function validateRules(rules: ScalingRules | undefined, field: string): readonly FieldError[] {
  if (rules === undefined) return NO_ERRORS;
  const { stabilizationWindowSeconds: seconds = 0, selectPolicy, policies = [] } = rules;
  const path = `${field}.stabilizationWindowSeconds`;
  return collect(
    seconds < 0 ? [invalid(path, seconds, 'must be greater than or equal to zero')] : NO_ERRORS,
    seconds > WINDOW_SECONDS_MAX
      ? [invalid(path, seconds, `must be less than or equal to ${WINDOW_SECONDS_MAX}`)]
      : NO_ERRORS,
    selectPolicy === undefined || SELECT_POLICIES.includes(selectPolicy)
      ? NO_ERRORS
      : [notSupported(`${field}.selectPolicy`, selectPolicy, SELECT_POLICIES)],
    policies.length === 0 ? [required(`${field}.policies`, 'must specify at least one Policy')] : NO_ERRORS,
    ...policies.flatMap(({ type, value, periodSeconds }, i) => [
      type === 'Pods' || type === 'Percent'
        ? NO_ERRORS
        : [notSupported(`${field}.policies[${i}].type`, type, ['Percent', 'Pods'])],
      value > 0 ? NO_ERRORS : [invalid(`${field}.policies[${i}].value`, value, 'must be greater than zero')],
      periodErrors(periodSeconds, `${field}.policies[${i}].periodSeconds`),
    ]),
  );
}

function periodErrors(seconds: number, field: string): readonly FieldError[] {
  if (seconds <= 0) return [invalid(field, seconds, 'must be greater than zero')];
  if (seconds <= PERIOD_SECONDS_MAX) return NO_ERRORS;
  return [invalid(field, seconds, `must be less than or equal to ${PERIOD_SECONDS_MAX}`)];
}

function validate({ spec }: HorizontalPodAutoscaler): readonly FieldError[] {
  const { minReplicas = 1, maxReplicas, scaleTargetRef, metrics = [], behavior } = spec;
  return collect(
    minReplicas < 1
      ? [invalid('spec.minReplicas', minReplicas, 'must be greater than or equal to 1')]
      : NO_ERRORS,
    maxReplicas < 1 ? [invalid('spec.maxReplicas', maxReplicas, 'must be greater than 0')] : NO_ERRORS,
    maxReplicas < minReplicas
      ? [invalid('spec.maxReplicas', maxReplicas, 'must be greater than or equal to `minReplicas`')]
      : NO_ERRORS,
    validatePathSegment(scaleTargetRef.kind, 'spec.scaleTargetRef.kind'),
    validatePathSegment(scaleTargetRef.name, 'spec.scaleTargetRef.name'),
    ...metrics.map((metric, i) => validateMetric(metric, `spec.metrics[${i}]`)),
    validateRules(behavior?.scaleUp, 'spec.behavior.scaleUp'),
    validateRules(behavior?.scaleDown, 'spec.behavior.scaleDown'),
  );
}

export const horizontalPodAutoscalerKind = plainKind<HorizontalPodAutoscaler>({
  group: 'autoscaling',
  version: 'v2',
  kind: 'HorizontalPodAutoscaler',
  resource: 'horizontalpodautoscalers',
  shortNames: ['hpa'],
  categories: ['all'],
  structs: AUTOSCALING_STRUCTS,
  hasStatus: true,
  noStatus: { desiredReplicas: 0, currentMetrics: null },
  simplified: 'HorizontalPodAutoscaler: stored and shown, but its controller does not run in this version',
  applyDefaults,
  validate,
  validateStatusUpdate: ({ metadata, status }, old) =>
    collect(
      validateMetaUpdate(metadata, old.metadata),
      nonnegative(status.currentReplicas, 'status.currentReplicas'),
      nonnegative(status.desiredReplicas, 'status.desiredReplicas'),
    ),
  columns: [
    nameColumn,
    column(
      'Reference',
      ({
        spec: {
          scaleTargetRef: { kind, name },
        },
      }) => `${kind}/${name}`,
    ),
    column('Targets', ({ spec, status }) => hpaTargets(spec.metrics ?? [], status.currentMetrics ?? [])),
    column('MinPods', ({ spec }) => (spec.minReplicas === undefined ? '<unset>' : String(spec.minReplicas))),
    numberColumn('MaxPods', ({ spec }) => spec.maxReplicas),
    numberColumn('Replicas', ({ status }) => status.currentReplicas ?? 0),
    ageColumn,
  ],
});
