/** Conformance of ReplicaSets. */
import { describe, expect, test } from 'vitest';
import { condition, create, names, patch, read } from './conformance';
import { bootedLab, type Lab } from './lab';

describe('a ReplicaSet', () => {
  const set = (lab: Lab, replicas: number, more: object = {}): void => {
    const labels = { app: 'web' };
    const containers = [{ name: 'main', image: 'nginx:1.27' }];
    create(lab, 'replicasets', 'web', {
      spec: {
        replicas,
        selector: { matchLabels: labels },
        template: { metadata: { labels }, spec: { containers } },
        ...more,
      },
    });
  };

  test('tells of each pod that it makes and deletes', () => {
    const lab = bootedLab();
    set(lab, 2);
    lab.ready('web', 2);
    const made = names(lab.pods('web'));
    expect(lab.told('web').sort()).toEqual(
      made.map((name) => `Normal SuccessfulCreate: Created pod: ${name}`).sort(),
    );
    patch(lab, 'replicasets', 'web', { spec: { replicas: 1 } });
    lab.ready('web', 1);
    const gone = made.find((name) => name !== names(lab.pods('web'))[0]);
    expect(lab.told('web').at(-1)).toBe(`Normal SuccessfulDelete: Deleted pod: ${gone}`);
  });

  test('replaces a pod as soon as it begins to leave', () => {
    const lab = bootedLab();
    set(lab, 1);
    const [pod] = lab.ready('web', 1);
    lab.delete('pods', pod?.metadata.name ?? '');
    lab.run(100);
    expect(lab.pods('web')).toHaveLength(2);
  });

  test('leaves failed pods lying, and makes others', () => {
    const lab = bootedLab();
    set(lab, 1);
    const [pod] = lab.ready('web', 1);
    patch(lab, 'pods', pod?.metadata.name ?? '', { spec: { activeDeadlineSeconds: 1 } });
    lab.run(20_000);
    const pods = lab.pods('web');
    expect(pods.map(({ status }) => String(status.phase)).sort()).toEqual(['Failed', 'Running']);
    expect(read(lab, 'replicasets', 'web')?.['status'].replicas).toBe(1);
  });

  test('adopts a bare pod, and lets one go whose labels change', () => {
    const lab = bootedLab();
    create(lab, 'pods', 'bare', {
      metadata: { labels: { app: 'web' } },
      spec: { containers: [{ name: 'main', image: 'nginx:1.27' }] },
    });
    set(lab, 2);
    lab.ready('web', 2);
    expect(lab.pod('bare').metadata.ownerReferences).toMatchObject([
      { kind: 'ReplicaSet', name: 'web', controller: true, blockOwnerDeletion: true },
    ]);
    patch(lab, 'pods', 'bare', { metadata: { labels: { app: 'free' } } });
    lab.run(10_000);
    expect(lab.pod('bare').metadata.ownerReferences).toBeUndefined();
    expect(lab.pods('web')).toHaveLength(2);
  });

  test('says what keeps it from making pods', () => {
    const lab = bootedLab();
    set(lab, 2, {
      template: {
        metadata: { labels: { app: 'web' } },
        spec: { priorityClassName: 'none-such', containers: [{ name: 'main', image: 'nginx' }] },
      },
    });
    lab.run(2000);
    expect(condition(read(lab, 'replicasets', 'web'), 'ReplicaFailure')).toMatch(
      /^True FailedCreate: pods "web-" is forbidden: no PriorityClass with name none-such was found$/,
    );
    expect(lab.told('web')[0]).toBe(
      'Warning FailedCreate: Error creating: pods "web-" is forbidden: no PriorityClass with name none-such was found',
    );
    create(lab, 'priorityclasses', 'none-such', { value: 5 });
    lab.run(20_000);
    expect(condition(read(lab, 'replicasets', 'web'), 'ReplicaFailure')).toBe('');
    expect(lab.pods('web')).toHaveLength(2);
  });

  test('counts what is ready, and what has been for long enough', () => {
    const lab = bootedLab();
    set(lab, 2, { minReadySeconds: 30 });
    lab.until('ready', () => read(lab, 'replicasets', 'web')?.['status'].readyReplicas === 2, 20_000);
    expect(read(lab, 'replicasets', 'web')?.['status'].availableReplicas ?? 0).toBe(0);
    lab.run(31_000);
    expect(read(lab, 'replicasets', 'web')?.['status']).toMatchObject({
      replicas: 2,
      fullyLabeledReplicas: 2,
      readyReplicas: 2,
      availableReplicas: 2,
    });
  });

  test('is told apart from another one with the same template by its selector', () => {
    const lab = bootedLab();
    const template = {
      metadata: { labels: { app: 'web', tier: 'front' } },
      spec: { containers: [{ name: 'main', image: 'nginx:1.27', resources: {} }] },
    };
    for (const [name, selector] of [
      ['by-app', { app: 'web' }],
      ['by-tier', { tier: 'front' }],
    ] as const)
      create(lab, 'replicasets', name, {
        spec: { replicas: 1, selector: { matchLabels: selector }, template },
      });
    lab.run(10_000);
    const [pod] = lab.pods().filter(({ metadata }) => metadata.ownerReferences?.[0]?.name === 'by-tier');
    patch(lab, 'pods', pod?.metadata.name ?? '', { metadata: { labels: { app: null } } });
    lab.run(10_000);
    expect(lab.pod(pod?.metadata.name ?? '').metadata.ownerReferences?.[0]?.name).toBe('by-tier');
  });
});
