import { describe, expect, it } from 'vitest';
import { decideModes, domPodsMax, type NodeExtent, type PodMode, stepModes } from './lod';

function node(name: string, pods: number, podWidth: number, more: Partial<NodeExtent> = {}): NodeExtent {
  return { name, pods, podWidth, distance: 0, visible: true, ...more };
}

const modes = (entries: Record<string, PodMode>) => new Map(Object.entries(entries));

describe('decideModes', () => {
  it('draws cards from 64 px on and keeps them down to 54', () => {
    expect(decideModes([node('a', 10, 63)], new Map()).get('a')).toBe('hit');
    expect(decideModes([node('a', 10, 64)], new Map()).get('a')).toBe('card');
    expect(decideModes([node('a', 10, 55)], modes({ a: 'card' })).get('a')).toBe('card');
    expect(decideModes([node('a', 10, 53)], modes({ a: 'card' })).get('a')).toBe('hit');
  });

  it('does not flicker at the threshold', () => {
    let now = decideModes([node('a', 10, 66)], new Map());
    for (const width of [62, 65, 60, 64.5, 61]) {
      now = decideModes([node('a', 10, width)], now);
      expect(now.get('a')).toBe('card');
    }
  });

  it('gives the nearest nodes the cards when there are too many pods', () => {
    const nodes = [1, 2, 3, 4, 5].map((index) => node(`n${index}`, 100, 80, { distance: 10 - index }));
    const decided = decideModes(nodes, new Map());
    expect(decided.get('n1')).toBe('none');
    expect(['n2', 'n3', 'n4', 'n5'].map((name) => decided.get(name))).toEqual([
      'card',
      'card',
      'card',
      'card',
    ]);
  });

  it('never puts more pods into the page than it may', () => {
    const nodes = Array.from({ length: 40 }, (_, index) => node(`n${index}`, 7 + index, 20 + index * 3));
    const decided = decideModes(nodes, new Map());
    const inPage = nodes
      .filter(({ name }) => decided.get(name) !== 'none')
      .reduce((sum, one) => sum + one.pods, 0);
    expect(inPage).toBeLessThanOrEqual(domPodsMax);
  });
});

describe('stepModes', () => {
  const nodes = ['a', 'b', 'c'].map((name, index) => node(name, 30, 80, { distance: index }));
  const wanted = modes({ a: 'card', b: 'card', c: 'card' });

  it('mounts a portion per step, nearest first, and comes to an end', () => {
    const first = stepModes(nodes, modes({ a: 'none', b: 'none', c: 'none' }), wanted);
    expect(Object.fromEntries(first)).toEqual({ a: 'card', b: 'none', c: 'none' });
    const second = stepModes(nodes, first, wanted);
    const third = stepModes(nodes, second, wanted);
    expect(Object.fromEntries(third)).toEqual({ a: 'card', b: 'card', c: 'card' });
    expect(stepModes(nodes, third, wanted)).toBe(third);
  });

  it('mounts a node that is larger than a portion alone', () => {
    const big = [node('a', 110, 80), node('b', 1, 80, { distance: 1 })];
    const next = stepModes(big, new Map(), modes({ a: 'card', b: 'card' }));
    expect(Object.fromEntries(next)).toEqual({ a: 'card', b: 'none' });
  });

  it('takes away all at once', () => {
    const none = modes({ a: 'none', b: 'hit', c: 'none' });
    expect(Object.fromEntries(stepModes(nodes, wanted, none))).toEqual(Object.fromEntries(none));
  });
});
