/** Everything that is counted as pods come and go is what it would be if it were counted from scratch. */
import { describe, expect, test } from 'vitest';
import type { Affinity, Pod } from '../api/pod';
import { createStream, nextBelow, type RandomStream } from '../kernel/random';
import { stageNode, stagePod } from '../testing/scheduler-stage';
import {
  cloneCache,
  createCache,
  nodeOrder,
  place,
  removeNode,
  setNode,
  unplace,
  type SchedulerCache,
} from './cache';
import { podInfo, type PodInfo } from './node-info';
import { countsOf, type PodQuery } from './pod-groups';

const APPS = ['web', 'api', 'db'];
const NODES = ['a', 'b', 'c'];

function query(app: string, living: boolean): PodQuery {
  const selections = [{ namespaces: ['default'], selector: { matchLabels: { app } } }];
  return { key: `${app} ${living}`, selections, living };
}

const QUERIES: readonly PodQuery[] = [
  ...APPS.flatMap((app) => [query(app, true), query(app, false)]),
  { key: 'everybody', selections: [{ namespaces: null, selector: {} }], living: false },
  { key: 'nobody', selections: [{ namespaces: null, selector: null }], living: false },
];

const AFFINITY: Affinity = {
  podAntiAffinity: {
    requiredDuringSchedulingIgnoredDuringExecution: [
      { topologyKey: 'zone', labelSelector: { matchLabels: { app: 'db' } } },
    ],
  },
};

function randomPod(random: RandomStream, name: string): Pod {
  const app = APPS[nextBelow(random, APPS.length)] as string;
  return stagePod(name, {
    labels: { app, 'pod-template-hash': String(nextBelow(random, 2)) },
    namespace: nextBelow(random, 4) === 0 ? 'other' : 'default',
    priority: nextBelow(random, 3),
    requests: { cpu: `${nextBelow(random, 500)}m`, 'example.com/gpu': '1' },
    spec: app === 'db' ? { affinity: AFFINITY } : {},
    ...(nextBelow(random, 5) === 0 ? { deletionTimestamp: '2026-11-02T09:00:00Z' } : {}),
  });
}

function sorted(map: ReadonlyMap<unknown, unknown>): readonly string[] {
  return [...map].map((entry) => JSON.stringify(entry)).sort();
}

function namesOf(pods: readonly PodInfo[]): readonly string[] {
  return pods.map(({ pod }) => pod.metadata.name).sort();
}

/** Everything that the cache has counted, in a form that does not depend on the order in which it happened. */
function summary(cache: SchedulerCache): unknown {
  const nodes = [...cache.nodes.map.values()].map((info) => ({
    name: info.name,
    cpu: info.usedCpuMillicores,
    nonZero: info.nonZeroCpuMillicores,
    gpus: info.usedScalars.get('example.com/gpu') ?? 0,
    pods: info.pods,
    placed: namesOf(info.placed),
  }));
  return {
    nodes: nodes.sort((a, b) => (a.name < b.name ? -1 : 1)),
    order: nodeOrder(cache).length,
    strays: sorted(new Map([...cache.strays.map].map(([node, pods]) => [node, namesOf(pods)]))),
    priorities: sorted(cache.priorities.map),
    groups: QUERIES.map((one) => sorted(countsOf(cache.groups, 1, one, cache.placements.map))),
    refusing: sorted(
      new Map([...cache.terms.refusing.map].map(([key, { counts }]) => [key, sorted(counts)])),
    ),
  };
}

/** The same nodes and pods in an empty cache. */
function rebuilt(cache: SchedulerCache): SchedulerCache {
  const fresh = createCache();
  for (const { node } of cache.nodes.map.values()) setNode(fresh, 1, node);
  for (const [key, { node, info }] of cache.placements.map) place(fresh, 1, key, node, info);
  return fresh;
}

function step(cache: SchedulerCache, epoch: number, random: RandomStream, count: number): void {
  const node = NODES[nextBelow(random, NODES.length)] as string;
  const key = `pod-${nextBelow(random, 30)}`;
  switch (nextBelow(random, 8)) {
    case 0:
      setNode(cache, epoch, stageNode(node));
      break;
    case 1:
      removeNode(cache, epoch, node);
      break;
    case 2:
    case 3:
      unplace(cache, epoch, key);
      break;
    default:
      place(cache, epoch, key, node, podInfo(randomPod(random, `${key}-${count}`)));
  }
}

describe('the cache', () => {
  test.each([1, 2, 3, 4])('after any history is what it would be from scratch (seed %d)', (seed) => {
    const random = createStream(seed, 'cache test');
    const cache = createCache();
    for (let round = 0; round < 20; round++) {
      for (let i = 0; i < 20; i++) step(cache, 1, random, 20 * round + i);
      expect(summary(cache), `round ${round}`).toEqual(summary(rebuilt(cache)));
    }
  });

  test('that was cloned goes its own way', () => {
    const random = createStream(5, 'cache test');
    const cache = createCache();
    for (let i = 0; i < 100; i++) step(cache, 1, random, i);
    summary(cache);
    const before = JSON.stringify(summary(cache));
    const copy = cloneCache(cache);
    for (let i = 100; i < 200; i++) step(copy, 2, random, i);
    expect(JSON.stringify(summary(cache))).toBe(before);
    expect(summary(copy)).toEqual(summary(rebuilt(copy)));
  });
});
