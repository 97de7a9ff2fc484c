/** Streams: selectors, beginnings, and who is told of what. */
import { describe, expect, test } from 'vitest';
import { ControlPlane, type Call } from '../testing/control-plane';

function pod(name: string, labels: Readonly<Record<string, string>> = {}): unknown {
  const spec = { containers: [{ name: 'main', image: 'nginx:1.27' }] };
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name, labels }, spec };
}

function watch(plane: ControlPlane, selectors: Partial<Call> = {}, from = 'user'): void {
  plane.ask({ verb: 'watch', resource: 'pods', revision: plane.etcd.revision, ...selectors }, from);
}

function label(plane: ControlPlane, name: string, labels: Readonly<Record<string, string | null>>): void {
  const body = { metadata: { labels } };
  plane.do({ verb: 'patch', resource: 'pods', name, patchType: 'merge', body });
  plane.run(20);
}

function bind(plane: ControlPlane, name: string, node: string): void {
  const body = { metadata: {}, target: { name: node } };
  plane.do({ verb: 'create', resource: 'pods', name, subresource: 'binding', body });
  plane.run(20);
}

function remove(plane: ControlPlane, name: string): void {
  plane.do({ verb: 'delete', resource: 'pods', name, options: { gracePeriodSeconds: 0 } });
  plane.run(20);
}

describe('a watch with selectors', () => {
  test('sees objects come and go as their labels change', () => {
    const plane = new ControlPlane();
    plane.create('pods', pod('other', { app: 'db' }));
    watch(plane, { labelSelector: 'app=web' });
    plane.create('pods', pod('one'));
    label(plane, 'one', { app: 'web' });
    label(plane, 'one', { app: 'web', more: 'x' });
    label(plane, 'one', { app: null });
    label(plane, 'one', { app: 'web' });
    remove(plane, 'one');

    expect(plane.told('pods')).toEqual([
      'ADDED one',
      'MODIFIED one',
      'DELETED one',
      'ADDED one',
      'DELETED one',
    ]);
  });

  test('of one object hears of no other', () => {
    const plane = new ControlPlane();
    watch(plane, { fieldSelector: 'metadata.name=one' });
    for (const name of ['one', 'two']) plane.create('pods', pod(name));
    plane.create('pods', pod('one'), 'kube-system');
    remove(plane, 'one');

    expect(plane.told('pods')).toEqual(['ADDED one', 'DELETED one']);
  });

  test('of a node begins with the binding', () => {
    const plane = new ControlPlane();
    watch(plane, { fieldSelector: 'spec.nodeName=worker-1', namespace: '' });
    watch(plane, { nodeName: 'worker-1', namespace: '' }, 'other');
    for (const name of ['one', 'two']) plane.create('pods', pod(name));
    bind(plane, 'one', 'worker-1');
    bind(plane, 'two', 'worker-2');
    remove(plane, 'one');

    expect(plane.told('pods')).toEqual(['ADDED one', 'DELETED one']);
    expect(plane.told('pods', 'other')).toEqual(['ADDED one', 'DELETED one']);
    expect([...plane.state.watchers.map.keys()]).toEqual(['pods|worker-1']);
  });

  test('of a node and more still takes only what it means', () => {
    const plane = new ControlPlane();
    watch(plane, { fieldSelector: 'spec.nodeName=worker-1', labelSelector: 'app=web' });
    plane.create('pods', pod('web', { app: 'web' }));
    plane.create('pods', pod('db', { app: 'db' }));
    for (const name of ['web', 'db']) bind(plane, name, 'worker-1');

    expect(plane.told('pods')).toEqual(['ADDED web']);
  });

  test('keeps to its namespace', () => {
    const plane = new ControlPlane();
    watch(plane, { namespace: 'kube-system' });
    watch(plane, { namespace: '' }, 'other');
    plane.create('pods', pod('here'));
    plane.create('pods', pod('there'), 'kube-system');
    plane.run(20);

    expect(plane.told('pods')).toEqual(['ADDED there']);
    expect(plane.told('pods', 'other')).toEqual(['ADDED here', 'ADDED there']);
  });

  test('is refused when its selector is wrong', () => {
    expect(new ControlPlane().refused({ verb: 'watch', resource: 'pods', fieldSelector: 'x=y' }).code).toBe(
      400,
    );
  });
});

describe('a watch begins', () => {
  test('after the revision that it names, with what it missed', () => {
    const plane = new ControlPlane();
    plane.create('pods', pod('one'));
    const { revision } = plane.etcd;
    label(plane, 'one', { app: 'web' });
    plane.create('pods', pod('two'));
    watch(plane, { revision, labelSelector: 'app=web' });
    plane.run(20);

    expect(plane.told('pods')).toEqual(['ADDED one']);
  });

  test('with the present state when it names none', () => {
    const plane = new ControlPlane();
    for (const name of ['b', 'a']) plane.create('pods', pod(name));
    plane.ask({ verb: 'watch', resource: 'pods' });
    plane.run(20);

    expect(plane.told('pods')).toEqual(['ADDED b', 'ADDED a']);
  });

  test('anew when the same caller asks again: nothing comes twice', () => {
    const plane = new ControlPlane();
    for (let i = 0; i < 3; i++) watch(plane, { labelSelector: 'app=web' });
    watch(plane, { labelSelector: 'app=db' });
    plane.create('pods', pod('one', { app: 'web' }));
    plane.run(20);

    expect(plane.told('pods')).toEqual(['ADDED one']);
  });
});
