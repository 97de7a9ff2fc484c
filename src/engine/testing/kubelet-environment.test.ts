/** Variables of containers: where they come from, what refers to what, and what is said when something is missing. */
import { describe, expect, test } from 'vitest';
import type { Container } from '../api/pod';
import type { ContainerdState } from '../node/containerd-state';
import { podStatusColumn } from '../api/pod-status';
import { countsOf, createPod, NGINX, statusOf, untilReady, untilRunning } from './kubelet-pods';
import { bootedLab, type Lab } from './lab';

function lab(): Lab {
  return bootedLab({ workers: 1 });
}

function createObject(
  world: Lab,
  kind: 'ConfigMap' | 'Secret',
  name: string,
  data: Record<string, string>,
): void {
  const body = { apiVersion: 'v1', kind, metadata: { name }, data };
  world.do({ verb: 'create', resource: kind === 'ConfigMap' ? 'configmaps' : 'secrets', body });
}

/** The environment with which the container runs. */
function environment(world: Lab, container = 'main'): Record<string, string> {
  const { containers } = world.simulation.stateOf(`${world.cluster}/worker-1/containerd`) as ContainerdState;
  for (const { name, state, env } of containers.map.values()) {
    if (name === container && state === 'running') return { ...env };
  }
  throw new Error(`${container} does not run`);
}

function runWith(world: Lab, part: Partial<Container>, labels: Record<string, string> = {}): void {
  createPod(world, 'web', { containers: [{ ...NGINX, ...part }] }, { labels });
}

describe('the environment of a container', () => {
  test('holds plain values, in which known variables are expanded', () => {
    const world = lab();
    const env = [
      { name: 'NAME', value: 'world' },
      { name: 'GREETING', value: 'hello $(NAME), $$(NAME), $(NOBODY) $' },
      { name: 'EMPTY' },
    ];
    runWith(world, { env });
    untilReady(world, 'web');

    expect(environment(world)).toEqual({
      NAME: 'world',
      GREETING: 'hello world, $(NAME), $(NOBODY) $',
      EMPTY: '',
    });
  });

  test('holds what the pod knows of itself', () => {
    const world = lab();
    const field = (name: string, fieldPath: string): NonNullable<Container['env']>[number] => ({
      name,
      valueFrom: { fieldRef: { fieldPath } },
    });
    const resource = (
      name: string,
      what: string,
      divisor?: string,
    ): NonNullable<Container['env']>[number] => ({
      name,
      valueFrom: { resourceFieldRef: { resource: what, ...(divisor === undefined ? {} : { divisor }) } },
    });
    const env = [
      field('POD', 'metadata.name'),
      field('NAMESPACE', 'metadata.namespace'),
      field('UID', 'metadata.uid'),
      field('APP', "metadata.labels['app']"),
      field('NODE', 'spec.nodeName'),
      field('HOST', 'status.hostIP'),
      field('IP', 'status.podIP'),
      resource('CPU', 'limits.cpu'),
      resource('CPU_MILLIS', 'requests.cpu', '1m'),
      resource('MEMORY', 'limits.memory', '1Mi'),
      resource('ALL_MEMORY', 'requests.memory'),
    ];
    const resources = { requests: { cpu: '250m' }, limits: { memory: '100Mi' } };
    runWith(world, { env, resources }, { app: 'shop' });
    untilReady(world, 'web');
    const { metadata, spec, status } = world.pod('web');

    expect(environment(world)).toEqual({
      POD: 'web',
      NAMESPACE: 'default',
      UID: metadata.uid,
      APP: 'shop',
      NODE: spec.nodeName,
      HOST: status.hostIP,
      IP: status.podIP,
      // What has no limit may have all of its node.
      CPU: '4',
      CPU_MILLIS: '250',
      MEMORY: '100',
      ALL_MEMORY: String(100 * 1024 * 1024),
    });
  });

  test('holds keys of ConfigMaps and Secrets, one by one and all together', () => {
    const world = lab();
    createObject(world, 'ConfigMap', 'settings', { color: 'green', size: 'XL' });
    createObject(world, 'Secret', 'keys', { token: 'aHVudGVyMg==' });
    const env = [
      { name: 'COLOR', valueFrom: { configMapKeyRef: { name: 'settings', key: 'color' } } },
      { name: 'TOKEN', valueFrom: { secretKeyRef: { name: 'keys', key: 'token' } } },
      { name: 'size', value: 'S' },
      { name: 'GONE', valueFrom: { configMapKeyRef: { name: 'nobody', key: 'x', optional: true } } },
    ];
    const envFrom = [
      { configMapRef: { name: 'settings' } },
      { prefix: 'SECRET_', secretRef: { name: 'keys' } },
      { configMapRef: { name: 'nobody', optional: true } },
    ];
    runWith(world, { env, envFrom });
    untilReady(world, 'web');

    expect(environment(world)).toEqual({
      color: 'green',
      size: 'S',
      COLOR: 'green',
      TOKEN: 'hunter2',
      SECRET_token: 'hunter2',
    });
  });

  test('is new with each start: a restart sees what has changed', () => {
    const world = lab();
    createObject(world, 'ConfigMap', 'settings', { color: 'green' });
    runWith(world, { envFrom: [{ configMapRef: { name: 'settings' } }] });
    untilReady(world, 'web');
    const body = { data: { color: 'red' } };
    world.do({ verb: 'patch', resource: 'configmaps', name: 'settings', body, patchType: 'merge' });
    world.run(120_000);
    expect(environment(world)).toEqual({ color: 'green' });
    world.exec('web', 'sh', '-c', 'kill 1');
    world.until('restarted', () => statusOf(world, 'web').restartCount === 1);
    untilReady(world, 'web');

    expect(environment(world)).toEqual({ color: 'red' });
  });
});

describe('what is missing', () => {
  test.each([
    ['configMapKeyRef', 'nobody', 'configmap "nobody" not found'],
    ['secretKeyRef', 'nobody', 'secret "nobody" not found'],
    ['configMapKeyRef', 'settings', "couldn't find key k in ConfigMap default/settings"],
    ['secretKeyRef', 'keys', "couldn't find key k in Secret default/keys"],
  ])('of a %s to %s is told in real words', (source, name, message) => {
    const world = lab();
    createObject(world, 'ConfigMap', 'settings', { color: 'green' });
    createObject(world, 'Secret', 'keys', { token: 'eA==' });
    runWith(world, { env: [{ name: 'X', valueFrom: { [source]: { name, key: 'k' } } }] });
    world.untilPod('web', 'refused', (pod) => podStatusColumn(pod) === 'CreateContainerConfigError');

    expect(statusOf(world, 'web').state).toEqual({
      waiting: { reason: 'CreateContainerConfigError', message },
    });
    expect(world.told('web')).toContain(`Warning Failed: Error: ${message}`);
    expect(world.pod('web').status.phase).toBe('Pending');
    expect(statusOf(world, 'web').restartCount).toBe(0);
  });

  test('is looked for every 10 to 15 s, and the container starts when it is there', () => {
    const world = lab();
    runWith(world, { envFrom: [{ configMapRef: { name: 'settings' } }] });
    world.run(62_000);
    const tries = countsOf(world, 'web')['Failed: Error: configmap "settings" not found'] ?? 0;
    expect(tries).toBeGreaterThanOrEqual(4);
    expect(tries).toBeLessThanOrEqual(7);
    createObject(world, 'ConfigMap', 'settings', { color: 'green' });
    untilReady(world, 'web', 20_000);

    expect(environment(world)).toEqual({ color: 'green' });
    expect(statusOf(world, 'web').restartCount).toBe(0);
  });

  test('keeps only its own container from running', () => {
    const world = lab();
    const broken = { ...NGINX, name: 'broken', envFrom: [{ secretRef: { name: 'nobody' } }] };
    createPod(world, 'web', { containers: [broken, NGINX] });
    untilRunning(world, 'web', 'main', 20_000);

    expect(statusOf(world, 'web', 'broken').state.waiting?.reason).toBe('CreateContainerConfigError');
  });
});
