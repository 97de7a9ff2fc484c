/** Conformance of the API server: creation, and which verbs and names there are. */
import { describe, expect, test } from 'vitest';
import type { Status } from '../api/status';
import { ask, create, manifest, patch, read, refused, remove } from './conformance';
import { bootedLab } from './lab';
import { deploymentManifest, podManifest } from './manifests';

const OF_MAPS = { resource: 'configmaps' } as const;

describe('create', () => {
  const lab = bootedLab();

  test('answers 201 with the object as it is stored', () => {
    const { code, body } = lab.request({
      verb: 'create',
      ...OF_MAPS,
      body: manifest('configmaps', 'made', { data: { a: '1' } }),
    });
    expect(code).toBe(201);
    expect(body).toEqual(read(lab, 'configmaps', 'made'));
  });

  test('needs a name', () => {
    const body = { apiVersion: 'v1', kind: 'ConfigMap', metadata: {} };
    expect(refused(lab, { verb: 'create', ...OF_MAPS, body })).toEqual({
      code: 422,
      reason: 'Invalid',
      message: 'ConfigMap "" is invalid: metadata.name: Required value: name or generateName is required',
    });
  });

  test('takes the namespace of the URL, and no other', () => {
    expect(create(lab, 'configmaps', 'placed').metadata.namespace).toBe('default');
    const body = manifest('configmaps', 'x', { metadata: { namespace: 'kube-system' } });
    expect(refused(lab, { verb: 'create', ...OF_MAPS, body })).toEqual({
      code: 400,
      reason: 'BadRequest',
      message: 'the namespace of the provided object does not match the namespace sent on the request',
    });
  });

  test('ignores a namespace of what is in none', () => {
    const node = create(lab, 'nodes', 'spare', { metadata: { namespace: 'default' } });
    expect(node.metadata.namespace).toBeUndefined();
  });

  test('refuses another kind and another version', () => {
    const of = (apiVersion: string, kind: string): string =>
      refused(lab, { verb: 'create', ...OF_MAPS, body: { apiVersion, kind, metadata: { name: 'x' } } })
        .message;
    expect(of('v1', 'Pod')).toBe(
      'Pod in version "v1" cannot be handled as a ConfigMap: converting (v1.Pod) to (core.ConfigMap): unknown conversion',
    );
    expect(of('v2', 'ConfigMap')).toBe(
      'the API version in the data (v2) does not match the expected API version (v1)',
    );
  });

  test('names every unknown field', () => {
    const spec = { ...(deploymentManifest('web') as { spec: object }).spec, replicaz: 2, foo: 'bar' };
    const body = { ...(deploymentManifest('web') as object), spec };
    expect(refused(lab, { verb: 'create', resource: 'deployments', body })).toEqual({
      code: 400,
      reason: 'BadRequest',
      message:
        'Deployment in version "v1" cannot be handled as a Deployment: strict decoding error: unknown field "spec.replicaz", unknown field "spec.foo"',
    });
  });

  test('says which field has the wrong type', () => {
    const body = { ...(deploymentManifest('web') as object), spec: { replicas: 'three' } };
    expect(refused(lab, { verb: 'create', resource: 'deployments', body }).message).toBe(
      'Deployment in version "v1" cannot be handled as a Deployment: json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32',
    );
  });

  test('generates names of 63 characters at most', () => {
    const generateName = 'a'.repeat(70);
    const { metadata } = create(lab, 'configmaps', '', { metadata: { name: '', generateName } });
    expect(metadata.name).toMatch(/^a{58}[bcdfghjklmnpqrstvwxz2456789]{5}$/);
    expect(metadata.generateName).toBe(generateName);
  });

  test('is refused for what is there already', () => {
    create(lab, 'configmaps', 'twice');
    const body = manifest('configmaps', 'twice');
    const { code, body: status } = lab.request({ verb: 'create', ...OF_MAPS, body });
    expect(code).toBe(409);
    expect(status).toEqual({
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      message: 'configmaps "twice" already exists',
      reason: 'AlreadyExists',
      details: { name: 'twice', kind: 'configmaps' },
      code: 409,
    });
  });

  test('drops what only the server may set', () => {
    const metadata = {
      uid: 'mine',
      resourceVersion: '1',
      creationTimestamp: '2001-01-01T00:00:00Z',
      deletionTimestamp: '2001-01-01T00:00:00Z',
      generation: 9,
    };
    const made = create(lab, 'configmaps', 'claimed', { metadata });
    expect(made.metadata.uid).not.toBe('mine');
    expect(made.metadata.deletionTimestamp).toBeUndefined();
    expect(made.metadata.creationTimestamp).toMatch(/^2026-/);
  });

  test('counts the generation of what has a spec, from 1', () => {
    expect(
      create(lab, 'pods', 'counted', podManifest('x') as Readonly<Record<string, unknown>>).metadata
        .generation,
    ).toBe(1);
    lab.createDeployment('counted', { replicas: 0 });
    expect(read(lab, 'deployments', 'counted')?.metadata.generation).toBe(1);
    expect(
      create(lab, 'services', 'counted', { spec: { ports: [{ port: 80 }] } }).metadata.generation,
    ).toBeUndefined();
  });

  test('of a namespace labels it with its name and holds it', () => {
    const { metadata, spec, status } = create(lab, 'namespaces', 'shop');
    expect(metadata.labels).toEqual({ 'kubernetes.io/metadata.name': 'shop' });
    expect([spec, status]).toEqual([{ finalizers: ['kubernetes'] }, { phase: 'Active' }]);
  });

  test('needs a namespace that exists', () => {
    const body = manifest('configmaps', 'lost');
    expect(refused(lab, { verb: 'create', ...OF_MAPS, namespace: 'nowhere', body })).toEqual({
      code: 404,
      reason: 'NotFound',
      message: 'namespaces "nowhere" not found',
    });
  });
});

describe('verbs that do not go together with a path', () => {
  const lab = bootedLab();
  lab.createPod('one');

  test.each([
    ['get', 'pods', 'binding'],
    ['delete', 'pods', 'status'],
    ['create', 'deployments', 'scale'],
    ['patch', 'namespaces', 'finalize'],
  ] as const)('%s %s/%s is 405', (verb, resource, subresource) => {
    const place = resource === 'namespaces' ? { namespace: '', name: 'default' } : { name: 'one' };
    expect(refused(lab, { verb, resource, subresource, ...place, body: {} })).toEqual({
      code: 405,
      reason: 'MethodNotAllowed',
      message: `${verb} is not supported on resources of kind "${resource === 'deployments' ? 'deployments.apps' : resource}"`,
    });
  });

  test('namespaces are deleted one by one', () => {
    expect(refused(lab, { verb: 'deletecollection', resource: 'namespaces', namespace: '' }).code).toBe(405);
  });
});

describe('names', () => {
  const lab = bootedLab();

  test.each([
    [
      'configmaps',
      'Bad_Name',
      'a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters',
    ],
    ['namespaces', 'A_b', 'a lowercase RFC 1123 label must consist of lower case alphanumeric characters'],
    ['namespaces', 'a.b', 'must not contain dots'],
    ['services', '1st', 'a DNS-1035 label must consist of lower case alphanumeric characters'],
    ['configmaps', 'a'.repeat(254), 'must be no more than 253 characters'],
  ])('of %s: %s', (resource, name, words) => {
    const namespace = resource === 'namespaces' ? '' : 'default';
    const body = manifest(resource, name, resource === 'services' ? { spec: { ports: [{ port: 80 }] } } : {});
    const { code, message } = refused(lab, { verb: 'create', resource, namespace, body });
    expect(code).toBe(422);
    expect(message).toContain(`metadata.name: Invalid value: "${name}": ${words}`);
  });

  test('labels and annotations are checked too', () => {
    const body = manifest('configmaps', 'x', {
      metadata: { labels: { 'a b': 'c' }, annotations: { '': 'x' } },
    });
    const { details } = lab.request({ verb: 'create', ...OF_MAPS, body }).body as Status;
    expect(details?.causes?.map(({ field }) => field)).toEqual([
      'metadata.labels',
      'metadata.annotations',
      'metadata.annotations',
    ]);
  });
});

test('a PriorityClass keeps its value, and those of the system stay', () => {
  const lab = bootedLab();
  create(lab, 'priorityclasses', 'high', { value: 1000 });
  const call = { resource: 'priorityclasses', namespace: '', name: 'high' } as const;
  expect(refused(lab, { verb: 'patch', ...call, patchType: 'merge', body: { value: 5 } }).message).toBe(
    'PriorityClass.scheduling.k8s.io "high" is invalid: value: Forbidden: may not be changed in an update.',
  );
  expect(patch(lab, 'priorityclasses', 'high', { description: 'for the brave' })['description']).toBe(
    'for the brave',
  );
  expect(refused(lab, { verb: 'delete', ...call, name: 'system-node-critical' })).toEqual({
    code: 403,
    reason: 'Forbidden',
    message:
      'priorityclasses.scheduling.k8s.io "system-node-critical" is forbidden: this is a system priority class and cannot be deleted',
  });
});

test('an immutable ConfigMap changes its labels only', () => {
  const lab = bootedLab();
  create(lab, 'configmaps', 'fixed', { data: { a: '1' }, immutable: true });
  const call = { verb: 'patch', ...OF_MAPS, name: 'fixed', patchType: 'merge' } as const;
  expect(refused(lab, { ...call, body: { data: { a: '2' } } }).message).toBe(
    'ConfigMap "fixed" is invalid: data: Forbidden: field is immutable when `immutable` is set',
  );
  expect(refused(lab, { ...call, body: { immutable: false } }).message).toBe(
    'ConfigMap "fixed" is invalid: immutable: Forbidden: field is immutable when `immutable` is set',
  );
  expect(ask(lab, { ...call, body: { metadata: { labels: { a: 'b' } } } }).metadata.labels).toEqual({
    a: 'b',
  });
  remove(lab, 'configmaps', 'fixed');
  expect(read(lab, 'configmaps', 'fixed')).toBeUndefined();
});
