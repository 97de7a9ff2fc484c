/** Conformance of watches: what comes, in which order, from where, and when there is no going back. */
import { describe, expect, test } from 'vitest';
import type { ApiObject } from '../api/meta';
import { ControlPlane } from './control-plane';

const MAPS = { resource: 'configmaps' } as const;

function map(name: string, labels: Readonly<Record<string, string>> = {}): unknown {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, labels }, data: {} };
}

function change(plane: ControlPlane, name: string, body: unknown): ApiObject {
  return plane.do({ verb: 'patch', ...MAPS, name, patchType: 'merge', body });
}

function settled(plane: ControlPlane): string[] {
  plane.run(20);
  return plane.told('configmaps');
}

describe('a watch', () => {
  test('tells of creation, change and deletion, each with the version of its write', () => {
    const plane = new ControlPlane();
    plane.ask({ verb: 'watch', ...MAPS, revision: plane.etcd.revision });
    const made = plane.create('configmaps', map('one'));
    const changed = change(plane, 'one', { data: { a: '1' } });
    plane.do({ verb: 'delete', ...MAPS, name: 'one' });
    expect(settled(plane)).toEqual(['ADDED one', 'MODIFIED one', 'DELETED one']);
    const versions = plane
      .watchEvents('configmaps')
      .map(({ object }) => Number(object.metadata.resourceVersion));
    expect(versions.slice(0, 2)).toEqual(
      [made, changed].map(({ metadata }) => Number(metadata.resourceVersion)),
    );
    expect(versions[2]).toBeGreaterThan(versions[1] ?? 0);
  });

  test('with a selector shows what leaves it as it was before, with the version that took it away', () => {
    const plane = new ControlPlane();
    plane.create('configmaps', map('one', { tier: 'front' }));
    plane.ask({ verb: 'watch', ...MAPS, revision: plane.etcd.revision, labelSelector: 'tier=front' });
    const gone = change(plane, 'one', { metadata: { labels: { tier: 'back' } } });
    const back = change(plane, 'one', { metadata: { labels: { tier: 'front' } } });
    expect(settled(plane)).toEqual(['DELETED one', 'ADDED one']);
    const [deleted, added] = plane.watchEvents('configmaps').map(({ object }) => object.metadata);
    expect([deleted?.labels, deleted?.resourceVersion]).toEqual([
      { tier: 'front' },
      gone.metadata.resourceVersion,
    ]);
    expect([added?.labels, added?.resourceVersion]).toEqual([
      { tier: 'front' },
      back.metadata.resourceVersion,
    ]);
  });

  test('hears nothing of a write that changes nothing', () => {
    const plane = new ControlPlane();
    plane.create('configmaps', map('one', { a: 'b' }));
    plane.ask({ verb: 'watch', ...MAPS, revision: plane.etcd.revision });
    change(plane, 'one', { metadata: { labels: { a: 'b' } } });
    expect(settled(plane)).toEqual([]);
  });

  test('from an older version brings what came after it, and nothing twice', () => {
    const plane = new ControlPlane();
    const first = plane.create('configmaps', map('one'));
    change(plane, 'one', { data: { a: '1' } });
    plane.create('configmaps', map('two'));
    plane.ask({ verb: 'watch', ...MAPS, revision: Number(first.metadata.resourceVersion) });
    expect(settled(plane)).toEqual(['MODIFIED one', 'ADDED two']);
    const last = plane.watchEvents('configmaps').at(-1)?.revision ?? 0;
    plane.received.length = 0;
    change(plane, 'two', { data: { b: '2' } });
    plane.ask({ verb: 'watch', ...MAPS, revision: last }, 'other');
    plane.run(20);
    expect(plane.told('configmaps', 'other')).toEqual(['MODIFIED two']);
  });

  test('opened at any version brings the same changes in the same order', () => {
    const plane = new ControlPlane({}, ['user', 'a', 'b', 'c']);
    const versions = ['one', 'two', 'three'].map((name) =>
      Number(plane.create('configmaps', map(name)).metadata.resourceVersion),
    );
    ['a', 'b', 'c'].forEach((caller, i) =>
      plane.ask({ verb: 'watch', ...MAPS, revision: versions[i] ?? 0 }, caller),
    );
    for (const name of ['two', 'one']) change(plane, name, { data: { x: 'y' } });
    plane.run(20);
    const all = plane.told('configmaps', 'a');
    expect(all).toEqual(['ADDED two', 'ADDED three', 'MODIFIED two', 'MODIFIED one']);
    expect(plane.told('configmaps', 'b')).toEqual(all.slice(1));
    expect(plane.told('configmaps', 'c')).toEqual(all.slice(2));
  });

  test('without a version begins with everything that is there', () => {
    const plane = new ControlPlane();
    plane.create('configmaps', map('one'));
    plane.create('configmaps', map('two'));
    plane.ask({ verb: 'watch', ...MAPS });
    change(plane, 'one', { data: { a: '1' } });
    expect(settled(plane)).toEqual(['ADDED one', 'ADDED two', 'MODIFIED one']);
  });

  test('of all namespaces sees them all', () => {
    const plane = new ControlPlane();
    plane.ask({ verb: 'watch', ...MAPS, namespace: '', revision: plane.etcd.revision });
    plane.create('configmaps', map('here'));
    plane.create('configmaps', map('there'), 'kube-system');
    expect(settled(plane)).toEqual(['ADDED here', 'ADDED there']);
  });
});

describe('history', () => {
  test('goes back for five minutes at least; what is older is 410', () => {
    const plane = new ControlPlane();
    const first = plane.create('configmaps', map('one'));
    const revision = Number(first.metadata.resourceVersion);
    plane.run(290_000);
    change(plane, 'one', { data: { a: '1' } });
    expect(plane.ask({ verb: 'watch', ...MAPS, revision }).code).toBe(200);
    plane.run(620_000);
    change(plane, 'one', { data: { a: '2' } });
    const { code, reason, message } = plane.refused({ verb: 'watch', ...MAPS, revision });
    expect([code, reason]).toEqual([410, 'Expired']);
    expect(message).toMatch(new RegExp(`^too old resource version: ${revision} \\(\\d+\\)$`));
  });

  test('that is gone ends a list in parts', () => {
    const plane = new ControlPlane();
    for (const name of ['a', 'b', 'c']) plane.create('configmaps', map(name));
    const { metadata } = plane.do<ApiObject & { readonly metadata: { readonly continue: string } }>({
      verb: 'list',
      ...MAPS,
      limit: 1,
    });
    plane.run(290_000);
    change(plane, 'a', { data: { a: '1' } });
    plane.run(620_000);
    const refused = plane.refused({ verb: 'list', ...MAPS, limit: 1, continue: metadata.continue });
    expect([refused.code, refused.reason]).toEqual([410, 'Expired']);
    expect(refused.message).toMatch(/^The provided continue parameter is too old/);
  });
});
