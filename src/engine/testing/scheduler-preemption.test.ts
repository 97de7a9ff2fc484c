/** Important pods get the room of less important ones. */
import { describe, expect, test } from 'vitest';
import type { Pod } from '../api/pod';
import { isPodReady } from '../api/pod-status';
import { faultInput } from '../faults/faults';
import { bootedLab, type ClusterWishes, type Lab } from './lab';
import type { PodWishes } from './manifests';

function addClass(lab: Lab, name: string, value: number, more: object = {}): void {
  const body = {
    apiVersion: 'scheduling.k8s.io/v1',
    kind: 'PriorityClass',
    metadata: { name },
    value,
    ...more,
  };
  lab.do({ verb: 'create', resource: 'priorityclasses', namespace: '', body });
}

function createPod(lab: Lab, name: string, priorityClassName: string, wishes: PodWishes): Pod {
  return lab.createPod(name, { ...wishes, spec: { priorityClassName } }).body as Pod;
}

function isBound({ spec }: Pod): boolean {
  return (spec.nodeName ?? '') !== '';
}

/** Does not go before its 30 seconds are over. */
const STUBBORN: PodWishes = {
  image: 'busybox',
  command: ['sh', '-c', "trap '' TERM; sleep 1000"],
  grace: 30,
};

function isLeaving({ metadata }: Pod): boolean {
  return metadata.deletionTimestamp !== undefined;
}

function timesTold(lab: Lab, pod: string, reason: string): number {
  const events = lab.events(pod).filter((event) => event.reason === reason);
  return events.reduce((sum, { series }) => sum + (series?.count ?? 1), 0);
}

/** One worker with 4 CPUs, 3 of them taken by `low`. */
function fullLab(lowWishes: PodWishes = {}, latencies: ClusterWishes['latencies'] = {}): Lab {
  const lab = bootedLab({ workers: 1, latencies });
  addClass(lab, 'high', 1000);
  lab.createPod('low', { cpu: '3', ...lowWishes });
  lab.untilPod('low', 'ready', isPodReady);
  return lab;
}

describe('a pod of a higher priority', () => {
  test('makes the victim go, gracefully, and takes its place', () => {
    const lab = fullLab();
    const { uid } = createPod(lab, 'urgent', 'high', { cpu: '3' }).metadata;
    lab.untilPod('urgent', 'nominated', ({ status }) => status.nominatedNodeName === 'worker-1', 1000);
    lab.untilPod('low', 'leaving', isLeaving, 1000);

    expect(lab.pod('low').metadata.deletionGracePeriodSeconds).toBe(30);
    expect(lab.pod('low').status.conditions).toContainEqual(
      expect.objectContaining({
        type: 'DisruptionTarget',
        status: 'True',
        reason: 'PreemptionByScheduler',
        message: 'default-scheduler: preempting to accommodate a higher priority pod',
      }),
    );
    lab.untilPod('urgent', 'bound', isBound, 60_000);
    expect(lab.find('pods', 'default/low')).toBeUndefined();
    lab.run(1000);
    expect(lab.told('low')).toContain(`Normal Preempted: Preempted by pod ${uid} on node worker-1`);
    expect(lab.told('urgent').slice(0, 1)).toEqual([
      'Warning FailedScheduling: 0/1 nodes are available: 1 Insufficient cpu.',
    ]);
    expect(lab.told('urgent')).toContain(
      'Normal Scheduled: Successfully assigned default/urgent to worker-1',
    );
  });

  test('says what it waits for while its victim takes its time', () => {
    const lab = fullLab(STUBBORN);
    createPod(lab, 'urgent', 'high', { cpu: '3' });
    lab.untilPod('low', 'leaving', isLeaving, 1000);
    // Another pod goes, which might help: the scheduler has another look.
    lab.createPod('other');
    lab.untilPod('other', 'ready', isPodReady);
    lab.delete('pods', 'other', 0);
    lab.run(2000);
    expect(lab.told('urgent')).toContain(
      'Warning FailedScheduling: 0/1 nodes are available: 1 Insufficient cpu. ' +
        'preemption: not eligible due to a terminating pod on the nominated node.',
    );
    expect(lab.pod('urgent').status.nominatedNodeName).toBe('worker-1');
    lab.untilPod('urgent', 'bound', isBound, 60_000);
  });

  test('whose class does not preempt waits', () => {
    const lab = fullLab();
    addClass(lab, 'patient', 500, { preemptionPolicy: 'Never' });
    createPod(lab, 'patient', 'patient', { cpu: '3' });
    lab.run(10_000);
    expect(lab.told('patient')).toEqual([
      'Warning FailedScheduling: 0/1 nodes are available: 1 Insufficient cpu. ' +
        'preemption: not eligible due to preemptionPolicy=Never.',
    ]);
    expect(lab.pod('low').metadata.deletionTimestamp).toBeUndefined();
  });

  test('is not tried again until its victims know', () => {
    const lab = fullLab({}, { link: 100 });
    lab.createPod('other');
    lab.untilPod('other', 'ready', isPodReady);
    createPod(lab, 'urgent', 'high', { cpu: '3' });
    // Its answer is here, and so is what the scheduler makes of it; its requests about the victim are on their way.
    lab.delete('pods', 'other', 0);
    lab.untilPod('low', 'leaving', isLeaving, 2000);
    lab.untilPod('urgent', 'bound', isBound, 60_000);
    lab.run(2000);
    expect(timesTold(lab, 'urgent', 'FailedScheduling')).toBe(1);
    expect(timesTold(lab, 'low', 'Preempted')).toBe(1);
  });

  test('takes no more than it needs', () => {
    const lab = bootedLab({ workers: 2 });
    addClass(lab, 'high', 1000);
    lab.createDeployment('web', { replicas: 14, cpu: '500m' });
    lab.ready('web', 14);
    lab.createPod('filler', { cpu: '500m' });
    createPod(lab, 'urgent', 'high', { cpu: '1500m' });
    lab.untilPod('urgent', 'bound', isBound, 60_000);
    const preempted = lab.events().filter(({ reason }) => reason === 'Preempted');
    expect(preempted.length).toBeGreaterThan(0);
    expect(preempted.length).toBeLessThanOrEqual(3);
  });

  test('goes first when both wait for room', () => {
    const lab = fullLab();
    addClass(lab, 'patient', 500, { preemptionPolicy: 'Never' });
    lab.createPod('ordinary', { cpu: '3' });
    createPod(lab, 'patient', 'patient', { cpu: '3' });
    lab.run(5000);
    lab.delete('pods', 'low');
    lab.untilPod('patient', 'bound', isBound, 60_000);
    expect(isBound(lab.pod('ordinary'))).toBe(false);
  });
});

describe('the room that is being made', () => {
  test('is not given to a less important pod that comes meanwhile', () => {
    const lab = fullLab();
    createPod(lab, 'urgent', 'high', { cpu: '3' });
    lab.untilPod('low', 'leaving', isLeaving, 1000);
    lab.createPod('sneaky', { cpu: '2' });
    lab.untilPod('urgent', 'bound', isBound, 60_000);
    expect(isBound(lab.pod('sneaky'))).toBe(false);
    expect(lab.told('sneaky')[0]).toContain('0/1 nodes are available: 1 Insufficient cpu. preemption:');
  });

  test('is kept when the scheduler begins again', () => {
    const lab = fullLab(STUBBORN);
    createPod(lab, 'urgent', 'high', { cpu: '3' });
    lab.untilPod('low', 'leaving', isLeaving, 1000);
    lab.run(100);
    for (const type of ['stop', 'start'] as const) {
      lab.simulation.input(faultInput(lab.cluster, { type, target: 'kube-scheduler' }, ''));
      lab.run(1000);
    }
    // There is one CPU left, but with the room that is being made it would be one too many.
    lab.createPod('sneaky', { cpu: '1' });
    lab.run(5000);
    expect(isBound(lab.pod('sneaky'))).toBe(false);
    lab.untilPod('sneaky', 'bound', isBound, 60_000);
    expect(isBound(lab.pod('urgent'))).toBe(true);
  });

  test('counts once while the binding is under way', () => {
    const lab = fullLab({}, { watch: 300 });
    createPod(lab, 'urgent', 'high', { cpu: '3' });
    lab.untilPod('low', 'leaving', isLeaving, 2000);
    lab.createPod('small', { cpu: '1' });
    lab.untilPod('small', 'bound', isBound, 60_000);
    expect(timesTold(lab, 'small', 'FailedScheduling')).toBe(1);
    expect(isBound(lab.pod('urgent'))).toBe(true);
  });

  test('goes to a still more important pod, and the other loses its nomination', () => {
    const lab = fullLab(STUBBORN);
    addClass(lab, 'highest', 2000);
    createPod(lab, 'urgent', 'high', { cpu: '3' });
    lab.untilPod('urgent', 'nominated', ({ status }) => status.nominatedNodeName === 'worker-1', 1000);
    lab.untilPod('low', 'leaving', isLeaving, 1000);
    createPod(lab, 'first', 'highest', { cpu: '3' });
    lab.run(1000);
    expect(lab.pod('first').status.nominatedNodeName).toBe('worker-1');
    expect(lab.pod('urgent').status.nominatedNodeName).toBeUndefined();
    lab.untilPod('first', 'bound', isBound, 60_000);
    lab.run(5000);
    expect(isBound(lab.pod('urgent'))).toBe(false);
  });
});
