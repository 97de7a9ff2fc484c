import { expect, test } from 'vitest';
import {
  fieldDescriptions,
  packageDescription,
  readDeclarations,
  servedTypes,
} from './field-descriptions.mjs';

const types = await servedTypes();

/** Fields that v1.31 took away. */
const GONE = new Set(['core.v1.PodResourceClaim.source']);

test('every field that kubernetes-types knows of a served type is in the schema', () => {
  const missing = Object.entries(types).flatMap(([type, fields]) =>
    Object.keys(packageDescription(type) ?? {})
      .filter((name) => name !== '' && !fields.includes(name))
      .map((name) => `${type}.${name}`),
  );
  expect(missing.filter((name) => !GONE.has(name))).toEqual([]);
  // The comparison has read something.
  expect(Object.keys(packageDescription('apps.v1.DeploymentSpec') ?? {})).toContain('replicas');
  expect(Object.keys(types).length).toBeGreaterThan(250);
});

test('every field has a description', async () => {
  const descriptions = await fieldDescriptions();
  const silent = Object.entries(types).flatMap(([type, fields]) =>
    fields.filter((name) => descriptions[type]?.[name] === undefined).map((name) => `${type}.${name}`),
  );
  // Groups that the package does not have are not described.
  expect(silent.filter((name) => !name.startsWith('metrics.'))).toEqual([]);
  expect(descriptions['core.v1.PodSpec']?.['containers']).toMatch(/^List of containers belonging to the pod/);
});

test('a declaration is read with its comments, also those of several lines', () => {
  const source = `/** A thing. */
export interface Thing {
    /**
     * Two
     * lines.
     */
    a?: string;
    readonly "$ref": string;
    /** One. */
    b: Array<Other>;
}
/** Text. */
export type Other = string;
`;
  expect(Object.fromEntries(readDeclarations(source))).toEqual({
    Thing: { '': 'A thing.', a: 'Two\nlines.', $ref: '', b: 'One.' },
    Other: { '': 'Text.' },
  });
});
