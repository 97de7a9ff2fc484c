import { describe, expect, it } from 'vitest';
import { mapShared, memoised, memoisedCompletion, withFields } from './share';

describe('identity', () => {
  it('is kept by mapShared when no item changes, and for the items that do not', () => {
    const items = [{ n: 1 }, { n: 2 }];
    expect(mapShared(items, (item) => item)).toBe(items);
    const changed = mapShared(items, (item) => (item.n === 2 ? { n: 3 } : item));
    expect(changed).toEqual([{ n: 1 }, { n: 3 }]);
    expect(changed[0]).toBe(items[0]);
  });

  it('is kept by withFields when the fields are there already', () => {
    const object: { a: number; b?: number } = { a: 1 };
    expect(withFields(object, { a: 1 })).toBe(object);
    expect(withFields(object, { b: 2 })).toEqual({ a: 1, b: 2 });
  });
});

describe('memory', () => {
  it('lets a function run once per argument, also when it gives undefined', () => {
    let runs = 0;
    const once = memoised((argument: object) => {
      runs += 1;
      return Object.keys(argument)[0];
    });
    const argument = {};
    expect(once(argument)).toBeUndefined();
    expect(once(argument)).toBeUndefined();
    expect(runs).toBe(1);
  });

  it('knows that a completed object is complete', () => {
    let runs = 0;
    const complete = memoisedCompletion((object: { a?: number }): { a?: number } => {
      runs += 1;
      return { ...object, a: 1 };
    });
    const first = complete({});
    expect(complete(first)).toBe(first);
    expect(runs).toBe(1);
  });
});
