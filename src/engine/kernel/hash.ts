/**
 * The structural hash of plain data: equal data, equal hash, on every JavaScript engine.
 *
 * Object keys are sorted, the order of Maps and Sets counts, `epoch` fields (bookkeeping of snapshots) are skipped.
 * API objects are immutable, so their hashes are cached by identity.
 */

const SEED_A = 0x9e3779b9;
const SEED_B = 0x85ebca6b;

interface Lanes {
  a: number;
  b: number;
}

/** API objects, recognised by their metadata, never change: hash each once. */
const cache = new WeakMap<object, Lanes>();

function mix(lanes: Lanes, word: number): void {
  lanes.a = Math.imul(lanes.a ^ word, 0x01000193);
  lanes.b = Math.imul((lanes.b << 13) | (lanes.b >>> 19), 5) ^ Math.imul(word, 0xcc9e2d51);
}

function mixText(lanes: Lanes, text: string): void {
  mix(lanes, text.length);
  for (let i = 0; i < text.length; i++) mix(lanes, text.charCodeAt(i));
}

const doubleView = new Float64Array(1);
const wordView = new Uint32Array(doubleView.buffer);

function mixNumber(lanes: Lanes, value: number): void {
  // -0 and 0 are equal data.
  doubleView[0] = value === 0 ? 0 : value;
  mix(lanes, wordView[0] as number);
  mix(lanes, wordView[1] as number);
}

function mixObject(lanes: Lanes, value: object): void {
  if (Array.isArray(value)) {
    mix(lanes, 0x41);
    mix(lanes, value.length);
    for (const item of value) mixValue(lanes, item);
  } else if (value instanceof Map) {
    mix(lanes, 0x4d);
    mix(lanes, value.size);
    for (const [key, item] of value) {
      mixValue(lanes, key);
      mixValue(lanes, item);
    }
  } else if (value instanceof Set) {
    mix(lanes, 0x53);
    mix(lanes, value.size);
    for (const item of value) mixValue(lanes, item);
  } else if (ArrayBuffer.isView(value)) {
    mix(lanes, 0x54);
    for (const item of value as unknown as Iterable<number>) mixNumber(lanes, item);
  } else {
    mix(lanes, 0x4f);
    const record = value as Record<string, unknown>;
    for (const key of Object.keys(record).sort()) {
      const item = record[key];
      if (key === 'epoch' || item === undefined) continue;
      mixText(lanes, key);
      mixValue(lanes, item);
    }
  }
}

function mixValue(lanes: Lanes, value: unknown): void {
  if (typeof value === 'string') {
    mix(lanes, 0x73);
    mixText(lanes, value);
  } else if (typeof value === 'number') {
    mix(lanes, 0x6e);
    mixNumber(lanes, value);
  } else if (typeof value === 'object' && value !== null) {
    const immutable = 'metadata' in value && 'apiVersion' in value;
    const known = immutable ? cache.get(value) : undefined;
    if (known !== undefined) {
      mix(lanes, known.a);
      mix(lanes, known.b);
      return;
    }
    const own: Lanes = { a: SEED_A, b: SEED_B };
    mixObject(own, value);
    if (immutable) cache.set(value, own);
    mix(lanes, own.a);
    mix(lanes, own.b);
  } else if (value === true || value === false || value === null || value === undefined) {
    mix(lanes, value === true ? 1 : value === false ? 2 : value === null ? 3 : 4);
  } else {
    throw new TypeError(`not plain data: ${typeof value}`);
  }
}

/** 16 hexadecimal digits. Throws a TypeError on functions, symbols and bigints: state must be plain data. */
export function hashData(value: unknown): string {
  const lanes: Lanes = { a: SEED_A, b: SEED_B };
  mixValue(lanes, value);
  return hexOf(lanes.a) + hexOf(lanes.b);
}

export function hexOf(word: number): string {
  return (word >>> 0).toString(16).padStart(8, '0');
}

const textHashes = new Map<string, number>();

/** FNV-1a of an address or an event type, remembered: there are few of them and each is hashed millions of times. */
export function hashText32(text: string): number {
  const known = textHashes.get(text);
  if (known !== undefined) return known;
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  textHashes.set(text, hash);
  return hash;
}
