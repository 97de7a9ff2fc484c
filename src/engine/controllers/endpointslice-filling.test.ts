/** Filling slices: whatever is wanted stands somewhere once, and little is moved for it. */
import { describe, expect, test } from 'vitest';
import type { Endpoint, EndpointSlice } from '../api/endpointslice';
import { createStream, nextBelow } from '../kernel/random';
import { endpointKey } from './endpoints';
import { fillSlices, type Filling } from './endpointslice-filling';

function endpoint(n: number, ready = true): Endpoint {
  const conditions = { ready, serving: ready, terminating: false };
  return {
    addresses: [`10.244.0.${n}`],
    conditions,
    targetRef: { kind: 'Pod', name: `p-${n}`, uid: `u-${n}` },
  };
}

function slice(name: string, endpoints: readonly Endpoint[]): EndpointSlice {
  const metadata = { name, namespace: 'default' };
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata,
    addressType: 'IPv4',
    endpoints,
    ports: [],
  };
}

function numbers(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, i) => from + i);
}

function fill(slices: readonly EndpointSlice[], wanted: readonly Endpoint[]): Filling {
  const desired = new Map(wanted.map((one) => [endpointKey(one), one]));
  return fillSlices(slices, { ports: [], desired });
}

/** The slices as they are afterwards. */
function after({ created, updated, unchanged }: Filling): (readonly Endpoint[])[] {
  return [...unchanged.map(({ endpoints }) => endpoints), ...updated.values(), ...created];
}

describe('slices', () => {
  test('take a hundred each', () => {
    const filling = fill(
      [],
      numbers(0, 250).map((n) => endpoint(n)),
    );
    expect(filling.created.map((list) => list.length)).toEqual([100, 100, 50]);
  });

  test('are left alone when nothing changed, and written when one endpoint did', () => {
    const [a, b] = [
      slice(
        'a',
        numbers(0, 10).map((n) => endpoint(n)),
      ),
      slice('b', [endpoint(20)]),
    ];
    const same = fill(
      [a, b],
      [...numbers(0, 10), 20].map((n) => endpoint(n)),
    );
    expect(same.unchanged).toEqual([a, b]);
    const one = fill([a, b], [...numbers(0, 10).map((n) => endpoint(n, n !== 3)), endpoint(20)]);
    expect([...one.updated.keys()]).toEqual([a]);
    expect(one.unchanged).toEqual([b]);
  });

  test('that change anyway take the newcomers', () => {
    const [a, b] = [
      slice('a', [endpoint(1), endpoint(2)]),
      slice(
        'b',
        numbers(10, 60).map((n) => endpoint(n)),
      ),
    ];
    const filling = fill(
      [a, b],
      [1, ...numbers(10, 60), 99].map((n) => endpoint(n)),
    );
    expect([...filling.updated.keys()]).toEqual([a]);
    expect(filling.updated.get(a)?.map(({ targetRef }) => targetRef?.name)).toEqual(['p-1', 'p-99']);
  });

  test('of which none changes: the one that gets fullest takes the newcomers', () => {
    const [a, b] = [
      slice(
        'a',
        numbers(0, 20).map((n) => endpoint(n)),
      ),
      slice(
        'b',
        numbers(20, 80).map((n) => endpoint(n)),
      ),
    ];
    const filling = fill(
      [a, b],
      numbers(0, 90).map((n) => endpoint(n)),
    );
    expect([...filling.updated.keys()]).toEqual([b]);
    expect(filling.updated.get(b)).toHaveLength(70);
  });

  test('from which all go are told apart', () => {
    const [a, b] = [slice('a', [endpoint(1)]), slice('b', [endpoint(2)])];
    expect(fill([a, b], [endpoint(2)]).emptied).toEqual([a]);
  });
});

test('whatever comes and goes, everything wanted stands in one slice once, and no slice is too full', () => {
  const random = createStream(7, 'filling');
  let slices: EndpointSlice[] = [];
  for (let round = 0; round < 60; round++) {
    const wanted = numbers(0, 400)
      .filter(() => nextBelow(random, 10) < 1 + (round % 9))
      .map((n) => endpoint(n, nextBelow(random, 2) === 0));
    const lists = after(fill(slices, wanted));
    const keys = lists.flat().map(endpointKey);
    expect(keys.toSorted()).toEqual(wanted.map(endpointKey).toSorted());
    expect(Math.max(0, ...lists.map((list) => list.length))).toBeLessThanOrEqual(100);
    slices = lists.map((list, i) => slice(`s-${round}-${i}`, list));
  }
});
