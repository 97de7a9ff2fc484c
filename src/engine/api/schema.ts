/**
 * Which fields the real v1.33 types have, and of which types: what decoding checks bodies against. Fields that nothing
 * simulates are in it too, because a server that calls `affinity` unknown is wrong.
 *
 * One struct is one text of `name[flag][@number][:type]`, separated by spaces. Types: none is a string; `bool`, `int32`,
 * `int64`; `Time`, `MicroTime`, `Quantity`, `IntOrString`, `Bytes` (base64); `Raw` is anything; `[]T`, `{}T` (a map), the
 * name of a struct, and `~T` for a string type with a name, which error messages tell. Structs of the same name in two
 * groups have a prefix: `core.EndpointPort`. Flags say what the server writes back: `*` even a zero value if it was
 * given, `!` always, neither: not a zero value.
 *
 * The number is the field's in protobuf, from the `protobuf` tags of the types of v1.33: one more than that of the field
 * before it where none is given, 1 at first, 0 for a field that protobuf does not carry. `@2.1` is number 1 of the message that is number 2 here: Go inlines some
 * structs, and JSON shows their fields as if they stood in the outer one.
 */
import { EVENT_V1_STRUCTS } from './event-v1';
import { KINDS } from './kinds';
import { META_STRUCTS } from './meta-schema';
import { AUTOSCALING_V1_STRUCTS } from './autoscaling-schema';
import { POD_VERB_STRUCTS } from './pod-verbs';
import { REVIEW_STRUCTS } from './reviews';
import { SCALE_STRUCTS } from './scale';

const STRUCTS: Readonly<Record<string, string>> = Object.assign(
  {},
  META_STRUCTS,
  EVENT_V1_STRUCTS,
  SCALE_STRUCTS,
  POD_VERB_STRUCTS,
  REVIEW_STRUCTS,
  AUTOSCALING_V1_STRUCTS,
  ...KINDS.map((kind) => kind.structs),
) as Readonly<Record<string, string>>;

export type ScalarName =
  | 'string'
  | 'bool'
  | 'int32'
  | 'int64'
  | 'Time'
  | 'MicroTime'
  | 'Quantity'
  | 'IntOrString'
  | 'Bytes'
  | 'Raw';

/** `goName` is what messages call the type: `int32`, `v1.RestartPolicy`, `[]v1.Container`. */
export type FieldType =
  | { readonly form: 'scalar'; readonly scalar: ScalarName; readonly goName: string }
  | { readonly form: 'list'; readonly item: FieldType; readonly goName: string }
  | { readonly form: 'map'; readonly item: FieldType; readonly goName: string }
  | { readonly form: 'struct'; readonly struct: string; readonly goName: string };

export interface Field {
  readonly name: string;
  readonly type: FieldType;
  /** When it is written back: `given` even when zero, `always`, or `filled`: only if it is not zero. */
  readonly written: 'given' | 'always' | 'filled';
  /** In protobuf; two numbers for a field of an inlined struct: the struct's, and its own in it. */
  readonly path: readonly number[];
}

export interface Struct {
  readonly name: string;
  readonly fields: ReadonlyMap<string, Field>;
  /** Fields that are filled in when they are missing. */
  readonly constant: readonly Field[];
}

const SCALARS: readonly string[] = [
  'bool',
  'int32',
  'int64',
  'Time',
  'MicroTime',
  'Quantity',
  'IntOrString',
  'Raw',
];
/** Map types with a name of their own. */
const RESOURCE_LIST: FieldType = {
  form: 'map',
  item: { form: 'scalar', scalar: 'Quantity', goName: 'resource.Quantity' },
  goName: 'v1.ResourceList',
};

function parseType(text: string): FieldType {
  if (text === '') return { form: 'scalar', scalar: 'string', goName: 'string' };
  if (text.startsWith('~')) return { form: 'scalar', scalar: 'string', goName: text.slice(1) };
  if (text.startsWith('[]')) {
    const item = parseType(text.slice(2));
    return { form: 'list', item, goName: `[]${item.goName}` };
  }
  if (text.startsWith('{}')) {
    const item = parseType(text.slice(2));
    return { form: 'map', item, goName: `map[string]${item.goName}` };
  }
  if (text === 'ResourceList') return RESOURCE_LIST;
  if (text === 'Bytes') return { form: 'scalar', scalar: 'Bytes', goName: '[]uint8' };
  if (SCALARS.includes(text)) return { form: 'scalar', scalar: text as ScalarName, goName: text };
  return { form: 'struct', struct: text, goName: goStructName(text) };
}

/** The types of autoscaling/v2 are the only ones of a version that is not v1: their prefix is the version. */
function goStructName(struct: string): string {
  return struct.startsWith('v2.') ? struct : `v1.${struct.slice(struct.indexOf('.') + 1)}`;
}

const WRITTEN = { '*': 'given', '!': 'always' } as const;

const FIELD = /^(?<name>\w+)(?<flag>[*!]?)(?:@(?<number>[\d.]+))?(?::(?<type>.+))?$/;

/** The number after this one: of the same message. */
function nextPath(before: Field | undefined): readonly number[] {
  return before === undefined ? [1] : before.path.with(-1, (before.path.at(-1) ?? 0) + 1);
}

function parseField(text: string, before: Field | undefined): Field {
  const { name, flag, number, type = '' } = FIELD.exec(text)?.groups ?? {};
  if (name === undefined) throw new Error(`no field of a struct: ${text}`);
  return {
    name,
    type: parseType(type),
    written: flag === '*' || flag === '!' ? WRITTEN[flag] : 'filled',
    path: number === undefined ? nextPath(before) : number.split('.').map(Number),
  };
}

function parseStruct(name: string, text: string): Struct {
  const fields: Field[] = [];
  for (const word of text.trim().split(/\s+/)) fields.push(parseField(word, fields.at(-1)));
  return {
    name,
    fields: new Map(fields.map((field) => [field.name, field])),
    constant: fields.filter((field) => field.written === 'always'),
  };
}

const parsed = new Map<string, Struct>();

/** The struct of this name. Parsed at its first use: most of them never are. */
export function structOf(name: string): Struct {
  let struct = parsed.get(name);
  if (struct === undefined) {
    const text = Object.hasOwn(STRUCTS, name) ? STRUCTS[name] : undefined;
    if (text === undefined) throw new Error(`no struct ${name} in the schema`);
    struct = parseStruct(name, text);
    parsed.set(name, struct);
  }
  return struct;
}

/** Names of all structs, for tests. */
export const STRUCT_NAMES: readonly string[] = Object.keys(STRUCTS);
