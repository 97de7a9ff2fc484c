/** Where pods land that say something about nodes. */
import { describe, expect, test } from 'vitest';
import type { PodSpec } from '../api/pod';
import { patchNode, label, taint, asking, put, nodeOf, waits, NO_HELP } from './conformance-scheduling';
import { conditionOf, untilRunning } from './kubelet-pods';
import { bootedLab } from './lab';

describe('a pod that waits', () => {
  test('goes as soon as a node gets the label that it wants', () => {
    const lab = bootedLab();
    put(lab, 'p', { nodeSelector: { disk: 'ssd' } });
    waits(lab, 'p');
    label(lab, 'worker-3', { disk: 'ssd' });
    expect(nodeOf(lab, 'p')).toBe('worker-3');
    lab.run(50);
    expect(lab.told('p')).toContain('Normal Scheduled: Successfully assigned default/p to worker-3');
    expect(conditionOf(lab, 'p', 'PodScheduled')).toMatchObject({ status: 'True' });
    expect(conditionOf(lab, 'p', 'PodScheduled')?.reason).toBeUndefined();
  });

  test('goes when the taint is taken away, and when the node is uncordoned', () => {
    const lab = bootedLab({ workers: 1 });
    taint(lab, 'worker-1', 'k', 'v');
    lab.run(100);
    put(lab, 'p');
    waits(lab, 'p');
    patchNode(lab, 'worker-1', { spec: { taints: null } });
    expect(nodeOf(lab, 'p')).toBe('worker-1');
    patchNode(lab, 'worker-1', { spec: { unschedulable: true } });
    lab.run(500);
    put(lab, 'q');
    expect(waits(lab, 'q')).toBe(`0/1 nodes are available: 1 node(s) were unschedulable. ${NO_HELP(1)}`);
    patchNode(lab, 'worker-1', { spec: { unschedulable: null } });
    expect(nodeOf(lab, 'q')).toBe('worker-1');
  });

  test('with scheduling gates is SchedulingGated, without an Event, until they are gone', () => {
    const lab = bootedLab();
    put(lab, 'p', { schedulingGates: [{ name: 'example.com/a' }] });
    lab.run(2000);
    expect(conditionOf(lab, 'p', 'PodScheduled')).toMatchObject({
      status: 'False',
      reason: 'SchedulingGated',
      message: 'Scheduling is blocked due to non-empty scheduling gates',
    });
    expect(lab.told('p')).toEqual([]);
    lab.do({
      verb: 'patch',
      resource: 'pods',
      name: 'p',
      body: { spec: { schedulingGates: null } },
      patchType: 'merge',
    });
    expect(nodeOf(lab, 'p')).not.toBe('');
  });

  test('for another scheduler is left alone', () => {
    const lab = bootedLab();
    put(lab, 'p', { schedulerName: 'mine' });
    lab.run(10_000);
    expect(lab.pod('p').spec.nodeName ?? '').toBe('');
    expect(lab.told('p')).toEqual([]);
    expect(lab.pod('p').status.phase).toBe('Pending');
  });
});

describe('a pod that names its node', () => {
  test('runs there past taints of NoSchedule and without a word of the scheduler', () => {
    const lab = bootedLab();
    taint(lab, 'worker-2', 'k', 'v');
    patchNode(lab, 'worker-2', { spec: { unschedulable: true } });
    put(lab, 'p', { nodeName: 'worker-2' });
    untilRunning(lab, 'p');
    expect(lab.told('p').some((text) => text.includes('Scheduled'))).toBe(false);
  });

  test('for which there is no room there fails with the words of the kubelet', () => {
    const lab = bootedLab();
    put(lab, 'p', { nodeName: 'worker-1', containers: [asking({ cpu: '5' })] });
    lab.untilPod('p', 'failed', ({ status }) => status.phase === 'Failed', 20_000);
    expect(lab.pod('p').status).toMatchObject({
      reason: 'OutOfcpu',
      message:
        "Pod was rejected: Node didn't have enough resource: cpu, requested: 5000, used: 0, capacity: 4000",
    });
    expect(lab.told('p')).toContain(
      "Warning OutOfcpu: Node didn't have enough resource: cpu, requested: 5000, used: 0, capacity: 4000",
    );
  });

  test('that is not there stays Pending in silence', () => {
    const lab = bootedLab();
    put(lab, 'p', { nodeName: 'nowhere' });
    lab.run(10_000);
    expect(lab.pod('p').status.phase).toBe('Pending');
    expect(lab.told('p')).toEqual([]);
  });
});

describe('tolerations', () => {
  const TOLERATED: readonly (readonly [string, NonNullable<PodSpec['tolerations']>[number]])[] = [
    ['of the same key, value and effect', { key: 'k', operator: 'Equal', value: 'v', effect: 'NoSchedule' }],
    ['of the key alone with Exists', { key: 'k', operator: 'Exists' }],
    ['of everything', { operator: 'Exists' }],
    ['of every effect', { key: 'k', value: 'v' }],
  ];
  test.each(TOLERATED)('%s let the pod in', (_, toleration) => {
    const lab = bootedLab({ workers: 1 });
    taint(lab, 'worker-1', 'k', 'v');
    lab.run(100);
    put(lab, 'p', { tolerations: [toleration] });
    expect(nodeOf(lab, 'p')).toBe('worker-1');
  });

  test('of another value or effect do not', () => {
    const lab = bootedLab({ workers: 1 });
    taint(lab, 'worker-1', 'k', 'v');
    lab.run(100);
    put(lab, 'p', { tolerations: [{ key: 'k', operator: 'Equal', value: 'w', effect: 'NoSchedule' }] });
    put(lab, 'q', { tolerations: [{ key: 'k', operator: 'Exists', effect: 'NoExecute' }] });
    for (const name of ['p', 'q']) {
      expect(waits(lab, name)).toBe(
        `0/1 nodes are available: 1 node(s) had untolerated taint {k: v}. ${NO_HELP(1)}`,
      );
    }
  });

  test('PreferNoSchedule is avoided while there is another node, and no hindrance when there is none', () => {
    const lab = bootedLab({ workers: 2 });
    taint(lab, 'worker-1', 'k', 'v', 'PreferNoSchedule');
    lab.run(100);
    for (const name of ['a', 'b']) put(lab, name);
    for (const name of ['a', 'b']) expect(nodeOf(lab, name)).toBe('worker-2');
    patchNode(lab, 'worker-2', { spec: { unschedulable: true } });
    lab.run(100);
    put(lab, 'c');
    expect(nodeOf(lab, 'c')).toBe('worker-1');
  });
});

describe('node affinity', () => {
  test.each([
    ['In', ['ssd', 'nvme'], 'worker-1'],
    ['NotIn', ['ssd'], 'worker-2'],
    ['Exists', undefined, 'worker-1'],
    ['DoesNotExist', undefined, 'worker-2'],
  ] as const)('%s chooses its node', (operator, values, node) => {
    const lab = bootedLab({ workers: 2 });
    label(lab, 'worker-1', { disk: 'ssd' });
    lab.run(100);
    const term = {
      matchExpressions: [{ key: 'disk', operator, ...(values === undefined ? {} : { values }) }],
    };
    const required = { nodeSelectorTerms: [term] };
    put(lab, 'p', {
      affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: required } },
    });
    expect(nodeOf(lab, 'p')).toBe(node);
  });

  test.each([
    ['Gt', '4', 'worker-2'],
    ['Lt', '4', 'worker-1'],
  ] as const)('%s compares numbers', (operator, value, node) => {
    const lab = bootedLab({ workers: 2 });
    label(lab, 'worker-1', { cores: '2' });
    label(lab, 'worker-2', { cores: '16' });
    lab.run(100);
    const required = {
      nodeSelectorTerms: [{ matchExpressions: [{ key: 'cores', operator, values: [value] }] }],
    };
    put(lab, 'p', {
      affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: required } },
    });
    expect(nodeOf(lab, 'p')).toBe(node);
  });

  test('preferred is followed while there is room, and given up after', () => {
    const lab = bootedLab({ workers: 2 });
    label(lab, 'worker-2', { disk: 'ssd' });
    lab.run(100);
    const preference = { matchExpressions: [{ key: 'disk', operator: 'In' as const, values: ['ssd'] }] };
    const preferred = [{ weight: 100, preference }];
    const affinity = { nodeAffinity: { preferredDuringSchedulingIgnoredDuringExecution: preferred } };
    put(lab, 'a', { affinity, containers: [asking({ cpu: '3' })] });
    expect(nodeOf(lab, 'a')).toBe('worker-2');
    put(lab, 'b', { affinity, containers: [asking({ cpu: '3' })] });
    expect(nodeOf(lab, 'b')).toBe('worker-1');
  });

  test('a pod stays when its node loses the label', () => {
    const lab = bootedLab();
    label(lab, 'worker-1', { disk: 'ssd' });
    lab.run(100);
    put(lab, 'p', { nodeSelector: { disk: 'ssd' } });
    untilRunning(lab, 'p');
    label(lab, 'worker-1', { disk: null });
    lab.run(90_000);
    expect(lab.pod('p').status.phase).toBe('Running');
  });
});
