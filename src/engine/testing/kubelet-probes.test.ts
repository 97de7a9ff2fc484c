/** Probes: who is ready, who has started, who is killed, and what is said of it. */
import { describe, expect, test } from 'vitest';
import type { Probe } from '../api/pod';
import { podStatusColumn } from '../api/pod-status';
import type { KubeletState } from '../node/kubelet-state';
import {
  conditionOf,
  countsOf,
  createPod,
  isReady,
  NGINX,
  restartsOf,
  shell,
  statusOf,
  untilReady,
  untilRunning,
} from './kubelet-pods';
import { bootedLab, Lab } from './lab';

const SLEEPER = shell('main', 'sleep infinity');

function file(path: string, settings: Partial<Probe> = {}): Probe {
  return { exec: { command: ['cat', path] }, ...settings };
}

const MISSING = "cat: can't open '/tmp/ok': No such file or directory";

describe('a readiness probe', () => {
  test('keeps a running container from being ready until it succeeds', () => {
    const lab = bootedLab({ workers: 1 });
    createPod(lab, 'web', {
      containers: [{ ...SLEEPER, readinessProbe: file('/tmp/ok', { periodSeconds: 5 }) }],
    });
    untilRunning(lab, 'web');
    lab.run(12_000);

    expect(statusOf(lab, 'web')).toMatchObject({ ready: false, started: true, restartCount: 0 });
    expect(conditionOf(lab, 'web', 'Ready')).toMatchObject({
      status: 'False',
      reason: 'ContainersNotReady',
      message: 'containers with unready status: [main]',
    });
    expect(podStatusColumn(lab.pod('web'))).toBe('Running');
    const failures = Object.entries(countsOf(lab, 'web')).filter(([text]) => text.startsWith('Unhealthy'));
    expect(failures).toHaveLength(1);
    expect(failures[0]?.[0].trim()).toBe(`Unhealthy: Readiness probe failed: ${MISSING}`);
    expect(failures[0]?.[1]).toBeGreaterThanOrEqual(3);
    lab.exec('web', 'touch', '/tmp/ok');
    const took = untilReady(lab, 'web', 10_000);
    expect(took).toBeLessThanOrEqual(5100);
  });

  test('that succeeds at once makes the pod ready as soon as it runs, however long its period is', () => {
    const lab = bootedLab({ workers: 1 });
    const readinessProbe = { httpGet: { port: 80 }, periodSeconds: 60 };
    createPod(lab, 'web', { containers: [{ ...NGINX, readinessProbe }] });
    untilRunning(lab, 'web');

    expect(untilReady(lab, 'web')).toBeLessThan(100);
  });

  test('needs as many failures as its threshold to take a pod out, and as many successes to bring it back', () => {
    const lab = bootedLab({ workers: 1 });
    const readinessProbe = file('/tmp/ok', { periodSeconds: 10, failureThreshold: 3, successThreshold: 2 });
    createPod(lab, 'web', { containers: [{ ...SLEEPER, readinessProbe }] });
    untilRunning(lab, 'web');
    lab.exec('web', 'touch', '/tmp/ok');
    untilReady(lab, 'web', 60_000);
    lab.exec('web', 'rm', '/tmp/ok');
    const down = lab.untilPod('web', 'not ready', (pod) => !isReady(pod), 60_000);
    lab.exec('web', 'touch', '/tmp/ok');
    const up = untilReady(lab, 'web', 60_000);

    expect(down).toBeGreaterThan(20_000);
    expect(down).toBeLessThan(30_500);
    expect(up).toBeGreaterThan(10_000);
    expect(up).toBeLessThan(20_500);
    expect(restartsOf(lab, 'web')).toBe(0);
  });

  test('waits for its initial delay, in whole seconds since the start', () => {
    const lab = bootedLab({ workers: 1 });
    const readinessProbe = { tcpSocket: { port: 80 }, initialDelaySeconds: 20, periodSeconds: 3 };
    createPod(lab, 'web', { containers: [{ ...NGINX, readinessProbe }] });
    untilReady(lab, 'web');
    const { startedAt } = statusOf(lab, 'web').state.running ?? {};

    expect(lab.now - Lab.ms(startedAt)).toBeGreaterThanOrEqual(20_000);
    expect(lab.now - Lab.ms(startedAt)).toBeLessThan(23_500);
  });

  test('says in real words what is wrong with a port where nobody listens', () => {
    const lab = bootedLab({ workers: 1 });
    const containers = [
      { ...NGINX, name: 'http', readinessProbe: { httpGet: { path: '/healthz', port: 8080 } } },
      { ...NGINX, name: 'tcp', readinessProbe: { tcpSocket: { port: 8080 } } },
      { ...NGINX, name: 'grpc', readinessProbe: { grpc: { port: 8080 } } },
    ];
    createPod(lab, 'web', { containers });
    lab.run(30_000);
    const ip = lab.pod('web').status.podIP ?? '';
    const told = lab.told('web').filter((line) => line.includes('Unhealthy'));

    expect(new Set(told)).toEqual(
      new Set([
        `Warning Unhealthy: Readiness probe failed: Get "http://${ip}:8080/healthz": ` +
          `dial tcp ${ip}:8080: connect: connection refused`,
        `Warning Unhealthy: Readiness probe failed: dial tcp ${ip}:8080: connect: connection refused`,
        `Warning Unhealthy: Readiness probe failed: timeout: failed to connect service "${ip}:8080" within 1s: ` +
          'context deadline exceeded',
      ]),
    );
  });
});

describe('a liveness probe', () => {
  const livenessProbe = file('/tmp/ok', { periodSeconds: 5, failureThreshold: 3 });

  /** A pod whose container is healthy until its file is taken away. */
  function healthy(part: object = {}, restartPolicy = 'Always'): Lab {
    const lab = bootedLab({ workers: 1 });
    createPod(lab, 'web', {
      containers: [{ ...SLEEPER, livenessProbe, ...part }],
      restartPolicy,
      terminationGracePeriodSeconds: 8,
    });
    untilRunning(lab, 'web');
    lab.exec('web', 'touch', '/tmp/ok');
    return lab;
  }

  test('leaves a healthy container alone', () => {
    const lab = healthy();
    lab.run(10 * 60_000);

    expect(restartsOf(lab, 'web')).toBe(0);
    expect(lab.told('web').join('\n')).not.toContain('Unhealthy: Liveness');
  });

  test('kills a container after as many failures as its threshold, honours the grace, and starts it again', () => {
    const lab = healthy();
    lab.exec('web', 'rm', '/tmp/ok');
    const killing = 'Normal Killing: Container main failed liveness probe, will be restarted';
    const failed = lab.until('killed', () => lab.told('web').includes(killing), 60_000);
    expect(failed).toBeGreaterThan(10_000);
    expect(failed).toBeLessThan(15_100);
    const restarted = lab.until('restarted', () => restartsOf(lab, 'web') === 1, 60_000);

    // Process 1 ignores SIGTERM: the whole grace passes.
    expect(restarted).toBeGreaterThan(8000);
    expect(restarted).toBeLessThan(11_000);
    expect(statusOf(lab, 'web').lastState.terminated).toMatchObject({ exitCode: 137, reason: 'Error' });
    expect(lab.told('web').some((line) => line.trim().endsWith(`Liveness probe failed: ${MISSING}`))).toBe(
      true,
    );
    expect(lab.told('web').join('\n')).not.toContain('CrashLoopBackOff');
  });

  test('has a grace of its own where it wants one', () => {
    const own = { ...livenessProbe, terminationGracePeriodSeconds: 3 };
    const lab = healthy({ livenessProbe: own });
    lab.exec('web', 'rm', '/tmp/ok');
    lab.until('killed', () => lab.told('web').some((line) => line.includes('Killing')), 60_000);
    const took = lab.until('restarted', () => restartsOf(lab, 'web') === 1, 60_000);

    expect(took).toBeGreaterThan(3000);
    expect(took).toBeLessThan(6000);
  });

  test('kills for good under Never', () => {
    const lab = healthy({}, 'Never');
    lab.exec('web', 'rm', '/tmp/ok');
    lab.untilPod('web', 'failed', ({ status }) => status.phase === 'Failed', 60_000);

    expect(lab.told('web')).toContain('Normal Killing: Container main failed liveness probe');
    expect(restartsOf(lab, 'web')).toBe(0);
  });

  test('that fails again and again leads to CrashLoopBackOff in the end', () => {
    const lab = bootedLab({ workers: 1 });
    const quick = file('/tmp/ok', { periodSeconds: 1, failureThreshold: 1 });
    createPod(lab, 'web', {
      containers: [{ ...SLEEPER, livenessProbe: quick }],
      terminationGracePeriodSeconds: 1,
    });
    lab.until('back-off', () => podStatusColumn(lab.pod('web')) === 'CrashLoopBackOff', 200_000);

    expect(restartsOf(lab, 'web')).toBeGreaterThanOrEqual(2);
  });
});

describe('a startup probe', () => {
  const startupProbe = file('/tmp/ok', { periodSeconds: 4, failureThreshold: 5 });

  test('keeps the other probes waiting until it has succeeded once', () => {
    const lab = bootedLab({ workers: 1 });
    const never = { tcpSocket: { port: 1 }, periodSeconds: 2, failureThreshold: 3 };
    createPod(lab, 'web', { containers: [{ ...SLEEPER, startupProbe, livenessProbe: never }] });
    untilRunning(lab, 'web');
    lab.run(12_000);
    expect(statusOf(lab, 'web')).toMatchObject({ started: false, ready: false, restartCount: 0 });
    expect(lab.told('web').join('\n')).not.toContain('Liveness');
    lab.exec('web', 'touch', '/tmp/ok');
    lab.untilPod('web', 'started', () => statusOf(lab, 'web').started === true, 8000);
    expect(statusOf(lab, 'web').ready).toBe(true);
    lab.until('liveness', () => lab.told('web').join('\n').includes('failed liveness probe'), 10_000);
  });

  test('that never succeeds has its container killed', () => {
    const lab = bootedLab({ workers: 1 });
    createPod(lab, 'web', { containers: [{ ...SLEEPER, startupProbe }], terminationGracePeriodSeconds: 2 });
    untilRunning(lab, 'web');
    const took = lab.until('restarted', () => restartsOf(lab, 'web') === 1, 60_000);

    expect(took).toBeGreaterThan(16_000);
    expect(took).toBeLessThan(26_000);
    expect(lab.told('web')).toContain(
      'Normal Killing: Container main failed startup probe, will be restarted',
    );
  });
});

describe('probes that have nothing new to say', () => {
  test('write nothing, leave no hop, and cost one event each', () => {
    const lab = bootedLab({ workers: 1 });
    const http = { httpGet: { port: 80 }, periodSeconds: 10 };
    createPod(lab, 'web', { containers: [{ ...NGINX, readinessProbe: http, livenessProbe: http }] });
    untilReady(lab, 'web');
    lab.run(60_000);
    const kubelet = (): KubeletState =>
      lab.simulation.stateOf(`${lab.cluster}/worker-1/kubelet`) as KubeletState;
    const { resourceVersion } = lab.pod('web').metadata;
    const [seq, probed, { records }] = [lab.simulation.seq, kubelet().probed, kubeletMaps(kubelet())];
    lab.run(600_000);

    expect(kubelet().probed - probed).toBe(120);
    expect(lab.pod('web').metadata.resourceVersion).toBe(resourceVersion);
    expect(lab.simulation.trace.between(seq, lab.simulation.seq)).toEqual([]);
    expect(kubeletMaps(kubelet()).records).toEqual(records);
  });
});

/** The very records: the same objects when nothing was written. */
function kubeletMaps({ pods, probes }: KubeletState): { readonly records: readonly unknown[] } {
  return { records: [...pods.map.values(), ...probes.map.values()] };
}
