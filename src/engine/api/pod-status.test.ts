import { describe, expect, it } from 'vitest';
import type { ContainerState, ContainerStatus, Pod, PodCondition, PodSpec, PodStatus } from './pod';
import {
  isPodActive,
  isPodReady,
  podReadyColumn,
  podRequests,
  podRestartsColumn,
  podStatusColumn,
  withCondition,
} from './pod-status';

const READY = { type: 'Ready', status: 'True' } as const;
const running: ContainerState = { running: { startedAt: '2026-06-01T09:00:00Z' } };

function container(
  name: string,
  state: ContainerState,
  more: Partial<ContainerStatus> = {},
): ContainerStatus {
  return { name, state, lastState: {}, ready: false, restartCount: 0, image: 'nginx', imageID: '', ...more };
}

function pod(status: PodStatus, spec: Partial<PodSpec> = {}, metadata: Partial<Pod['metadata']> = {}): Pod {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'web', namespace: 'default', ...metadata },
    spec: { containers: [{ name: 'a' }, { name: 'b' }], ...spec },
    status,
  };
}

describe('STATUS', () => {
  it('is the phase of a pod without statuses', () => {
    expect(podStatusColumn(pod({ phase: 'Pending' }))).toBe('Pending');
  });

  it('is the reason of the status, if there is one', () => {
    expect(podStatusColumn(pod({ phase: 'Failed', reason: 'Evicted' }))).toBe('Evicted');
  });

  it('shows the gate before which the pod waits', () => {
    const conditions = [{ type: 'PodScheduled', status: 'False', reason: 'SchedulingGated' }] as const;
    expect(podStatusColumn(pod({ phase: 'Pending', conditions }))).toBe('SchedulingGated');
  });

  it('is that of the first container that has something to tell', () => {
    const containerStatuses = [
      container('a', { waiting: { reason: 'CrashLoopBackOff' } }),
      container('b', { waiting: { reason: 'ImagePullBackOff' } }),
    ];
    expect(podStatusColumn(pod({ phase: 'Running', containerStatuses }))).toBe('CrashLoopBackOff');
  });

  it('names signal or exit code when the end has no reason', () => {
    const ended = (terminated: ContainerState['terminated']) =>
      podStatusColumn(
        pod({ phase: 'Failed', containerStatuses: [container('a', terminated ? { terminated } : {})] }),
      );
    expect(ended({ exitCode: 137, signal: 9 })).toBe('Signal:9');
    expect(ended({ exitCode: 2 })).toBe('ExitCode:2');
    expect(ended({ exitCode: 137, reason: 'OOMKilled' })).toBe('OOMKilled');
  });

  it('is Running or NotReady while one container has completed and another runs', () => {
    const containerStatuses = [
      container('a', { terminated: { exitCode: 0, reason: 'Completed' } }),
      container('b', running, { ready: true }),
    ];
    expect(podStatusColumn(pod({ phase: 'Running', containerStatuses, conditions: [READY] }))).toBe(
      'Running',
    );
    expect(podStatusColumn(pod({ phase: 'Running', containerStatuses }))).toBe('NotReady');
  });

  it('counts init containers until they are through', () => {
    const spec = { initContainers: [{ name: 'i0' }, { name: 'i1' }] };
    const status = (...initContainerStatuses: ContainerStatus[]) =>
      podStatusColumn(pod({ phase: 'Pending', initContainerStatuses }, spec));
    const done = container('i0', { terminated: { exitCode: 0, reason: 'Completed' } });
    expect(status(container('i0', running))).toBe('Init:0/2');
    expect(status(done, container('i1', { waiting: { reason: 'PodInitializing' } }))).toBe('Init:1/2');
    expect(status(done, container('i1', { waiting: { reason: 'CrashLoopBackOff' } }))).toBe(
      'Init:CrashLoopBackOff',
    );
    expect(status(container('i0', { terminated: { exitCode: 1, reason: 'Error' } }))).toBe('Init:Error');
    expect(status(container('i0', { terminated: { exitCode: 3 } }))).toBe('Init:ExitCode:3');
  });

  it('is Terminating for a deleted pod, unless it has ended or its node is lost', () => {
    const deleted = { deletionTimestamp: '2026-06-01T09:00:30Z' };
    expect(podStatusColumn(pod({ phase: 'Running' }, {}, deleted))).toBe('Terminating');
    expect(podStatusColumn(pod({ phase: 'Succeeded' }, {}, deleted))).toBe('Succeeded');
    expect(podStatusColumn(pod({ phase: 'Running', reason: 'NodeLost' }, {}, deleted))).toBe('Unknown');
  });
});

describe('READY and RESTARTS', () => {
  it('count main containers and sidecars', () => {
    const spec = { initContainers: [{ name: 'proxy', restartPolicy: 'Always' }, { name: 'setup' }] };
    const status: PodStatus = {
      phase: 'Running',
      initContainerStatuses: [
        container('proxy', running, { ready: true, started: true, restartCount: 2 }),
        container('setup', { terminated: { exitCode: 0 } }, { restartCount: 5 }),
      ],
      containerStatuses: [container('a', running, { ready: true }), container('b', running)],
    };
    expect(podReadyColumn(pod(status, spec))).toBe('2/3');
    // The restarts of ordinary init containers vanish once they are through.
    expect(podRestartsColumn(pod(status, spec), 0)).toBe('2');
  });

  it('tell how long ago the newest restart was', () => {
    const ended = (finishedAt: string) => ({ terminated: { exitCode: 1, finishedAt } });
    const containerStatuses = [
      container('a', running, { restartCount: 3, lastState: ended('2026-06-01T09:00:00Z') }),
      container('b', running, { restartCount: 1, lastState: ended('2026-06-01T09:03:00Z') }),
    ];
    const now = Date.UTC(2026, 5, 1, 9, 5);
    expect(podRestartsColumn(pod({ phase: 'Running', containerStatuses }), now)).toBe('4 (2m ago)');
  });
});

describe('podRequests', () => {
  const asks = (cpu: string, memory: string) => ({ resources: { requests: { cpu, memory } } });

  it('is the larger of all containers together and each init container', () => {
    const spec: PodSpec = {
      initContainers: [{ name: 'i', ...asks('500m', '1Gi') }],
      containers: [
        { name: 'a', ...asks('200m', '128Mi') },
        { name: 'b', ...asks('400m', '128Mi') },
      ],
    };
    expect(podRequests(pod({}, spec))).toEqual({ cpuMillicores: 600, memoryBytes: 1_073_741_824 });
  });

  it('adds sidecars to everything that starts after them', () => {
    const spec: PodSpec = {
      initContainers: [
        { name: 'proxy', restartPolicy: 'Always', ...asks('100m', '64Mi') },
        { name: 'setup', ...asks('1', '0') },
      ],
      containers: [{ name: 'a', ...asks('200m', '64Mi') }],
    };
    expect(podRequests(pod({}, spec))).toEqual({ cpuMillicores: 1100, memoryBytes: 134_217_728 });
  });

  it('is computed once per spec object', () => {
    const one = pod({});
    const two: Pod = { ...one, metadata: { name: 'web-2' } };
    expect(podRequests(one)).toBe(podRequests(two));
  });
});

it('readiness and activity follow conditions, phase and deletion', () => {
  expect(isPodReady(pod({ conditions: [READY] }))).toBe(true);
  expect(isPodReady(pod({}))).toBe(false);
  expect(isPodActive(pod({ phase: 'Running' }))).toBe(true);
  expect(isPodActive(pod({ phase: 'Failed' }))).toBe(false);
  expect(isPodActive(pod({ phase: 'Running' }, {}, { deletionTimestamp: '2026-06-01T09:00:00Z' }))).toBe(
    false,
  );
});

describe('withCondition', () => {
  const old: readonly PodCondition[] = [
    { type: 'Ready', status: 'False', reason: 'Waiting', lastTransitionTime: '2026-06-01T09:00:00Z' },
  ];
  const later = '2026-06-01T09:00:10Z';

  it('moves the transition time only when the status changes', () => {
    expect(withCondition(old, { type: 'Ready', status: 'True', lastTransitionTime: later })[0]).toEqual({
      type: 'Ready',
      status: 'True',
      lastTransitionTime: later,
    });
    const sameStatus = {
      type: 'Ready',
      status: 'False',
      reason: 'Still',
      lastTransitionTime: later,
    } as const;
    expect(withCondition(old, sameStatus)[0]?.lastTransitionTime).toBe('2026-06-01T09:00:00Z');
  });

  it('returns the same list when nothing changes, and appends what is new', () => {
    const same = { type: 'Ready', status: 'False', reason: 'Waiting', lastTransitionTime: later } as const;
    expect(withCondition(old, same)).toBe(old);
    expect(withCondition(old, { type: 'Other', status: 'True' })).toHaveLength(2);
    expect(withCondition(undefined, same)).toEqual([same]);
  });
});
