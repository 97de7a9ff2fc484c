import { describe, expect, it } from 'vitest';
import { decode } from '../engine/api/decode';
import { deepEqual } from '../engine/api/equal';
import { KINDS, kindOfResource } from '../engine/api/kinds';
import type { ApiObject } from '../engine/api/meta';
import { strategicMergePatch } from '../engine/api/patch';
import { badRequest, invalid } from '../engine/api/status';
import { applyManifest, type DocumentOutcome } from './apply';
import { mappingOf } from './kinds';
import { parseManifest } from './manifest';
import type { ApiRequest, ApiResponse } from './transport';

const NOT_FOUND: ApiResponse = { code: 404, body: { reason: 'NotFound', message: 'not found' } };

/** A server that stores what its kinds accept. */
function server() {
  const objects = new Map<string, ApiObject>();
  let revision = 0;
  const store = (key: string, request: ApiRequest, body: unknown, old?: ApiObject): ApiResponse => {
    const kind = kindOfResource(request.resource);
    if (kind === undefined) return NOT_FOUND;
    const { object, error } = decode(kind, body);
    if (error !== null) return { code: 400, body: badRequest(error) };
    const complete = kind.applyDefaults(object);
    const next = old === undefined ? kind.prepareForCreate(complete) : kind.prepareForUpdate(complete, old);
    const errors = old === undefined ? kind.validateCreate(next) : kind.validateUpdate(next, old);
    if (errors.length > 0) return { code: 422, body: invalid(kind, next.metadata.name, errors) };
    const isSame = deepEqual(next, old);
    revision += isSame ? 0 : 1;
    const stored = { ...next, metadata: { ...next.metadata, resourceVersion: String(revision) } };
    objects.set(key, isSame && old !== undefined ? old : stored);
    return { code: 200, body: objects.get(key) };
  };
  const answer = (request: ApiRequest): ApiResponse => {
    const { resource, namespace, verb, body } = request;
    const name = verb === 'create' ? (body as ApiObject).metadata.name : request.name;
    const key = [resource, namespace, name].filter((part) => part !== '').join('/');
    const old = objects.get(key);
    if (verb === 'create') return store(key, request, body);
    if (old === undefined) return NOT_FOUND;
    return verb === 'patch'
      ? store(key, request, strategicMergePatch(old, body, kindOfResource(resource)?.kind ?? null), old)
      : { code: 200, body: old };
  };
  const apply = async (text: string): Promise<readonly DocumentOutcome[]> => {
    const { documents, problems } = parseManifest(text);
    expect(problems).toEqual([]);
    return applyManifest(documents, {
      cluster: 'lab',
      namespace: 'default',
      source: 'all.yaml',
      transport: (request) => Promise.resolve(answer(structuredClone(request))),
    });
  };
  return { objects, apply };
}

const ALL = `apiVersion: v1
kind: ConfigMap
metadata: {name: config}
data:
  mode: fast
---
apiVersion: v1
kind: Secret
metadata: {name: login}
stringData:
  password: s3cret
---
apiVersion: v1
kind: ServiceAccount
metadata: {name: robot}
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  type: NodePort
  selector: {app: web}
  ports:
    - {name: http, port: 80}
    - {name: metrics, port: 9090}
---
apiVersion: scheduling.k8s.io/v1
kind: PriorityClass
metadata: {name: high}
value: 1000
---
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: agent}
spec:
  selector: {matchLabels: {app: agent}}
  template:
    metadata: {labels: {app: agent}}
    spec:
      containers:
        - {name: agent, image: "agent:1"}
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: web-abc}
addressType: IPv4
endpoints: []
ports: []
`;

describe('kubectl apply of every kind', () => {
  it('creates what is new, and leaves alone what is the same', async () => {
    const { objects, apply } = server();
    const words = [
      'configmap/config',
      'secret/login',
      'serviceaccount/robot',
      'service/web',
      'priorityclass.scheduling.k8s.io/high',
      'daemonset.apps/agent',
      'endpointslice.discovery.k8s.io/web-abc',
    ];
    expect((await apply(ALL)).map(({ text }) => text)).toEqual(words.map((word) => `${word} created`));
    expect([...objects.keys()]).toEqual([
      'configmaps/default/config',
      'secrets/default/login',
      'serviceaccounts/default/robot',
      'services/default/web',
      'priorityclasses/high',
      'daemonsets/default/agent',
      'endpointslices/default/web-abc',
    ]);
    expect(objects.get('secrets/default/login')).toMatchObject({ data: { password: 'czNjcmV0' } });
    expect((await apply(ALL)).map(({ text }) => text)).toEqual(words.map((word) => `${word} unchanged`));
  });

  it('takes away the port and the key that the manifest no longer has', async () => {
    const { objects, apply } = server();
    await apply(ALL);
    const changed = ALL.replace('    - {name: metrics, port: 9090}\n', '').replace(
      'mode: fast',
      'speed: high',
    );
    expect(
      (await apply(changed)).filter(({ result }) => result === 'configured').map(({ text }) => text),
    ).toEqual(['configmap/config configured', 'service/web configured']);
    expect(objects.get('services/default/web')).toMatchObject({
      spec: { ports: [{ name: 'http', port: 80 }] },
    });
    expect(objects.get('configmaps/default/config')).toMatchObject({ data: { speed: 'high' } });
  });

  it('reads lists in JSON, of one kind or of many', async () => {
    const map = (name: string) => ({ metadata: { name }, data: {} });
    const list = JSON.stringify({
      apiVersion: 'v1',
      kind: 'List',
      items: [
        { apiVersion: 'v1', kind: 'ConfigMap', ...map('a') },
        { apiVersion: 'v1', kind: 'ConfigMapList', items: [map('b'), map('c')] },
      ],
    });
    expect((await server().apply(list)).map(({ text }) => text)).toEqual([
      'configmap/a created',
      'configmap/b created',
      'configmap/c created',
    ]);
  });

  it('shows the document, the line and the field of each mistake', async () => {
    const text = ALL.replace('port: 80}', 'port: 80, protocol: HTTP}').replace(
      'value: 1000',
      'value: "much"',
    );
    const outcomes = await server().apply(text);
    expect(outcomes.filter(({ result }) => result === 'failed').map(({ problems }) => problems)).toEqual([
      [expect.objectContaining({ document: 4, line: 24, field: 'spec.ports[0].protocol' })],
      [
        expect.objectContaining({
          document: 5,
          line: 30,
          field: 'value',
          message: 'cannot unmarshal string into Go struct field PriorityClass.value of type int32',
        }),
      ],
    ]);
  });

  it('knows where every kind lives', () => {
    for (const { group, version, kind, resource, namespaced } of KINDS) {
      const apiVersion = group === '' ? version : `${group}/${version}`;
      expect(mappingOf(apiVersion, kind)).toMatchObject({ resource, namespaced });
    }
    expect(mappingOf('v1', 'Deployment')).toBeNull();
  });
});
