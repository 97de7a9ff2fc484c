import { describe, expect, test } from 'vitest';
import { bootedLab } from './lab';

describe('a pod that names its node itself', () => {
  test('is refused by the kubelet when the node does not fit it', () => {
    const lab = bootedLab();
    lab.createPod('picky', { nodeSelector: { disk: 'ssd' }, spec: { nodeName: 'worker-1' } });
    lab.untilPod('picky', 'is refused', ({ status }) => status.phase === 'Failed');
    expect(lab.pod('picky').status).toMatchObject({
      reason: 'NodeAffinity',
      message: "Pod was rejected: Predicate NodeAffinity failed: node(s) didn't match Pod's node affinity/selector",
    });
  });

  test('runs when it does', () => {
    const lab = bootedLab();
    lab.createPod('fine', {
      nodeSelector: { 'kubernetes.io/hostname': 'worker-1' },
      spec: { nodeName: 'worker-1' },
    });
    lab.untilPod('fine', 'runs', ({ status }) => status.phase === 'Running');
  });
});

test('a node tells of its disk, and a pod that asks for a part of it is placed', () => {
  const lab = bootedLab();
  const requests = { 'ephemeral-storage': '1Gi' };
  lab.createPod('p', { container: { resources: { requests } } });
  lab.untilPod('p', 'runs', ({ status }) => status.phase === 'Running');
  expect(lab.pod('p').status.containerStatuses?.[0]?.imageID).toMatch(/^docker\.io\/library\/nginx@sha256:[0-9a-f]{64}$/);
});
