/** Init containers, sidecars and probes. */
import { describe, expect, test } from 'vitest';
import { untilState, untilPhase } from './conformance-pods';
import {
  conditionOf,
  createPod,
  NGINX,
  restartsOf,
  shell,
  statusOf,
  untilReady,
  untilRunning,
} from './kubelet-pods';
import { bootedLab, Lab } from './lab';

describe('init containers', () => {
  test('run one after the other, before the app', () => {
    const lab = bootedLab({ workers: 1 });
    createPod(lab, 'p', {
      initContainers: [shell('one', 'sleep 5'), shell('two', 'sleep 5')],
      containers: [NGINX],
    });
    untilRunning(lab, 'p', 'one');
    expect(statusOf(lab, 'p', 'two').state.waiting?.reason).toBe('PodInitializing');
    expect(statusOf(lab, 'p').state.waiting?.reason).toBe('PodInitializing');
    expect(lab.pod('p').status.phase).toBe('Pending');
    expect(conditionOf(lab, 'p', 'Initialized')).toMatchObject({
      status: 'False',
      reason: 'ContainersNotInitialized',
      message: 'containers with incomplete status: [one two]',
    });
    untilReady(lab, 'p');
    for (const name of ['one', 'two']) {
      expect(statusOf(lab, 'p', name)).toMatchObject({
        ready: true,
        restartCount: 0,
        state: { terminated: { exitCode: 0, reason: 'Completed' } },
      });
    }
    expect(conditionOf(lab, 'p', 'Initialized')?.status).toBe('True');
    const ends = Lab.ms(statusOf(lab, 'p', 'one').state.terminated?.finishedAt);
    expect(Lab.ms(statusOf(lab, 'p', 'two').state.terminated?.startedAt)).toBeGreaterThanOrEqual(ends);
  });

  test('that fail are tried again, with back-off, and the app waits', () => {
    const lab = bootedLab({ workers: 1 });
    createPod(lab, 'p', { initContainers: [shell('one', 'exit 1')], containers: [NGINX] });
    untilState(lab, 'p', 'third', (_, { restartCount }) => restartCount >= 3, 'one');
    expect(lab.pod('p').status.phase).toBe('Pending');
    expect(statusOf(lab, 'p').state.waiting?.reason).toBe('PodInitializing');
    expect(conditionOf(lab, 'p', 'Initialized')?.message).toBe('containers with incomplete status: [one]');
  });

  test('that fail with Never make the pod Failed', () => {
    const lab = bootedLab({ workers: 1 });
    createPod(lab, 'p', {
      initContainers: [shell('one', 'exit 1'), shell('two', 'true')],
      containers: [NGINX],
      restartPolicy: 'Never',
    });
    untilPhase(lab, 'p', 'Failed');
    expect(statusOf(lab, 'p', 'one').state.terminated?.exitCode).toBe(1);
    expect(statusOf(lab, 'p', 'two').state.waiting?.reason).toBe('PodInitializing');
    expect(statusOf(lab, 'p').state.waiting?.reason).toBe('PodInitializing');
  });

  test('that stay run beside the app, and do not keep a pod from succeeding', () => {
    const lab = bootedLab({ workers: 1 });
    createPod(lab, 'p', {
      initContainers: [
        { ...shell('agent', 'trap "exit 0" TERM; while true; do sleep 1; done'), restartPolicy: 'Always' },
      ],
      containers: [shell('main', 'sleep 5')],
      restartPolicy: 'Never',
    });
    untilRunning(lab, 'p');
    expect(statusOf(lab, 'p', 'agent')).toMatchObject({ started: true, ready: true });
    untilPhase(lab, 'p', 'Succeeded');
  });
});

describe('probes', () => {
  test('the liveness example of the docs: /tmp/healthy goes away, the container is restarted', () => {
    const lab = bootedLab({ workers: 1 });
    createPod(lab, 'liveness-exec', {
      containers: [
        {
          name: 'liveness',
          image: 'registry.k8s.io/busybox:1.27.2',
          args: ['/bin/sh', '-c', 'touch /tmp/healthy; sleep 30; rm -f /tmp/healthy; sleep 600'],
          livenessProbe: {
            exec: { command: ['cat', '/tmp/healthy'] },
            initialDelaySeconds: 5,
            periodSeconds: 5,
          },
        },
      ],
    });
    untilRunning(lab, 'liveness-exec', 'liveness');
    lab.run(28_000);
    expect(lab.told('liveness-exec').some((text) => text.includes('Unhealthy'))).toBe(false);
    const start = lab.now;
    lab.untilPod(
      'liveness-exec',
      'restarted',
      () => restartsOf(lab, 'liveness-exec', 'liveness') === 1,
      90_000,
    );
    // Three failures, then 30 s of grace that the shell does not use.
    expect(lab.now - start).toBeGreaterThan(38_000);
    expect(lab.now - start).toBeLessThan(55_000);
    expect(lab.told('liveness-exec')).toContain(
      "Warning Unhealthy: Liveness probe failed: cat: can't open '/tmp/healthy': No such file or directory\n",
    );
    expect(lab.told('liveness-exec')).toContain(
      'Normal Killing: Container liveness failed liveness probe, will be restarted',
    );
    expect(statusOf(lab, 'liveness-exec', 'liveness').lastState?.terminated?.exitCode).toBe(137);
  });

  test('readiness with a wrong path: the code in the Event, never a restart', () => {
    const lab = bootedLab({ workers: 1 });
    createPod(lab, 'p', {
      containers: [{ ...NGINX, readinessProbe: { httpGet: { path: '/nope', port: 80 }, periodSeconds: 1 } }],
    });
    untilRunning(lab, 'p');
    lab.run(60_000);
    expect(lab.told('p')).toContain(
      'Warning Unhealthy: Readiness probe failed: HTTP probe failed with statuscode: 404',
    );
    expect(statusOf(lab, 'p')).toMatchObject({ ready: false, started: true, restartCount: 0 });
    expect(conditionOf(lab, 'p', 'ContainersReady')?.reason).toBe('ContainersNotReady');
  });

  test('liveness on a port where nobody listens: refused, restarted', () => {
    const lab = bootedLab({ workers: 1 });
    createPod(lab, 'p', {
      containers: [
        { ...NGINX, livenessProbe: { tcpSocket: { port: 81 }, periodSeconds: 2, failureThreshold: 2 } },
      ],
    });
    lab.untilPod('p', 'restarted', () => restartsOf(lab, 'p') === 1, 60_000);
    const { podIP } = lab.pod('p').status;
    expect(lab.told('p')).toContain(
      `Warning Unhealthy: Liveness probe failed: dial tcp ${podIP}:81: connect: connection refused`,
    );
    expect(statusOf(lab, 'p').lastState?.terminated).toMatchObject({ exitCode: 0, reason: 'Completed' });
  });

  test('startup holds the others back, and failing it restarts', () => {
    const lab = bootedLab({ workers: 1 });
    createPod(lab, 'p', {
      containers: [
        {
          ...shell('main', 'sleep 12; touch /tmp/up; sleep infinity'),
          startupProbe: { exec: { command: ['cat', '/tmp/up'] }, periodSeconds: 5, failureThreshold: 10 },
          livenessProbe: { exec: { command: ['cat', '/tmp/up'] }, periodSeconds: 1, failureThreshold: 1 },
        },
      ],
    });
    untilRunning(lab, 'p');
    expect(statusOf(lab, 'p').started).toBe(false);
    untilReady(lab, 'p');
    lab.run(20_000);
    expect(restartsOf(lab, 'p')).toBe(0);
    expect(statusOf(lab, 'p').started).toBe(true);
  });

  test('readiness follows a file', () => {
    const lab = bootedLab({ workers: 1 });
    createPod(lab, 'p', {
      containers: [
        {
          ...shell('main', 'touch /tmp/ok; sleep infinity'),
          readinessProbe: { exec: { command: ['test', '-e', '/tmp/ok'] }, periodSeconds: 2 },
        },
      ],
    });
    untilReady(lab, 'p');
    lab.exec('p', 'rm', '/tmp/ok');
    lab.untilPod('p', 'unready', () => conditionOf(lab, 'p', 'Ready')?.status === 'False', 8000);
    lab.exec('p', 'touch', '/tmp/ok');
    untilReady(lab, 'p', 4000);
    expect(restartsOf(lab, 'p')).toBe(0);
  });

  test('a readiness gate waits for somebody to set its condition', () => {
    const lab = bootedLab({ workers: 1 });
    createPod(lab, 'p', {
      containers: [NGINX],
      readinessGates: [{ conditionType: 'example.com/lb' }],
    });
    untilRunning(lab, 'p');
    lab.run(2000);
    expect(conditionOf(lab, 'p', 'ContainersReady')?.status).toBe('True');
    expect(conditionOf(lab, 'p', 'Ready')).toMatchObject({
      status: 'False',
      reason: 'ReadinessGatesNotReady',
      message: 'corresponding condition of pod readiness gate "example.com/lb" does not exist.',
    });
    const body = { status: { conditions: [{ type: 'example.com/lb', status: 'True' }] } };
    lab.do({
      verb: 'patch',
      resource: 'pods',
      name: 'p',
      subresource: 'status',
      body,
      patchType: 'strategic',
    });
    untilReady(lab, 'p', 5000);
  });
});
