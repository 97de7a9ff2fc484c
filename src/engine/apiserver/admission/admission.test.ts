/** What admission makes of new objects, and what it refuses. */
import { describe, expect, test } from 'vitest';
import type { Node } from '../../api/node';
import type { Pod } from '../../api/pod';
import { ControlPlane } from '../../testing/control-plane';

const CONTAINER = { name: 'main', image: 'nginx:1.27' };

function pod(name: string, spec: object = {}, metadata: object = {}): unknown {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, ...metadata },
    spec: { containers: [CONTAINER], ...spec },
  };
}

function account(name: string, more: object = {}): unknown {
  return { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name }, ...more };
}

function priorityClass(name: string, value: number, more: object = {}): unknown {
  return { apiVersion: 'scheduling.k8s.io/v1', kind: 'PriorityClass', metadata: { name }, value, ...more };
}

describe('NamespaceLifecycle', () => {
  test('comes before validation', () => {
    const plane = new ControlPlane();

    expect(
      plane.refused({ verb: 'create', resource: 'pods', namespace: 'nowhere', body: pod('Bad_Name') }),
    ).toEqual({ code: 404, reason: 'NotFound', message: 'namespaces "nowhere" not found' });
  });
});

describe('ServiceAccount', () => {
  function withAccounts(): ControlPlane {
    const plane = new ControlPlane({ serviceAccounts: true });
    plane.create('serviceaccounts', account('default'));
    return plane;
  }

  test('is off in a cluster without its controller: pods only learn the name', () => {
    const { spec } = new ControlPlane().create<Pod>('pods', pod('one'));

    expect(spec).toMatchObject({ serviceAccountName: 'default', serviceAccount: 'default' });
    expect(spec.volumes).toBeUndefined();
  });

  test('mounts the token into every container', () => {
    const plane = withAccounts();
    const init = { name: 'init', image: 'busybox' };
    const { spec } = plane.create<Pod>('pods', pod('one', { initContainers: [init] }));
    const [volume] = spec.volumes ?? [];
    const name = volume?.name ?? '';
    const mount = { name, readOnly: true, mountPath: '/var/run/secrets/kubernetes.io/serviceaccount' };

    expect(name).toMatch(/^kube-api-access-[bcdfghjklmnpqrstvwxz2456789]{5}$/);
    expect(volume?.projected).toEqual({
      defaultMode: 420,
      sources: [
        { serviceAccountToken: { expirationSeconds: 3607, path: 'token' } },
        { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
        {
          downwardAPI: {
            items: [{ path: 'namespace', fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' } }],
          },
        },
      ],
    });
    expect(spec.containers[0]?.volumeMounts).toEqual([mount]);
    expect(spec.initContainers?.[0]?.volumeMounts).toEqual([mount]);
  });

  test('gives each pod a volume of another name', () => {
    const plane = withAccounts();
    const names = ['a', 'b', 'c'].map((name) => plane.create<Pod>('pods', pod(name)).spec.volumes?.[0]?.name);

    expect(new Set(names).size).toBe(3);
  });

  test('leaves a container alone that mounts something else there, and pods that want no token', () => {
    const plane = withAccounts();
    plane.create('serviceaccounts', account('silent', { automountServiceAccountToken: false }));
    const mountPath = '/var/run/secrets/kubernetes.io/serviceaccount';
    const own = { volumeMounts: [{ name: 'mine', mountPath }] };
    const containers = [{ ...CONTAINER, ...own }];
    const mounted = plane.create<Pod>('pods', pod('own', { containers, volumes: [{ name: 'mine' }] }));
    const refusing = plane.create<Pod>('pods', pod('no', { automountServiceAccountToken: false }));
    const silent = plane.create<Pod>('pods', pod('silent', { serviceAccountName: 'silent' }));
    const insisting = { serviceAccountName: 'silent', automountServiceAccountToken: true };

    expect(mounted.spec.volumes?.map(({ name }) => name)).toEqual(['mine']);
    expect(refusing.spec.volumes).toBeUndefined();
    expect(silent.spec.volumes).toBeUndefined();
    expect(plane.create<Pod>('pods', pod('yes', insisting)).spec.volumes).toHaveLength(1);
  });

  test('copies the pull secrets of the account, unless the pod has its own', () => {
    const plane = new ControlPlane({ serviceAccounts: true });
    plane.create('serviceaccounts', account('default', { imagePullSecrets: [{ name: 'registry' }] }));
    const mine = { imagePullSecrets: [{ name: 'mine' }] };

    expect(plane.create<Pod>('pods', pod('a')).spec.imagePullSecrets).toEqual([{ name: 'registry' }]);
    expect(plane.create<Pod>('pods', pod('b', mine)).spec.imagePullSecrets).toEqual([{ name: 'mine' }]);
  });

  test('refuses a pod whose account does not exist', () => {
    const plane = withAccounts();
    const create = { verb: 'create', resource: 'pods' } as const;
    const spec = { serviceAccountName: 'robot' };
    const begin = plane.simulation.now;

    expect(plane.refused({ ...create, body: pod('one', spec) })).toEqual({
      code: 403,
      reason: 'Forbidden',
      message:
        'pods "one" is forbidden: error looking up service account default/robot: serviceaccount "robot" not found',
    });
    expect(plane.simulation.now - begin).toBeLessThan(10);
    const generated = { ...(pod('', spec) as object), metadata: { generateName: 'web-' } };
    expect(plane.refused({ ...create, body: generated }).message).toMatch(/^pods "web-" is forbidden: /);
  });

  test('waits a moment for the account that every namespace gets', () => {
    const plane = new ControlPlane({ serviceAccounts: true });
    const id = plane.send({ verb: 'create', resource: 'pods', body: pod('one') });
    plane.run(400);
    expect(plane.answerTo(id)).toBeUndefined();
    plane.create('serviceaccounts', account('default'));
    plane.run(300);

    expect(plane.answerTo(id)?.code).toBe(201);
  });

  test('does not wait for ever', () => {
    const plane = new ControlPlane({ serviceAccounts: true });
    const begin = plane.simulation.now;

    expect(plane.refused({ verb: 'create', resource: 'pods', body: pod('one') }).message).toContain(
      'error looking up service account default/default: serviceaccount "default" not found',
    );
    expect(plane.simulation.now - begin).toBeGreaterThanOrEqual(900);
    expect(plane.simulation.now - begin).toBeLessThan(2000);
    expect(plane.state.inFlight.size).toBe(0);
  });

  test('lets mirror pods through: they speak as nobody', () => {
    const plane = new ControlPlane({ serviceAccounts: true });
    const metadata = { namespace: 'kube-system', annotations: { 'kubernetes.io/config.mirror': 'hash' } };
    const mirror = pod('etcd-control-plane', { nodeName: 'control-plane' }, metadata);
    const { spec } = plane.create<Pod>('pods', mirror, 'kube-system');

    expect(spec.volumes).toBeUndefined();
    expect(spec.serviceAccountName).toBeUndefined();
  });
});

describe('Priority', () => {
  test('of pods without a class is 0', () => {
    expect(new ControlPlane().create<Pod>('pods', pod('one')).spec).toMatchObject({
      priority: 0,
      preemptionPolicy: 'PreemptLowerPriority',
    });
  });

  test('comes from the class, the system classes included', () => {
    const plane = new ControlPlane();
    plane.create('priorityclasses', priorityClass('high', 1000, { preemptionPolicy: 'Never' }), '');
    const prioritised = (name: string, priorityClassName: string): Pod =>
      plane.create<Pod>('pods', pod(name, { priorityClassName }));

    expect(prioritised('a', 'high').spec).toMatchObject({ priority: 1000, preemptionPolicy: 'Never' });
    expect(prioritised('b', 'system-cluster-critical').spec.priority).toBe(2_000_000_000);
    expect(prioritised('c', 'system-node-critical').spec.priority).toBe(2_000_001_000);
  });

  test('of the class for all goes to pods that name none', () => {
    const plane = new ControlPlane();
    plane.create('priorityclasses', priorityClass('usual', 50, { globalDefault: true }), '');

    expect(plane.create<Pod>('pods', pod('one')).spec).toMatchObject({
      priority: 50,
      priorityClassName: 'usual',
    });
    expect(
      plane.refused({
        verb: 'create',
        resource: 'priorityclasses',
        namespace: '',
        body: priorityClass('other', 60, { globalDefault: true }),
      }).message,
    ).toBe(
      'priorityclasses.scheduling.k8s.io "other" is forbidden: PriorityClass usual is already marked as default. Only one default can exist',
    );
  });

  test('refuses an unknown class, and a number that is not that of the class', () => {
    const plane = new ControlPlane();
    const create = { verb: 'create', resource: 'pods' } as const;

    expect(plane.refused({ ...create, body: pod('one', { priorityClassName: 'gold' }) })).toEqual({
      code: 403,
      reason: 'Forbidden',
      message: 'pods "one" is forbidden: no PriorityClass with name gold was found',
    });
    expect(plane.refused({ ...create, body: pod('one', { priority: 7 }) }).message).toBe(
      'pods "one" is forbidden: the integer value of priority (7) must not be provided in pod spec; priority admission controller computed 0 from the given PriorityClass name',
    );
  });
});

describe('DefaultTolerationSeconds and TaintNodesByCondition', () => {
  test('a pod stays five minutes on a node in trouble, unless it says otherwise', () => {
    const plane = new ControlPlane();
    const own = {
      key: 'node.kubernetes.io/not-ready',
      operator: 'Exists',
      effect: 'NoExecute',
      tolerationSeconds: 5,
    };
    const seconds = (name: string, spec: object): unknown =>
      plane
        .create<Pod>('pods', pod(name, spec))
        .spec.tolerations?.map(({ tolerationSeconds }) => tolerationSeconds);

    expect(seconds('a', {})).toEqual([300, 300]);
    expect(seconds('b', { tolerations: [own] })).toEqual([5, 300]);
    expect(seconds('c', { tolerations: [{ operator: 'Exists' }] })).toEqual([undefined]);
  });

  test('a new node is not ready', () => {
    const body = { apiVersion: 'v1', kind: 'Node', metadata: { name: 'worker-1' }, spec: {} };
    const node = new ControlPlane().create<Node>('nodes', body, '');

    expect(node.spec.taints).toEqual([{ key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule' }]);
  });
});
