import { describe, expect, test } from 'vitest';
import type { Affinity, PodAffinityTerm, WeightedPodAffinityTerm } from '../../api/pod';
import { Stage, stageNode, stagePod, type StagePod } from '../../testing/scheduler-stage';

const ZONE = 'topology.kubernetes.io/zone';
const HOSTNAME = 'kubernetes.io/hostname';

function zones(): Stage {
  const node = (name: string, zone: string) => stageNode(name, { labels: { [ZONE]: zone } });
  return new Stage([node('a1', 'a'), node('a2', 'a'), node('b1', 'b'), stageNode('none')]);
}

function term(app: string, more: Partial<PodAffinityTerm> = {}): PodAffinityTerm {
  return { labelSelector: { matchLabels: { app } }, topologyKey: ZONE, ...more };
}

function needs(...terms: readonly PodAffinityTerm[]): Affinity {
  return { podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: terms } };
}

function shuns(...terms: readonly PodAffinityTerm[]): Affinity {
  return { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: terms } };
}

function app(name: string, affinity?: Affinity, more: StagePod = {}): StagePod {
  return { labels: { app: name }, ...(affinity === undefined ? {} : { spec: { affinity } }), ...more };
}

function reasonsByNode(stage: Stage, pod: StagePod): Readonly<Record<string, readonly string[]>> {
  const { rejections } = stage.decide(stagePod('pod', pod));
  return Object.fromEntries(rejections.map(({ node, rejection }) => [node, rejection.reasons]));
}

function takers(stage: Stage, pod: StagePod): string {
  const refused = Object.keys(reasonsByNode(stage, pod));
  return [...stage.cache.nodes.map.keys()].filter((name) => !refused.includes(name)).join(' ');
}

describe('required affinity', () => {
  const refused = ["node(s) didn't match pod affinity rules"];

  test('is met in the topology of a pod that it means', () => {
    const stage = zones().put('a1', stagePod('there', app('cache')));
    expect(takers(stage, app('web', needs(term('cache'))))).toBe('a1 a2');
    expect(reasonsByNode(stage, app('web', needs(term('cache'))))).toEqual({ b1: refused, none: refused });
  });

  test('one pod must meet all terms', () => {
    const both = needs(term('cache'), {
      topologyKey: HOSTNAME,
      labelSelector: { matchLabels: { tier: 'back' } },
    });
    const stage = zones().put('a1', stagePod('one', app('cache')));
    stage.put('a2', stagePod('two', { labels: { tier: 'back' } }));
    expect(takers(stage, app('web', both))).toBe('');
    stage.put('a2', stagePod('three', { labels: { app: 'cache', tier: 'back' } }));
    expect(takers(stage, app('web', both))).toBe('a2');
  });

  test('the first of pods that want to be together may be anywhere where the label is', () => {
    expect(takers(zones(), app('web', needs(term('web'))))).toBe('a1 a2 b1');
    expect(takers(zones(), app('web', needs(term('cache'))))).toBe('');
    const stage = zones().put('b1', stagePod('first', app('web')));
    expect(takers(stage, app('web', needs(term('web'))))).toBe('b1');
  });

  test('means pods of its own namespace, of those it names, or of those it selects', () => {
    const stage = zones().put('a1', stagePod('there', app('cache', undefined, { namespace: 'shop' })));
    const namespace = (name: string, labels: Readonly<Record<string, string>>) => ({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name, labels },
    });
    stage.know(namespace('shop', { team: 'sales' })).know(namespace('default', {}));
    const wanting = (more: Partial<PodAffinityTerm>) => app('web', needs(term('cache', more)));
    expect(takers(stage, wanting({}))).toBe('');
    expect(takers(stage, wanting({ namespaces: ['shop'] }))).toBe('a1 a2');
    expect(takers(stage, wanting({ namespaceSelector: { matchLabels: { team: 'sales' } } }))).toBe('a1 a2');
    expect(takers(stage, wanting({ namespaceSelector: { matchLabels: { team: 'ops' } } }))).toBe('');
    expect(takers(stage, wanting({ namespaceSelector: {} }))).toBe('a1 a2');
  });
});

describe('required anti-affinity', () => {
  test('keeps the pod out of the topology of pods that it means', () => {
    const stage = zones().put('a1', stagePod('there', app('noisy')));
    const refused = ["node(s) didn't match pod anti-affinity rules"];
    expect(reasonsByNode(stage, app('web', shuns(term('noisy'))))).toEqual({ a1: refused, a2: refused });
    expect(takers(stage, app('web', shuns(term('noisy', { topologyKey: HOSTNAME }))))).toBe('a2 b1 none');
  });

  test('of pods that are there keeps others out', () => {
    const there = stagePod('there', app('db', shuns(term('web'))));
    const stage = zones().put('a1', there);
    const refused = ["node(s) didn't satisfy existing pods anti-affinity rules"];
    expect(reasonsByNode(stage, app('web'))).toEqual({ a1: refused, a2: refused });
    expect(takers(stage, app('cache'))).toBe('a1 a2 b1 none');
    expect(takers(stage, app('web', undefined, { namespace: 'other' }))).toBe('a1 a2 b1 none');
    expect(takers(stage.remove(there), app('web'))).toBe('a1 a2 b1 none');
  });

  test('of pods of one template lets one onto each node', () => {
    const one = app('web', shuns(term('web', { topologyKey: HOSTNAME })));
    const stage = zones();
    for (const node of ['a1', 'b1', 'none']) stage.put(node, stagePod(`on-${node}`, one));
    expect(takers(stage, one)).toBe('a2');
  });
});

describe('scores', () => {
  const prefers = (...terms: readonly WeightedPodAffinityTerm[]): Affinity => ({
    podAffinity: { preferredDuringSchedulingIgnoredDuringExecution: terms },
  });
  const avoids = (...terms: readonly WeightedPodAffinityTerm[]): Affinity => ({
    podAntiAffinity: { preferredDuringSchedulingIgnoredDuringExecution: terms },
  });
  const weighted = (weight: number, name: string): WeightedPodAffinityTerm => ({
    weight,
    podAffinityTerm: term(name),
  });

  test('add up the preferences of the pod, once for every pod that they mean', () => {
    const stage = zones()
      .put('a1', stagePod('one', app('cache')))
      .put('a2', stagePod('two', app('cache')));
    stage.put('b1', stagePod('three', app('noisy')));
    const both = { ...prefers(weighted(30, 'cache')), ...avoids(weighted(20, 'noisy')) };
    expect(stage.scores(stagePod('pod', app('web', both)), 'InterPodAffinity')).toEqual({
      a1: [60, 100],
      a2: [60, 100],
      b1: [-20, 0],
      none: [0, 25],
    });
  });

  test('add what the pods there think of it: their preferences, and one for what they demand', () => {
    const stage = zones().put('a1', stagePod('fan', app('fan', prefers(weighted(9, 'web')))));
    stage.put('b1', stagePod('needy', app('needy', needs(term('web')))));
    expect(stage.scores(stagePod('pod', app('web')), 'InterPodAffinity')).toEqual({
      a1: [9, 100],
      a2: [9, 100],
      b1: [1, 11],
      none: [0, 0],
    });
    expect(stage.scores(stagePod('other', app('other')), 'InterPodAffinity')).toBeUndefined();
  });

  test('are nothing where nobody has affinity', () => {
    const stage = zones().put('a1', stagePod('there', app('cache')));
    expect(stage.scores(stagePod('pod', app('web')), 'InterPodAffinity')).toBeUndefined();
  });
});
