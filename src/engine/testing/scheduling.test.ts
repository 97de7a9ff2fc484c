/** Where pods go, and what the scheduler says when there is no room. */
import { describe, expect, test } from 'vitest';
import { isPodReady } from '../api/pod-status';
import { bootedLab, type Lab } from './lab';

function unschedulable(lab: Lab, name: string): string | undefined {
  const scheduled = lab.pod(name).status.conditions?.find(({ type }) => type === 'PodScheduled');
  return scheduled?.reason === 'Unschedulable' ? scheduled.message : undefined;
}

function taint(lab: Lab, name: string, key: string, effect: string): void {
  const taints = [...(lab.node(name).spec.taints ?? []), { key, effect }];
  lab.do({
    verb: 'patch',
    resource: 'nodes',
    namespace: '',
    name,
    body: { spec: { taints } },
    patchType: 'merge',
  });
}

describe('a pod for which there is no room', () => {
  const message =
    '0/3 nodes are available: 3 Insufficient cpu. preemption: 0/3 nodes are available: ' +
    '3 No preemption victims found for incoming pod.';

  test('stays Pending, and its Event and condition say why', () => {
    const lab = bootedLab();
    lab.createPod('big', { cpu: '5' });
    lab.until('refused', () => unschedulable(lab, 'big') !== undefined, 1000);

    expect(lab.told('big')).toEqual([`Warning FailedScheduling: ${message}`]);
    expect(unschedulable(lab, 'big')).toBe(message);
    expect(lab.pod('big').status).toMatchObject({ phase: 'Pending' });
    expect(lab.events('big')[0]).toMatchObject({
      source: {},
      reportingComponent: 'default-scheduler',
      action: 'Scheduling',
    });
  });

  test('names cpu and memory when both are short', () => {
    const lab = bootedLab();
    lab.createPod('big', { cpu: '5', memory: '100Gi' });
    lab.until('refused', () => unschedulable(lab, 'big') !== undefined, 1000);

    expect(unschedulable(lab, 'big')).toContain(
      '0/3 nodes are available: 3 Insufficient cpu, 3 Insufficient memory. preemption',
    );
  });

  test('counts different reasons apart, sorted as text', () => {
    const lab = bootedLab();
    taint(lab, 'worker-1', 'gpu', 'NoSchedule');
    lab.createPod('big', { cpu: '5' });
    lab.until('refused', () => unschedulable(lab, 'big') !== undefined, 1000);

    expect(unschedulable(lab, 'big')).toBe(
      '0/3 nodes are available: 1 node(s) had untolerated taint {gpu: }, 2 Insufficient cpu. ' +
        'preemption: 0/3 nodes are available: 1 Preemption is not helpful for scheduling, ' +
        '2 No preemption victims found for incoming pod.',
    );
  });

  test('is scheduled as soon as room appears, however it does', () => {
    const lab = bootedLab({ workers: 1 });
    lab.createPod('first', { cpu: '3' });
    lab.untilPod('first', 'running', isPodReady);
    lab.createPod('second', { cpu: '3' });
    lab.run(60_000);
    expect(unschedulable(lab, 'second')).toBeDefined();
    lab.delete('pods', 'first');

    expect(lab.untilPod('second', 'bound', ({ spec }) => spec.nodeName === 'worker-1')).toBeLessThan(2000);
    lab.untilPod('second', 'running', isPodReady);
    expect(unschedulable(lab, 'second')).toBeUndefined();
  });

  test('gets the room of a pod that has completed', () => {
    const lab = bootedLab({ workers: 1 });
    lab.createPod('job', { cpu: '3', image: 'busybox', command: ['sleep', '5'], restartPolicy: 'Never' });
    lab.createPod('next', { cpu: '3' });
    lab.untilPod('next', 'running', isPodReady, 30_000);

    expect(lab.pod('job').status.phase).toBe('Succeeded');
  });

  test('waits for a pod slot on a full node', () => {
    const lab = bootedLab({ workers: 1, podsMax: 2 });
    lab.createDeployment('web', { replicas: 3 });
    lab.until('two run', () => lab.pods().filter(isPodReady).length === 2);
    const waiting = lab.pods().find(({ spec }) => (spec.nodeName ?? '') === '')?.metadata.name ?? '';

    expect(unschedulable(lab, waiting)).toContain('0/1 nodes are available: 1 Too many pods. preemption');
  });

  test('in a cluster without nodes hears that there are none', () => {
    const lab = bootedLab({ workers: 0 });
    lab.createPod('one');
    lab.until('refused', () => unschedulable(lab, 'one') !== undefined, 1000);

    expect(unschedulable(lab, 'one')).toBe('no nodes available to schedule pods');
  });
});

describe('nodes that do not want a pod', () => {
  test('are cordoned ones', () => {
    const lab = bootedLab();
    const cordon = (name: string, on: boolean): unknown =>
      lab.do({
        verb: 'patch',
        resource: 'nodes',
        namespace: '',
        name,
        body: { spec: { unschedulable: on } },
        patchType: 'merge',
      });
    for (const name of ['worker-1', 'worker-2', 'worker-3']) cordon(name, true);
    lab.createPod('one');
    lab.until('refused', () => unschedulable(lab, 'one') !== undefined, 1000);
    expect(unschedulable(lab, 'one')).toBe(
      '0/3 nodes are available: 3 node(s) were unschedulable. preemption: 0/3 nodes are available: ' +
        '3 Preemption is not helpful for scheduling.',
    );
    lab.until(
      'tainted',
      () => lab.node('worker-2').spec.taints?.[0]?.key === 'node.kubernetes.io/unschedulable',
      6000,
    );
    cordon('worker-2', false);
    lab.untilPod('one', 'bound', ({ spec }) => spec.nodeName === 'worker-2', 10_000);

    expect(lab.node('worker-2').spec.taints ?? []).toEqual([]);
  });

  test('are tainted ones, unless the pod tolerates it', () => {
    const lab = bootedLab({ workers: 2 });
    taint(lab, 'worker-1', 'team', 'NoSchedule');
    lab.createDeployment('web', { replicas: 4 });
    lab.ready('web', 4);
    expect(new Set(lab.pods('web').map(({ spec }) => spec.nodeName))).toEqual(new Set(['worker-2']));
    lab.createDeployment('tough', { replicas: 4, tolerations: [{ key: 'team', operator: 'Exists' }] });

    expect(new Set(lab.ready('tough', 4).map(({ spec }) => spec.nodeName))).toContain('worker-1');
  });

  test('are those that its nodeSelector does not name', () => {
    const lab = bootedLab();
    lab.createPod('picky', { nodeSelector: { disk: 'ssd' } });
    lab.until('refused', () => unschedulable(lab, 'picky') !== undefined, 1000);
    expect(unschedulable(lab, 'picky')).toBe(
      "0/3 nodes are available: 3 node(s) didn't match Pod's node affinity/selector. preemption: 0/3 nodes are available: " +
        '3 Preemption is not helpful for scheduling.',
    );
    const body = { metadata: { labels: { disk: 'ssd' } } };
    lab.do({ verb: 'patch', resource: 'nodes', namespace: '', name: 'worker-3', body, patchType: 'merge' });
    lab.untilPod('picky', 'bound', ({ spec }) => spec.nodeName === 'worker-3', 5000);
  });
});

describe('the scheduler', () => {
  test('spreads pods over equal nodes', () => {
    const lab = bootedLab();
    lab.createDeployment('web', { replicas: 9, cpu: '100m' });
    const pods = lab.ready('web', 9);
    const counts = ['worker-1', 'worker-2', 'worker-3'].map(
      (name) => pods.filter(({ spec }) => spec.nodeName === name).length,
    );

    expect(counts).toEqual([3, 3, 3]);
  });

  test('never gives a node more than it has, however fast the pods come', () => {
    const lab = bootedLab({ latencies: { watch: 300 } });
    lab.createDeployment('web', { replicas: 20, cpu: '1' });
    lab.until('twelve run', () => lab.pods('web').filter(isPodReady).length === 12);
    lab.run(60_000);
    const perNode = ['worker-1', 'worker-2', 'worker-3'].map(
      (name) => lab.pods('web').filter(({ spec }) => spec.nodeName === name).length,
    );

    expect(perNode).toEqual([4, 4, 4]);
    expect(lab.pods('web')).toHaveLength(20);
  });

  test('binds to the pod that it meant, not to another of the same name', () => {
    const lab = bootedLab({ workers: 1 });
    const { uid } = (lab.createPod('one').body as { readonly metadata: { readonly uid: string } }).metadata;
    lab.untilPod('one', 'bound', ({ spec }) => spec.nodeName === 'worker-1');
    const body = {
      apiVersion: 'v1',
      kind: 'Binding',
      metadata: { name: 'one', uid: 'another' },
      target: { kind: 'Node', name: 'worker-1' },
    };
    const answer = lab.request({
      verb: 'create',
      resource: 'pods',
      name: 'one',
      subresource: 'binding',
      body,
    });

    expect(answer).toMatchObject({ code: 409, body: { reason: 'Conflict' } });
    expect((answer.body as { readonly message: string }).message).toContain(
      `UID in precondition: another, UID in object meta: ${uid}`,
    );
  });
});
