import { describe, expect, test } from 'vitest';
import type { Hop, HopKind } from './event';
import { Trace } from './trace';

function hop(kind: HopKind, key = 'default/a', also?: readonly number[]): Hop {
  const words: Hop = { kind, verb: 'create', resource: 'pods', key, code: 0 };
  return also === undefined ? words : { ...words, also };
}

/** An input 1, and a chain of hops behind it, each caused by the one before. */
function chainOf(length: number, capacity?: number): Trace {
  const trace = new Trace(capacity);
  trace.record(1, 0, 0, 2, 'c/user', 'c/kube-apiserver', hop('input'));
  for (let id = 2; id <= length; id++) trace.record(id, id - 1, id, id + 1, 'c/a', 'c/b', hop('watch'));
  return trace;
}

describe('the trace', () => {
  test('gives back what was recorded', () => {
    const trace = new Trace();
    const words: Hop = { ...hop('response'), code: 201, by: 'replicaset', also: [3, 4] };
    trace.record(7, 5, 10, 12, 'c/kube-apiserver', 'c/user', words);

    const found = {
      ...words,
      id: 7,
      cause: 5,
      root: 0,
      start: 10,
      end: 12,
      from: 'c/kube-apiserver',
      to: 'c/user',
    };
    expect(trace.find(7)).toEqual(found);
    expect(trace.find(6)).toBeUndefined();
    expect(trace.find(0)).toBeUndefined();
  });

  test('walks from any hop back to its input', () => {
    const trace = chainOf(5);

    expect(trace.chain(5).map(({ id }) => id)).toEqual([5, 4, 3, 2, 1]);
    expect(trace.rootOf(5)).toBe(1);
    expect(trace.find(5)?.root).toBe(1);
  });

  test('refuses a hop that is caused by a later one', () => {
    const trace = new Trace();
    trace.record(3, 4, 0, 1, 'a', 'b', hop('watch'));
    trace.record(4, 3, 0, 1, 'a', 'b', hop('watch'));

    expect(() => trace.chain(4)).toThrow('hop 3 is caused by the later hop 4');
  });

  test('is a ring: the oldest hops are forgotten, their roots are remembered', () => {
    const trace = chainOf(20, 8);

    expect(trace.find(12)).toBeUndefined();
    expect(trace.between(0, 20).map(({ id }) => id)).toEqual([13, 14, 15, 16, 17, 18, 19, 20]);
    expect(trace.rootOf(20)).toBe(1);
    expect(trace.chain(20)).toHaveLength(8);
  });

  test('lists hops between two moments, and those about one object', () => {
    const trace = new Trace();
    trace.record(1, 0, 0, 1, 'a', 'b', hop('input', 'default/a'));
    trace.record(2, 1, 0, 1, 'a', 'b', hop('request', 'default/b'));
    trace.record(4, 1, 0, 1, 'a', 'b', { ...hop('request', 'default/a'), resource: 'pods/status' });
    trace.record(5, 1, 0, 1, 'a', 'b', { ...hop('request', 'default/a'), resource: 'podsets' });

    expect(trace.between(1, 4).map(({ id }) => id)).toEqual([2, 4]);
    expect(trace.about('pods', 'default/a').map(({ id }) => id)).toEqual([1, 4]);
  });

  test('forgets what a rewind takes back, and takes the same ids again', () => {
    const trace = chainOf(6, 16);
    trace.record(7, 6, 7, 8, 'a', 'b', hop('watch', 'x', [2]));
    trace.truncate(4, 7);

    expect(trace.find(5)).toBeUndefined();
    expect(trace.between(0, 7).map(({ id }) => id)).toEqual([1, 2, 3, 4]);
    trace.record(7, 4, 5, 6, 'a', 'b', hop('watch'));
    expect(trace.find(7)?.also).toEqual([]);
  });
});
