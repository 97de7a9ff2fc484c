/** The wire format of protocol buffers: tags, varints, lengths. Errors are told as the generated code of Go tells them. */

/** Thrown inside this folder only, for bytes that are no message: decodeProtobuf makes an answer of it. */
export class ProtobufError extends Error {}

const EOF_WORDS = 'unexpected EOF';

export const WIRE = { varint: 0, fixed64: 1, bytes: 2, fixed32: 5 } as const;

/** One field of a message: its number, and its value as far as the wire tells. */
export interface WireField {
  readonly number: number;
  readonly wire: number;
  /** Of a varint. */
  readonly value: bigint;
  /** Of a field with a length. */
  readonly bytes: Uint8Array;
}

interface Cursor {
  readonly bytes: Uint8Array;
  at: number;
}

const NO_BYTES = new Uint8Array(0);
/** A varint of 64 bits has at most so many bytes. */
const VARINT_BYTES_MAX = 10;

function readVarint(cursor: Cursor): bigint {
  let value = 0n;
  for (let i = 0; i < VARINT_BYTES_MAX; i += 1) {
    const byte = cursor.bytes[cursor.at];
    if (byte === undefined) throw new ProtobufError(EOF_WORDS);
    cursor.at += 1;
    value |= BigInt(byte & 0x7f) << BigInt(7 * i);
    if (byte < 0x80) return BigInt.asUintN(64, value);
  }
  throw new ProtobufError('proto: integer overflow');
}

function skip(cursor: Cursor, length: number): Uint8Array {
  const end = cursor.at + length;
  if (end > cursor.bytes.length) throw new ProtobufError(EOF_WORDS);
  const bytes = cursor.bytes.subarray(cursor.at, end);
  cursor.at = end;
  return bytes;
}

function readField(cursor: Cursor): WireField {
  const tag = readVarint(cursor);
  const wire = Number(tag & 7n);
  const number = Number(tag >> 3n);
  if (number === 0 || number > 0x1fffffff)
    throw new ProtobufError(`proto: illegal tag ${number} (wire type ${wire})`);
  switch (wire) {
    case WIRE.varint:
      return { number, wire, value: readVarint(cursor), bytes: NO_BYTES };
    case WIRE.fixed64:
      return { number, wire, value: 0n, bytes: skip(cursor, 8) };
    case WIRE.fixed32:
      return { number, wire, value: 0n, bytes: skip(cursor, 4) };
    case WIRE.bytes: {
      const length = readVarint(cursor);
      if (length > 0x7fffffffn) throw new ProtobufError('proto: negative length found during unmarshaling');
      return { number, wire, value: 0n, bytes: skip(cursor, Number(length)) };
    }
    default:
      throw new ProtobufError(`proto: illegal wireType ${wire}`);
  }
}

/** The fields of one message in their order. Throws ProtobufError. */
export function* fieldsOf(bytes: Uint8Array): Generator<WireField> {
  const cursor: Cursor = { bytes, at: 0 };
  while (cursor.at < bytes.length) yield readField(cursor);
}

/** The integers of one field of a repeated number, whether they are packed or not. */
export function varintsOf(field: WireField): readonly bigint[] {
  if (field.wire === WIRE.varint) return [field.value];
  const cursor: Cursor = { bytes: field.bytes, at: 0 };
  const values: bigint[] = [];
  while (cursor.at < cursor.bytes.length) values.push(readVarint(cursor));
  return values;
}
