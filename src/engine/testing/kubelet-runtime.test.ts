/** A container runtime whose process starts again: its containers run on, and no call is lost. */
import { describe, expect, test } from 'vitest';
import type { ContainerdState } from '../node/containerd-state';
import type { KubeletState } from '../node/kubelet-state';
import { faultInput, type Fault } from '../faults/faults';
import { createPod, NGINX, restartsOf, shell, untilReady, untilRunning } from './kubelet-pods';
import { bootedLab, type Lab } from './lab';

const SLEEPER = shell('main', 'sleep infinity');

function fault(lab: Lab, type: Fault['type'], target: string): void {
  lab.simulation.input(faultInput(lab.cluster, { type, target }, ''));
}

function runtime(lab: Lab): ContainerdState {
  return lab.simulation.stateOf(`${lab.cluster}/worker-1/containerd`) as ContainerdState;
}

/** Nobody waits for anybody: every call has been answered. */
function expectSettled(lab: Lab): void {
  const kubelet = lab.simulation.stateOf(`${lab.cluster}/worker-1/kubelet`) as KubeletState;
  for (const { awaiting, sending } of kubelet.pods.map.values()) {
    expect([awaiting, sending]).toEqual([0, false]);
  }
  expect(kubelet.client.pending.size).toBe(0);
}

describe('a container runtime that starts again', () => {
  test('is asked again for what it had been asked, and its containers have run on', () => {
    for (const wait of [100, 700, 2000, 6000]) {
      const lab = bootedLab({ workers: 1 });
      createPod(lab, 'web', { containers: [NGINX] });
      lab.run(wait);
      fault(lab, 'stop', 'worker-1/containerd');
      lab.run(5000);
      fault(lab, 'start', 'worker-1/containerd');
      untilReady(lab, 'web', 60_000);
      lab.run(3000);
      expect(restartsOf(lab, 'web')).toBe(0);
      expectSettled(lab);
    }
  });

  test('stops what was to be stopped', () => {
    const lab = bootedLab({ workers: 1 });
    createPod(lab, 'web', { containers: [SLEEPER], terminationGracePeriodSeconds: 10 });
    untilRunning(lab, 'web');
    lab.delete('pods', 'web');
    lab.run(2000);
    fault(lab, 'stop', 'worker-1/containerd');
    lab.run(20_000);
    expect(lab.pods()).toHaveLength(1);
    fault(lab, 'start', 'worker-1/containerd');
    lab.untilGone('web', 30_000);

    expect(runtime(lab).containers.map.size).toBe(0);
  });

  test('makes its node not ready when it stays away, and ready when it is back', () => {
    const lab = bootedLab({ workers: 1 });
    const ready = (): unknown => {
      const found = lab.node('worker-1').status.conditions?.find(({ type }) => type === 'Ready');
      return [found?.status, found?.reason, found?.message];
    };
    fault(lab, 'stop', 'worker-1/containerd');
    lab.run(25_000);
    expect(ready()).toEqual(['True', 'KubeletReady', 'kubelet is posting ready status']);
    lab.run(20_000);
    expect(ready()).toEqual(['False', 'KubeletNotReady', 'container runtime is down']);
    expect(lab.told('worker-1')).toContain('Normal NodeNotReady: Node worker-1 status is now: NodeNotReady');
    fault(lab, 'start', 'worker-1/containerd');
    lab.run(15_000);

    expect(ready()).toEqual(['True', 'KubeletReady', 'kubelet is posting ready status']);
  });
});
