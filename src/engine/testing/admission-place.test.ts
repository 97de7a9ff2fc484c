import { describe, expect, test } from 'vitest';
import { bootedLab } from './lab';

describe('a pod that names its node itself', () => {
  test('is refused by the kubelet when the node does not fit it', () => {
    const lab = bootedLab();
    lab.createPod('picky', { nodeSelector: { disk: 'ssd' }, spec: { nodeName: 'worker-1' } });
    lab.untilPod('picky', 'is refused', ({ status }) => status.phase === 'Failed');
    expect(lab.pod('picky').status).toMatchObject({
      reason: 'NodeAffinity',
      message:
        "Pod was rejected: Predicate NodeAffinity failed: node(s) didn't match Pod's node affinity/selector",
    });
  });

  test('runs when it does', () => {
    const lab = bootedLab();
    lab.createPod('fine', {
      nodeSelector: { 'kubernetes.io/hostname': 'worker-1' },
      spec: { nodeName: 'worker-1' },
    });
    lab.untilPod('fine', 'runs', ({ status }) => status.phase === 'Running');
    expect(lab.pod('fine').spec.nodeName).toBe('worker-1');
  });
});

test('a node tells of its disk, and a pod that asks for a part of it is placed', () => {
  const lab = bootedLab();
  const requests = { 'ephemeral-storage': '1Gi' };
  lab.createPod('p', { container: { resources: { requests } } });
  lab.untilPod('p', 'runs', ({ status }) => status.phase === 'Running');
  expect(lab.pod('p').status.containerStatuses?.[0]?.imageID).toMatch(
    /^docker\.io\/library\/nginx@sha256:[0-9a-f]{64}$/,
  );
});

test('a pod whose claim is not there waits for it', () => {
  const lab = bootedLab();
  const volumes = [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }];
  lab.createPod('p', { spec: { volumes } });
  lab.run(2000);
  expect(lab.told('p')).toEqual([
    'Warning FailedScheduling: 0/3 nodes are available: persistentvolumeclaim "data" not found. preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.',
  ]);
  lab.do({
    verb: 'create',
    resource: 'persistentvolumeclaims',
    body: {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: { name: 'data' },
      spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
    },
  });
  lab.untilPod('p', 'runs', ({ status }) => status.phase === 'Running', 30_000);
  expect(lab.pod('p').spec.nodeName).not.toBe('');
});
