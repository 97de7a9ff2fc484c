/**
 * The document of OpenAPI v2 as kubectl up to 1.28 wants it: in protobuf. Models github.com/google/gnostic-models
 * (openapiv2/OpenAPIv2.proto), whose field numbers these are.
 */
import { bytesOfText } from '../../api/text-bytes';
import type { Json } from './openapi-schema';

/** A message that is being written: its bytes, in pieces. */
type Pieces = readonly Uint8Array[];

function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 0x7f; rest = Math.floor(rest / 128)) bytes.push((rest & 0x7f) | 0x80);
  bytes.push(rest);
  return bytes;
}

function lengthOf(pieces: Pieces): number {
  return pieces.reduce((sum, piece) => sum + piece.length, 0);
}

const LENGTH_DELIMITED = 2;

function message(number: number, pieces: Pieces): Pieces {
  const head = [...varint(number * 8 + LENGTH_DELIMITED), ...varint(lengthOf(pieces))];
  return [Uint8Array.from(head), ...pieces];
}

function text(number: number, value: unknown): Pieces {
  return typeof value === 'string' && value !== '' ? message(number, [bytesOfText(value)]) : [];
}

function flag(number: number, value: unknown): Pieces {
  return value === true ? [Uint8Array.from([...varint(number * 8), 1])] : [];
}

function texts(number: number, value: unknown): Pieces {
  return listOf(value).flatMap((each) => text(number, each));
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function objectOf(value: unknown): Json {
  return typeof value === 'object' && value !== null ? (value as Json) : {};
}

/** Any value as YAML, of which JSON is a part. */
function any(number: number, value: unknown): Pieces {
  return value === undefined ? [] : message(number, text(2, JSON.stringify(value)));
}

/** A map as a list of names and values. */
function named(number: number, map: unknown, encode: (value: unknown) => Pieces): Pieces {
  return Object.entries(objectOf(map)).flatMap(([name, value]) =>
    message(number, [...text(1, name), ...message(2, encode(value))]),
  );
}

/** `x-kubernetes-…`. */
function extensions(number: number, object: Json): Pieces {
  return Object.entries(object)
    .filter(([key]) => key.startsWith('x-'))
    .flatMap(([key, value]) => message(number, [...text(1, key), ...any(2, value)]));
}

function schema(value: unknown): Pieces {
  const given = objectOf(value);
  const { additionalProperties: others, type, items, properties } = given;
  return [
    ...text(1, given['$ref']),
    ...text(2, given['format']),
    ...text(4, given['description']),
    ...any(5, given['default']),
    ...texts(19, given['required']),
    ...listOf(given['enum']).flatMap((word) => any(20, word)),
    ...(others === undefined ? [] : message(21, message(1, schema(others)))),
    ...(type === undefined ? [] : message(22, text(1, type))),
    ...(items === undefined ? [] : message(23, message(1, schema(items)))),
    ...(properties === undefined ? [] : message(25, named(1, properties, schema))),
    ...extensions(31, given),
  ];
}

/** ParametersItem: the numbers of what stands in it depend on where the parameter is. */
function parameter(value: unknown): Pieces {
  const given = objectOf(value);
  const { name, in: place, description, required, type } = given;
  if (place === 'body') {
    const body = [...text(1, description), ...text(2, name), ...text(3, place), ...flag(4, required)];
    return message(1, message(1, [...body, ...message(5, schema(given['schema']))]));
  }
  const head = [...flag(1, required), ...text(2, place), ...text(3, description), ...text(4, name)];
  const isQuery = place === 'query';
  const sub = [...head, ...text(isQuery ? 6 : 5, type), ...flag(isQuery ? 20 : 19, given['uniqueItems'])];
  return message(1, message(2, message(isQuery ? 3 : 4, sub)));
}

function response(value: unknown): Pieces {
  const given = objectOf(value);
  const answered = given['schema'];
  return message(1, [
    ...text(1, given['description']),
    ...(answered === undefined ? [] : message(2, message(1, schema(answered)))),
  ]);
}

function operation(value: unknown): Pieces {
  const given = objectOf(value);
  return [
    ...texts(1, given['tags']),
    ...text(5, given['operationId']),
    ...texts(6, given['produces']),
    ...texts(7, given['consumes']),
    ...listOf(given['parameters']).flatMap((each) => message(8, parameter(each))),
    ...message(9, named(1, given['responses'], response)),
    ...extensions(13, given),
  ];
}

const METHOD_NUMBERS = { get: 2, put: 3, post: 4, delete: 5, patch: 8 } as const;

function pathItem(value: unknown): Pieces {
  const given = objectOf(value);
  const operations = Object.entries(METHOD_NUMBERS).flatMap(([method, number]) =>
    given[method] === undefined ? [] : message(number, operation(given[method])),
  );
  return [...operations, ...listOf(given['parameters']).flatMap((each) => message(9, parameter(each)))];
}

/** The document as bytes. */
export function encodeOpenApiV2(document: Json): Uint8Array {
  const { title, version } = objectOf(document['info']);
  const pieces = [
    ...text(1, document['swagger']),
    ...message(2, [...text(1, title), ...text(2, version)]),
    ...message(8, named(2, document['paths'], pathItem)),
    ...message(9, named(1, document['definitions'], schema)),
  ];
  const bytes = new Uint8Array(lengthOf(pieces));
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}
