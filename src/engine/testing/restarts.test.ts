/** Containers that end: who starts again, when, and what the pod says meanwhile. */
import { describe, expect, test } from 'vitest';
import type { ContainerStatus } from '../api/pod';
import { podStatusColumn } from '../api/pod-status';
import { bootedLab, type Lab } from './lab';

function containerOf(lab: Lab, pod: string): ContainerStatus {
  return lab.pod(pod).status.containerStatuses?.[0] as ContainerStatus;
}

const KILL = ['sh', '-c', 'kill 1'];

/** Kills the main process and runs until the pod says that its container is up again. Returns the ms from the end. */
function killAndWait(lab: Lab, pod: string): number {
  const { restartCount } = containerOf(lab, pod);
  expect(lab.exec(pod, ...KILL)).toMatchObject({ exitCode: 0 });
  const killed = lab.now;
  lab.until('restarted', () => containerOf(lab, pod).restartCount === restartCount + 1, 400_000);
  lab.until('running', () => containerOf(lab, pod).state.running !== undefined);
  return lab.now - killed;
}

describe('a main process that is killed', () => {
  test('starts again in the same pod: same name, uid and address, one more restart', () => {
    const lab = bootedLab();
    lab.createDeployment('web', { replicas: 1 });
    const [before] = lab.ready('web', 1);
    const name = before?.metadata.name ?? '';
    killAndWait(lab, name);
    const after = lab.pod(name);

    expect(after.metadata.uid).toBe(before?.metadata.uid);
    expect(after.status.podIP).toBe(before?.status.podIP);
    expect(containerOf(lab, name).restartCount).toBe(1);
    expect(containerOf(lab, name).containerID).not.toBe(before?.status.containerStatuses?.[0]?.containerID);
    expect(containerOf(lab, name).lastState.terminated).toMatchObject({ exitCode: 0, reason: 'Completed' });
    expect(lab.pods('web')).toHaveLength(1);
    expect(lab.events(name).map(({ reason, count }) => [reason, count])).toEqual([
      ['Scheduled', undefined],
      ['Pulling', 1],
      ['Pulled', 1],
      ['Pulled', 1],
      ['Created', 2],
      ['Started', 2],
    ]);
    expect(lab.told(name)[3]).toBe('Normal Pulled: Container image "nginx:1.27" already present on machine');
  });

  test('starts at once the first time, then after 10 s, 20 s, 40 s … and at most 5 minutes', () => {
    const lab = bootedLab();
    lab.createPod('one');
    lab.untilPod('one', 'running', ({ status }) => status.phase === 'Running');
    const seconds = Array.from({ length: 8 }, () => Math.round(killAndWait(lab, 'one') / 1000));

    expect(seconds[0]).toBeLessThanOrEqual(3);
    const expected = [10, 20, 40, 80, 160, 300, 300];
    seconds.slice(1).forEach((second, i) => {
      expect(second).toBeGreaterThanOrEqual((expected[i] ?? 0) - 1);
      expect(second).toBeLessThanOrEqual((expected[i] ?? 0) + 3);
    });
    expect(containerOf(lab, 'one').restartCount).toBe(8);
  });

  test('waits in CrashLoopBackOff with the real words; the restart counts when it has happened', () => {
    const lab = bootedLab();
    lab.createPod('one');
    lab.untilPod('one', 'running', ({ status }) => status.phase === 'Running');
    killAndWait(lab, 'one');
    const uid = lab.pod('one').metadata.uid ?? '';
    for (const wait of ['10s', '20s', '40s', '1m20s', '2m40s', '5m0s', '5m0s']) {
      const { restartCount } = containerOf(lab, 'one');
      lab.exec('one', ...KILL);
      lab.until('backing off', () => containerOf(lab, 'one').state.waiting !== undefined);
      expect(containerOf(lab, 'one')).toMatchObject({
        state: {
          waiting: {
            reason: 'CrashLoopBackOff',
            message: `back-off ${wait} restarting failed container=main pod=one_default(${uid})`,
          },
        },
        restartCount,
        ready: false,
      });
      expect(lab.pod('one').status.phase).toBe('Running');
      expect(podStatusColumn(lab.pod('one'))).toBe('CrashLoopBackOff');
      lab.until('running', () => containerOf(lab, 'one').state.running !== undefined, 310_000);
      expect(containerOf(lab, 'one').restartCount).toBe(restartCount + 1);
    }
    const backOff = lab.events('one').filter(({ reason }) => reason === 'BackOff');
    expect(backOff.map(({ type, message, count }) => [type, message, count])).toEqual([
      ['Warning', `Back-off restarting failed container main in pod one_default(${uid})`, 7],
    ]);
  });

  test('begins anew after it has run for more than ten minutes', () => {
    const lab = bootedLab();
    lab.createPod('one');
    lab.untilPod('one', 'running', ({ status }) => status.phase === 'Running');
    for (let i = 0; i < 4; i++) killAndWait(lab, 'one');
    lab.run(9 * 60_000);
    expect(killAndWait(lab, 'one')).toBeGreaterThan(70_000);
    lab.run(10 * 60_000 + 5000);

    expect(killAndWait(lab, 'one')).toBeLessThan(4000);
    expect(killAndWait(lab, 'one')).toBeGreaterThan(9000);
  });

  test('that has no handler for SIGTERM does not end: it is process 1', () => {
    const lab = bootedLab();
    lab.createPod('sleeper', { image: 'busybox', command: ['sleep', 'infinity'] });
    lab.untilPod('sleeper', 'running', ({ status }) => status.phase === 'Running');
    lab.exec('sleeper', ...KILL);
    lab.run(60_000);

    expect(containerOf(lab, 'sleeper').restartCount).toBe(0);
  });
});

describe('a container that ends by itself', () => {
  const fails = { image: 'busybox', command: ['sh', '-c', 'sleep 2; exit 3'] };
  const works = { image: 'busybox', command: ['sh', '-c', 'sleep 2'] };

  test('leaves its pod Failed under Never, with its exit code', () => {
    const lab = bootedLab();
    lab.createPod('job', { ...fails, restartPolicy: 'Never' });
    lab.untilPod('job', 'failed', ({ status }) => status.phase === 'Failed');

    expect(containerOf(lab, 'job').state.terminated).toMatchObject({ exitCode: 3, reason: 'Error' });
    expect(podStatusColumn(lab.pod('job'))).toBe('Error');
    expect(lab.pod('job').status.conditions?.find(({ type }) => type === 'Ready')).toMatchObject({
      reason: 'PodFailed',
    });
  });

  test('leaves its pod Succeeded under Never and OnFailure when all went well', () => {
    const lab = bootedLab();
    for (const restartPolicy of ['Never', 'OnFailure'] as const) {
      const name = restartPolicy.toLowerCase();
      lab.createPod(name, { ...works, restartPolicy });
      lab.untilPod(name, 'succeeded', ({ status }) => status.phase === 'Succeeded');
      expect(containerOf(lab, name).state.terminated).toMatchObject({ exitCode: 0, reason: 'Completed' });
      expect(podStatusColumn(lab.pod(name))).toBe('Completed');
      expect(containerOf(lab, name).restartCount).toBe(0);
      const ready = lab.pod(name).status.conditions?.find(({ type }) => type === 'Ready');
      expect(ready).toMatchObject({ status: 'False', reason: 'PodCompleted' });
    }
  });

  test('ran for as long as its program takes', () => {
    const lab = bootedLab();
    lab.createPod('job', { ...works, restartPolicy: 'Never' });
    lab.untilPod('job', 'over', ({ status }) => status.phase === 'Succeeded');
    const { startedAt = '', finishedAt = '' } = containerOf(lab, 'job').state.terminated ?? {};

    expect(Date.parse(finishedAt) - Date.parse(startedAt)).toBe(2000);
  });

  test('starts again under OnFailure only when it failed, and under Always in any case', () => {
    const lab = bootedLab();
    lab.createPod('retry', { ...fails, restartPolicy: 'OnFailure' });
    lab.createPod('again', { ...works, restartPolicy: 'Always' });
    for (const name of ['retry', 'again']) {
      lab.until(`${name} twice`, () => (containerOf(lab, name)?.restartCount ?? 0) === 2);
      expect(lab.pod(name).status.phase).toBe('Running');
    }
  });

  test('gives back its address, and the pod stays to be read', () => {
    const lab = bootedLab({ workers: 1 });
    lab.createPod('job', { ...works, restartPolicy: 'Never' });
    lab.untilPod('job', 'over', ({ status }) => status.phase === 'Succeeded');
    lab.run(60_000);

    expect(lab.pod('job').status.phase).toBe('Succeeded');
    lab.delete('pods', 'job');
    expect(lab.pods()).toEqual([]);
  });
});

describe('a container that cannot be started', () => {
  test('says why, as a StartError with code 128, and backs off', () => {
    const lab = bootedLab();
    lab.createPod('bad', { command: ['nonsense'] });
    lab.until(
      'backing off',
      () => lab.pod('bad').status.containerStatuses?.[0]?.state.waiting?.reason === 'CrashLoopBackOff',
    );

    const last = containerOf(lab, 'bad').lastState.terminated;
    expect(last).toMatchObject({ exitCode: 128, reason: 'StartError' });
    expect(last?.message).toContain('exec: "nonsense": executable file not found in $PATH');
    expect(
      lab
        .told('bad')
        .some((line) => line.startsWith('Warning Failed: Error: failed to create containerd task')),
    ).toBe(true);
  });

  test('does not keep the other containers of its pod from running', () => {
    const lab = bootedLab();
    const containers = [
      { name: 'bad', image: 'nginx:1.27', command: ['nonsense'] },
      { name: 'good', image: 'nginx:1.27' },
    ];
    lab.createPod('mixed', { containers });
    const good = (): ContainerStatus | undefined => lab.pod('mixed').status.containerStatuses?.[1];
    lab.until('good runs', () => good()?.state.running !== undefined, 10_000);
    lab.run(5 * 60_000);

    expect(good()).toMatchObject({ ready: true, restartCount: 0 });
  });
});
