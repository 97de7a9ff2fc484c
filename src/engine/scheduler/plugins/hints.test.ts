/** Which events may help the pods that a plugin turned away. */
import { describe, expect, test } from 'vitest';
import type { Affinity, Pod } from '../../api/pod';
import { Stage, stageNode, stagePod, type StageNode, type StagePod } from '../../testing/scheduler-stage';
import type { ClusterEvent } from '../framework';
import { HINTS } from './index';

/** The plugins that would try the pod again. */
function woken(pod: Pod, event: ClusterEvent): string {
  const { snapshot } = new Stage([]);
  return HINTS.filter((hint) => hint.concerns(event) && hint.helps?.(pod, event, snapshot) !== false)
    .map(({ name }) => name)
    .join(' ');
}

function nodeEvent(
  old: StageNode | undefined,
  now: StageNode | undefined,
  changed: Partial<Extract<ClusterEvent, { resource: 'node' }>['changed']> = {},
): ClusterEvent {
  const node = (wishes: StageNode | undefined) => (wishes === undefined ? undefined : stageNode('n', wishes));
  const what = { labels: false, taints: false, allocatable: false, ...changed };
  return { resource: 'node', old: node(old), now: node(now), changed: what };
}

function podEvent(old: StagePod | undefined, now: StagePod | undefined): ClusterEvent {
  const pod = (wishes: StagePod | undefined) =>
    wishes === undefined ? undefined : stagePod('there', wishes);
  return { resource: 'pod', old: pod(old), now: pod(now) };
}

const PLAIN = stagePod('plain');

describe('a new node', () => {
  test('may help everybody whom it would take', () => {
    expect(woken(PLAIN, nodeEvent(undefined, {}))).toBe(
      'NodeUnschedulable TaintToleration NodeAffinity NodePorts NodeResourcesFit PodTopologySpread InterPodAffinity',
    );
  });

  test.each<[string, StagePod, StageNode]>([
    ['NodeUnschedulable', {}, { unschedulable: true }],
    ['TaintToleration', {}, { taints: [{ key: 'gpu', effect: 'NoSchedule' }] }],
    ['NodeAffinity', { spec: { nodeSelector: { disk: 'ssd' } } }, {}],
    ['NodeResourcesFit', { requests: { cpu: '5' } }, {}],
  ])('does not help those whom %s would turn away again', (plugin, pod, node) => {
    expect(woken(stagePod('pod', pod), nodeEvent(undefined, node))).not.toContain(plugin);
  });
});

describe('a node that changes', () => {
  const ssd = { labels: { disk: 'ssd' } };
  const tainted = { taints: [{ key: 'gpu', effect: 'NoSchedule' }] };
  const picky = stagePod('picky', { spec: { nodeSelector: { disk: 'ssd' } } });

  test.each<[string, Pod, ClusterEvent, string]>([
    ['uncordoned', PLAIN, nodeEvent({ unschedulable: true }, {}, { taints: true }), 'NodeUnschedulable'],
    ['cordoned', PLAIN, nodeEvent({}, { unschedulable: true }, { taints: true }), ''],
    ['a taint gone', PLAIN, nodeEvent(tainted, {}, { taints: true }), 'TaintToleration'],
    ['a taint more', PLAIN, nodeEvent({}, tainted, { taints: true }), ''],
    ['the label come', picky, nodeEvent({}, ssd, { labels: true }), 'NodeAffinity InterPodAffinity'],
    ['another label come', picky, nodeEvent(ssd, ssd, { labels: true }), 'InterPodAffinity'],
    ['more cpu', PLAIN, nodeEvent({}, { allocatable: { cpu: '8' } }, { allocatable: true }), ''],
    [
      'more pods',
      PLAIN,
      nodeEvent({}, { allocatable: { pods: '200' } }, { allocatable: true }),
      'NodeResourcesFit',
    ],
    ['its heartbeat', picky, nodeEvent(ssd, ssd), ''],
  ])('with %s', (_, pod, event, plugins) => {
    expect(woken(pod, event)).toBe(plugins);
  });

  test.each([
    ['3', '4', 'NodeResourcesFit'],
    ['2', '3', ''],
    ['8', '4', ''],
  ])('from %s cpus to %s for a pod that wants 4', (before, after, plugins) => {
    const pod = stagePod('big', { requests: { cpu: '4' } });
    const event = nodeEvent(
      { allocatable: { cpu: before } },
      { allocatable: { cpu: after } },
      { allocatable: true },
    );
    expect(woken(pod, event)).toBe(plugins);
  });
});

describe('a pod that goes', () => {
  const onPort: StagePod = {
    spec: { containers: [{ name: 'main', ports: [{ containerPort: 80, hostPort: 80 }] }] },
  };

  test('leaves room, and the port that it had', () => {
    expect(woken(PLAIN, podEvent({}, undefined))).toBe('NodeResourcesFit');
    expect(woken(stagePod('pod', onPort), podEvent(onPort, undefined))).toBe('NodePorts NodeResourcesFit');
  });
});

describe('a pod that wants less than before', () => {
  test('leaves room', () => {
    const [more, less] = [{ requests: { cpu: '2' } }, { requests: { cpu: '1' } }];
    expect(woken(PLAIN, podEvent(more, less))).toBe('NodeResourcesFit');
    expect(woken(PLAIN, podEvent(less, more))).toBe('');
  });
});

describe('those who look at other pods', () => {
  const labelSelector = { matchLabels: { app: 'web' } };
  const web: StagePod = { labels: { app: 'web' } };
  const db: StagePod = { labels: { app: 'db' } };
  const term = { topologyKey: 'kubernetes.io/hostname', labelSelector };
  const near: Affinity = { podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term] } };
  const away: Affinity = { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term] } };
  const constraint = {
    maxSkew: 1,
    topologyKey: 'kubernetes.io/hostname',
    whenUnsatisfiable: 'DoNotSchedule',
  };
  const spread = { topologySpreadConstraints: [{ ...constraint, labelSelector }] };

  test.each<[string, StagePod, StagePod | undefined, StagePod | undefined, string]>([
    ['nearness: one comes', { spec: { affinity: near } }, undefined, web, 'InterPodAffinity'],
    ['nearness: another comes', { spec: { affinity: near } }, undefined, db, ''],
    ['nearness: one goes', { spec: { affinity: near } }, web, undefined, 'NodeResourcesFit'],
    ['distance: one goes', { spec: { affinity: away } }, web, undefined, 'NodeResourcesFit InterPodAffinity'],
    ['distance: one comes', { spec: { affinity: away } }, undefined, web, ''],
    ['distance: one is called otherwise', { spec: { affinity: away } }, web, db, 'InterPodAffinity'],
    [
      'one that refuses it goes',
      web,
      { spec: { affinity: away } },
      undefined,
      'NodeResourcesFit InterPodAffinity',
    ],
    ['spread: one comes', { ...web, spec: spread }, undefined, web, 'PodTopologySpread'],
    ['spread: one goes', { ...web, spec: spread }, web, undefined, 'NodeResourcesFit PodTopologySpread'],
    ['spread: another goes', { ...web, spec: spread }, db, undefined, 'NodeResourcesFit'],
  ])('%s', (_, waiting, old, now, plugins) => {
    expect(woken(stagePod('pod', waiting), podEvent(old, now))).toBe(plugins);
  });

  test('a node that goes may even out the spread', () => {
    expect(woken(stagePod('pod', { ...web, spec: spread }), nodeEvent({}, undefined))).toBe(
      'PodTopologySpread',
    );
  });
});
