/** Nodes that fall silent: what becomes of them and of their pods, and how fast. */
import { describe, expect, test } from 'vitest';
import { conditionOf } from '../api/conditions';
import type { Taint } from '../api/node';
import type { Toleration } from '../api/pod';
import { isPodActive, isPodReady } from '../api/pod-status';
import { faultInput } from '../faults/faults';
import { bootedLab, Lab, type ClusterWishes } from './lab';

function stop(lab: Lab, ...names: readonly string[]): void {
  for (const name of names)
    lab.simulation.input(faultInput(lab.cluster, { type: 'stop', target: `${name}/kubelet` }, ''));
}

function start(lab: Lab, ...names: readonly string[]): void {
  for (const name of names)
    lab.simulation.input(faultInput(lab.cluster, { type: 'start', target: `${name}/kubelet` }, ''));
}

function noExecute(lab: Lab, name: string): readonly Taint[] {
  return (lab.node(name).spec.taints ?? []).filter(({ effect }) => effect === 'NoExecute');
}

function isUnknown(lab: Lab, name: string): boolean {
  return conditionOf(lab.node(name).status.conditions, 'Ready')?.status === 'Unknown';
}

function toldOfEviction(lab: Lab, pod: string): string[] {
  return lab.told(pod).filter((line) => line.includes('TaintManagerEviction'));
}

/** A pod on a node of its own. */
function podOn(lab: Lab, name: string, node: string, tolerations: readonly Toleration[] = []): void {
  lab.createPod(name, { nodeSelector: { 'kubernetes.io/hostname': node }, tolerations, grace: 1 });
  lab.untilPod(name, 'ready', isPodReady);
}

function taint(lab: Lab, node: string, taints: readonly Taint[]): void {
  const body = { spec: { taints } };
  lab.do({ verb: 'patch', resource: 'nodes', namespace: '', name: node, body, patchType: 'merge' });
}

const MAINTENANCE: Taint = { key: 'maintenance', effect: 'NoExecute' };
const PATIENCE: readonly Toleration[] = [
  { key: 'maintenance', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 30 },
];

describe('the pods of a node that falls silent', () => {
  test('stop being ready with it, and are driven out five minutes later', () => {
    const lab = bootedLab({ workers: 2 });
    podOn(lab, 'web', 'worker-1');
    lab.run(7000);
    stop(lab, 'worker-1');
    const silentAt = lab.now;
    lab.untilPod('web', 'not ready', (pod) => !isPodReady(pod), 70_000);
    expect(lab.now - silentAt).toBeGreaterThan(40_000);
    expect(lab.now - silentAt).toBeLessThan(60_000);
    lab.run(10);
    expect(lab.told('web').at(-1)).toBe('Warning NodeNotReady: Node is not ready');
    expect(lab.told('worker-1').at(-1)).toBe(
      'Normal NodeNotReady: Node worker-1 status is now: NodeNotReady',
    );

    lab.until('tainted', () => noExecute(lab, 'worker-1').length > 0, 10_000);
    const taintedAt = lab.now;
    expect(noExecute(lab, 'worker-1')).toEqual([
      { key: 'node.kubernetes.io/unreachable', effect: 'NoExecute', timeAdded: expect.any(String) as string },
    ]);
    expect(lab.pod('web').metadata.deletionTimestamp).toBeUndefined();
    lab.untilPod('web', 'leaving', ({ metadata }) => metadata.deletionTimestamp !== undefined, 310_000);
    expect(lab.now - taintedAt).toBeGreaterThanOrEqual(300_000);
    expect(lab.now - taintedAt).toBeLessThan(300_100);
    lab.run(10);
    expect(toldOfEviction(lab, 'web')).toEqual([
      'Normal TaintManagerEviction: Marking for deletion Pod default/web',
    ]);
    expect(conditionOf(lab.pod('web').status.conditions, 'DisruptionTarget')).toMatchObject({
      status: 'True',
      reason: 'DeletionByTaintManager',
      message: 'Taint manager: deleting due to NoExecute taint',
    });
    lab.run(120_000);
    // Nobody is there to say that it ended.
    expect(lab.pod('web').metadata.deletionTimestamp).toBeDefined();
  });

  test('are replaced elsewhere when they are driven out', () => {
    const lab = bootedLab({ workers: 3 });
    lab.createDeployment('web', { replicas: 3 });
    lab.ready('web', 3);
    stop(lab, 'worker-1');
    lab.run(400_000);
    const active = lab.pods('web').filter(isPodActive);

    expect(active).toHaveLength(3);
    expect(active.every(isPodReady)).toBe(true);
    expect(active.some(({ spec }) => spec.nodeName === 'worker-1')).toBe(false);
  });

  test('stay when it comes back in time', () => {
    const lab = bootedLab({ workers: 2 });
    podOn(lab, 'web', 'worker-1');
    const { uid } = lab.pod('web').metadata;
    stop(lab, 'worker-1');
    lab.until('tainted', () => noExecute(lab, 'worker-1').length > 0, 70_000);
    lab.run(60_000);
    start(lab, 'worker-1');
    lab.until('free of taints', () => (lab.node('worker-1').spec.taints ?? []).length === 0, 30_000);
    lab.run(400_000);

    expect(lab.pod('web').metadata.uid).toBe(uid);
    expect(toldOfEviction(lab, 'web')).toEqual([
      'Normal TaintManagerEviction: Cancelling deletion of Pod default/web',
    ]);
  });
});

describe('a NoExecute taint', () => {
  test('drives out at once who does not tolerate it, later who does for a while, and never who does for ever', () => {
    const lab = bootedLab({ workers: 1 });
    podOn(lab, 'proud', 'worker-1');
    podOn(lab, 'patient', 'worker-1', PATIENCE);
    podOn(lab, 'humble', 'worker-1', [{ operator: 'Exists' }]);
    taint(lab, 'worker-1', [MAINTENANCE]);
    const begin = lab.now;
    lab.untilGone('proud', 3000);
    lab.untilPod('patient', 'leaving', ({ metadata }) => metadata.deletionTimestamp !== undefined, 40_000);
    expect(lab.now - begin).toBeGreaterThanOrEqual(30_000);
    expect(lab.now - begin).toBeLessThan(30_100);
    lab.untilGone('patient', 3000);
    lab.run(600_000);
    expect(lab.pods().map(({ metadata }) => metadata.name)).toEqual(['humble']);
    expect(toldOfEviction(lab, 'humble')).toEqual([]);
  });

  test('that is taken off in time drives nobody out, and that is told', () => {
    const lab = bootedLab({ workers: 1 });
    podOn(lab, 'patient', 'worker-1', PATIENCE);
    taint(lab, 'worker-1', [MAINTENANCE]);
    lab.run(20_000);
    taint(lab, 'worker-1', []);
    lab.run(60_000);
    expect(lab.pod('patient').metadata.deletionTimestamp).toBeUndefined();
    expect(toldOfEviction(lab, 'patient')).toEqual([
      'Normal TaintManagerEviction: Cancelling deletion of Pod default/patient',
    ]);
  });

  test('is told to whoever comes to the node while it stands', () => {
    const lab = bootedLab({ workers: 1 });
    taint(lab, 'worker-1', [MAINTENANCE]);
    lab.do({
      verb: 'create',
      resource: 'pods',
      body: {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: 'stubborn' },
        spec: { nodeName: 'worker-1', containers: [{ name: 'main', image: 'nginx:1.27' }] },
      },
    });
    lab.run(1000);
    expect(toldOfEviction(lab, 'stubborn')).toEqual([
      'Normal TaintManagerEviction: Marking for deletion Pod default/stubborn',
    ]);
  });
});

/** Runs until all of them are Unknown. */
function silenced(wishes: ClusterWishes, ...names: readonly string[]): Lab {
  const lab = bootedLab(wishes);
  stop(lab, ...names);
  lab.until('all unknown', () => names.every((name) => isUnknown(lab, name)), 70_000);
  return lab;
}

describe('a zone', () => {
  test('gives up one node every ten seconds', () => {
    const lab = silenced({ workers: 5 }, 'worker-1', 'worker-2');
    const count = (): number =>
      ['worker-1', 'worker-2'].filter((name) => noExecute(lab, name).length > 0).length;
    lab.until('one given up', () => count() === 1, 6000);
    const begin = lab.now;
    lab.until('both given up', () => count() === 2, 20_000);
    expect(lab.now - begin).toBe(10_000);
  });

  test('of which more than half is silent gives up nobody, for it may be the network', () => {
    const names = ['worker-1', 'worker-2', 'worker-3', 'worker-4'];
    const lab = silenced({ workers: 6 }, ...names);
    lab.run(600_000);
    expect(names.map((name) => noExecute(lab, name))).toEqual([[], [], [], []]);
  });

  test('of which all is silent drives nobody out, and takes its time when one comes back', () => {
    const lab = bootedLab({ workers: 3 });
    lab.createDeployment('web', { replicas: 3 });
    lab.ready('web', 3);
    stop(lab, 'worker-1');
    lab.until('given up', () => noExecute(lab, 'worker-1').length > 0, 70_000);
    stop(lab, 'worker-2', 'worker-3');
    lab.until('all unknown', () => isUnknown(lab, 'worker-2') && isUnknown(lab, 'worker-3'), 70_000);
    lab.run(600_000);
    expect(lab.nodes().map(({ metadata }) => noExecute(lab, metadata.name))).toEqual([[], [], []]);
    expect(lab.pods('web').every(isPodActive)).toBe(true);

    start(lab, 'worker-3');
    lab.until('worker-3 ready', () => !isUnknown(lab, 'worker-3'), 10_000);
    const begin = lab.now;
    lab.until('one given up', () => noExecute(lab, 'worker-1').length > 0, 70_000);
    expect(lab.now - begin).toBeGreaterThanOrEqual(10_000);
  });
});

describe('a node object', () => {
  test('that is deleted is told of, and takes its pods with it after a minute at most', () => {
    const lab = bootedLab({ workers: 2 });
    podOn(lab, 'web', 'worker-2');
    stop(lab, 'worker-2');
    lab.do({ verb: 'delete', resource: 'nodes', namespace: '', name: 'worker-2' });
    const begin = lab.now;
    let reason = '';
    const gone = (): boolean => {
      const pod = lab.find('pods', 'default/web');
      if (pod === undefined) return true;
      const { status } = lab.pod('web');
      if (status.phase === 'Failed')
        reason = conditionOf(status.conditions, 'DisruptionTarget')?.message ?? '';
      return false;
    };
    lab.until('collected', gone, 70_000);

    expect(lab.now - begin).toBeGreaterThanOrEqual(40_000);
    expect(reason).toBe('PodGC: node no longer exists');
    expect(lab.told('worker-2').at(-1)).toBe(
      'Normal RemovingNode: Node worker-2 event: Removing Node worker-2 from Controller',
    );
  });

  test('keeps its old labels in step with the new ones', () => {
    const lab = bootedLab({ workers: 1 });
    const body = {
      metadata: { labels: { 'beta.kubernetes.io/os': 'plan9', 'beta.kubernetes.io/arch': null } },
    };
    lab.do({ verb: 'patch', resource: 'nodes', namespace: '', name: 'worker-1', body, patchType: 'merge' });
    lab.run(1000);
    expect(lab.node('worker-1').metadata.labels).toMatchObject({
      'beta.kubernetes.io/os': 'linux',
      'beta.kubernetes.io/arch': 'amd64',
    });
  });

  test('carries the taint of a cordon, and when it was put on', () => {
    const lab = bootedLab({ workers: 1 });
    const body = { spec: { unschedulable: true } };
    lab.do({ verb: 'patch', resource: 'nodes', namespace: '', name: 'worker-1', body, patchType: 'merge' });
    lab.run(100);
    const timeAdded = lab.node('worker-1').spec.taints?.[0]?.timeAdded;
    expect(lab.node('worker-1').spec.taints).toEqual([
      { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule', timeAdded },
    ]);
    expect(lab.now - Lab.ms(timeAdded)).toBeLessThan(1200);
  });
});
