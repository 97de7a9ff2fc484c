/** DELETE: grace, finalizers, propagation, preconditions, namespaces and collections. */
import { describe, expect, test } from 'vitest';
import type { ApiObject } from '../api/meta';
import type { Namespace } from '../api/namespace';
import type { Pod } from '../api/pod';
import { parseTime } from '../api/time';
import type { DeleteOptions } from '../api/wire';
import { ControlPlane } from '../testing/control-plane';

function pod(name: string, more: { readonly metadata?: object; readonly spec?: object } = {}): unknown {
  const spec = { containers: [{ name: 'main', image: 'nginx:1.27' }], ...more.spec };
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name, ...more.metadata }, spec };
}

function bound(plane: ControlPlane, name: string, metadata: object = {}): Pod {
  return plane.create<Pod>('pods', pod(name, { metadata, spec: { nodeName: 'worker-1' } }));
}

function remove(plane: ControlPlane, resource: string, name: string, options?: DeleteOptions): ApiObject {
  return plane.do({ verb: 'delete', resource, name, ...(options === undefined ? {} : { options }) });
}

function configMap(name: string, metadata: object = {}): unknown {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, ...metadata } };
}

/** Seconds from the creation to the deletion timestamp. */
function lifetime({ metadata }: ApiObject): number {
  const at = (time: string | undefined): number => (parseTime(time ?? '') ?? 0) / 1000;
  return at(metadata.deletionTimestamp) - at(metadata.creationTimestamp);
}

describe('a pod on a node', () => {
  test('gets its own grace: the timestamp lies ahead, and the generation grows', () => {
    const plane = new ControlPlane();
    bound(plane, 'one');
    const marked = remove(plane, 'pods', 'one');

    expect(marked.metadata).toMatchObject({ deletionGracePeriodSeconds: 30, generation: 2 });
    expect(lifetime(marked)).toBe(30);
    expect(plane.stored('pods', 'default/one')).toEqual(marked);
  });

  test('a second DELETE can only shorten the time, counted from the first', () => {
    const plane = new ControlPlane();
    bound(plane, 'one');
    remove(plane, 'pods', 'one', { gracePeriodSeconds: 60 });
    plane.run(10_000);
    expect(remove(plane, 'pods', 'one').metadata.deletionGracePeriodSeconds).toBe(60);
    expect(remove(plane, 'pods', 'one', { gracePeriodSeconds: 90 }).metadata.deletionGracePeriodSeconds).toBe(
      60,
    );
    const shorter = remove(plane, 'pods', 'one', { gracePeriodSeconds: 20 });

    expect(shorter.metadata).toMatchObject({ deletionGracePeriodSeconds: 20, generation: 2 });
    expect(lifetime(shorter)).toBe(20);
  });

  test('goes at once without grace, and answers with itself', () => {
    const plane = new ControlPlane();
    bound(plane, 'one');

    expect(remove(plane, 'pods', 'one', { gracePeriodSeconds: 0 }).kind).toBe('Pod');
    expect(plane.stored('pods', 'default/one')).toBeUndefined();
  });

  test('a negative grace is one second', () => {
    const plane = new ControlPlane();
    bound(plane, 'one');

    expect(remove(plane, 'pods', 'one', { gracePeriodSeconds: -5 }).metadata.deletionGracePeriodSeconds).toBe(
      1,
    );
  });

  test('without a node, or finished, needs no grace', () => {
    const plane = new ControlPlane();
    plane.create('pods', pod('unbound'));
    bound(plane, 'done');
    plane.do({
      verb: 'patch',
      resource: 'pods',
      name: 'done',
      subresource: 'status',
      patchType: 'merge',
      body: { status: { phase: 'Succeeded' } },
    });
    remove(plane, 'pods', 'unbound');
    remove(plane, 'pods', 'done');

    expect(plane.ask({ verb: 'list', resource: 'pods' }).items).toEqual([]);
  });
});

describe('finalizers', () => {
  const FINALIZER = 'example.com/hold';

  test('hold an object until the last of them is gone', () => {
    const plane = new ControlPlane();
    plane.create('configmaps', configMap('held', { finalizers: [FINALIZER] }));
    const marked = remove(plane, 'configmaps', 'held');
    expect(marked.metadata.deletionTimestamp).toBeDefined();
    expect(marked.metadata.deletionGracePeriodSeconds).toBe(0);
    const body = { metadata: { labels: { still: 'here' } } };
    plane.do({ verb: 'patch', resource: 'configmaps', name: 'held', patchType: 'merge', body });
    expect(plane.stored('configmaps', 'default/held')).toBeDefined();
    const release = { metadata: { finalizers: null } };
    plane.do({ verb: 'patch', resource: 'configmaps', name: 'held', patchType: 'merge', body: release });

    expect(plane.stored('configmaps', 'default/held')).toBeUndefined();
  });

  test('hold a pod also after its grace', () => {
    const plane = new ControlPlane();
    bound(plane, 'held', { finalizers: [FINALIZER] });
    remove(plane, 'pods', 'held');
    const patch = { verb: 'patch', resource: 'pods', name: 'held', patchType: 'json' } as const;
    const release = [{ op: 'remove', path: '/metadata/finalizers/0' }];
    const early = { ...patch, body: [{ op: 'add', path: '/metadata/labels', value: { a: 'b' } }] };
    plane.do(early);
    remove(plane, 'pods', 'held', { gracePeriodSeconds: 0 });
    expect(plane.stored('pods', 'default/held')?.metadata.deletionGracePeriodSeconds).toBe(0);
    plane.do({ ...patch, body: release });

    expect(plane.stored('pods', 'default/held')).toBeUndefined();
  });

  test('cannot be added to an object that is being deleted', () => {
    const plane = new ControlPlane();
    plane.create('configmaps', configMap('held', { finalizers: [FINALIZER] }));
    remove(plane, 'configmaps', 'held');
    const body = { metadata: { finalizers: [FINALIZER, 'example.com/more'] } };

    expect(
      plane.refused({ verb: 'patch', resource: 'configmaps', name: 'held', patchType: 'merge', body }),
    ).toEqual({
      code: 422,
      reason: 'Invalid',
      message:
        'ConfigMap "held" is invalid: metadata.finalizers: Forbidden: no new finalizers can be added if the object is being deleted, found new finalizers []string{"example.com/more"}',
    });
  });
});

describe('propagation', () => {
  test.each([
    ['Foreground', ['foregroundDeletion']],
    ['Orphan', ['orphan']],
  ] as const)('%s leaves the object to the garbage collector', (propagationPolicy, finalizers) => {
    const plane = new ControlPlane();
    plane.create('configmaps', configMap('owner'));
    const marked = remove(plane, 'configmaps', 'owner', { propagationPolicy });

    expect(marked.metadata.finalizers).toEqual(finalizers);
    expect(marked.metadata.deletionTimestamp).toBeDefined();
  });

  test('Background deletes at once, and takes the other policies back', () => {
    const plane = new ControlPlane();
    plane.create('configmaps', configMap('plain'));
    plane.create('configmaps', configMap('owner'));
    expect(remove(plane, 'configmaps', 'plain', { propagationPolicy: 'Background' })).toMatchObject({
      status: 'Success',
      details: { name: 'plain', kind: 'configmaps' },
    });
    remove(plane, 'configmaps', 'owner', { propagationPolicy: 'Foreground' });
    remove(plane, 'configmaps', 'owner', { propagationPolicy: 'Background' });

    expect(plane.ask({ verb: 'list', resource: 'configmaps' }).items).toEqual([]);
  });

  test('without a policy the finalizers that are there decide', () => {
    const plane = new ControlPlane();
    plane.create('configmaps', configMap('owner', { finalizers: ['orphan'] }));

    expect(remove(plane, 'configmaps', 'owner').metadata.finalizers).toEqual(['orphan']);
  });
});

describe('preconditions', () => {
  test('of uid and version', () => {
    const plane = new ControlPlane();
    const { metadata } = plane.create('configmaps', configMap('one'));
    const { uid = '', resourceVersion = '' } = metadata;
    const call = { verb: 'delete', resource: 'configmaps', name: 'one' } as const;
    const conflict = 'Operation cannot be fulfilled on ConfigMap "one": ';

    expect(plane.refused({ ...call, options: { uid: 'else' } })).toEqual({
      code: 409,
      reason: 'Conflict',
      message: `${conflict}the UID in the precondition (else) does not match the UID in record (${uid}). The object might have been deleted and then recreated`,
    });
    expect(plane.refused({ ...call, options: { resourceVersion: '1' } })).toEqual({
      code: 409,
      reason: 'Conflict',
      message: `${conflict}the ResourceVersion in the precondition (1) does not match the ResourceVersion in record (${resourceVersion}). The object might have been modified`,
    });
    expect(plane.ask({ ...call, options: { uid, resourceVersion } }).code).toBe(200);
  });
});

describe('a namespace', () => {
  const body = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } };
  const call = { resource: 'namespaces', namespace: '', name: 'shop' } as const;

  function doomed(): ControlPlane {
    const plane = new ControlPlane();
    plane.create('namespaces', body, '');
    plane.create('configmaps', configMap('inside'), 'shop');
    plane.do({ ...call, verb: 'delete' });
    return plane;
  }

  test('becomes Terminating and takes nothing new', () => {
    const plane = doomed();

    expect(plane.stored<Namespace>('namespaces', 'shop')).toMatchObject({ status: { phase: 'Terminating' } });
    const answer = plane.ask({ verb: 'create', resource: 'pods', namespace: 'shop', body: pod('late') });
    expect(answer.body).toMatchObject({
      code: 403,
      reason: 'Forbidden',
      message:
        'pods "late" is forbidden: unable to create new content in namespace shop because it is being terminated',
      details: {
        name: 'late',
        kind: 'pods',
        causes: [
          {
            reason: 'NamespaceTerminating',
            message: 'namespace shop is being terminated',
            field: 'metadata.namespace',
          },
        ],
      },
    });
  });

  test('stays until its finalizer is taken away, whoever asks or writes', () => {
    const plane = doomed();
    plane.do({ ...call, verb: 'delete' });
    plane.do({ ...call, verb: 'patch', patchType: 'merge', body: { metadata: { labels: { a: 'b' } } } });
    const stored = plane.stored<Namespace>('namespaces', 'shop') as Namespace;
    expect(stored.spec.finalizers).toEqual(['kubernetes']);
    const finalized = { ...stored, spec: { finalizers: [] } };
    plane.do({ ...call, verb: 'update', subresource: 'finalize', body: finalized });

    expect(plane.stored('namespaces', 'shop')).toBeUndefined();
  });

  test('can be finalized only by who has seen its last version', () => {
    const plane = doomed();
    const stored = plane.stored<Namespace>('namespaces', 'shop') as Namespace;
    const metadata = { ...stored.metadata, resourceVersion: '1' };
    const old = { ...stored, metadata, spec: { finalizers: [] } };

    expect(plane.refused({ ...call, verb: 'update', subresource: 'finalize', body: old }).code).toBe(409);
  });

  test('that must stay, stays', () => {
    const plane = new ControlPlane();
    for (const name of ['default', 'kube-system', 'kube-public']) {
      expect(plane.refused({ ...call, verb: 'delete', name })).toEqual({
        code: 403,
        reason: 'Forbidden',
        message: `namespaces "${name}" is forbidden: this namespace may not be deleted`,
      });
    }
    expect(plane.ask({ ...call, verb: 'delete', name: 'kube-node-lease' }).code).toBe(200);
    expect(plane.refused({ ...call, verb: 'deletecollection' }).code).toBe(405);
  });
});

describe('deletecollection', () => {
  test('deletes what is selected, each as its kind wants it', () => {
    const plane = new ControlPlane();
    bound(plane, 'a', { labels: { app: 'web' } });
    plane.create('pods', pod('b', { metadata: { labels: { app: 'web' } } }));
    bound(plane, 'c', { labels: { app: 'db' } });
    const answer = plane.ask({ verb: 'deletecollection', resource: 'pods', labelSelector: 'app=web' });

    expect(answer.items?.map(({ metadata }) => metadata.name)).toEqual(['a', 'b']);
    expect(answer.body).toMatchObject({ kind: 'PodList', apiVersion: 'v1' });
    expect(answer.revision).toBe(plane.etcd.revision);
    expect(plane.stored('pods', 'default/a')?.metadata.deletionTimestamp).toBeDefined();
    expect(plane.stored('pods', 'default/b')).toBeUndefined();
    expect(plane.stored('pods', 'default/c')?.metadata.deletionTimestamp).toBeUndefined();
  });

  test('keeps to its namespace', () => {
    const plane = new ControlPlane();
    plane.create('configmaps', configMap('a'));
    plane.create('configmaps', configMap('a'), 'kube-system');
    plane.do({ verb: 'deletecollection', resource: 'configmaps' });

    expect(plane.stored('configmaps', 'default/a')).toBeUndefined();
    expect(plane.stored('configmaps', 'kube-system/a')).toBeDefined();
  });
});
