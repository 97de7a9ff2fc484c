/** Conformance of Deployments. */
import { describe, expect, test } from 'vitest';
import { isPodActive, isPodReady } from '../api/pod-status';
import { condition, list, names, read, remove } from './conformance';
import { bootedLab, type Lab } from './lab';
import { imageOf } from './manifests';

const BROKEN = 'nginx:does-not-exist';

function started(wishes: Parameters<Lab['createDeployment']>[1] = {}, replicas = 3): Lab {
  const lab = bootedLab();
  lab.createDeployment('web', { replicas, ...wishes });
  lab.ready('web', replicas);
  lab.run(2000);
  return lab;
}

function sizes(lab: Lab): string[] {
  return list(lab, 'replicasets')
    .map(
      ({ metadata, spec }) =>
        `${metadata.annotations?.['deployment.kubernetes.io/revision']}: ${spec.replicas}`,
    )
    .sort();
}

describe('a rolling update', () => {
  test('never has fewer available nor more pods than its limits allow', () => {
    const lab = started({ strategy: { rollingUpdate: { maxSurge: 2, maxUnavailable: 1 } } }, 6);
    lab.setImage('web', 'nginx:1.28');
    let [least, most] = [6, 6];
    lab.always(60_000, () => {
      const pods = lab.pods('web');
      least = Math.min(least, pods.filter((pod) => isPodReady(pod) && isPodActive(pod)).length);
      most = Math.max(most, pods.filter(isPodActive).length);
    });
    expect([least, most]).toEqual([5, 8]);
    expect(new Set(lab.pods('web').map(imageOf))).toEqual(new Set(['nginx:1.28']));
    expect(sizes(lab)).toEqual(['1: 0', '2: 6']);
  });

  test('tells every step', () => {
    const lab = started({}, 4);
    const [old] = names(lab.replicaSets('web'));
    lab.setImage('web', 'nginx:1.28');
    lab.ready('web', 4);
    const fresh = names(lab.replicaSets('web')).find((name) => name !== old);
    expect(lab.told('web').slice(0, 3)).toEqual([
      `Normal ScalingReplicaSet: Scaled up replica set ${old} from 0 to 4`,
      `Normal ScalingReplicaSet: Scaled up replica set ${fresh} from 0 to 1`,
      `Normal ScalingReplicaSet: Scaled down replica set ${old} from 4 to 3`,
    ]);
    expect(lab.told('web').at(-1)).toBe(
      `Normal ScalingReplicaSet: Scaled down replica set ${old} from 1 to 0`,
    );
    expect(condition(lab.deployment('web'), 'Progressing')).toBe(
      `True NewReplicaSetAvailable: ReplicaSet "${fresh}" has successfully progressed.`,
    );
  });

  test('to an image that cannot be pulled stops with the old pods serving, and misses its deadline', () => {
    const lab = started({ progressDeadlineSeconds: 30 });
    lab.setImage('web', BROKEN);
    lab.run(29_000);
    const name = names(lab.replicaSets('web')).at(-1);
    expect(condition(lab.deployment('web'), 'Progressing')).toBe(
      `True ReplicaSetUpdated: ReplicaSet "${name}" is progressing.`,
    );
    lab.run(5000);
    expect(condition(lab.deployment('web'), 'Progressing')).toBe(
      `False ProgressDeadlineExceeded: ReplicaSet "${name}" has timed out progressing.`,
    );
    expect(condition(lab.deployment('web'), 'Available')).toBe(
      'True MinimumReplicasAvailable: Deployment has minimum availability.',
    );
    expect(lab.deployment('web').status).toMatchObject({
      replicas: 4,
      updatedReplicas: 1,
      availableReplicas: 3,
      unavailableReplicas: 1,
    });
    expect(sizes(lab)).toEqual(['1: 3', '2: 1']);
  });

  test('that is rolled back takes the old ReplicaSet again, with a new number', () => {
    const lab = started();
    const pods = names(lab.pods('web'));
    const [old] = names(lab.replicaSets('web'));
    lab.setImage('web', BROKEN);
    lab.run(10_000);
    lab.setImage('web', 'nginx:1.27');
    lab.ready('web', 3);
    lab.run(2000);
    expect(names(lab.pods('web'))).toEqual(pods);
    expect(sizes(lab)).toEqual(['2: 0', '3: 3']);
    expect(read(lab, 'replicasets', old ?? '')?.metadata.annotations).toMatchObject({
      'deployment.kubernetes.io/revision': '3',
      'deployment.kubernetes.io/revision-history': '1',
    });
    expect(lab.deployment('web').metadata.annotations?.['deployment.kubernetes.io/revision']).toBe('3');
  });

  test('that is overtaken by another gives up its own pods first', () => {
    const lab = started({}, 4);
    lab.setImage('web', BROKEN);
    lab.run(5000);
    lab.setImage('web', 'nginx:1.29');
    lab.ready('web', 4);
    lab.run(2000);
    expect(sizes(lab)).toEqual(['1: 0', '2: 0', '3: 4']);
  });

  test('waits until new pods have been ready for minReadySeconds', () => {
    const lab = started({ minReadySeconds: 20 }, 2);
    lab.setImage('web', 'nginx:1.28');
    const took = lab.until('rolled out', () => sizes(lab).join() === '1: 0,2: 2', 120_000);
    expect(took).toBeGreaterThan(40_000);
  });

  test('keeps as many old ReplicaSets as its history says', () => {
    const lab = started({ revisionHistoryLimit: 1 }, 1);
    for (const tag of ['1.28', '1.29', '1.30']) {
      lab.setImage('web', `nginx:${tag}`);
      lab.ready('web', 1);
      lab.run(2000);
    }
    expect(sizes(lab)).toEqual(['3: 0', '4: 1']);
  });
});

describe('scaling in the middle of a roll-out', () => {
  test('is shared between the old and the new ReplicaSet', () => {
    const lab = bootedLab({ podsMax: 30 });
    lab.createDeployment('web', {
      replicas: 10,
      strategy: { rollingUpdate: { maxSurge: 3, maxUnavailable: 2 } },
    });
    lab.ready('web', 10);
    lab.setImage('web', BROKEN);
    lab.run(10_000);
    expect(sizes(lab)).toEqual(['1: 8', '2: 5']);
    lab.scale('web', 30);
    lab.run(10_000);
    expect(sizes(lab)).toEqual(['1: 20', '2: 13']);
  });
});

describe('Recreate', () => {
  test('ends all old pods before the first new one begins', () => {
    const lab = started({ strategy: { type: 'Recreate' } });
    lab.setImage('web', 'nginx:1.28');
    let mixed = false;
    lab.always(30_000, () => {
      mixed ||= new Set(lab.pods('web').map(imageOf)).size > 1;
    });
    expect(mixed).toBe(false);
    expect(new Set(lab.pods('web').map(imageOf))).toEqual(new Set(['nginx:1.28']));
  });

  test('takes no limits of a rolling update', () => {
    const lab = started();
    const body = { spec: { strategy: { type: 'Recreate' } } };
    expect(
      lab.request({ verb: 'patch', resource: 'deployments', name: 'web', body, patchType: 'merge' }).body,
    ).toMatchObject({
      message:
        'Deployment.apps "web" is invalid: spec.strategy.rollingUpdate: Forbidden: may not be specified when strategy `type` is \'Recreate\'',
    });
  });
});

describe('a paused Deployment', () => {
  test('scales, but does not roll out until it goes on', () => {
    const lab = started();
    lab.patchDeployment('web', { paused: true });
    lab.run(500);
    expect(condition(lab.deployment('web'), 'Progressing')).toBe(
      'Unknown DeploymentPaused: Deployment is paused',
    );
    lab.setImage('web', 'nginx:1.28');
    lab.scale('web', 4);
    lab.run(20_000);
    expect(sizes(lab)).toEqual(['1: 4']);
    lab.patchDeployment('web', { paused: false });
    lab.ready('web', 4);
    lab.run(2000);
    expect(sizes(lab)).toEqual(['1: 0', '2: 4']);
  });

  test('that was never anything else has no ReplicaSet', () => {
    const lab = bootedLab();
    lab.createDeployment('web', { replicas: 2, paused: true });
    lab.run(5000);
    expect(lab.replicaSets()).toEqual([]);
    expect(lab.deployment('web').status.observedGeneration).toBe(1);
  });
});

describe('a Deployment', () => {
  test('tells when it is not available', () => {
    const lab = bootedLab();
    lab.createDeployment('web', { replicas: 2, cpu: '64' });
    lab.run(5000);
    expect(condition(lab.deployment('web'), 'Available')).toBe(
      'False MinimumReplicasUnavailable: Deployment does not have minimum availability.',
    );
    expect(lab.deployment('web').status).toMatchObject({ replicas: 2, unavailableReplicas: 2 });
  });

  test('hands its annotations on, but not those of kubectl apply', () => {
    const lab = started({
      annotations: {
        'kubernetes.io/change-cause': 'first',
        'kubectl.kubernetes.io/last-applied-configuration': '{}',
      },
    });
    const { annotations } = lab.replicaSets('web')[0]?.metadata ?? {};
    expect(annotations).toEqual({
      'kubernetes.io/change-cause': 'first',
      'deployment.kubernetes.io/desired-replicas': '3',
      'deployment.kubernetes.io/max-replicas': '4',
      'deployment.kubernetes.io/revision': '1',
    });
  });

  test('that is deleted leaves orphans to the next one of its selector', () => {
    const lab = started();
    const pods = names(lab.pods('web'));
    remove(lab, 'deployments', 'web', { options: { propagationPolicy: 'Orphan' } });
    lab.run(3000);
    lab.createDeployment('web', { replicas: 3 });
    lab.ready('web', 3);
    expect(names(lab.pods('web'))).toEqual(pods);
  });
});
