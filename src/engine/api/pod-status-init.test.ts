import { describe, expect, it } from 'vitest';
import { row } from '../testing/admitted';
import { type ContainerStatus, type Pod, podKind, type PodStatus } from './pod';

const RUNNING: ContainerStatus = {
  name: '',
  state: { running: { startedAt: '2026-06-01T09:00:00Z' } },
  lastState: {},
  ready: false,
  restartCount: 0,
  image: '',
  imageID: '',
};
const DONE: ContainerStatus = { ...RUNNING, state: { terminated: { exitCode: 0, reason: 'Completed' } } };
const WAITING: ContainerStatus = { ...RUNNING, state: { waiting: { reason: 'PodInitializing' } } };

/** A sidecar `proxy`, an init container `migrate` and a main container `web`, as `kubectl get pods` shows them. */
function shown(
  init: readonly Partial<ContainerStatus>[],
  main: ContainerStatus,
  status: PodStatus = {},
): string {
  const [proxy = WAITING, migrate = WAITING] = init.map((own) => ({ ...RUNNING, ...own }));
  const pod: Pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'web' },
    spec: {
      initContainers: [{ name: 'proxy', restartPolicy: 'Always' }, { name: 'migrate' }],
      containers: [{ name: 'web' }],
    },
    status: {
      phase: 'Pending',
      initContainerStatuses: [
        { ...proxy, name: 'proxy' },
        { ...migrate, name: 'migrate' },
      ],
      containerStatuses: [{ ...main, name: 'web' }],
      ...status,
    },
  };
  return row(podKind, pod).slice(1).join(' ');
}

describe('a pod with a sidecar', () => {
  it('waits for it to have started', () => {
    expect(shown([RUNNING], WAITING)).toBe('0/2 Init:0/2 0');
    expect(shown([{ state: { waiting: { reason: 'ErrImagePull' } } }], WAITING)).toBe(
      '0/2 Init:ErrImagePull 0',
    );
  });

  it('goes on when it has started, ready or not', () => {
    expect(shown([{ started: true }, RUNNING], WAITING)).toBe('0/2 Init:1/2 0');
    expect(shown([{ started: true, ready: true }, RUNNING], WAITING)).toBe('1/2 Init:1/2 0');
  });

  it('is initializing until its own containers have begun', () => {
    expect(shown([{ started: true, ready: true }, DONE], WAITING)).toBe('1/2 PodInitializing 0');
  });

  it('counts the restarts of the sidecar, and no longer those of the init container', () => {
    const init = [
      { started: true, ready: true, restartCount: 2 },
      { ...DONE, restartCount: 3 },
    ];
    expect(shown(init, { ...RUNNING, ready: true, restartCount: 1 }, { phase: 'Running' })).toBe(
      '2/2 Running 3',
    );
    expect(shown([init[0] ?? {}, { ...RUNNING, restartCount: 3 }], WAITING)).toBe('1/2 Init:1/2 5');
  });

  it('is not ready when the sidecar runs on after its own containers are done', () => {
    expect(shown([{ started: true, ready: true }, DONE], DONE, { phase: 'Running' })).toBe('1/2 Completed 0');
  });
});
