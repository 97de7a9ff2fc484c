/** What an editor offers and tells about the fields of a kind. */
import { resolved, typeName, type KindSchema, type Schema } from './openapi';

export interface FieldOffer {
  readonly name: string;
  /** `integer`, `[]Container` … */
  readonly type: string;
  readonly description: string;
  readonly required: boolean;
  /** What is written for it: `replicas: `, or a key with a place for a map or list beneath. */
  readonly holds: 'value' | 'map' | 'list';
}

/** The schema of the map at a path of keys; null when the path leads nowhere. Items of lists add no key. */
function schemaAt({ root, schemas }: KindSchema, path: readonly string[]): Schema | null {
  let schema = itself(root, schemas);
  for (const key of path) {
    const { properties, additionalProperties: rest } = schema;
    const next = properties !== undefined && Object.hasOwn(properties, key) ? properties[key] : undefined;
    const field = next ?? (typeof rest === 'object' ? rest : undefined);
    if (field === undefined) return null;
    schema = itself(field, schemas);
  }
  return schema;
}

/** Without references, and inside a list its item. */
function itself(given: Schema, schemas: KindSchema['schemas']): Schema {
  let schema = resolved(given, schemas);
  while (schema.type === 'array' && schema.items !== undefined) schema = resolved(schema.items, schemas);
  return schema;
}

/** Read-only to everybody but the cluster: an editor does not offer them. */
const SYSTEM_FIELDS = new Set([
  'status',
  'managedFields',
  'selfLink',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
  'resourceVersion',
  'uid',
  'generation',
]);

/** The fields of the map at a path, required ones first. */
export function fieldsAt(kind: KindSchema, path: readonly string[]): readonly FieldOffer[] {
  const schema = schemaAt(kind, path);
  if (schema?.properties === undefined) return [];
  const required = new Set(schema.required);
  const offers = Object.entries(schema.properties)
    .filter(([name]) => !(path.length <= 1 && SYSTEM_FIELDS.has(name)))
    .map(([name, field]) => offerOf(name, field, kind, required.has(name)));
  return offers.sort((a, b) => Number(b.required) - Number(a.required) || (a.name < b.name ? -1 : 1));
}

function offerOf(name: string, field: Schema, { schemas }: KindSchema, required: boolean): FieldOffer {
  const schema = resolved(field, schemas);
  const isMap = schema.type === 'object' || schema.properties !== undefined;
  return {
    name,
    type: typeName(field, schemas),
    description: schema.description ?? '',
    required,
    holds: schema.type === 'array' ? 'list' : isMap ? 'map' : 'value',
  };
}

/** The values that a field may have, as one writes them; empty when they are not few. */
export function valuesAt(kind: KindSchema, path: readonly string[], key: string): readonly string[] {
  const schema = schemaAt(kind, [...path, key]);
  if (schema === null) return [];
  if (schema.type === 'boolean') return ['true', 'false'];
  return (schema.enum ?? []).filter((value) => value !== '').map(String);
}

/** Type and description of the field at a path; null when there is none. */
export function fieldAt(kind: KindSchema, path: readonly string[]): FieldOffer | null {
  const name = path.at(-1);
  const parent = schemaAt(kind, path.slice(0, -1));
  const field = name === undefined ? undefined : parent?.properties?.[name];
  if (name === undefined || field === undefined) return null;
  return offerOf(name, field, kind, parent?.required?.includes(name) === true);
}
