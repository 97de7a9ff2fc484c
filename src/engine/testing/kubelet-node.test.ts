/** What a kubelet says of its node: images, versions, conditions and their times. */
import { describe, expect, test } from 'vitest';
import type { NodeCondition } from '../api/node';
import { createPod, NGINX, untilReady } from './kubelet-pods';
import { bootedLab, Lab, worldConfig } from './lab';

function ready(lab: Lab): NodeCondition | undefined {
  return lab.node('worker-1').status.conditions?.find(({ type }) => type === 'Ready');
}

describe('a node', () => {
  test('is registered as not ready, and says why', () => {
    const lab = new Lab(worldConfig({ workers: 1 }));
    lab.until('registered', () => lab.nodes().length === 1);

    expect(ready(lab)).toMatchObject({ status: 'False', reason: 'KubeletNotReady' });
    expect(ready(lab)?.message).toContain('cni plugin not initialized');
    lab.until('ready', () => ready(lab)?.status === 'True');
    lab.run(100);

    expect(lab.told('worker-1').filter((line) => line.includes('NodeReady'))).toHaveLength(1);
  });

  test('lists its images within ten seconds after a pull, the biggest first', () => {
    const lab = bootedLab({ workers: 1 });
    expect(lab.node('worker-1').status.images).toBeUndefined();
    createPod(lab, 'web', { containers: [NGINX, { ...NGINX, name: 'second', image: 'mysql:8' }] });
    untilReady(lab, 'web', 30_000);
    const since = ready(lab)?.lastTransitionTime;
    lab.run(10_000);
    const images = lab.node('worker-1').status.images ?? [];

    expect(images.map(({ names }) => names[0])).toEqual([
      'docker.io/library/mysql:8',
      'docker.io/library/nginx:1.27',
    ]);
    expect(images[0]?.sizeBytes).toBeGreaterThan(images[1]?.sizeBytes ?? Infinity);
    expect(ready(lab)?.lastTransitionTime).toBe(since);
  });

  test('tells which container runtime it has, and its containers are named after it', () => {
    const lab = bootedLab({ workers: 1, runtimes: ['cri-o'] });
    createPod(lab, 'web', { containers: [NGINX] });
    untilReady(lab, 'web');

    expect(lab.node('worker-1').status.nodeInfo?.['containerRuntimeVersion']).toMatch(/^cri-o:\/\//);
    expect(lab.pod('web').status.containerStatuses?.[0]?.containerID).toMatch(/^cri-o:\/\/[0-9a-f]{64}$/);
  });
});
