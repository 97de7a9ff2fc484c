import { describe, expect, test } from 'vitest';
import { placeOf, wholeKey } from './key';
import { changesBelow, rangeKeys, txn, type RangeResponse } from './kv';
import { compact, createEtcd, type EtcdState } from './store';

const EPOCH = 1;

function put(etcd: EtcdState, key: string, value: unknown): number {
  return txn(etcd, EPOCH, { key, success: { type: 'put', value } })?.revision ?? 0;
}

function remove(etcd: EtcdState, key: string): number {
  return txn(etcd, EPOCH, { key, success: { type: 'delete' } })?.revision ?? 0;
}

function keysOf(answer: ReturnType<typeof rangeKeys>): readonly string[] {
  return (answer as RangeResponse).kvs.map(({ key }) => key);
}

function valuesOf(answer: ReturnType<typeof rangeKeys>): readonly unknown[] {
  return (answer as RangeResponse).kvs.map(({ value }) => value);
}

describe('keys', () => {
  test.each([
    ['/registry/pods/default/web', 'pods', 'default/web'],
    ['/registry/minions/worker-1', 'minions', 'worker-1'],
    ['/registry/services/specs/default/web', 'services/specs', 'default/web'],
    ['/registry/stable.example.com/crontabs/default/x', 'stable.example.com/crontabs', 'default/x'],
    ['compact_rev_key', '', 'compact_rev_key'],
  ])('%s is in the table %s', (whole, prefix, key) => {
    expect(placeOf(whole)).toEqual({ prefix, key });
    expect(wholeKey(prefix, key)).toBe(whole);
  });
});

describe('a range', () => {
  test('is in the order of the keys, over all tables below the prefix', () => {
    const etcd = createEtcd();
    for (const key of ['/registry/pods/b/x', '/registry/services/specs/a/x', '/registry/pods/a/y', 'marker'])
      put(etcd, key, 1);

    expect(keysOf(rangeKeys(etcd, { key: '/registry/', prefix: true }))).toEqual([
      '/registry/pods/a/y',
      '/registry/pods/b/x',
      '/registry/services/specs/a/x',
    ]);
    expect(keysOf(rangeKeys(etcd, { key: '/registry/pods/b', prefix: true }))).toEqual([
      '/registry/pods/b/x',
    ]);
    expect(keysOf(rangeKeys(etcd, { key: '/registry/pods/b' }))).toEqual([]);
    expect(keysOf(rangeKeys(etcd, { key: '', prefix: true })).at(-1)).toBe('marker');
  });

  test('counts all and gives so many as asked for', () => {
    const etcd = createEtcd();
    for (const name of ['c', 'a', 'b']) put(etcd, `/registry/pods/default/${name}`, name);
    const answer = rangeKeys(etcd, { key: '/registry/pods/', prefix: true, limit: 2 }) as RangeResponse;

    expect(valuesOf(answer)).toEqual(['a', 'b']);
    expect(answer).toMatchObject({ count: 3, revision: 4 });
  });

  test('at a revision shows what was there then', () => {
    const etcd = createEtcd();
    put(etcd, '/registry/pods/default/a', 'first');
    const then = put(etcd, '/registry/pods/default/b', 'stays');
    put(etcd, '/registry/pods/default/a', 'second');
    remove(etcd, '/registry/pods/default/b');
    put(etcd, '/registry/pods/default/c', 'late');
    const pods = { key: '/registry/pods/', prefix: true } as const;

    expect(valuesOf(rangeKeys(etcd, { ...pods, revision: then }))).toEqual(['first', 'stays']);
    expect(valuesOf(rangeKeys(etcd, pods))).toEqual(['second', 'late']);
    expect(rangeKeys(etcd, { ...pods, revision: 99 })).toBe('future');
  });
});

describe('a transaction', () => {
  test('writes only if the comparison holds', () => {
    const etcd = createEtcd();
    const key = '/registry/pods/default/a';
    const write = (target: 'mod' | 'version', value: number): unknown =>
      txn(etcd, EPOCH, { key, compare: { target, value }, success: { type: 'put', value: 'x' } });

    expect(write('mod', 5)).toBeNull();
    expect(write('mod', 0)).toMatchObject({ type: 'ADDED', revision: 2 });
    expect(write('mod', 0)).toBeNull();
    expect(write('version', 1)).toMatchObject({ type: 'MODIFIED', revision: 3 });
    expect(write('version', 1)).toBeNull();
    expect(etcd.revision).toBe(3);
  });

  test('shows an object the revision of its write, and of its deletion', () => {
    const etcd = createEtcd();
    const key = '/registry/pods/default/a';
    put(etcd, key, { metadata: { name: 'a' } });
    expect(valuesOf(rangeKeys(etcd, { key }))).toEqual([{ metadata: { name: 'a', resourceVersion: '2' } }]);
    const gone = txn(etcd, EPOCH, { key, success: { type: 'delete' } });

    expect(gone?.value).toEqual({ metadata: { name: 'a', resourceVersion: '3' } });
  });
});

describe('compaction', () => {
  test('ends what can be read and watched of the past', () => {
    const etcd = createEtcd();
    for (let i = 0; i < 10; i++) put(etcd, '/registry/pods/default/a', i);
    const pods = { key: '/registry/pods/', prefix: true } as const;
    expect(compact(etcd, 6)).toBe(true);

    expect(rangeKeys(etcd, { ...pods, revision: 5 })).toBe('compacted');
    expect(valuesOf(rangeKeys(etcd, { ...pods, revision: 6 }))).toEqual([4]);
    expect(changesBelow(etcd, '/registry/pods/', 5)).toBeNull();
    expect(changesBelow(etcd, '/registry/pods/', 6)?.map(({ revision }) => revision)).toEqual([
      7, 8, 9, 10, 11,
    ]);
    expect(compact(etcd, 6)).toBe(false);
    expect(compact(etcd, 99)).toBe(false);
  });

  test('frees the history before it', () => {
    const etcd = createEtcd();
    for (let i = 0; i < 2000; i++) put(etcd, '/registry/pods/default/a', i);
    const before = etcd.history.length;
    compact(etcd, etcd.revision);

    expect(before).toBeGreaterThan(5);
    expect(etcd.history).toHaveLength(0);
    expect(changesBelow(etcd, '/registry/pods/', etcd.revision)).toEqual([]);
  });
});

test('a watch below a directory leaves out the others', () => {
  const etcd = createEtcd();
  put(etcd, '/registry/services/specs/default/a', 1);
  put(etcd, '/registry/services/endpoints/default/a', 2);
  put(etcd, '/registry/pods/default/a', 3);

  expect(changesBelow(etcd, '/registry/services/endpoints/', 1)?.map(({ value }) => value)).toEqual([2]);
});
