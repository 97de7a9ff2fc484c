/** What each filter plugin lets pass, and what it says when it does not. */
import { describe, expect, test } from 'vitest';
import type { NodeSelectorTerm, Toleration } from '../../api/pod';
import { Stage, stageNode, stagePod, type StageNode, type StagePod } from '../../testing/scheduler-stage';

/** The reasons for which the one node turns the pod down. */
function reasons(node: StageNode, pod: StagePod, ...there: readonly StagePod[]): readonly string[] {
  const stage = new Stage([stageNode('one', node)]);
  for (const [index, other] of there.entries()) stage.put('one', stagePod(`there-${index}`, other));
  return stage.reasons(stagePod('pod', pod), 'one');
}

describe('NodeUnschedulable', () => {
  const toleration = { key: 'node.kubernetes.io/unschedulable', operator: 'Exists', effect: 'NoSchedule' };

  test('keeps pods off a cordoned node that do not tolerate it', () => {
    expect(reasons({ unschedulable: true }, {})).toEqual(['node(s) were unschedulable']);
    expect(reasons({ unschedulable: true }, { spec: { tolerations: [toleration] } })).toEqual([]);
    expect(reasons({ unschedulable: false }, {})).toEqual([]);
  });
});

describe('TaintToleration', () => {
  const gpu = { key: 'gpu', value: 'a100', effect: 'NoSchedule' };

  test.each<[string, Toleration, boolean]>([
    ['the same', { key: 'gpu', operator: 'Equal', value: 'a100', effect: 'NoSchedule' }, true],
    ['any effect', { key: 'gpu', value: 'a100' }, true],
    ['any value', { key: 'gpu', operator: 'Exists' }, true],
    ['anything', { operator: 'Exists' }, true],
    ['another value', { key: 'gpu', value: 'h100' }, false],
    ['another effect', { key: 'gpu', operator: 'Exists', effect: 'NoExecute' }, false],
    ['another key', { key: 'cpu', operator: 'Exists' }, false],
  ])('a toleration of %s', (_, toleration, isEnough) => {
    const untolerated = ['node(s) had untolerated taint {gpu: a100}'];
    const pod = { spec: { tolerations: [toleration] } };
    expect(reasons({ taints: [gpu] }, pod)).toEqual(isEnough ? [] : untolerated);
  });

  test('names the first taint that is not tolerated, and overlooks PreferNoSchedule', () => {
    const taints = [{ key: 'soft', effect: 'PreferNoSchedule' }, { key: 'hard', effect: 'NoExecute' }, gpu];
    expect(reasons({ taints }, {})).toEqual(['node(s) had untolerated taint {hard: }']);
    expect(reasons({ taints: taints.slice(0, 1) }, {})).toEqual([]);
  });
});

describe('NodeAffinity', () => {
  const refused = ["node(s) didn't match Pod's node affinity/selector"];
  const node = { labels: { disk: 'ssd', cores: '16' } };

  function withTerms(...nodeSelectorTerms: readonly NodeSelectorTerm[]): StagePod {
    const requiredDuringSchedulingIgnoredDuringExecution = { nodeSelectorTerms };
    return { spec: { affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution } } } };
  }

  test.each([
    [{ disk: 'ssd' }, true],
    [{ disk: 'hdd' }, false],
    [{ disk: 'ssd', zone: 'a' }, false],
  ])('nodeSelector %j', (nodeSelector, isMatch) => {
    expect(reasons(node, { spec: { nodeSelector } })).toEqual(isMatch ? [] : refused);
  });

  test.each([
    ['disk', 'In', ['hdd', 'ssd'], true],
    ['disk', 'NotIn', ['ssd'], false],
    ['zone', 'NotIn', ['a'], true],
    ['disk', 'Exists', [], true],
    ['zone', 'Exists', [], false],
    ['disk', 'DoesNotExist', [], false],
    ['zone', 'DoesNotExist', [], true],
    ['cores', 'Gt', ['15'], true],
    ['cores', 'Gt', ['16'], false],
    ['cores', 'Lt', ['100'], true],
    ['disk', 'Gt', ['1'], false],
    ['zone', 'Lt', ['1'], false],
  ])('%s %s %j', (key, operator, values, isMatch) => {
    const pod = withTerms({ matchExpressions: [{ key, operator, values }] });
    expect(reasons(node, pod)).toEqual(isMatch ? [] : refused);
  });

  test('one of the terms is enough, and an empty one matches nothing', () => {
    const disk = (value: string): NodeSelectorTerm => ({
      matchExpressions: [{ key: 'disk', operator: 'In', values: [value] }],
    });
    const [ssd, hdd] = [disk('ssd'), disk('hdd')];
    expect(reasons(node, withTerms(hdd, ssd))).toEqual([]);
    expect(reasons(node, withTerms(hdd, {}))).toEqual(refused);
  });

  test('the selector and the affinity must both match', () => {
    const pod = withTerms({ matchExpressions: [{ key: 'disk', operator: 'Exists' }] });
    expect(reasons(node, { spec: { ...pod.spec, nodeSelector: { disk: 'hdd' } } })).toEqual(refused);
  });

  test('a pod that names its node by field is tried there only', () => {
    const stage = new Stage(['one', 'two', 'three'].map((name) => stageNode(name)));
    const field = { key: 'metadata.name', operator: 'In', values: ['two'] };
    const decision = stage.decide(stagePod('pod', withTerms({ matchFields: [field] })));
    expect(decision).toMatchObject({ node: 'two', feasible: 1, rejections: [] });
  });
});

describe('NodePorts', () => {
  const refused = ["node(s) didn't have free ports for the requested pod ports"];
  const port = (hostPort: number, more: { hostIP?: string; protocol?: string } = {}): StagePod => ({
    spec: { containers: [{ name: 'main', ports: [{ containerPort: 80, hostPort, ...more }] }] },
  });

  test.each([
    ['the same port', port(80), port(80), false],
    ['another port', port(80), port(81), true],
    ['another protocol', port(80), port(80, { protocol: 'UDP' }), true],
    ['another address', port(80, { hostIP: '10.0.0.1' }), port(80, { hostIP: '10.0.0.2' }), true],
    ['all addresses', port(80, { hostIP: '10.0.0.1' }), port(80), false],
    ['all addresses, written out', port(80, { hostIP: '0.0.0.0' }), port(80, { hostIP: '10.0.0.2' }), false],
  ])('%s', (_, there, pod, isFree) => {
    expect(reasons({}, pod, there)).toEqual(isFree ? [] : refused);
  });

  test('a port is free again when its pod is gone', () => {
    const there = stagePod('there', port(80));
    const stage = new Stage([stageNode('one')]).put('one', there);
    expect(stage.reasons(stagePod('pod', port(80)), 'one')).toEqual(refused);
    expect(stage.remove(there).decide(stagePod('pod', port(80))).node).toBe('one');
  });
});

describe('NodeResourcesFit', () => {
  test.each([
    ['cpu', { requests: { cpu: '3500m' } }, { requests: { cpu: '501m' } }, ['Insufficient cpu']],
    ['cpu that just fits', { requests: { cpu: '3500m' } }, { requests: { cpu: '500m' } }, []],
    ['memory', { requests: { memory: '8Gi' } }, { requests: { memory: '1' } }, ['Insufficient memory']],
    ['no request', { requests: { cpu: '4', memory: '8Gi' } }, {}, []],
    [
      'cpu and memory',
      { requests: { cpu: '4' } },
      { requests: { cpu: '1', memory: '9Gi' } },
      ['Insufficient cpu', 'Insufficient memory'],
    ],
  ])('%s', (_, there, pod, expected) => {
    expect(reasons({}, pod, there)).toEqual(expected);
  });

  test('ephemeral storage and extended resources have reasons of their own', () => {
    const node = { allocatable: { 'ephemeral-storage': '10Gi', 'nvidia.com/gpu': '1' } };
    const requests = { 'ephemeral-storage': '6Gi', 'nvidia.com/gpu': '1' };
    expect(reasons(node, { requests })).toEqual([]);
    expect(reasons(node, { requests }, { requests })).toEqual([
      'Insufficient ephemeral-storage',
      'Insufficient nvidia.com/gpu',
    ]);
    expect(reasons({}, { requests: { 'example.com/dongle': '1' } })).toEqual([
      'Insufficient example.com/dongle',
    ]);
  });

  test('too many pods', () => {
    expect(reasons({ allocatable: { pods: '1' } }, {}, {})).toEqual(['Too many pods']);
  });

  test('init containers count by their peak, sidecars stay, and overhead is added', () => {
    const container = (name: string, cpu: string) => ({ name, resources: { requests: { cpu } } });
    const spec = {
      initContainers: [{ ...container('sidecar', '1'), restartPolicy: 'Always' }, container('migrate', '2')],
      containers: [container('main', '1500m')],
      overhead: { cpu: '250m' },
    };
    // At its peak 1 + 2 CPUs for the sidecar and the init container, 1 + 1.5 later; and the overhead.
    expect(reasons({ allocatable: { cpu: '3250m' } }, { spec })).toEqual([]);
    expect(reasons({ allocatable: { cpu: '3249m' } }, { spec })).toEqual(['Insufficient cpu']);
  });
});
