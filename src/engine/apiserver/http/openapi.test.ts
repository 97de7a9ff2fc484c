import { describe, expect, test } from 'vitest';
import { KINDS } from '../../api/kinds';
import { apiVersionOf } from '../../api/kind';
import { encodeOpenApiV2 } from './gnostic';
import { openApiV2, openApiV3, openApiV3Index } from './openapi';
import type { Descriptions, Json } from './openapi-schema';
import { fieldsOf } from './protobuf-reader';

const NONE: Descriptions = {};

/** What stands at a path of keys. */
function at(value: unknown, ...keys: readonly (string | number)[]): unknown {
  return keys.reduce<unknown>(
    (found, key) => (found as Record<string | number, unknown> | undefined)?.[key],
    value,
  );
}

function schemasOf(path: string, descriptions = NONE): Json {
  return at(openApiV3(path, descriptions), 'components', 'schemas') as Json;
}

/** Every `$ref` in a document. */
function references(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === '$ref' ? [inner as string] : references(inner),
  );
}

describe('/openapi/v3', () => {
  test('the index names a document for each group version, by a hash of what is in it', () => {
    const index = at(openApiV3Index(NONE), 'paths') as Record<string, { readonly serverRelativeURL: string }>;
    for (const path of ['api/v1', 'apis/apps/v1', 'apis/autoscaling/v1', 'apis/autoscaling/v2', 'version']) {
      expect(index[path]?.serverRelativeURL).toMatch(new RegExp(`^/openapi/v3/${path}\\?hash=[0-9A-F]{16}$`));
      expect(openApiV3(path, NONE)).not.toBeNull();
    }
    const described = { 'apps.v1.Deployment': { '': 'A Deployment.' } };
    const other = at(openApiV3Index(described), 'paths', 'apis/apps/v1', 'serverRelativeURL');
    expect(other).not.toBe(index['apis/apps/v1']?.serverRelativeURL);
    expect(openApiV3('apis/nonsense/v1', NONE)).toBeNull();
  });

  test('every kind has its schema in the document of its group version, and nothing refers to what is not there', () => {
    for (const kind of KINDS) {
      const apiVersion = apiVersionOf(kind);
      const path = kind.group === '' ? `api/${apiVersion}` : `apis/${apiVersion}`;
      const schemas = schemasOf(path);
      const { group, version } = kind;
      expect(
        Object.values(schemas).filter((schema) =>
          JSON.stringify(at(schema, 'x-kubernetes-group-version-kind') ?? '').includes(
            JSON.stringify({ group, version, kind: kind.kind }),
          ),
        ),
        `${apiVersion} ${kind.kind}`,
      ).toHaveLength(1);
      for (const reference of references(openApiV3(path, NONE)))
        expect(schemas).toHaveProperty([reference.replace('#/components/schemas/', '')]);
    }
  });

  test('fields have types, formats, defaults, enumerations and marks as upstream’s', () => {
    const schemas = schemasOf('apis/apps/v1');
    const field = (type: string, name: string): unknown =>
      at(schemas, `io.k8s.api.${type}`, 'properties', name);
    expect(at(schemas, 'io.k8s.api.apps.v1.DeploymentSpec', 'required')).toEqual(['selector', 'template']);
    expect(field('apps.v1.DeploymentSpec', 'replicas')).toEqual({ type: 'integer', format: 'int32' });
    expect(field('apps.v1.DeploymentSpec', 'template')).toEqual({
      allOf: [{ $ref: '#/components/schemas/io.k8s.api.core.v1.PodTemplateSpec' }],
      default: {},
    });
    expect(field('core.v1.PodSpec', 'restartPolicy')).toEqual({
      type: 'string',
      enum: ['Always', 'Never', 'OnFailure'],
    });
    expect(field('core.v1.Container', 'ports')).toEqual({
      type: 'array',
      items: { allOf: [{ $ref: '#/components/schemas/io.k8s.api.core.v1.ContainerPort' }], default: {} },
      'x-kubernetes-list-map-keys': ['containerPort', 'protocol'],
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-patch-merge-key': 'containerPort',
      'x-kubernetes-patch-strategy': 'merge',
    });
    expect(field('core.v1.ContainerPort', 'protocol')).toMatchObject({ default: 'TCP' });
    expect(at(schemas, 'io.k8s.api.core.v1.ObjectFieldSelector', 'x-kubernetes-map-type')).toBe('atomic');
    expect(at(schemas, 'io.k8s.apimachinery.pkg.util.intstr.IntOrString')).toEqual({
      format: 'int-or-string',
      oneOf: [{ type: 'integer' }, { type: 'string' }],
    });
  });

  test('writes take fieldValidation, dryRun and fieldManager, and say of which kind they are', () => {
    const patch = at(
      openApiV3('apis/apps/v1', NONE),
      'paths',
      '/apis/apps/v1/namespaces/{namespace}/deployments/{name}',
      'patch',
    );
    expect((at(patch, 'parameters') as Json[]).map(({ name }) => name)).toEqual([
      'pretty',
      'dryRun',
      'fieldManager',
      'fieldValidation',
    ]);
    expect(patch).toMatchObject({
      operationId: 'patchAppsV1NamespacedDeployment',
      'x-kubernetes-action': 'patch',
      'x-kubernetes-group-version-kind': { group: 'apps', version: 'v1', kind: 'Deployment' },
    });
  });

  test('texts of fields come from whoever has them', () => {
    const descriptions = { 'apps.v1.DeploymentSpec': { '': 'What is wanted.', replicas: 'How many.' } };
    const schema = schemasOf('apis/apps/v1', descriptions)['io.k8s.api.apps.v1.DeploymentSpec'];
    expect(schema).toMatchObject({
      description: 'What is wanted.',
      properties: { replicas: { description: 'How many.' } },
    });
  });

  test('a document is made once', () => {
    expect(openApiV3('api/v1', NONE)).toBe(openApiV3('api/v1', NONE));
  });
});

describe('/openapi/v2', () => {
  test('has all kinds in one document, and nothing beside references but words', () => {
    const document = openApiV2(NONE);
    const definitions = document['definitions'] as Json;
    for (const reference of references(document))
      expect(definitions).toHaveProperty([reference.replace('#/definitions/', '')]);
    expect(at(definitions, 'io.k8s.api.apps.v1.DeploymentSpec', 'properties', 'template')).toEqual({
      $ref: '#/definitions/io.k8s.api.core.v1.PodTemplateSpec',
    });
  });

  test('as protobuf it holds the same names', () => {
    const document = openApiV2(NONE);
    const parts = [...fieldsOf(encodeOpenApiV2(document))];
    const textAt = (bytes: Uint8Array, number: number): string =>
      new TextDecoder().decode([...fieldsOf(bytes)].find((field) => field.number === number)?.bytes);
    const definitions = parts.find(({ number }) => number === 9)?.bytes ?? new Uint8Array();
    const names = [...fieldsOf(definitions)].map(({ bytes }) => textAt(bytes, 1));
    expect(names).toEqual(Object.keys(document['definitions'] as Json));
    expect(new TextDecoder().decode(parts[0]?.bytes)).toBe('2.0');
  });
});
