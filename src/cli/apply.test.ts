import { describe, expect, it } from 'vitest';
import { applyManifest, type DocumentOutcome } from './apply';
import { parseManifest } from './manifest';
import type { ApiRequest, ApiResponse } from './transport';

const annotation = 'kubectl.kubernetes.io/last-applied-configuration';

const deployment = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: 3
  template:
    spec:
      containers:
        - name: nginx
          image: nginx
`;

type Answer = (request: ApiRequest) => ApiResponse;

/** Applies a text against answers by verb; returns what was sent and what came of it. */
async function run(
  text: string,
  answer: Answer,
): Promise<{ sent: ApiRequest[]; outcomes: readonly DocumentOutcome[] }> {
  const { documents, problems } = parseManifest(text);
  expect(problems).toEqual([]);
  const sent: ApiRequest[] = [];
  const outcomes = await applyManifest(documents, {
    cluster: 'lab',
    namespace: 'default',
    source: 'web.yaml',
    transport: (request) => {
      sent.push(structuredClone(request));
      return Promise.resolve(answer(request));
    },
  });
  return { sent, outcomes };
}

const notFound: ApiResponse = {
  code: 404,
  body: { kind: 'Status', reason: 'NotFound', message: 'not found' },
};

function created(request: ApiRequest): ApiResponse {
  return request.verb === 'get' ? notFound : { code: 201, body: request.body };
}

/** A cluster that holds what was first applied. */
async function stored(text: string): Promise<Record<string, unknown>> {
  const { sent } = await run(text, created);
  const body = sent.find((request) => request.verb === 'create')?.body as Record<
    string,
    Record<string, unknown>
  >;
  return {
    ...body,
    metadata: { ...body['metadata'], resourceVersion: '7', uid: 'u' },
    status: { replicas: 3 },
  };
}

describe('kubectl apply', () => {
  it('creates what is not there, with the annotation of what was applied', async () => {
    const { sent, outcomes } = await run(deployment, created);
    expect(sent.map((request) => request.verb)).toEqual(['get', 'create']);
    expect(sent[0]).toMatchObject({
      cluster: 'lab',
      resource: 'deployments',
      namespace: 'default',
      name: 'web',
    });
    const body = sent[1]?.body as { metadata: { namespace: string; annotations: Record<string, string> } };
    expect(body.metadata.namespace).toBe('default');
    expect(body.metadata.annotations[annotation]).toBe(
      '{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"annotations":{},"name":"web","namespace":"default"},' +
        '"spec":{"replicas":3,"template":{"spec":{"containers":[{"image":"nginx","name":"nginx"}]}}}}\n',
    );
    expect(outcomes.map((outcome) => outcome.text)).toEqual(['deployment.apps/web created']);
  });

  it('patches what is there, and calls it configured', async () => {
    const live = await stored(deployment);
    const { sent, outcomes } = await run(deployment.replace('replicas: 3', 'replicas: 5'), (request) =>
      request.verb === 'get'
        ? { code: 200, body: live }
        : { code: 200, body: { metadata: { resourceVersion: '8' } } },
    );
    expect(sent[1]).toMatchObject({
      verb: 'patch',
      patchType: 'strategic',
      name: 'web',
      body: { spec: { replicas: 5 } },
    });
    expect(outcomes.map((outcome) => outcome.text)).toEqual(['deployment.apps/web configured']);
  });

  it('sends nothing when the same was applied before', async () => {
    const live = await stored(deployment);
    const { sent, outcomes } = await run(deployment, () => ({ code: 200, body: live }));
    expect(sent.map((request) => request.verb)).toEqual(['get']);
    expect(outcomes.map((outcome) => outcome.text)).toEqual(['deployment.apps/web unchanged']);
  });

  it('says unchanged when the patch changed nothing on the server', async () => {
    const live = { metadata: { name: 'web', resourceVersion: '7' }, spec: {} };
    const { outcomes } = await run(deployment, () => ({ code: 200, body: live }));
    expect(outcomes.map((outcome) => outcome.text)).toEqual(['deployment.apps/web unchanged']);
  });

  it('puts back what somebody else changed', async () => {
    const live = { ...(await stored(deployment)), spec: { replicas: 9 } };
    const { sent } = await run(deployment, () => ({ code: 200, body: live }));
    expect(sent.map((request) => request.verb)).toEqual(['get', 'patch']);
  });

  it('deletes what the manifest no longer says, and nothing else', async () => {
    const before = deployment.replace(
      'image: nginx\n',
      'image: nginx\n          workingDir: /srv\n        - name: side\n          image: busybox\n',
    );
    const live = await stored(before);
    const { sent } = await run(deployment.replace('  replicas: 3\n', ''), () => ({ code: 200, body: live }));
    expect(sent[1]?.body).toMatchObject({
      spec: {
        replicas: null,
        template: {
          spec: {
            containers: [
              { name: 'nginx', image: 'nginx', workingDir: null },
              { name: 'side', $patch: 'delete' },
            ],
          },
        },
      },
    });
    expect(sent[1]?.body).not.toHaveProperty('status');
  });

  it('addresses kinds without a namespace, and a namespace of its own', async () => {
    const text = `apiVersion: v1
kind: Namespace
metadata: {name: shop}
---
apiVersion: v1
kind: Pod
metadata: {name: a, namespace: shop}
`;
    const { sent, outcomes } = await run(text, created);
    expect(sent.map((request) => [request.resource, request.namespace])).toEqual([
      ['namespaces', ''],
      ['namespaces', ''],
      ['pods', 'shop'],
      ['pods', 'shop'],
    ]);
    expect(outcomes.map((outcome) => outcome.text)).toEqual(['namespace/shop created', 'pod/a created']);
  });

  it('says in the words of kubectl that a kind is unknown, and goes on', async () => {
    const text = `apiVersion: v1\nkind: Foo\nmetadata:\n  name: x\n---\n${deployment}`;
    const { outcomes } = await run(text, created);
    expect(outcomes[0]?.text).toBe(
      'error: resource mapping not found for name: "x" namespace: "" from "web.yaml": no matches for kind "Foo" in version "v1"\nensure CRDs are installed first',
    );
    expect(outcomes[0]?.problems[0]).toMatchObject({ document: 1, line: 2, column: 1, field: 'kind' });
    expect(outcomes[1]).toMatchObject({ document: 2, result: 'created' });
  });

  it('shows the place of each field that the API server refused', async () => {
    const refusal: ApiResponse = {
      code: 422,
      body: {
        kind: 'Status',
        reason: 'Invalid',
        message: 'Deployment.apps "web" is invalid: …',
        details: {
          kind: 'Deployment',
          name: 'web',
          causes: [
            {
              reason: 'FieldValueRequired',
              field: 'spec.template.spec.containers[0].image',
              message: 'Required value',
            },
            { reason: 'FieldValueRequired', field: 'spec.selector', message: 'Required value' },
          ],
        },
      },
    };
    const { outcomes } = await run(deployment, (request) => (request.verb === 'get' ? notFound : refusal));
    expect(outcomes[0]?.result).toBe('failed');
    expect(outcomes[0]?.text).toBe(
      'The Deployment "web" is invalid: \n* spec.template.spec.containers[0].image: Required value\n* spec.selector: Required value',
    );
    expect(outcomes[0]?.problems).toEqual([
      expect.objectContaining({
        document: 1,
        line: 11,
        column: 11,
        field: 'spec.template.spec.containers[0].image',
      }),
      expect.objectContaining({ document: 1, line: 5, column: 1, field: 'spec.selector' }),
    ]);
  });

  it('shows the place of a field that the API server does not know', async () => {
    const message =
      'Deployment in version "v1" cannot be handled as a Deployment: strict decoding error: unknown field "spec.replicsa"';
    const text = deployment.replace('replicas', 'replicsa');
    const { outcomes } = await run(text, (request) =>
      request.verb === 'get' ? notFound : { code: 400, body: { reason: 'BadRequest', message } },
    );
    expect(outcomes[0]?.text).toBe(
      `Error from server (BadRequest): error when creating "web.yaml": ${message}`,
    );
    expect(outcomes[0]?.problems).toEqual([
      expect.objectContaining({ line: 6, column: 3, field: 'spec.replicsa' }),
    ]);
  });

  it('does not send on when it could not even ask', async () => {
    const { sent, outcomes } = await run(deployment, () => ({
      code: 403,
      body: { reason: 'Forbidden', message: 'exceeded quota' },
    }));
    expect(sent).toHaveLength(1);
    expect(outcomes[0]?.text).toBe(
      'Error from server (Forbidden): error when retrieving current configuration of deployment.apps/web from server for: "web.yaml": exceeded quota',
    );
  });
});
