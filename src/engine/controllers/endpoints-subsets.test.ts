import { expect, test } from 'vitest';
import type { EndpointAddress, EndpointSubset } from '../api/endpoints';
import { withinCapacity } from './endpoints-subsets';

function some(count: number): readonly EndpointAddress[] {
  return Array.from({ length: count }, (_, i) => ({ ip: `10.0.${i >> 8}.${i & 255}` }));
}

function sizes(subsets: readonly EndpointSubset[]): unknown {
  return withinCapacity(subsets).map(({ addresses, notReadyAddresses }) => [
    addresses?.length,
    notReadyAddresses?.length,
  ]);
}

test('a thousand addresses fit', () => {
  const subsets = [{ addresses: some(900) }, { notReadyAddresses: some(100) }];
  expect(withinCapacity(subsets)).toBe(subsets);
});

test('those that are not ready give way first, each subset its part', () => {
  expect(
    sizes([
      { addresses: some(400), notReadyAddresses: some(300) },
      { addresses: some(500), notReadyAddresses: some(100) },
    ]),
  ).toEqual([
    [400, 75],
    [500, 25],
  ]);
});

test('of too many ready ones each subset keeps its part, the last one what is left', () => {
  expect(sizes([{ addresses: some(1000) }, { addresses: some(500), notReadyAddresses: some(9) }])).toEqual([
    [667, undefined],
    [333, undefined],
  ]);
});
