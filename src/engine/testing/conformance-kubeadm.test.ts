/** Conformance of what kubeadm leaves. */
import { describe, expect, test } from 'vitest';
import type { Pod } from '../api/pod';
import { create, kubeadmLab, list, patch, read, refused, remove, type Anything } from './conformance';
import type { Lab } from './lab';
import { podManifest } from './manifests';

const SYSTEM = 'kube-system';

function system(lab: Lab, prefix: string): readonly Pod[] {
  return (list(lab, 'pods', { namespace: SYSTEM }) as unknown as readonly Pod[]).filter(({ metadata }) =>
    metadata.name.startsWith(prefix),
  );
}

describe('a new cluster', () => {
  const lab = kubeadmLab();

  test('has its API server as a Service and an EndpointSlice', () => {
    expect(read(lab, 'services', 'kubernetes')).toMatchObject({
      metadata: { labels: { component: 'apiserver', provider: 'kubernetes' } },
      spec: {
        type: 'ClusterIP',
        clusterIP: '10.96.0.1',
        ports: [{ name: 'https', port: 443, protocol: 'TCP', targetPort: 6443 }],
      },
    });
    expect(read(lab, 'services', 'kubernetes')?.['spec'].selector).toBeUndefined();
    expect(read(lab, 'endpointslices', 'kubernetes')).toMatchObject({
      addressType: 'IPv4',
      endpoints: [{ addresses: ['172.18.0.2'], conditions: { ready: true } }],
      ports: [{ name: 'https', port: 6443, protocol: 'TCP' }],
    });
  });

  test('has names by CoreDNS at 10.96.0.10', () => {
    expect(read(lab, 'services', 'kube-dns', SYSTEM)?.['spec']).toMatchObject({
      clusterIP: '10.96.0.10',
      selector: { 'k8s-app': 'kube-dns' },
    });
    const [slice] = list(lab, 'endpointslices', {
      namespace: SYSTEM,
      labelSelector: 'kubernetes.io/service-name=kube-dns',
    });
    const addresses = ((slice?.['endpoints'] ?? []) as { addresses: string[] }[]).flatMap(
      (one) => one.addresses,
    );
    expect(addresses.sort()).toEqual(
      system(lab, 'coredns')
        .map(({ status }) => status.podIP ?? '')
        .sort(),
    );
    expect(
      ((slice?.['ports'] ?? []) as { name: string; port: number }[]).map(
        ({ name, port }) => `${name} ${port}`,
      ),
    ).toEqual(['dns 53', 'dns-tcp 53', 'metrics 9153']);
  });

  test.each(['kube-proxy', 'kindnet'])('has %s on every node, whatever its taints', (name) => {
    const pods = system(lab, name);
    expect(pods.map(({ spec }) => String(spec.nodeName)).sort()).toEqual([
      'control-plane',
      'worker-1',
      'worker-2',
      'worker-3',
    ]);
    for (const { spec, status } of pods) {
      expect(spec.tolerations).toContainEqual({ operator: 'Exists' });
      expect([spec.hostNetwork, status.podIP]).toEqual([true, status.hostIP]);
    }
  });

  test('shows its own processes as mirror pods of a tainted node', () => {
    expect(lab.node('control-plane').spec.taints).toEqual([
      { key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule' },
    ]);
    for (const program of ['etcd', 'kube-apiserver', 'kube-controller-manager', 'kube-scheduler']) {
      const pod = read(lab, 'pods', `${program}-control-plane`, SYSTEM);
      const { annotations = {}, ownerReferences, labels } = pod?.metadata ?? { name: '' };
      expect(Object.keys(annotations).sort()).toEqual([
        'kubernetes.io/config.hash',
        'kubernetes.io/config.mirror',
        'kubernetes.io/config.seen',
        'kubernetes.io/config.source',
      ]);
      expect(annotations['kubernetes.io/config.source']).toBe('file');
      expect(ownerReferences).toEqual([
        {
          apiVersion: 'v1',
          kind: 'Node',
          name: 'control-plane',
          uid: lab.node('control-plane').metadata.uid,
          controller: true,
        },
      ]);
      expect(labels).toEqual({ component: program, tier: 'control-plane' });
      expect(pod?.['spec']).toMatchObject({
        hostNetwork: true,
        priorityClassName: 'system-node-critical',
        nodeName: 'control-plane',
      });
      expect(
        pod?.['spec'].volumes?.some(({ name }: { name: string }) => name.startsWith('kube-api-access')),
      ).not.toBe(true);
    }
  });

  test('has two classes of its own', () => {
    expect(
      list(lab, 'priorityclasses', { namespace: '' }).map(
        ({ metadata, value }) => `${metadata.name} ${value}`,
      ),
    ).toEqual(['system-cluster-critical 2000000000', 'system-node-critical 2000001000']);
  });

  test('elected who works', () => {
    for (const name of ['kube-controller-manager', 'kube-scheduler']) {
      const { spec } = read(lab, 'leases', name, SYSTEM) as Anything;
      expect(spec).toMatchObject({ leaseDurationSeconds: 15, leaseTransitions: 0 });
      expect(spec.holderIdentity).toMatch(/^control-plane_[0-9a-f-]{36}$/);
      expect(lab.told(name)).toEqual([`Normal LeaderElection: ${spec.holderIdentity} became leader`]);
    }
  });

  test('has an account and the root certificate in every namespace', () => {
    for (const { metadata } of list(lab, 'namespaces', { namespace: '' })) {
      expect(read(lab, 'serviceaccounts', 'default', metadata.name)).toBeDefined();
      expect(
        Object.keys(read(lab, 'configmaps', 'kube-root-ca.crt', metadata.name)?.['data'] as object),
      ).toEqual(['ca.crt']);
    }
  });
});

describe('accounts', () => {
  const lab = kubeadmLab();

  test('come with a new namespace, and again when they are deleted', () => {
    create(lab, 'namespaces', 'shop');
    lab.run(1000);
    const { uid } = read(lab, 'serviceaccounts', 'default', 'shop')?.metadata ?? { name: '' };
    remove(lab, 'serviceaccounts', 'default', { namespace: 'shop' });
    remove(lab, 'configmaps', 'kube-root-ca.crt', { namespace: 'shop' });
    lab.run(1000);
    expect(read(lab, 'serviceaccounts', 'default', 'shop')?.metadata.uid).not.toBe(uid);
    expect(read(lab, 'configmaps', 'kube-root-ca.crt', 'shop')).toBeDefined();
  });

  test('the certificate is put right when somebody changes it', () => {
    patch(lab, 'configmaps', 'kube-root-ca.crt', { data: { 'ca.crt': 'forged' } });
    lab.run(1000);
    expect(read(lab, 'configmaps', 'kube-root-ca.crt')?.['data']['ca.crt']).toContain('BEGIN CERTIFICATE');
  });

  test('every pod speaks as one, and carries its token', () => {
    const { spec } = create(lab, 'pods', 'one', podManifest('one') as Record<string, unknown>);
    expect([spec.serviceAccountName, spec.serviceAccount]).toEqual(['default', 'default']);
    const [volume] = spec.volumes;
    expect(volume.name).toMatch(/^kube-api-access-[bcdfghjklmnpqrstvwxz2456789]{5}$/);
    expect(volume.projected.sources[0]).toEqual({
      serviceAccountToken: { expirationSeconds: 3607, path: 'token' },
    });
    expect(spec.containers[0].volumeMounts).toEqual([
      { name: volume.name, readOnly: true, mountPath: '/var/run/secrets/kubernetes.io/serviceaccount' },
    ]);
  });

  test('a pod of an account that nobody made is refused', () => {
    const body = podManifest('two', { spec: { serviceAccountName: 'robot' } });
    expect(refused(lab, { verb: 'create', resource: 'pods', body }).message).toBe(
      'pods "two" is forbidden: error looking up service account default/robot: serviceaccount "robot" not found',
    );
  });

  test('a pod in a namespace that was made just now waits for its account', () => {
    lab.send({
      verb: 'create',
      resource: 'namespaces',
      namespace: '',
      body: { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'new' } },
    });
    const answer = lab.do({ verb: 'create', resource: 'pods', namespace: 'new', body: podManifest('early') });
    expect(answer.code).toBe(201);
  });
});
