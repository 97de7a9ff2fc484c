/** Schemas of an OpenAPI v3 document, as explain reads them. */

export interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly additionalProperties?: Schema | boolean;
  readonly allOf?: readonly Schema[];
  readonly enum?: readonly unknown[];
  readonly 'x-kubernetes-group-version-kind'?: readonly GroupVersionKind[];
}

export interface GroupVersionKind {
  readonly group?: string;
  readonly version: string;
  readonly kind: string;
}

interface Operation {
  readonly 'x-kubernetes-group-version-kind'?: GroupVersionKind;
}

export interface OpenApiDocument {
  readonly paths?: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components?: { readonly schemas?: Readonly<Record<string, Schema>> };
}

/** What a reference points to; the schema itself when it is none. */
export function resolved(schema: Schema, document: OpenApiDocument): Schema {
  return referred(schema, document) ?? schema;
}

function referred({ $ref }: Schema, { components }: OpenApiDocument): Schema | undefined {
  const name = $ref?.split('/').at(-1);
  return name === undefined ? undefined : components?.schemas?.[name];
}

/** The schema of a map's values; undefined where there is none. */
export function valuesOf({ additionalProperties }: Schema): Schema | undefined {
  return typeof additionalProperties === 'object' ? additionalProperties : undefined;
}

/** `string`, `[]Container`, `map[string]string`, `Object`. */
export function typeText(schema: Schema, document: OpenApiDocument): string {
  const { items, allOf, properties, $ref } = schema;
  const values = valuesOf(schema);
  if (items !== undefined) return `[]${typeText(items, document)}`;
  if (values !== undefined) return `map[string]${typeText(values, document)}`;
  const [only] = allOf ?? [];
  if (only !== undefined && allOf?.length === 1 && properties === undefined) return typeText(only, document);
  if ($ref === undefined) return schema.type === 'object' ? 'Object' : (schema.type ?? 'Object');
  const target = referred(schema, document);
  if (target?.type !== undefined && target.type !== 'object') return target.type;
  return $ref.split('/').at(-1)?.split('.').at(-1) || 'Object';
}

/** The description of a schema, and of what it is made of, each with a newline behind it. */
export function descriptionOf(schema: Schema, document: OpenApiDocument): string {
  const whole = resolved(schema, document);
  const inner = [...(whole.allOf ?? []), whole.items, valuesOf(whole)].filter((each) => each !== undefined);
  const own = whole.description ? `${whole.description}\n` : '';
  return own + inner.map((each) => descriptionOf(each, document)).join('');
}
