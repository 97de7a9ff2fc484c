/** Who waits for what, and what wakes whom. */
import { describe, expect, test } from 'vitest';
import type { Pod } from '../api/pod';
import { isPodReady } from '../api/pod-status';
import type { SchedulerState } from '../scheduler/state';
import { bootedLab, Lab, worldConfig } from './lab';

function scheduler(lab: Lab): SchedulerState {
  return lab.simulation.stateOf(`${lab.cluster}/kube-scheduler`) as SchedulerState;
}

function isBound({ spec }: Pod): boolean {
  return (spec.nodeName ?? '') !== '';
}

/** How often the scheduler has tried the pod in vain. */
function attempts(lab: Lab, pod: string): number {
  const failed = lab.events(pod).filter(({ reason }) => reason === 'FailedScheduling');
  return failed.reduce((sum, { series }) => sum + (series?.count ?? 1), 0);
}

function patchNode(lab: Lab, name: string, body: unknown): void {
  lab.do({ verb: 'patch', resource: 'nodes', namespace: '', name, body, patchType: 'strategic' });
}

describe('a gated pod', () => {
  test('waits without an attempt until its gates are gone', () => {
    const lab = bootedLab({ workers: 1 });
    lab.createPod('gated', { spec: { schedulingGates: [{ name: 'example.com/quota' }] } });
    lab.run(400_000);
    expect(lab.told('gated')).toEqual([]);
    expect(lab.pod('gated').status.conditions).toContainEqual(
      expect.objectContaining({ type: 'PodScheduled', reason: 'SchedulingGated' }),
    );
    const body = { spec: { schedulingGates: null } };
    lab.do({ verb: 'patch', resource: 'pods', name: 'gated', body, patchType: 'merge' });
    lab.untilPod('gated', 'ready', isPodReady, 30_000);
  });
});

describe('an unschedulable pod', () => {
  test('is tried again when its plugin may have changed its mind, and not for other reasons', () => {
    const lab = bootedLab({ workers: 1 });
    lab.createPod('picky', { nodeSelector: { disk: 'ssd' } });
    lab.run(2000);
    expect(attempts(lab, 'picky')).toBe(1);

    lab.createPod('other');
    lab.untilPod('other', 'ready', isPodReady);
    lab.delete('pods', 'other', 0);
    patchNode(lab, 'worker-1', { metadata: { labels: { colour: 'red' } } });
    patchNode(lab, 'worker-1', { spec: { unschedulable: true } });
    patchNode(lab, 'worker-1', { spec: { unschedulable: false } });
    lab.run(2000);
    expect(attempts(lab, 'picky')).toBe(1);

    patchNode(lab, 'worker-1', { metadata: { labels: { disk: 'ssd' } } });
    lab.untilPod('picky', 'bound', isBound, 1000);
  });

  test('that lacks room is tried again when any pod goes', () => {
    const lab = bootedLab({ workers: 1 });
    lab.createPod('small', { cpu: '1' });
    lab.untilPod('small', 'ready', isPodReady);
    lab.createPod('big', { cpu: '5' });
    lab.run(2000);
    lab.delete('pods', 'small', 0);
    lab.run(2000);
    expect(attempts(lab, 'big')).toBe(2);
  });

  test('is tried again after five minutes in any case', () => {
    const lab = bootedLab({ workers: 1 });
    lab.createPod('big', { cpu: '5' });
    lab.run(299_000);
    expect(attempts(lab, 'big')).toBe(1);
    lab.run(32_000);
    expect(attempts(lab, 'big')).toBe(2);
  });

  test('that asked for a pod nearby goes when that pod has come', () => {
    const lab = bootedLab({ workers: 2 });
    const term = { topologyKey: 'kubernetes.io/hostname', labelSelector: { matchLabels: { app: 'cache' } } };
    const affinity = { podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term] } };
    lab.createPod('web', { spec: { affinity } });
    lab.run(3000);
    expect(isBound(lab.pod('web'))).toBe(false);
    lab.createDeployment('cache', { replicas: 1 });
    lab.untilPod('web', 'bound', isBound, 5000);
    expect(lab.pod('web').spec.nodeName).toBe(lab.pods('cache')[0]?.spec.nodeName);
  });

  test('that cannot stand another goes when the other is called otherwise', () => {
    const lab = bootedLab({ workers: 1 });
    const create = (name: string, labels: object, spec: object): void => {
      const metadata = { name, labels };
      const containers = [{ name: 'main', image: 'nginx:1.27' }];
      const body = { apiVersion: 'v1', kind: 'Pod', metadata, spec: { containers, ...spec } };
      lab.do({ verb: 'create', resource: 'pods', body });
    };
    create('noisy', { app: 'noisy' }, {});
    lab.untilPod('noisy', 'ready', isPodReady);
    const term = { topologyKey: 'kubernetes.io/hostname', labelSelector: { matchLabels: { app: 'noisy' } } };
    create(
      'quiet',
      {},
      {
        affinity: { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term] } },
      },
    );
    lab.run(3000);
    expect(isBound(lab.pod('quiet'))).toBe(false);
    const body = { metadata: { labels: { app: 'tamed' } } };
    lab.do({ verb: 'patch', resource: 'pods', name: 'noisy', body, patchType: 'strategic' });
    lab.untilPod('quiet', 'bound', isBound, 1000);
  });

  test('wakes with the node that makes it possible', () => {
    const lab = new Lab(worldConfig({ workers: 1 }));
    lab.createPod('early');
    lab.untilPod('early', 'ready', isPodReady, 60_000);
    expect(lab.told('early')[0]).toMatch(/^Warning FailedScheduling: /);
  });
});

describe('a binding that is refused', () => {
  test('is told, and what was assumed is free again', () => {
    const lab = bootedLab({ workers: 2, latencies: { watch: 500 } });
    lab.createPod('one', { cpu: '3' });
    // The scheduler hears of it 500 ms later, and of the binding that somebody else makes just before that, too.
    lab.run(490);
    const target = { kind: 'Node', name: 'worker-1' };
    const body = { apiVersion: 'v1', kind: 'Binding', metadata: { name: 'one' }, target };
    lab.do({ verb: 'create', resource: 'pods', name: 'one', subresource: 'binding', body });
    lab.untilPod('one', 'ready', isPodReady, 30_000);
    expect(lab.told('one')[0]).toBe(
      'Warning FailedScheduling: running Bind plugin "DefaultBinder": ' +
        'Operation cannot be fulfilled on pods/binding "one": pod one is already assigned to node "worker-1"',
    );
    lab.run(20_000);
    expect(scheduler(lab).queue.members.map.size).toBe(0);
    expect([...scheduler(lab).cache.nodes.map.values()].map(({ name, pods }) => [name, pods])).toEqual([
      ['worker-1', 1],
      ['worker-2', 0],
    ]);
  });
});

describe('the scheduler', () => {
  test('remembers why: the scores of a decision, plugin by plugin', () => {
    const lab = bootedLab();
    lab.createPod('one', { cpu: '1', memory: '1Gi' });
    lab.untilPod('one', 'bound', isBound);
    const decision = scheduler(lab).decisions.at(-1);
    expect(decision?.node).toBe(lab.pod('one').spec.nodeName);
    expect(decision?.scores[0]?.node).toBe(decision?.node);
    expect(decision?.scores[0]?.plugins.slice(0, 2)).toEqual([
      { plugin: 'TaintToleration', raw: 0, normalised: 100, weighted: 300 },
      { plugin: 'NodeResourcesFit', raw: 81, normalised: 81, weighted: 81 },
    ]);
  });

  test('spreads the pods of a Deployment over zones', () => {
    const lab = bootedLab({ workers: 4 });
    const zone = (name: string, value: string): void =>
      patchNode(lab, name, { metadata: { labels: { 'topology.kubernetes.io/zone': value } } });
    // Three nodes in one zone, one in the other: with constraints of its own, the pods are spread by zone.
    for (const name of ['worker-1', 'worker-2', 'worker-3']) zone(name, 'a');
    zone('worker-4', 'b');
    const labelSelector = { matchLabels: { app: 'web' } };
    const constraint = { maxSkew: 1, topologyKey: 'topology.kubernetes.io/zone', labelSelector };
    const topologySpreadConstraints = [{ ...constraint, whenUnsatisfiable: 'DoNotSchedule' }];
    lab.createDeployment('web', { replicas: 6, spec: { topologySpreadConstraints } });
    const pods = lab.ready('web', 6);
    expect(pods.filter(({ spec }) => spec.nodeName === 'worker-4')).toHaveLength(3);
  });
});
