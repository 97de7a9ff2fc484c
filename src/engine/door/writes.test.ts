import { beforeEach, describe, expect, it } from 'vitest';
import { HttpLab, listOf, textOf, type Json } from '../testing/http-lab';
import { deploymentManifest, podManifest } from '../testing/manifests';

const PODS = '/api/v1/namespaces/default/pods';
const DEPLOYMENTS = '/apis/apps/v1/namespaces/default/deployments';
const MAPS = '/api/v1/namespaces/default/configmaps';
const HPAS_V1 = '/apis/autoscaling/v1/namespaces/default/horizontalpodautoscalers';
const HPAS_V2 = '/apis/autoscaling/v2/namespaces/default/horizontalpodautoscalers';

let lab: HttpLab;
beforeEach(() => {
  lab = new HttpLab();
});

function containersOf(deployment: Json): readonly Json[] {
  return listOf(deployment['spec']?.['template']?.['spec']?.['containers']);
}

function namesOf(list: Json): readonly string[] {
  return listOf(list['items']).map((item) => textOf(item['metadata']?.['name']));
}

describe('a patch over HTTP', () => {
  const path = `${DEPLOYMENTS}/web`;
  const side = { name: 'side', image: 'busybox:1.36' };

  function patchContainers(spec: object): readonly string[] {
    const reply = lab.patch(path, 'strategic', { spec: { template: { spec } } });
    expect(reply.status, reply.text).toBe(200);
    return containersOf(reply.json).map(({ name, image }) => `${textOf(name)} ${textOf(image)}`);
  }

  beforeEach(() => {
    lab.post(DEPLOYMENTS, deploymentManifest('web'));
  });

  it('adds to a list by its merge key, orders it, and takes away from it', () => {
    const order = [{ name: 'main' }, { name: 'side' }];
    expect(patchContainers({ '$setElementOrder/containers': order, containers: [side] })).toEqual([
      'main nginx:1.27',
      'side busybox:1.36',
    ]);
    expect(patchContainers({ containers: [{ name: 'main', image: 'nginx:1.28' }] })[0]).toBe(
      'main nginx:1.28',
    );
    expect(patchContainers({ containers: [{ $patch: 'delete', name: 'side' }] })).toEqual([
      'main nginx:1.28',
    ]);
    expect(patchContainers({ containers: [{ $patch: 'replace' }, side] })).toEqual(['side busybox:1.36']);
  });

  it('keeps of a union only what it names', () => {
    const strategy = { $retainKeys: ['type'], type: 'Recreate' };
    const reply = lab.patch(path, 'strategic', { spec: { strategy } });
    expect(reply.json['spec']?.['strategy']).toEqual({ type: 'Recreate' });
  });

  it('of the merge type replaces lists whole, and null takes a field away', () => {
    const patch = { metadata: { labels: null }, spec: { template: { spec: { containers: [side] } } } };
    const reply = lab.patch(path, 'merge', patch);
    expect(containersOf(reply.json)).toMatchObject([side]);
    expect(reply.json['metadata']).not.toHaveProperty('labels');
  });

  it('of the JSON type tests before it acts', () => {
    const good = [
      { op: 'test', path: '/spec/replicas', value: 1 },
      { op: 'replace', path: '/spec/replicas', value: 2 },
    ];
    expect(lab.patch(path, 'json', good).json['spec']?.['replicas']).toBe(2);
    const reply = lab.patch(path, 'json', good);
    expect([reply.status, reply.json['reason']]).toEqual([422, 'Invalid']);
  });

  it('of a scale is answered with a Scale', () => {
    const reply = lab.patch(`${path}/scale`, 'merge', { spec: { replicas: 3 } });
    expect(reply.json).toMatchObject({
      kind: 'Scale',
      apiVersion: 'autoscaling/v1',
      metadata: { name: 'web' },
      spec: { replicas: 3 },
      status: { selector: 'app=web' },
    });
    expect(lab.get(`${path}/scale`).json).toMatchObject({ kind: 'Scale', spec: { replicas: 3 } });
  });
});

describe('quantities', () => {
  it.each([
    ['0.5', '500m'],
    ['1000m', '1'],
    ['1500u', '2m'],
    [2, '2'],
  ])('of %j CPU are written %s', (given, written) => {
    const pod = podManifest('q', { container: { resources: { limits: { cpu: given } } } });
    const [container] = listOf(lab.post(PODS, pod).json['spec']?.['containers']);
    expect(container?.['resources']).toMatchObject({ limits: { cpu: written }, requests: { cpu: written } });
  });

  it('that are none are refused', () => {
    const pod = podManifest('q', { container: { resources: { limits: { cpu: 'much' } } } });
    const reply = lab.post(PODS, pod);
    expect(reply.status).toBe(400);
    expect(reply.json['message']).toContain("quantities must match the regular expression '^([+-]?[0-9.]+)");
  });
});

describe('a list', () => {
  beforeEach(() => {
    for (const [name, labels] of [
      ['a', { app: 'web', tier: 'front' }],
      ['b', { app: 'web' }],
      ['c', { app: 'db' }],
      ['d', {}],
    ] as const)
      lab.post(MAPS, { metadata: { name, labels } });
  });

  it.each([
    ['app=web', ['a', 'b']],
    ['app==web,tier', ['a']],
    ['app!=web', ['c', 'd']],
    ['app in (web,db)', ['a', 'b', 'c']],
    ['app notin (web)', ['c', 'd']],
    ['app,!tier', ['b', 'c']],
  ])('is narrowed by labels: %s', (selector, names) => {
    const reply = lab.get(`${MAPS}?labelSelector=${encodeURIComponent(selector)}`);
    expect(namesOf(reply.json).filter((name) => name.length === 1)).toEqual(names);
  });

  it('comes in parts, each as it was when the first one came', () => {
    const first = lab.get(`${MAPS}?limit=2`).json;
    expect(namesOf(first)).toEqual(['a', 'b']);
    expect(first['metadata']?.['remainingItemCount']).toBe(2);
    lab.post(MAPS, { metadata: { name: 'bb' } });
    lab.delete(`${MAPS}/c`);
    const rest = lab.get(`${MAPS}?limit=2&continue=${textOf(first['metadata']?.['continue'])}`).json;
    expect(namesOf(rest)).toEqual(['c', 'd']);
    expect(rest['metadata']).not.toHaveProperty('continue');
    expect(rest['metadata']?.['resourceVersion']).toBe(first['metadata']?.['resourceVersion']);
  });

  it('can be had as it was at a version', () => {
    const version = textOf(lab.get(MAPS).json['metadata']?.['resourceVersion']);
    lab.delete(`${MAPS}/a`);
    const query = `resourceVersion=${version}`;
    expect(namesOf(lab.get(`${MAPS}?${query}&resourceVersionMatch=Exact`).json)).toEqual([
      'a',
      'b',
      'c',
      'd',
    ]);
    expect(namesOf(lab.get(`${MAPS}?${query}&resourceVersionMatch=NotOlderThan`).json)).toEqual([
      'b',
      'c',
      'd',
    ]);
    expect(namesOf(lab.get(`${MAPS}?resourceVersion=0`).json)).toEqual(['b', 'c', 'd']);
  });

  it('is deleted as far as it is selected', () => {
    const reply = lab.delete(`${MAPS}?labelSelector=app%3Dweb`);
    expect([reply.status, namesOf(reply.json)]).toEqual([200, ['a', 'b']]);
    expect(reply.json['kind']).toBe('ConfigMapList');
    expect(listOf(reply.json['items'])[0]).not.toHaveProperty('kind');
    expect(namesOf(lab.get(MAPS).json)).toEqual(['c', 'd']);
  });
});

describe('an object in its second version', () => {
  const target = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' };

  it('is created, patched and listed in it, and is the same object in the other', () => {
    const created = lab.post(HPAS_V1, {
      apiVersion: 'autoscaling/v1',
      kind: 'HorizontalPodAutoscaler',
      metadata: { name: 'web' },
      spec: { scaleTargetRef: target, maxReplicas: 3, targetCPUUtilizationPercentage: 60 },
    });
    expect(created.json).toMatchObject({
      apiVersion: 'autoscaling/v1',
      spec: { targetCPUUtilizationPercentage: 60 },
    });
    lab.patch(`${HPAS_V1}/web`, 'merge', { spec: { targetCPUUtilizationPercentage: 70 } });
    const [metric] = listOf(lab.get(`${HPAS_V2}/web`).json['spec']?.['metrics']);
    expect(metric?.['resource']?.['target']).toEqual({ type: 'Utilization', averageUtilization: 70 });
    const list = lab.get(HPAS_V1).json;
    expect(list['apiVersion']).toBe('autoscaling/v1');
    expect(listOf(list['items'])[0]?.['spec']).toMatchObject({ targetCPUUtilizationPercentage: 70 });
    const watch = lab.watch(`${HPAS_V1}?watch=true`);
    expect(watch.events[0]?.['object']?.['apiVersion']).toBe('autoscaling/v1');
  });

  it('has unknown fields by the names of that version', () => {
    const body = { metadata: { name: 'x' }, spec: { scaleTargetRef: target, maxReplicas: 3, metrics: [] } };
    const reply = lab.post(`${HPAS_V1}?fieldValidation=Strict`, body);
    expect(reply.json['message']).toContain('strict decoding error: unknown field "spec.metrics"');
  });

  it('is refused under the name of its group', () => {
    const reply = lab.get('/apis/events.k8s.io/v1/namespaces/default/events/nosuch');
    expect(reply.json['message']).toBe('events.events.k8s.io "nosuch" not found');
  });
});

describe('a write', () => {
  it('is called in the journal what its client calls it', () => {
    const { simulation } = lab.headless;
    const last = (): string | undefined => simulation.journal.at(-1)?.label;
    lab.post(MAPS, { metadata: { name: 'a' } }, { 'orrery-label': 'kubectl create configmap a' });
    expect(last()).toBe('kubectl create configmap a');
    lab.post(MAPS, { metadata: { name: 'b' } }, { 'kubectl-command': 'kubectl create' });
    expect(last()).toBe('kubectl create configmaps/b');
    lab.post(`${MAPS}?fieldManager=me`, { metadata: { name: 'c' } });
    expect(last()).toBe(`POST ${MAPS}`);
  });

  it('waits for nothing while the clock stands, and its watchers hear of it at once', () => {
    const still = new HttpLab({}, { isPaused: () => true });
    const watch = still.watch(`${MAPS}?watch=true`);
    const { now } = still.headless;
    const write = still.open('POST', MAPS, { body: { metadata: { name: 'a' } } });
    expect([write.status, write.isOver, still.headless.now]).toEqual([201, true, now]);
    expect(watch.events.map(({ type }) => type)).toEqual(['ADDED']);
  });

  it('that says nothing of its kind is taken for the kind of its path', () => {
    expect(lab.post(MAPS, { metadata: { name: 'a' } }).json).toMatchObject({
      apiVersion: 'v1',
      kind: 'ConfigMap',
    });
  });

  it('makes a name from generateName, also in a dry run', () => {
    const body = { metadata: { generateName: 'map-' } };
    const dry = lab.post(`${MAPS}?dryRun=All`, body).json['metadata']?.['name'];
    expect(dry).toMatch(/^map-[bcdfghjklmnpqrstvwxz2456789]{5}$/);
    expect(lab.get(`${MAPS}/${textOf(dry)}`).status).toBe(404);
    expect(lab.post(MAPS, body).json['metadata']?.['name']).toMatch(/^map-/);
  });
});

describe('who asks', () => {
  const REVIEWS = '/apis/authorization.k8s.io/v1';

  it('may do everything, and is told by which role', () => {
    const spec = { resourceAttributes: { verb: 'delete', resource: 'nodes' } };
    const reply = lab.post(`${REVIEWS}/selfsubjectaccessreviews`, { spec });
    expect(reply.status).toBe(201);
    expect(reply.json).toMatchObject({ kind: 'SelfSubjectAccessReview', spec, status: { allowed: true } });
    expect(reply.json['status']?.['reason']).toMatch(/^RBAC: allowed by ClusterRoleBinding/);
  });

  it('is kubeadm’s admin', () => {
    const reply = lab.post('/apis/authentication.k8s.io/v1/selfsubjectreviews', {});
    expect(reply.json['status']).toEqual({
      userInfo: { username: 'kubernetes-admin', groups: ['kubeadm:cluster-admins', 'system:authenticated'] },
    });
  });

  it('must ask about something', () => {
    const reply = lab.post(`${REVIEWS}/selfsubjectaccessreviews`, { spec: {} });
    expect([reply.status, reply.json['reason']]).toEqual([422, 'Invalid']);
    expect(reply.json['message']).toContain('exactly one of nonResourceAttributes or resourceAttributes');
  });
});

describe('somebody for whom the admin speaks', () => {
  const DEV = { 'impersonate-user': 'dev' };
  const RBAC = '/apis/rbac.authorization.k8s.io/v1';
  const may = (verb: string, resource: string, headers = DEV): boolean => {
    const spec = { resourceAttributes: { verb, resource, namespace: 'default' } };
    const path = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews';
    return lab.post(path, { spec }, headers).json['status']?.['allowed'] as unknown as boolean;
  };

  it('may nothing but ask, and is told so', () => {
    expect(may('list', 'pods')).toBe(false);
    const reply = lab.get(PODS, DEV);
    expect([reply.status, reply.json['reason']]).toEqual([403, 'Forbidden']);
    expect(reply.json['message']).toBe(
      'pods is forbidden: User "dev" cannot list resource "pods" in API group "" in the namespace "default"',
    );
    expect(lab.get('/api/v1/nodes/worker-1', DEV).json['message']).toBe(
      'nodes "worker-1" is forbidden: User "dev" cannot get resource "nodes" in API group "" at the cluster scope',
    );
    expect(lab.get('/apis', DEV).status).toBe(200);
  });

  it('may what a role says that is bound to him, in its namespace', () => {
    const rules = [{ verbs: ['get', 'list'], apiGroups: [''], resources: ['pods', 'pods/log'] }];
    lab.post(`${RBAC}/namespaces/default/roles`, { metadata: { name: 'reader' }, rules });
    const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'reader' };
    const subjects = [{ kind: 'User', name: 'dev', apiGroup: 'rbac.authorization.k8s.io' }];
    lab.post(`${RBAC}/namespaces/default/rolebindings`, { metadata: { name: 'dev' }, roleRef, subjects });
    expect(lab.get(PODS, DEV).status).toBe(200);
    expect(lab.get('/api/v1/pods', DEV).status).toBe(403);
    expect([may('list', 'pods'), may('delete', 'pods'), may('list', 'secrets')]).toEqual([
      true,
      false,
      false,
    ]);
    expect(lab.post(PODS, podManifest('one'), DEV).status).toBe(403);
  });

  it('may everything as an account that is bound to cluster-admin', () => {
    const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin' };
    const subjects = [{ kind: 'ServiceAccount', name: 'ci', namespace: 'default' }];
    lab.post(`${RBAC}/clusterrolebindings`, { metadata: { name: 'ci' }, roleRef, subjects });
    const account = { 'impersonate-user': 'system:serviceaccount:default:ci' };
    expect(may('delete', 'nodes', account)).toBe(true);
    expect(may('delete', 'nodes', { 'impersonate-user': 'system:serviceaccount:default:other' })).toBe(false);
  });
});
