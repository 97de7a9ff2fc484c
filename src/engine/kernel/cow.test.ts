import { describe, expect, test } from 'vitest';
import { cowMap, indexAdd, indexKeys, indexRemove, shareMap, writable, type CowIndex } from './cow';

describe('copy-on-write maps', () => {
  test('are copied at the first write of an epoch, and not again', () => {
    const holder = cowMap<string, number>();
    const first = writable(holder, 1).set('a', 1);

    expect(writable(holder, 1)).toBe(first);
    expect(writable(holder, 2)).not.toBe(first);
    expect([...holder.map]).toEqual([['a', 1]]);
  });

  test('leave the other holder alone, whoever writes first', () => {
    const original = cowMap<string, number>();
    writable(original, 1).set('a', 1);
    const clone = shareMap(original);
    writable(clone, 2).set('b', 2);
    writable(original, 3).set('c', 3);

    expect([...original.map.keys()]).toEqual(['a', 'c']);
    expect([...clone.map.keys()]).toEqual(['a', 'b']);
  });

  test('keep their order through a copy', () => {
    const holder = cowMap<string, number>();
    for (const key of ['z', 'a', 'm']) writable(holder, 1).set(key, 0);
    writable(holder, 2).set('b', 0);

    expect([...holder.map.keys()]).toEqual(['z', 'a', 'm', 'b']);
  });
});

describe('copy-on-write indexes', () => {
  test('find keys by value, and forget a value with its last key', () => {
    const index: CowIndex = cowMap();
    indexAdd(index, 1, 'node-1', 'a');
    indexAdd(index, 1, 'node-1', 'b');
    indexRemove(index, 1, 'node-1', 'a');
    expect([...indexKeys(index, 'node-1')]).toEqual(['b']);

    indexRemove(index, 1, 'node-1', 'b');
    expect(index.map.size).toBe(0);
    expect([...indexKeys(index, 'node-1')]).toEqual([]);
  });

  test('do not change the sets of an earlier epoch', () => {
    const index: CowIndex = cowMap();
    indexAdd(index, 1, 'node-1', 'a');
    indexAdd(index, 1, 'node-1', 'b');
    const before: CowIndex = shareMap(index);
    indexAdd(index, 2, 'node-1', 'c');
    indexRemove(index, 2, 'node-1', 'a');

    expect([...indexKeys(before, 'node-1')]).toEqual(['a', 'b']);
    expect([...indexKeys(index, 'node-1')]).toEqual(['b', 'c']);
  });
});
