import { describe, expect, test } from 'vitest';
import { hashData } from './hash';

const sample = { name: 'web', sizes: [1, 2, 3], labels: { a: 'x', b: 'y' }, map: new Map([['k', { v: 1 }]]) };

describe('the structural hash', () => {
  test('is equal for equal data, however it was made', () => {
    expect(hashData(structuredClone(sample))).toBe(hashData(sample));
    expect(hashData({ b: 1, a: 2 })).toBe(hashData({ a: 2, b: 1 }));
    expect(hashData({ a: 1, b: undefined })).toBe(hashData({ a: 1 }));
    expect(hashData(-0)).toBe(hashData(0));
  });

  test('differs when anything differs', () => {
    const others: unknown[] = [
      { ...sample, name: 'wed' },
      { ...sample, sizes: [1, 3, 2] },
      { ...sample, sizes: [1, 2] },
      { ...sample, labels: { a: 'x', c: 'y' } },
      { ...sample, map: new Map([['k', { v: 2 }]]) },
      { ...sample, extra: null },
    ];
    const hashes = [sample, ...others].map(hashData);

    expect(new Set(hashes).size).toBe(hashes.length);
  });

  test('tells the kinds of value apart', () => {
    const values: unknown[] = [
      '1',
      1,
      true,
      false,
      null,
      [1],
      ['1'],
      { 1: 1 },
      new Map([[1, 1]]),
      new Set([1]),
    ];
    const texts: unknown[] = [
      '',
      [],
      [''],
      [[]],
      {},
      ['a', 'b'],
      ['ab'],
      NaN,
      Infinity,
      -Infinity,
      0.1,
      1e300,
    ];
    const hashes = [...values, ...texts, new Uint32Array([1])].map(hashData);

    expect(new Set(hashes).size).toBe(hashes.length);
  });

  test('minds the order of maps and sets, which decides what happens next', () => {
    expect(hashData(new Set(['a', 'b']))).not.toBe(hashData(new Set(['b', 'a'])));
    const forth = new Map([
      ['a', 1],
      ['b', 1],
    ]);
    expect(hashData(forth)).not.toBe(hashData(new Map([...forth].reverse())));
  });

  test('skips epochs, which are bookkeeping', () => {
    expect(hashData({ epoch: 3, map: new Map() })).toBe(hashData({ epoch: 4, map: new Map() }));
  });

  test('remembers an API object and still sees another one', () => {
    const object = { apiVersion: 'v1', metadata: { name: 'a' }, spec: { size: 1 } };
    const first = hashData([object]);

    expect(hashData([object])).toBe(first);
    expect(hashData([structuredClone(object)])).toBe(first);
    expect(hashData([{ ...object, spec: { size: 2 } }])).not.toBe(first);
  });

  test('rejects what is no plain data', () => {
    expect(() => hashData({ f: () => 1 })).toThrow(TypeError);
    expect(() => hashData([Symbol('s')])).toThrow(TypeError);
    expect(() => hashData(new Map([['n', 1n]]))).toThrow(TypeError);
  });
});
