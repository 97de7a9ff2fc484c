/** What every pod of a whole cluster is given: its service account's files, and the way to the Services. */
import { describe, expect, test } from 'vitest';
import type { Instance, ContainerdState } from '../node/containerd-state';
import { createPod, NGINX, untilReady } from './kubelet-pods';
import { bootedLab, type Lab } from './lab';

function lab(): Lab {
  return bootedLab({ controlPlane: true, addons: true, workers: 1 });
}

function instanceOf(world: Lab, pod: string): Instance {
  const { containers } = world.simulation.stateOf(`${world.cluster}/worker-1/containerd`) as ContainerdState;
  for (const one of containers.map.values()) if (one.podKey === `default/${pod}`) return one;
  throw new Error(`there is no container of ${pod}`);
}

describe('the access to the API server', () => {
  const directory = '/var/run/secrets/kubernetes.io/serviceaccount';

  test('lies in every container: a token, the certificate of the cluster, and the namespace', () => {
    const world = lab();
    createPod(world, 'web', { containers: [NGINX] });
    untilReady(world, 'web');

    expect(world.exec('web', 'cat', `${directory}/namespace`).stdout).toBe('default');
    expect(world.exec('web', 'cat', `${directory}/ca.crt`).stdout).toContain('BEGIN CERTIFICATE');
    const token = world.exec('web', 'sh', '-c', `cut -d. -f2 ${directory}/token | base64 -d`).stdout;
    expect(token).toContain('"sub":"system:serviceaccount:default:default"');
  });

  test('is one tree for all pods of a service account', () => {
    const world = lab();
    for (const name of ['one', 'two']) createPod(world, name, { containers: [NGINX] });
    for (const name of ['one', 'two']) untilReady(world, name);

    expect(instanceOf(world, 'one').files).toBeDefined();
    expect(instanceOf(world, 'one').files).toBe(instanceOf(world, 'two').files);
  });

  test('is not there for a pod that does not want it', () => {
    const world = lab();
    createPod(world, 'web', { containers: [NGINX], automountServiceAccountToken: false });
    untilReady(world, 'web');

    expect(instanceOf(world, 'web').files).toBeUndefined();
  });
});

describe('Services', () => {
  test('are known to pods that start after them, by variables', () => {
    const world = lab();
    createPod(world, 'early', { containers: [NGINX] });
    untilReady(world, 'early');
    const spec = { selector: { app: 'web' }, ports: [{ port: 80 }] };
    const body = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'my-shop' }, spec };
    world.do({ verb: 'create', resource: 'services', body });
    world.run(2000);
    createPod(world, 'late', { containers: [NGINX] });
    createPod(world, 'unlinked', { containers: [NGINX], enableServiceLinks: false });
    for (const name of ['late', 'unlinked']) untilReady(world, name);

    expect(instanceOf(world, 'early').env?.['MY_SHOP_SERVICE_HOST']).toBeUndefined();
    expect(instanceOf(world, 'late').env?.['MY_SHOP_SERVICE_HOST']).toMatch(/^10\.96\./);
    expect(instanceOf(world, 'late').env?.['MY_SHOP_SERVICE_PORT']).toBe('80');
    expect(instanceOf(world, 'unlinked').env?.['MY_SHOP_SERVICE_HOST']).toBeUndefined();
    for (const name of ['early', 'late', 'unlinked']) {
      expect(instanceOf(world, name).env?.['KUBERNETES_SERVICE_HOST']).toBe('10.96.0.1');
    }
  });
});
