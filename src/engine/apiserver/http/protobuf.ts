/**
 * Bodies in the protobuf encoding of Kubernetes: what a kubectl from 1.32 on posts. The field numbers are in the schema
 * (api/schema.ts); the result is what the same object would be in JSON. Models
 * apimachinery/pkg/runtime/serializer/protobuf and the generated Unmarshal methods.
 */
import { encodeBase64Bytes } from '../../api/base64';
import { bodyOf } from '../../api/bodies';
import { goQuote } from '../../api/go-print';
import { type FieldType, type Field, type ScalarName, structOf, type Struct } from '../../api/schema';
import { formatMicroTime, formatTime } from '../../api/time';
import { textOfBytes } from '../../api/text-bytes';
import { fieldsOf, ProtobufError, varintsOf, WIRE, type WireField } from './protobuf-reader';

export interface ProtobufObject {
  readonly apiVersion: string;
  readonly kind: string;
  /** The object as JSON would have it, with its apiVersion and kind. */
  readonly object: Readonly<Record<string, unknown>>;
}

/** The words of the real server, without what the door puts before them. */
export interface ProtobufMistake {
  readonly error: string;
}

type Message = Record<string, unknown>;

/** `k8s` and a zero: what every body begins with. */
const PREFIX: readonly number[] = [0x6b, 0x38, 0x73, 0x00];
/** No type of the API is nested as deep; only raw extensions could be. */
const DEPTH_MAX = 64;

// ----------------------------------------------------------------------------------------------- which field is which

interface NumberedStruct {
  readonly fields: ReadonlyMap<number, Field>;
  /** Structs that Go inlines, by the number of their message. */
  readonly inlined: ReadonlyMap<number, NumberedStruct>;
}

function numbered(fields: readonly Field[], depth: number): NumberedStruct {
  const own = new Map<number, Field>();
  const deeper = new Map<number, Field[]>();
  for (const field of fields) {
    const number = field.path[depth] as number;
    if (field.path.length === depth + 1) own.set(number, field);
    else deeper.set(number, [...(deeper.get(number) ?? []), field]);
  }
  const inlined = new Map([...deeper].map(([number, inner]) => [number, numbered(inner, depth + 1)]));
  return { fields: own, inlined };
}

const structs = new WeakMap<Struct, NumberedStruct>();

function numberedStruct(name: string): NumberedStruct {
  const struct = structOf(name);
  let result = structs.get(struct);
  if (result === undefined) {
    result = numbered([...struct.fields.values()], 0);
    structs.set(struct, result);
  }
  return result;
}

// ------------------------------------------------------------------------------------------------------- values

function expectWire(field: WireField, wire: number, name: string): void {
  if (field.wire !== wire) throw new ProtobufError(`proto: wrong wireType = ${field.wire} for field ${name}`);
}

function textOf(field: WireField, name: string): string {
  expectWire(field, WIRE.bytes, name);
  // Bytes that are no character cannot be kept in a JSON text.
  return textOfBytes(field.bytes).replace(/\p{Surrogate}/gu, '\uFFFD');
}

function integerOf(value: bigint, bits: 32 | 64): number {
  return Number(BigInt.asIntN(bits, value));
}

/** The varints of a small message, by number; other fields are left out. */
function integersIn(bytes: Uint8Array): ReadonlyMap<number, bigint> {
  const result = new Map<number, bigint>();
  for (const field of fieldsOf(bytes)) if (field.wire === WIRE.varint) result.set(field.number, field.value);
  return result;
}

/** Undefined for Go's zero time, which JSON leaves out. */
function timeOf(bytes: Uint8Array, isMicro: boolean): string | undefined {
  if (bytes.length === 0) return undefined;
  const parts = integersIn(bytes);
  const ms = integerOf(parts.get(1) ?? 0n, 64) * 1000;
  const nanos = integerOf(parts.get(2) ?? 0n, 32);
  if (Math.abs(ms) > 8.64e15) throw new ProtobufError('time: year outside of range [0,9999]');
  return isMicro ? formatMicroTime(ms + Math.trunc(nanos / 1e6)) : formatTime(ms);
}

function quantityOf(bytes: Uint8Array): string {
  let text = '';
  for (const field of fieldsOf(bytes)) if (field.number === 1) text = textOf(field, 'String_');
  return text === '' ? '0' : text;
}

function intOrStringOf(bytes: Uint8Array): number | string {
  let isText = false;
  let integer = 0;
  let text = '';
  for (const field of fieldsOf(bytes)) {
    if (field.number === 1) isText = field.value === 1n;
    else if (field.number === 2) integer = integerOf(field.value, 32);
    else if (field.number === 3) text = textOf(field, 'StrVal');
  }
  return isText ? text : integer;
}

/** RawExtension and FieldsV1: JSON in bytes. */
function rawOf(bytes: Uint8Array): unknown {
  for (const field of fieldsOf(bytes)) {
    if (field.number !== 1) continue;
    const text = textOf(field, 'Raw');
    try {
      return text === '' ? undefined : (JSON.parse(text) as unknown);
    } catch {
      throw new ProtobufError('raw extension is not JSON');
    }
  }
  return undefined;
}

function scalarOf(scalar: ScalarName, field: WireField, name: string): unknown {
  if (scalar === 'bool' || scalar === 'int32' || scalar === 'int64') {
    expectWire(field, WIRE.varint, name);
    if (scalar === 'bool') return field.value !== 0n;
    return integerOf(field.value, scalar === 'int32' ? 32 : 64);
  }
  if (scalar === 'string') return textOf(field, name);
  expectWire(field, WIRE.bytes, name);
  switch (scalar) {
    case 'Bytes':
      return encodeBase64Bytes(field.bytes);
    case 'Time':
    case 'MicroTime':
      return timeOf(field.bytes, scalar === 'MicroTime');
    case 'Quantity':
      return quantityOf(field.bytes);
    case 'IntOrString':
      return intOrStringOf(field.bytes);
    case 'Raw':
      return rawOf(field.bytes);
    default:
      return scalar satisfies never;
  }
}

/** A list inside a map has a message of its own, with the items as number 1. */
function itemsOf(type: FieldType, field: WireField, name: string, depth: number): unknown[] {
  const items: unknown[] = [];
  for (const each of fieldsOf(field.bytes))
    if (each.number === 1) items.push(valueOf(type, each, name, depth));
  return items;
}

function valueOf(type: FieldType, field: WireField, name: string, depth: number): unknown {
  if (type.form === 'scalar') return scalarOf(type.scalar, field, name);
  expectWire(field, WIRE.bytes, name);
  if (type.form === 'struct') return messageOf(type.struct, field.bytes, depth + 1);
  if (type.form === 'list') return itemsOf(type.item, field, name, depth);
  throw new ProtobufError(`proto: a map inside of a list or map: ${name}`);
}

// ---------------------------------------------------------------------------------------------------- messages

/** The zero value of an item of a map: an entry need not have a value. */
function emptyItem(item: FieldType): unknown {
  if (item.form === 'list') return [];
  if (item.form !== 'scalar') return {};
  if (item.scalar === 'Time' || item.scalar === 'MicroTime') return null;
  return item.scalar === 'Quantity' ? '0' : '';
}

function addToMap(map: Message, item: FieldType, field: WireField, name: string, depth: number): void {
  expectWire(field, WIRE.bytes, name);
  let key = '';
  let value: unknown;
  for (const part of fieldsOf(field.bytes)) {
    if (part.number === 1) key = textOf(part, name);
    else if (part.number === 2) value = valueOf(item, part, name, depth);
  }
  if (key === '__proto__') return;
  map[key] = value ?? emptyItem(item);
}

function readInto(result: Message, field: WireField, { name, type }: Field, depth: number): void {
  if (type.form === 'map') {
    const map = (result[name] ?? {}) as Message;
    result[name] = map;
    addToMap(map, type.item, field, name, depth);
    return;
  }
  if (type.form !== 'list') {
    const value = valueOf(type, field, name, depth);
    if (value !== undefined) result[name] = value;
    return;
  }
  const list = (result[name] ?? []) as unknown[];
  result[name] = list;
  const { item } = type;
  if (item.form === 'scalar' && (item.scalar === 'int32' || item.scalar === 'int64')) {
    for (const value of varintsOf(field)) list.push(integerOf(value, item.scalar === 'int32' ? 32 : 64));
  } else list.push(valueOf(item, field, name, depth));
}

function readMessage(result: Message, struct: NumberedStruct, bytes: Uint8Array, depth: number): void {
  if (depth > DEPTH_MAX) throw new ProtobufError('proto: message is nested too deep');
  for (const field of fieldsOf(bytes)) {
    const known = struct.fields.get(field.number);
    const inner = struct.inlined.get(field.number);
    // Fields that are not known are left out: they are from a newer client.
    if (known !== undefined) readInto(result, field, known, depth);
    else if (inner !== undefined) {
      expectWire(field, WIRE.bytes, String(field.number));
      readMessage(result, inner, field.bytes, depth + 1);
    }
  }
}

function messageOf(name: string, bytes: Uint8Array, depth: number): Message {
  const result: Message = {};
  readMessage(result, numberedStruct(name), bytes, depth);
  return result;
}

// ---------------------------------------------------------------------------------------------------- envelope

interface Envelope {
  readonly apiVersion: string;
  readonly kind: string;
  readonly raw: Uint8Array;
}

/** runtime.Unknown: typeMeta is 1, raw is 2. */
function envelopeOf(bytes: Uint8Array): Envelope {
  let apiVersion = '';
  let kind = '';
  let raw = new Uint8Array(0);
  for (const field of fieldsOf(bytes)) {
    if (field.number === 2) {
      expectWire(field, WIRE.bytes, 'Raw');
      raw = new Uint8Array(field.bytes);
    }
    if (field.number !== 1) continue;
    expectWire(field, WIRE.bytes, 'TypeMeta');
    for (const part of fieldsOf(field.bytes)) {
      if (part.number === 1) apiVersion = textOf(part, 'APIVersion');
      else if (part.number === 2) kind = textOf(part, 'Kind');
    }
  }
  return { apiVersion, kind, raw };
}

function objectOf(bytes: Uint8Array): ProtobufObject | ProtobufMistake {
  const { apiVersion, kind, raw } = envelopeOf(bytes.subarray(PREFIX.length));
  const body = bodyOf(apiVersion, kind);
  if (body === undefined) {
    return { error: `no kind ${goQuote(kind)} is registered for version ${goQuote(apiVersion)} in scheme` };
  }
  const object = { apiVersion, kind, ...messageOf(body.struct ?? body.kind, raw, 0) };
  return { apiVersion, kind, object };
}

/** Never throws: what is no message becomes an error to tell the client. */
export function decodeProtobuf(bytes: Uint8Array): ProtobufObject | ProtobufMistake {
  if (!PREFIX.every((byte, i) => bytes[i] === byte)) {
    return {
      error: 'provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]',
    };
  }
  try {
    return objectOf(bytes);
  } catch (error) {
    if (error instanceof ProtobufError) return { error: error.message };
    throw error;
  }
}
