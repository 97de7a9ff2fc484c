/** How pods end for reasons of their own, how they change while they run, and what their last status says. */
import { describe, expect, test } from 'vitest';
import type { Pod } from '../api/pod';
import { podStatusColumn } from '../api/pod-status';
import {
  conditionOf,
  createPod,
  NGINX,
  patchPod,
  restartsOf,
  runs,
  shell,
  statusOf,
  untilReady,
  untilRunning,
} from './kubelet-pods';
import { bootedLab, type Lab } from './lab';

const SLEEPER = shell('main', 'sleep infinity');

/** Deletes the pod and runs until it is gone. Returns what the API said of it last. */
function lastWords(lab: Lab, name: string): Pod {
  lab.delete('pods', name);
  let last = lab.pod(name);
  lab.until('gone', () => {
    const pod = lab.pods().find(({ metadata }) => metadata.name === name);
    last = pod ?? last;
    return pod === undefined;
  });
  return last;
}

describe('a pod that takes longer than it may', () => {
  test('has Failed with DeadlineExceeded, and its containers are stopped', () => {
    const lab = bootedLab({ workers: 1 });
    const spec = { containers: [SLEEPER], activeDeadlineSeconds: 20, terminationGracePeriodSeconds: 5 };
    createPod(lab, 'job', spec);
    const took = lab.untilPod('job', 'failed', ({ status }) => status.phase === 'Failed');
    expect(took).toBeGreaterThan(19_000);
    expect(took).toBeLessThan(21_500);
    const message = 'Pod was active on the node longer than the specified deadline';
    expect(lab.pod('job').status).toMatchObject({ phase: 'Failed', reason: 'DeadlineExceeded', message });
    expect(lab.told('job')).toContain(`Normal DeadlineExceeded: ${message}`);
    lab.run(6000);

    expect(runs(lab, 'job', 'main')).toBe(false);
    expect(lab.pod('job').status.reason).toBe('DeadlineExceeded');
    expect(statusOf(lab, 'job').state.terminated).toMatchObject({ exitCode: 137 });
  });

  test('ends earlier when its deadline is shortened', () => {
    const lab = bootedLab({ workers: 1 });
    createPod(lab, 'job', { containers: [SLEEPER], activeDeadlineSeconds: 3600 });
    untilRunning(lab, 'job');
    patchPod(lab, 'job', { spec: { activeDeadlineSeconds: 30 } });
    lab.untilPod('job', 'failed', ({ status }) => status.phase === 'Failed', 40_000);

    expect(lab.pod('job').status.reason).toBe('DeadlineExceeded');
  });
});

describe('another image in a running pod', () => {
  test('restarts its container at once, in the same pod', () => {
    const lab = bootedLab({ workers: 1 });
    createPod(lab, 'web', { containers: [NGINX] });
    untilReady(lab, 'web');
    const { podIP } = lab.pod('web').status;
    patchPod(lab, 'web', { spec: { containers: [{ name: 'main', image: 'nginx:1.28' }] } });
    lab.until('restarted', () => restartsOf(lab, 'web') === 1, 20_000);
    untilReady(lab, 'web');

    expect(statusOf(lab, 'web').image).toBe('docker.io/library/nginx:1.28');
    expect(lab.told('web')).toContain('Normal Killing: Container main definition changed, will be restarted');
    expect(lab.pod('web').status.podIP).toBe(podIP);
  });

  test('ends the back-off of the one before', () => {
    const lab = bootedLab({ workers: 1 });
    createPod(lab, 'web', { containers: [{ ...NGINX, image: 'ngnix' }] });
    lab.run(200_000);
    patchPod(lab, 'web', { spec: { containers: [{ name: 'main', image: 'nginx:1.28' }] } });

    expect(untilReady(lab, 'web', 10_000)).toBeLessThan(5000);
    expect(restartsOf(lab, 'web')).toBe(0);
  });
});

describe('the last status of a deleted pod', () => {
  test('is Failed when nothing of it ever ran', () => {
    const lab = bootedLab({ workers: 1 });
    createPod(lab, 'web', { containers: [{ ...NGINX, image: 'ngnix' }] });
    lab.run(20_000);
    const { status } = lastWords(lab, 'web');

    expect(status.phase).toBe('Failed');
    expect(status.containerStatuses?.[0]?.state.terminated).toEqual({
      exitCode: 137,
      reason: 'ContainerStatusUnknown',
      message: 'The container could not be located when the pod was terminated',
    });
  });

  test('leaves main containers waiting that never had their turn', () => {
    const lab = bootedLab({ workers: 1 });
    createPod(lab, 'web', {
      initContainers: [shell('init', 'sleep infinity')],
      containers: [NGINX],
      terminationGracePeriodSeconds: 2,
    });
    untilRunning(lab, 'web', 'init');
    const { status } = lastWords(lab, 'web');

    expect(status.phase).toBe('Failed');
    expect(status.initContainerStatuses?.[0]?.state.terminated).toMatchObject({
      exitCode: 137,
      reason: 'Error',
    });
    expect(status.containerStatuses?.[0]?.state.waiting).toEqual({ reason: 'PodInitializing' });
  });

  test('tells of the end of a crashing container, not of its back-off', () => {
    const lab = bootedLab({ workers: 1 });
    createPod(lab, 'web', { containers: [shell('main', 'exit 3')] });
    lab.until('backing off', () => podStatusColumn(lab.pod('web')) === 'CrashLoopBackOff');
    const { status } = lastWords(lab, 'web');

    expect(status.phase).toBe('Failed');
    expect(status.containerStatuses?.[0]?.state.terminated).toMatchObject({ exitCode: 3, reason: 'Error' });
  });

  test('says that its sandbox is gone, also for a pod that ended by itself', () => {
    const lab = bootedLab({ workers: 1 });
    createPod(lab, 'job', { containers: [shell('main', 'sleep 2')], restartPolicy: 'Never' });
    lab.untilPod('job', 'over', ({ status }) => status.phase === 'Succeeded');
    lab.run(2000);

    expect(conditionOf(lab, 'job', 'PodReadyToStartContainers')?.status).toBe('False');
    expect(conditionOf(lab, 'job', 'Initialized')).toMatchObject({ status: 'True', reason: 'PodCompleted' });
    expect(lab.pod('job').status.podIP).toMatch(/^10\.244\./);
  });
});

describe('a pod on the network of its node', () => {
  test('has the address of the node, and takes none of the pods', () => {
    const lab = bootedLab({ workers: 1 });
    createPod(lab, 'agent', { containers: [NGINX], hostNetwork: true });
    untilReady(lab, 'agent');
    createPod(lab, 'web', { containers: [NGINX] });
    untilReady(lab, 'web');
    const { podIP, hostIP } = lab.pod('agent').status;

    expect(podIP).toBe(hostIP);
    expect(lab.pod('web').status.podIP).toMatch(/\.2$/);
  });
});

describe('a container that must not run', () => {
  test.each([
    ['nginx::1', ''],
    ['Nginx:1.27', ': repository name (library/Nginx) must be lowercase'],
  ])('because its image has an invalid name says so: %s', (image, tail) => {
    const lab = bootedLab({ workers: 1 });
    createPod(lab, 'web', { containers: [{ ...NGINX, image }] });
    lab.untilPod('web', 'refused', (pod) => podStatusColumn(pod) === 'InvalidImageName');

    expect(statusOf(lab, 'web').state.waiting?.message).toBe(
      `Failed to apply default image tag "${image}": couldn't parse image name "${image}": invalid reference format${tail}`,
    );
    expect(lab.told('web').join('\n')).toContain('Warning InspectFailed: Failed to apply default image tag');
  });

  test('as root, but would, says so', () => {
    const lab = bootedLab({ workers: 1 });
    createPod(lab, 'web', { containers: [NGINX], securityContext: { runAsNonRoot: true } });
    lab.untilPod('web', 'refused', (pod) => podStatusColumn(pod) === 'CreateContainerConfigError');
    const { uid } = lab.pod('web').metadata;

    expect(statusOf(lab, 'web').state.waiting?.message).toBe(
      `container has runAsNonRoot and image will run as root (pod: "web_default(${uid})", container: main)`,
    );
    createPod(lab, 'user', {
      containers: [{ ...NGINX, securityContext: { runAsNonRoot: true, runAsUser: 1000 } }],
    });
    untilReady(lab, 'user');
  });

  test('with more memory than its limit is killed for it, again and again', () => {
    const lab = bootedLab({ workers: 1 });
    const args = ['stress', '--vm', '1', '--vm-bytes', '250M'];
    const hungry = {
      name: 'main',
      image: 'polinux/stress',
      args,
      resources: { limits: { memory: '100Mi' } },
    };
    createPod(lab, 'hungry', { containers: [hungry] });
    lab.untilPod('hungry', 'in back-off', (pod) => podStatusColumn(pod) === 'CrashLoopBackOff');

    expect(statusOf(lab, 'hungry').lastState.terminated).toMatchObject({
      exitCode: 137,
      reason: 'OOMKilled',
    });
  });
});

describe('a full node', () => {
  test('refuses what a scheduler would not have sent, by its sums', () => {
    const lab = bootedLab({ workers: 1, podsMax: 2 });
    const big = { ...NGINX, resources: { requests: { cpu: '3', memory: '1Gi' } } };
    createPod(lab, 'first', { containers: [big], nodeName: 'worker-1' });
    untilReady(lab, 'first');
    createPod(lab, 'second', { containers: [big], nodeName: 'worker-1' });
    lab.untilPod('second', 'refused', ({ status }) => status.phase === 'Failed');

    const message = "Node didn't have enough resource: cpu, requested: 3000, used: 3000, capacity: 4000";
    const rejected = `Pod was rejected: ${message}`;
    expect(lab.pod('second').status).toMatchObject({ reason: 'OutOfcpu', message: rejected });
    expect(lab.told('second')).toContain(`Warning OutOfcpu: ${message}`);
    createPod(lab, 'third', { containers: [NGINX], nodeName: 'worker-1' });
    untilReady(lab, 'third');
    createPod(lab, 'fourth', { containers: [NGINX], nodeName: 'worker-1' });
    lab.untilPod('fourth', 'refused', ({ status }) => status.reason === 'OutOfpods');
    lab.delete('pods', 'first');
    lab.untilGone('first');
    createPod(lab, 'fifth', { containers: [big], nodeName: 'worker-1' });
    untilReady(lab, 'fifth');

    expect(conditionOf(lab, 'fifth', 'PodScheduled')?.status).toBe('True');
  });
});

describe('readiness gates', () => {
  test('keep a pod from being ready until others have said yes', () => {
    const lab = bootedLab({ workers: 1 });
    createPod(lab, 'web', { containers: [NGINX], readinessGates: [{ conditionType: 'example.com/lb' }] });
    lab.untilPod(
      'web',
      'containers ready',
      () => conditionOf(lab, 'web', 'ContainersReady')?.status === 'True',
    );
    expect(conditionOf(lab, 'web', 'Ready')).toMatchObject({
      status: 'False',
      reason: 'ReadinessGatesNotReady',
      message: 'corresponding condition of pod readiness gate "example.com/lb" does not exist.',
    });
    const body = { status: { conditions: [{ type: 'example.com/lb', status: 'True' }] } };
    lab.do({
      verb: 'patch',
      resource: 'pods',
      name: 'web',
      subresource: 'status',
      body,
      patchType: 'strategic',
    });

    untilReady(lab, 'web', 5000);
  });
});
