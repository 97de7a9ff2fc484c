import { describe, expect, it } from 'vitest';
import { type ContainerStatus, type Pod, type PodSpec, podKind } from './pod';

const base: Pod = podKind.applyDefaults({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web', namespace: 'default', uid: 'u1', creationTimestamp: '2026-06-01T09:00:00Z' },
  spec: {
    containers: [{ name: 'web', image: 'nginx:1.26' }],
    activeDeadlineSeconds: 100,
    tolerations: [{ key: 'a', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 }],
  },
  status: { phase: 'Running', qosClass: 'BestEffort' },
});

function withSpec(spec: Partial<PodSpec>): Pod {
  return { ...base, spec: { ...base.spec, ...spec } };
}

function mistakes(pod: Pod, old: Pod = base): readonly string[] {
  return podKind.validateUpdate(pod, old).map(({ field, detail }) => `${field}: ${detail}`);
}

describe('a pod can change', () => {
  it('its image', () => {
    const container = { ...base.spec.containers[0], name: 'web', image: 'nginx:1.27' };
    expect(mistakes(withSpec({ containers: [container] }))).toEqual([]);
  });

  it('its deadline, if it becomes shorter', () => {
    expect(mistakes(withSpec({ activeDeadlineSeconds: 50 }))).toEqual([]);
    expect(mistakes(withSpec({ activeDeadlineSeconds: 500 }))).toEqual([
      'spec.activeDeadlineSeconds: Invalid value: 500: must be less than or equal to previous value',
    ]);
    const { activeDeadlineSeconds: _, ...spec } = base.spec;
    expect(mistakes({ ...base, spec })).toEqual([
      'spec.activeDeadlineSeconds: Invalid value: "null": must not update from a positive integer to nil value',
    ]);
  });

  it('its tolerations, if they are only added or their seconds change', () => {
    const [first] = base.spec.tolerations ?? [];
    const more = { key: 'b', operator: 'Exists' };
    expect(mistakes(withSpec({ tolerations: [{ ...first, tolerationSeconds: 5 }, more] }))).toEqual([]);
    expect(mistakes(withSpec({ tolerations: [more] }))).toEqual([
      'spec.tolerations: Forbidden: existing toleration can not be modified except its tolerationSeconds',
    ]);
  });

  it('its gates, if they are only taken away', () => {
    const gated = withSpec({ schedulingGates: [{ name: 'example.com/a' }] });
    expect(mistakes(base, gated)).toEqual([]);
    expect(mistakes(gated, base)).toEqual([
      "spec.schedulingGates[0].name: Forbidden: only deletion is allowed, but found new scheduling gate 'example.com/a'",
    ]);
  });
});

describe('a pod cannot change', () => {
  it('its containers', () => {
    const containers = [...base.spec.containers, { name: 'more', image: 'b:1' }];
    expect(mistakes(podKind.applyDefaults(withSpec({ containers })))).toEqual([
      'spec.containers: Forbidden: pod updates may not add or remove containers',
    ]);
  });

  it('anything else, and is told the difference', () => {
    expect(mistakes(withSpec({ nodeName: 'worker-2', restartPolicy: 'Never' }))).toEqual([
      [
        'spec: Forbidden: pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)',
        '  core.PodSpec{',
        '+ \tNodeName: "worker-2",',
        '- \tRestartPolicy: "Always",',
        '+ \tRestartPolicy: "Never",',
        '  }',
        '',
      ].join('\n'),
    ]);
  });

  it('its identity', () => {
    expect(mistakes({ ...base, metadata: { ...base.metadata, uid: 'u2' } })).toEqual([
      'metadata.uid: Invalid value: "u2": field is immutable',
    ]);
  });
});

it('an update keeps the status and the times of the server', () => {
  const given: Pod = {
    ...base,
    metadata: { name: 'web', namespace: 'default' },
    status: { phase: 'Failed' },
  };
  const pod = podKind.prepareForUpdate(given, base);
  expect(pod.status).toBe(base.status);
  expect(pod.metadata).toEqual(base.metadata);
  expect(podKind.prepareForUpdate(base, base)).toBe(base);
});

describe('a status update', () => {
  const ended: ContainerStatus = {
    name: 'web',
    state: { terminated: { exitCode: 0 } },
    lastState: {},
    ready: false,
    restartCount: 0,
    image: 'nginx:1.26',
    imageID: '',
  };
  const runs = { ...ended, state: { running: { startedAt: '2026-06-01T09:00:00Z' } } };

  function transition(restartPolicy: string): readonly string[] {
    const old: Pod = {
      ...withSpec({ restartPolicy }),
      status: { ...base.status, containerStatuses: [ended] },
    };
    const pod: Pod = { ...old, status: { ...base.status, containerStatuses: [runs] } };
    return (podKind.validateStatusUpdate?.(pod, old) ?? []).map(({ field, detail }) => `${field}: ${detail}`);
  }

  it('cannot restart what is never restarted', () => {
    expect(transition('Always')).toEqual([]);
    expect(transition('Never')).toEqual([
      'status.containerStatuses[0].state: Forbidden: may not be transitioned to non-terminated state',
    ]);
  });

  it('cannot change the quality of service', () => {
    const pod: Pod = { ...base, status: { ...base.status, qosClass: 'Guaranteed' } };
    expect(podKind.validateStatusUpdate?.(pod, base)).toEqual([
      {
        reason: 'FieldValueInvalid',
        field: 'status.qosClass',
        detail: 'Invalid value: "Guaranteed": field is immutable',
      },
    ]);
  });
});
