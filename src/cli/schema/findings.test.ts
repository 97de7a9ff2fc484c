import { describe, expect, test } from 'vitest';
import { findingsOf } from './findings';
import type { KindSchema, Schema } from './openapi';

const POD: KindSchema = {
  root: {
    type: 'object',
    properties: {
      apiVersion: { type: 'string' },
      kind: { type: 'string' },
      metadata: {
        type: 'object',
        properties: {
          name: { type: 'string' },
          labels: { type: 'object', additionalProperties: { type: 'string' } },
        },
      },
      spec: { allOf: [{ $ref: '#/components/schemas/io.k8s.PodSpec' }], default: {} },
    },
  },
  schemas: {
    'io.k8s.PodSpec': {
      type: 'object',
      required: ['containers'],
      properties: {
        containers: { type: 'array', items: { allOf: [{ $ref: '#/components/schemas/io.k8s.Container' }] } },
        restartPolicy: { type: 'string', enum: ['Always', 'Never'] },
        hostNetwork: { type: 'boolean' },
      },
    } satisfies Schema,
    'io.k8s.Container': {
      type: 'object',
      required: ['name'],
      properties: { name: { type: 'string' }, image: { type: 'string' }, replicas: { type: 'integer' } },
    } satisfies Schema,
  },
};

async function lookUp(apiVersion: string, kind: string): Promise<KindSchema | null> {
  return apiVersion === 'v1' && kind === 'Pod' ? POD : null;
}

const HEAD = 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\n';

async function wordsOf(text: string): Promise<readonly string[]> {
  const found = await findingsOf(text, lookUp);
  return found.map(({ from, to, message }) => `${text.slice(from, to)}| ${message.split('\n')[0]}`);
}

describe('findings in a text of manifests', () => {
  test('a right text has none', async () => {
    expect(await wordsOf(`${HEAD}spec:\n  containers:\n    - name: c\n      image: nginx\n`)).toEqual([]);
  });

  test('an unknown field stands where it is, with what was meant', async () => {
    expect(
      await wordsOf(
        `${HEAD}spec:\n  containerz:\n    - name: c\n  containers:\n    - name: c\n      imag: x\n`,
      ),
    ).toEqual([
      'containerz| unknown field "containerz": did you mean "containers"?',
      'imag| unknown field "imag": did you mean "image"?',
    ]);
  });

  test('a wrong type, a missing field and an unsupported value', async () => {
    const text = `${HEAD}spec:\n  restartPolicy: Sometimes\n  hostNetwork: "yes"\n  containers:\n    - image: nginx\n      replicas: many\n`;
    expect(await wordsOf(text)).toEqual([
      'Sometimes| unsupported value "Sometimes": supported values: "Always", "Never"',
      '"yes"| expected boolean, got string',
      'image| missing required field "name"',
      'many| expected integer, got string',
    ]);
  });

  test('a label that YAML takes for a boolean', async () => {
    const text =
      'apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\n  labels:\n    on: yes\nspec:\n  containers:\n    - name: c\n';
    expect(await wordsOf(text)).toEqual(['yes| expected string, got boolean: put it in quotes ("yes")']);
  });

  test('an unknown kind, and the documents around it', async () => {
    const text = `apiVersion: v1\nkind: Foo\nmetadata:\n  name: x\n---\n${HEAD}spec: {}\n`;
    expect(await wordsOf(text)).toEqual([
      'Foo| no matches for kind "Foo" in version "v1"',
      '{}| missing required field "containers"',
    ]);
  });

  test('text that is no YAML, a bomb and an endless nesting are told of, and nothing is thrown', async () => {
    const bomb =
      'a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c]\ne: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d]\nf: [*e,*e,*e,*e,*e,*e,*e,*e,*e]\n';
    for (const text of ['\tkind: Pod', 'a: b: c', '{'.repeat(5000), bomb, 'kind: [Pod']) {
      const found = await findingsOf(text, lookUp);
      expect(found.length, text.slice(0, 20)).toBeGreaterThan(0);
      for (const { from, to } of found) expect(from).toBeLessThanOrEqual(to);
    }
  });
});
