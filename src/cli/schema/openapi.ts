/** The schemas of objects, as the API server publishes them under `/openapi/v3`: what an editor knows about fields. */
import type { Transport } from '../http';

/** A schema of OpenAPI v3, as far as Kubernetes' are written. */
export interface Schema {
  readonly type?: 'object' | 'array' | 'string' | 'integer' | 'number' | 'boolean';
  readonly format?: string;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | boolean;
  readonly items?: Schema;
  readonly required?: readonly string[];
  readonly enum?: readonly unknown[];
  readonly default?: unknown;
  readonly $ref?: string;
  readonly allOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly 'x-kubernetes-int-or-string'?: boolean;
  readonly 'x-kubernetes-preserve-unknown-fields'?: boolean;
  readonly 'x-kubernetes-group-version-kind'?: readonly KindName[];
}

export interface KindName {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

type Schemas = Readonly<Record<string, Schema>>;

/** One kind's schema, with those that it refers to. */
export interface KindSchema {
  readonly root: Schema;
  readonly schemas: Schemas;
}

const REFERENCE = '#/components/schemas/';

/** The schema itself behind references; what stands beside a reference (description, default) goes before. */
export function resolved(schema: Schema, schemas: Schemas): Schema {
  const reference = schema.$ref ?? (schema.allOf?.length === 1 ? schema.allOf[0]?.$ref : undefined);
  if (reference === undefined) return schema;
  const target = schemas[reference.slice(REFERENCE.length)];
  if (target === undefined) return schema;
  const { $ref: _, allOf: __, ...beside } = schema;
  return { ...target, ...beside };
}

/** True for what may be a number or a text: ports, percentages. */
export function isIntOrString(schema: Schema): boolean {
  return schema['x-kubernetes-int-or-string'] === true || schema.format === 'int-or-string';
}

/** `integer`, `[]Container`, `map[string]string`: how `kubectl explain` calls a type. */
export function typeName(given: Schema, schemas: Schemas): string {
  const schema = resolved(given, schemas);
  if (isIntOrString(schema)) return 'IntOrString';
  if (schema.type === 'array')
    return `[]${schema.items === undefined ? 'Object' : nameOf(schema.items, schemas)}`;
  if (schema.type !== 'object') return schema.type ?? nameOf(given, schemas);
  const { additionalProperties: values } = schema;
  if (typeof values === 'object') return `map[string]${nameOf(values, schemas)}`;
  return nameOf(given, schemas);
}

function nameOf(schema: Schema, schemas: Schemas): string {
  const reference = schema.$ref ?? schema.allOf?.[0]?.$ref;
  if (reference === undefined)
    return schema.properties === undefined && schema.type !== 'object' ? typeName(schema, schemas) : 'Object';
  return reference.slice(reference.lastIndexOf('.') + 1);
}

/** Documents of the API server by group and version, each fetched once. */
export class SchemaSource {
  private readonly documents = new Map<string, Promise<Schemas | null | undefined>>();

  constructor(private readonly transport: Transport) {}

  /** The schema of (`apps/v1`, `Deployment`); null when the server has none, undefined when it does not say. */
  async of(apiVersion: string, kind: string): Promise<KindSchema | null | undefined> {
    const schemas = await this.document(apiVersion);
    if (schemas === null || schemas === undefined) return schemas;
    const slash = apiVersion.indexOf('/');
    const group = slash < 0 ? '' : apiVersion.slice(0, slash);
    const version = apiVersion.slice(slash + 1);
    const root = Object.values(schemas).find((schema) =>
      schema['x-kubernetes-group-version-kind']?.some(
        (name) => name.kind === kind && name.group === group && name.version === version,
      ),
    );
    return root === undefined ? null : { root, schemas };
  }

  private document(apiVersion: string): Promise<Schemas | null | undefined> {
    const known = this.documents.get(apiVersion);
    if (known !== undefined) return known;
    const asked = this.fetch(apiVersion).catch(() => {
      // Asked again next time: the API server may have been down.
      this.documents.delete(apiVersion);
      return undefined;
    });
    this.documents.set(apiVersion, asked);
    return asked;
  }

  private async fetch(apiVersion: string): Promise<Schemas | null> {
    const path = apiVersion.includes('/') ? `apis/${apiVersion}` : `api/${apiVersion}`;
    const target = `/openapi/v3/${path.split('/').map(encodeURIComponent).join('/')}`;
    const headers = { accept: 'application/json' };
    const reply = await this.transport.send({ method: 'GET', target, headers, body: '' });
    if (reply.status === 404) return null;
    if (reply.status !== 200) throw new Error(`${target}: ${reply.status}`);
    const { components } = JSON.parse(await reply.text()) as {
      readonly components?: { readonly schemas?: Schemas };
    };
    return components?.schemas ?? null;
  }
}
