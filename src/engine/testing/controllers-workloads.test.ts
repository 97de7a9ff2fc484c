/** ReplicaSets and Deployments: what they own, what they say, and what they inherit. */
import { describe, expect, test } from 'vitest';
import { conditionOf } from '../api/conditions';
import type { ReplicaSet } from '../api/replicaset';
import { isPodActive, isPodReady } from '../api/pod-status';
import { REVISION, sizeOf } from '../controllers/deployment-sets';
import { bootedLab, type Lab } from './lab';
import { imageOf, podManifest, type DeploymentWishes } from './manifests';

function started(replicas: number, wishes: DeploymentWishes = {}): Lab {
  const lab = bootedLab();
  lab.createDeployment('web', { replicas, ...wishes });
  lab.ready('web', replicas);
  return lab;
}

function labelled(name: string, labels: Readonly<Record<string, string>>): unknown {
  const manifest = podManifest(name) as { readonly metadata: object };
  return { ...manifest, metadata: { ...manifest.metadata, labels } };
}

function replicaSet(name: string, replicas: number, priorityClassName?: string): unknown {
  const labels = { app: name };
  const containers = [{ name: 'main', image: 'nginx:1.27' }];
  const spec = { containers, ...(priorityClassName === undefined ? {} : { priorityClassName }) };
  return {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: { name },
    spec: { replicas, selector: { matchLabels: labels }, template: { metadata: { labels }, spec } },
  };
}

function names(lab: Lab, app: string): string[] {
  return lab.pods(app).map(({ metadata }) => metadata.name);
}

function relabel(lab: Lab, resource: string, name: string, labels: Readonly<Record<string, unknown>>): void {
  lab.do({ verb: 'patch', resource, name, body: { metadata: { labels } }, patchType: 'merge' });
}

function setOf(lab: Lab, name: string): ReplicaSet {
  return lab.find<ReplicaSet>('replicasets', `default/${name}`) as ReplicaSet;
}

function progressing(lab: Lab): string {
  const found = conditionOf(lab.deployment('web').status.conditions, 'Progressing');
  return found === undefined ? '' : `${found.status} ${found.reason}: ${found.message}`;
}

describe.each([2, 300])('a ReplicaSet that sees everything %i ms late', (watch) => {
  test('adopts the pods that its selector selects, and makes only those that are missing', () => {
    const lab = bootedLab({ latencies: { watch } });
    lab.do({ verb: 'create', resource: 'pods', body: labelled('mine', { app: 'web' }) });
    lab.do({ verb: 'create', resource: 'pods', body: labelled('other', { app: 'other' }) });
    lab.run(1000);
    lab.do({ verb: 'create', resource: 'replicasets', body: replicaSet('web', 3) });
    lab.run(20_000);
    const { uid } = setOf(lab, 'web').metadata;

    expect(names(lab, 'web')).toHaveLength(3);
    expect(names(lab, 'web')).toContain('mine');
    expect(lab.pod('mine').metadata.ownerReferences).toEqual([
      {
        apiVersion: 'apps/v1',
        kind: 'ReplicaSet',
        name: 'web',
        uid,
        controller: true,
        blockOwnerDeletion: true,
      },
    ]);
    expect(lab.pod('other').metadata.ownerReferences).toBeUndefined();
    expect(lab.told('web').filter((line) => line.includes('SuccessfulCreate'))).toHaveLength(2);
  });

  test('lets go of a pod that was given other labels, and makes another one for it', () => {
    const lab = bootedLab({ latencies: { watch } });
    lab.do({ verb: 'create', resource: 'replicasets', body: replicaSet('web', 2) });
    lab.until('two pods', () => lab.pods('web').filter(isPodReady).length === 2);
    const [name = ''] = names(lab, 'web');
    relabel(lab, 'pods', name, { app: 'debug' });
    lab.until('two again', () => lab.pods('web').filter(isPodReady).length === 2);
    lab.run(5000);
    expect(lab.pod(name).metadata.ownerReferences).toBeUndefined();
    expect(isPodActive(lab.pod(name))).toBe(true);

    // Given its old label again it is one too many.
    relabel(lab, 'pods', name, { app: 'web' });
    lab.run(40_000);
    expect(names(lab, 'web')).toHaveLength(2);
    expect(setOf(lab, 'web').status.replicas).toBe(2);
  });
});

describe('a ReplicaSet', () => {
  test('that cannot make its pods says so, until it can', () => {
    const lab = bootedLab();
    lab.do({ verb: 'create', resource: 'replicasets', body: replicaSet('web', 2, 'important') });
    lab.run(3000);
    expect(conditionOf(setOf(lab, 'web').status.conditions, 'ReplicaFailure')).toMatchObject({
      status: 'True',
      reason: 'FailedCreate',
      message: expect.stringMatching(
        /^pods "web-.*" is forbidden: no PriorityClass with name important was found$/,
      ) as string,
    });
    expect(setOf(lab, 'web').status).toMatchObject({ replicas: 0, observedGeneration: 1 });
    expect(lab.told('web')[0]).toContain('Warning FailedCreate: Error creating: pods "web-');

    const body = {
      apiVersion: 'scheduling.k8s.io/v1',
      kind: 'PriorityClass',
      metadata: { name: 'important' },
      value: 5,
    };
    lab.do({ verb: 'create', resource: 'priorityclasses', namespace: '', body });
    lab.until('two pods', () => lab.pods('web').filter(isPodReady).length === 2, 60_000);
    lab.run(1000);
    expect(setOf(lab, 'web').status.conditions).toBeUndefined();
  });

  test('deletes the pods of the lowest cost first', () => {
    const lab = bootedLab();
    lab.do({ verb: 'create', resource: 'replicasets', body: replicaSet('web', 4) });
    lab.until('four pods', () => lab.pods('web').filter(isPodReady).length === 4);
    const all = names(lab, 'web');
    const [cheap = '', dear = ''] = all;
    const cost = (name: string, value: string): void => {
      const annotations = { 'controller.kubernetes.io/pod-deletion-cost': value };
      lab.do({
        verb: 'patch',
        resource: 'pods',
        name,
        body: { metadata: { annotations } },
        patchType: 'merge',
      });
    };
    cost(cheap, '-10');
    cost(dear, '10');
    const scale = (replicas: number): void => {
      lab.do({
        verb: 'patch',
        resource: 'replicasets',
        name: 'web',
        body: { spec: { replicas } },
        patchType: 'merge',
      });
    };
    scale(3);
    lab.until('three pods', () => lab.pods('web').length === 3, 60_000);
    expect(names(lab, 'web')).not.toContain(cheap);
    scale(1);
    lab.until('one pod', () => lab.pods('web').length === 1, 60_000);
    expect(names(lab, 'web')).toEqual([dear]);
  });

  test('counts as available only what has been ready for minReadySeconds', () => {
    const lab = bootedLab();
    const body = replicaSet('web', 2) as { readonly spec: object };
    lab.do({
      verb: 'create',
      resource: 'replicasets',
      body: { ...body, spec: { ...body.spec, minReadySeconds: 20 } },
    });
    lab.until('ready', () => setOf(lab, 'web').status.readyReplicas === 2);
    const begin = lab.now;
    expect(setOf(lab, 'web').status.availableReplicas).toBeUndefined();
    lab.until('available', () => setOf(lab, 'web').status.availableReplicas === 2, 30_000);
    expect(lab.now - begin).toBeGreaterThan(18_000);
    expect(lab.now - begin).toBeLessThan(21_000);
  });
});

describe('the new ReplicaSet of a Deployment', () => {
  test('follows its annotations and its minReadySeconds also later', () => {
    const lab = started(2, { annotations: { 'kubernetes.io/change-cause': 'first' } });
    const body = {
      metadata: { annotations: { 'kubernetes.io/change-cause': 'second' } },
      spec: { minReadySeconds: 7 },
    };
    lab.do({ verb: 'patch', resource: 'deployments', name: 'web', body, patchType: 'merge' });
    lab.run(3000);
    const [set] = lab.replicaSets('web');
    expect(set?.metadata.annotations?.['kubernetes.io/change-cause']).toBe('second');
    expect(set?.spec.minReadySeconds).toBe(7);
    expect(lab.replicaSets('web')).toHaveLength(1);
  });

  test('remembers the revisions that it has had', () => {
    const lab = started(1);
    for (const image of ['nginx:1.28', 'nginx:1.27', 'nginx:1.28', 'nginx:1.27']) {
      lab.setImage('web', image);
      lab.ready('web', 1);
      lab.run(1000);
    }
    const annotations = lab.replicaSets('web').map(({ metadata }) => metadata.annotations ?? {});
    expect(annotations.map((each) => each[REVISION])).toEqual(['5', '4']);
    expect(annotations.map((each) => each['deployment.kubernetes.io/revision-history'])).toEqual([
      '1,3',
      '2',
    ]);
  });

  test('gets another name when somebody else has the one that it would get', () => {
    const lab = started(1);
    const [mine] = lab.replicaSets('web');
    const name = mine?.metadata.name ?? '';
    lab.delete('deployments', 'web');
    lab.until('all gone', () => lab.replicaSets().length === 0 && lab.pods().length === 0, 60_000);
    const squatter = replicaSet('squatter', 0) as { readonly metadata: object };
    lab.do({ verb: 'create', resource: 'replicasets', body: { ...squatter, metadata: { name } } });
    lab.createDeployment('web', { replicas: 1 });
    lab.ready('web', 1);
    expect(lab.deployment('web').status.collisionCount).toBe(1);
    expect(lab.replicaSets('web')).toHaveLength(1);
    expect(lab.replicaSets('web')[0]?.metadata.name).not.toBe(name);
    lab.run(60_000);
    expect(lab.replicaSets('web')).toHaveLength(1);
    expect(lab.deployment('web').status.collisionCount).toBe(1);
  });
});

describe('a paused Deployment', () => {
  test('says so, and its deadline stands still', () => {
    const lab = started(2, { progressDeadlineSeconds: 30 });
    lab.patchDeployment('web', { paused: true });
    lab.run(1000);
    expect(progressing(lab)).toBe('Unknown DeploymentPaused: Deployment is paused');
    lab.setImage('web', 'ngnix');
    lab.run(120_000);
    expect(progressing(lab)).toBe('Unknown DeploymentPaused: Deployment is paused');
    const seen: string[] = [];
    lab.patchDeployment('web', { paused: false });
    const begin = lab.now;
    lab.until('missed', () => {
      if (progressing(lab) !== seen.at(-1)) seen.push(progressing(lab));
      return progressing(lab).startsWith('False');
    });
    const name = lab.replicaSets('web').at(-1)?.metadata.name;

    expect(seen).toContain('Unknown DeploymentResumed: Deployment is resumed');
    expect(seen.at(-1)).toBe(
      `False ProgressDeadlineExceeded: ReplicaSet "${name}" has timed out progressing.`,
    );
    expect(lab.now - begin).toBeGreaterThan(29_000);
  });
});

describe('a Deployment', () => {
  test('without a deadline says nothing of its progress', () => {
    const lab = started(1, { progressDeadlineSeconds: 2_147_483_647 });
    expect(progressing(lab)).toBe('');
  });

  test('tells how many of the pods that its ReplicaSets want are not available', () => {
    const lab = started(4, {
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
    });
    expect(lab.deployment('web').status.unavailableReplicas).toBeUndefined();
    lab.setImage('web', 'ngnix');
    lab.run(10_000);
    expect(lab.deployment('web').status).toMatchObject({
      replicas: 5,
      updatedReplicas: 1,
      availableReplicas: 4,
      unavailableReplicas: 1,
    });
  });

  test('tells what keeps its ReplicaSet from making pods', () => {
    const lab = bootedLab();
    lab.createDeployment('web', { replicas: 1 });
    lab.ready('web', 1);
    lab.patchDeployment('web', { template: { spec: { priorityClassName: 'important' } } });
    lab.run(5000);
    expect(conditionOf(lab.deployment('web').status.conditions, 'ReplicaFailure')).toMatchObject({
      status: 'True',
      reason: 'FailedCreate',
    });
    lab.patchDeployment('web', { template: { spec: { priorityClassName: null } } });
    lab.ready('web', 1);
    lab.run(1000);
    expect(conditionOf(lab.deployment('web').status.conditions, 'ReplicaFailure')).toBeUndefined();
  });

  test('that is scaled in the middle of a roll-out grows in proportion', () => {
    const rollingUpdate = { maxSurge: 3, maxUnavailable: 2 };
    const lab = started(10, { strategy: { type: 'RollingUpdate', rollingUpdate } });
    lab.setImage('web', 'ngnix');
    lab.run(20_000);
    const sizes = (): Record<string, number> =>
      Object.fromEntries(
        lab
          .replicaSets('web')
          .map((set) => [imageOf({ spec: set.spec.template.spec } as never), sizeOf(set)]),
      );
    expect(sizes()).toEqual({ 'nginx:1.27': 8, ngnix: 5 });
    lab.scale('web', 15);
    lab.run(10_000);
    expect(sizes()).toEqual({ 'nginx:1.27': 11, ngnix: 7 });
    lab.scale('web', 0);
    lab.run(10_000);
    expect(sizes()).toEqual({ 'nginx:1.27': 0, ngnix: 0 });
  });
});
