/** What each score plugin says: as it counts, and on the common scale. */
import { describe, expect, test } from 'vitest';
import { Stage, stageNode, stagePod, type StagePod } from '../../testing/scheduler-stage';

const MIB = 1024 * 1024;

function stageOf(...names: readonly string[]): Stage {
  return new Stage(names.map((name) => stageNode(name)));
}

describe('NodeResourcesFit', () => {
  test('prefers the emptier node, where a container without requests counts as 100m and 200Mi', () => {
    const stage = stageOf('full', 'empty').put(
      'full',
      stagePod('there', { requests: { cpu: '2', memory: '4Gi' } }),
    );
    // full: cpu (4000 − 2100)·100/4000 = 47, memory (8192 − 4296)·100/8192 = 47. empty: 97 and 97.
    expect(stage.scores(stagePod('pod'), 'NodeResourcesFit')).toEqual({ full: [47, 47], empty: [97, 97] });
  });

  test('gives nothing for a resource of which more is asked for than there is', () => {
    const stage = stageOf('a', 'b');
    for (let i = 0; i < 40; i++) stage.put('a', stagePod(`there-${i}`));
    // 41 pods count as 4100m and 8200Mi, more than the node has, although they have requested nothing.
    expect(stage.scores(stagePod('pod'), 'NodeResourcesFit')?.['a']).toEqual([0, 0]);
  });
});

describe('NodeResourcesBalancedAllocation', () => {
  test('prefers nodes where cpu and memory are used up evenly', () => {
    const stage = stageOf('skewed', 'even').put('skewed', stagePod('there', { requests: { cpu: '3' } }));
    // skewed: cpu 100 %, memory 25 %: 1 − 0.75/2. even: 25 % and 25 %.
    const pod = stagePod('pod', { requests: { cpu: '1', memory: '2Gi' } });
    expect(stage.scores(pod, 'NodeResourcesBalancedAllocation')).toEqual({
      skewed: [62, 62],
      even: [100, 100],
    });
  });

  test('keeps out of it for pods that request nothing', () => {
    expect(stageOf('a', 'b').scores(stagePod('pod'), 'NodeResourcesBalancedAllocation')).toBeUndefined();
  });
});

describe('TaintToleration', () => {
  test('prefers nodes with fewer PreferNoSchedule taints that are not tolerated', () => {
    const taints = ['a', 'b', 'c', 'd'].map((key) => ({ key, effect: 'PreferNoSchedule' }));
    const nodes = [0, 1, 4].map((count) => stageNode(`n${count}`, { taints: taints.slice(0, count) }));
    const tolerations = [{ key: 'd', operator: 'Exists' }];
    const scores = new Stage(nodes).scores(stagePod('pod', { spec: { tolerations } }), 'TaintToleration');
    expect(scores).toEqual({ n0: [0, 100], n1: [1, 67], n4: [3, 0] });
  });

  test('gives everybody 100, three times, where there are no such taints', () => {
    const [first] = stageOf('a', 'b').decide(stagePod('pod')).scores;
    expect(first?.plugins).toContainEqual({
      plugin: 'TaintToleration',
      raw: 0,
      normalised: 100,
      weighted: 300,
    });
  });
});

describe('NodeAffinity', () => {
  const prefer = (weight: number, key: string) => ({
    weight,
    preference: { matchExpressions: [{ key, operator: 'Exists' }] },
  });

  test('adds up the weights of the preferences that a node meets', () => {
    const preferredDuringSchedulingIgnoredDuringExecution = [prefer(30, 'ssd'), prefer(10, 'fast')];
    const spec = { affinity: { nodeAffinity: { preferredDuringSchedulingIgnoredDuringExecution } } };
    const stage = new Stage([
      stageNode('plain'),
      stageNode('ssd', { labels: { ssd: '' } }),
      stageNode('both', { labels: { ssd: '', fast: '' } }),
    ]);
    expect(stage.scores(stagePod('pod', { spec }), 'NodeAffinity')).toEqual({
      plain: [0, 0],
      ssd: [30, 75],
      both: [40, 100],
    });
    expect(stage.scores(stagePod('pod'), 'NodeAffinity')).toBeUndefined();
  });
});

describe('ImageLocality', () => {
  const image = (name: string, mib: number) => ({ names: [name], sizeBytes: mib * MIB });
  const pod = (...images: readonly string[]): StagePod => ({
    spec: { containers: images.map((name, index) => ({ name: `c${index}`, image: name })) },
  });

  test('prefers nodes that have the images, the more the bigger they are and the more nodes have them', () => {
    const stage = new Stage([
      stageNode('none'),
      stageNode('small', { images: [image('registry/app:v1', 400)] }),
      stageNode('both', { images: [image('registry/app:v1', 400), image('registry/big:latest', 4000)] }),
    ]);
    // 400 MiB on two of three nodes count as 266.7 MiB: 100·(266.7 − 23)/(1000 − 23).
    expect(stage.scores(stagePod('pod', pod('registry/app:v1')), 'ImageLocality')).toEqual({
      none: [0, 0],
      small: [24, 24],
      both: [24, 24],
    });
    // 4000 MiB on one of three nodes count as 1333.3 MiB more; two containers have a maximum of 2000 MiB.
    const two = stagePod('pod', pod('registry/big', 'registry/app:v1'));
    expect(stage.scores(two, 'ImageLocality')).toEqual({ none: [0, 0], small: [12, 12], both: [79, 79] });
  });

  test('knows an image only by the names that the nodes report', () => {
    const stage = new Stage([
      stageNode('a', { images: [image('docker.io/library/nginx:1.27', 900)] }),
      stageNode('b'),
    ]);
    expect(stage.scores(stagePod('pod', pod('nginx:1.27')), 'ImageLocality')).toEqual({
      a: [0, 0],
      b: [0, 0],
    });
  });

  test('keeps out of it while no node reports its images', () => {
    expect(stageOf('a', 'b').scores(stagePod('pod', pod('nginx')), 'ImageLocality')).toBeUndefined();
  });
});

describe('the total', () => {
  test('adds up what the plugins say with their weights, and the best node is chosen', () => {
    const stage = stageOf('full', 'empty').put(
      'full',
      stagePod('there', { requests: { cpu: '2', memory: '4Gi' } }),
    );
    const { node, scores } = stage.decide(stagePod('pod', { requests: { cpu: '1', memory: '2Gi' } }));
    expect(node).toBe('empty');
    expect(scores.map((score) => [score.node, score.total])).toEqual([
      ['empty', 300 + 75 + 100],
      ['full', 300 + 25 + 100],
    ]);
  });

  test('is remembered for ten nodes at most, the chosen one first', () => {
    const stage = stageOf(...Array.from({ length: 30 }, (_, index) => `n${index}`));
    for (let round = 0; round < 20; round++) {
      const { node, scores } = stage.decide(stagePod('pod'));
      expect(scores).toHaveLength(10);
      expect(scores[0]?.node).toBe(node);
    }
  });

  test('each of equal nodes is chosen now and then', () => {
    const stage = stageOf('a', 'b', 'c');
    const chosen = new Set(Array.from({ length: 40 }, () => stage.decide(stagePod('pod')).node));
    expect([...chosen].sort()).toEqual(['a', 'b', 'c']);
  });
});
