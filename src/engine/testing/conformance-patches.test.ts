/** Conformance of PUT and of every type of PATCH. */
import { describe, expect, test } from 'vitest';
import { KINDS } from '../api/kinds';
import { ask, create, kubeadmLab, list, manifest, names, patch, read, refused } from './conformance';
import { bootedLab } from './lab';

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

test('an Event that somebody labels stays what it is', () => {
  const lab = bootedLab();
  lab.createPod('one');
  lab.run(10_000);
  const before = list(lab, 'events', { fieldSelector: 'involvedObject.name=one,reason=Started' })[0];
  const { name } = before?.metadata ?? { name: '' };
  expect(patch(lab, 'events', name, {}).metadata.resourceVersion).toBe(before?.metadata.resourceVersion);
  const after = patch(lab, 'events', name, { metadata: { labels: { seen: 'yes' } } });
  expect(after.metadata.labels).toEqual({ seen: 'yes' });
  expect([after['reason'], after['message'], after['involvedObject'], after['count']]).toEqual([
    'Started',
    'Started container main',
    before?.['involvedObject'],
    1,
  ]);
  expect(lab.told('one')).toContain('Normal Started: Started container main');
});

test('what was read can be written back, and nothing has changed', () => {
  const lab = kubeadmLab();
  lab.createDeployment('web', { replicas: 1 });
  lab.ready('web', 1);
  lab.run(10_000);
  const changed = KINDS.filter(({ resource }) => resource !== 'leases' && resource !== 'events').flatMap(
    ({ resource }) =>
      list(lab, resource, { namespace: '' }).filter((object) => {
        const { name, namespace = '', resourceVersion } = object.metadata;
        const body = JSON.parse(JSON.stringify(object)) as unknown;
        return (
          ask(lab, { verb: 'update', resource, namespace, name, body }).metadata.resourceVersion !==
          resourceVersion
        );
      }),
  );
  expect(names(changed)).toEqual([]);
});
