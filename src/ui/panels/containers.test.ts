import { describe, expect, it } from 'vitest';
import { containersOf, likelyContainer } from './containers';

const running = (name: string) => ({ name, state: { running: {} } });

const pod = {
  spec: {
    containers: [{ name: 'web' }],
    initContainers: [{ name: 'setup' }, { name: 'mesh', restartPolicy: 'Always' }],
  },
  status: {
    initContainerStatuses: [running('setup'), { name: 'mesh', state: { waiting: {} } }],
    containerStatuses: [{ name: 'web', state: { waiting: {} } }],
  },
};

describe('the containers of a pod', () => {
  it('are told apart: own, init and sidecar, and which of them run', () => {
    expect(containersOf(pod)).toEqual([
      { name: 'web', role: 'container', running: false },
      { name: 'setup', role: 'init', running: true },
      { name: 'mesh', role: 'sidecar', running: false },
    ]);
  });

  it('are none of what is no pod', () => {
    expect(containersOf(null)).toEqual([]);
    expect(containersOf({ spec: 7 })).toEqual([]);
  });

  it('mean the one that runs when nobody chose', () => {
    expect(likelyContainer(containersOf(pod))).toBe('setup');
    expect(likelyContainer(containersOf({ spec: pod.spec }))).toBe('web');
    expect(likelyContainer([])).toBe('');
  });
});
