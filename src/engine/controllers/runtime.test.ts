/** The runtime of the controllers, at work in a cluster: retries, and what cuts them short. */
import { describe, expect, test } from 'vitest';
import { faultInput } from '../faults/faults';
import { bootedLab, type Lab } from '../testing/lab';
import type { ControllerManagerState, KeyRecord } from './manager-state';

function manager(lab: Lab): ControllerManagerState {
  return lab.simulation.stateOf(`${lab.cluster}/kube-controller-manager`) as ControllerManagerState;
}

/** A ReplicaSet whose pods the API server refuses: they name a PriorityClass that does not exist. */
function refused(): Lab {
  const lab = bootedLab();
  const labels = { app: 'web' };
  const spec = { priorityClassName: 'important', containers: [{ name: 'main', image: 'nginx:1.27' }] };
  const body = {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: { name: 'web' },
    spec: { replicas: 1, selector: { matchLabels: labels }, template: { metadata: { labels }, spec } },
  };
  lab.do({ verb: 'create', resource: 'replicasets', body });
  return lab;
}

describe('a request that fails', () => {
  test('is tried again after 5 ms, 10, 20 …: twice as long each time', () => {
    const lab = refused();
    lab.run(20_000);
    const hops = lab.simulation.trace.between(0, lab.simulation.seq);
    const tries = hops.filter(
      (hop) => hop.kind === 'request' && hop.verb === 'create' && hop.by === 'replicaset',
    );
    const gaps = tries.slice(2).map(({ start }, i) => start - (tries[i + 1]?.start ?? 0));

    expect(gaps.length).toBeGreaterThan(8);
    gaps.slice(1, -1).forEach((gap, i) => {
      expect(gap / (gaps[i] ?? 1)).toBeGreaterThan(1.2);
      expect(gap / (gaps[i] ?? 1)).toBeLessThan(2.1);
    });
    expect(lab.told('web').every((line) => line.startsWith('Warning FailedCreate: Error creating: '))).toBe(
      true,
    );
  });

  test('is tried at once when its object changes, however long it would have waited', () => {
    const lab = refused();
    lab.run(60_000);
    const { phase } = manager(lab).controllers.get('replicaset')?.keys.map.get('default/web') ?? {};
    expect(phase).toBe('retrying');
    const body = {
      apiVersion: 'scheduling.k8s.io/v1',
      kind: 'PriorityClass',
      metadata: { name: 'important' },
      value: 5,
    };
    lab.do({ verb: 'create', resource: 'priorityclasses', namespace: '', body });
    const change = { metadata: { labels: { touched: 'yes' } } };
    lab.do({ verb: 'patch', resource: 'replicasets', name: 'web', body: change, patchType: 'merge' });
    lab.until('its pod', () => lab.pods('web').length === 1, 1000);
  });
});

/** The manager is stopped and started again: it begins with empty caches. */
describe('a manager that begins again', () => {
  test('does nothing twice', () => {
    const lab = bootedLab({ latencies: { watch: 300 } });
    lab.createDeployment('web', { replicas: 5 });
    lab.ready('web', 5);
    const names = lab.pods('web').map(({ metadata }) => metadata.name);
    lab.run(2000);
    for (const type of ['stop', 'start'] as const)
      lab.simulation.input(faultInput(lab.cluster, { type, target: 'kube-controller-manager' }, ''));
    const before = lab.simulation.seq;
    lab.run(60_000);
    const hops = lab.simulation.trace.between(before, lab.simulation.seq);
    const asked = hops.filter(
      ({ kind, verb, by }) => kind === 'request' && verb !== 'get' && (by ?? '') !== '',
    );

    expect(lab.pods('web').map(({ metadata }) => metadata.name)).toEqual(names);
    expect(asked.filter(({ resource }) => resource !== 'events')).toEqual([]);
  });
});

describe('a key', () => {
  test('is forgotten when there is nothing more to do for it', () => {
    const lab = bootedLab();
    lab.createDeployment('web', { replicas: 3 });
    lab.ready('web', 3);
    lab.run(5000);
    for (const name of ['deployment', 'replicaset', 'garbagecollector']) {
      expect([...(manager(lab).controllers.get(name)?.keys.map.keys() ?? [])]).toEqual([]);
    }
  });

  test('of the node monitor wakes every 5 s', () => {
    const lab = bootedLab({ workers: 2 });
    const keys = manager(lab).controllers.get('node-lifecycle')?.keys.map ?? new Map<string, KeyRecord>();
    expect([...keys].map(([key, { phase }]) => `${key} ${phase}`)).toEqual(['* waking']);
  });
});

describe('a reconcile', () => {
  test('that reads many objects takes time, so that a big ReplicaSet is not looked at for each of its pods', () => {
    const lab = bootedLab({
      workers: 10,
      limits: { controllers: { qps: Infinity, burst: 1 }, others: { qps: Infinity, burst: 1 } },
    });
    lab.createDeployment('web', { replicas: 400 });
    lab.ready('web', 400);
    const hops = lab.simulation.trace.between(0, lab.simulation.seq);
    const updates = hops.filter(({ kind, resource, by }) => {
      return kind === 'request' && resource === 'replicasets/status' && by === 'replicaset';
    });

    expect(updates.length).toBeLessThan(120);
  });
});
