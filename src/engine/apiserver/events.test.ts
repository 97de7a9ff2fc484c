/** Events that leave with their lease, and the compaction of what was. */
import { describe, expect, test } from 'vitest';
import { ControlPlane } from '../testing/control-plane';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

function record(plane: ControlPlane, name: string): number {
  const metadata = { name, namespace: 'default' };
  const involved = { kind: 'Pod', apiVersion: 'v1', namespace: 'default', name: 'one', uid: 'x' };
  const words = { reason: 'Testing', message: 'hello', type: 'Normal', component: 'kubelet', host: '' };
  const times = { firstMs: 0, lastMs: 0, count: 1 };
  const body = { apiVersion: 'v1', kind: 'Event', metadata, involved, ...words, ...times };
  return plane.ask({ verb: 'create', resource: 'events', user: 'system:kubelet', body }).code;
}

function count(plane: ControlPlane): number {
  return plane.ask({ verb: 'list', resource: 'events', namespace: '' }).items?.length ?? 0;
}

describe('an Event', () => {
  test('is there for an hour after its last write, and not for long afterwards', () => {
    const plane = new ControlPlane();
    record(plane, 'early');
    record(plane, 'repeated');
    plane.run(30 * MINUTE);
    expect(record(plane, 'repeated')).toBe(201);
    plane.run(30 * MINUTE - 1000);
    expect(count(plane)).toBe(2);
    plane.run(MINUTE + 2000);

    expect(count(plane)).toBe(1);
    plane.run(30 * MINUTE);
    expect(count(plane)).toBe(0);
    expect(plane.etcd.leases.map.size).toBe(0);
  });

  test('shares its lease with those of the same minute', () => {
    const plane = new ControlPlane();
    for (const name of ['a', 'b', 'c']) record(plane, name);
    expect(plane.etcd.leases.map.size).toBe(1);
    plane.run(MINUTE + 1000);
    record(plane, 'd');

    expect(plane.etcd.leases.map.size).toBe(2);
  });

  test('that expires is told to watchers', () => {
    const plane = new ControlPlane();
    record(plane, 'a');
    plane.ask({ verb: 'watch', resource: 'events', revision: plane.etcd.revision });
    plane.run(HOUR + 2 * MINUTE);

    expect(plane.told('events')).toEqual(['DELETED a']);
  });

  test('expires also when the API server or etcd was away meanwhile', () => {
    const plane = new ControlPlane();
    record(plane, 'a');
    plane.stop(plane.server);
    plane.run(HOUR);
    plane.start(plane.server);
    plane.stop(plane.etcdAddress);
    plane.run(5 * MINUTE);
    plane.start(plane.etcdAddress);
    plane.run(2000);

    expect(count(plane)).toBe(0);
  });
});

describe('compaction', () => {
  const write = (plane: ControlPlane, i: number): unknown =>
    plane.create('configmaps', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: `c-${i}` } });

  test('happens every five minutes, to where etcd stood five minutes before', () => {
    const plane = new ControlPlane();
    write(plane, 1);
    plane.run(5 * MINUTE);
    expect(plane.etcd.compactRevision).toBe(1);
    const then = plane.etcd.revision;
    for (let i = 2; i < 10; i++) write(plane, i);
    plane.run(5 * MINUTE);

    expect(plane.etcd.compactRevision).toBe(then);
    expect(plane.etcd.others.map.get('compact_rev_key')).toMatchObject({ version: 2, value: String(then) });
  });

  test('a watch from before it is refused', () => {
    const plane = new ControlPlane();
    write(plane, 1);
    const early = plane.etcd.revision;
    write(plane, 2);
    plane.run(10 * MINUTE);
    const oldest = plane.etcd.compactRevision;

    expect(oldest).toBeGreaterThan(early);
    expect(plane.refused({ verb: 'watch', resource: 'configmaps', revision: early })).toEqual({
      code: 410,
      reason: 'Expired',
      message: `too old resource version: ${early} (${oldest})`,
    });
  });

  test('begins anew after a restart, without going back', () => {
    const plane = new ControlPlane();
    plane.run(10 * MINUTE);
    const before = plane.etcd.compactRevision;
    plane.stop(plane.server);
    plane.start(plane.server);
    write(plane, 1);
    plane.run(5 * MINUTE + 1000);
    expect(plane.etcd.compactRevision).toBe(before);
    write(plane, 2);
    plane.run(5 * MINUTE);

    expect(plane.etcd.compactRevision).toBeGreaterThan(before);
  });
});
