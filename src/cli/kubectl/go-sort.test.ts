import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { goSort } from './go-sort';

describe('goSort', () => {
  it('sorts, whatever the list', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 30 }), { maxLength: 300 }), (numbers) => {
        expect(goSort(numbers, (a, b) => a - b)).toEqual(numbers.toSorted((a, b) => a - b));
      }),
    );
  });

  it('keeps equal ones in order up to twelve of them, and not beyond, as Go does', () => {
    const pairs = (count: number) => Array.from({ length: count }, (_, at) => ({ key: at % 2, at }));
    const isStable = (count: number) => {
      const sorted = goSort(pairs(count), (a, b) => a.key - b.key);
      return sorted.every(
        ({ key, at }, i) => i === 0 || sorted[i - 1]?.key !== key || (sorted[i - 1]?.at ?? 0) < at,
      );
    };
    expect(isStable(12)).toBe(true);
    expect(isStable(40)).toBe(false);
  });

  it('leaves alone what is sorted', () => {
    const items = Array.from({ length: 60 }, (_, at) => ({ key: Math.floor(at / 7), at }));
    expect(goSort(items, (a, b) => a.key - b.key)).toEqual(items);
  });
});
