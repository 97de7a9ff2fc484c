/** The garbage collector: what becomes of the dependents of what is deleted. */
import { describe, expect, test } from 'vitest';
import type { ApiObject, OwnerReference } from '../api/meta';
import type { PropagationPolicy } from '../api/wire';
import { bootedLab, type Lab } from './lab';

function started(watch = 2): Lab {
  const lab = bootedLab({ latencies: { watch } });
  lab.createDeployment('web', { replicas: 2 });
  lab.ready('web', 2);
  return lab;
}

function deleteWith(lab: Lab, resource: string, name: string, propagationPolicy: PropagationPolicy): void {
  lab.do({ verb: 'delete', resource, name, options: { propagationPolicy } });
}

function configMap(lab: Lab, name: string, ...ownerReferences: readonly OwnerReference[]): ApiObject {
  const metadata = { name, ...(ownerReferences.length === 0 ? {} : { ownerReferences }) };
  const body = { apiVersion: 'v1', kind: 'ConfigMap', metadata };
  return lab.do({ verb: 'create', resource: 'configmaps', body }).body as ApiObject;
}

function found(lab: Lab, name: string): ApiObject | undefined {
  return lab.find('configmaps', `default/${name}`);
}

function owner({ apiVersion, kind, metadata }: ApiObject): OwnerReference {
  return { apiVersion, kind, name: metadata.name, uid: metadata.uid ?? '' };
}

describe.each([2, 300])('with a watch that lags %i ms', (watch) => {
  test('deleted in the background, a Deployment goes first and its pods last', () => {
    const lab = started(watch);
    deleteWith(lab, 'deployments', 'web', 'Background');
    expect(lab.deployments()).toEqual([]);
    expect(lab.replicaSets()).toHaveLength(1);
    lab.until('all gone', () => lab.replicaSets().length === 0 && lab.pods().length === 0, 60_000);
  });

  test('deleted in the foreground, a Deployment goes last', () => {
    const lab = started(watch);
    deleteWith(lab, 'deployments', 'web', 'Foreground');
    const { deletionTimestamp, finalizers } = lab.deployment('web').metadata;
    expect(deletionTimestamp).toBeDefined();
    expect(finalizers).toEqual(['foregroundDeletion']);
    const seen: string[] = [];
    lab.until('all gone', () => {
      const left = [lab.deployments().length, lab.replicaSets().length, lab.pods().length].join(' ');
      if (left !== seen.at(-1)) seen.push(left);
      return left === '0 0 0';
    });

    expect(seen).toEqual(['1 1 2', '1 1 1', '1 1 0', '1 0 0', '0 0 0']);
  });

  test('deleted as an orphan-maker, a Deployment leaves its ReplicaSet, and one of its name adopts it', () => {
    const lab = started(watch);
    const pods = lab.pods('web').map(({ metadata }) => metadata.name);
    deleteWith(lab, 'deployments', 'web', 'Orphan');
    lab.until('gone', () => lab.deployments().length === 0, 10_000);
    lab.run(30_000);
    expect(lab.replicaSets().map(({ metadata }) => metadata.ownerReferences)).toEqual([undefined]);
    expect(lab.pods('web').map(({ metadata }) => metadata.name)).toEqual(pods);

    lab.createDeployment('web', { replicas: 2 });
    lab.ready('web', 2);
    lab.run(5000);
    const { uid } = lab.deployment('web').metadata;
    expect(lab.replicaSets('web').map(({ metadata }) => metadata.ownerReferences?.[0]?.uid)).toEqual([uid]);
    expect(lab.pods('web').map(({ metadata }) => metadata.name)).toEqual(pods);
  });
});

describe('an object with several owners', () => {
  test('lets go of the one that is gone, and goes with the last', () => {
    const lab = bootedLab();
    const [first, second] = [configMap(lab, 'first'), configMap(lab, 'second')];
    configMap(lab, 'theirs', owner(first), owner(second));
    lab.delete('configmaps', 'first');
    lab.run(5000);
    expect(found(lab, 'theirs')?.metadata.ownerReferences).toEqual([owner(second)]);
    lab.delete('configmaps', 'second');
    lab.until('gone', () => found(lab, 'theirs') === undefined, 5000);
  });

  test('goes when all of them go at once', () => {
    const lab = bootedLab({ latencies: { watch: 300 } });
    const [first, second] = [configMap(lab, 'first'), configMap(lab, 'second')];
    configMap(lab, 'theirs', owner(first), owner(second));
    lab.run(1000);
    lab.send({ verb: 'delete', resource: 'configmaps', name: 'first' });
    lab.send({ verb: 'delete', resource: 'configmaps', name: 'second' });
    lab.run(5000);
    expect(found(lab, 'theirs')).toBeUndefined();
  });

  test('does not hold an owner that waits for it, when another one keeps it', () => {
    const lab = bootedLab();
    const [first, second] = [configMap(lab, 'first'), configMap(lab, 'second')];
    configMap(lab, 'theirs', { ...owner(first), blockOwnerDeletion: true }, owner(second));
    deleteWith(lab, 'configmaps', 'first', 'Foreground');
    lab.until('first gone', () => found(lab, 'first') === undefined, 5000);
    expect(found(lab, 'theirs')?.metadata.ownerReferences).toEqual([owner(second)]);
  });
});

describe('an owner', () => {
  test('is known by its uid: another one of its name keeps nothing', () => {
    const lab = bootedLab();
    const now = configMap(lab, 'owner');
    configMap(lab, 'heir', { ...owner(now), uid: '00000000-0000-4000-8000-000000000000' });
    configMap(lab, 'child', owner(now));
    lab.until('heir gone', () => found(lab, 'heir') === undefined, 5000);
    lab.run(30_000);
    expect(found(lab, 'child')).toBeDefined();
  });

  test('may be outside all namespaces', () => {
    const lab = bootedLab({ workers: 2 });
    configMap(lab, 'notes', owner(lab.node('worker-2')));
    lab.run(5000);
    expect(found(lab, 'notes')).toBeDefined();
    lab.do({ verb: 'delete', resource: 'nodes', namespace: '', name: 'worker-2' });
    lab.until('gone', () => found(lab, 'notes') === undefined, 5000);
  });

  test('of a kind that nobody serves keeps what names it', () => {
    const lab = bootedLab();
    configMap(lab, 'child', { apiVersion: 'example.com/v1', kind: 'Thing', name: 'thing', uid: 'somewhere' });
    lab.run(60_000);
    expect(found(lab, 'child')).toBeDefined();
  });
});

describe('a chain of owners deleted in the foreground', () => {
  test('goes from its end', () => {
    const lab = bootedLab();
    const first = configMap(lab, 'first');
    const second = configMap(lab, 'second', { ...owner(first), blockOwnerDeletion: true });
    configMap(lab, 'third', { ...owner(second), blockOwnerDeletion: true });
    deleteWith(lab, 'configmaps', 'first', 'Foreground');
    const seen: string[] = [];
    lab.until('all gone', () => {
      const left = ['first', 'second', 'third'].filter((name) => found(lab, name) !== undefined).join(' ');
      if (left !== seen.at(-1)) seen.push(left);
      return left === '';
    });

    expect(seen).toEqual(['first second third', 'first second', 'first', '']);
  });
});
