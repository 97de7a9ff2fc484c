/** PUT and PATCH: guards, creation by PUT, patch types and no-ops. */
import { describe, expect, test } from 'vitest';
import type { ConfigMap } from '../api/configmap';
import type { Lease } from '../api/lease';
import { ControlPlane } from '../testing/control-plane';

const MAP = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'one' }, data: { a: '1', b: '2' } };
const PATCH = { verb: 'patch', resource: 'configmaps', name: 'one' } as const;

function withMap(): ControlPlane {
  const plane = new ControlPlane();
  plane.create('configmaps', MAP);
  return plane;
}

describe('a PUT on a name that does not exist', () => {
  const LEASE = {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: { name: 'one', namespace: 'default' },
    spec: { holderIdentity: 'me' },
  };

  test('creates a Lease', () => {
    const plane = new ControlPlane();
    const answer = plane.ask({ verb: 'update', resource: 'leases', name: 'one', body: LEASE });

    expect(answer.code).toBe(201);
    expect(plane.stored<Lease>('leases', 'default/one')?.spec.holderIdentity).toBe('me');
  });

  test('finds nothing for most kinds', () => {
    const plane = new ControlPlane();

    expect(plane.refused({ verb: 'update', resource: 'configmaps', name: 'one', body: MAP })).toEqual({
      code: 404,
      reason: 'NotFound',
      message: 'configmaps "one" not found',
    });
    expect(
      plane.refused({ verb: 'patch', resource: 'leases', name: 'one', patchType: 'merge', body: {} }).code,
    ).toBe(404);
  });

  test('must mean the name on the URL', () => {
    const plane = new ControlPlane();

    expect(plane.refused({ verb: 'update', resource: 'leases', name: 'two', body: LEASE })).toEqual({
      code: 400,
      reason: 'BadRequest',
      message: 'the name of the object (one) does not match the name on the URL (two)',
    });
  });

  test('a Lease that exists wants to be written by who has seen it', () => {
    const plane = new ControlPlane();
    plane.create('leases', LEASE);
    const call = { verb: 'update', resource: 'leases', name: 'one' } as const;

    expect(plane.refused({ ...call, body: LEASE })).toEqual({
      code: 422,
      reason: 'Invalid',
      message:
        'Lease.coordination.k8s.io "one" is invalid: metadata.resourceVersion: Invalid value: 0x0: must be specified for an update',
    });
    const seen = plane.stored<Lease>('leases', 'default/one') as Lease;
    expect(plane.ask({ ...call, body: { ...seen, spec: { holderIdentity: 'you' } } }).code).toBe(200);
    expect(plane.refused({ ...call, body: { ...seen, spec: { holderIdentity: 'him' } } }).code).toBe(409);
  });
});

describe('a patch', () => {
  test('of each type', () => {
    const plane = withMap();
    plane.do({ ...PATCH, patchType: 'merge', body: { data: { a: null, c: '3' } } });
    plane.do({ ...PATCH, patchType: 'json', body: [{ op: 'replace', path: '/data/b', value: 'two' }] });
    plane.do({ ...PATCH, patchType: 'strategic', body: { metadata: { labels: { x: 'y' } } } });
    const stored = plane.stored<ConfigMap>('configmaps', 'default/one');

    expect(stored?.data).toEqual({ b: 'two', c: '3' });
    expect(stored?.metadata.labels).toEqual({ x: 'y' });
  });

  test('that does not fit the object is refused', () => {
    const plane = withMap();
    const body = [{ op: 'test', path: '/data/a', value: 'other' }];

    expect(plane.refused({ ...PATCH, patchType: 'json', body })).toEqual({
      code: 422,
      reason: 'Invalid',
      message: 'the server rejected our request due to an error in our request',
    });
    expect(plane.refused({ ...PATCH, patchType: 'json', body: {} }).code).toBe(400);
  });

  test('that changes nothing makes no revision and wakes nobody', () => {
    const plane = withMap();
    const { revision } = plane.etcd;
    plane.ask({ verb: 'watch', resource: 'configmaps', revision });
    const answer = plane.ask({ ...PATCH, patchType: 'merge', body: { data: { a: '1' } } });
    plane.run(100);

    expect(answer).toMatchObject({ code: 200, revision });
    expect(plane.etcd.revision).toBe(revision);
    expect(plane.told('configmaps')).toEqual([]);
  });

  test('cannot change who the object is', () => {
    const plane = withMap();
    const before = plane.stored('configmaps', 'default/one');
    const { uid, creationTimestamp } = before?.metadata ?? {};
    const time = '2001-01-01T00:00:00Z';
    const metadata = { creationTimestamp: time, generation: 7 };
    plane.do({ ...PATCH, patchType: 'merge', body: { metadata, data: { a: '9' } } });
    const refused = plane.refused({
      ...PATCH,
      patchType: 'merge',
      body: { metadata: { deletionTimestamp: time } },
    });

    expect(plane.stored('configmaps', 'default/one')?.metadata).toMatchObject({ uid, creationTimestamp });
    expect(plane.stored('configmaps', 'default/one')?.metadata.generation).toBeUndefined();
    expect(refused.message).toContain(
      `metadata.deletionTimestamp: Invalid value: "${time}": field is immutable`,
    );
    expect(
      plane.refused({ ...PATCH, patchType: 'merge', body: { metadata: { uid: 'else' } } }).message,
    ).toContain('metadata.uid: Invalid value: "else": field is immutable');
    expect(plane.refused({ ...PATCH, patchType: 'merge', body: { metadata: { name: 'two' } } }).code).toBe(
      400,
    );
  });
});

test('a body that is no object is refused', () => {
  const plane = withMap();
  const put = { verb: 'update', resource: 'configmaps', name: 'one' } as const;
  for (const body of [null, 'text', 5, [], { kind: 'Status', metadata: {}, code: 200 }])
    expect(plane.refused({ ...put, body }).code).toBe(400);
});
