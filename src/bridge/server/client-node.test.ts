/** The JavaScript client against a served cluster: typed calls, and an informer that sees everything once. */
import { CoreV1Api, KubeConfig, makeInformer, type V1ConfigMap } from '@kubernetes/client-node';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { serveCluster, type ServedCluster } from './testing/served-cluster';

const namespace = 'default';
let cluster: ServedCluster;
let config: KubeConfig;
let core: CoreV1Api;

beforeAll(async () => {
  cluster = await serveCluster();
  config = new KubeConfig();
  config.loadFromFile(cluster.kubeconfig);
  core = config.makeApiClient(CoreV1Api);
});
afterAll(() => cluster.stop());

/** As it was read, with other data. */
function withData({ apiVersion, kind, metadata }: V1ConfigMap, data: Record<string, string>): V1ConfigMap {
  return {
    ...(apiVersion === undefined ? {} : { apiVersion }),
    ...(kind === undefined ? {} : { kind }),
    ...(metadata === undefined ? {} : { metadata }),
    data,
  };
}

function configMap(name: string, data: Record<string, string> = {}): V1ConfigMap {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace }, data };
}

test('lists, creates, replaces and deletes', async () => {
  const { items } = await core.listNode();
  const names = new Set(items.map(({ metadata }) => metadata?.name));
  expect(names).toEqual(new Set(['control-plane', 'worker-1', 'worker-2']));
  const created = await core.createNamespacedConfigMap({ namespace, body: configMap('a', { x: '1' }) });
  expect(created.metadata?.uid).toBeTruthy();
  const read = await core.readNamespacedConfigMap({ namespace, name: 'a' });
  const body = withData(read, { x: '2' });
  expect((await core.replaceNamespacedConfigMap({ namespace, name: 'a', body })).data).toEqual({ x: '2' });
  await core.deleteNamespacedConfigMap({ namespace, name: 'a' });
  await expect(core.readNamespacedConfigMap({ namespace, name: 'a' })).rejects.toMatchObject({ code: 404 });
});

test('a stale write is refused with a conflict', async () => {
  await core.createNamespacedConfigMap({ namespace, body: configMap('stale') });
  const old = await core.readNamespacedConfigMap({ namespace, name: 'stale' });
  await core.replaceNamespacedConfigMap({
    namespace,
    name: 'stale',
    body: withData(old, { by: 'first' }),
  });
  const late = core.replaceNamespacedConfigMap({
    namespace,
    name: 'stale',
    body: withData(old, { by: 'second' }),
  });
  await expect(late).rejects.toMatchObject({ code: 409 });
});

test('an informer sees what is there, what comes, changes and goes, in order', async () => {
  await core.createNamespacedConfigMap({ namespace, body: configMap('there') });
  const seen: string[] = [];
  const list = () => core.listNamespacedConfigMap({ namespace });
  const informer = makeInformer(config, `/api/v1/namespaces/${namespace}/configmaps`, list);
  for (const verb of ['add', 'update', 'delete'] as const)
    informer.on(verb, ({ metadata }) => seen.push(`${verb} ${metadata?.name ?? ''}`));
  const errors: unknown[] = [];
  informer.on('error', (error) => errors.push(error));
  await informer.start();
  const of = (name: string) => seen.filter((each) => each.endsWith(` ${name}`));
  await expect.poll(() => of('there')).toEqual(['add there']);
  await core.createNamespacedConfigMap({ namespace, body: configMap('later') });
  await expect.poll(() => of('later')).toEqual(['add later']);
  const later = await core.readNamespacedConfigMap({ namespace, name: 'later' });
  await core.replaceNamespacedConfigMap({ namespace, name: 'later', body: withData(later, { x: '1' }) });
  await core.deleteNamespacedConfigMap({ namespace, name: 'later' });
  await expect.poll(() => of('later')).toEqual(['add later', 'update later', 'delete later']);
  expect(errors).toEqual([]);
  await informer.stop();
});
