/** Pods that leave, nodes that fail, and pods that simply run. */
import { describe, expect, test } from 'vitest';
import { one, fault, untilPhase, logs } from './conformance-pods';
import { createPod, NGINX, patchPod, restartsOf, statusOf, untilReady, untilRunning } from './kubelet-pods';
import type { Lab } from './lab';
import { bootedLab } from './lab';

describe('an end', () => {
  function deletedIn(lab: Lab, name: string): number {
    const start = lab.now;
    lab.delete('pods', name);
    lab.untilGone(name);
    return (lab.now - start) / 1000;
  }

  test.each([
    ['nginx leaves at once', { containers: [NGINX] }, 0, 2],
    ['a shell without trap takes its 30 s', one('sleep infinity'), 30, 32],
    [
      'a shell with a trap leaves when its sleep is over',
      one('trap "exit 0" TERM; while true; do sleep 1; done'),
      0,
      3,
    ],
    ['its own grace is kept', { ...one('sleep infinity'), terminationGracePeriodSeconds: 5 }, 5, 7],
    [
      'a preStop sleep comes first, inside the grace',
      { containers: [{ ...NGINX, lifecycle: { preStop: { exec: { command: ['sleep', '8'] } } } }] },
      8,
      10,
    ],
    [
      'a preStop that outlives the grace leaves 2 s',
      {
        ...one('sleep infinity', { lifecycle: { preStop: { exec: { command: ['sleep', '60'] } } } }),
        terminationGracePeriodSeconds: 5,
      },
      6.5,
      9,
    ],
  ] as const)('%s', (_, spec, from, to) => {
    const lab = bootedLab({ workers: 1 });
    createPod(lab, 'p', spec);
    untilRunning(lab, 'p');
    lab.run(2000);
    const seconds = deletedIn(lab, 'p');
    expect(seconds).toBeGreaterThanOrEqual(from);
    expect(seconds).toBeLessThan(to);
    expect(lab.told('p')).toContain('Normal Killing: Stopping container main');
  });

  test('comes after activeDeadlineSeconds', () => {
    const lab = bootedLab({ workers: 1 });
    createPod(lab, 'p', {
      ...one('sleep infinity'),
      activeDeadlineSeconds: 10,
      terminationGracePeriodSeconds: 1,
    });
    untilPhase(lab, 'p', 'Failed');
    expect(lab.pod('p').status).toMatchObject({
      reason: 'DeadlineExceeded',
      message: 'Pod was active on the node longer than the specified deadline',
    });
  });

  test('with kill 1 from outside restarts nginx in place', () => {
    const lab = bootedLab({ workers: 1 });
    createPod(lab, 'p', { containers: [NGINX] });
    untilReady(lab, 'p');
    const { podIP } = lab.pod('p').status;
    lab.exec('p', 'sh', '-c', 'kill 1');
    lab.untilPod('p', 'restarted', () => restartsOf(lab, 'p') === 1);
    untilReady(lab, 'p');
    expect(lab.pod('p').status.podIP).toBe(podIP);
    expect(statusOf(lab, 'p').lastState?.terminated).toMatchObject({ exitCode: 0, reason: 'Completed' });
  });
});

describe('a node', () => {
  test('whose kubelet stops: its pods go on, it is NotReady after its 50 s, and adopts them when it is back', () => {
    const lab = bootedLab({ workers: 1 });
    createPod(lab, 'p', one('while true; do date; sleep 1; done'));
    untilRunning(lab, 'p');
    lab.run(20_000);
    fault(lab, 'stop', 'worker-1/kubelet');
    const ready = () => lab.node('worker-1').status.conditions?.find(({ type }) => type === 'Ready');
    const took = lab.until('NotReady', () => ready()?.status === 'Unknown', 90_000);
    expect(took).toBeGreaterThan(39_000);
    expect(took).toBeLessThan(56_000);
    expect(ready()).toMatchObject({
      reason: 'NodeStatusUnknown',
      message: 'Kubelet stopped posting node status.',
    });
    const before = logs(lab, 'p').length;
    lab.run(10_000);
    expect(logs(lab, 'p').length).toBeGreaterThan(before + 8);
    fault(lab, 'start', 'worker-1/kubelet');
    lab.until('Ready', () => ready()?.status === 'True', 30_000);
    untilReady(lab, 'p', 30_000);
    lab.run(60_000);
    expect(restartsOf(lab, 'p')).toBe(0);
  });

  test('without power: its pods are gone with it, and start again when it is back soon', () => {
    const lab = bootedLab({ workers: 1 });
    createPod(lab, 'p', { containers: [NGINX] });
    untilReady(lab, 'p');
    fault(lab, 'power-off', 'worker-1');
    lab.run(10_000);
    fault(lab, 'power-on', 'worker-1');
    lab.untilPod('p', 'restarted', () => restartsOf(lab, 'p') === 1, 120_000);
    untilReady(lab, 'p', 60_000);
    expect(
      lab
        .told('worker-1')
        .some((text) => text.startsWith('Warning Rebooted: Node worker-1 has been rebooted')),
    ).toBe(true);
  });

  test('renews its lease every 10 s', () => {
    const lab = bootedLab({ workers: 1 });
    const renewals = new Set<string>();
    lab.always(60_000, () => {
      const lease = lab.find('leases', 'kube-node-lease/worker-1') as
        | { spec?: { renewTime?: string; leaseDurationSeconds?: number } }
        | undefined;
      if (lease?.spec?.renewTime !== undefined) renewals.add(lease.spec.renewTime);
      expect(lease?.spec?.leaseDurationSeconds).toBe(40);
    });
    expect(renewals.size).toBeGreaterThanOrEqual(6);
    expect(renewals.size).toBeLessThanOrEqual(8);
  });

  test('tells its conditions in their order and words', () => {
    const lab = bootedLab({ workers: 1 });
    expect(
      lab
        .node('worker-1')
        .status.conditions?.map(({ type, status, reason }) => `${type} ${status} ${reason}`),
    ).toEqual([
      'MemoryPressure False KubeletHasSufficientMemory',
      'DiskPressure False KubeletHasNoDiskPressure',
      'PIDPressure False KubeletHasSufficientPID',
      'Ready True KubeletReady',
    ]);
  });
});

describe('a pod that runs', () => {
  test('has its conditions in the order of the kubelet, its addresses and its class', () => {
    const lab = bootedLab({ workers: 1 });
    createPod(lab, 'p', { containers: [NGINX] });
    untilReady(lab, 'p');
    const { status } = lab.pod('p');
    expect(status.conditions?.map(({ type, status: is }) => `${type}=${is}`)).toEqual([
      'PodReadyToStartContainers=True',
      'Initialized=True',
      'Ready=True',
      'ContainersReady=True',
      'PodScheduled=True',
    ]);
    expect(status).toMatchObject({
      phase: 'Running',
      qosClass: 'BestEffort',
      podIPs: [{ ip: status.podIP }],
    });
    expect(lab.told('p').map((text) => text.split(':')[0])).toEqual([
      'Normal Scheduled',
      'Normal Pulling',
      'Normal Pulled',
      'Normal Created',
      'Normal Started',
    ]);
    expect(lab.told('p')).toContain('Normal Created: Created container: main');
    expect(lab.told('p')).toContain('Normal Started: Started container main');
  });

  test('with a new image is restarted in place, and its Event says why', () => {
    const lab = bootedLab({ workers: 1 });
    createPod(lab, 'p', { containers: [NGINX] });
    untilReady(lab, 'p');
    patchPod(lab, 'p', { spec: { containers: [{ name: 'main', image: 'nginx:1.28' }] } });
    lab.untilPod('p', 'restarted', () => restartsOf(lab, 'p') === 1);
    untilReady(lab, 'p');
    expect(lab.told('p')).toContain('Normal Killing: Container main definition changed, will be restarted');
    expect(statusOf(lab, 'p').image).toContain('nginx:1.28');
  });

  test('prints the time each second', () => {
    const lab = bootedLab({ workers: 1 });
    createPod(lab, 'p', one('while true; do date; sleep 1; done'));
    untilRunning(lab, 'p');
    lab.run(5500);
    const lines = logs(lab, 'p');
    expect(lines.length === 6 || lines.length === 7).toBe(true);
    expect(lines[0]).toMatch(/^[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d UTC \d{4}$/);
  });

  test('with hostNetwork has the address of its node', () => {
    const lab = bootedLab({ workers: 1 });
    createPod(lab, 'p', { containers: [NGINX], hostNetwork: true });
    untilReady(lab, 'p');
    const { podIP, hostIP } = lab.pod('p').status;
    expect(podIP).toBe(hostIP);
    expect(lab.exec('p', 'hostname').stdout).toBe('worker-1\n');
  });

  test('that the node does not tolerate any more is thrown out by NoExecute', () => {
    const lab = bootedLab({ workers: 1 });
    createPod(lab, 'p', { containers: [NGINX] });
    createPod(lab, 'q', {
      containers: [NGINX],
      tolerations: [{ key: 'k', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 20 }],
    });
    for (const name of ['p', 'q']) untilReady(lab, name);
    const body = { spec: { taints: [{ key: 'k', effect: 'NoExecute' }] } };
    lab.do({ verb: 'patch', resource: 'nodes', namespace: '', name: 'worker-1', body, patchType: 'merge' });
    lab.untilGone('p', 5000);
    lab.run(10_000);
    expect(lab.pod('q').metadata.deletionTimestamp).toBeUndefined();
    lab.untilGone('q', 15_000);
  });
});
