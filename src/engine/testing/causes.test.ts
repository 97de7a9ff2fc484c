/** Everything has a cause: from every status that a kubelet writes back to the person who asked for something. */
import { describe, expect, test } from 'vitest';
import type { HopRecord } from '../kernel/trace';
import { bootedLab, type Lab } from './lab';

function statusPatches(lab: Lab, since: number): HopRecord[] {
  const hops = lab.simulation.trace.between(since, lab.simulation.seq);
  return hops.filter(
    ({ kind, verb, resource }) => kind === 'request' && verb === 'patch' && resource === 'pods/status',
  );
}

function inputOf(lab: Lab, hop: HopRecord): string {
  const last = lab.simulation.trace.chain(hop.id).at(-1);
  return last === undefined || last.kind !== 'input' ? 'nobody' : `${last.verb} ${last.resource} ${last.key}`;
}

/** How many status patches began with which input. */
function roots(lab: Lab, since = 0): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const hop of statusPatches(lab, since)) {
    const input = inputOf(lab, hop);
    counts[input] = (counts[input] ?? 0) + 1;
  }
  return counts;
}

/** Every hop has an input at its root, ends after it began, and follows its cause. */
function checkAllHops(lab: Lab): void {
  const { trace, seq } = lab.simulation;
  for (const hop of trace.between(0, seq)) {
    expect(hop.root).toBeGreaterThan(0);
    expect(hop.end).toBeGreaterThanOrEqual(hop.start);
    if (hop.kind === 'input') continue;
    const cause = trace.find(hop.cause) as HopRecord;
    expect(hop.start).toBeGreaterThanOrEqual(cause.start);
  }
}

describe('every status of every pod goes back', () => {
  test('to the person who created the Deployment', () => {
    const lab = bootedLab();
    lab.createDeployment('web', { replicas: 12 });
    lab.ready('web', 12);
    lab.run(5000);
    const counts = roots(lab);

    expect(Object.keys(counts)).toEqual(['create deployments default/']);
    expect(counts['create deployments default/']).toBe(statusPatches(lab, 0).length);
    expect(statusPatches(lab, 0).length).toBeGreaterThanOrEqual(24);
    checkAllHops(lab);
  });

  test('through every station of the way', () => {
    const lab = bootedLab();
    lab.createDeployment('web', { replicas: 1 });
    lab.ready('web', 1);
    const [patch] = statusPatches(lab, 0).slice(-1) as [HopRecord];
    const chain = lab.simulation.trace.chain(patch.id).toReversed();
    const stations = chain
      .filter(({ kind }) => kind !== 'txn')
      .map(({ kind, verb, resource }) => `${kind} ${verb} ${resource}`);

    expect(stations).toEqual([
      'input create deployments',
      'watch ADDED deployments',
      'request create replicasets',
      'watch ADDED replicasets',
      'request create pods',
      'watch ADDED pods',
      'request create pods/binding',
      'watch ADDED pods',
      'cri RunPodSandbox pods',
      'cri RunPodSandbox reply',
      'cri PullImage pods',
      'cri PullImage reply',
      'cri CreateContainer pods',
      'cri CreateContainer reply',
      'cri StartContainer pods',
      'cri StartContainer reply',
      'request patch pods/status',
    ]);
    expect(chain.filter(({ kind }) => kind === 'txn')).toHaveLength(8);
  });

  test('to the kill, when a container was killed, and on through its back-offs to the kill before', () => {
    const lab = bootedLab();
    lab.createPod('one');
    lab.untilPod('one', 'running', ({ status }) => status.phase === 'Running');
    lab.run(2000);
    for (let i = 0; i < 3; i++) {
      const since = lab.simulation.seq;
      lab.exec('one', 'sh', '-c', 'kill 1');
      lab.run(60_000);
      const counts = roots(lab, since);
      expect(Object.keys(counts)).toEqual(['create pods/exec default/one']);
      expect(counts['create pods/exec default/one']).toBeGreaterThanOrEqual(2);
    }
    checkAllHops(lab);
  });

  test('to the creation, when a program crashes again and again by itself', () => {
    const lab = bootedLab();
    lab.createPod('crash', { image: 'busybox', command: ['sh', '-c', 'sleep 1; exit 1'] });
    lab.run(400_000);

    expect(Object.keys(roots(lab))).toEqual(['create pods default/']);
    expect(statusPatches(lab, 0).length).toBeGreaterThan(12);
    checkAllHops(lab);
  });

  test('to the new image, for a roll-out: new pods and old ones', () => {
    const lab = bootedLab();
    lab.createDeployment('web', { replicas: 4 });
    lab.ready('web', 4);
    lab.run(5000);
    const since = lab.simulation.seq;
    lab.setImage('web', 'nginx:1.28');
    lab.ready('web', 4);
    lab.run(5000);

    expect(Object.keys(roots(lab, since))).toEqual(['patch deployments default/web']);
    expect(statusPatches(lab, since).length).toBeGreaterThanOrEqual(12);
    checkAllHops(lab);
  });

  test('to the deletion, for the last words of a deleted pod, and to it for the first of the one in its place', () => {
    const lab = bootedLab();
    lab.createDeployment('web', { replicas: 2 });
    const [pod] = lab.ready('web', 2);
    lab.run(5000);
    const since = lab.simulation.seq;
    const name = pod?.metadata.name ?? '';
    lab.delete('pods', name);
    lab.ready('web', 2);

    expect(Object.keys(roots(lab, since))).toEqual([`delete pods default/${name}`]);
  });

  test('to the deletion that made room, for a pod that had to wait', () => {
    const lab = bootedLab({ workers: 1 });
    lab.createPod('first', { cpu: '3' });
    lab.createPod('second', { cpu: '3' });
    lab.run(60_000);
    const since = lab.simulation.seq;
    lab.delete('pods', 'first');
    lab.untilPod('second', 'running', ({ status }) => status.phase === 'Running');

    expect(Object.keys(roots(lab, since))).toEqual(['delete pods default/first']);
  });
});

describe('what a work queue folds together', () => {
  test('is answered for by the hop that the one reconcile sends', () => {
    const lab = bootedLab();
    lab.createDeployment('web', { replicas: 9 });
    lab.ready('web', 9);
    const hops = lab.simulation.trace.between(0, lab.simulation.seq);
    const many = hops.filter(({ also }) => (also?.length ?? 0) > 0);

    expect(many.length).toBeGreaterThan(0);
    for (const { id, also = [] } of many) for (const other of also) expect(other).toBeLessThan(id);
  });
});
