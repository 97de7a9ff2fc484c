/** Conformance of what goes along with a deletion: dependents, and the contents of a namespace. */
import { describe, expect, test } from 'vitest';
import type { OwnerReference } from '../api/meta';
import type { PropagationPolicy } from '../api/wire';
import { create, list, patch, read, refused, remove, type Anything } from './conformance';
import { bootedLab, type Lab } from './lab';
import { podManifest } from './manifests';

function owner({ apiVersion, kind, metadata }: Anything): OwnerReference {
  return { apiVersion, kind, name: metadata.name, uid: metadata.uid ?? '' };
}

function owned(lab: Lab, name: string, ...ownerReferences: readonly OwnerReference[]): Anything {
  return create(lab, 'configmaps', name, { metadata: { ownerReferences } });
}

describe('what it owns', () => {
  test.each(['Background', 'Foreground', 'Orphan'] as const)(
    'of a Deployment deleted with %s',
    (propagationPolicy: PropagationPolicy) => {
      const lab = bootedLab();
      lab.createDeployment('web', { replicas: 2 });
      lab.ready('web', 2);
      remove(lab, 'deployments', 'web', { options: { propagationPolicy } });
      const finalizers = read(lab, 'deployments', 'web')?.metadata.finalizers;
      expect(finalizers ?? []).toEqual(
        propagationPolicy === 'Foreground' ? ['foregroundDeletion'] : (finalizers ?? []),
      );
      lab.run(40_000);
      expect(read(lab, 'deployments', 'web')).toBeUndefined();
      const left = propagationPolicy === 'Orphan' ? [1, 2] : [0, 0];
      expect([list(lab, 'replicasets').length, list(lab, 'pods').length]).toEqual(left);
      expect(list(lab, 'replicasets').every(({ metadata }) => metadata.ownerReferences === undefined)).toBe(
        true,
      );
    },
  );

  test('by itself goes with it; together with another stays, without the reference', () => {
    const lab = bootedLab();
    const [a, b] = [create(lab, 'configmaps', 'a'), create(lab, 'configmaps', 'b')];
    owned(lab, 'alone', owner(a));
    owned(lab, 'shared', owner(a), owner(b));
    remove(lab, 'configmaps', 'a');
    lab.run(3000);
    expect(read(lab, 'configmaps', 'alone')).toBeUndefined();
    expect(read(lab, 'configmaps', 'shared')?.metadata.ownerReferences).toEqual([owner(b)]);
  });

  test('keeps it there in the foreground until it is gone, if it blocks', () => {
    const lab = bootedLab();
    const a = create(lab, 'configmaps', 'a');
    create(lab, 'configmaps', 'kid', {
      metadata: {
        ownerReferences: [{ ...owner(a), blockOwnerDeletion: true }],
        finalizers: ['example.com/hold'],
      },
    });
    remove(lab, 'configmaps', 'a', { options: { propagationPolicy: 'Foreground' } });
    lab.run(5000);
    expect(read(lab, 'configmaps', 'a')?.metadata.finalizers).toEqual(['foregroundDeletion']);
    expect(read(lab, 'configmaps', 'kid')?.metadata.deletionTimestamp).toBeDefined();
    patch(lab, 'configmaps', 'kid', { metadata: { finalizers: null } });
    lab.run(1000);
    expect(list(lab, 'configmaps')).toEqual([]);
  });

  test('by an owner that never was goes away', () => {
    const lab = bootedLab();
    owned(lab, 'orphan', {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      name: 'nobody',
      uid: '00000000-0000-4000-8000-000000000000',
    });
    lab.run(2000);
    expect(read(lab, 'configmaps', 'orphan')).toBeUndefined();
  });

  test('cannot be in another namespace: that is told, and it goes away', () => {
    const lab = bootedLab();
    create(lab, 'namespaces', 'shop');
    const a = create(lab, 'configmaps', 'a');
    create(lab, 'configmaps', 'kid', { metadata: { ownerReferences: [owner(a)] } }, 'shop');
    owned(lab, 'own', owner(a));
    lab.run(2000);
    expect(lab.told('kid')).toEqual([
      `Warning OwnerRefInvalidNamespace: ownerRef [v1/ConfigMap, namespace: shop, name: a, uid: ${a.metadata.uid}] does not exist in namespace "shop"`,
    ]);
    expect(read(lab, 'configmaps', 'kid', 'shop')).toBeUndefined();
    expect(read(lab, 'configmaps', 'own')).toBeDefined();
  });
});

describe('a namespace', () => {
  test('takes its contents with it and can be made anew, empty', () => {
    const lab = bootedLab();
    create(lab, 'namespaces', 'shop');
    create(lab, 'configmaps', 'settings', {}, 'shop');
    create(lab, 'services', 'front', { spec: { ports: [{ port: 80 }] } }, 'shop');
    create(lab, 'pods', 'one', podManifest('one') as object as Record<string, unknown>, 'shop');
    lab.run(10_000);
    expect((remove(lab, 'namespaces', 'shop', { namespace: '' }).body as Anything)['status'].phase).toBe(
      'Terminating',
    );
    expect(
      refused(lab, {
        verb: 'create',
        resource: 'configmaps',
        namespace: 'shop',
        body: { metadata: { name: 'late' } },
      }),
    ).toEqual({
      code: 403,
      reason: 'Forbidden',
      message:
        'configmaps "late" is forbidden: unable to create new content in namespace shop because it is being terminated',
    });
    lab.until('gone', () => read(lab, 'namespaces', 'shop') === undefined, 60_000);
    create(lab, 'namespaces', 'shop');
    for (const resource of ['pods', 'services', 'configmaps', 'events'])
      expect(list(lab, resource, { namespace: 'shop' })).toEqual([]);
  });

  test.each(['default', 'kube-system', 'kube-public'])('%s stays for ever', (name) => {
    expect(refused(bootedLab(), { verb: 'delete', resource: 'namespaces', namespace: '', name })).toEqual({
      code: 403,
      reason: 'Forbidden',
      message: `namespaces "${name}" is forbidden: this namespace may not be deleted`,
    });
  });
});
