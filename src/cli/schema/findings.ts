/** What is wrong with a text of manifests, as one types: first as YAML, then against the schemas of its kinds. */
import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  type Scalar,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import { parseManifest } from '../manifest';
import type { Problem } from '../problems';
import { readYamlDocuments, type YamlDocument } from '../yaml-documents';
import { isIntOrString, resolved, type KindSchema, type Schema } from './openapi';

/** From `from` to `to`, as places in the text. */
export interface Finding {
  readonly from: number;
  readonly to: number;
  readonly severity: 'error' | 'warning';
  readonly message: string;
}

/** Null when there is no such kind, undefined when nobody says. */
export type SchemaLookup = (apiVersion: string, kind: string) => Promise<KindSchema | null | undefined>;

/** More than so many are of no use to anybody. */
const FINDINGS_MAX = 100;

/** Everything that is wrong with the text, in its order. */
export async function findingsOf(text: string, schemaOf: SchemaLookup): Promise<readonly Finding[]> {
  const { problems } = parseManifest(text);
  const found: Finding[] = problems.map((problem) => findingOf(problem, text));
  const documents = readYamlDocuments(text);
  if ('message' in documents) return found;
  for (const document of documents) {
    if (document.problem !== null) continue;
    for (const object of objectsOf(document)) found.push(...(await inspect(object, schemaOf)));
  }
  return found.sort((a, b) => a.from - b.from).slice(0, FINDINGS_MAX);
}

function findingOf({ line, column, message, hint }: Problem, text: string): Finding {
  const from = offsetOf(text, line, column);
  const end = text.indexOf('\n', from);
  const to = Math.max(from + 1, end < 0 ? text.length : end);
  return {
    from: Math.min(from, text.length),
    to: Math.min(to, text.length),
    severity: 'error',
    message: `${message}\n${hint}`,
  };
}

function offsetOf(text: string, line: number, column: number): number {
  let start = 0;
  for (let at = 1; at < line; at++) {
    const next = text.indexOf('\n', start);
    if (next < 0) return text.length;
    start = next + 1;
  }
  return start + column - 1;
}

/** The objects of a document: itself, or the items of a list. */
function objectsOf({ tree }: YamlDocument): YAMLMap[] {
  const root: unknown = tree.contents;
  if (!isMap(root)) return [];
  if (root.get('kind') !== 'List') return [root];
  const items: unknown = root.get('items');
  return isSeq(items) ? items.items.filter((item): item is YAMLMap => isMap(item)) : [];
}

async function inspect(object: YAMLMap, schemaOf: SchemaLookup): Promise<readonly Finding[]> {
  const apiVersion = object.get('apiVersion');
  const kind = object.get('kind');
  if (typeof apiVersion !== 'string' || typeof kind !== 'string') return [];
  const schema = await schemaOf(apiVersion, kind);
  const found: Finding[] = [];
  if (schema === undefined) return found;
  if (schema === null) {
    const pair = pairOf(object, 'kind');
    if (pair !== undefined) {
      found.push(at(pair.value, 'error', `no matches for kind "${kind}" in version "${apiVersion}"`));
    }
    return found;
  }
  checkMap(object, resolved(schema.root, schema.schemas), schema, found);
  return found;
}

function pairOf(map: YAMLMap, key: string): Pair | undefined {
  return map.items.find((pair) => isScalar(pair.key) && pair.key.value === key);
}

function at(node: unknown, severity: Finding['severity'], message: string): Finding {
  const range = (node as Node | null)?.range ?? [0, 1, 1];
  return { from: range[0], to: Math.max(range[0] + 1, range[1]), severity, message };
}

/** Kubernetes' own words for what a value is. */
function natureOf(node: unknown): string {
  if (isMap(node)) return 'object';
  if (isSeq(node)) return 'array';
  const value = isScalar(node) ? node.value : null;
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  return typeof value;
}

function check(node: unknown, given: Schema, kind: KindSchema, found: Finding[]): void {
  const schema = resolved(given, kind.schemas);
  if (isAlias(node) || (isScalar(node) && node.value === null)) return;
  if (schema.type === 'object' || schema.properties !== undefined) {
    if (isMap(node)) checkMap(node, schema, kind, found);
    else wrongType(node, 'object', found);
  } else if (schema.type === 'array') {
    if (isSeq(node)) checkList(node, schema, kind, found);
    else wrongType(node, 'array', found);
  } else if (isScalar(node)) checkScalar(node, schema, found);
  else if (schema.type !== undefined) wrongType(node, schema.type, found);
}

function wrongType(node: unknown, wanted: string, found: Finding[]): void {
  found.push(at(node, 'error', `expected ${wanted}, got ${natureOf(node)}`));
}

function checkMap(map: YAMLMap, schema: Schema, kind: KindSchema, found: Finding[]): void {
  const { properties, additionalProperties: rest, required = [] } = schema;
  const isOpen = schema['x-kubernetes-preserve-unknown-fields'] === true || properties === undefined;
  for (const { key, value } of map.items) {
    const name = isScalar(key) ? String(key.value) : '';
    const field = properties !== undefined && Object.hasOwn(properties, name) ? properties[name] : undefined;
    if (field !== undefined) check(value, field, kind, found);
    else if (typeof rest === 'object') check(value, rest, kind, found);
    else if (!isOpen)
      found.push(at(key, 'error', `unknown field "${name}"${nearest(name, Object.keys(properties))}`));
  }
  for (const name of required) {
    if (pairOf(map, name) === undefined) found.push(missing(map, name));
  }
}

/** Said at the first key of the map, where one would write it. */
function missing(map: YAMLMap, name: string): Finding {
  return at(map.items[0]?.key ?? map, 'error', `missing required field "${name}"`);
}

function checkList(list: YAMLSeq, { items }: Schema, kind: KindSchema, found: Finding[]): void {
  if (items === undefined) return;
  for (const item of list.items) check(item, items, kind, found);
}

function checkScalar(scalar: Scalar, schema: Schema, found: Finding[]): void {
  const { value } = scalar;
  if (isIntOrString(schema)) {
    if (typeof value !== 'string' && typeof value !== 'number') wrongType(scalar, 'integer or string', found);
    return;
  }
  if (!fits(value, schema)) {
    const hint = schema.type === 'string' ? `: put it in quotes ("${scalar.source ?? String(value)}")` : '';
    found.push(
      at(scalar, 'error', `expected ${schema.type ?? 'another type'}, got ${natureOf(scalar)}${hint}`),
    );
  } else if (schema.enum !== undefined && !schema.enum.includes(value)) {
    const values = schema.enum.map((each) => JSON.stringify(each)).join(', ');
    found.push(
      at(scalar, 'error', `unsupported value ${JSON.stringify(value)}: supported values: ${values}`),
    );
  }
}

function fits(value: unknown, { type, oneOf, format }: Schema): boolean {
  // Quantities are texts that may be written as numbers.
  if (oneOf !== undefined) return oneOf.some((each) => fits(value, each));
  if (type === undefined) return true;
  if (type === 'string')
    return typeof value === 'string' || (format === 'quantity' && typeof value === 'number');
  if (type === 'boolean') return typeof value === 'boolean';
  return typeof value === 'number' && (type === 'number' || Number.isInteger(value));
}

const CLOSE_ENOUGH = 2;

/** `: did you mean "replicas"?`, when one is close. */
function nearest(name: string, known: readonly string[]): string {
  let best = '';
  let least = CLOSE_ENOUGH + 1;
  for (const each of known) {
    const far = distance(name.toLowerCase(), each.toLowerCase());
    if (far < least) [best, least] = [each, far];
  }
  return best === '' ? '' : `: did you mean "${best}"?`;
}

/** Letters to change, add or leave out to come from one word to the other (Levenshtein). */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
