/** A scheduler that is stopped, loses its API server, or is not the leader. */
import { describe, expect, test } from 'vitest';
import type { Pod } from '../api/pod';
import { isPodReady } from '../api/pod-status';
import { faultInput, type Fault } from '../faults/faults';
import { createScheduler, type SchedulerState } from '../scheduler/state';
import { SCENE_EPOCH_MS } from '../world';
import { bootedLab, type Lab } from './lab';

function cause(lab: Lab, type: Fault['type'], target: string): void {
  lab.simulation.input(faultInput(lab.cluster, { type, target }, ''));
}

function scheduler(lab: Lab): SchedulerState {
  return lab.simulation.stateOf(`${lab.cluster}/kube-scheduler`) as SchedulerState;
}

function isBound({ spec }: Pod): boolean {
  return (spec.nodeName ?? '') !== '';
}

describe('a scheduler that is stopped', () => {
  test('places nothing, and everything once it runs again', () => {
    const lab = bootedLab({ workers: 2 });
    lab.createDeployment('web', { replicas: 4, cpu: '1' });
    lab.ready('web', 4);
    cause(lab, 'stop', 'kube-scheduler');
    lab.run(100);
    lab.scale('web', 8);
    lab.createPod('big', { cpu: '3' });
    lab.run(60_000);
    expect(lab.pods().filter(isBound)).toHaveLength(4);

    cause(lab, 'start', 'kube-scheduler');
    lab.ready('web', 8);
    const perNode = [...scheduler(lab).cache.nodes.map.values()].map(({ name, pods }) => [name, pods]);
    expect(perNode).toEqual([
      ['worker-1', 4],
      ['worker-2', 4],
    ]);
    // It knows again what is taken: there is no room for the big one.
    lab.run(5000);
    expect(isBound(lab.pod('big'))).toBe(false);
  });

  test('forgets the back-off of those that waited', () => {
    const lab = bootedLab({ workers: 1 });
    lab.createPod('big', { cpu: '5' });
    lab.run(2000);
    expect(scheduler(lab).queue.unschedulable.map.size).toBe(1);
    cause(lab, 'stop', 'kube-scheduler');
    lab.run(100);
    cause(lab, 'start', 'kube-scheduler');
    lab.run(100);
    expect(scheduler(lab).queue.unschedulable.map.get('default/big')).toMatchObject({ attempts: 1 });
  });
});

describe('a scheduler whose API server is away', () => {
  test('goes on where it was when the API server is back', () => {
    const lab = bootedLab({ workers: 2 });
    lab.createDeployment('web', { replicas: 2 });
    lab.ready('web', 2);
    cause(lab, 'stop', 'kube-apiserver');
    lab.run(20_000);
    cause(lab, 'start', 'kube-apiserver');
    lab.run(45_000);
    lab.scale('web', 6);
    lab.ready('web', 6);
    expect(scheduler(lab).client.pending.size).toBe(0);
  });

  test('takes back a binding of which it never heard', () => {
    const lab = bootedLab({ workers: 1 });
    lab.createPod('one');
    lab.until('its binding under way', () => scheduler(lab).cache.placements.map.size === 1, 100);
    cause(lab, 'stop', 'kube-apiserver');
    lab.run(500);
    expect(isBound(lab.pod('one'))).toBe(false);
    expect(scheduler(lab).cache.placements.map.size).toBe(0);
    cause(lab, 'start', 'kube-apiserver');
    lab.untilPod('one', 'ready', isPodReady, 60_000);
  });
});

describe('of two schedulers', () => {
  /** Both stand for election; the one that does not is stopped. */
  function rivals(): Lab {
    const lab = bootedLab({ workers: 1 });
    for (const host of ['a', 'b']) {
      const base = { cluster: lab.cluster, epochMs: SCENE_EPOCH_MS, seed: 1, link: 2, qps: 50, burst: 100 };
      const state = createScheduler({ ...base, election: { host, seed: host.charCodeAt(0) } });
      lab.simulation.addComponent(`${lab.cluster}/${host}`, 'kube-scheduler', state, {
        machine: `${lab.cluster}/${host}`,
        running: false,
      });
    }
    cause(lab, 'stop', 'kube-scheduler');
    lab.run(100);
    return lab;
  }

  const placed = (lab: Lab, host: string): number =>
    (lab.simulation.stateOf(`${lab.cluster}/${host}`) as SchedulerState).decisions.length;

  test('only the leader decides, and the other when the leader is gone', () => {
    const lab = rivals();
    cause(lab, 'start', 'a');
    lab.run(10_000);
    cause(lab, 'start', 'b');
    lab.run(10_000);
    lab.createPod('one');
    lab.untilPod('one', 'bound', isBound, 1000);
    expect([placed(lab, 'a'), placed(lab, 'b')]).toEqual([1, 0]);

    cause(lab, 'stop', 'a');
    lab.run(100);
    lab.createPod('two');
    lab.run(10_000);
    expect(isBound(lab.pod('two'))).toBe(false);
    // The Lease is good for 15 s after its last renewal.
    lab.untilPod('two', 'bound', isBound, 12_000);
    expect(placed(lab, 'b')).toBe(1);
    const leaders = lab.events('kube-scheduler').map(({ reason, message }) => `${reason}: ${message}`);
    expect(leaders).toEqual([
      expect.stringMatching(/^LeaderElection: a_.* became leader$/),
      expect.stringMatching(/^LeaderElection: b_.* became leader$/),
    ]);
  });
});
