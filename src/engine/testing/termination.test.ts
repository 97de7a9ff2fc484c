/** How pods leave: grace, signals, force, and who takes their place. */
import { describe, expect, test } from 'vitest';
import type { ContainerdState } from '../node/containerd-state';
import type { Pod } from '../api/pod';
import { podStatusColumn } from '../api/pod-status';
import { bootedLab, Lab } from './lab';
import type { PodWishes } from './manifests';

function running(name: string, wishes: PodWishes = {}): Lab {
  const lab = bootedLab({ workers: 1 });
  lab.createPod(name, wishes);
  lab.untilPod(name, 'running', ({ status }) => status.phase === 'Running');
  return lab;
}

/** Deletes the pod and runs until it is gone. Returns its last state and the seconds that it took. */
function deleteAndWatch(
  lab: Lab,
  name: string,
  grace?: number,
): { readonly last: Pod; readonly seconds: number } {
  lab.delete('pods', name, grace);
  const begin = lab.now;
  let last = lab.pod(name);
  lab.until('gone', () => {
    const pod = lab.pods().find(({ metadata }) => metadata.name === name);
    last = pod ?? last;
    return pod === undefined;
  });
  return { last, seconds: (lab.now - begin) / 1000 };
}

function containersOn(lab: Lab, node: string): number {
  return (lab.simulation.stateOf(`${lab.cluster}/${node}/containerd`) as ContainerdState).containers.map.size;
}

const SLEEP: PodWishes = { image: 'busybox', command: ['sleep', 'infinity'] };

describe('a deleted pod', () => {
  test('stays Terminating with its deadline until its containers have ended', () => {
    const lab = running('sleeper', SLEEP);
    const before = lab.now;
    const response = lab.delete('pods', 'sleeper');
    const { metadata } = response.body as Pod;

    expect(response.code).toBe(200);
    expect(metadata.deletionGracePeriodSeconds).toBe(30);
    expect(Lab.ms(metadata.deletionTimestamp) - before).toBeGreaterThan(29_000);
    expect(Lab.ms(metadata.deletionTimestamp) - before).toBeLessThanOrEqual(30_010);
    expect(metadata.generation).toBe(2);
    expect(podStatusColumn(lab.pod('sleeper'))).toBe('Terminating');
    lab.run(29_000);
    expect(podStatusColumn(lab.pod('sleeper'))).toBe('Terminating');
    expect(lab.told('sleeper').at(-1)).toBe('Normal Killing: Stopping container main');
  });

  test('takes 30 s and exits with 137 when its process 1 ignores SIGTERM', () => {
    const lab = running('sleeper', SLEEP);
    const { last, seconds } = deleteAndWatch(lab, 'sleeper');

    expect(seconds).toBeGreaterThanOrEqual(30);
    expect(seconds).toBeLessThan(31.5);
    expect(last.status.containerStatuses?.[0]?.state.terminated).toMatchObject({
      exitCode: 137,
      reason: 'Error',
    });
    expect(last.status.phase).toBe('Failed');
  });

  test('leaves at once with 0 when its program knows SIGTERM, as nginx does', () => {
    const lab = running('web');
    const { last, seconds } = deleteAndWatch(lab, 'web');

    expect(seconds).toBeLessThan(1);
    expect(last.status.containerStatuses?.[0]?.state.terminated).toMatchObject({
      exitCode: 0,
      reason: 'Completed',
    });
    expect(last.status.phase).toBe('Succeeded');
  });

  test('whose process ends by itself within the grace ends with its own exit code', () => {
    const lab = running('job', {
      image: 'busybox',
      command: ['sh', '-c', 'sleep 10; exit 3'],
      restartPolicy: 'Never',
    });
    const { last, seconds } = deleteAndWatch(lab, 'job');

    expect(seconds).toBeLessThan(11);
    expect(last.status.containerStatuses?.[0]?.state.terminated).toMatchObject({
      exitCode: 3,
      reason: 'Error',
    });
  });

  test('keeps to the grace of its own spec, and to the shorter one of the request', () => {
    expect(deleteAndWatch(running('five', { ...SLEEP, grace: 5 }), 'five').seconds).toBeLessThan(6.5);
    expect(deleteAndWatch(running('three', SLEEP), 'three', 3).seconds).toBeLessThan(4.5);
  });

  test('goes faster when it is deleted again with less grace, not slower with more', () => {
    const lab = running('sleeper', SLEEP);
    lab.delete('pods', 'sleeper', 20);
    const begin = lab.now;
    lab.run(5000);
    lab.delete('pods', 'sleeper', 25);
    expect(lab.pod('sleeper').metadata.deletionGracePeriodSeconds).toBe(20);
    lab.delete('pods', 'sleeper', 2);
    lab.untilGone('sleeper');

    expect(lab.now - begin).toBeLessThan(8500);
  });

  test('gives its address back, and leaves no container behind', () => {
    const lab = running('web');
    const { last } = deleteAndWatch(lab, 'web');
    expect(last.status.podIP).toMatch(/^10\.244\.1\./);
    const { ipam, sandboxes } = lab.simulation.stateOf(
      `${lab.cluster}/worker-1/containerd`,
    ) as ContainerdState;

    expect([ipam.taken.map.size, sandboxes.map.size, containersOn(lab, 'worker-1')]).toEqual([0, 0, 0]);
    lab.createPod('next');
    lab.untilPod('next', 'running', ({ status }) => status.phase === 'Running');
    expect(lab.pod('next').status.podIP).not.toBe(last.status.podIP);
  });

  test('that is on no node yet goes at once', () => {
    const lab = bootedLab({ workers: 1 });
    lab.createPod('big', { cpu: '64' });
    lab.run(5000);
    lab.delete('pods', 'big');

    expect(lab.pods()).toEqual([]);
  });

  test('while its image is being pulled leaves nothing behind', () => {
    for (const wait of [100, 250, 400, 2000]) {
      const lab = bootedLab({ workers: 1 });
      lab.createPod('one');
      lab.run(wait);
      lab.delete('pods', 'one');
      lab.untilGone('one', 40_000);
      lab.run(5000);
      expect(containersOn(lab, 'worker-1')).toBe(0);
    }
  });
});

describe('a pod deleted by force', () => {
  test('is gone from the API at once, and from its node a moment later', () => {
    const lab = running('sleeper', SLEEP);
    lab.delete('pods', 'sleeper', 0);
    expect(lab.pods()).toEqual([]);
    expect(containersOn(lab, 'worker-1')).toBe(1);
    lab.run(2500);

    expect(containersOn(lab, 'worker-1')).toBe(0);
  });

  test('is taken down faster also when it was being deleted with grace', () => {
    const lab = running('sleeper', SLEEP);
    lab.delete('pods', 'sleeper');
    lab.run(3000);
    lab.delete('pods', 'sleeper', 0);
    lab.run(2500);

    expect(lab.pods()).toEqual([]);
    expect(containersOn(lab, 'worker-1')).toBe(0);
  });

  test('makes room for the next one on a full node, whose kubelet does not count the dead', () => {
    const lab = running('first', { ...SLEEP, cpu: '3' });
    lab.delete('pods', 'first', 0);
    lab.createPod('second', { cpu: '3' });
    lab.untilPod('second', 'running', ({ status }) => status.phase === 'Running', 20_000);

    expect(lab.told('second').some((line) => line.includes('OutOfcpu'))).toBe(false);
  });

  test('can be followed by another of the same name, which its status never touches', () => {
    const lab = running('one', SLEEP);
    const { uid } = lab.pod('one').metadata;
    lab.delete('pods', 'one');
    lab.run(29_999);
    lab.delete('pods', 'one', 0);
    lab.createPod('one');
    lab.until('the new one runs', () => lab.pod('one').status.phase === 'Running', 30_000);

    expect(lab.pod('one').metadata.uid).not.toBe(uid);
    expect(lab.pod('one').status.containerStatuses?.[0]).toMatchObject({ restartCount: 0, ready: true });
  });
});

describe('a pod of a Deployment that is deleted', () => {
  test('is replaced at once by another with a new name and address, while it is still Terminating', () => {
    const lab = bootedLab();
    lab.createDeployment('web', { replicas: 3, ...SLEEP });
    const before = lab.ready('web', 3);
    const victim = before[0] as Pod;
    lab.delete('pods', victim.metadata.name);
    lab.until('a fourth pod', () => lab.pods('web').length === 4, 1000);
    const fresh = lab
      .pods('web')
      .find(({ metadata }) => before.every((pod) => pod.metadata.name !== metadata.name));
    const freshName = fresh?.metadata.name ?? '';
    lab.untilPod(freshName, 'running', ({ status }) => status.phase === 'Running', 15_000);

    expect(podStatusColumn(lab.pod(victim.metadata.name))).toBe('Terminating');
    expect(lab.pod(freshName).status.podIP).not.toBe(victim.status.podIP);
    lab.untilGone(victim.metadata.name, 31_000);
    lab.ready('web', 3);
    expect(lab.told(lab.replicaSets('web')[0]?.metadata.name ?? '')).toContain(
      `Normal SuccessfulCreate: Created pod: ${freshName}`,
    );
  });

  test('keeps its Deployment below its size for a moment, which its conditions tell', () => {
    const lab = bootedLab();
    lab.createDeployment('web', { replicas: 1 });
    const [pod] = lab.ready('web', 1);
    lab.delete('pods', pod?.metadata.name ?? '');
    lab.until('unavailable', () => (lab.deployment('web').status.unavailableReplicas ?? 0) === 1, 5000);
    const conditions = lab.deployment('web').status.conditions ?? [];

    expect(conditions.find(({ type }) => type === 'Available')).toMatchObject({
      status: 'False',
      reason: 'MinimumReplicasUnavailable',
      message: 'Deployment does not have minimum availability.',
    });
    lab.ready('web', 1);
  });
});
