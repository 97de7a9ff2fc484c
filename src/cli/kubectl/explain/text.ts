/** The text of `kubectl explain`. Models kubectl/pkg/explain/v2/templates/plaintext.tmpl. */
import { deepEqual } from '../../../engine/api/equal';
import { KubectlError } from '../errors';
import {
  descriptionOf,
  type GroupVersionKind,
  type OpenApiDocument,
  resolved,
  type Schema,
  typeText,
  valuesOf,
} from './schema';
import { indent, wordWrap } from './wrap';

/** How many values of an enum a field's line has. */
const ENUM_MAX = 4;

export interface Explained {
  readonly document: OpenApiDocument;
  readonly gvk: GroupVersionKind;
  /** `spec`, `containers`. */
  readonly fields: readonly string[];
  readonly isRecursive: boolean;
}

/** What stands above it all: the kind and where it is from. */
export function explainHead({ group, kind, version }: GroupVersionKind): string {
  return `${group ? `GROUP:      ${group}\n` : ''}KIND:       ${kind}\nVERSION:    ${version}\n\n`;
}

/** Throws a `KubectlError` for a kind or a field that is not there. */
export function explainText({ document, gvk, fields, isRecursive }: Explained): string {
  const schemas = document.components?.schemas ?? {};
  const schema = Object.keys(schemas)
    .sort()
    .map((name) => schemas[name])
    .find((each) => each?.['x-kubernetes-group-version-kind']?.some((own) => deepEqual(own, gvk)));
  if (schema === undefined)
    throw new KubectlError(
      `error: GVK map[group:${gvk.group ?? ''} kind:${gvk.kind} version:${gvk.version}] not found in OpenAPI schema`,
    );
  const writer = new Writer(document, isRecursive);
  const text = writer.output(schema, fields, new Set());
  if (text === '') throw new KubectlError(`error: field "${fields.at(-1) ?? ''}" does not exist`);
  return `${text}\n`;
}

class Writer {
  constructor(
    private readonly document: OpenApiDocument,
    private readonly isRecursive: boolean,
  ) {}

  /** Follows the path, then tells what is there; '' when the path leads nowhere. */
  output(schema: Schema, path: readonly string[], seen: ReadonlySet<string>): string {
    const { $ref = '' } = schema;
    const whole = resolved(schema, this.document);
    const [first, ...rest] = path;
    if (first === undefined) return this.#described(whole);
    if ($ref !== '' && seen.has($ref)) return '';
    const next = new Set([...seen, $ref]);
    const property = Object.hasOwn(whole.properties ?? {}, first) ? whole.properties?.[first] : undefined;
    if (property !== undefined) {
      const head = rest.length === 0 ? this.#fieldHead(first, property) : '';
      return head + this.output(property, rest, new Set());
    }
    if (whole.items !== undefined) return this.output(whole.items, path, next);
    const values = valuesOf(whole);
    if (values !== undefined) return this.output(values, path, next);
    for (const part of whole.allOf ?? []) {
      const text = this.output(part, path, next);
      if (text !== '') return text;
    }
    return '';
  }

  #fieldHead(name: string, schema: Schema): string {
    const values = schema.enum?.map((value) => `\n    ${enumText(value)}`).join('');
    const enums = values === undefined || values === '' ? '' : `ENUM:${values}`;
    return `FIELD: ${name} <${typeText(schema, this.document)}>\n${enums}\n\n`;
  }

  #described(schema: Schema): string {
    const description = descriptionOf(schema, this.document) || '<empty>';
    const fields = this.#fieldList(schema, 1, new Set());
    const list = fields === '' ? '' : `FIELDS:\n${fields}`;
    return `DESCRIPTION:\n${indent(4, wordWrap(description, 76))}\n${list}`;
  }

  #fieldList(schema: Schema, level: number, seen: ReadonlySet<string>): string {
    const { $ref = '' } = schema;
    if ($ref !== '' && seen.has($ref)) return '';
    const next = new Set([...seen, $ref]);
    const whole = resolved(schema, this.document);
    let text = '';
    for (const name of Object.keys(whole.properties ?? {}).sort()) {
      const field = whole.properties?.[name] ?? {};
      text += this.#field(name, field, whole.required?.includes(name) === true, level);
      if (this.isRecursive) text += this.#fieldList(field, level + 1, next);
    }
    const values = valuesOf(whole);
    for (const part of [...(whole.allOf ?? []), whole.items, values]) {
      if (part !== undefined) text += this.#fieldList(part, level, next);
    }
    return text;
  }

  #field(name: string, schema: Schema, isRequired: boolean, level: number): string {
    const amount = level * 2;
    const required = isRequired ? ' -required-' : '';
    const head = `${indent(amount, name)}\t<${typeText(schema, this.document)}>${required}${enumLine(schema, amount)}\n`;
    if (this.isRecursive) return head;
    const description = wordWrap(schema.description || '<no description>', 78 - amount);
    return `${head}${indent(amount + 2, description)}\n\n`;
  }
}

function enumLine({ enum: values = [] }: Schema, amount: number): string {
  if (values.length === 0) return '';
  const shown = values.slice(0, ENUM_MAX).map(enumText).join(', ');
  return `\n${' '.repeat(amount)}enum: ${shown}${values.length > ENUM_MAX ? ', ....' : ''}`;
}

function enumText(value: unknown): string {
  return value === '' ? '""' : String(value);
}
