/** exec, eviction and binding: the subresources that are verbs. */
import { describe, expect, test } from 'vitest';
import type { Pod } from '../api/pod';
import type { ExecRequest, ExecResult } from '../api/wire';
import { ControlPlane } from '../testing/control-plane';

const KUBELET = 'lab/worker-1/kubelet';

function bound(plane: ControlPlane, name = 'one'): Pod {
  const spec = { containers: [{ name: 'main', image: 'nginx:1.27' }], nodeName: 'worker-1' };
  return plane.create<Pod>('pods', { apiVersion: 'v1', kind: 'Pod', metadata: { name }, spec });
}

function withNode(): ControlPlane {
  const plane = new ControlPlane({}, ['user', 'worker-1/kubelet']);
  const node = { apiVersion: 'v1', kind: 'Node', metadata: { name: 'worker-1' }, spec: {} };
  plane.create('nodes', node, '');
  const status = { addresses: [{ type: 'InternalIP', address: '172.18.0.3' }] };
  const patch = {
    verb: 'patch',
    resource: 'nodes',
    namespace: '',
    name: 'worker-1',
    subresource: 'status',
  } as const;
  plane.do({ ...patch, patchType: 'merge', body: { status } });
  bound(plane);
  return plane;
}

const EXEC = {
  verb: 'create',
  resource: 'pods',
  name: 'one',
  subresource: 'exec',
  command: ['true'],
} as const;

describe('exec', () => {
  test('waits for the kubelet and hands its answer back', () => {
    const plane = withNode();
    const id = plane.send(EXEC);
    plane.run(100);
    expect(plane.answerTo(id)).toBeUndefined();
    const asked = plane.received.find(({ type }) => type === 'exec')?.data as ExecRequest;
    const result: ExecResult = { id: asked.id, error: '', exitCode: 3, stdout: 'out', stderr: '' };
    plane.simulation.input({
      label: 'answer',
      from: KUBELET,
      to: plane.server,
      type: 'exec-result',
      data: result,
      hop: { kind: 'exec', verb: 'result', resource: '', key: '', code: 0 },
      latency: 1,
      immediate: false,
    });
    plane.run(10);

    expect(plane.answerTo(id)).toMatchObject({ code: 200, body: { exitCode: 3, stdout: 'out', stderr: '' } });
    expect(plane.state.inFlight.size).toBe(0);
  });

  test('to a kubelet that does not run is refused at once', () => {
    const plane = withNode();
    plane.stop(KUBELET);
    plane.run(10);

    expect(plane.refused(EXEC)).toEqual({
      code: 500,
      reason: undefined,
      message: 'error dialing backend: dial tcp 172.18.0.3:10250: connect: connection refused',
    });
  });

  test('to a machine without power times out', () => {
    const plane = withNode();
    const data = { type: 'power-off', machine: 'lab/worker-1' } as const;
    const hop = { kind: 'input', verb: 'power-off', resource: '', key: '', code: 0 } as const;
    const input = {
      label: 'power off',
      from: '',
      to: 'kernel',
      type: 'control',
      data,
      hop,
      latency: 0,
      immediate: true,
    };
    plane.simulation.input(input);
    const begin = plane.simulation.now;

    expect(plane.refused(EXEC).message).toBe('error dialing backend: dial tcp 172.18.0.3:10250: i/o timeout');
    expect(plane.simulation.now - begin).toBeGreaterThanOrEqual(10_000);
  });

  test('breaks when the kubelet dies', () => {
    const plane = withNode();
    const id = plane.send(EXEC);
    plane.run(20);
    plane.stop(KUBELET);
    plane.run(20);

    expect(plane.answerTo(id)).toMatchObject({ code: 500, body: { message: 'unexpected EOF' } });
  });

  test('is forgotten when the asker is gone', () => {
    const plane = withNode();
    plane.send(EXEC);
    plane.run(20);
    expect(plane.state.inFlight.size).toBe(1);
    plane.stop('lab/user');
    plane.run(20);

    expect(plane.state.inFlight.size).toBe(0);
  });
});

describe('eviction', () => {
  const evict = (name: string, deleteOptions?: object): Parameters<ControlPlane['ask']>[0] => ({
    verb: 'create',
    resource: 'pods',
    name,
    subresource: 'eviction',
    body: {
      apiVersion: 'policy/v1',
      kind: 'Eviction',
      metadata: { name, namespace: 'default' },
      deleteOptions,
    },
  });

  test('tells the pod why, and deletes it with its grace', () => {
    const plane = new ControlPlane();
    bound(plane);
    const answer = plane.ask(evict('one'));
    const pod = plane.stored<Pod>('pods', 'default/one') as Pod;

    expect(answer).toMatchObject({ code: 201, body: { kind: 'Status', status: 'Success' } });
    expect(answer.revision).toBe(plane.etcd.revision);
    expect(pod.metadata.deletionGracePeriodSeconds).toBe(30);
    expect(pod.status.conditions?.find(({ type }) => type === 'DisruptionTarget')).toMatchObject({
      status: 'True',
      reason: 'EvictionByEvictionAPI',
      message: 'Eviction API: evicting',
    });
  });

  test('takes the grace and the preconditions of its body', () => {
    const plane = new ControlPlane();
    const { metadata } = bound(plane);
    expect(plane.refused(evict('one', { preconditions: { uid: 'else' } })).code).toBe(409);
    expect(plane.refused(evict('one', { preconditions: { resourceVersion: '1' } })).code).toBe(409);
    expect(plane.stored<Pod>('pods', 'default/one')?.metadata).toEqual(metadata);
    const { uid, resourceVersion } = metadata;
    plane.do(evict('one', { gracePeriodSeconds: 5, preconditions: { uid, resourceVersion } }));

    expect(plane.stored('pods', 'default/one')?.metadata.deletionGracePeriodSeconds).toBe(5);
  });

  test('of nobody finds nobody', () => {
    expect(new ControlPlane().refused(evict('one')).code).toBe(404);
  });

  test('must mean the pod on the URL', () => {
    const plane = new ControlPlane();
    bound(plane);

    expect(plane.refused({ ...evict('other'), name: 'one' }).message).toBe(
      'name in URL does not match name in Eviction object',
    );
  });
});

test('a subresource that is a verb takes nothing but a POST', () => {
  const plane = new ControlPlane();
  bound(plane);
  const call = { resource: 'pods', name: 'one' } as const;

  for (const verb of ['get', 'update', 'delete', 'deletecollection'] as const)
    expect(plane.refused({ ...call, verb, subresource: 'eviction' }).code).toBe(405);
  expect(plane.refused({ ...call, verb: 'delete', subresource: 'status' })).toEqual({
    code: 405,
    reason: 'MethodNotAllowed',
    message: 'delete is not supported on resources of kind "pods"',
  });
});

test('other kinds have no such subresources', () => {
  const plane = new ControlPlane();
  const call = { verb: 'create', resource: 'configmaps', name: 'x', body: {} } as const;

  for (const subresource of ['eviction', 'exec', 'binding', 'scale', 'status', 'finalize'])
    expect(plane.refused({ ...call, subresource }).message).toBe(
      'the server could not find the requested resource',
    );
});
