/**
 * etcd as its clients see it: whole keys, ranges, transactions and watches, as plain data both ways. Several members
 * can stand behind these words one day, with an answer that comes later; today one member answers at once.
 */
import { placeOf, REGISTRY, wholeKey } from './key';
import { changesSince, get, put, range, remove, type Change, type EtcdState, type KeyValue } from './store';

// ---------------------------------------------------------------------------------------------------------- ranges

export interface RangeRequest {
  readonly key: string;
  /** True for all keys that begin with `key`; false for this one. */
  readonly prefix?: boolean;
  /** As it was at this revision; absent for now. */
  readonly revision?: number;
  /** At most so many. */
  readonly limit?: number;
}

export interface RangeResponse {
  /** In the order of their keys, which are whole. */
  readonly kvs: readonly KeyValue[];
  /** Keys in the range, whatever the limit. */
  readonly count: number;
  /** The store's, now. */
  readonly revision: number;
}

/** What keeps a client from its answer: the revision is compacted, or not written yet. */
export type RangeError = 'compacted' | 'future';

/** The table as it was: what came later is taken back, newest first. */
function tableAt(state: EtcdState, prefix: string, revision: number): ReadonlyMap<string, KeyValue> {
  const later = (changesSince(state, revision) ?? []).filter((change) => change.prefix === prefix);
  const now = prefix === '' ? state.others.map : range(state, prefix);
  if (later.length === 0) return now;
  const table = new Map(now);
  for (const { key, before } of later.reverse()) {
    if (before === undefined) table.delete(key);
    else table.set(key, before);
  }
  return table;
}

function prefixesOf(state: EtcdState, start: string): string[] {
  const under = [...state.tables.keys()].filter((prefix) => {
    const directory = wholeKey(prefix, '');
    return directory.startsWith(start) || start.startsWith(directory);
  });
  const outside = start.startsWith(REGISTRY) ? [] : [''];
  return [...under, ...outside];
}

function byKey(a: KeyValue, b: KeyValue): number {
  return a.key < b.key ? -1 : a.key > b.key ? 1 : 0;
}

/** Reads. Models the Range call of etcd's KV service. */
export function rangeKeys(state: EtcdState, request: RangeRequest): RangeResponse | RangeError {
  const { key, revision = state.revision, limit = Infinity } = request;
  if (revision < state.compactRevision) return 'compacted';
  if (revision > state.revision) return 'future';
  const found: KeyValue[] = [];
  const prefixes = request.prefix === true ? prefixesOf(state, key) : [placeOf(key).prefix];
  for (const prefix of prefixes) {
    for (const kv of tableAt(state, prefix, revision).values()) {
      const whole = wholeKey(prefix, kv.key);
      const isMeant = request.prefix === true ? whole.startsWith(key) : whole === key;
      if (isMeant) found.push({ ...kv, key: whole });
    }
  }
  const kvs = found.sort(byKey).slice(0, limit === Infinity ? undefined : limit);
  return { kvs, count: found.length, revision: state.revision };
}

// ---------------------------------------------------------------------------------------------------- transactions

/** True when the key's mod revision, or its version, is this; 0 when there must be no such key. */
export interface Compare {
  readonly key: string;
  readonly target: 'mod' | 'version';
  readonly value: number;
}

export type Operation =
  | { readonly type: 'put'; readonly key: string; readonly value: unknown; readonly lease?: number }
  /** `last`: how watchers see the value for the last time; absent for as it was. */
  | { readonly type: 'delete'; readonly key: string; readonly last?: unknown };

export interface Txn {
  /** Must hold. Absent: whatever is there. */
  readonly compare?: Compare;
  readonly success: Operation;
}

/** An object that shows its revision to clients. */
interface Stamped {
  readonly metadata: object;
}

/**
 * The value with the revision of its write. etcd keeps our values as objects and not as bytes, so what a reader of the
 * bytes would fill in (`resourceVersion`) is filled in once, at the commit.
 */
function stamp(value: unknown, revision: number): unknown {
  if (typeof value !== 'object' || value === null || !('metadata' in value)) return value;
  const { metadata } = value as Stamped;
  return { ...value, metadata: { ...metadata, resourceVersion: String(revision) } };
}

function holds(state: EtcdState, { key, target, value }: Compare): boolean {
  const place = placeOf(key);
  const kv = get(state, place.prefix, place.key);
  return (target === 'mod' ? kv?.modRevision : kv?.version) === (value === 0 ? undefined : value);
}

/** Writes, if the comparison holds. Returns what was committed, or null. Models the Txn call of etcd's KV service. */
export function txn(state: EtcdState, epoch: number, { compare, success }: Txn): Change | null {
  if (compare !== undefined && !holds(state, compare)) return null;
  const { prefix, key } = placeOf(success.key);
  if (success.type === 'put') {
    const { value, lease } = success;
    return put(state, epoch, prefix, key, undefined, (revision) => stamp(value, revision), lease);
  }
  const { last } = success;
  return remove(state, epoch, prefix, key, (revision, value) => stamp(last ?? value, revision));
}

// --------------------------------------------------------------------------------------------------------- watches

/** What happened to the keys below a directory (`/registry/pods/`) after a revision; null when that is compacted. */
export function changesBelow(state: EtcdState, directory: string, revision: number): Change[] | null {
  const { prefix } = placeOf(directory);
  return changesSince(state, revision)?.filter((change) => change.prefix === prefix) ?? null;
}
