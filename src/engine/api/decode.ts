/**
 * Bodies from outside become objects of our types. Models sigs.k8s.io/json (case-sensitive, strict) and the codec around
 * it: the first mistake in the order of the document is what the author hears.
 */
import { decodeScalar, jsonType } from './decode-scalar';
import { goQuote } from './go-print';
import { isJsonArray, isJsonObject, type JsonObject, jsonKeys } from './json';
import { apiVersionOf, type Kind } from './kind';
import type { ApiObject, ObjectMeta } from './meta';
import { type Field, type FieldType, structOf } from './schema';

export interface Decoded {
  /** Without unknown fields and nulls, with every field that the Go type always has. Meaningless after an error. */
  readonly object: ApiObject;
  /** What is wrong with the body, in the words of the codec; null when nothing is. */
  readonly mistake: string | null;
  /** The same as the handlers of whole bodies tell it: the words of the 400. */
  readonly error: string | null;
  /** Paths of unknown fields, such as `spec.replica`. */
  readonly unknown: readonly string[];
}

/** What decoding has to know of a kind: the struct of its name is in the schema. */
export interface Decodable extends Pick<Kind, 'group' | 'version' | 'kind'> {
  /** The name of its struct, where that is not the kind's: the other version has it. */
  readonly struct?: string;
}

/** Where decoding stands, and what it has found. */
interface Walk {
  /** Fields on the way down, as error messages name them: no indexes. */
  readonly fields: string[];
  /** The same with indexes, as strict errors name them. */
  readonly path: string[];
  /** Name of the innermost struct. */
  struct: string;
  /** First mistake of type; decoding goes on. */
  mistake: string | null;
  /** Mistake that ends decoding and is told instead. */
  fatal: string | null;
  readonly unknown: string[];
  /** Everything that was wrong so far. */
  problems: number;
}

const UNKNOWN_MAX = 100;

function saveMistake(walk: Walk, words: string): void {
  walk.problems += 1;
  walk.mistake ??= words;
}

function saveFatal(walk: Walk, words: string): void {
  walk.problems += 1;
  walk.fatal ??= words;
}

function typeMistake(walk: Walk, value: string, goName: string): string {
  const where = walk.struct === '' ? 'value' : `struct field ${walk.struct}.${walk.fields.join('.')}`;
  return `json: cannot unmarshal ${value} into Go ${where} of type ${goName}`;
}

/** The zero value of a field that is always written. A missing list is empty here, where Go would write null. */
function zeroOf(type: FieldType, walk: Walk): unknown {
  switch (type.form) {
    case 'list':
      return [];
    case 'map':
      return {};
    case 'struct':
      return decodeStruct(type.struct, {}, walk);
    case 'scalar':
      if (type.scalar === 'bool') return false;
      if (type.scalar === 'Quantity') return '0';
      return type.scalar === 'string' || type.scalar === 'Bytes' ? '' : 0;
    default:
      return type satisfies never;
  }
}

function isZero(value: unknown): boolean {
  if (isJsonArray(value)) return value.length === 0;
  if (isJsonObject(value)) return jsonKeys(value).length === 0;
  return value === '' || value === 0 || value === false;
}

function decodeValue(type: FieldType, value: unknown, walk: Walk): unknown {
  if (value === null || value === undefined) return zeroOf(type, walk);
  if (type.form === 'scalar') {
    const result = decodeScalar(type, value);
    if ('value' in result) return result.value;
    if ('mistake' in result) saveMistake(walk, typeMistake(walk, result.mistake, result.goName));
    else if ('words' in result) saveMistake(walk, result.words);
    else
      saveFatal(walk, 'fatal' in result ? result.fatal : typeMistake(walk, result.fatalType, result.goName));
    return value;
  }
  if (type.form === 'list' && isJsonArray(value)) return decodeList(type.item, value, walk);
  if (type.form === 'map' && isJsonObject(value)) return decodeMap(type.item, value, walk);
  if (type.form === 'struct' && isJsonObject(value)) return decodeStruct(type.struct, value, walk);
  saveMistake(walk, typeMistake(walk, jsonType(value), type.goName));
  return zeroOf(type, walk);
}

function decodeList(item: FieldType, list: readonly unknown[], walk: Walk): unknown {
  let isChanged = false;
  const result = list.map((value, i) => {
    walk.path.push(`[${i}]`);
    const decoded = decodeValue(item, value, walk);
    walk.path.pop();
    isChanged ||= decoded !== value;
    return decoded;
  });
  return isChanged ? result : list;
}

function decodeMap(item: FieldType, map: JsonObject, walk: Walk): JsonObject {
  const result: Record<string, unknown> = {};
  const keys = jsonKeys(map);
  let isChanged = keys.length !== Object.keys(map).length;
  for (const key of keys) {
    walk.path.push(walk.path.length === 0 ? key : `.${key}`);
    const decoded = decodeValue(item, map[key], walk);
    walk.path.pop();
    isChanged ||= decoded !== map[key];
    result[key] = decoded;
  }
  return isChanged ? result : map;
}

/** Objects that were decoded without a mistake come out as they are the next time: results share them. */
const clean = new WeakMap<object, string>();

function decodeStruct(name: string, object: JsonObject, walk: Walk): JsonObject {
  if (clean.get(object) === name) return object;
  const outer = walk.struct;
  const problemsBefore = walk.problems;
  const result = decodeFields(name, object, walk);
  walk.struct = outer;
  if (walk.problems === problemsBefore) clean.set(result, name);
  return result;
}

function decodeFields(name: string, object: JsonObject, walk: Walk): JsonObject {
  const struct = structOf(name);
  const result: Record<string, unknown> = {};
  let isChanged = false;
  for (const key of Object.keys(object)) {
    const field = struct.fields.get(key);
    const decoded =
      field === undefined ? noteUnknown(key, walk) : decodeField(field, object[key], name, walk);
    if (decoded !== undefined) result[key] = decoded;
    isChanged ||= decoded !== object[key] || decoded === undefined;
  }
  for (const field of struct.constant) {
    if (result[field.name] !== undefined) continue;
    result[field.name] = zeroOf(field.type, walk);
    isChanged = true;
  }
  return isChanged ? result : object;
}

/** What the field is written back as; undefined when it is not. */
function decodeField(field: Field, value: unknown, struct: string, walk: Walk): unknown {
  if (value === undefined || (value === null && field.written !== 'always')) return undefined;
  walk.struct = struct;
  walk.fields.push(field.name);
  walk.path.push(walk.path.length === 0 ? field.name : `.${field.name}`);
  const decoded = decodeValue(field.type, value, walk);
  walk.path.pop();
  walk.fields.pop();
  return field.written === 'filled' && isZero(decoded) ? undefined : decoded;
}

function noteUnknown(key: string, walk: Walk): undefined {
  walk.problems += 1;
  if (walk.unknown.length < UNKNOWN_MAX) {
    walk.unknown.push(walk.path.length === 0 ? key : `${walk.path.join('')}.${key}`);
  }
  return undefined;
}

const HEAD_TYPE =
  'struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }';

/** A body whose head cannot even be read. */
function unrecognised(kind: Decodable, value: string, target: string): string {
  const words = `couldn't get version/kind; json parse error: json: cannot unmarshal ${value} into Go ${target}`;
  return `the object provided is unrecognized (must be of type ${kind.kind}): ${words}`;
}

type Mistake = Pick<Decoded, 'mistake' | 'error'>;

function plainly(mistake: string): Mistake {
  return { mistake, error: mistake };
}

/** `Deployment in version "v1" cannot be handled as a Deployment: …`. */
function unhandled(name: string, version: string, kind: Decodable, mistake: string): string {
  return `${name} in version ${goQuote(version)} cannot be handled as a ${kind.kind}: ${mistake}`;
}

/** Mistakes about what the body is at all. */
function headMistake(kind: Decodable, { apiVersion, kind: name }: JsonObject): Mistake | null {
  for (const [key, value] of [
    ['apiVersion', apiVersion],
    ['kind', name],
  ] as const) {
    if (value === undefined || value === null || typeof value === 'string') continue;
    return plainly(unrecognised(kind, jsonType(value), `struct field .${key} of type string`));
  }
  const version = typeof apiVersion === 'string' && apiVersion !== '' ? apiVersion : apiVersionOf(kind);
  if (typeof name === 'string' && name !== '' && name !== kind.kind) {
    const short = version.slice(version.lastIndexOf('/') + 1);
    const target = `${kind.group === '' ? 'core' : kind.group}.${kind.kind}`;
    const mistake = `converting (${short}.${name}) to (${target}): unknown conversion`;
    return { mistake, error: unhandled(name, short, kind, mistake) };
  }
  if (version === apiVersionOf(kind)) return null;
  return plainly(
    `the API version in the data (${version}) does not match the expected API version (${apiVersionOf(kind)})`,
  );
}

const NO_OBJECT: ApiObject = { apiVersion: '', kind: '', metadata: { name: '' } };

/** Every object of ours has a name, even if it is still empty. */
function named(fields: JsonObject): ObjectMeta {
  const metadata = (fields['metadata'] ?? {}) as Partial<ObjectMeta>;
  return metadata.name === undefined ? { ...metadata, name: '' } : (metadata as ObjectMeta);
}

/** Checks and completes a body in one walk. */
export function decode(kind: Decodable, body: unknown): Decoded {
  const head = isJsonObject(body)
    ? headMistake(kind, body)
    : plainly(unrecognised(kind, jsonType(body), `value of type ${HEAD_TYPE}`));
  if (head !== null) return { ...head, object: NO_OBJECT, unknown: [] };
  const { apiVersion: _version, kind: _kind, ...rest } = body as JsonObject;
  const walk: Walk = {
    fields: [],
    path: [],
    struct: '',
    mistake: null,
    fatal: null,
    unknown: [],
    problems: 0,
  };
  const fields = decodeStruct(kind.struct ?? kind.kind, rest, walk);
  const object = { apiVersion: apiVersionOf(kind), kind: kind.kind, ...fields, metadata: named(fields) };
  const mistake = walk.fatal ?? walk.mistake;
  const error = mistake === null ? null : unhandled(kind.kind, kind.version, kind, mistake);
  return { object, mistake, error, unknown: walk.unknown };
}

/** The words of the real server for the first wrong type in the body, or null. */
export function decodeErrors(kind: Kind, body: unknown): string | null {
  return decode(kind, body).error;
}

/** Paths of the fields that the real type does not have: `spec.template.spec.containers[0].imagee`. */
export function unknownFields(kind: Kind, body: unknown): readonly string[] {
  return decode(kind, body).unknown;
}

/** How fields are told that are unknown or stand twice: as warnings, or inside the error of strict validation. */
export function strictMistakes(
  unknown: readonly string[],
  duplicates: readonly string[] = [],
): readonly string[] {
  return [
    ...unknown.map((path) => `unknown field ${goQuote(path)}`),
    ...duplicates.map((path) => `duplicate field ${goQuote(path)}`),
  ];
}

/** The words of strict validation (`fieldValidation=Strict`, which kubectl asks for), as the codec tells it. */
export function strictMistake(mistakes: readonly string[]): string {
  return `strict decoding error: ${mistakes.join(', ')}`;
}

/** The same as the handlers of whole bodies tell it. */
export function strictDecodingError(kind: Decodable, mistakes: readonly string[]): string {
  return unhandled(kind.kind, kind.version, kind, strictMistake(mistakes));
}
