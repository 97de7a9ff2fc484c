import { describe, expect, test } from 'vitest';
import { changesSince, cloneEtcd, createEtcd, get, put, range, remove, type EtcdState } from './store';

function write(etcd: EtcdState, key: string, expected?: number, epoch = 1): number | null {
  return put(etcd, epoch, 'pods', key, expected, (revision) => ({ key, revision }))?.revision ?? null;
}

describe('etcd', () => {
  test('counts one revision for every write, whatever it writes', () => {
    const etcd = createEtcd();
    expect([write(etcd, 'a'), write(etcd, 'b'), write(etcd, 'a')]).toEqual([2, 3, 4]);

    expect(get(etcd, 'pods', 'a')).toMatchObject({ createRevision: 2, modRevision: 4, version: 2 });
    expect(get(etcd, 'pods', 'b')).toMatchObject({ createRevision: 3, modRevision: 3, version: 1 });
    expect([...range(etcd, 'pods').keys()]).toEqual(['a', 'b']);
    expect([...range(etcd, 'nothing')]).toEqual([]);
  });

  test('refuses a guarded write when somebody was faster, and counts nothing', () => {
    const etcd = createEtcd();
    expect(write(etcd, 'a', 0)).toBe(2);
    expect(write(etcd, 'a', 0)).toBeNull();
    expect(write(etcd, 'a', 1)).toBeNull();
    expect(write(etcd, 'a', 2)).toBe(3);
    expect(write(etcd, 'b', 2)).toBeNull();

    expect(etcd.revision).toBe(3);
  });

  test('gives a deletion a revision too, and a key that comes again a new beginning', () => {
    const etcd = createEtcd();
    write(etcd, 'a');
    const gone = remove(etcd, 1, 'pods', 'a', (revision, value) => ({
      ...(value as object),
      last: revision,
    }));
    expect(gone).toMatchObject({
      type: 'DELETED',
      revision: 3,
      value: { key: 'a', last: 3 },
      previous: { key: 'a' },
    });
    expect(remove(etcd, 1, 'pods', 'a', (_, value) => value)).toBeNull();
    write(etcd, 'a', 0);

    expect(get(etcd, 'pods', 'a')).toMatchObject({ createRevision: 4, version: 1 });
  });

  test('tells what happened after a revision, oldest first', () => {
    const etcd = createEtcd();
    write(etcd, 'a');
    write(etcd, 'b');
    write(etcd, 'a');
    remove(etcd, 1, 'pods', 'b', (_, value) => value);

    expect(changesSince(etcd, 3)?.map(({ type, key, revision }) => `${revision} ${type} ${key}`)).toEqual([
      '4 MODIFIED a',
      '5 DELETED b',
    ]);
    expect(changesSince(etcd, 1)).toHaveLength(4);
    expect(changesSince(etcd, 5)).toEqual([]);
  });

  test('forgets its oldest history, and says so instead of leaving something out', () => {
    const etcd = createEtcd();
    for (let i = 0; i < 20_000; i++) write(etcd, `key-${i % 50}`);

    expect(changesSince(etcd, 1)).toBeNull();
    const late = etcd.revision - 5000;
    const changes = changesSince(etcd, late) ?? [];
    expect(changes.map(({ revision }) => revision)).toEqual(
      Array.from({ length: 5000 }, (_, i) => late + 1 + i),
    );
  });

  test('has clones that do not follow it', () => {
    const etcd = createEtcd();
    write(etcd, 'a');
    const before = cloneEtcd(etcd);
    write(etcd, 'a', undefined, 2);
    write(etcd, 'c', undefined, 2);
    write(before, 'b', undefined, 3);

    expect([...range(before, 'pods').keys()]).toEqual(['a', 'b']);
    expect([...range(etcd, 'pods').keys()]).toEqual(['a', 'c']);
    expect(changesSince(before, 1)?.map(({ key }) => key)).toEqual(['a', 'b']);
    expect(changesSince(etcd, 1)?.map(({ key }) => key)).toEqual(['a', 'a', 'c']);
  });
});
