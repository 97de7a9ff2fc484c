import { describe, expect, test } from 'vitest';
import { txn } from './kv';
import { expireLeases, grantLease } from './lease';
import { cloneEtcd, createEtcd, range, type EtcdState } from './store';

function put(etcd: EtcdState, name: string, lease?: number, epoch = 1): void {
  const success = { type: 'put', value: name } as const;
  const key = `/registry/events/default/${name}`;
  txn(etcd, epoch, { key, success: lease === undefined ? success : { ...success, lease } });
}

function names(etcd: EtcdState): string[] {
  return [...range(etcd, 'events').keys()];
}

describe('a lease', () => {
  test('takes its keys with it when its time has come, each with a revision', () => {
    const etcd = createEtcd();
    const { id } = grantLease(etcd, 1, 0, 1000);
    put(etcd, 'a', id);
    put(etcd, 'b');
    put(etcd, 'c', id);
    expect(expireLeases(etcd, 1, 999)).toEqual([]);

    expect(
      expireLeases(etcd, 1, 1000).map(({ type, key, revision }) => `${revision} ${type} ${key}`),
    ).toEqual(['5 DELETED default/a', '6 DELETED default/c']);
    expect(names(etcd)).toEqual(['default/b']);
    expect(expireLeases(etcd, 1, 2000)).toEqual([]);
  });

  test('lets a key go that was written with another one, or without', () => {
    const etcd = createEtcd();
    const first = grantLease(etcd, 1, 0, 1000);
    const second = grantLease(etcd, 1, 0, 5000);
    for (const name of ['a', 'b', 'c']) put(etcd, name, first.id);
    put(etcd, 'a', second.id);
    put(etcd, 'b');
    expireLeases(etcd, 1, 1000);

    expect(names(etcd)).toEqual(['default/b', 'default/a']);
    expireLeases(etcd, 1, 5000);
    expect(names(etcd)).toEqual(['default/b']);
  });

  test('keeps its keys in the order of their last write', () => {
    const etcd = createEtcd();
    const { id } = grantLease(etcd, 1, 0, 1000);
    for (const name of ['a', 'b', 'a']) put(etcd, name, id);

    expect(names(etcd)).toEqual(['default/b', 'default/a']);
  });

  test('of a clone ends by itself', () => {
    const etcd = createEtcd();
    const { id } = grantLease(etcd, 1, 0, 1000);
    put(etcd, 'a', id);
    const copy = cloneEtcd(etcd);
    put(copy, 'b', id, 2);
    expireLeases(copy, 2, 1000);

    expect(names(copy)).toEqual([]);
    expect(names(etcd)).toEqual(['default/a']);
    expect(expireLeases(etcd, 1, 1000)).toHaveLength(1);
  });
});
