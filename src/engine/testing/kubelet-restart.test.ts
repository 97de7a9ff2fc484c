/** A kubelet that starts again, a machine that loses power, a cable that is pulled, an API server that is away. */
import { describe, expect, test } from 'vitest';
import type { ContainerdState } from '../node/containerd-state';
import type { KubeletState } from '../node/kubelet-state';
import { faultInput, type Fault } from '../faults/faults';
import { podStatusColumn } from '../api/pod-status';
import {
  countsOf,
  createPod,
  NGINX,
  restartsOf,
  runs,
  shell,
  statusOf,
  untilReady,
  untilRunning,
} from './kubelet-pods';
import { bootedLab, type Lab } from './lab';

const SLEEPER = shell('main', 'sleep infinity');

function fault(lab: Lab, type: Fault['type'], target: string): void {
  lab.simulation.input(faultInput(lab.cluster, { type, target }, ''));
}

function kubelet(lab: Lab, node = 'worker-1'): KubeletState {
  return lab.simulation.stateOf(`${lab.cluster}/${node}/kubelet`) as KubeletState;
}

function runtime(lab: Lab, node = 'worker-1'): ContainerdState {
  return lab.simulation.stateOf(`${lab.cluster}/${node}/containerd`) as ContainerdState;
}

/** Nobody waits for anybody: every call has been answered. */
function expectSettled(lab: Lab): void {
  for (const { awaiting, sending } of kubelet(lab).pods.map.values()) {
    expect([awaiting, sending]).toEqual([0, false]);
  }
  expect(kubelet(lab).client.pending.size).toBe(0);
}

describe('a kubelet whose process starts again', () => {
  function restarted(pause: number): Lab {
    const lab = bootedLab({ workers: 1 });
    createPod(lab, 'web', { containers: [{ ...NGINX, readinessProbe: { httpGet: { port: 80 } } }] });
    untilReady(lab, 'web');
    lab.run(5000);
    fault(lab, 'stop', 'worker-1/kubelet');
    lab.run(pause);
    fault(lab, 'start', 'worker-1/kubelet');
    return lab;
  }

  test('finds its containers running and leaves them so', () => {
    const lab = restarted(20_000);
    const id = statusOf(lab, 'web').containerID;
    lab.run(60_000);

    expect(statusOf(lab, 'web')).toMatchObject({ containerID: id, restartCount: 0, ready: true });
    expect(countsOf(lab, 'web')['Started: Started container main']).toBe(1);
    expect(lab.told('worker-1')).toContain('Normal Starting: Starting kubelet.');
    expect(kubelet(lab).probed).toBeGreaterThan(3);
    expectSettled(lab);
  });

  test('does not say that the node was ever away, when it was quick', () => {
    const lab = restarted(3000);
    lab.run(60_000);
    const ready = lab.node('worker-1').status.conditions?.find(({ type }) => type === 'Ready');

    expect(ready?.status).toBe('True');
    expect(countsOf(lab, 'worker-1')['NodeReady: Node worker-1 status is now: NodeReady']).toBe(1);
    expect(lab.told('worker-1').join('\n')).not.toContain('Rebooted');
  });

  test('notices who died meanwhile, and starts him again', () => {
    const lab = bootedLab({ workers: 1 });
    createPod(lab, 'web', { containers: [shell('main', 'sleep 30; exit 7')] });
    untilRunning(lab, 'web');
    fault(lab, 'stop', 'worker-1/kubelet');
    lab.run(40_000);
    fault(lab, 'start', 'worker-1/kubelet');
    lab.until('restarted', () => restartsOf(lab, 'web') === 1, 10_000);

    expect(statusOf(lab, 'web').lastState.terminated).toMatchObject({ exitCode: 7, reason: 'Error' });
  });

  test('ends what was deleted by force while it was away', () => {
    const lab = bootedLab({ workers: 1 });
    createPod(lab, 'web', { containers: [SLEEPER] });
    untilRunning(lab, 'web');
    fault(lab, 'stop', 'worker-1/kubelet');
    lab.run(1000);
    lab.delete('pods', 'web', 0);
    lab.run(10_000);
    expect(runs(lab, 'web', 'main')).toBe(true);
    fault(lab, 'start', 'worker-1/kubelet');
    lab.run(5000);

    expect(runs(lab, 'web', 'main')).toBe(false);
    expect(runtime(lab).sandboxes.map.size).toBe(0);
  });

  test('finishes what was deleted with grace while it was away', () => {
    const lab = bootedLab({ workers: 1 });
    createPod(lab, 'web', { containers: [SLEEPER], terminationGracePeriodSeconds: 5 });
    untilRunning(lab, 'web');
    fault(lab, 'stop', 'worker-1/kubelet');
    lab.run(1000);
    lab.delete('pods', 'web');
    lab.run(20_000);
    expect(podStatusColumn(lab.pod('web'))).toBe('Terminating');
    fault(lab, 'start', 'worker-1/kubelet');

    expect(lab.untilGone('web', 20_000)).toBeGreaterThan(5000);
    lab.run(1000);
    expectSettled(lab);
  });

  test('starts what was bound to it while it was away, in the middle of a pull and in a back-off alike', () => {
    for (const wait of [50, 250, 700, 2400, 5000]) {
      const lab = bootedLab({ workers: 1 });
      createPod(lab, 'web', { containers: [NGINX, { ...NGINX, name: 'second', image: 'httpd:2.4' }] });
      lab.run(wait);
      fault(lab, 'stop', 'worker-1/kubelet');
      lab.run(2000);
      fault(lab, 'start', 'worker-1/kubelet');
      untilReady(lab, 'web', 30_000);
      lab.run(2000);
      expectSettled(lab);
      expect(runtime(lab).containers.map.size).toBe(2);
    }
  });

  test('keeps completed pods completed', () => {
    const lab = bootedLab({ workers: 1 });
    createPod(lab, 'job', { containers: [shell('main', 'sleep 2')], restartPolicy: 'Never' });
    lab.untilPod('job', 'over', ({ status }) => status.phase === 'Succeeded');
    lab.run(3000);
    fault(lab, 'stop', 'worker-1/kubelet');
    lab.run(1000);
    fault(lab, 'start', 'worker-1/kubelet');
    lab.run(30_000);

    expect(podStatusColumn(lab.pod('job'))).toBe('Completed');
    lab.delete('pods', 'job');
    lab.run(3000);
    expect(runtime(lab).containers.map.size).toBe(0);
  });
});

describe('a machine that loses its power', () => {
  function rebooted(spec: Parameters<typeof createPod>[2], pause = 10_000): Lab {
    const lab = bootedLab({ workers: 1 });
    createPod(lab, 'web', spec);
    untilRunning(lab, 'web');
    lab.run(5000);
    fault(lab, 'power-off', 'worker-1');
    lab.run(pause);
    fault(lab, 'power-on', 'worker-1');
    return lab;
  }

  test('starts its pods again in new sandboxes, and their restarts are counted', () => {
    const lab = rebooted({ containers: [NGINX] });
    lab.until('restarted', () => restartsOf(lab, 'web') === 1, 60_000);
    untilReady(lab, 'web');

    expect(lab.told('web')).toContain(
      'Normal SandboxChanged: Pod sandbox changed, it will be killed and re-created.',
    );
    expect(statusOf(lab, 'web').lastState.terminated).toMatchObject({ exitCode: 255, reason: 'Unknown' });
    expect(lab.pod('web').status.podIP).toMatch(/^10\.244\./);
    lab.run(5000);
    expectSettled(lab);
  });

  test('says that it was rebooted, with its new boot id', () => {
    const lab = rebooted({ containers: [NGINX] });
    const before = lab.node('worker-1').status.nodeInfo?.['bootID'];
    lab.run(60_000);
    const after = lab.node('worker-1').status.nodeInfo?.['bootID'];

    expect(after).not.toBe(before);
    expect(lab.told('worker-1')).toContain(
      `Warning Rebooted: Node worker-1 has been rebooted, boot id: ${after}`,
    );
  });

  test('runs init containers again', () => {
    const lab = rebooted({ initContainers: [shell('init', 'sleep 1')], containers: [NGINX] });
    untilReady(lab, 'web', 60_000);
    lab.until('init again', () => restartsOf(lab, 'web', 'init') === 1, 60_000);
    lab.until('main again', () => restartsOf(lab, 'web') === 1, 60_000);
    const again = lab.told('web').filter((line) => line.includes('SandboxChanged'));

    expect(again).toHaveLength(1);
  });

  test('leaves a pod Failed that must not start again', () => {
    const lab = rebooted({ containers: [SLEEPER], restartPolicy: 'Never' });
    lab.untilPod('web', 'failed', ({ status }) => status.phase === 'Failed', 60_000);

    expect(restartsOf(lab, 'web')).toBe(0);
    expect(statusOf(lab, 'web').state.terminated).toMatchObject({ exitCode: 255, reason: 'Unknown' });
  });

  test('is ready again, also when it was missed in the meantime', () => {
    const lab = rebooted({ containers: [NGINX] }, 120_000);
    const ready = (): string | undefined =>
      lab.node('worker-1').status.conditions?.find(({ type }) => type === 'Ready')?.status;
    expect(ready()).toBe('Unknown');
    lab.until('ready', () => ready() === 'True', 30_000);
    untilReady(lab, 'web', 60_000);

    expect(lab.node('worker-1').spec.taints ?? []).toEqual([]);
  });
});

describe('a node that is cut off', () => {
  test('runs on, restarts what crashes, and tells of it when it is back', () => {
    const lab = bootedLab({ workers: 1 });
    createPod(lab, 'web', { containers: [shell('main', 'sleep 60; exit 1')] });
    untilRunning(lab, 'web');
    fault(lab, 'cut', 'worker-1');
    lab.run(110_000);
    expect(restartsOf(lab, 'web')).toBe(0);
    expect(runs(lab, 'web', 'main')).toBe(true);
    fault(lab, 'mend', 'worker-1');
    lab.until('told', () => restartsOf(lab, 'web') >= 1, 30_000);
    const ready = (): string | undefined =>
      lab.node('worker-1').status.conditions?.find(({ type }) => type === 'Ready')?.status;
    lab.until('ready', () => ready() === 'True', 30_000);
  });

  test('takes up what changed while nobody could reach it', () => {
    const lab = bootedLab({ workers: 1 });
    createPod(lab, 'web', { containers: [NGINX] });
    untilReady(lab, 'web');
    fault(lab, 'cut', 'worker-1');
    lab.run(20_000);
    lab.delete('pods', 'web', 0);
    createPod(lab, 'next', { containers: [NGINX], nodeName: 'worker-1' });
    lab.run(60_000);
    expect(runs(lab, 'web', 'main')).toBe(true);
    fault(lab, 'mend', 'worker-1');
    untilReady(lab, 'next', 60_000);
    lab.run(5000);

    expect(runs(lab, 'web', 'main')).toBe(false);
    expectSettled(lab);
  });
});

describe('while the API server is away', () => {
  test('containers run, crash, restart and are probed; it all is told later', () => {
    const lab = bootedLab({ workers: 1 });
    const livenessProbe = { exec: { command: ['cat', '/tmp/ok'] }, periodSeconds: 5, failureThreshold: 1 };
    const crashing = shell('main', 'sleep 20; exit 1');
    createPod(lab, 'web', { containers: [crashing, { ...NGINX, name: 'probed', livenessProbe }] });
    untilRunning(lab, 'web');
    fault(lab, 'stop', 'kube-apiserver');
    lab.run(100_000);
    fault(lab, 'start', 'kube-apiserver');
    lab.run(60_000);

    expect(restartsOf(lab, 'web')).toBeGreaterThanOrEqual(2);
    expect(restartsOf(lab, 'web', 'probed')).toBeGreaterThanOrEqual(2);
  });

  test('a pod that was being deleted is gone once it is back', () => {
    const lab = bootedLab({ workers: 1 });
    createPod(lab, 'web', { containers: [SLEEPER], terminationGracePeriodSeconds: 5 });
    untilRunning(lab, 'web');
    lab.delete('pods', 'web');
    lab.run(1000);
    fault(lab, 'stop', 'kube-apiserver');
    lab.run(30_000);
    expect(runs(lab, 'web', 'main')).toBe(false);
    fault(lab, 'start', 'kube-apiserver');

    lab.untilGone('web', 60_000);
  });

  test('a node keeps its place: it is ready as soon as it can say so', () => {
    const lab = bootedLab({ workers: 1 });
    fault(lab, 'stop', 'kube-apiserver');
    lab.run(120_000);
    fault(lab, 'start', 'kube-apiserver');
    lab.run(40_000);

    expect(lab.node('worker-1').status.conditions?.find(({ type }) => type === 'Ready')?.status).toBe('True');
    expectSettled(lab);
  });
});
