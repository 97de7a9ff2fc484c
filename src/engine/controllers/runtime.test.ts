/** The runtime of the controllers, at work in a cluster: retries, and what cuts them short. */
import { describe, expect, test } from 'vitest';
import { bootedLab, type Lab } from '../testing/lab';
import type { ControllerManagerState } from './manager-state';

function manager(lab: Lab): ControllerManagerState {
  return lab.simulation.stateOf(`${lab.cluster}/kube-controller-manager`) as ControllerManagerState;
}

/** A Deployment that cannot make its ReplicaSet, because somebody else's has the name. */
function squatted(): { readonly lab: Lab; readonly name: string } {
  const lab = bootedLab();
  lab.createDeployment('web', { replicas: 1 });
  lab.ready('web', 1);
  const [set] = lab.replicaSets('web');
  const { name = '', labels = {} } = set?.metadata ?? {};
  lab.delete('deployments', 'web');
  lab.until('all gone', () => lab.replicaSets().length === 0 && lab.pods().length === 0, 60_000);
  const { selector, template } = set?.spec ?? {};
  const body = {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: { name, labels },
    spec: { replicas: 0, selector, template: { metadata: template?.metadata, spec: template?.spec } },
  };
  lab.do({ verb: 'create', resource: 'replicasets', body });
  lab.createDeployment('web', { replicas: 1 });
  return { lab, name };
}

describe('a request that fails', () => {
  test('is tried again after 5 ms, 10, 20 …: twice as long each time', () => {
    const { lab, name } = squatted();
    lab.run(20_000);
    const hops = lab.simulation.trace.between(0, lab.simulation.seq);
    const tries = hops.filter(
      (hop) => hop.kind === 'request' && hop.verb === 'create' && hop.key === `default/${name}`,
    );
    const gaps = tries.slice(2).map(({ start }, i) => start - (tries[i + 1]?.start ?? 0));

    expect(gaps.length).toBeGreaterThan(8);
    gaps.slice(1, -1).forEach((gap, i) => {
      expect(gap / (gaps[i] ?? 1)).toBeGreaterThan(1.2);
      expect(gap / (gaps[i] ?? 1)).toBeLessThan(2.1);
    });
    expect(
      lab
        .told('web')
        .some((line) => line.startsWith('Warning ReplicaSetCreateError: Failed to create new replica set')),
    ).toBe(true);
  });

  test('is tried at once when its object changes, however long it would have waited', () => {
    const { lab, name } = squatted();
    lab.run(60_000);
    const { phase } = manager(lab).controllers.get('deployment')?.keys.map.get('default/web') ?? {};
    expect(phase).toBe('retrying');
    lab.delete('replicasets', name);
    const body = { metadata: { labels: { touched: 'yes' } } };
    lab.do({ verb: 'patch', resource: 'deployments', name: 'web', body, patchType: 'merge' });
    lab.until('its ReplicaSet', () => lab.replicaSets('web').length === 1, 1000);
    lab.ready('web', 1);
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

  test('of a node wakes every 5 s', () => {
    const lab = bootedLab({ workers: 2 });
    const keys =
      manager(lab).controllers.get('node-lifecycle')?.keys.map ??
      new Map<string, { readonly phase: string }>();

    expect([...keys].map(([key, { phase }]) => `${key} ${phase}`)).toEqual([
      'worker-1 waking',
      'worker-2 waking',
    ]);
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
