/** Deployments: sizes, roll-outs, revisions and conditions. */
import { describe, expect, test } from 'vitest';
import { isPodActive, isPodReady } from '../api/pod-status';
import type { DeploymentCondition } from '../api/deployment';
import { REVISION, sizeOf } from '../controllers/deployment-sets';
import { bootedLab, type Lab } from './lab';
import { imageOf, type DeploymentWishes } from './manifests';

function started(replicas: number, wishes: DeploymentWishes = {}): Lab {
  const lab = bootedLab();
  lab.createDeployment('web', { replicas, ...wishes });
  lab.ready('web', replicas);
  return lab;
}

function conditionsOf(lab: Lab): Record<string, Pick<DeploymentCondition, 'status' | 'reason' | 'message'>> {
  const conditions = lab.deployment('web').status.conditions ?? [];
  return Object.fromEntries(
    conditions.map(({ type, status, reason = '', message = '' }) => [type, { status, reason, message }]),
  );
}

function revisionsOf(lab: Lab): Record<string, string | undefined> {
  const sets = lab
    .replicaSets('web')
    .map((set) => [imageOf({ spec: set.spec.template.spec } as never), set] as const);
  return Object.fromEntries(sets.map(([image, { metadata }]) => [image, metadata.annotations?.[REVISION]]));
}

/** Runs a roll-out to its end, and looks at every moment that surge and unavailability keep to their limits. */
function rollOut(lab: Lab, image: string, most: number, least: number): void {
  lab.setImage('web', image);
  const { replicas = 0 } = lab.deployment('web').spec;
  lab.until(
    `everything runs ${image}`,
    () => {
      const active = lab.pods('web').filter(isPodActive);
      expect(active.length).toBeLessThanOrEqual(most);
      expect(active.filter(isPodReady).length).toBeGreaterThanOrEqual(least);
      const sizes = lab.replicaSets('web').reduce((sum, set) => sum + sizeOf(set), 0);
      expect(sizes).toBeLessThanOrEqual(most);
      return active.length === replicas && active.every((pod) => imageOf(pod) === image && isPodReady(pod));
    },
    10 * 60_000,
  );
  lab.ready('web', replicas);
}

describe('the generation of a Deployment', () => {
  test('counts what people changed, and nothing that its controller wrote', () => {
    const lab = started(2);
    expect(lab.deployment('web').metadata.generation).toBe(1);
    expect(lab.deployment('web').metadata.annotations?.[REVISION]).toBe('1');
    lab.setImage('web', 'nginx:1.28');
    lab.run(60_000);
    expect(lab.deployment('web').metadata.generation).toBe(2);
    expect(lab.deployment('web').metadata.annotations?.[REVISION]).toBe('2');
    expect(lab.deployment('web').status.observedGeneration).toBe(2);
  });
});

describe('a new image', () => {
  test.each([
    ['25 % of 4: one more, one less', {}, 4, 5, 3],
    ['25 % of 3: one more, none less', {}, 3, 4, 3],
    ['no surge', { maxSurge: 0, maxUnavailable: 1 }, 3, 3, 2],
    ['two more, none less', { maxSurge: 2, maxUnavailable: 0 }, 3, 5, 3],
    ['half of them', { maxSurge: 0, maxUnavailable: '50%' }, 4, 4, 2],
  ] as const)(
    'rolls out within its limits at every moment: %s',
    (_name, rollingUpdate, replicas, most, least) => {
      const lab = started(replicas, { strategy: { type: 'RollingUpdate', rollingUpdate } });
      rollOut(lab, 'nginx:1.28', most, least);

      expect(revisionsOf(lab)).toEqual({ 'nginx:1.27': '1', 'nginx:1.28': '2' });
      expect(lab.replicaSets('web').map(sizeOf)).toEqual([0, replicas]);
    },
  );

  test('rolls out within its limits when the controller sees everything late', () => {
    const lab = bootedLab({ latencies: { watch: 300 } });
    lab.createDeployment('web', { replicas: 6 });
    lab.ready('web', 6);
    rollOut(lab, 'nginx:1.28', 8, 5);

    expect(lab.replicaSets('web').map(sizeOf)).toEqual([0, 6]);
  });

  test('is told step by step', () => {
    const lab = started(2);
    rollOut(lab, 'nginx:1.28', 3, 2);
    const [old, fresh] = lab.replicaSets('web').map(({ metadata }) => metadata.name);

    expect(lab.told('web').slice(1)).toEqual([
      `Normal ScalingReplicaSet: Scaled up replica set ${fresh} from 0 to 1`,
      `Normal ScalingReplicaSet: Scaled down replica set ${old} from 2 to 1`,
      `Normal ScalingReplicaSet: Scaled up replica set ${fresh} from 1 to 2`,
      `Normal ScalingReplicaSet: Scaled down replica set ${old} from 1 to 0`,
    ]);
  });

  test('that cannot be pulled leaves the old pods serving, until the deadline says so', () => {
    const lab = started(3, { progressDeadlineSeconds: 60 });
    lab.setImage('web', 'ngnix');
    lab.run(30_000);
    const images = lab.pods('web').map(imageOf).sort();
    expect(images).toEqual(['nginx:1.27', 'nginx:1.27', 'nginx:1.27', 'ngnix']);
    expect(conditionsOf(lab)['Progressing']).toMatchObject({ status: 'True', reason: 'ReplicaSetUpdated' });
    lab.run(40_000);
    const fresh = lab.replicaSets('web').at(-1)?.metadata.name;

    expect(conditionsOf(lab)).toEqual({
      Available: {
        status: 'True',
        reason: 'MinimumReplicasAvailable',
        message: 'Deployment has minimum availability.',
      },
      Progressing: {
        status: 'False',
        reason: 'ProgressDeadlineExceeded',
        message: `ReplicaSet "${fresh}" has timed out progressing.`,
      },
    });
    lab.setImage('web', 'nginx:1.28');
    lab.ready('web', 3);
    expect(conditionsOf(lab)['Progressing']?.reason).toBe('NewReplicaSetAvailable');
  });

  test('waits for minReadySeconds before it goes on', () => {
    const lab = started(2, { minReadySeconds: 20 });
    const begin = lab.now;
    rollOut(lab, 'nginx:1.28', 3, 2);

    expect(lab.now - begin).toBeGreaterThan(40_000);
  });

  test('with Recreate starts only when the last old pod is gone', () => {
    const lab = started(3, {
      strategy: { type: 'Recreate' },
      image: 'busybox',
      command: ['sleep', 'infinity'],
      grace: 5,
    });
    lab.setImage('web', 'busybox:1.36');
    lab.always(30_000, () => {
      expect(new Set(lab.pods('web').map(imageOf)).size).toBeLessThanOrEqual(1);
    });
    lab.ready('web', 3);

    expect(lab.pods('web').map(imageOf)).toEqual(['busybox:1.36', 'busybox:1.36', 'busybox:1.36']);
  });

  test('of a paused Deployment waits until it is resumed', () => {
    const lab = started(2);
    lab.patchDeployment('web', { paused: true });
    lab.setImage('web', 'nginx:1.28');
    lab.run(30_000);
    expect(lab.pods('web').map(imageOf)).toEqual(['nginx:1.27', 'nginx:1.27']);
    expect(lab.replicaSets('web')).toHaveLength(1);
    lab.scale('web', 3);
    lab.until('still scales', () => lab.pods('web').filter(isPodReady).length === 3);
    lab.patchDeployment('web', { paused: false });
    lab.ready('web', 3);

    expect(lab.pods('web').map(imageOf)).toEqual(['nginx:1.28', 'nginx:1.28', 'nginx:1.28']);
  });
});

describe('a roll-back', () => {
  test.each(['RollingUpdate', 'Recreate'])(
    'to an old template takes its ReplicaSet and renumbers it (%s)',
    (type) => {
      const lab = started(2, { strategy: { type } });
      lab.setImage('web', 'nginx:1.28');
      lab.ready('web', 2);
      expect(lab.deployment('web').metadata.annotations?.[REVISION]).toBe('2');
      const names = lab.replicaSets('web').map(({ metadata }) => metadata.name);
      lab.setImage('web', 'nginx:1.27');
      lab.ready('web', 2);

      expect(lab.pods('web').map(imageOf)).toEqual(['nginx:1.27', 'nginx:1.27']);
      expect(lab.replicaSets('web').map(({ metadata }) => metadata.name)).toEqual(names);
      expect(revisionsOf(lab)).toEqual({ 'nginx:1.27': '3', 'nginx:1.28': '2' });
      expect(lab.deployment('web').metadata.annotations?.[REVISION]).toBe('3');
    },
  );

  test('has as many old ReplicaSets to go back to as the history keeps', () => {
    const lab = started(1, { revisionHistoryLimit: 2 });
    for (const image of ['nginx:1.26', 'nginx:1.25', 'nginx:1.24', 'nginx:1.28']) {
      lab.setImage('web', image);
      lab.ready('web', 1);
      lab.run(1000);
    }

    expect(revisionsOf(lab)).toEqual({ 'nginx:1.25': '3', 'nginx:1.24': '4', 'nginx:1.28': '5' });
  });
});

describe('the conditions of a Deployment', () => {
  test('go from created to available', () => {
    const lab = bootedLab();
    lab.createDeployment('web', { replicas: 2 });
    const seen: string[] = [];
    lab.until('available', () => {
      const { Progressing, Available } = conditionsOf(lab);
      const now = `${Progressing?.reason ?? ''} ${Available?.reason ?? ''}`;
      if (now !== seen.at(-1)) seen.push(now);
      return Progressing?.reason === 'NewReplicaSetAvailable';
    });
    const name = lab.replicaSets('web')[0]?.metadata.name;

    expect(seen).toEqual([
      ' ',
      'NewReplicaSetCreated MinimumReplicasUnavailable',
      'ReplicaSetUpdated MinimumReplicasUnavailable',
      'NewReplicaSetAvailable MinimumReplicasAvailable',
    ]);
    expect(conditionsOf(lab)['Progressing']?.message).toBe(
      `ReplicaSet "${name}" has successfully progressed.`,
    );
  });
});

describe('a deleted Deployment', () => {
  test('takes its ReplicaSets and their pods with it', () => {
    const lab = started(3);
    lab.setImage('web', 'nginx:1.28');
    lab.run(4000);
    lab.delete('deployments', 'web');
    lab.until('all gone', () => lab.pods('web').length === 0 && lab.replicaSets().length === 0, 60_000);
    lab.run(30_000);
    expect([lab.deployments(), lab.replicaSets(), lab.pods()]).toEqual([[], [], []]);
  });

  test('can be created again at once under its name: the new one gets its own pods', () => {
    for (const watch of [2, 300]) {
      const lab = bootedLab({ latencies: { watch } });
      lab.createDeployment('web', { replicas: 2 });
      const before = lab.ready('web', 2).map(({ metadata }) => metadata.uid);
      lab.delete('deployments', 'web');
      lab.createDeployment('web', { replicas: 2 });
      const uid = lab.deployment('web').metadata.uid;
      lab.until(
        'two new pods',
        () =>
          lab.pods('web').length === 2 &&
          lab.pods('web').every((pod) => isPodReady(pod) && !before.includes(pod.metadata.uid)),
      );
      expect(lab.replicaSets().map(({ metadata }) => metadata.ownerReferences?.[0]?.uid)).toEqual([uid]);
    }
  });

  test('whose ReplicaSet alone is deleted makes another, with new pods', () => {
    const lab = started(2);
    const before = lab.pods('web').map(({ metadata }) => metadata.name);
    lab.delete('replicasets', lab.replicaSets()[0]?.metadata.name ?? '');
    lab.until('old pods gone', () =>
      lab.pods('web').every(({ metadata }) => !before.includes(metadata.name)),
    );
    lab.ready('web', 2);

    expect(lab.replicaSets('web')).toHaveLength(1);
  });
});
