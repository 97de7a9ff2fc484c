/** Schemas of OpenAPI, from the schema of the API. Models kube-openapi (pkg/generators, pkg/spec3, pkg/builder). */
import { isRequired, markedDefault, wordsOf } from '../../api/field-facts';
import { isAtomicStruct, marksOf, type FieldMark } from '../../api/list-marks';
import { type Field, type FieldType, structOf } from '../../api/schema';
import { openApiName, rawName, SCALAR_NAMES, shortName } from './openapi-names';

export type Json = Readonly<Record<string, unknown>>;

/**
 * Texts of fields by type (`apps.v1.DeploymentSpec`) and name; that of the type itself has the name ''. Comes from the
 * package kubernetes-types, and is not always there.
 */
export type Descriptions = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** How a document refers to its schemas, and what it can say of them. */
export interface Dialect {
  readonly isV3: boolean;
  readonly descriptions: Descriptions;
  /** Called for each schema that is referred to. */
  refer(name: string, struct: string | null): void;
}

function reference(name: string, struct: string | null, dialect: Dialect): Json {
  dialect.refer(name, struct);
  return { $ref: `${dialect.isV3 ? '#/components/schemas/' : '#/definitions/'}${name}` };
}

/** In v3 nothing may stand beside a reference: it goes into a list of one. */
function wrapped(ref: Json, beside: Json, { isV3 }: Dialect): Json {
  return isV3 && Object.keys(beside).length > 0 ? { allOf: [ref], ...beside } : { ...ref, ...beside };
}

const PLAIN: Readonly<Record<string, Json>> = {
  bool: { type: 'boolean' },
  int32: { type: 'integer', format: 'int32' },
  int64: { type: 'integer', format: 'int64' },
  Bytes: { type: 'string', format: 'byte' },
};

function isNamed(scalar: string): scalar is 'Time' | 'MicroTime' | 'Quantity' | 'IntOrString' {
  return scalar === 'Time' || scalar === 'MicroTime' || scalar === 'Quantity' || scalar === 'IntOrString';
}

/** The zero value that an item of a list or map, or a field that is always written, has by default. */
function zeroDefault(type: FieldType): unknown {
  if (type.form === 'struct') return {};
  if (type.form !== 'scalar' || isNamed(type.scalar) || type.scalar === 'Raw') return undefined;
  if (type.scalar === 'bool') return false;
  return type.scalar === 'int32' || type.scalar === 'int64' ? 0 : type.scalar === 'Bytes' ? undefined : '';
}

function schemaOfType(type: FieldType, name: string, beside: Json, dialect: Dialect): Json {
  switch (type.form) {
    case 'struct':
      return wrapped(reference(openApiName(type.struct), type.struct, dialect), beside, dialect);
    case 'list':
      return { ...beside, type: 'array', items: itemSchema(type.item, name, dialect) };
    case 'map':
      return { ...beside, type: 'object', additionalProperties: itemSchema(type.item, name, dialect) };
    case 'scalar': {
      const { scalar, goName } = type;
      if (isNamed(scalar)) return wrapped(reference(SCALAR_NAMES[scalar], null, dialect), beside, dialect);
      if (scalar === 'Raw') return wrapped(reference(rawName(name), null, dialect), beside, dialect);
      const words = wordsOf(goName);
      return {
        ...beside,
        ...(PLAIN[scalar] ?? { type: 'string' }),
        ...(words === undefined || !dialect.isV3 ? {} : { enum: words }),
      };
    }
    default:
      return type satisfies never;
  }
}

function itemSchema(type: FieldType, name: string, dialect: Dialect): Json {
  const zero = dialect.isV3 ? zeroDefault(type) : undefined;
  return schemaOfType(type, name, zero === undefined ? {} : { default: zero }, dialect);
}

function markedAs(mark: FieldMark | undefined): Json {
  if (mark === undefined) return {};
  const { listType, listMapKeys, mapType, patchStrategy, patchMergeKey } = mark;
  return {
    ...(listMapKeys === undefined ? {} : { 'x-kubernetes-list-map-keys': listMapKeys }),
    ...(listType === undefined ? {} : { 'x-kubernetes-list-type': listType }),
    ...(mapType === undefined ? {} : { 'x-kubernetes-map-type': mapType }),
    ...(patchMergeKey === undefined ? {} : { 'x-kubernetes-patch-merge-key': patchMergeKey }),
    ...(patchStrategy === undefined ? {} : { 'x-kubernetes-patch-strategy': patchStrategy }),
  };
}

function fieldSchema(struct: string, field: Field, dialect: Dialect): Json {
  const { name, type, written } = field;
  const description = dialect.descriptions[shortName(struct)]?.[name];
  const marked = markedDefault(struct, name);
  const zero = written === 'always' ? zeroDefault(type) : undefined;
  const value = dialect.isV3 ? (marked ?? zero) : undefined;
  return schemaOfType(
    type,
    name,
    {
      ...(description === undefined ? {} : { description }),
      ...(value === undefined ? {} : { default: value }),
      ...markedAs(marksOf(struct).get(name)),
    },
    dialect,
  );
}

const TYPE_FIELDS: readonly string[] = ['apiVersion', 'kind'];

const TYPE_WORDS: Readonly<Record<string, string>> = {
  apiVersion:
    'APIVersion defines the versioned schema of this representation of an object. Servers should convert recognized schemas to the latest internal value, and may reject unrecognized values. More info: https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#resources',
  kind: 'Kind is a string value representing the REST resource this object represents. Servers may infer this from the endpoint the client submits requests to. Cannot be updated. In CamelCase. More info: https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#types-kinds',
};

function typeFields(described: Readonly<Record<string, string>> | undefined): Json {
  return Object.fromEntries(
    TYPE_FIELDS.map((name) => {
      const description = described === undefined ? undefined : (described[name] ?? TYPE_WORDS[name]);
      return [name, { ...(description === undefined ? {} : { description }), type: 'string' }];
    }),
  );
}

function sorted(properties: Json): Json {
  return Object.fromEntries(Object.entries(properties).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** `isObject`: with `apiVersion` and `kind`, which the structs of kinds leave out. */
export function structSchema(name: string, isObject: boolean, dialect: Dialect): Json {
  const described = dialect.descriptions[shortName(name)];
  const fields = [...structOf(name).fields.values()];
  const required = fields.filter((field) => isRequired(name, field)).map((field) => field.name);
  const own = Object.fromEntries(fields.map((field) => [field.name, fieldSchema(name, field, dialect)]));
  return {
    ...(described?.[''] === undefined ? {} : { description: described[''] }),
    type: 'object',
    ...(required.length === 0 ? {} : { required: required.sort() }),
    properties: sorted(isObject ? { ...own, ...typeFields(described) } : own),
    ...(isAtomicStruct(name) ? { 'x-kubernetes-map-type': 'atomic' } : {}),
  };
}

/** The list of a kind: its items are named by `item`. */
export function listSchema(item: string, dialect: Dialect): Json {
  const described = dialect.descriptions[`${shortName(item)}List`];
  const beside = (name: string, value: unknown): Json => ({
    ...(described?.[name] === undefined ? {} : { description: described[name] }),
    ...(dialect.isV3 && value !== undefined ? { default: value } : {}),
  });
  const items = reference(openApiName(item), item, dialect);
  return {
    ...(described?.[''] === undefined ? {} : { description: described[''] }),
    type: 'object',
    required: ['items'],
    properties: {
      ...typeFields(described),
      items: {
        ...beside('items', undefined),
        type: 'array',
        items: wrapped(items, dialect.isV3 ? { default: {} } : {}, dialect),
      },
      metadata: wrapped(
        reference(openApiName('ListMeta'), 'ListMeta', dialect),
        beside('metadata', {}),
        dialect,
      ),
    },
  };
}

/** Schemas of what is no struct. */
export function scalarSchema(name: string, { isV3, descriptions }: Dialect): Json {
  const described = descriptions[name.split('.').slice(-3).join('.')]?.[''];
  const description = described === undefined ? {} : { description: described };
  switch (name) {
    case SCALAR_NAMES.Quantity:
      return {
        ...description,
        ...(isV3 ? { oneOf: [{ type: 'string' }, { type: 'number' }] } : { type: 'string' }),
      };
    case SCALAR_NAMES.IntOrString:
      return isV3
        ? { ...description, format: 'int-or-string', oneOf: [{ type: 'integer' }, { type: 'string' }] }
        : { ...description, type: 'string', format: 'int-or-string' };
    case SCALAR_NAMES.Time:
    case SCALAR_NAMES.MicroTime:
      return { ...description, type: 'string', format: 'date-time' };
    default:
      return { ...description, type: 'object' };
  }
}
