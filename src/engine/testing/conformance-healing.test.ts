/** Conformance of how the system of a kubeadm cluster heals. */
import { describe, expect, test } from 'vitest';
import type { Pod } from '../api/pod';
import { isPodActive, isPodReady } from '../api/pod-status';
import { condition, kubeadmLab, list, names, patch, read, refused, remove } from './conformance';
import type { Lab } from './lab';
import { serviceManifest } from './manifests';

const SYSTEM = 'kube-system';

function system(lab: Lab, prefix: string): readonly Pod[] {
  return (list(lab, 'pods', { namespace: SYSTEM }) as unknown as readonly Pod[]).filter(({ metadata }) =>
    metadata.name.startsWith(prefix),
  );
}

function untilReady(lab: Lab, prefix: string, count: number): readonly Pod[] {
  const pods = (): readonly Pod[] => system(lab, prefix).filter((pod) => isPodActive(pod) && isPodReady(pod));
  lab.until(
    `${count} ${prefix} ready`,
    () =>
      lab.pods().filter((pod) => pod.metadata.name.startsWith(prefix) && isPodReady(pod) && isPodActive(pod))
        .length === count,
    120_000,
  );
  return pods();
}

describe('what is deleted comes back', () => {
  test('CoreDNS', () => {
    const lab = kubeadmLab();
    const before = names(system(lab, 'coredns'));
    for (const name of before) remove(lab, 'pods', name, { namespace: SYSTEM });
    const after = names(untilReady(lab, 'coredns', 2));
    lab.run(500);
    expect(after.filter((name) => before.includes(name))).toEqual([]);
    expect(condition(read(lab, 'deployments', 'coredns', SYSTEM), 'Available')).toMatch(/^True/);
  });

  test('an agent, on its node', () => {
    const lab = kubeadmLab();
    const agent = system(lab, 'kube-proxy').find(({ spec }) => spec.nodeName === 'worker-2');
    remove(lab, 'pods', agent?.metadata.name ?? '', { namespace: SYSTEM });
    lab.run(60_000);
    const after = untilReady(lab, 'kube-proxy', 4);
    expect(after.map(({ spec }) => String(spec.nodeName)).sort()).toEqual([
      'control-plane',
      'worker-1',
      'worker-2',
      'worker-3',
    ]);
    expect(names(after)).not.toContain(agent?.metadata.name);
  });

  test('a mirror pod, while its process runs on', () => {
    const lab = kubeadmLab();
    const before = read(lab, 'pods', 'kube-scheduler-control-plane', SYSTEM);
    remove(lab, 'pods', 'kube-scheduler-control-plane', { namespace: SYSTEM });
    lab.run(10_000);
    const after = read(lab, 'pods', 'kube-scheduler-control-plane', SYSTEM);
    expect(after?.metadata.uid).not.toBe(before?.metadata.uid);
    expect(after?.['status'].containerStatuses[0]).toMatchObject({
      restartCount: 0,
      containerID: before?.['status'].containerStatuses[0].containerID,
    });
  });

  test('the Service of the API server and its endpoint, within ten seconds', () => {
    const lab = kubeadmLab();
    remove(lab, 'services', 'kubernetes');
    remove(lab, 'endpointslices', 'kubernetes');
    lab.run(10_100);
    expect(read(lab, 'services', 'kubernetes')?.['spec'].clusterIP).toBe('10.96.0.1');
    expect(read(lab, 'endpointslices', 'kubernetes')?.['endpoints'][0].addresses).toEqual(['172.18.0.2']);
    patch(lab, 'endpointslices', 'kubernetes', { endpoints: [{ addresses: ['10.0.0.1'] }] });
    lab.run(10_100);
    expect(read(lab, 'endpointslices', 'kubernetes')?.['endpoints'][0].addresses).toEqual(['172.18.0.2']);
    const body = serviceManifest('thief', { clusterIP: '10.96.0.1' });
    expect(refused(lab, { verb: 'create', resource: 'services', body }).message).toContain(
      'provided IP is already allocated',
    );
  });
});

describe('a node that is drained', () => {
  test('keeps its agents and loses everything else', () => {
    const lab = kubeadmLab();
    lab.createDeployment('web', { replicas: 6 });
    lab.ready('web', 6);
    patch(lab, 'nodes', 'worker-1', { spec: { unschedulable: true } });
    lab.run(500);
    expect(lab.node('worker-1').spec.taints).toEqual([
      {
        key: 'node.kubernetes.io/unschedulable',
        effect: 'NoSchedule',
        timeAdded: expect.any(String) as string,
      },
    ]);
    const there = list(lab, 'pods', { namespace: '', fieldSelector: 'spec.nodeName=worker-1' });
    for (const { metadata } of there.filter(
      (pod) => pod.metadata.ownerReferences?.[0]?.kind === 'ReplicaSet',
    )) {
      const { name, namespace = '' } = metadata;
      const body = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name, namespace } };
      lab.do({ verb: 'create', resource: 'pods', namespace, name, subresource: 'eviction', body });
    }
    lab.run(60_000);
    const left = list(lab, 'pods', { namespace: '', fieldSelector: 'spec.nodeName=worker-1' });
    expect(left.map(({ metadata }) => metadata.ownerReferences?.[0]?.kind)).toEqual([
      'DaemonSet',
      'DaemonSet',
    ]);
    expect(lab.pods('web').every((pod) => isPodReady(pod) && pod.spec.nodeName !== 'worker-1')).toBe(true);
    patch(lab, 'nodes', 'worker-1', { spec: { unschedulable: null } });
    lab.run(500);
    expect(lab.node('worker-1').spec.taints ?? []).toEqual([]);
  });
});

test('the namespace of the Leases can be deleted, and comes back within a minute', () => {
  const lab = kubeadmLab();
  const { uid } = read(lab, 'namespaces', 'kube-node-lease')?.metadata ?? { name: '' };
  remove(lab, 'namespaces', 'kube-node-lease', { namespace: '' });
  lab.until('gone', () => lab.find('namespaces', 'kube-node-lease') === undefined, 30_000);
  lab.until('back', () => lab.find('namespaces', 'kube-node-lease') !== undefined, 61_000);
  expect(read(lab, 'namespaces', 'kube-node-lease')?.metadata.uid).not.toBe(uid);
  lab.run(1000);
  expect(read(lab, 'serviceaccounts', 'default', 'kube-node-lease')).toBeDefined();
});
