/** Endpoint slices: which pods a Service leads to, and what is known of them. */
import { describe, expect, test } from 'vitest';
import type { Endpoint, EndpointSlice } from '../api/endpointslice';
import { controllerOf } from '../api/meta';
import { isPodReady } from '../api/pod-status';
import type { Service, ServiceSpec } from '../api/service';
import { range } from '../etcd/store';
import { bootedLab, type Lab } from './lab';
import type { DeploymentWishes } from './manifests';

function service(lab: Lab, spec: ServiceSpec, labels: Readonly<Record<string, string>> = {}): void {
  const body = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'web', labels }, spec };
  lab.do({ verb: 'create', resource: 'services', body });
}

const WEB: ServiceSpec = { selector: { app: 'web' }, ports: [{ port: 80 }] };

function slices(lab: Lab): EndpointSlice[] {
  return [...range(lab.etcd, 'endpointslices').values()]
    .map(({ value }) => value as EndpointSlice)
    .filter(({ metadata }) => metadata.labels?.['kubernetes.io/service-name'] === 'web');
}

function endpoints(lab: Lab): Endpoint[] {
  return slices(lab).flatMap(({ endpoints: each }) => each);
}

function addresses(lab: Lab, which: 'ready' | 'serving' = 'ready'): string[] {
  return endpoints(lab)
    .filter(({ conditions }) => conditions[which])
    .flatMap((endpoint) => endpoint.addresses)
    .sort();
}

function ipsOf(lab: Lab): string[] {
  return lab
    .pods('web')
    .map(({ status }) => status.podIP ?? '')
    .sort();
}

function started(replicas: number, spec: ServiceSpec = WEB, wishes: DeploymentWishes = {}): Lab {
  const lab = bootedLab({ addons: true, workers: 3 });
  service(lab, spec);
  lab.createDeployment('web', { replicas, ...wishes });
  lab.ready('web', replicas);
  lab.run(1000);
  return lab;
}

describe('a Service', () => {
  test('without pods has one empty slice', () => {
    const lab = bootedLab({ addons: true });
    service(lab, WEB, { tier: 'front' });
    lab.run(1000);
    const [slice, ...others] = slices(lab);
    expect(others).toEqual([]);
    expect(slice).toMatchObject({ addressType: 'IPv4', endpoints: [], ports: [] });
    expect(slice?.metadata.name).toMatch(/^web-[a-z0-9]{5}$/);
    expect(slice?.metadata.labels).toEqual({
      tier: 'front',
      'kubernetes.io/service-name': 'web',
      'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io',
    });
    const owner = lab.find<Service>('services/specs', 'default/web');
    expect(controllerOf(slice?.metadata ?? { name: '' })).toEqual({
      apiVersion: 'v1',
      kind: 'Service',
      name: 'web',
      uid: owner?.metadata.uid,
      controller: true,
      blockOwnerDeletion: true,
    });
  });

  test('tells of its pods: address, node, and who they are', () => {
    const lab = started(2);
    const [slice, ...others] = slices(lab);
    expect(others).toEqual([]);
    expect(slice?.ports).toEqual([{ name: '', port: 80, protocol: 'TCP' }]);
    expect(addresses(lab)).toEqual(ipsOf(lab));
    const [pod] = lab.pods('web');
    const { name = '', uid } = pod?.metadata ?? {};
    expect(endpoints(lab).find(({ targetRef }) => targetRef?.name === name)).toEqual({
      addresses: [pod?.status.podIP],
      conditions: { ready: true, serving: true, terminating: false },
      nodeName: pod?.spec.nodeName,
      targetRef: { kind: 'Pod', namespace: 'default', name, uid },
    });
    const changed = slice?.metadata.annotations?.['endpoints.kubernetes.io/last-change-trigger-time'];
    expect(
      lab
        .pods('web')
        .map(({ status }) => status.conditions?.find(({ type }) => type === 'Ready')?.lastTransitionTime),
    ).toContain(changed);
  });

  test('tells the zone of its nodes', () => {
    const lab = started(1);
    const name = lab.pods('web')[0]?.spec.nodeName ?? '';
    const body = { metadata: { labels: { 'topology.kubernetes.io/zone': 'zone-a' } } };
    lab.do({ verb: 'patch', resource: 'nodes', namespace: '', name, body, patchType: 'merge' });
    lab.createDeployment('other', { replicas: 1 });
    lab.scale('web', 4);
    lab.ready('web', 4);
    lab.run(1000);
    const zones = endpoints(lab)
      .filter(({ nodeName }) => nodeName === name)
      .map(({ zone }) => zone);
    expect(new Set(zones)).toEqual(new Set(['zone-a']));
  });

  test('finds ports by their names, also where pods differ', () => {
    const lab = bootedLab({ addons: true });
    service(lab, { selector: { tier: 'front' }, ports: [{ name: 'http', port: 80, targetPort: 'web' }] });
    for (const [name, containerPort] of [
      ['one', 8080],
      ['two', 9090],
    ] as const) {
      lab.do({
        verb: 'create',
        resource: 'pods',
        body: {
          apiVersion: 'v1',
          kind: 'Pod',
          metadata: { name, labels: { tier: 'front' } },
          spec: {
            containers: [{ name: 'main', image: 'nginx:1.27', ports: [{ name: 'web', containerPort }] }],
          },
        },
      });
      lab.untilPod(name, 'ready', isPodReady);
    }
    lab.run(1000);
    expect(
      slices(lab)
        .map(({ ports }) => ports[0]?.port ?? 0)
        .sort((a, b) => a - b),
    ).toEqual([8080, 9090]);
    expect(slices(lab).map((slice) => slice.endpoints.length)).toEqual([1, 1]);
  });

  test('without a selector is left to others', () => {
    const lab = bootedLab({ addons: true });
    service(lab, { ports: [{ port: 80 }] });
    lab.run(10_000);
    expect(slices(lab)).toEqual([]);
  });

  test('without an address of its own says so', () => {
    const lab = bootedLab({ addons: true });
    service(lab, { ...WEB, clusterIP: 'None' });
    lab.run(1000);
    expect(slices(lab)[0]?.metadata.labels?.['service.kubernetes.io/headless']).toBe('');
  });

  test('that is deleted takes its slices with it', () => {
    const lab = started(2);
    lab.delete('services', 'web');
    lab.run(5000);
    expect(slices(lab)).toEqual([]);
  });

  test('gives its slices its labels', () => {
    const lab = started(1);
    const body = { metadata: { labels: { tier: 'back' } } };
    lab.do({ verb: 'patch', resource: 'services', name: 'web', body, patchType: 'merge' });
    lab.run(1000);
    expect(slices(lab)[0]?.metadata.labels).toMatchObject({
      tier: 'back',
      'kubernetes.io/service-name': 'web',
    });
  });
});

describe('a pod', () => {
  test('that is not ready is told of, and not ready', () => {
    const lab = bootedLab({ addons: true });
    service(lab, WEB);
    const readinessProbe = { exec: { command: ['cat', '/tmp/healthy'] }, periodSeconds: 1 };
    const containers = [{ name: 'main', image: 'nginx:1.27', readinessProbe }];
    lab.createDeployment('web', { replicas: 1, containers });
    lab.until('running', () => lab.pods('web')[0]?.status.phase === 'Running', 30_000);
    lab.run(2000);
    expect(endpoints(lab).map(({ conditions }) => conditions)).toEqual([
      { ready: false, serving: false, terminating: false },
    ]);
  });

  test('that is not ready is ready all the same, where the Service says so', () => {
    const lab = bootedLab({ addons: true });
    service(lab, { ...WEB, publishNotReadyAddresses: true });
    const readinessProbe = { exec: { command: ['cat', '/tmp/healthy'] }, periodSeconds: 1 };
    const containers = [{ name: 'main', image: 'nginx:1.27', readinessProbe }];
    lab.createDeployment('web', { replicas: 1, containers });
    lab.until('running', () => lab.pods('web')[0]?.status.phase === 'Running', 30_000);
    lab.run(2000);
    expect(endpoints(lab).map(({ conditions }) => conditions)).toEqual([
      { ready: true, serving: false, terminating: false },
    ]);
  });

  test('that goes serves to its end, but takes no new connections', () => {
    const command = ['sh', '-c', 'trap "" TERM; sleep 1000'];
    const lab = started(2, WEB, { image: 'busybox', command, grace: 10 });
    const [pod] = lab.pods('web');
    const { name = '' } = pod?.metadata ?? {};
    lab.delete('pods', name);
    lab.run(1000);
    expect(endpoints(lab).find(({ targetRef }) => targetRef?.name === name)?.conditions).toEqual({
      ready: false,
      serving: true,
      terminating: true,
    });
    lab.untilGone(name, 30_000);
    lab.run(500);
    expect(endpoints(lab).some(({ targetRef }) => targetRef?.name === name)).toBe(false);
    expect(addresses(lab)).toEqual(ipsOf(lab));
  });

  test('that gets other labels leaves the Service', () => {
    const lab = started(2);
    const { name = '' } = lab.pods('web')[0]?.metadata ?? {};
    const body = { metadata: { labels: { app: 'debug' } } };
    lab.do({ verb: 'patch', resource: 'pods', name, body, patchType: 'merge' });
    lab.run(10_000);
    expect(endpoints(lab)).toHaveLength(2);
    expect(endpoints(lab).some(({ targetRef }) => targetRef?.name === name)).toBe(false);
  });
});

describe('many pods', () => {
  test('share slices of a hundred, which change as little as possible', () => {
    const limits = { controllers: { qps: 200, burst: 200 }, others: { qps: 200, burst: 200 } };
    const lab = bootedLab({ addons: true, workers: 6, limits });
    service(lab, WEB);
    lab.createDeployment('web', { replicas: 150 });
    lab.ready('web', 150, 600_000);
    lab.run(2000);
    expect(slices(lab)).toHaveLength(2);
    expect(Math.max(...slices(lab).map((slice) => slice.endpoints.length))).toBeLessThanOrEqual(100);
    expect(addresses(lab)).toEqual(ipsOf(lab));
    const held = new Map(slices(lab).map((slice) => [slice.metadata.name, slice]));
    lab.scale('web', 149);
    lab.ready('web', 149, 60_000);
    lab.run(3000);
    expect(addresses(lab)).toEqual(ipsOf(lab));
    const changed = slices(lab).filter((slice) => held.get(slice.metadata.name) !== slice);
    expect(changed).toHaveLength(1);
    expect(changed[0]?.endpoints.length).toBe(
      (held.get(changed[0]?.metadata.name ?? '')?.endpoints.length ?? 0) - 1,
    );
  });
});
