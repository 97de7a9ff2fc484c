/**
 * HorizontalPodAutoscalers as autoscaling/v1 shows them: one number for CPU instead of metrics. They are stored as v2;
 * what v1 has no field for goes into annotations. Models pkg/apis/autoscaling/v1/conversion.go.
 */
import type { HorizontalPodAutoscaler, MetricSpec } from './horizontalpodautoscaler';
import type { ApiObject, ObjectMeta } from './meta';

export const HPA_V1 = {
  group: 'autoscaling',
  version: 'v1',
  kind: 'HorizontalPodAutoscaler',
  struct: 'autoscaling.HorizontalPodAutoscaler',
} as const;

export interface HorizontalPodAutoscalerV1 extends ApiObject {
  readonly spec: {
    readonly scaleTargetRef: HorizontalPodAutoscaler['spec']['scaleTargetRef'];
    readonly minReplicas?: number;
    readonly maxReplicas: number;
    readonly targetCPUUtilizationPercentage?: number;
  };
  readonly status: {
    readonly observedGeneration?: number;
    readonly lastScaleTime?: string;
    readonly currentReplicas: number;
    readonly desiredReplicas: number;
    readonly currentCPUUtilizationPercentage?: number;
  };
}

const METRICS_ANNOTATION = 'autoscaling.alpha.kubernetes.io/metrics';
const BEHAVIOR_ANNOTATION = 'autoscaling.alpha.kubernetes.io/behavior';

/** A metric that v1 has a field for. */
function cpuUtilization({ resource }: MetricSpec): number | undefined {
  return resource?.name === 'cpu' ? resource.target.averageUtilization : undefined;
}

function withAnnotations(
  metadata: ObjectMeta,
  changes: Readonly<Record<string, string | undefined>>,
): ObjectMeta {
  const annotations: Record<string, string> = { ...metadata.annotations };
  for (const [key, value] of Object.entries(changes)) {
    if (value === undefined) delete annotations[key];
    else annotations[key] = value;
  }
  const { annotations: _old, ...rest } = metadata;
  return Object.keys(annotations).length === 0 ? rest : { ...rest, annotations };
}

function parsed(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : (JSON.parse(text) as unknown);
  } catch {
    return undefined;
  }
}

/** The stored object as v1. */
export function toHpaV1(autoscaler: HorizontalPodAutoscaler): HorizontalPodAutoscalerV1 {
  const { metrics = [], behavior, ...spec } = autoscaler.spec;
  const { currentMetrics, conditions: _conditions, currentReplicas = 0, ...status } = autoscaler.status;
  const cpu = metrics.map(cpuUtilization).find((value) => value !== undefined);
  const others = metrics.filter((metric) => cpuUtilization(metric) === undefined);
  const current = (currentMetrics ?? []).find(({ resource }) => resource?.name === 'cpu');
  const used = current?.resource?.current.averageUtilization;
  return {
    apiVersion: 'autoscaling/v1',
    kind: 'HorizontalPodAutoscaler',
    metadata: withAnnotations(autoscaler.metadata, {
      [METRICS_ANNOTATION]: others.length === 0 ? undefined : JSON.stringify(others),
      [BEHAVIOR_ANNOTATION]: behavior === undefined ? undefined : JSON.stringify(behavior),
    }),
    spec: { ...spec, ...(cpu === undefined ? {} : { targetCPUUtilizationPercentage: cpu }) },
    status: {
      ...status,
      currentReplicas,
      ...(used === undefined ? {} : { currentCPUUtilizationPercentage: used }),
    },
  };
}

/** What a v1 client sends, as it is stored. `given` has been decoded as HPA_V1. */
export function fromHpaV1(given: HorizontalPodAutoscalerV1): HorizontalPodAutoscaler {
  const { targetCPUUtilizationPercentage: cpu, ...spec } = given.spec;
  const { currentCPUUtilizationPercentage: _used, ...status } = given.status;
  const annotations = given.metadata.annotations ?? {};
  const others = parsed(annotations[METRICS_ANNOTATION]);
  const behavior = parsed(annotations[BEHAVIOR_ANNOTATION]);
  const metrics: MetricSpec[] = Array.isArray(others) ? (others as MetricSpec[]) : [];
  if (cpu !== undefined) {
    const target = { type: 'Utilization', averageUtilization: cpu };
    metrics.push({ type: 'Resource', resource: { name: 'cpu', target } });
  }
  return {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: withAnnotations(given.metadata, {
      [METRICS_ANNOTATION]: undefined,
      [BEHAVIOR_ANNOTATION]: undefined,
    }),
    spec: {
      ...spec,
      ...(metrics.length === 0 ? {} : { metrics }),
      ...(typeof behavior === 'object' && behavior !== null ? { behavior } : {}),
    },
    status: { ...status, currentMetrics: null },
  };
}
