/**
 * etcd's store with one member: revisions, keys, guarded writes, and the history that watches resume from.
 *
 * Models etcd's mvcc as far as the API server uses it: one cluster-wide revision per committed write; each key knows
 * its create and mod revision and its version. Keys are kept in one table per Kubernetes resource
 * (`/registry/<prefix>/…`), because ranges are always asked by that prefix. Whole keys are spoken in kv.ts.
 */
import { cowMap, shareMap, writable, type CowMap } from '../kernel/cow';

export interface KeyValue {
  /** The part after `/registry/<prefix>/`: `default/web`. */
  readonly key: string;
  readonly value: unknown;
  readonly createRevision: number;
  readonly modRevision: number;
  /** Writes since the key was created, the creation included. */
  readonly version: number;
  /** The lease with which the key goes; `NO_LEASE` for keys that stay. */
  readonly lease: number;
}

/** Of keys that stay until somebody deletes them. */
const NO_LEASE = 0;

export type ChangeType = 'ADDED' | 'MODIFIED' | 'DELETED';

/** One committed write. `value` of a deletion is the last value, with the revision of the deletion. */
export interface Change {
  readonly type: ChangeType;
  readonly revision: number;
  readonly prefix: string;
  readonly key: string;
  readonly value: unknown;
  /** The value before; undefined for ADDED. */
  readonly previous: unknown;
}

/** A lease: its keys are deleted when its time has come. Immutable. */
export interface Lease {
  readonly id: number;
  readonly ttlMs: number;
  /** Virtual ms. */
  readonly expiresAt: number;
}

const CHUNK = 256;
/** Our own limit on what may be read of the past: a busy world forgets sooner than the next compaction. */
const HISTORY_CHUNKS = 40;

interface HistoryChunk {
  readonly epoch: number;
  readonly changes: Change[];
}

export interface EtcdState {
  revision: number;
  /** Nothing before this revision can be read or watched any more. */
  compactRevision: number;
  tables: Map<string, CowMap<string, KeyValue>>;
  /** Keys outside `/registry/`. Nobody watches them, so they leave no history. */
  others: CowMap<string, KeyValue>;
  /** Oldest first. */
  history: HistoryChunk[];
  nextLease: number;
  /** By id, in the order in which they were granted. */
  leases: CowMap<number, Lease>;
  /** Where there are keys with leases. */
  leasedPrefixes: readonly string[];
}

export function createEtcd(): EtcdState {
  return {
    revision: 1,
    compactRevision: 1,
    tables: new Map(),
    others: cowMap(),
    history: [],
    nextLease: 1,
    leases: cowMap(),
    leasedPrefixes: [],
  };
}

export function cloneEtcd(state: EtcdState): EtcdState {
  const tables = new Map<string, CowMap<string, KeyValue>>();
  for (const [prefix, table] of state.tables) tables.set(prefix, shareMap(table));
  return {
    ...state,
    tables,
    others: shareMap(state.others),
    history: state.history.slice(),
    leases: shareMap(state.leases),
  };
}

/** The table of a prefix; '' stands for all keys outside `/registry/`. */
function tableOf(state: EtcdState, prefix: string): CowMap<string, KeyValue> {
  if (prefix === '') return state.others;
  const known = state.tables.get(prefix);
  if (known !== undefined) return known;
  const table = cowMap<string, KeyValue>();
  state.tables.set(prefix, table);
  return table;
}

export function get(state: EtcdState, prefix: string, key: string): KeyValue | undefined {
  const table = prefix === '' ? state.others : state.tables.get(prefix);
  return table?.map.get(key);
}

const NOTHING: ReadonlyMap<string, KeyValue> = new Map();

/** All keys below a prefix, in the order of their creation; those with a lease in the order of their last write. */
export function range(state: EtcdState, prefix: string): ReadonlyMap<string, KeyValue> {
  return state.tables.get(prefix)?.map ?? NOTHING;
}

function remember(state: EtcdState, epoch: number, change: Change): void {
  if (change.prefix === '') return;
  const last = state.history[state.history.length - 1];
  if (last === undefined || last.changes.length === CHUNK) {
    state.history.push({ epoch, changes: [change] });
    if (state.history.length > HISTORY_CHUNKS) forgetOldest(state);
  } else if (last.epoch === epoch) {
    last.changes.push(change);
  } else {
    state.history[state.history.length - 1] = { epoch, changes: [...last.changes, change] };
  }
}

function forgetOldest(state: EtcdState): void {
  const { changes } = state.history.shift() as HistoryChunk;
  state.compactRevision = Math.max(state.compactRevision, (changes[changes.length - 1] as Change).revision);
}

/**
 * Writes a key if its mod revision is still `expected` (0: the key must not exist; undefined: whatever it is).
 * `value` gets the revision of the write. With a lease the key goes when the lease does, and moves to the end of its
 * table, whose front then holds what was not written for longest. Returns the change, or null when the guard failed.
 */
export function put(
  state: EtcdState,
  epoch: number,
  prefix: string,
  key: string,
  expected: number | undefined,
  value: (revision: number) => unknown,
  lease = NO_LEASE,
): Change | null {
  const table = tableOf(state, prefix);
  const old = table.map.get(key);
  if (expected !== undefined && (old?.modRevision ?? 0) !== expected) return null;
  const revision = ++state.revision;
  const fresh: KeyValue = {
    // The same text as before, so that the many versions of a key hold it once.
    key: old?.key ?? key,
    value: value(revision),
    createRevision: old?.createRevision ?? revision,
    modRevision: revision,
    version: (old?.version ?? 0) + 1,
    lease,
  };
  const map = writable(table, epoch);
  if (lease !== NO_LEASE) {
    map.delete(key);
    if (!state.leasedPrefixes.includes(prefix)) state.leasedPrefixes = [...state.leasedPrefixes, prefix];
  }
  map.set(fresh.key, fresh);
  const type: ChangeType = old === undefined ? 'ADDED' : 'MODIFIED';
  const change: Change = {
    type,
    revision,
    prefix,
    key: fresh.key,
    value: fresh.value,
    previous: old?.value,
  };
  remember(state, epoch, change);
  return change;
}

/** Deletes a key. `last` gets the revision of the deletion. Returns null when there is no such key. */
export function remove(
  state: EtcdState,
  epoch: number,
  prefix: string,
  key: string,
  last: (revision: number, value: unknown) => unknown,
): Change | null {
  const table = tableOf(state, prefix);
  const old = table.map.get(key);
  if (old === undefined) return null;
  const revision = ++state.revision;
  writable(table, epoch).delete(key);
  const value = last(revision, old.value);
  const change: Change = {
    type: 'DELETED',
    revision,
    prefix,
    key: old.key,
    value,
    previous: old.value,
  };
  remember(state, epoch, change);
  return change;
}

/** The changes after `revision`, oldest first; null when the history no longer reaches back so far. */
export function changesSince(state: EtcdState, revision: number): Change[] | null {
  if (revision < state.compactRevision) return null;
  const result: Change[] = [];
  for (let i = state.history.length - 1; i >= 0; i--) {
    const { changes } = state.history[i] as HistoryChunk;
    const oldest = changes[0] as Change;
    if (oldest.revision > revision) {
      result.unshift(...changes);
    } else {
      result.unshift(...changes.filter((change) => change.revision > revision));
      break;
    }
  }
  return result;
}

/**
 * Goes on from a higher revision, with nothing before it: a world that went back to its past must not show the revisions of
 * its other future once more with something else behind them.
 */
export function raiseRevision(state: EtcdState, revision: number): void {
  if (revision <= state.revision) return;
  state.revision = revision;
  state.compactRevision = revision;
  state.history = [];
}

/** Forgets what lies before a revision. Returns false for one that is gone already, or not there yet. */
export function compact(state: EtcdState, revision: number): boolean {
  if (revision <= state.compactRevision || revision > state.revision) return false;
  state.compactRevision = revision;
  const kept = state.history.findIndex(
    ({ changes }) => (changes[changes.length - 1] as Change).revision > revision,
  );
  state.history.splice(0, kept < 0 ? state.history.length : kept);
  return true;
}
