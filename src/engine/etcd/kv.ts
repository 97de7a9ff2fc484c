/**
 * etcd as its clients see it: whole keys, ranges, transactions and watches, as plain data both ways. Several members
 * can stand behind these words one day, with an answer that comes later; today one member answers at once.
 */
import { placeOf, REGISTRY, wholeKey, type KeyPlace } from './key';
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

export interface Pair {
  readonly key: string;
  readonly value: unknown;
}

export interface RangeResponse {
  /** In the order of their keys, which are whole. */
  readonly kvs: readonly Pair[];
  /** Keys in the range, whatever the limit. */
  readonly count: number;
  /** The store's, now. */
  readonly revision: number;
}

/** What keeps a client from its answer: the revision is compacted, or not written yet. */
export type RangeError = 'compacted' | 'future';

/** The table as it was: what came later is taken back, newest first. */
function tableAt(state: EtcdState, prefix: string, revision: number): ReadonlyMap<string, Pair> {
  const later = (changesSince(state, revision) ?? []).filter((change) => change.prefix === prefix);
  const now = prefix === '' ? state.others.map : range(state, prefix);
  if (later.length === 0) return now;
  const table = new Map<string, Pair>(now);
  for (const { type, key, previous } of later.reverse()) {
    if (type === 'ADDED') table.delete(key);
    else table.set(key, { key, value: previous });
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

function byKey(a: Pair, b: Pair): number {
  return a.key < b.key ? -1 : a.key > b.key ? 1 : 0;
}

/** Reads. Models the Range call of etcd's KV service. */
export function rangeKeys(state: EtcdState, request: RangeRequest): RangeResponse | RangeError {
  const { key, revision = state.revision, limit = Infinity } = request;
  if (revision < state.compactRevision) return 'compacted';
  if (revision > state.revision) return 'future';
  const found: Pair[] = [];
  const prefixes = request.prefix === true ? prefixesOf(state, key) : [placeOf(key).prefix];
  for (const prefix of prefixes) {
    for (const { key: name, value } of tableAt(state, prefix, revision).values()) {
      const whole = wholeKey(prefix, name);
      const isMeant = request.prefix === true ? whole.startsWith(key) : whole === key;
      if (isMeant) found.push({ key: whole, value });
    }
  }
  const kvs = found.sort(byKey).slice(0, limit === Infinity ? undefined : limit);
  return { kvs, count: found.length, revision: state.revision };
}

// ---------------------------------------------------------------------------------------------------- transactions

/** What must be so for a write: the key's mod revision, or its version; 0 when there must be no such key. */
export interface Compare {
  readonly target: 'mod' | 'version';
  readonly value: number;
}

export type Operation =
  | { readonly type: 'put'; readonly value: unknown; readonly lease?: number }
  /** `last`: how watchers see the value for the last time; absent for as it was. */
  | { readonly type: 'delete'; readonly last?: unknown };

/** One write of one key: all that an API server ever asks for. */
export interface Txn {
  readonly key: string;
  /** Absent: whatever is there. */
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

function holds(kv: KeyValue | undefined, { target, value }: Compare): boolean {
  return (target === 'mod' ? kv?.modRevision : kv?.version) === (value === 0 ? undefined : value);
}

/**
 * As `txn`, for callers who hold the parts of the key: every write of the API server comes this way, and gluing texts
 * together to take them apart again would be a good part of its cost.
 */
export function txnAt(
  state: EtcdState,
  epoch: number,
  { prefix, key }: KeyPlace,
  compare: Compare | undefined,
  success: Operation,
): Change | null {
  if (compare !== undefined && !holds(get(state, prefix, key), compare)) return null;
  if (success.type === 'put') {
    const { value, lease } = success;
    return put(state, epoch, prefix, key, undefined, (revision) => stamp(value, revision), lease);
  }
  const { last } = success;
  return remove(state, epoch, prefix, key, (revision, value) => stamp(last ?? value, revision));
}

/** Writes, if the comparison holds. Returns what was committed, or null. Models the Txn call of etcd's KV service. */
export function txn(state: EtcdState, epoch: number, { key, compare, success }: Txn): Change | null {
  return txnAt(state, epoch, placeOf(key), compare, success);
}

// --------------------------------------------------------------------------------------------------------- watches

/** What happened to the keys below a directory (`/registry/pods/`) after a revision; null when that is compacted. */
export function changesBelow(state: EtcdState, directory: string, revision: number): Change[] | null {
  const { prefix } = placeOf(directory);
  return changesSince(state, revision)?.filter((change) => change.prefix === prefix) ?? null;
}
