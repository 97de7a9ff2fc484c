import { describe, expect, test } from 'vitest';
import type { TopologySpreadConstraint } from '../../api/pod';
import { Stage, stageNode, stagePod, type StagePod } from '../../testing/scheduler-stage';

const UNEVEN = ["node(s) didn't match pod topology spread constraints"];
const UNLABELLED = ["node(s) didn't match pod topology spread constraints (missing required label)"];

const ZONE = 'topology.kubernetes.io/zone';
const HOSTNAME = 'kubernetes.io/hostname';
const labels = { app: 'web' };

function inZone(name: string, zone: string, more: Readonly<Record<string, string>> = {}) {
  return stageNode(name, { labels: { [ZONE]: zone, ...more } });
}

function constraint(more: Partial<TopologySpreadConstraint> = {}): TopologySpreadConstraint {
  const base = { maxSkew: 1, topologyKey: ZONE, whenUnsatisfiable: 'DoNotSchedule' };
  return { ...base, labelSelector: { matchLabels: labels }, ...more };
}

function spread(...topologySpreadConstraints: readonly TopologySpreadConstraint[]): StagePod {
  return { labels, spec: { topologySpreadConstraints } };
}

/** Puts so many pods of the app onto each node. */
function filled(stage: Stage, counts: Readonly<Record<string, number>>, more: StagePod = {}): Stage {
  for (const [node, count] of Object.entries(counts)) {
    for (let i = 0; i < count; i++) stage.put(node, stagePod(`${node}-${i}`, { labels, ...more }));
  }
  return stage;
}

/** The nodes that take the pod, in order of their names. */
function takers(stage: Stage, wishes: StagePod): string {
  const pod = stagePod('pod', wishes);
  const refused = new Set(stage.decide(pod).rejections.map(({ node }) => node));
  return [...stage.cache.nodes.map.keys()].filter((name) => !refused.has(name)).join(' ');
}

describe('a hard constraint', () => {
  const zones = () => new Stage([inZone('a1', 'a'), inZone('a2', 'a'), inZone('b1', 'b'), inZone('c1', 'c')]);

  test.each([
    [{}, 1, 'a1 a2 b1 c1'],
    [{ a1: 1 }, 1, 'b1 c1'],
    [{ a1: 1, b1: 1 }, 1, 'c1'],
    [{ a1: 1, b1: 1, c1: 1 }, 1, 'a1 a2 b1 c1'],
    [{ a1: 1, a2: 1 }, 2, 'b1 c1'],
    [{ a1: 1, a2: 1, b1: 1 }, 3, 'a1 a2 b1 c1'],
  ])('with %j and maxSkew %d lets %s in', (counts, maxSkew, expected) => {
    expect(takers(filled(zones(), counts), spread(constraint({ maxSkew })))).toBe(expected);
  });

  test('says so, and that no preemption on a node without the label would help', () => {
    const stage = filled(new Stage([inZone('a1', 'a'), inZone('b1', 'b'), stageNode('none')]), { a1: 1 });
    const pod = stagePod('pod', spread(constraint()));
    expect(stage.reasons(pod, 'a1')).toEqual(UNEVEN);
    expect(stage.reasons(pod, 'none')).toEqual(UNLABELLED);
    expect(stage.decide(pod).rejections.map(({ rejection }) => rejection.unresolvable)).toEqual([
      false,
      true,
    ]);
  });

  test('counts pods of its own namespace only, and none that is being deleted', () => {
    const counts = { a1: 1 };
    expect(takers(filled(zones(), counts, { namespace: 'other' }), spread(constraint()))).toBe('a1 a2 b1 c1');
    const leaving = filled(zones(), counts, { deletionTimestamp: '2026-11-02T09:00:00Z' });
    expect(takers(leaving, spread(constraint()))).toBe('a1 a2 b1 c1');
  });

  test('of a pod that it does not count itself leaves room for one more', () => {
    const other = { ...spread(constraint()), labels: { app: 'other' } };
    expect(takers(filled(zones(), { a1: 1 }), other)).toBe('a1 a2 b1 c1');
    expect(takers(filled(zones(), { a1: 1, a2: 1 }), other)).toBe('b1 c1');
  });

  test('minDomains: with fewer domains the emptiest counts as empty', () => {
    const counts = { a1: 1, b1: 1, c1: 1 };
    expect(takers(filled(zones(), counts), spread(constraint({ minDomains: 3 })))).toBe('a1 a2 b1 c1');
    expect(takers(filled(zones(), counts), spread(constraint({ minDomains: 4 })))).toBe('');
  });

  test('nodeAffinityPolicy: nodes that the pod cannot be on count only when told so', () => {
    const nodes = () => new Stage([inZone('a1', 'a', { disk: 'ssd' }), inZone('b1', 'b')]);
    const with_ = (nodeAffinityPolicy?: string): StagePod => {
      const pod = spread(constraint(nodeAffinityPolicy === undefined ? {} : { nodeAffinityPolicy }));
      return { ...pod, spec: { ...pod.spec, nodeSelector: { disk: 'ssd' } } };
    };
    expect(takers(filled(nodes(), { a1: 1 }), with_())).toBe('a1');
    expect(takers(filled(nodes(), { a1: 1 }), with_('Honor'))).toBe('a1');
    expect(takers(filled(nodes(), { a1: 1 }), with_('Ignore'))).toBe('');
  });

  test('nodeTaintsPolicy: nodes with taints count unless told otherwise', () => {
    const taints = [{ key: 'gpu', effect: 'NoSchedule' }];
    const tainted = stageNode('b1', { labels: { [ZONE]: 'b' }, taints });
    const nodes = () => new Stage([inZone('a1', 'a'), tainted]);
    expect(takers(filled(nodes(), { a1: 1 }), spread(constraint()))).toBe('');
    const honouring = spread(constraint({ nodeTaintsPolicy: 'Honor' }));
    expect(takers(filled(nodes(), { a1: 1 }), honouring)).toBe('a1');
  });

  test('all constraints must hold at once', () => {
    const stage = filled(zones(), { a1: 1, b1: 1, c1: 1 });
    expect(takers(stage, spread(constraint(), constraint({ topologyKey: HOSTNAME })))).toBe('a2');
  });

  test('matchLabelKeys: only pods with the same value of the label are spread with it', () => {
    const keyed = constraint({ matchLabelKeys: ['pod-template-hash'] });
    const stage = filled(zones(), { a1: 1 }, { labels: { ...labels, 'pod-template-hash': 'old' } });
    const pod = spread(keyed);
    expect(takers(stage, { ...pod, labels: { ...labels, 'pod-template-hash': 'new' } })).toBe('a1 a2 b1 c1');
    expect(takers(stage, { ...pod, labels: { ...labels, 'pod-template-hash': 'old' } })).toBe('b1 c1');
  });

  test('keeps count as pods come and go', () => {
    const stage = zones();
    const pod = spread(constraint());
    expect(takers(stage, pod)).toBe('a1 a2 b1 c1');
    filled(stage, { a1: 1, b1: 1 });
    expect(takers(stage, pod)).toBe('c1');
    stage.remove(stagePod('a1-0'));
    expect(takers(stage, pod)).toBe('a1 a2 c1');
  });
});

describe('a soft constraint', () => {
  const soft = constraint({ whenUnsatisfiable: 'ScheduleAnyway', topologyKey: HOSTNAME });

  test('prefers nodes with fewer of the pods', () => {
    const stage = filled(new Stage(['a', 'b', 'c'].map((name) => stageNode(name))), { a: 2, b: 1 });
    // round(count·ln(3 + 2) + (1 − 1)): 3, 2, 0; and 100·(3 + 0 − score)/3.
    expect(stage.scores(stagePod('pod', spread(soft)), 'PodTopologySpread')).toEqual({
      a: [3, 0],
      b: [2, 33],
      c: [0, 100],
    });
  });

  test('counts whole zones, and gives nothing to nodes without the label', () => {
    const stage = new Stage([inZone('a1', 'a'), inZone('a2', 'a'), inZone('b1', 'b'), stageNode('none')]);
    filled(stage, { a1: 3, b1: 1, none: 5 });
    const zone = constraint({ whenUnsatisfiable: 'ScheduleAnyway', maxSkew: 2 });
    // Two zones: round(count·ln(2 + 2) + 1) is 5 and 2.
    expect(stage.scores(stagePod('pod', spread(zone)), 'PodTopologySpread')).toEqual({
      a1: [5, 40],
      a2: [5, 40],
      b1: [2, 100],
      none: [0, 0],
    });
  });

  test('of a pod that has only hard ones keeps out of the scores', () => {
    const stage = new Stage([inZone('a1', 'a'), inZone('b1', 'b')]);
    expect(stage.scores(stagePod('pod', spread(constraint())), 'PodTopologySpread')).toBeUndefined();
  });
});

describe("the system's defaults", () => {
  const nodes = () => new Stage(['a', 'b', 'c'].map((name) => stageNode(name)));
  const replicaSet = {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: { name: 'web-1', namespace: 'default' },
    spec: { selector: { matchLabels: labels } },
  };
  const service = (selector: Readonly<Record<string, string>>) => ({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'web', namespace: 'default' },
    spec: { selector },
  });

  test('spread the pods of a ReplicaSet over nodes, with some tolerance', () => {
    const stage = filled(nodes().know(replicaSet), { a: 2, b: 1 });
    const pod = stagePod('pod', { labels, owner: 'web-1' });
    // round(count·ln(3 + 2) + (3 − 1)); there are no zones, so they add nothing.
    expect(stage.scores(pod, 'PodTopologySpread')).toEqual({ a: [5, 40], b: [4, 60], c: [2, 100] });
  });

  test('spread the pods of a Service', () => {
    const stage = filled(nodes().know(service(labels)), { a: 1 });
    expect(stage.scores(stagePod('pod', { labels }), 'PodTopologySpread')).toEqual({
      a: [4, 50],
      b: [2, 100],
      c: [2, 100],
    });
    expect(stage.scores(stagePod('other', { labels: { app: 'x' } }), 'PodTopologySpread')).toBeUndefined();
  });

  test('count the pods that both the Service and the ReplicaSet select', () => {
    const stage = nodes()
      .know(replicaSet)
      .know(service({ tier: 'front' }));
    filled(stage, { a: 1 }, { labels: { ...labels, tier: 'front' } });
    stage.put('b', stagePod('other', { labels }));
    const pod = stagePod('pod', { labels: { ...labels, tier: 'front' }, owner: 'web-1' });
    expect(stage.scores(pod, 'PodTopologySpread')).toEqual({ a: [4, 50], b: [2, 100], c: [2, 100] });
  });

  test('spread over zones too, and do not ignore nodes without one', () => {
    const stage = new Stage([inZone('a1', 'a'), inZone('a2', 'a'), inZone('b1', 'b'), stageNode('none')]);
    filled(stage.know(replicaSet), { a1: 2 });
    const pod = stagePod('pod', { labels, owner: 'web-1' });
    // Hostname: ln(4 + 2) = 1.79. Zone: a, b and none make three domains, ln(3 + 2) = 1.61.
    // a1: 2·1.79 + 2 + 2·1.61 + 4 = 12.8. a2: 2 + 2·1.61 + 4 = 9.2. b1: 2 + 4. none: 2.
    expect(stage.scores(pod, 'PodTopologySpread')).toEqual({
      a1: [13, 15],
      a2: [9, 46],
      b1: [6, 69],
      none: [2, 100],
    });
  });

  test('are nothing to pods without Service and ReplicaSet, nor to those with constraints of their own', () => {
    expect(nodes().scores(stagePod('pod', { labels }), 'PodTopologySpread')).toBeUndefined();
    const stage = new Stage([inZone('a1', 'a'), inZone('b1', 'b')]).know(replicaSet);
    const pod = stagePod('pod', { ...spread(constraint()), owner: 'web-1' });
    expect(stage.scores(pod, 'PodTopologySpread')).toBeUndefined();
  });
});
