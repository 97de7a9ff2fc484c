/** Conformance of Services and EndpointSlices. */
import { describe, expect, test } from 'vitest';
import { ask, create, list, names, patch, read, refused, remove, type Anything } from './conformance';
import { bootedLab, type Lab } from './lab';
import { serviceManifest } from './manifests';

function service(lab: Lab, name: string, spec: Readonly<Record<string, unknown>> = {}): Anything {
  return ask(lab, { verb: 'create', resource: 'services', body: serviceManifest(name, spec) });
}

function refusedService(lab: Lab, spec: Readonly<Record<string, unknown>>, name = 'x'): string {
  return refused(lab, { verb: 'create', resource: 'services', body: serviceManifest(name, spec) }).message;
}

function slices(lab: Lab, name: string): readonly Anything[] {
  return list(lab, 'endpointslices', { labelSelector: `kubernetes.io/service-name=${name}` });
}

function endpoints(lab: Lab, name: string): Anything[] {
  return slices(lab, name).flatMap(({ endpoints: found }) => found as Anything[]);
}

describe('a new Service', () => {
  const lab = bootedLab();

  test('gets an address and the defaults of its type', () => {
    const { spec, status } = service(lab, 'plain');
    expect(spec.clusterIP).toMatch(/^10\.96\.\d+\.\d+$/);
    expect(spec).toEqual({
      selector: { app: 'plain' },
      ports: [{ port: 80, protocol: 'TCP', targetPort: 80 }],
      type: 'ClusterIP',
      sessionAffinity: 'None',
      internalTrafficPolicy: 'Cluster',
      ipFamilyPolicy: 'SingleStack',
      ipFamilies: ['IPv4'],
      clusterIP: spec.clusterIP,
      clusterIPs: [spec.clusterIP],
    });
    expect(status).toEqual({ loadBalancer: {} });
  });

  test('of type NodePort gets ports from 30000 to 32767, or the one that it asks for', () => {
    const { ports, externalTrafficPolicy } = service(lab, 'open', { type: 'NodePort' })['spec'];
    expect(ports[0].nodePort).toBeGreaterThanOrEqual(30_000);
    expect(ports[0].nodePort).toBeLessThanOrEqual(32_767);
    expect(externalTrafficPolicy).toBe('Cluster');
    expect(
      service(lab, 'asked', { type: 'NodePort', ports: [{ port: 80, nodePort: 30_080 }] })['spec'].ports[0]
        .nodePort,
    ).toBe(30_080);
    expect(refusedService(lab, { type: 'NodePort', ports: [{ port: 80, nodePort: 30_080 }] })).toBe(
      'Service "x" is invalid: spec.ports[0].nodePort: Invalid value: 30080: provided port is already allocated',
    );
    expect(refusedService(lab, { type: 'NodePort', ports: [{ port: 80, nodePort: 80 }] })).toBe(
      'Service "x" is invalid: spec.ports[0].nodePort: Invalid value: 80: provided port is not in the valid range. The range of valid ports is 30000-32767',
    );
  });

  test('may ask for an address of the range that is free', () => {
    expect(service(lab, 'fixed', { clusterIP: '10.96.100.100' })['spec'].clusterIPs).toEqual([
      '10.96.100.100',
    ]);
    expect(refusedService(lab, { clusterIP: '10.96.100.100' })).toBe(
      'Service "x" is invalid: spec.clusterIPs: Invalid value: []string{"10.96.100.100"}: failed to allocate IP 10.96.100.100: provided IP is already allocated',
    );
    expect(refusedService(lab, { clusterIP: '192.168.0.1' })).toBe(
      'Service "x" is invalid: spec.clusterIPs: Invalid value: []string{"192.168.0.1"}: failed to allocate IP 192.168.0.1: the provided network does not match the current range',
    );
    expect(refusedService(lab, { clusterIP: 'fd00::1' })).toBe(
      'Service "x" is invalid: spec.clusterIPs[0]: Invalid value: []string{"fd00::1"}: IPv6 is not configured on this cluster',
    );
    remove(lab, 'services', 'fixed');
    expect(service(lab, 'again', { clusterIP: '10.96.100.100' })['spec'].clusterIP).toBe('10.96.100.100');
  });

  test('without an address is headless', () => {
    expect(service(lab, 'headless', { clusterIP: 'None' })['spec']).toMatchObject({
      clusterIP: 'None',
      clusterIPs: ['None'],
    });
  });

  test('of type ExternalName has a name and nothing else', () => {
    const { spec } = service(lab, 'outside', {
      type: 'ExternalName',
      externalName: 'example.com',
      ports: undefined,
      selector: undefined,
    });
    expect(spec).toEqual({ type: 'ExternalName', externalName: 'example.com', sessionAffinity: 'None' });
  });

  test('needs ports, and names for several of them', () => {
    expect(refusedService(lab, { ports: [] })).toBe('Service "x" is invalid: spec.ports: Required value');
    expect(refusedService(lab, { ports: [{ port: 80 }, { port: 81 }] })).toBe(
      'Service "x" is invalid: [spec.ports[0].name: Required value, spec.ports[1].name: Required value]',
    );
  });
});

describe('a Service that changes its type', () => {
  const lab = bootedLab();
  const change = (spec: object): Anything => patch(lab, 'services', 'web', { spec })['spec'] as Anything;
  const { clusterIP } = service(lab, 'web')['spec'];

  test('keeps its address among those that have one', () => {
    expect(change({ type: 'NodePort' })).toMatchObject({
      clusterIP,
      ports: [{ nodePort: expect.any(Number) as number }],
    });
    expect(change({ type: 'ClusterIP' })['ports'][0].nodePort).toBeUndefined();
  });

  test('gives it back as an ExternalName, and gets another one later', () => {
    const outside = change({ type: 'ExternalName', externalName: 'example.com' });
    expect([outside['clusterIP'], outside['clusterIPs'], outside['ipFamilies']]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    const inside = change({ type: 'ClusterIP', externalName: null });
    expect(inside['clusterIP']).toMatch(/^10\.96\./);
  });

  test('cannot choose another address', () => {
    const call = { verb: 'patch', resource: 'services', name: 'web', patchType: 'merge' } as const;
    expect(refused(lab, { ...call, body: { spec: { clusterIP: '10.96.1.2' } } }).message).toMatch(
      /^Service "web" is invalid: spec\.clusterIPs\[0\]: Invalid value: \[\]string\{"10\.96\.1\.2"\}: may not change once set$/,
    );
  });
});

describe('EndpointSlices', () => {
  test('of a Service without pods are one that is empty, and go with the Service', () => {
    const lab = bootedLab({ addons: true });
    service(lab, 'web');
    lab.run(2000);
    const [slice] = slices(lab, 'web');
    expect(slice?.metadata.name).toMatch(/^web-[bcdfghjklmnpqrstvwxz2456789]{5}$/);
    expect(slice).toMatchObject({
      metadata: {
        labels: {
          'kubernetes.io/service-name': 'web',
          'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io',
        },
        ownerReferences: [
          { apiVersion: 'v1', kind: 'Service', name: 'web', controller: true, blockOwnerDeletion: true },
        ],
      },
      addressType: 'IPv4',
      endpoints: [],
    });
    remove(lab, 'services', 'web');
    lab.run(2000);
    expect(slices(lab, 'web')).toEqual([]);
  });

  test('follow the pods: none, one, two, one, none', () => {
    const lab = bootedLab({ addons: true });
    service(lab, 'web');
    const seen: number[] = [];
    for (const replicas of [0, 1, 2, 1, 0]) {
      if (seen.length === 0) lab.createDeployment('web', { replicas });
      else lab.scale('web', replicas);
      lab.ready('web', replicas);
      lab.run(2000);
      seen.push(endpoints(lab, 'web').length);
    }
    expect(seen).toEqual([0, 1, 2, 1, 0]);
  });

  test('tell address, node, pod and whether it may be sent to', () => {
    const lab = bootedLab({ addons: true });
    service(lab, 'web');
    lab.createDeployment('web', { replicas: 1 });
    const [pod] = lab.ready('web', 1);
    lab.run(2000);
    expect(endpoints(lab, 'web')).toEqual([
      {
        addresses: [pod?.status.podIP],
        conditions: { ready: true, serving: true, terminating: false },
        nodeName: pod?.spec.nodeName,
        targetRef: { kind: 'Pod', namespace: 'default', name: pod?.metadata.name, uid: pod?.metadata.uid },
      },
    ]);
    expect(slices(lab, 'web')[0]?.['ports']).toEqual([{ name: '', port: 80, protocol: 'TCP' }]);
  });

  test('keep a leaving pod, serving but not ready, until it is gone', () => {
    const lab = bootedLab({ addons: true });
    service(lab, 'web');
    lab.createDeployment('web', {
      replicas: 1,
      image: 'busybox',
      command: ['sh', '-c', 'trap "" TERM; sleep 10000'],
      grace: 20,
    });
    const [pod] = lab.ready('web', 1);
    lab.run(2000);
    lab.delete('pods', pod?.metadata.name ?? '');
    lab.run(100);
    const leaving = endpoints(lab, 'web').find(({ targetRef }) => targetRef.name === pod?.metadata.name);
    expect(leaving?.['conditions']).toEqual({ ready: false, serving: true, terminating: true });
    lab.untilGone(pod?.metadata.name ?? '', 40_000);
    lab.run(1000);
    expect(endpoints(lab, 'web').map(({ targetRef }) => targetRef.name)).not.toContain(pod?.metadata.name);
  });

  test('hold pods that are not ready as such, or as ready when they are published anyway', () => {
    const lab = bootedLab({ addons: true });
    service(lab, 'web');
    service(lab, 'eager', { selector: { app: 'web' }, publishNotReadyAddresses: true });
    const readinessProbe = { exec: { command: ['cat', '/tmp/ready'] } };
    lab.createDeployment('web', {
      replicas: 1,
      image: 'busybox',
      command: ['sleep', '10000'],
      container: { readinessProbe },
    });
    lab.run(15_000);
    expect(endpoints(lab, 'web').map(({ conditions }) => conditions)).toEqual([
      { ready: false, serving: false, terminating: false },
    ]);
    expect(endpoints(lab, 'eager').map(({ conditions }) => conditions)).toEqual([
      { ready: true, serving: false, terminating: false },
    ]);
  });

  test('are one for each port that a name stands for', () => {
    const lab = bootedLab({ addons: true });
    service(lab, 'web', { ports: [{ port: 80, targetPort: 'http' }] });
    for (const [name, containerPort] of [
      ['a', 8080],
      ['b', 9090],
    ] as const)
      create(lab, 'pods', name, {
        metadata: { labels: { app: 'web' } },
        spec: {
          containers: [{ name: 'main', image: 'nginx:1.27', ports: [{ name: 'http', containerPort }] }],
        },
      });
    lab.run(15_000);
    expect(
      slices(lab, 'web')
        .map(({ ports, endpoints: found }) => `${ports[0].port} ${found[0].targetRef.name}`)
        .sort(),
    ).toEqual(['8080 a', '9090 b']);
  });

  test('are made anew when somebody deletes or changes them', () => {
    const lab = bootedLab({ addons: true });
    service(lab, 'web');
    lab.createDeployment('web', { replicas: 1 });
    lab.ready('web', 1);
    lab.run(2000);
    const [before = ''] = names(slices(lab, 'web'));
    remove(lab, 'endpointslices', before);
    lab.run(2000);
    const [after = ''] = names(slices(lab, 'web'));
    expect([endpoints(lab, 'web').length, after === before]).toEqual([1, false]);
    patch(lab, 'endpointslices', after, { endpoints: [] });
    lab.run(2000);
    expect(endpoints(lab, 'web')).toHaveLength(1);
  });

  test('of a Service without a selector are somebody else’s business', () => {
    const lab = bootedLab({ addons: true });
    service(lab, 'manual', { selector: undefined });
    create(lab, 'endpointslices', 'mine', {
      metadata: { labels: { 'kubernetes.io/service-name': 'manual' } },
      addressType: 'IPv4',
      endpoints: [{ addresses: ['10.1.2.3'] }],
      ports: [{ port: 80 }],
    });
    lab.run(5000);
    expect(names(slices(lab, 'manual'))).toEqual(['mine']);
    expect(read(lab, 'endpointslices', 'mine')?.['endpoints']).toEqual([
      { addresses: ['10.1.2.3'], conditions: {} },
    ]);
  });
});
