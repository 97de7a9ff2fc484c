import { describe, expect, test } from 'vitest';
import { call, create, openControlled, pod } from '../../testing/control-fixture';

describe('a session from a stranger', () => {
  const fixture = openControlled(1);
  create(fixture, 'pods', pod('a'));
  call(fixture, 'POST', '/orrery/faults', { type: 'stop', target: 'kube-scheduler' });
  const { body: good } = call(fixture, 'GET', '/orrery/session');
  const [entry] = good['journal'] as Record<string, unknown>[];
  const [cluster] = (good['config'] as { clusters: Record<string, unknown>[] }).clusters;
  const withEntry = (change: object) => ({ ...good, journal: [{ ...entry, ...change }] });
  const withCluster = (change: object) => ({
    ...good,
    config: { ...(good['config'] as object), clusters: [{ ...cluster, ...change }] },
  });
  const deep = { body: Array.from({ length: 150 }).reduce((inner) => ({ inner }), {}) };

  test('is taken when it is what we wrote', () => {
    expect(call(fixture, 'PUT', '/orrery/session', good).status).toBe(200);
    expect(fixture.loaded.at(-1)).toEqual({
      config: { ...fixture.host.config },
      journal: fixture.headless.simulation.journal,
      at: fixture.headless.now,
      step: fixture.headless.simulation.steps,
    });
  });

  test.each([
    ['no session', { kind: 'List' }, /"kind" is not OrrerySession/],
    ['a later version', { ...good, version: 2 }, /version 2/],
    ['no clusters', { ...good, config: { seed: 1, epochMs: 0, clusters: [] } }, /config.clusters/],
    ['too many machines', withCluster({ workers: 1e9 }), /config.clusters\[0\].workers/],
    ['a name with a path', withCluster({ name: '../x' }), /config.clusters\[0\].name/],
    ['no rate', withCluster({ limits: { controllers: { qps: 0, burst: 1 } } }), /limits.controllers.qps/],
    ['an input to a kubelet', withEntry({ to: 'kubeadm-lab/worker-1/kubelet' }), /journal\[0\] is no input/],
    ['an input from inside', withEntry({ from: 'kubeadm-lab/etcd' }), /journal\[0\].from/],
    ['a message of the machines’ own', withEntry({ to: 'kernel', type: 'booted', data: {} }), /is no input/],
    [
      'a fault on another cluster',
      withEntry({ to: 'kernel', type: 'control', data: { type: 'cut', machine: 'x/y' } }),
      /machine is not in/,
    ],
    [
      'a disk with anything on it',
      withEntry({
        to: 'kernel',
        type: 'control',
        data: { type: 'disk', address: 'kubeadm-lab/x', change: { type: 'start' } },
      }),
      /change.type/,
    ],
    ['a verb of one’s own', withEntry({ data: { id: 1, verb: 'eval' } }), /data.verb/],
    ['a time before all time', withEntry({ at: -1 }), /journal\[0\].at/],
    ['an end before its entries', { ...good, at: 0 }, /at comes before the last entry/],
    ['a tower of brackets', withEntry({ data: deep }), /nested too deeply/],
    ['no journal', { ...good, journal: {} }, /journal is not a list/],
  ])('%s is refused with its place', (_name, body, words) => {
    const before = fixture.loaded.length;
    const answer = call(fixture, 'PUT', '/orrery/session', body);
    expect(answer.status).toBe(400);
    expect(answer.body['message']).toMatch(words);
    expect(fixture.loaded.length).toBe(before);
  });

  test('cannot reach into JavaScript', () => {
    const text = JSON.stringify(withEntry({ data: 0 })).replace('"data":0', '"data":{"__proto__":{"id":1}}');
    expect(call(fixture, 'PUT', '/orrery/session', text).body['message']).toMatch(/__proto__/);
  });
});
