/** Namespaces: what every one of them has, and how one goes away. */
import { describe, expect, test } from 'vitest';
import { conditionOf, type Condition } from '../api/conditions';
import type { ConfigMap } from '../api/configmap';
import type { Namespace } from '../api/namespace';
import { bootedLab, type Lab } from './lab';
import { deploymentManifest, podManifest } from './manifests';

function namespace(lab: Lab, name = 'shop'): Namespace | undefined {
  return lab.find<Namespace>('namespaces', name);
}

function create(lab: Lab, name = 'shop'): void {
  const body = { apiVersion: 'v1', kind: 'Namespace', metadata: { name } };
  lab.do({ verb: 'create', resource: 'namespaces', namespace: '', body });
}

function remove(lab: Lab, name = 'shop'): void {
  lab.do({ verb: 'delete', resource: 'namespaces', namespace: '', name });
}

interface Told extends Condition {
  readonly reason?: string;
  readonly message?: string;
}

function told(lab: Lab, type: string): string {
  const { conditions } = (namespace(lab) as Namespace).status as { readonly conditions?: readonly Told[] };
  const found = conditionOf(conditions, type);
  return found === undefined ? '' : `${found.status} ${found.reason}: ${found.message}`;
}

/** Everything that etcd has of a namespace, but for its Events. */
function contents(lab: Lab, name = 'shop'): string[] {
  const found: string[] = [];
  for (const [prefix, table] of lab.etcd.tables) {
    if (prefix === 'events') continue;
    for (const key of table.map.keys()) if (key.startsWith(`${name}/`)) found.push(`${prefix}/${key}`);
  }
  return found;
}

function configMap(lab: Lab, name: string, finalizers?: readonly string[]): void {
  const metadata = { name, ...(finalizers === undefined ? {} : { finalizers }) };
  const body = { apiVersion: 'v1', kind: 'ConfigMap', metadata };
  lab.do({ verb: 'create', resource: 'configmaps', namespace: 'shop', body });
}

function pod(lab: Lab, name: string, grace?: number, command?: readonly string[]): void {
  const wishes = {
    image: 'busybox',
    command: command ?? ['sleep', '1000'],
    ...(grace === undefined ? {} : { grace }),
  };
  lab.do({ verb: 'create', resource: 'pods', namespace: 'shop', body: podManifest(name, wishes) });
}

describe('every namespace', () => {
  test('has a service account and the certificate of the cluster, from the start and again', () => {
    const lab = bootedLab({ addons: true });
    create(lab);
    lab.run(500);
    expect(contents(lab).sort()).toEqual([
      'configmaps/shop/kube-root-ca.crt',
      'serviceaccounts/shop/default',
    ]);
    const map = lab.find<ConfigMap>('configmaps', 'shop/kube-root-ca.crt');
    expect(Object.keys(map?.data ?? {})).toEqual(['ca.crt']);
    expect(map?.data?.['ca.crt']).toMatch(
      /^-----BEGIN CERTIFICATE-----\n[\s\S]+\n-----END CERTIFICATE-----\n$/,
    );
    expect(lab.find<ConfigMap>('configmaps', 'kube-system/kube-root-ca.crt')?.data).toEqual(map?.data);

    lab.do({ verb: 'delete', resource: 'configmaps', namespace: 'shop', name: 'kube-root-ca.crt' });
    lab.do({ verb: 'delete', resource: 'serviceaccounts', namespace: 'shop', name: 'default' });
    lab.run(500);
    expect(contents(lab)).toHaveLength(2);
    const body = { data: { 'ca.crt': 'forged' } };
    const place = { resource: 'configmaps', namespace: 'shop', name: 'kube-root-ca.crt' };
    lab.do({ ...place, verb: 'patch', body, patchType: 'merge' });
    lab.run(500);
    expect(lab.find<ConfigMap>('configmaps', 'shop/kube-root-ca.crt')?.data).toEqual(map?.data);
  });
});

describe.each([2, 300])('a namespace that is deleted, with a watch that lags %i ms', (watch) => {
  test('goes after a few seconds when it is empty', () => {
    const lab = bootedLab({ latencies: { watch } });
    create(lab);
    lab.run(2000);
    remove(lab);
    expect(namespace(lab)?.status.phase).toBe('Terminating');
    const took = lab.until('gone', () => namespace(lab) === undefined, 20_000);
    expect(took).toBeGreaterThan(4000);
    expect(took).toBeLessThan(8000);
  });

  test('takes everything with it, pods first', () => {
    const lab = bootedLab({ addons: true, latencies: { watch } });
    create(lab);
    lab.run(2000);
    const body = deploymentManifest('web', { replicas: 2 });
    lab.do({ verb: 'create', resource: 'deployments', namespace: 'shop', body });
    configMap(lab, 'settings');
    pod(lab, 'slow', 8);
    lab.run(20_000);
    remove(lab);
    const left = (): string[] => contents(lab).map((key) => key.slice(0, key.indexOf('/')));
    let othersLeftFirst = false;
    lab.until('gone', () => {
      const kinds = left();
      if (kinds.includes('pods') && !(kinds.includes('configmaps') && kinds.includes('deployments')))
        othersLeftFirst = true;
      return namespace(lab) === undefined;
    });
    expect(othersLeftFirst).toBe(false);
    expect(contents(lab)).toEqual([]);
    lab.run(60_000);
    expect(contents(lab)).toEqual([]);
  });
});

describe('a namespace that goes away', () => {
  test('takes nothing new', () => {
    const lab = bootedLab();
    create(lab);
    lab.run(500);
    remove(lab);
    const body = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'late' } };
    const answer = lab.request({ verb: 'create', resource: 'configmaps', namespace: 'shop', body });
    expect(answer.code).toBe(403);
    expect((answer.body as { readonly message: string }).message).toBe(
      'configmaps "late" is forbidden: unable to create new content in namespace shop because it is being terminated',
    );
  });

  test('tells which finalizers hold it, and goes when they are gone', () => {
    const lab = bootedLab();
    create(lab);
    lab.run(500);
    configMap(lab, 'held', ['example.com/hold']);
    remove(lab);
    lab.run(30_000);
    expect(told(lab, 'NamespaceContentRemaining')).toBe(
      'True SomeResourcesRemain: Some resources are remaining: configmaps. has 1 resource instances',
    );
    expect(told(lab, 'NamespaceFinalizersRemaining')).toBe(
      'True SomeFinalizerRemain: Some finalizers are remaining: example.com/hold in 1 resource instances',
    );
    expect(told(lab, 'NamespaceDeletionContentFailure')).toBe(
      'False ContentDeleted: All content successfully deleted, may be waiting on finalization',
    );
    expect(told(lab, 'NamespaceDeletionDiscoveryFailure')).toBe(
      'False ResourcesDiscovered: All resources successfully discovered',
    );
    expect(told(lab, 'NamespaceDeletionGroupVersionParsingFailure')).toBe(
      'False ParsedGroupVersions: All legacy kube types successfully parsed',
    );
    const body = { metadata: { finalizers: null } };
    const place = { resource: 'configmaps', namespace: 'shop', name: 'held' };
    lab.do({ ...place, verb: 'patch', body, patchType: 'merge' });
    lab.until('gone', () => namespace(lab) === undefined, 20_000);
  });

  test('waits for pods that take their time, and says so', () => {
    const lab = bootedLab();
    create(lab);
    lab.run(500);
    pod(lab, 'slow', 20, ['sh', '-c', 'trap "" TERM; sleep 1000']);
    lab.run(10_000);
    remove(lab);
    lab.run(10_000);
    expect(told(lab, 'NamespaceContentRemaining')).toBe(
      'True SomeResourcesRemain: Some resources are remaining: pods. has 1 resource instances',
    );
    const took = lab.until('gone', () => namespace(lab) === undefined, 60_000);
    expect(took).toBeGreaterThan(14_000);
    expect(took).toBeLessThan(30_000);
  });

  test('tells of pods that are left for no reason', () => {
    const lab = bootedLab({ workers: 1 });
    create(lab);
    lab.run(500);
    pod(lab, 'stuck', 3);
    lab.run(10_000);
    const finalizers = ['example.com/hold'];
    const place = { resource: 'pods', namespace: 'shop', name: 'stuck' };
    lab.do({ ...place, verb: 'patch', body: { metadata: { finalizers } }, patchType: 'merge' });
    remove(lab);
    lab.run(30_000);
    expect(told(lab, 'NamespaceFinalizersRemaining')).toContain('example.com/hold in 1 resource instances');
    lab.do({ ...place, verb: 'patch', body: { metadata: { finalizers: null } }, patchType: 'merge' });
    lab.until('gone', () => namespace(lab) === undefined, 30_000);
  });
});
