/** Init containers and sidecars: in which order a pod starts and ends. */
import { describe, expect, test } from 'vitest';
import { podReadyColumn, podStatusColumn } from '../api/pod-status';
import {
  conditionOf,
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

/** Every STATUS that `kubectl get pods --watch` would show until the condition holds. */
function statusesUntil(lab: Lab, pod: string, last: string): string[] {
  const seen: string[] = [];
  lab.until(`${pod} ${last}`, () => {
    const now = podStatusColumn(lab.pod(pod));
    if (seen.at(-1) !== now) seen.push(now);
    return now === last;
  });
  return seen;
}

const sidecar = { ...NGINX, name: 'proxy', restartPolicy: 'Always' };

describe('init containers', () => {
  test('run one after the other, each to its end, before anything else starts', () => {
    const lab = bootedLab({ workers: 1 });
    const initContainers = [shell('first', 'sleep 3'), shell('second', 'sleep 2')];
    createPod(lab, 'web', { initContainers, containers: [NGINX] });
    const seen = statusesUntil(lab, 'web', 'Running');

    expect(seen).toEqual(['Pending', 'Init:0/2', 'Init:1/2', 'PodInitializing', 'Running']);
    expect(podReadyColumn(lab.pod('web'))).toBe('1/1');
    for (const name of ['first', 'second']) {
      expect(statusOf(lab, 'web', name)).toMatchObject({
        state: { terminated: { exitCode: 0, reason: 'Completed' } },
        ready: true,
        started: false,
        restartCount: 0,
      });
    }
    expect(lab.events('web').map(({ reason, involvedObject }) => [reason, involvedObject.fieldPath])).toEqual(
      expect.arrayContaining([
        ['Started', 'spec.initContainers{first}'],
        ['Started', 'spec.containers{main}'],
      ]),
    );
  });

  test('keep the pod Pending and tell which of them are not done', () => {
    const lab = bootedLab({ workers: 1 });
    const initContainers = [shell('first', 'sleep 30'), shell('second', 'sleep 2')];
    createPod(lab, 'web', { initContainers, containers: [NGINX] });
    untilRunning(lab, 'web', 'first');

    expect(lab.pod('web').status.phase).toBe('Pending');
    expect(conditionOf(lab, 'web', 'Initialized')).toMatchObject({
      status: 'False',
      reason: 'ContainersNotInitialized',
      message: 'containers with incomplete status: [first second]',
    });
    expect(statusOf(lab, 'web', 'second').state).toEqual({ waiting: { reason: 'PodInitializing' } });
    expect(statusOf(lab, 'web').state).toEqual({ waiting: { reason: 'PodInitializing' } });
    untilReady(lab, 'web');
    expect(conditionOf(lab, 'web', 'Initialized')?.status).toBe('True');
  });

  test('that fail start again with a growing back-off, and nothing else starts', () => {
    const lab = bootedLab({ workers: 1 });
    createPod(lab, 'web', { initContainers: [shell('broken', 'exit 4')], containers: [NGINX] });
    lab.until('third restart', () => restartsOf(lab, 'web', 'broken') === 3);
    lab.run(2000);

    expect(podStatusColumn(lab.pod('web'))).toBe('Init:CrashLoopBackOff');
    expect(statusOf(lab, 'web', 'broken').lastState.terminated).toMatchObject({
      exitCode: 4,
      reason: 'Error',
    });
    expect(lab.pod('web').status.phase).toBe('Pending');
    expect(statusOf(lab, 'web').state.waiting?.reason).toBe('PodInitializing');
    expect(Object.keys(countsOf(lab, 'web'))).toContain(
      `BackOff: Back-off restarting failed container broken in pod web_default(${lab.pod('web').metadata.uid})`,
    );
  });

  test('that fail under Never end the pod; what comes behind them never starts', () => {
    const lab = bootedLab({ workers: 1 });
    const initContainers = [shell('broken', 'sleep 1; exit 4'), shell('second', 'true')];
    createPod(lab, 'job', { initContainers, containers: [NGINX], restartPolicy: 'Never' });
    lab.untilPod('job', 'failed', ({ status }) => status.phase === 'Failed');
    lab.run(30_000);

    expect(podStatusColumn(lab.pod('job'))).toBe('Init:Error');
    expect(statusOf(lab, 'job', 'broken').state.terminated).toMatchObject({ exitCode: 4 });
    for (const name of ['second', 'main']) expect(statusOf(lab, 'job', name).containerID).toBeUndefined();
  });
});

describe('a sidecar', () => {
  test('starts before the main containers, counts in READY, and stays', () => {
    const lab = bootedLab({ workers: 1 });
    createPod(lab, 'web', { initContainers: [sidecar], containers: [shell('main', 'sleep infinity')] });
    untilReady(lab, 'web');
    const order = lab.events('web').filter(({ reason }) => reason === 'Started');

    expect(order.map(({ message }) => message)).toEqual([
      'Started container proxy',
      'Started container main',
    ]);
    expect(podReadyColumn(lab.pod('web'))).toBe('2/2');
    expect(statusOf(lab, 'web', 'proxy')).toMatchObject({ ready: true, started: true });
    expect(conditionOf(lab, 'web', 'Initialized')?.status).toBe('True');
  });

  test('lets the next container start only when its startup probe has succeeded', () => {
    const lab = bootedLab({ workers: 1 });
    const startupProbe = { httpGet: { port: 80 }, initialDelaySeconds: 20, periodSeconds: 2 };
    createPod(lab, 'web', { initContainers: [{ ...sidecar, startupProbe }], containers: [NGINX] });
    untilRunning(lab, 'web', 'proxy');
    lab.run(15_000);
    expect(statusOf(lab, 'web').state.waiting?.reason).toBe('PodInitializing');
    expect(statusOf(lab, 'web', 'proxy')).toMatchObject({ ready: false, started: false });
    expect(podStatusColumn(lab.pod('web'))).toBe('Init:0/1');
    untilReady(lab, 'web', 10_000);

    expect(podReadyColumn(lab.pod('web'))).toBe('2/2');
  });

  test('starts again when it ends, whatever the pod wants for its other containers', () => {
    const lab = bootedLab({ workers: 1 });
    const crashing = { ...shell('proxy', 'sleep 5; exit 1'), restartPolicy: 'Always' };
    const containers = [shell('main', 'sleep 300')];
    createPod(lab, 'job', { initContainers: [crashing], containers, restartPolicy: 'Never' });
    lab.until('two restarts', () => restartsOf(lab, 'job', 'proxy') === 2);

    expect(statusOf(lab, 'job').restartCount).toBe(0);
    expect(lab.pod('job').status.phase).toBe('Running');
  });

  test('does not keep a pod running whose work is done: it is stopped, and the pod has Succeeded', () => {
    const lab = bootedLab({ workers: 1 });
    const containers = [shell('main', 'sleep 5')];
    createPod(lab, 'job', { initContainers: [sidecar], containers, restartPolicy: 'Never' });
    lab.untilPod('job', 'over', ({ status }) => status.phase === 'Succeeded', 60_000);

    expect(lab.told('job')).toContain('Normal Killing: Stopping container proxy');
    expect(statusOf(lab, 'job', 'proxy')).toMatchObject({ restartCount: 0, ready: false });
    expect(statusOf(lab, 'job', 'proxy').state.terminated).toMatchObject({ exitCode: 0 });
    expect(podStatusColumn(lab.pod('job'))).toBe('Completed');
  });

  test('leaves after the main containers, the last one first', () => {
    const lab = bootedLab({ workers: 1 });
    const second = { ...sidecar, name: 'second', image: 'redis:7' };
    const containers = [shell('main', "trap 'sleep 4; exit 0' TERM; sleep infinity & wait")];
    createPod(lab, 'web', {
      initContainers: [sidecar, second],
      containers,
      terminationGracePeriodSeconds: 10,
    });
    untilReady(lab, 'web');
    lab.delete('pods', 'web');
    const ends: string[] = [];
    lab.until('gone', () => {
      for (const name of ['main', 'second', 'proxy']) {
        if (!ends.includes(name) && !runs(lab, 'web', name)) ends.push(name);
      }
      return lab.pods().length === 0;
    });

    expect(ends).toEqual(['main', 'second', 'proxy']);
    expect(lab.told('web').filter((line) => line.includes('Killing'))).toHaveLength(3);
  });
});
