import { describe, expect, test } from 'vitest';
import { copyStream, createStream, nextBelow, nextSuffix, nextUint32, nextUuid } from './random';

describe('random streams', () => {
  test('repeat themselves for the same seed and purpose, and differ for others', () => {
    const take = (seed: number, purpose: string): number[] => {
      const stream = createStream(seed, purpose);
      return Array.from({ length: 8 }, () => nextUint32(stream));
    };

    expect(take(1, 'uid')).toEqual(take(1, 'uid'));
    expect(take(1, 'uid')).not.toEqual(take(2, 'uid'));
    expect(take(1, 'uid')).not.toEqual(take(1, 'names'));
  });

  test('are data: a copy goes on by itself', () => {
    const stream = createStream(3, 'x');
    nextUint32(stream);
    const copy = structuredClone(copyStream(stream));

    expect([nextUint32(copy), nextUint32(copy)]).toEqual([nextUint32(stream), nextUint32(stream)]);
  });

  test('spread evenly below a bound', () => {
    const stream = createStream(4, 'dice');
    const counts = new Array<number>(6).fill(0);
    for (let i = 0; i < 60_000; i++) {
      const side = nextBelow(stream, 6);
      counts[side] = (counts[side] ?? 0) + 1;
    }

    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(500);
  });

  test('make the suffixes of generateName: no vowels, and no 0, 1 or 3', () => {
    const stream = createStream(5, 'names');
    for (let i = 0; i < 1000; i++)
      expect(nextSuffix(stream, 5)).toMatch(/^[bcdfghjklmnpqrstvwxz2456789]{5}$/);
  });

  test('make version 4 UUIDs that do not repeat', () => {
    const stream = createStream(6, 'uids');
    const uuids = Array.from({ length: 5000 }, () => nextUuid(stream));

    expect(new Set(uuids).size).toBe(5000);
    for (const uuid of uuids) {
      expect(uuid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    }
  });
});
