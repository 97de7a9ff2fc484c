/** LIST: selectors, parts, and what a reader beside the door gets. */
import { describe, expect, test } from 'vitest';
import { podKind } from '../api/pod';
import type { ApiResponse } from '../api/wire';
import { ControlPlane, type Call } from '../testing/control-plane';
import { serveList } from './read';

function pod(name: string, labels: Readonly<Record<string, string>>, nodeName = ''): unknown {
  const spec = {
    containers: [{ name: 'main', image: 'nginx:1.27' }],
    ...(nodeName === '' ? {} : { nodeName }),
  };
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name, labels }, spec };
}

function populated(): ControlPlane {
  const plane = new ControlPlane();
  plane.create('pods', pod('c', { app: 'web', tier: 'front' }, 'worker-1'));
  plane.create('pods', pod('a', { app: 'web' }, 'worker-2'));
  plane.create('pods', pod('b', { app: 'db' }));
  plane.create('pods', pod('a', { app: 'web' }, 'worker-1'), 'kube-system');
  return plane;
}

function names({ items = [] }: ApiResponse): string[] {
  return items.map(({ metadata }) => `${metadata.namespace}/${metadata.name}`);
}

describe('a list', () => {
  test('is in the order of the keys, of one namespace or of all', () => {
    const plane = populated();
    const list = { verb: 'list', resource: 'pods' } as const;
    const all = plane.ask({ ...list, namespace: '' });

    expect(names(plane.ask(list))).toEqual(['default/a', 'default/b', 'default/c']);
    expect(names(all)).toEqual(['default/a', 'default/b', 'default/c', 'kube-system/a']);
    expect(all.body).toEqual({
      apiVersion: 'v1',
      kind: 'PodList',
      metadata: { resourceVersion: String(plane.etcd.revision) },
    });
  });

  test.each<[Partial<Call>, string[]]>([
    [{ labelSelector: 'app=web' }, ['default/a', 'default/c']],
    [{ labelSelector: 'app in (db,web),!tier' }, ['default/a', 'default/b']],
    [{ fieldSelector: 'metadata.name=b' }, ['default/b']],
    [{ fieldSelector: 'metadata.name=nobody' }, []],
    [{ fieldSelector: 'spec.nodeName=worker-1', namespace: '' }, ['default/c', 'kube-system/a']],
    [{ fieldSelector: 'spec.nodeName=' }, ['default/b']],
    [{ fieldSelector: 'spec.nodeName!=worker-1,status.phase=Pending' }, ['default/a', 'default/b']],
    [{ fieldSelector: 'metadata.name=a', namespace: '' }, ['default/a', 'kube-system/a']],
    [{ fieldSelector: 'metadata.name=a', labelSelector: 'app=db' }, []],
    [{ nodeName: 'worker-1', namespace: '' }, ['default/c', 'kube-system/a']],
  ])('selects by %o', (selectors, expected) => {
    expect(names(populated().ask({ verb: 'list', resource: 'pods', ...selectors }))).toEqual(expected);
  });

  test('refuses selectors that nobody understands', () => {
    const plane = new ControlPlane();
    const list = { verb: 'list', resource: 'pods' } as const;

    expect(plane.refused({ ...list, labelSelector: 'a=(' })).toMatchObject({
      code: 400,
      reason: 'BadRequest',
    });
    expect(plane.refused({ ...list, fieldSelector: 'spec.colour=red' })).toEqual({
      code: 400,
      reason: 'BadRequest',
      message: 'field label not supported: spec.colour',
    });
  });

  test('comes in parts, all of them from one moment', () => {
    const plane = populated();
    const list = { verb: 'list', resource: 'pods', namespace: '', limit: 2 } as const;
    const first = plane.ask(list);
    const { metadata } = first.body as { metadata: { continue: string; remainingItemCount: number } };
    const { revision } = plane.etcd;
    plane.create('pods', pod('d', {}));
    plane.do({ verb: 'delete', resource: 'pods', name: 'c', options: { gracePeriodSeconds: 0 } });
    const second = plane.ask({ ...list, continue: metadata.continue });

    expect(names(first)).toEqual(['default/a', 'default/b']);
    expect(metadata.remainingItemCount).toBe(2);
    expect(names(second)).toEqual(['default/c', 'kube-system/a']);
    expect((second.body as { metadata: object }).metadata).toEqual({ resourceVersion: String(revision) });
  });

  test('goes on after the compaction only as things are now, and never with a strange token', () => {
    const plane = populated();
    const list = { verb: 'list', resource: 'pods', limit: 1 } as const;
    const { metadata } = plane.ask(list).body as { metadata: { continue: string } };
    plane.run(600_000);

    expect(plane.refused({ ...list, continue: metadata.continue })).toEqual({
      code: 410,
      reason: 'Expired',
      message:
        'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.',
    });
    const { body } = plane.ask({ ...list, continue: metadata.continue });
    const { continue: token } = (body as { metadata: { continue: string } }).metadata;
    plane.create('pods', pod('aa', {}));
    expect(names(plane.ask({ ...list, limit: 2, continue: token }))[0]).toBe('default/aa');
    expect(plane.refused({ ...list, continue: 'nonsense' }).code).toBe(400);
  });
});

test('a reader beside the door gets what the door says', () => {
  const plane = populated();
  const call = {
    resource: 'pods',
    namespace: 'default',
    name: '',
    subresource: '',
    labelSelector: 'app=web',
  };
  const beside = serveList(podKind, plane.etcd, call);
  const answer = plane.ask({ verb: 'list', ...call });

  expect(beside).toEqual({ code: 200, body: answer.body, items: answer.items, revision: answer.revision });
});
