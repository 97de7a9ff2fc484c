/** Nodes: how they join, stay alive, and fall silent. */
import { describe, expect, test } from 'vitest';
import type { Lease } from '../api/lease';
import type { Pod } from '../api/pod';
import type { KubeletState } from '../node/kubelet-state';
import { bootedLab, Lab, worldConfig } from './lab';

function lease(lab: Lab, name: string): Lease {
  return lab.find<Lease>('leases', `kube-node-lease/${name}`) as Lease;
}

/** As if the machine were unplugged: the kubelet's messages go nowhere, and none come. */
function silence(lab: Lab, name: string): void {
  const kubelet = lab.simulation.stateOf(`${lab.cluster}/${name}/kubelet`) as KubeletState;
  (kubelet.client as { server: string }).server = 'nowhere';
}

describe('a node that joins', () => {
  test('registers, is tainted as not ready, and becomes ready', () => {
    const lab = new Lab(worldConfig({ workers: 1 }));
    lab.until('registered', () => lab.nodes().length === 1);
    expect(lab.node('worker-1').spec.taints).toEqual([
      { key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule' },
    ]);
    lab.boot();
    const { status, spec, metadata } = lab.node('worker-1');

    expect(spec.taints ?? []).toEqual([]);
    expect(metadata.labels?.['kubernetes.io/hostname']).toBe('worker-1');
    expect(status.conditions?.map(({ type, status: is, reason }) => `${type} ${is} ${reason}`)).toEqual([
      'MemoryPressure False KubeletHasSufficientMemory',
      'DiskPressure False KubeletHasNoDiskPressure',
      'PIDPressure False KubeletHasSufficientPID',
      'Ready True KubeletReady',
    ]);
    expect(status.capacity).toEqual({
      cpu: '4',
      'ephemeral-storage': '61202244Ki',
      'hugepages-1Gi': '0',
      'hugepages-2Mi': '0',
      memory: '8Gi',
      pods: '110',
    });
    expect(status.allocatable).toMatchObject({ cpu: '4', memory: '8092Mi', pods: '110' });
  });

  test('is told of by its kubelet and by the node controller', () => {
    const lab = bootedLab({ workers: 1 });

    expect(new Set(lab.told('worker-1'))).toEqual(
      new Set([
        'Normal RegisteredNode: Node worker-1 event: Registered Node worker-1 in Controller',
        'Normal Starting: Starting kubelet.',
        'Normal NodeAllocatableEnforced: Updated Node Allocatable limit across pods',
        'Normal NodeHasSufficientMemory: Node worker-1 status is now: NodeHasSufficientMemory',
        'Normal NodeHasNoDiskPressure: Node worker-1 status is now: NodeHasNoDiskPressure',
        'Normal NodeHasSufficientPID: Node worker-1 status is now: NodeHasSufficientPID',
        'Normal NodeReady: Node worker-1 status is now: NodeReady',
      ]),
    );
    const ready = lab.events('worker-1').find(({ reason }) => reason === 'NodeReady');
    expect(ready?.metadata.namespace).toBe('default');
    expect(ready?.involvedObject.uid).toBe('worker-1');
  });
});

describe('a heartbeat', () => {
  test('renews the Lease every 10 s, for 40 s', () => {
    const lab = bootedLab({ workers: 1 });
    expect(lease(lab, 'worker-1').spec).toMatchObject({
      holderIdentity: 'worker-1',
      leaseDurationSeconds: 40,
    });
    const times: number[] = [];
    lab.always(60_000, () => {
      const at = Lab.ms(lease(lab, 'worker-1').spec.renewTime);
      if (at !== times.at(-1)) times.push(at);
    });
    const gaps = times.slice(1).map((time, i) => time - (times[i] as number));

    expect(gaps.length).toBeGreaterThanOrEqual(5);
    for (const gap of gaps) expect(Math.abs(gap - 10_000)).toBeLessThan(20);
  });

  test('leaves no trace, and the node object alone', () => {
    const lab = bootedLab({ workers: 1 });
    const { resourceVersion } = lab.node('worker-1').metadata;
    const before = lab.simulation.seq;
    lab.run(120_000);

    expect(lab.simulation.trace.between(before, lab.simulation.seq)).toEqual([]);
    expect(lab.node('worker-1').metadata.resourceVersion).toBe(resourceVersion);
    lab.run(300_000);
    expect(lab.node('worker-1').metadata.resourceVersion).not.toBe(resourceVersion);
  });
});

describe('a node that falls silent', () => {
  test('is Unknown and tainted after 50 s, and takes no more pods', () => {
    const lab = bootedLab({ workers: 2 });
    silence(lab, 'worker-1');
    const begin = Lab.ms(lease(lab, 'worker-1').spec.renewTime);
    const ready = (): string | undefined =>
      lab.node('worker-1').status.conditions?.find(({ type }) => type === 'Ready')?.status;
    lab.until('unknown', () => ready() === 'Unknown', 70_000);

    expect(lab.now - begin).toBeGreaterThan(50_000);
    expect(lab.now - begin).toBeLessThan(56_000);
    for (const condition of lab.node('worker-1').status.conditions ?? []) {
      expect(condition).toMatchObject({
        status: 'Unknown',
        reason: 'NodeStatusUnknown',
        message: 'Kubelet stopped posting node status.',
      });
    }
    lab.until(
      'tainted',
      () => lab.node('worker-1').spec.taints?.[0]?.key === 'node.kubernetes.io/unreachable',
      6000,
    );
    expect(lab.told('worker-1').at(-1)).toBe(
      'Normal NodeNotReady: Node worker-1 status is now: NodeNotReady',
    );
    lab.createDeployment('web', { replicas: 3 });
    const pods: Pod[] = lab.ready('web', 3);
    expect(new Set(pods.map(({ spec }) => spec.nodeName))).toEqual(new Set(['worker-2']));
    const other = lab.node('worker-2').status.conditions?.find(({ type }) => type === 'Ready')?.status;
    expect(other).toBe('True');
  });
});
