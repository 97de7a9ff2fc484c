/** Static pods: what the kubelet of the control plane runs from its disk, and the mirrors that show it in the API. */
import { describe, expect, test } from 'vitest';
import type { Pod } from '../api/pod';
import { podReadyColumn, podRestartCount, podStatusColumn } from '../api/pod-status';
import { faultInput, type Fault } from '../faults/faults';
import { createPod, NGINX, untilReady } from './kubelet-pods';
import { bootedLab, type Lab } from './lab';

const NODE = 'control-plane';
const PROGRAMS = ['etcd', 'kube-apiserver', 'kube-controller-manager', 'kube-scheduler'];

function lab(): Lab {
  const world = bootedLab({ controlPlane: true, addons: true, leaderElection: true, workers: 1 });
  world.until('all mirrors ready', () => PROGRAMS.every((name) => isReady(world, name)));
  return world;
}

function mirror(world: Lab, program: string): Pod | undefined {
  return world.find<Pod>('pods', `kube-system/${program}-${NODE}`);
}

function isReady(world: Lab, program: string): boolean {
  const pod = mirror(world, program);
  return pod !== undefined && podReadyColumn(pod) === '1/1';
}

function fault(world: Lab, type: Fault['type'], target: string): void {
  world.simulation.input(faultInput(world.cluster, { type, target }, NODE));
}

/** True while the process of this name lives. */
function runs(world: Lab, program: string): boolean {
  return world.simulation.machinery.isUp(`${world.cluster}/${program}`);
}

describe('static pods', () => {
  test('are there from the beginning, each with a mirror that says whose it is', () => {
    const world = lab();
    for (const program of PROGRAMS) {
      const pod = mirror(world, program) as Pod;
      const { annotations = {}, ownerReferences = [] } = pod.metadata;
      expect(annotations['kubernetes.io/config.source']).toBe('file');
      expect(annotations['kubernetes.io/config.mirror']).toBe(annotations['kubernetes.io/config.hash']);
      expect(annotations['kubernetes.io/config.hash']).toMatch(/^[0-9a-f]{32}$/);
      expect(ownerReferences).toEqual([
        { apiVersion: 'v1', kind: 'Node', name: NODE, uid: world.node(NODE).metadata.uid, controller: true },
      ]);
      expect(podStatusColumn(pod)).toBe('Running');
      expect(podRestartCount(pod)).toBe(0);
      expect(pod.status.podIP).toBe(pod.status.hostIP);
    }
  });

  test('outlive the deletion of their mirrors, which come back', () => {
    const world = lab();
    const before = mirror(world, 'kube-scheduler') as Pod;
    const { name } = before.metadata;
    world.do({ verb: 'delete', resource: 'pods', namespace: 'kube-system', name });
    world.until('another mirror', () => {
      const now = mirror(world, 'kube-scheduler');
      return (
        now !== undefined && now.metadata.uid !== before.metadata.uid && isReady(world, 'kube-scheduler')
      );
    });
    const after = mirror(world, 'kube-scheduler') as Pod;

    expect(podRestartCount(after)).toBe(0);
    expect(after.status.containerStatuses?.[0]?.containerID).toBe(
      before.status.containerStatuses?.[0]?.containerID,
    );
  });

  test('end when their manifest is taken away, and begin anew when it is put back', () => {
    const world = lab();
    fault(world, 'stop', 'kube-scheduler');
    world.until('no mirror', () => mirror(world, 'kube-scheduler') === undefined, 60_000);
    expect(runs(world, 'kube-scheduler')).toBe(false);
    createPod(world, 'web', { containers: [NGINX] });
    world.run(30_000);
    expect(world.pod('web').spec.nodeName ?? '').toBe('');
    fault(world, 'start', 'kube-scheduler');
    world.until('mirror', () => isReady(world, 'kube-scheduler'), 60_000);
    expect(runs(world, 'kube-scheduler')).toBe(true);

    untilReady(world, 'web', 60_000);
  });

  test('run without an API server, and are told of when there is one again', () => {
    const world = lab();
    fault(world, 'stop', 'kube-apiserver');
    world.run(60_000);
    expect(runs(world, 'kube-apiserver')).toBe(false);
    fault(world, 'stop', 'kube-scheduler');
    world.run(60_000);
    expect(runs(world, 'kube-scheduler')).toBe(false);
    expect(runs(world, 'etcd')).toBe(true);
    fault(world, 'start', 'kube-scheduler');
    world.run(10_000);
    expect(runs(world, 'kube-scheduler')).toBe(true);
    fault(world, 'start', 'kube-apiserver');
    world.run(60_000);
    expect(PROGRAMS.filter((name) => !isReady(world, name) || !runs(world, name))).toEqual([]);
    createPod(world, 'web', { containers: [NGINX] });

    untilReady(world, 'web', 60_000);
  });

  test('come back with their machine, one restart older', () => {
    const world = lab();
    world.run(10_000);
    fault(world, 'power-off', NODE);
    world.run(30_000);
    expect(PROGRAMS.some((name) => runs(world, name))).toBe(false);
    fault(world, 'power-on', NODE);
    world.until('all ready again', () => {
      const pods = PROGRAMS.map((name) => mirror(world, name));
      return pods.every(
        (pod) => pod !== undefined && podRestartCount(pod) === 1 && podReadyColumn(pod) === '1/1',
      );
    });
    world.run(10_000);

    expect(world.told(NODE).join('\n')).toContain('Warning Rebooted');
  });
});

describe('the node of the control plane', () => {
  test('has its role and its taint', () => {
    const world = lab();
    const { metadata, spec } = world.node(NODE);

    expect(metadata.labels?.['node-role.kubernetes.io/control-plane']).toBe('');
    expect(spec.taints).toContainEqual({
      key: 'node-role.kubernetes.io/control-plane',
      effect: 'NoSchedule',
    });
  });
});
