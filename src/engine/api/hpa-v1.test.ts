import { expect, test } from 'vitest';
import { decode } from './decode';
import { fromHpaV1, HPA_V1, type HorizontalPodAutoscalerV1, toHpaV1 } from './hpa-v1';
import { horizontalPodAutoscalerKind as kind } from './horizontalpodautoscaler';

const scaleTargetRef = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' };

function stored(spec: object) {
  const body = {
    apiVersion: 'autoscaling/v1',
    kind: kind.kind,
    metadata: { name: 'web', namespace: 'default' },
    spec,
  };
  const { object, error } = decode(HPA_V1, body);
  expect(error).toBeNull();
  return kind.applyDefaults(fromHpaV1(object as HorizontalPodAutoscalerV1));
}

test('the one number of v1 is a metric in v2, and comes back as the number', () => {
  const autoscaler = stored({ scaleTargetRef, maxReplicas: 5, targetCPUUtilizationPercentage: 70 });
  expect(kind.validateCreate(autoscaler)).toEqual([]);
  expect(autoscaler.spec.metrics).toEqual([
    { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 70 } } },
  ]);
  expect(toHpaV1(autoscaler).spec).toEqual({
    scaleTargetRef,
    minReplicas: 1,
    maxReplicas: 5,
    targetCPUUtilizationPercentage: 70,
  });
});

test('what v1 has no field for goes through annotations and is not lost', () => {
  const memory = {
    type: 'Resource',
    resource: { name: 'memory', target: { type: 'AverageValue', averageValue: '1Gi' } },
  };
  const behavior = { scaleDown: { stabilizationWindowSeconds: 60 } };
  const autoscaler = kind.applyDefaults({
    ...stored({ scaleTargetRef, maxReplicas: 5 }),
    spec: { scaleTargetRef, maxReplicas: 5, metrics: [memory], behavior },
  });
  const shown = toHpaV1(autoscaler);
  expect(Object.keys(shown.metadata.annotations ?? {})).toEqual([
    'autoscaling.alpha.kubernetes.io/metrics',
    'autoscaling.alpha.kubernetes.io/behavior',
  ]);
  const back = fromHpaV1(shown);
  expect(back.spec).toEqual(autoscaler.spec);
  expect(back.metadata.annotations).toBeUndefined();
});
