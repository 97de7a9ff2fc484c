/** Conformance of the subresources status, scale and binding, and of what may change in a running pod. */
import { describe, expect, test } from 'vitest';
import { ask, condition, create, patch, read, refused } from './conformance';
import { bootedLab } from './lab';
import { podManifest } from './manifests';

describe('a status', () => {
  const lab = bootedLab();
  lab.createDeployment('web', { replicas: 1 });
  lab.ready('web', 1);
  lab.run(5000);

  test('written to its subresource keeps conditions of strangers, and cannot touch the spec', () => {
    const body = {
      metadata: { annotations: { seen: 'yes' }, labels: { not: 'taken' } },
      spec: { replicas: 7 },
      status: { conditions: [{ type: 'Reviewed', status: 'True', reason: 'E2E', message: 'by hand' }] },
    };
    const call = { verb: 'patch', resource: 'deployments', name: 'web', subresource: 'status' } as const;
    const answer = ask(lab, { ...call, body, patchType: 'merge' });
    expect(answer['spec'].replicas).toBe(1);
    expect(answer.metadata.annotations?.['seen']).toBe('yes');
    expect(answer.metadata.labels).toBeUndefined();
    lab.run(5000);
    expect(condition(read(lab, 'deployments', 'web'), 'Reviewed')).toBe('True E2E: by hand');
    expect(condition(read(lab, 'deployments', 'web'), 'Available')).toMatch(/^True /);
  });

  test('written to the object itself is ignored', () => {
    const { status } = patch(lab, 'deployments', 'web', { status: { replicas: 99 } }) as unknown as {
      status: { replicas: number };
    };
    expect(status.replicas).toBe(1);
  });

  test('is checked', () => {
    const call = { verb: 'patch', resource: 'pods', subresource: 'status', patchType: 'merge' } as const;
    const name = lab.pods('web')[0]?.metadata.name ?? '';
    expect(refused(lab, { ...call, name, body: { status: { phase: 5 } } }).code).toBe(422);
    expect(refused(lab, { ...call, name, body: { status: { fase: 'x' } } }).message).toContain(
      'unknown field "status.fase"',
    );
    const labelled = ask(lab, { ...call, name, body: { metadata: { labels: { app: 'web', extra: 'x' } } } });
    expect(labelled.metadata.labels).toMatchObject({ extra: 'x' });
  });

  test('of a namespace says what it must say', () => {
    const call = {
      verb: 'patch',
      resource: 'namespaces',
      namespace: '',
      name: 'default',
      subresource: 'status',
    } as const;
    expect(
      refused(lab, { ...call, patchType: 'merge', body: { status: { phase: 'Odd' } } }).message,
    ).toContain("may only be 'Active' if `deletionTimestamp` is empty");
    const conditions = [{ type: 'StatusPatch', status: 'True', reason: 'E2E', message: 'Patched' }];
    expect(
      ask(lab, { ...call, patchType: 'merge', body: { status: { conditions } } })['status'].conditions,
    ).toEqual(conditions);
  });
});

describe('a scale', () => {
  const lab = bootedLab();
  lab.createDeployment('web', { replicas: 2 });
  lab.ready('web', 2);
  const scale = { resource: 'deployments', name: 'web', subresource: 'scale' } as const;

  test('shows what is wanted, what is there, and how to find it', () => {
    expect(ask(lab, { verb: 'get', ...scale })).toMatchObject({
      apiVersion: 'autoscaling/v1',
      kind: 'Scale',
      metadata: { name: 'web', namespace: 'default' },
      spec: { replicas: 2 },
      status: { replicas: 2, selector: 'app=web' },
    });
  });

  test('can be put and patched, and counts as a change of the spec', () => {
    const { generation = 0 } = lab.deployment('web').metadata;
    const body = {
      apiVersion: 'autoscaling/v1',
      kind: 'Scale',
      metadata: { name: 'web', namespace: 'default' },
      spec: { replicas: 3 },
    };
    expect(ask(lab, { verb: 'update', ...scale, body })['spec']).toEqual({ replicas: 3 });
    expect(lab.deployment('web').metadata.generation).toBe(generation + 1);
    ask(lab, { verb: 'patch', ...scale, body: { spec: { replicas: 1 } }, patchType: 'merge' });
    lab.ready('web', 1);
  });

  test('is checked as a Scale', () => {
    expect(
      refused(lab, { verb: 'patch', ...scale, body: { spec: { replicas: -1 } }, patchType: 'merge' }),
    ).toEqual({
      code: 422,
      reason: 'Invalid',
      message:
        'Scale.autoscaling "web" is invalid: spec.replicas: Invalid value: -1: must be greater than or equal to 0',
    });
  });

  test('of a ReplicaSet works too', () => {
    const [set] = lab.replicaSets('web');
    const name = set?.metadata.name ?? '';
    expect(
      ask(lab, { verb: 'get', resource: 'replicasets', name, subresource: 'scale' })['status'].selector,
    ).toMatch(/^app=web,pod-template-hash=/);
  });
});

describe('a binding', () => {
  test('puts a pod on a node, once', () => {
    const lab = bootedLab();
    create(lab, 'pods', 'one', {
      spec: { ...(podManifest('x') as { spec: object }).spec, schedulerName: 'nobody' },
    });
    const call = { verb: 'create', resource: 'pods', name: 'one', subresource: 'binding' } as const;
    const body = (name: string) => ({
      apiVersion: 'v1',
      kind: 'Binding',
      metadata: { name: 'one' },
      target: { kind: 'Node', name },
    });
    expect(refused(lab, { ...call, body: body('') }).message).toBe('target.name: Required value');
    expect(lab.do({ ...call, body: body('worker-2') }).code).toBe(201);
    expect(refused(lab, { ...call, body: body('worker-1') })).toEqual({
      code: 409,
      reason: 'Conflict',
      message:
        'Operation cannot be fulfilled on pods/binding "one": pod one is already assigned to node "worker-2"',
    });
    lab.untilPod('one', 'running', ({ status }) => status.phase === 'Running');
  });
});

describe('a running pod', () => {
  const lab = bootedLab();
  lab.createPod('one');
  lab.untilPod('one', 'bound', ({ spec }) => spec.nodeName !== undefined);
  const change = (spec: object) =>
    ({ verb: 'patch', resource: 'pods', name: 'one', patchType: 'merge', body: { spec } }) as const;

  test('changes its image, its deadline and its tolerations, and nothing else', () => {
    expect(refused(lab, change({ hostname: 'x' })).message).toMatch(
      /^Pod "one" is invalid: spec: Forbidden: pod updates may not change fields other than `spec.containers\[\*\].image`,`spec.initContainers\[\*\].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` \(only additions to existing tolerations\),`spec.terminationGracePeriodSeconds` \(allow it to be set to 1 if it was previously negative\)\n/,
    );
    expect(ask(lab, change({ activeDeadlineSeconds: 1000 })).metadata.generation).toBe(2);
    expect(refused(lab, change({ activeDeadlineSeconds: 2000 })).message).toBe(
      'Pod "one" is invalid: spec.activeDeadlineSeconds: Invalid value: 2000: must be less than or equal to previous value',
    );
    expect(refused(lab, change({ tolerations: [] })).message).toBe(
      'Pod "one" is invalid: spec.tolerations: Forbidden: existing toleration can not be modified except its tolerationSeconds',
    );
  });

  test('that gets a shorter deadline fails when it has come', () => {
    patch(lab, 'pods', 'one', { spec: { activeDeadlineSeconds: 5 } });
    lab.untilPod('one', 'failed', ({ status }) => status.phase === 'Failed', 60_000);
    expect(lab.pod('one').status.reason).toBe('DeadlineExceeded');
  });
});

test('the selector of a workload is for ever', () => {
  const lab = bootedLab();
  lab.createDeployment('web', { replicas: 0 });
  const body = {
    spec: { selector: { matchLabels: { app: 'x' } }, template: { metadata: { labels: { app: 'x' } } } },
  };
  expect(
    refused(lab, { verb: 'patch', resource: 'deployments', name: 'web', patchType: 'merge', body }).message,
  ).toBe(
    'Deployment.apps "web" is invalid: spec.selector: Invalid value: v1.LabelSelector{MatchLabels:map[string]string{"app":"x"}, MatchExpressions:[]v1.LabelSelectorRequirement(nil)}: field is immutable',
  );
});
