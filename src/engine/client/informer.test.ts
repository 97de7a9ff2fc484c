import { describe, expect, test } from 'vitest';
import type { ApiObject } from '../api/meta';
import type { ApiResponse, WatchEvent } from '../api/wire';
import { applyList, applyWatchEvent, cached, cachedBy, cloneInformer, createInformer } from './informer';

function pod(name: string, revision: number, node = '', owner = ''): ApiObject {
  const ownerReferences =
    owner === '' ? [] : [{ apiVersion: 'v1', kind: 'ReplicaSet', name: 'x', uid: owner, controller: true }];
  const metadata = { name, namespace: 'default', resourceVersion: String(revision), ownerReferences };
  const object = { apiVersion: 'v1', kind: 'Pod', metadata, spec: { nodeName: node } };
  return object;
}

function event(type: WatchEvent['type'], object: ApiObject): WatchEvent {
  const { name, resourceVersion } = object.metadata;
  return { resource: 'pods', type, key: `default/${name}`, object, revision: Number(resourceVersion) };
}

function list(revision: number, ...items: readonly ApiObject[]): ApiResponse {
  return { id: 1, client: '', verb: 'list', resource: 'pods', code: 200, body: null, items, revision };
}

const names = (objects: readonly ApiObject[]): string[] => objects.map(({ metadata }) => metadata.name);

describe('an informer', () => {
  test('follows its watch: added, modified, deleted', () => {
    const informer = createInformer('pods');
    const first = pod('a', 5);
    applyWatchEvent(informer, 1, event('ADDED', first));
    const change = applyWatchEvent(informer, 1, event('MODIFIED', pod('a', 6)));

    expect(change).toMatchObject({ key: 'default/a', old: first });
    expect(cached(informer, 'default/a')?.metadata.resourceVersion).toBe('6');
    expect(applyWatchEvent(informer, 1, event('DELETED', pod('a', 7)))?.now).toBeUndefined();
    expect(cached(informer, 'default/a')).toBeUndefined();
    expect(informer.revision).toBe(7);
  });

  test('ignores what it knows already', () => {
    const informer = createInformer('pods');
    applyList(informer, 1, list(10, pod('a', 9)));

    expect(applyWatchEvent(informer, 1, event('MODIFIED', pod('a', 9)))).toBeNull();
    expect(applyWatchEvent(informer, 1, event('MODIFIED', pod('a', 11)))).not.toBeNull();
  });

  test('becomes exactly what a list says: what is missing there goes', () => {
    const informer = createInformer('pods', ['node']);
    applyList(informer, 1, list(3, pod('a', 1, 'n1'), pod('b', 2, 'n1')));
    const changes = applyList(informer, 1, list(9, pod('b', 8, 'n2'), pod('c', 7, 'n1')));

    expect(changes.map(({ key, now }) => `${key} ${now === undefined ? 'gone' : 'there'}`)).toEqual([
      'default/b there',
      'default/c there',
      'default/a gone',
    ]);
    expect([...informer.objects.map.keys()].sort()).toEqual(['default/b', 'default/c']);
    expect(names(cachedBy(informer, 'node', 'n1'))).toEqual(['c']);
    expect([informer.synced, informer.revision]).toEqual([true, 9]);
  });

  test('keeps its indexes when an object moves from one value to another', () => {
    const informer = createInformer('pods', ['node', 'controller']);
    applyWatchEvent(informer, 1, event('ADDED', pod('a', 1, '', 'set')));
    applyWatchEvent(informer, 1, event('MODIFIED', pod('a', 2, 'n1', 'set')));

    expect(names(cachedBy(informer, 'node', 'n1'))).toEqual(['a']);
    expect(names(cachedBy(informer, 'controller', 'set'))).toEqual(['a']);
    applyWatchEvent(informer, 1, event('DELETED', pod('a', 3, 'n1', 'set')));
    expect(cachedBy(informer, 'node', 'n1')).toEqual([]);
    expect(() => cachedBy(createInformer('pods'), 'node', 'n1')).toThrow('no index node on pods');
  });

  test('does not change a clone of an earlier epoch', () => {
    const informer = createInformer('pods', ['node']);
    applyWatchEvent(informer, 1, event('ADDED', pod('a', 1, 'n1')));
    const before = cloneInformer(informer);
    applyWatchEvent(informer, 2, event('ADDED', pod('b', 2, 'n1')));

    expect(names(cachedBy(before, 'node', 'n1'))).toEqual(['a']);
    expect(before.revision).toBe(1);
    expect(names(cachedBy(informer, 'node', 'n1'))).toEqual(['a', 'b']);
  });
});
