/** Volumes as files: what containers find in them, what changes while they run, and what happens when one is missing. */
import { describe, expect, test } from 'vitest';
import type { PodSpec } from '../api/pod';
import { podStatusColumn } from '../api/pod-status';
import type { KubeletState } from '../node/kubelet-state';
import { conditionOf, countsOf, createPod, NGINX, patchPod, restartsOf, untilReady } from './kubelet-pods';
import { faultInput } from '../faults/faults';
import { bootedLab, type Lab } from './lab';

function lab(): Lab {
  const world = bootedLab({ workers: 1 });
  const settings = { color: 'green', 'app.conf': 'port=80\n' };
  create(world, 'configmaps', {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'settings' },
    data: settings,
  });
  const data = { password: 'aHVudGVyMg==' };
  create(world, 'secrets', { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'keys' }, data });
  return world;
}

function create(world: Lab, resource: string, body: unknown): void {
  world.do({ verb: 'create', resource, body });
}

type Source = Omit<NonNullable<PodSpec['volumes']>[number], 'name'>;
type Metadata = Parameters<typeof createPod>[3];

/** A pod that mounts the volume `v` at /data. */
function mount(world: Lab, source: Source, part: object = {}, metadata: Metadata = {}): void {
  const container = { ...NGINX, volumeMounts: [{ name: 'v', mountPath: '/data', ...part }] };
  createPod(world, 'web', { containers: [container], volumes: [{ name: 'v', ...source }] }, metadata);
}

function read(world: Lab, path: string): string {
  const { stdout, stderr } = world.exec('web', 'cat', path);
  return stdout + stderr;
}

describe('files of a volume', () => {
  test('are the keys of a ConfigMap', () => {
    const world = lab();
    mount(world, { configMap: { name: 'settings' } });
    untilReady(world, 'web');

    expect(read(world, '/data/color')).toBe('green');
    expect(read(world, '/data/app.conf')).toBe('port=80\n');
    expect(read(world, '/data/size')).toContain("can't open '/data/size': No such file or directory");
  });

  test('are the keys of a Secret, decoded', () => {
    const world = lab();
    mount(world, { secret: { secretName: 'keys' } });
    untilReady(world, 'web');

    expect(read(world, '/data/password')).toBe('hunter2');
  });

  test('are only the chosen keys, under other names', () => {
    const world = lab();
    const items = [{ key: 'app.conf', path: 'etc/app.ini' }];
    mount(world, { configMap: { name: 'settings', items } });
    untilReady(world, 'web');

    expect(read(world, '/data/etc/app.ini')).toBe('port=80\n');
    expect(read(world, '/data/color')).toContain('No such file');
  });

  test('tell a pod of itself, and change with its labels', () => {
    const world = lab();
    const items = [
      { path: 'labels', fieldRef: { fieldPath: 'metadata.labels' } },
      { path: 'name', fieldRef: { fieldPath: 'metadata.name' } },
    ];
    mount(world, { downwardAPI: { items } }, {}, { labels: { app: 'shop', tier: 'front' } });
    untilReady(world, 'web');
    expect(read(world, '/data/labels')).toBe('app="shop"\ntier="front"');
    expect(read(world, '/data/name')).toBe('web');
    patchPod(world, 'web', { metadata: { labels: { tier: 'back' } } });
    world.run(2000);

    expect(read(world, '/data/labels')).toBe('app="shop"\ntier="back"');
  });

  test('come from several sources in a projected volume', () => {
    const world = lab();
    const sources = [
      { configMap: { name: 'settings', items: [{ key: 'color', path: 'color' }] } },
      { secret: { name: 'keys' } },
      { downwardAPI: { items: [{ path: 'namespace', fieldRef: { fieldPath: 'metadata.namespace' } }] } },
      { serviceAccountToken: { path: 'token' } },
    ];
    mount(world, { projected: { sources } });
    untilReady(world, 'web');

    expect(read(world, '/data/color')).toBe('green');
    expect(read(world, '/data/password')).toBe('hunter2');
    expect(read(world, '/data/namespace')).toBe('default');
    expect(read(world, '/data/token').length).toBeGreaterThan(20);
  });
});

describe('an object that changes', () => {
  const body = { data: { color: 'red' } };

  test('reaches running containers within a minute and a half, and restarts nothing', () => {
    const world = lab();
    mount(world, { configMap: { name: 'settings' } });
    untilReady(world, 'web');
    world.do({ verb: 'patch', resource: 'configmaps', name: 'settings', body, patchType: 'merge' });
    world.run(1000);
    expect(read(world, '/data/color')).toBe('green');
    world.run(92_000);

    expect(read(world, '/data/color')).toBe('red');
    expect(restartsOf(world, 'web')).toBe(0);
  });

  test('does not reach what is mounted with a subPath', () => {
    const world = lab();
    mount(world, { configMap: { name: 'settings' } }, { mountPath: '/data/color', subPath: 'color' });
    untilReady(world, 'web');
    expect(read(world, '/data/color')).toBe('green');
    world.do({ verb: 'patch', resource: 'configmaps', name: 'settings', body, patchType: 'merge' });
    world.run(200_000);

    expect(read(world, '/data/color')).toBe('green');
  });

  test('is read anew by a pod that starts after the change', () => {
    const world = lab();
    mount(world, { configMap: { name: 'settings' } });
    untilReady(world, 'web');
    world.do({ verb: 'patch', resource: 'configmaps', name: 'settings', body, patchType: 'merge' });
    world.delete('pods', 'web');
    world.untilGone('web');
    mount(world, { configMap: { name: 'settings' } });
    untilReady(world, 'web');

    expect(read(world, '/data/color')).toBe('red');
  });

  test('reaches containers that a restarted kubelet has found running', () => {
    const world = lab();
    mount(world, { configMap: { name: 'settings' } });
    untilReady(world, 'web');
    for (const type of ['stop', 'start'] as const) {
      world.simulation.input(faultInput(world.cluster, { type, target: 'worker-1/kubelet' }, ''));
      world.run(2000);
    }
    world.do({ verb: 'patch', resource: 'configmaps', name: 'settings', body, patchType: 'merge' });
    world.run(92_000);

    expect(read(world, '/data/color')).toBe('red');
    expect(restartsOf(world, 'web')).toBe(0);
  });

  test('leaves its files behind when it is deleted', () => {
    const world = lab();
    const sources = [{ configMap: { name: 'settings' } }, { secret: { name: 'keys' } }];
    mount(world, { projected: { sources } });
    untilReady(world, 'web');
    world.delete('secrets', 'keys');
    world.do({ verb: 'patch', resource: 'configmaps', name: 'settings', body, patchType: 'merge' });
    world.run(200_000);

    expect(read(world, '/data/password')).toBe('hunter2');
  });

  test('is not asked for any more when nobody uses it', () => {
    const world = lab();
    mount(world, { configMap: { name: 'settings' } });
    untilReady(world, 'web');
    world.delete('pods', 'web');
    world.untilGone('web');
    world.run(200_000);
    const { objects } = world.simulation.stateOf(`${world.cluster}/worker-1/kubelet`) as KubeletState;

    expect(objects.map.size).toBe(0);
  });
});

describe('a missing object', () => {
  test.each([
    [{ configMap: { name: 'nobody' } }, 'configmap "nobody" not found'],
    [{ secret: { secretName: 'nobody' } }, 'secret "nobody" not found'],
    [
      { configMap: { name: 'settings', items: [{ key: 'k', path: 'k' }] } },
      'references non-existent config key: k',
    ],
    [
      { secret: { secretName: 'keys', items: [{ key: 'k', path: 'k' }] } },
      'references non-existent secret key: k',
    ],
    [{ projected: { sources: [{ secret: { name: 'nobody' } }] } }, 'secret "nobody" not found'],
  ])('keeps the pod in ContainerCreating and is told of again and again: %j', (volume, error) => {
    const world = lab();
    mount(world, volume);
    world.run(30_000);
    const told = countsOf(world, 'web')[`FailedMount: MountVolume.SetUp failed for volume "v" : ${error}`];

    expect(podStatusColumn(world.pod('web'))).toBe('ContainerCreating');
    expect(conditionOf(world, 'web', 'PodReadyToStartContainers')?.status).toBe('False');
    expect(world.pod('web').status.podIP).toBeUndefined();
    // At once, then after 0.5 s, 1 s, 2 s, 4 s, 8 s.
    expect(told).toBe(6);
  });

  test('that appears lets the pod start', () => {
    const world = lab();
    mount(world, { configMap: { name: 'late' } });
    world.run(10_000);
    const data = { color: 'blue' };
    create(world, 'configmaps', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'late' }, data });
    untilReady(world, 'web', 30_000);

    expect(read(world, '/data/color')).toBe('blue');
  });

  test('that is optional is an empty directory', () => {
    const world = lab();
    mount(world, { configMap: { name: 'nobody', optional: true } });
    untilReady(world, 'web', 10_000);

    expect(world.told('web').join('\n')).not.toContain('FailedMount');
  });
});
