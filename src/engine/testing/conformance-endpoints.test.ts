/** Conformance of Endpoints: the addresses of a Service as one object. */
import { describe, expect, test } from 'vitest';
import { ask, create, kubeadmLab, list, names, patch, read, remove, type Anything } from './conformance';
import { bootedLab, type Lab } from './lab';
import { serviceManifest } from './manifests';

interface Wishes {
  readonly labels?: Readonly<Record<string, string>>;
  readonly [field: string]: unknown;
}

function service(lab: Lab, name: string, { labels, ...spec }: Wishes = {}): void {
  const manifest = serviceManifest(name, spec) as Anything;
  const body = {
    ...manifest,
    metadata: { ...manifest.metadata, ...(labels === undefined ? {} : { labels }) },
  };
  ask(lab, { verb: 'create', resource: 'services', body });
}

function endpoints(lab: Lab, name: string): Anything {
  return read(lab, 'endpoints', name) as Anything;
}

function subsets(lab: Lab, name: string): readonly Anything[] {
  return (endpoints(lab, name)['subsets'] ?? []) as readonly Anything[];
}

function ips(lab: Lab, name: string, list: 'addresses' | 'notReadyAddresses' = 'addresses'): string[] {
  return subsets(lab, name).flatMap((subset) =>
    ((subset[list] ?? []) as readonly Anything[]).map(({ ip }) => String(ip)),
  );
}

function world(): Lab {
  return bootedLab({ addons: true, workers: 3 });
}

describe('Endpoints', () => {
  test('of a Service without pods are empty, carry its labels, and go with it', () => {
    const lab = world();
    service(lab, 'web', { labels: { tier: 'front' } });
    lab.run(2000);
    const { metadata, ...rest } = endpoints(lab, 'web');
    expect(rest).toEqual({ apiVersion: 'v1', kind: 'Endpoints' });
    expect(metadata.labels).toEqual({
      tier: 'front',
      'endpoints.kubernetes.io/managed-by': 'endpoint-controller',
    });
    expect(metadata.annotations).toEqual({
      'endpoints.kubernetes.io/last-change-trigger-time': read(lab, 'services', 'web')?.metadata
        .creationTimestamp,
    });
    expect(metadata.ownerReferences).toBeUndefined();
    remove(lab, 'services', 'web');
    lab.run(2000);
    expect(read(lab, 'endpoints', 'web')).toBeUndefined();
  });

  test('tell address, node and pod of each, in the order of the addresses', () => {
    const lab = world();
    service(lab, 'web');
    lab.createDeployment('web', { replicas: 3 });
    const pods = lab.ready('web', 3);
    lab.run(2000);
    const addresses = pods
      .map(({ metadata, spec, status }) => ({
        ip: status.podIP ?? '',
        nodeName: spec.nodeName,
        targetRef: { kind: 'Pod', namespace: 'default', name: metadata.name, uid: metadata.uid },
      }))
      .sort((a, b) => (a.ip < b.ip ? -1 : 1));
    expect(subsets(lab, 'web')).toEqual([{ addresses, ports: [{ port: 80, protocol: 'TCP' }] }]);
  });

  test('follow the pods: none, one, two, one, none', () => {
    const lab = world();
    service(lab, 'web');
    const seen: number[] = [];
    for (const replicas of [0, 1, 2, 1, 0]) {
      if (seen.length === 0) lab.createDeployment('web', { replicas });
      else lab.scale('web', replicas);
      lab.ready('web', replicas);
      lab.run(2000);
      seen.push(ips(lab, 'web').length);
    }
    expect(seen).toEqual([0, 1, 2, 1, 0]);
  });

  test('drop a leaving pod at once', () => {
    const lab = world();
    service(lab, 'web');
    const command = ['sh', '-c', 'trap "" TERM; sleep 10000'];
    lab.createDeployment('web', { replicas: 1, image: 'busybox', command, grace: 20 });
    const [pod] = lab.ready('web', 1);
    lab.run(2000);
    lab.delete('pods', pod?.metadata.name ?? '');
    lab.run(200);
    expect(lab.pods().map(({ metadata }) => metadata.name)).toContain(pod?.metadata.name);
    expect([...ips(lab, 'web'), ...ips(lab, 'web', 'notReadyAddresses')]).not.toContain(pod?.status.podIP);
  });

  test('hold pods that are not ready apart, or with the others when they are published anyway', () => {
    const lab = world();
    service(lab, 'web');
    service(lab, 'eager', { selector: { app: 'web' }, publishNotReadyAddresses: true });
    const readinessProbe = { exec: { command: ['cat', '/tmp/ready'] } };
    const command = ['sleep', '10000'];
    lab.createDeployment('web', { replicas: 1, image: 'busybox', command, container: { readinessProbe } });
    lab.run(15_000);
    const ip = lab.pods('web')[0]?.status.podIP;
    expect([ips(lab, 'web'), ips(lab, 'web', 'notReadyAddresses')]).toEqual([[], [ip]]);
    expect([ips(lab, 'eager'), ips(lab, 'eager', 'notReadyAddresses')]).toEqual([[ip], []]);
  });

  test('of several ports stand in the order of their hashes, as those of kube-dns do', () => {
    const [subset, ...others] = (read(kubeadmLab(), 'endpoints', 'kube-dns', 'kube-system') as Anything)[
      'subsets'
    ] as readonly Anything[];
    expect(others).toEqual([]);
    expect(subset?.['addresses']).toHaveLength(2);
    expect(subset?.['ports']).toEqual([
      { name: 'dns-tcp', port: 53, protocol: 'TCP' },
      { name: 'dns', port: 53, protocol: 'UDP' },
      { name: 'metrics', port: 9153, protocol: 'TCP' },
    ]);
  });

  test('have a subset for each set of pods that have a port in common', () => {
    const lab = world();
    service(lab, 'web', {
      ports: [
        { name: 'one', port: 80, targetPort: 'http' },
        { name: 'two', port: 90, targetPort: 90 },
      ],
    });
    const pod = (name: string, containerPort: number): void => {
      const ports = [{ name: 'http', containerPort }];
      create(lab, 'pods', name, {
        metadata: { labels: { app: 'web' } },
        spec: { containers: [{ name: 'main', image: 'nginx:1.27', ports }] },
      });
    };
    pod('a', 8080);
    pod('b', 9090);
    lab.run(15_000);
    expect(
      subsets(lab, 'web')
        .map(({ addresses, ports }) =>
          [
            ...(ports as readonly Anything[]).map(({ name, port }) => `${name} ${port}`),
            ...(addresses as readonly Anything[]).map(({ targetRef }) => String(targetRef.name)).sort(),
          ].join(', '),
        )
        .sort(),
    ).toEqual(['one 8080, a', 'one 9090, b', 'two 90, a, b']);
  });

  test('of a headless Service say so, and need no ports', () => {
    const lab = world();
    service(lab, 'web', { clusterIP: 'None', ports: undefined });
    lab.createDeployment('web', { replicas: 1 });
    lab.ready('web', 1);
    lab.run(2000);
    expect(endpoints(lab, 'web').metadata.labels).toEqual({
      'endpoints.kubernetes.io/managed-by': 'endpoint-controller',
      'service.kubernetes.io/headless': '',
    });
    expect(subsets(lab, 'web').map(({ addresses, ports }) => [addresses.length, ports])).toEqual([
      [1, undefined],
    ]);
  });

  test('hold a thousand addresses at most, and say that there are more', () => {
    const lab = world();
    service(lab, 'web');
    lab.createDeployment('web', { replicas: 1003, spec: { schedulerName: 'nobody' } });
    lab.until('all are there', () => lab.pods('web').length === 1003);
    lab.pods('web').forEach(({ metadata: { name } }, i) => {
      const podIPs = [{ ip: `10.9.${i >> 8}.${i & 255}` }];
      const body = { status: { podIP: podIPs[0]?.ip, podIPs } };
      ask(lab, { verb: 'patch', resource: 'pods', subresource: 'status', name, body, patchType: 'merge' });
    });
    lab.run(5000);
    expect(ips(lab, 'web', 'notReadyAddresses')).toHaveLength(1000);
    const marks = (): unknown => endpoints(lab, 'web').metadata.annotations ?? {};
    expect(marks()).toMatchObject({ 'endpoints.kubernetes.io/over-capacity': 'truncated' });
    lab.scale('web', 1000);
    lab.run(20_000);
    expect(ips(lab, 'web', 'notReadyAddresses')).toHaveLength(1000);
    expect(marks()).toEqual({});
  });

  test('are made anew when somebody deletes them, and mended at the next change of a pod', () => {
    const lab = world();
    service(lab, 'web');
    lab.createDeployment('web', { replicas: 1 });
    lab.ready('web', 1);
    lab.run(2000);
    const { uid } = endpoints(lab, 'web').metadata;
    remove(lab, 'endpoints', 'web');
    lab.run(2000);
    expect(endpoints(lab, 'web').metadata.uid).not.toBe(uid);
    expect(ips(lab, 'web')).toHaveLength(1);
    patch(lab, 'endpoints', 'web', { subsets: null });
    lab.run(2000);
    expect(ips(lab, 'web')).toEqual([]);
    lab.scale('web', 2);
    lab.ready('web', 2);
    lab.run(2000);
    expect(ips(lab, 'web')).toHaveLength(2);
  });

  test('of a Service without a selector are somebody else’s business until it goes', () => {
    const lab = world();
    service(lab, 'manual', { selector: undefined });
    const mine = { subsets: [{ addresses: [{ ip: '10.1.2.3' }], ports: [{ port: 80 }] }] };
    create(lab, 'endpoints', 'manual', mine);
    create(lab, 'endpoints', 'alone', mine);
    lab.run(5000);
    expect([ips(lab, 'manual'), ips(lab, 'alone')]).toEqual([['10.1.2.3'], ['10.1.2.3']]);
    remove(lab, 'services', 'manual');
    lab.run(2000);
    expect([read(lab, 'endpoints', 'manual'), ips(lab, 'alone')]).toEqual([undefined, ['10.1.2.3']]);
  });

  test('go with their namespace', () => {
    const lab = world();
    const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'blue' } };
    ask(lab, { verb: 'create', resource: 'namespaces', namespace: '', body: namespace });
    ask(lab, { verb: 'create', resource: 'services', namespace: 'blue', body: serviceManifest('web', {}) });
    lab.run(2000);
    expect(names(list(lab, 'endpoints', { namespace: 'blue' }))).toEqual(['web']);
    ask(lab, { verb: 'delete', resource: 'namespaces', namespace: '', name: 'blue' });
    lab.run(30_000);
    expect(read(lab, 'namespaces', 'blue', '')).toBeUndefined();
    expect(names(list(lab, 'endpoints', { namespace: 'blue' }))).toEqual([]);
  });
});

describe('the API server’s own Endpoints', () => {
  test('lead to it, are in no slice but its own, and are put back', () => {
    const lab = kubeadmLab();
    const own = {
      subsets: [
        { addresses: [{ ip: '172.18.0.2' }], ports: [{ name: 'https', port: 6443, protocol: 'TCP' }] },
      ],
    };
    const skip = { 'endpointslice.kubernetes.io/skip-mirror': 'true' };
    expect(endpoints(lab, 'kubernetes')).toMatchObject({ metadata: { labels: skip }, ...own });
    expect(endpoints(lab, 'kubernetes').metadata.labels).toEqual(skip);
    const labelSelector = 'kubernetes.io/service-name=kubernetes';
    expect(names(list(lab, 'endpointslices', { labelSelector }))).toEqual(['kubernetes']);
    remove(lab, 'endpoints', 'kubernetes');
    lab.run(11_000);
    expect(endpoints(lab, 'kubernetes')).toMatchObject({ metadata: { labels: skip }, ...own });
    patch(lab, 'endpoints', 'kubernetes', {
      metadata: { labels: null },
      subsets: [{ addresses: [{ ip: '1.2.3.4' }] }],
    });
    lab.run(11_000);
    expect(endpoints(lab, 'kubernetes')).toMatchObject({ metadata: { labels: skip }, ...own });
  });
});
