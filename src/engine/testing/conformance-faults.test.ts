/** Conformance of what happens when something breaks: nodes, and the processes of the control plane. */
import { describe, expect, test } from 'vitest';
import { isPodActive, isPodReady } from '../api/pod-status';
import { condition, create, fault, kubeadmLab, list, names, patch, read, remove } from './conformance';
import { bootedLab, type Lab } from './lab';
import { serviceManifest } from './manifests';

const NODE = 'control-plane';

function taints(lab: Lab, node: string): string[] {
  return (lab.node(node).spec.taints ?? []).map(({ key, effect }) => `${key}:${effect}`);
}

/** A Deployment of three pods, one of them on the node that will go dark. */
function withWeb(lab: Lab): string {
  lab.createDeployment('web', { replicas: 3 });
  lab.ready('web', 3);
  lab.run(11_000);
  return lab.pods('web').find(({ spec }) => spec.nodeName === 'worker-1')?.metadata.name ?? '';
}

describe('a node that is switched off', () => {
  const lab = bootedLab();
  const lost = withWeb(lab);
  lab.do({ verb: 'create', resource: 'services', body: serviceManifest('web') });
  lab.run(1000);
  const offAt = lab.now;
  fault(lab, 'power-off', 'worker-1');

  test('is not noticed for 40 s, and Unknown after 55 s', () => {
    lab.run(39_000);
    expect(condition(lab.node('worker-1'), 'Ready')).toBe(
      'True KubeletReady: kubelet is posting ready status',
    );
    lab.run(16_000);
    for (const type of ['Ready', 'MemoryPressure', 'DiskPressure', 'PIDPressure'])
      expect(condition(lab.node('worker-1'), type)).toBe(
        'Unknown NodeStatusUnknown: Kubelet stopped posting node status.',
      );
    expect(lab.told('worker-1').at(-1)).toBe(
      'Normal NodeNotReady: Node worker-1 status is now: NodeNotReady',
    );
  });

  test('takes its pods out of service, long before it gives them up', () => {
    lab.run(1000);
    expect(condition(lab.pod(lost), 'Ready')).toMatch(/^False/);
    expect(lab.told(lost).at(-1)).toBe('Warning NodeNotReady: Node is not ready');
    const [slice] = list(lab, 'endpointslices', { labelSelector: 'kubernetes.io/service-name=web' });
    const endpoints = slice?.['endpoints'] as { nodeName: string; conditions: { ready: boolean } }[];
    expect(
      endpoints
        .filter(({ conditions }) => conditions.ready)
        .map(({ nodeName }) => nodeName)
        .sort(),
    ).toEqual(['worker-2', 'worker-3']);
  });

  test('is tainted, first against newcomers and then against those who are there', () => {
    lab.run(5000);
    expect(taints(lab, 'worker-1')).toEqual([
      'node.kubernetes.io/unreachable:NoSchedule',
      'node.kubernetes.io/unreachable:NoExecute',
    ]);
    expect(lab.pod(lost).metadata.deletionTimestamp).toBeUndefined();
  });

  test('loses its pods after the 300 s that they tolerate; others run instead, and they stay Terminating', () => {
    const took = lab.untilPod(
      lost,
      'leaving',
      ({ metadata }) => metadata.deletionTimestamp !== undefined,
      310_000,
    );
    expect(took).toBeGreaterThan(280_000);
    expect(lab.now - offAt).toBeGreaterThan(340_000);
    expect(lab.now - offAt).toBeLessThan(365_000);
    expect(condition(lab.pod(lost), 'DisruptionTarget')).toBe(
      'True DeletionByTaintManager: Taint manager: deleting due to NoExecute taint',
    );
    lab.run(60_000);
    expect(lab.told(lost).at(-1)).toBe(
      `Normal TaintManagerEviction: Marking for deletion Pod default/${lost}`,
    );
    const active = lab.pods('web').filter(isPodActive);
    expect([active.length, active.every(isPodReady)]).toEqual([3, true]);
    expect(lab.pods('web')).toHaveLength(4);
    expect(lab.deployment('web').status).toMatchObject({ replicas: 3, availableReplicas: 3 });
  });

  test('comes back as itself: Rebooted, Ready, free of taints, and the dead pod is gone', () => {
    fault(lab, 'power-on', 'worker-1');
    lab.until(
      'ready',
      () =>
        condition(lab.node('worker-1'), 'Ready').startsWith('True') && taints(lab, 'worker-1').length === 0,
      60_000,
    );
    expect(
      lab
        .told('worker-1')
        .some((line) => line.startsWith('Warning Rebooted: Node worker-1 has been rebooted, boot id: ')),
    ).toBe(true);
    lab.run(5000);
    expect(read(lab, 'pods', lost)).toBeUndefined();
    expect(lab.pods('web')).toHaveLength(3);
  });
});

describe('a node that is cut off', () => {
  test('keeps its pods when the link is mended in time', () => {
    const lab = bootedLab();
    const lost = withWeb(lab);
    const { uid } = lab.pod(lost).metadata;
    fault(lab, 'cut', 'worker-1');
    lab.run(120_000);
    expect(condition(lab.pod(lost), 'Ready')).toMatch(/^False/);
    fault(lab, 'mend', 'worker-1');
    lab.run(60_000);
    expect([lab.pod(lost).metadata.uid, isPodReady(lab.pod(lost)), taints(lab, 'worker-1')]).toEqual([
      uid,
      true,
      [],
    ]);
    lab.run(300_000);
    expect(lab.pod(lost).metadata.uid).toBe(uid);
  });
});

describe('a node object that is deleted', () => {
  test('lets the pod garbage collector remove what ran there', () => {
    const lab = bootedLab();
    const lost = withWeb(lab);
    fault(lab, 'power-off', 'worker-1');
    lab.run(1000);
    remove(lab, 'nodes', 'worker-1');
    let marked = '';
    lab.until(
      'removed',
      () => {
        const pod = read(lab, 'pods', lost);
        marked = condition(pod, 'DisruptionTarget') || marked;
        return pod === undefined;
      },
      90_000,
    );
    expect(marked).toBe('True DeletionByPodGC: PodGC: node no longer exists');
    expect(lab.told('worker-1').at(-1)).toBe(
      'Normal RemovingNode: Node worker-1 event: Removing Node worker-1 from Controller',
    );
    lab.ready('web', 3);
  });
});

describe('a NoExecute taint', () => {
  const TAINT = { key: 'dedicated', value: 'x', effect: 'NoExecute' };
  const pods = (lab: Lab): void => {
    const on = { nodeSelector: { 'kubernetes.io/hostname': 'worker-1' }, grace: 1 };
    const tolerates = (tolerationSeconds?: number) => [
      {
        key: 'dedicated',
        operator: 'Equal',
        value: 'x',
        effect: 'NoExecute',
        ...(tolerationSeconds === undefined ? {} : { tolerationSeconds }),
      },
    ];
    lab.createPod('never', on);
    lab.createPod('short', { ...on, tolerations: tolerates(10) });
    lab.createPod('long', { ...on, tolerations: tolerates(60) });
    lab.createPod('forever', { ...on, tolerations: tolerates() });
    lab.run(15_000);
    patch(lab, 'nodes', 'worker-1', { spec: { taints: [TAINT] } });
  };

  test('drives out each pod when its patience ends', () => {
    const lab = bootedLab();
    pods(lab);
    lab.run(5000);
    expect(names(lab.pods()).sort()).toEqual(['forever', 'long', 'short']);
    lab.run(10_000);
    expect(names(lab.pods()).sort()).toEqual(['forever', 'long']);
    lab.run(60_000);
    expect(names(lab.pods())).toEqual(['forever']);
  });

  test('that goes in time changes nothing', () => {
    const lab = bootedLab();
    pods(lab);
    lab.run(5000);
    patch(lab, 'nodes', 'worker-1', { spec: { taints: null } });
    lab.run(120_000);
    expect(names(lab.pods()).sort()).toEqual(['forever', 'long', 'short']);
    expect(lab.told('long').at(-1)).toBe(
      'Normal TaintManagerEviction: Cancelling deletion of Pod default/long',
    );
  });
});

describe('without the controller manager', () => {
  test('nothing is replaced; its Lease runs out, and the next one takes over and heals', () => {
    const lab = kubeadmLab();
    lab.createDeployment('web', { replicas: 2 });
    const [pod] = lab.ready('web', 2);
    const lease = () =>
      read(lab, 'leases', 'kube-controller-manager', 'kube-system')?.['spec'] as Record<string, unknown>;
    const before = lease();
    expect(before).toMatchObject({ leaseDurationSeconds: 15, leaseTransitions: 0 });
    fault(lab, 'stop', 'kube-controller-manager', NODE);
    lab.run(5000);
    lab.delete('pods', pod?.metadata.name ?? '', 0);
    lab.run(20_000);
    expect(lab.pods('web')).toHaveLength(1);
    fault(lab, 'start', 'kube-controller-manager', NODE);
    lab.ready('web', 2, 120_000);
    expect(lease()['holderIdentity']).not.toBe(before['holderIdentity']);
    expect(lease()['leaseTransitions']).toBe(1);
    expect(lab.told('kube-controller-manager').at(-1)).toBe(
      `Normal LeaderElection: ${lease()['holderIdentity'] as string} became leader`,
    );
  });
});

describe('without the scheduler', () => {
  test('pods stay Pending and unbound, and are bound when it is back', () => {
    const lab = kubeadmLab();
    fault(lab, 'stop', 'kube-scheduler', NODE);
    lab.run(5000);
    lab.createPod('one');
    lab.run(30_000);
    expect([
      lab.pod('one').status.phase,
      lab.pod('one').spec.nodeName,
      lab.pod('one').status.conditions,
    ]).toEqual(['Pending', undefined, undefined]);
    fault(lab, 'start', 'kube-scheduler', NODE);
    lab.untilPod('one', 'running', ({ status }) => status.phase === 'Running', 60_000);
  });
});

describe('without the API server', () => {
  test('nobody is answered, but what runs goes on; nothing is evicted afterwards', () => {
    const lab = kubeadmLab();
    lab.createDeployment('web', { replicas: 3 });
    const before = names(lab.ready('web', 3));
    fault(lab, 'stop', 'kube-apiserver', NODE);
    lab.run(2000);
    const answer = lab.request({ verb: 'list', resource: 'pods' });
    expect([answer.code, (answer.body as { message: string }).message]).toEqual([
      0,
      'The connection to the server 172.18.0.2:6443 was refused - did you specify the right host or port?',
    ]);
    lab.run(120_000);
    fault(lab, 'start', 'kube-apiserver', NODE);
    lab.run(60_000);
    expect(names(lab.ready('web', 3))).toEqual(before);
    lab.run(400_000);
    expect(names(lab.pods('web'))).toEqual(before);
  });
});

describe('without etcd', () => {
  test('requests fail after 7 s, and nothing is lost', () => {
    const lab = kubeadmLab();
    create(lab, 'configmaps', 'kept', { data: { a: '1' } });
    fault(lab, 'stop', 'etcd', NODE);
    lab.run(3000);
    const begin = lab.now;
    const answer = lab.request({ verb: 'get', resource: 'configmaps', name: 'kept' });
    expect([answer.code, (answer.body as { message: string }).message]).toEqual([
      500,
      'etcdserver: request timed out',
    ]);
    expect(lab.now - begin).toBeGreaterThanOrEqual(7000);
    fault(lab, 'start', 'etcd', NODE);
    lab.run(30_000);
    expect(read(lab, 'configmaps', 'kept')?.['data']).toEqual({ a: '1' });
  });
});
