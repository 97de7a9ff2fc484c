/** Conformance of writes to what is there: PUT, every type of PATCH, and the subresources status, scale and binding. */
import { describe, expect, test } from 'vitest';
import { ask, condition, create, manifest, patch, read, refused } from './conformance';
import { bootedLab } from './lab';
import { podManifest } from './manifests';

const MAP = { resource: 'configmaps', name: 'one' } as const;

describe('a PUT', () => {
  const lab = bootedLab();
  const first = create(lab, 'configmaps', 'one', { data: { a: '1' } });
  const put = (metadata: object, more: object = {}): Parameters<typeof refused>[1] => ({
    verb: 'update',
    ...MAP,
    body: { apiVersion: 'v1', kind: 'ConfigMap', metadata, ...more },
  });

  test('needs the name of the URL', () => {
    expect(refused(lab, put({}))).toEqual({
      code: 400,
      reason: 'BadRequest',
      message: 'the name of the object (one based on URL) was undeterminable: name must be provided',
    });
    expect(refused(lab, put({ name: 'two' })).message).toBe(
      'the name of the object (two) does not match the name on the URL (one)',
    );
    expect(refused(lab, put({ name: 'one', namespace: 'kube-system' })).message).toBe(
      'the namespace of the provided object does not match the namespace sent on the request',
    );
  });

  test('that means another object of the name is a conflict', () => {
    const { uid } = first.metadata;
    expect(refused(lab, put({ name: 'one', uid: 'else' }))).toEqual({
      code: 409,
      reason: 'Conflict',
      message: `Operation cannot be fulfilled on configmaps "one": StorageError: invalid object, Code: 4, Key: /registry/configmaps/default/one, ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: UID in precondition: else, UID in object meta: ${uid}`,
    });
    const gone = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'gone', uid: 'else' } };
    expect(refused(lab, { verb: 'update', resource: 'configmaps', name: 'gone', body: gone }).code).toBe(409);
  });

  test('on top of an older version is a conflict; without a version it always wins', () => {
    const { resourceVersion } = patch(lab, 'configmaps', 'one', { data: { b: '2' } }).metadata;
    expect(refused(lab, put({ name: 'one', resourceVersion: first.metadata.resourceVersion })).message).toBe(
      'Operation cannot be fulfilled on configmaps "one": the object has been modified; please apply your changes to the latest version and try again',
    );
    expect(ask(lab, put({ name: 'one', resourceVersion }, { data: { c: '3' } }))['data']).toEqual({ c: '3' });
    expect(ask(lab, put({ name: 'one' }, { data: { d: '4' } }))['data']).toEqual({ d: '4' });
  });

  test('of what is not there is 404, but makes a Service', () => {
    const body = manifest('services', 'fresh', { spec: { ports: [{ port: 80 }] } });
    expect(
      refused(lab, { verb: 'update', resource: 'configmaps', name: 'x', body: manifest('configmaps', 'x') })
        .code,
    ).toBe(404);
    expect(lab.do({ verb: 'update', resource: 'services', name: 'fresh', body }).code).toBe(201);
  });
});

describe('a PATCH', () => {
  const lab = bootedLab();
  lab.createDeployment('web', { replicas: 0 });
  create(lab, 'configmaps', 'one', { data: { a: '1', b: '2' } });
  const of = (
    patchType: 'json' | 'merge' | 'strategic',
    body: unknown,
    resource = 'configmaps',
    name = 'one',
  ) => refused(lab, { verb: 'patch', resource, name, patchType, body });

  test('merges, and removes with null', () => {
    expect(patch(lab, 'configmaps', 'one', { data: { b: null, c: '3' } })['data']).toEqual({
      a: '1',
      c: '3',
    });
  });

  test('of JSON operations is applied whole or not at all', () => {
    const operations = [
      { op: 'add', path: '/data/d', value: '4' },
      { op: 'test', path: '/data/a', value: 'other' },
    ];
    expect(of('json', operations)).toEqual({
      code: 422,
      reason: 'Invalid',
      message: 'the server rejected our request due to an error in our request',
    });
    expect(read(lab, 'configmaps', 'one')?.['data']).toEqual({ a: '1', c: '3' });
    expect(
      patch(lab, 'configmaps', 'one', [{ op: 'move', from: '/data/c', path: '/data/z' }], 'json')['data'],
    ).toEqual({ a: '1', z: '3' });
  });

  test('of the strategic type merges containers by name, and deletes one when told so', () => {
    const containers = (list: readonly object[]) => ({ spec: { template: { spec: { containers: list } } } });
    const namesAfter = (list: readonly object[]): string[] =>
      patch(lab, 'deployments', 'web', containers(list), 'strategic')['spec'].template.spec.containers.map(
        ({ name, image }: { name: string; image: string }) => `${name} ${image}`,
      );
    expect(namesAfter([{ name: 'side', image: 'busybox:1' }])).toEqual(['side busybox:1', 'main nginx:1.27']);
    expect(namesAfter([{ name: 'main', image: 'nginx:1.28' }])).toContain('main nginx:1.28');
    expect(namesAfter([{ $patch: 'delete', name: 'side' }])).toEqual(['main nginx:1.28']);
  });

  test('of the merge type replaces lists', () => {
    const body = { spec: { template: { spec: { containers: [{ name: 'only', image: 'busybox:1' }] } } } };
    expect(patch(lab, 'deployments', 'web', body)['spec'].template.spec.containers).toHaveLength(1);
  });

  test('whose result is no object of its kind is told with the patch', () => {
    expect(of('strategic', { spec: { replicas: 'x' } }, 'deployments', 'web')).toEqual({
      code: 422,
      reason: 'Invalid',
      message: ' "" is invalid: patch: Invalid value: "map[spec:map[replicas:x]]": unrecognized type: int32',
    });
    expect(of('strategic', { metadata: { labels: { a: 1 } } }).message).toContain(
      'cannot convert int64 to string',
    );
    expect(of('strategic', { data: 'x' }).message).toContain('cannot restore map from string');
    expect(of('strategic', { dada: {} }).message).toBe(
      ' "" is invalid: patch: Invalid value: "map[dada:map[]]": strict decoding error: unknown field "dada"',
    );
    expect(of('merge', { data: { a: 1 } }).message).toMatch(
      /^ "" is invalid: patch: Invalid value: "\{.*\}": json: cannot unmarshal number into Go struct field ConfigMap.data of type string$/,
    );
  });

  test('of the strategic type needs the key of a keyed list', () => {
    const body = { spec: { template: { spec: { containers: [{ image: 'x' }] } } } };
    expect(of('strategic', body, 'deployments', 'web')).toEqual({
      code: 500,
      reason: undefined,
      message: 'map: map[image:x] does not contain declared merge key: name',
    });
  });

  test('cannot give the object another identity', () => {
    expect(of('merge', { metadata: { name: 'two' } }).message).toBe(
      'the name of the object (two) does not match the name on the URL (one)',
    );
    expect(of('merge', { metadata: { uid: 'two' } }).message).toBe(
      'ConfigMap "one" is invalid: metadata.uid: Invalid value: "two": field is immutable',
    );
    expect(of('merge', { metadata: { resourceVersion: '1' } })).toMatchObject({
      code: 409,
      reason: 'Conflict',
    });
  });

  test('of what is not there is 404', () => {
    expect(of('merge', {}, 'configmaps', 'nobody').message).toBe('configmaps "nobody" not found');
  });

  test('that changes nothing leaves the version alone', () => {
    const { resourceVersion } = read(lab, 'configmaps', 'one')?.metadata ?? {};
    expect(patch(lab, 'configmaps', 'one', { data: { a: '1' } }).metadata.resourceVersion).toBe(
      resourceVersion,
    );
  });
});

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
