/** The API server without its etcd, and both after a restart. */
import { describe, expect, test } from 'vitest';
import { ControlPlane } from '../testing/control-plane';

const POD = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'one' },
  spec: { containers: [{ name: 'main', image: 'nginx:1.27' }] },
};
const GET = { verb: 'get', resource: 'pods', name: 'one' } as const;
const TIMED_OUT = { code: 500, reason: undefined, message: 'etcdserver: request timed out' };

describe('without etcd', () => {
  test('writes and quorum reads time out after seven seconds', () => {
    const plane = new ControlPlane();
    plane.create('pods', POD);
    plane.stop(plane.etcdAddress);
    const begin = plane.simulation.now;

    expect(plane.refused(GET)).toEqual(TIMED_OUT);
    expect(plane.simulation.now - begin).toBeGreaterThanOrEqual(7000);
    expect(plane.simulation.now - begin).toBeLessThanOrEqual(8100);
    expect(plane.refused({ verb: 'list', resource: 'pods' })).toEqual(TIMED_OUT);
    expect(plane.refused({ verb: 'delete', resource: 'pods', name: 'one' })).toEqual(TIMED_OUT);
    expect(plane.state.inFlight.size).toBe(0);
  });

  test('the watch cache still answers reads that are content with it', () => {
    const plane = new ControlPlane();
    plane.create('pods', POD);
    plane.stop(plane.etcdAddress);

    expect(plane.ask({ ...GET, resourceVersion: '0' }).code).toBe(200);
    expect(plane.ask({ verb: 'list', resource: 'pods', resourceVersion: '0' }).items).toHaveLength(1);
  });

  test('a request that waits goes on when etcd is back', () => {
    const plane = new ControlPlane();
    plane.stop(plane.etcdAddress);
    const id = plane.send({ verb: 'create', resource: 'pods', body: POD });
    plane.run(2500);
    expect(plane.answerTo(id)).toBeUndefined();
    plane.start(plane.etcdAddress);
    plane.run(2000);

    expect(plane.answerTo(id)?.code).toBe(201);
    expect(plane.stored('pods', 'default/one')).toBeDefined();
  });

  test('a request that waits is part of a snapshot', () => {
    const plane = new ControlPlane();
    plane.stop(plane.etcdAddress);
    const id = plane.send({ verb: 'create', resource: 'pods', body: POD });
    plane.run(1500);
    const snapshot = plane.simulation.snapshot();
    plane.run(20_000);
    expect(plane.answerTo(id)?.code).toBe(500);
    plane.received.length = 0;
    plane.simulation.restore(snapshot);
    plane.start(plane.etcdAddress);
    plane.run(2000);

    expect(plane.answerTo(id)?.code).toBe(201);
  });

  test('what was written before is there afterwards', () => {
    const plane = new ControlPlane();
    const made = plane.create('pods', POD);
    plane.stop(plane.etcdAddress);
    plane.run(60_000);
    plane.start(plane.etcdAddress);

    expect(plane.do(GET)).toEqual(made);
  });
});

describe('after a restart of the API server', () => {
  function restarted(): ControlPlane {
    const plane = new ControlPlane();
    plane.create('pods', POD);
    plane.ask({ verb: 'watch', resource: 'pods', revision: plane.etcd.revision });
    plane.stop(plane.server);
    plane.run(1000);
    plane.start(plane.server);
    plane.run(10);
    return plane;
  }

  test('streams are closed: nobody is told of what happens then', () => {
    const plane = restarted();
    plane.do({ verb: 'delete', resource: 'pods', name: 'one' });
    plane.run(100);

    expect(plane.told('pods')).toEqual([]);
  });

  test('its new watch cache does not know the past', () => {
    const plane = restarted();
    const before = plane.etcd.revision - 1;
    const call = { verb: 'watch', resource: 'pods', revision: before } as const;

    expect(plane.refused(call)).toEqual({
      code: 410,
      reason: 'Expired',
      message: `too old resource version: ${before} (${plane.etcd.revision})`,
    });
    expect(plane.ask({ ...call, revision: plane.etcd.revision }).code).toBe(200);
  });

  test('without etcd the empty cache answers nothing', () => {
    const plane = restarted();
    plane.stop(plane.server);
    plane.stop(plane.etcdAddress);
    plane.start(plane.server);

    expect(plane.refused({ ...GET, resourceVersion: '0' })).toEqual(TIMED_OUT);
  });
});

describe('a caller that is gone', () => {
  test('is told nothing more', () => {
    const plane = new ControlPlane();
    plane.ask({ verb: 'watch', resource: 'pods', revision: plane.etcd.revision }, 'other');
    expect(plane.state.watchers.map.get('pods')).toHaveLength(1);
    plane.stop('lab/other');
    plane.run(10);

    expect(plane.state.watchers.map.get('pods')).toBeUndefined();
  });
});
