/** Hooks around a container's life, and how they count against its grace. */
import { describe, expect, test } from 'vitest';
import type { PodSpec } from '../api/pod';
import { podStatusColumn } from '../api/pod-status';
import {
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

function command(...words: readonly string[]): { readonly exec: { readonly command: readonly string[] } } {
  return { exec: { command: words } };
}

function ready(spec: Partial<PodSpec>): Lab {
  const lab = bootedLab({ workers: 1 });
  createPod(lab, 'web', spec);
  untilReady(lab, 'web');
  return lab;
}

/** Deletes the pod. Returns the seconds until it is gone. */
function deleteAndWait(lab: Lab, grace?: number): number {
  lab.delete('pods', 'web', grace);
  return lab.untilGone('web') / 1000;
}

describe('a postStart hook', () => {
  test('keeps its container, and those behind it, from coming up until it is done', () => {
    const lab = bootedLab({ workers: 1 });
    const slow = { ...NGINX, lifecycle: { postStart: { sleep: { seconds: 12 } } } };
    createPod(lab, 'web', { containers: [slow, { ...NGINX, name: 'second' }] });
    lab.until('started', () => lab.told('web').includes('Normal Started: Started container main'));
    lab.run(10_000);
    expect(podStatusColumn(lab.pod('web'))).toBe('ContainerCreating');
    expect(lab.told('web')).not.toContain('Normal Created: Created container: second');
    untilReady(lab, 'web', 5000);

    expect(lab.told('web')).toContain('Normal Started: Started container second');
  });

  test('that fails has its container killed and started again', () => {
    const lab = bootedLab({ workers: 1 });
    const containers = [{ ...NGINX, lifecycle: { postStart: command('false') } }];
    createPod(lab, 'web', { containers });
    lab.until('back-off', () => podStatusColumn(lab.pod('web')) === 'CrashLoopBackOff', 60_000);

    expect(restartsOf(lab, 'web')).toBeGreaterThanOrEqual(1);
    expect(lab.told('web')).toContain('Warning FailedPostStartHook: PostStartHook failed');
    expect(lab.told('web')).toContain('Normal Killing: FailedPostStartHook');
  });

  test('that fails shows what it said, before the back-off', () => {
    const lab = bootedLab({ workers: 1 });
    const containers = [{ ...NGINX, lifecycle: { postStart: command('false') } }];
    createPod(lab, 'web', { containers });
    lab.until('told', () => podStatusColumn(lab.pod('web')) === 'PostStartHookError', 60_000);
    const { uid } = lab.pod('web').metadata;

    expect(statusOf(lab, 'web').state.waiting?.message).toBe(
      `Exec lifecycle hook ([false]) for Container "main" in Pod "web_default(${uid})" failed - ` +
        `error: command 'false' exited with 1: , message: ""`,
    );
  });
});

describe('a preStop hook', () => {
  test('runs before SIGTERM: the server answers until it is done', () => {
    const lab = ready({ containers: [{ ...NGINX, lifecycle: { preStop: { sleep: { seconds: 5 } } } }] });
    lab.delete('pods', 'web');
    lab.run(4900);
    expect(runs(lab, 'web', 'main')).toBe(true);
    expect(lab.told('web').at(-1)).toBe('Normal Killing: Stopping container main');
    lab.run(700);

    expect(lab.pods()).toEqual([]);
  });

  test('is part of the grace: what is left is for the process', () => {
    const lifecycle = { preStop: { sleep: { seconds: 6 } } };
    const lab = ready({ containers: [{ ...SLEEPER, lifecycle }], terminationGracePeriodSeconds: 10 });
    const seconds = deleteAndWait(lab);

    expect(seconds).toBeGreaterThan(10);
    expect(seconds).toBeLessThan(11);
  });

  test('that outlives the grace leaves two seconds for the process', () => {
    const lifecycle = { preStop: command('sleep', '60') };
    const lab = ready({ containers: [{ ...SLEEPER, lifecycle }], terminationGracePeriodSeconds: 5 });
    const seconds = deleteAndWait(lab);

    expect(seconds).toBeGreaterThan(7);
    expect(seconds).toBeLessThan(8);
    expect(lab.told('web').join('\n')).not.toContain('FailedPreStopHook');
  });

  test('that fails is told of, and nothing else changes', () => {
    const lab = ready({ containers: [{ ...NGINX, lifecycle: { preStop: command('nonsense') } }] });
    expect(deleteAndWait(lab)).toBeLessThan(1);

    expect(lab.told('web')).toContain('Warning FailedPreStopHook: PreStopHook failed');
  });

  test('also runs when a liveness probe has failed', () => {
    const lab = bootedLab({ workers: 1 });
    const livenessProbe = { tcpSocket: { port: 1 }, periodSeconds: 2, failureThreshold: 1 };
    const lifecycle = { preStop: { sleep: { seconds: 7 } } };
    createPod(lab, 'web', { containers: [{ ...NGINX, livenessProbe, lifecycle }] });
    untilRunning(lab, 'web');
    lab.until('killed', () => lab.told('web').some((line) => line.includes('Killing')));
    const took = lab.until('restarted', () => restartsOf(lab, 'web') === 1);

    expect(took).toBeGreaterThan(7000);
    expect(took).toBeLessThan(9500);
  });

  test('is not run for a container that ends by itself', () => {
    const lifecycle = { preStop: command('nonsense') };
    const lab = bootedLab({ workers: 1 });
    createPod(lab, 'web', {
      containers: [{ ...shell('main', 'sleep 3'), lifecycle }],
      restartPolicy: 'Never',
    });
    lab.untilPod('web', 'over', ({ status }) => status.phase === 'Succeeded');

    expect(lab.told('web').join('\n')).not.toContain('Hook');
  });
});

describe('the grace of a pod', () => {
  test('is never less than two seconds for the process, however short it was asked for', () => {
    const lab = ready({ containers: [SLEEPER] });
    const seconds = deleteAndWait(lab, 1);

    expect(seconds).toBeGreaterThan(2);
    expect(seconds).toBeLessThan(2.5);
  });

  test('gets shorter with a second DELETE, also while a preStop hook runs', () => {
    const lifecycle = { preStop: { sleep: { seconds: 25 } } };
    const lab = ready({ containers: [{ ...SLEEPER, lifecycle }] });
    lab.delete('pods', 'web');
    lab.run(3000);
    const seconds = deleteAndWait(lab, 2);

    expect(seconds).toBeGreaterThan(2);
    expect(seconds).toBeLessThan(5);
  });
});
