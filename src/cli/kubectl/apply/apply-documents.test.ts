import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Lab } from '../../../bridge/server/testing/side-by-side';
import { parseManifest } from '../../manifest';
import { applyDocuments, type DocumentOutcome } from './apply-documents';

const deployment = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: 3
  selector:
    matchLabels: {app: web}
  template:
    metadata:
      labels: {app: web}
    spec:
      containers:
        - name: nginx
          image: nginx
`;

let lab: Lab;

beforeAll(async () => {
  lab = await Lab.open({});
});

afterAll(() => lab.close());

async function apply(text: string): Promise<readonly DocumentOutcome[]> {
  const { documents, problems } = parseManifest(text);
  expect(problems).toEqual([]);
  const environment = {
    transport: lab.transport,
    commandLine: 'kubectl apply -f web.yaml',
    now: () => 0,
    sleep: () => Promise.resolve(),
    signal: new AbortController().signal,
  };
  return applyDocuments(documents, environment, { namespace: 'default', source: 'web.yaml' });
}

describe('an apply from the editor', () => {
  it('creates, patches and leaves alone, each in the words of kubectl', async () => {
    const texts = async (text: string) => (await apply(text)).map((outcome) => outcome.text);
    expect(await texts(deployment)).toEqual(['deployment.apps/web created']);
    expect(await texts(deployment)).toEqual(['deployment.apps/web unchanged']);
    expect(await texts(deployment.replace('replicas: 3', 'replicas: 5'))).toEqual([
      'deployment.apps/web configured',
    ]);
  });

  it('addresses kinds without a namespace, and a namespace of its own', async () => {
    const text = `apiVersion: v1
kind: Namespace
metadata: {name: shop}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: a, namespace: shop}
`;
    expect((await apply(text)).map((outcome) => outcome.text)).toEqual([
      'namespace/shop created',
      'configmap/a created',
    ]);
    expect((await lab.run('kubectl get cm a -n shop -o name')).out).toBe('configmap/a\n');
  });

  it('says that a kind is unknown and where, and goes on', async () => {
    const outcomes = await apply(`apiVersion: v1\nkind: Foo\nmetadata:\n  name: x\n---\n${deployment}`);
    expect(outcomes[0]?.text).toBe(
      'error: resource mapping not found for name: "x" namespace: "" from "web.yaml": no matches for kind "Foo" in version "v1"\nensure CRDs are installed first',
    );
    expect(outcomes[0]?.problems[0]).toMatchObject({ document: 1, line: 2, column: 1, field: 'kind' });
    expect(outcomes[1]).toMatchObject({ document: 2, result: 'configured' });
  });

  it('shows the place of each field that the API server refused', async () => {
    const text = deployment.replace('name: web\n', 'name: other\n').replace('name: nginx', 'name: ngi_nx');
    const [outcome] = await apply(text);
    expect(outcome?.result).toBe('failed');
    expect(outcome?.text).toMatch(
      /^The Deployment "other" is invalid: spec\.template\.spec\.containers\[0\]\.name/,
    );
    expect(outcome?.problems).toEqual([
      expect.objectContaining({ line: 14, field: 'spec.template.spec.containers[0].name' }),
    ]);
  });

  it('shows the place of a field that the API server does not know', async () => {
    const [outcome] = await apply(
      deployment.replace('name: web\n', 'name: other\n').replace('replicas', 'replicsa'),
    );
    expect(outcome?.text).toBe(
      'Error from server (BadRequest): error when creating "web.yaml": Deployment in version "v1" cannot be handled as a Deployment: strict decoding error: unknown field "spec.replicsa"',
    );
    expect(outcome?.problems).toEqual([
      expect.objectContaining({ line: 6, column: 3, field: 'spec.replicsa' }),
    ]);
  });
});
