/** Cluster IPs, node ports and IP families that the API server gives to Services. */
import { describe, expect, test } from 'vitest';
import type { Service, ServiceSpec } from '../../api/service';
import { ControlPlane } from '../../testing/control-plane';
import { createStream } from '../../kernel/random';
import { nextClusterIp } from './cluster-ip';
import { nextNodePort } from './node-port';

const PORTS = [{ port: 80 }];
const SELECTOR = { app: 'web' };

function service(name: string, spec: ServiceSpec = {}): unknown {
  const whole = { ports: PORTS, selector: SELECTOR, ...spec };
  return { apiVersion: 'v1', kind: 'Service', metadata: { name }, spec: whole };
}

function create(plane: ControlPlane, name: string, spec: ServiceSpec = {}): ServiceSpec {
  return plane.create<Service>('services', service(name, spec)).spec;
}

function refused(plane: ControlPlane, name: string, spec: ServiceSpec): unknown {
  return plane.refused({ verb: 'create', resource: 'services', body: service(name, spec) });
}

function patch(plane: ControlPlane, name: string, spec: object): ServiceSpec {
  const call = { verb: 'patch', resource: 'services', name, patchType: 'merge' } as const;
  return plane.do<Service>({ ...call, body: { spec } }).spec;
}

function remove(plane: ControlPlane, name: string): void {
  plane.do({ verb: 'delete', resource: 'services', name });
}

describe('a cluster IP', () => {
  test('comes from the upper part of the range, another one for each', () => {
    const plane = new ControlPlane();
    const specs = Array.from({ length: 50 }, (_, i) => create(plane, `s-${i}`));
    for (const { clusterIP = '', clusterIPs, ipFamilies, ipFamilyPolicy } of specs) {
      const [a, b, c, d] = clusterIP.split('.').map(Number);
      expect([a, b]).toEqual([10, 96]);
      expect((c ?? 0) * 256 + (d ?? 0)).toBeGreaterThan(256);
      expect(clusterIPs).toEqual([clusterIP]);
      expect([ipFamilies, ipFamilyPolicy]).toEqual([['IPv4'], 'SingleStack']);
    }

    expect(new Set(specs.map(({ clusterIP }) => clusterIP)).size).toBe(50);
  });

  test('can be asked for, once', () => {
    const plane = new ControlPlane();
    expect(create(plane, 'kube-dns', { clusterIP: '10.96.0.10' }).clusterIPs).toEqual(['10.96.0.10']);

    expect(refused(plane, 'other', { clusterIP: '10.96.0.10' })).toEqual({
      code: 422,
      reason: 'Invalid',
      message:
        'Service "other" is invalid: spec.clusterIPs: Invalid value: []string{"10.96.0.10"}: failed to allocate IP 10.96.0.10: provided IP is already allocated',
    });
    expect(refused(plane, 'other', { clusterIP: '10.97.0.10' })).toMatchObject({
      message:
        'Service "other" is invalid: spec.clusterIPs: Invalid value: []string{"10.97.0.10"}: failed to allocate IP 10.97.0.10: the provided network does not match the current range',
    });
  });

  test('is free again after the deletion', () => {
    const plane = new ControlPlane();
    create(plane, 'a', { clusterIP: '10.96.0.10' });
    remove(plane, 'a');

    expect(create(plane, 'b', { clusterIP: '10.96.0.10' }).clusterIP).toBe('10.96.0.10');
  });

  test('that was refused for another reason is not taken', () => {
    const plane = new ControlPlane();
    create(plane, 'a', { type: 'NodePort', ports: [{ port: 80, nodePort: 30080 }] });
    refused(plane, 'b', {
      clusterIP: '10.96.0.10',
      type: 'NodePort',
      ports: [{ port: 80, nodePort: 30080 }],
    });

    expect(create(plane, 'c', { clusterIP: '10.96.0.10' }).clusterIP).toBe('10.96.0.10');
  });

  test('stays through updates, also when the client leaves it out', () => {
    const plane = new ControlPlane();
    const { clusterIP } = create(plane, 'a');
    const body = service('a', { ports: [{ port: 81 }] });
    const { spec } = plane.do<Service>({ verb: 'update', resource: 'services', name: 'a', body });

    expect(spec.clusterIP).toBe(clusterIP);
    expect(spec.ports?.[0]?.port).toBe(81);
  });

  test('is not needed by headless Services and external names', () => {
    const plane = new ControlPlane();
    const headless = create(plane, 'headless', { clusterIP: 'None' });
    const body = {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'out' },
      spec: { type: 'ExternalName', externalName: 'example.com' },
    };
    const external = plane.create<Service>('services', body).spec;

    expect(headless).toMatchObject({
      clusterIP: 'None',
      clusterIPs: ['None'],
      ipFamilyPolicy: 'SingleStack',
    });
    expect(external.clusterIP).toBeUndefined();
    expect(external.ipFamilies).toBeUndefined();
  });

  test('is given and given back when the type changes', () => {
    const plane = new ControlPlane();
    create(plane, 'a', { clusterIP: '10.96.0.10' });
    const external = patch(plane, 'a', { type: 'ExternalName', externalName: 'example.com' });
    expect(external.clusterIP).toBeUndefined();
    create(plane, 'b', { clusterIP: '10.96.0.10' });

    expect(patch(plane, 'a', { type: 'ClusterIP', externalName: null }).clusterIP).toMatch(/^10\.96\./);
  });

  test('of both families is for clusters with both', () => {
    const plane = new ControlPlane();

    expect(refused(plane, 'a', { ipFamilyPolicy: 'RequireDualStack' })).toMatchObject({
      message:
        'Service "a" is invalid: spec.ipFamilyPolicy: Invalid value: "RequireDualStack": this cluster is not configured for dual-stack services',
    });
    expect(refused(plane, 'a', { ipFamilies: ['IPv6'] })).toMatchObject({
      message:
        'Service "a" is invalid: spec.ipFamilies[0]: Invalid value: "IPv6": not configured on this cluster',
    });
    expect(create(plane, 'a', { ipFamilyPolicy: 'PreferDualStack' }).ipFamilies).toEqual(['IPv4']);
  });
});

describe('a node port', () => {
  test('is chosen from the range, one for all protocols of a port', () => {
    const plane = new ControlPlane();
    const ports = [
      { name: 'dns', port: 53, protocol: 'UDP' },
      { name: 'dns-tcp', port: 53, protocol: 'TCP' },
      { name: 'metrics', port: 9153 },
    ];
    const chosen = create(plane, 'dns', { type: 'NodePort', ports }).ports?.map(
      ({ nodePort = 0 }) => nodePort,
    );
    const [udp = 0, tcp, metrics = 0] = chosen ?? [];

    expect(udp).toBeGreaterThanOrEqual(30_086);
    expect(udp).toBeLessThanOrEqual(32_767);
    expect(tcp).toBe(udp);
    expect(metrics).not.toBe(udp);
  });

  test('can be asked for, once, and within the range', () => {
    const plane = new ControlPlane();
    const wish = (nodePort: number): ServiceSpec => ({ type: 'NodePort', ports: [{ port: 80, nodePort }] });
    create(plane, 'a', wish(30_080));

    expect(refused(plane, 'b', wish(30_080))).toEqual({
      code: 422,
      reason: 'Invalid',
      message:
        'Service "b" is invalid: spec.ports[0].nodePort: Invalid value: 30080: provided port is already allocated',
    });
    expect(refused(plane, 'b', wish(80))).toMatchObject({
      message:
        'Service "b" is invalid: spec.ports[0].nodePort: Invalid value: 80: provided port is not in the valid range. The range of valid ports is 30000-32767',
    });
  });

  test('follows the type, and keeps its number', () => {
    const plane = new ControlPlane();
    create(plane, 'a', { type: 'NodePort', ports: [{ port: 80, nodePort: 30_080 }] });
    expect(patch(plane, 'a', { type: 'LoadBalancer' }).ports?.[0]?.nodePort).toBe(30_080);
    expect(patch(plane, 'a', { type: 'ClusterIP' }).ports?.[0]?.nodePort).toBeUndefined();
    create(plane, 'b', { type: 'NodePort', ports: [{ port: 80, nodePort: 30_080 }] });

    expect(patch(plane, 'a', { type: 'NodePort' }).ports?.[0]?.nodePort).toBeGreaterThan(30_085);
  });

  test('of a load balancer can be left out, its health check has one of its own', () => {
    const plane = new ControlPlane();
    const local = create(plane, 'a', { type: 'LoadBalancer', externalTrafficPolicy: 'Local' });
    const bare = create(plane, 'b', { type: 'LoadBalancer', allocateLoadBalancerNodePorts: false });

    expect(local.healthCheckNodePort).toBeGreaterThanOrEqual(30_086);
    expect(local.healthCheckNodePort).not.toBe(local.ports?.[0]?.nodePort);
    expect(bare.ports?.[0]?.nodePort).toBeUndefined();
  });
});

describe('what is taken', () => {
  const wish: ServiceSpec = {
    clusterIP: '10.96.0.10',
    type: 'NodePort',
    ports: [{ port: 80, nodePort: 30_080 }],
  };

  test('is known again after a restart of the API server', () => {
    const plane = new ControlPlane();
    create(plane, 'a', wish);
    plane.stop(plane.server);
    plane.start(plane.server);
    plane.run(10);

    expect(refused(plane, 'b', wish)).toMatchObject({ code: 422 });
    expect(refused(plane, 'b', { type: 'NodePort', ports: wish.ports ?? [] })).toMatchObject({ code: 422 });
    remove(plane, 'a');
    expect(create(plane, 'b', wish).clusterIP).toBe('10.96.0.10');
  });

  test('is that of the snapshot after a rewind', () => {
    const plane = new ControlPlane();
    create(plane, 'other');
    const snapshot = plane.simulation.snapshot();
    create(plane, 'a', wish);
    plane.simulation.restore(snapshot);

    expect(create(plane, 'b', wish).clusterIP).toBe('10.96.0.10');
  });
});

test('when the upper part is full the lower part follows, and then nothing', () => {
  const random = createStream(1, 'test');
  const ports = new Set<number>();
  for (let i = 0; i < 2768; i++) ports.add(nextNodePort(ports, random));
  const ips = new Map<string, string>();
  for (let i = 1; i < 65_535; i++) ips.set(`10.96.${i >> 8}.${i & 255}`, 'x');
  ips.delete('10.96.0.77');

  expect(ports.size).toBe(2768);
  expect(nextNodePort(ports, random)).toBe(0);
  expect(nextClusterIp(ips, random)).toBe('10.96.0.77');
  ips.set('10.96.0.77', 'x');
  expect(nextClusterIp(ips, random)).toBeNull();
});
