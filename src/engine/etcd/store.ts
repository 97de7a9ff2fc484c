/**
 * etcd with one member: revisions, keys, guarded writes, and the history that watches resume from.
 *
 * Models etcd's mvcc as far as the API server uses it: one cluster-wide revision per committed write; each key knows
 * its create and mod revision and its version. Keys are kept in one table per Kubernetes resource
 * (`/registry/<prefix>/…`), because ranges are always asked by that prefix.
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
}

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

const CHUNK = 256;
/** Changes kept for watches that resume; older ones answer 410 Expired. */
const HISTORY_CHUNKS = 40;

interface HistoryChunk {
  readonly epoch: number;
  readonly changes: Change[];
}

export interface EtcdState {
  revision: number;
  tables: Map<string, CowMap<string, KeyValue>>;
  /** Oldest first. */
  history: HistoryChunk[];
}

export function createEtcd(): EtcdState {
  return { revision: 1, tables: new Map(), history: [] };
}

export function cloneEtcd(state: EtcdState): EtcdState {
  const tables = new Map<string, CowMap<string, KeyValue>>();
  for (const [prefix, table] of state.tables) tables.set(prefix, shareMap(table));
  return { revision: state.revision, tables, history: state.history.slice() };
}

function tableOf(state: EtcdState, prefix: string): CowMap<string, KeyValue> {
  const known = state.tables.get(prefix);
  if (known !== undefined) return known;
  const table = cowMap<string, KeyValue>();
  state.tables.set(prefix, table);
  return table;
}

export function get(state: EtcdState, prefix: string, key: string): KeyValue | undefined {
  return state.tables.get(prefix)?.map.get(key);
}

const NOTHING: ReadonlyMap<string, KeyValue> = new Map();

/** All keys below a prefix, in the order of their creation. */
export function range(state: EtcdState, prefix: string): ReadonlyMap<string, KeyValue> {
  return state.tables.get(prefix)?.map ?? NOTHING;
}

function remember(state: EtcdState, epoch: number, change: Change): void {
  const last = state.history[state.history.length - 1];
  if (last === undefined || last.changes.length === CHUNK) {
    state.history.push({ epoch, changes: [change] });
    if (state.history.length > HISTORY_CHUNKS) state.history.shift();
  } else if (last.epoch === epoch) {
    last.changes.push(change);
  } else {
    state.history[state.history.length - 1] = { epoch, changes: [...last.changes, change] };
  }
}

/**
 * Writes a key if its mod revision is still `expected` (0: the key must not exist; undefined: whatever it is).
 * `value` gets the revision of the write. `moveToEnd` makes it the last of its table, whose front then holds what was
 * not written for longest (a lease's FIFO). Returns the change, or null when the guard failed.
 */
export function put(
  state: EtcdState,
  epoch: number,
  prefix: string,
  key: string,
  expected: number | undefined,
  value: (revision: number) => unknown,
  moveToEnd = false,
): Change | null {
  const table = tableOf(state, prefix);
  const old = table.map.get(key);
  if (expected !== undefined && (old?.modRevision ?? 0) !== expected) return null;
  const revision = ++state.revision;
  const fresh: KeyValue = {
    key,
    value: value(revision),
    createRevision: old?.createRevision ?? revision,
    modRevision: revision,
    version: (old?.version ?? 0) + 1,
  };
  const map = writable(table, epoch);
  if (moveToEnd) map.delete(key);
  map.set(key, fresh);
  const type: ChangeType = old === undefined ? 'ADDED' : 'MODIFIED';
  const change: Change = { type, revision, prefix, key, value: fresh.value, previous: old?.value };
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
  const change: Change = { type: 'DELETED', revision, prefix, key, value, previous: old.value };
  remember(state, epoch, change);
  return change;
}

/** The changes after `revision`, oldest first; null when the history no longer reaches back so far. */
export function changesSince(state: EtcdState, revision: number): Change[] | null {
  const first = state.history[0]?.changes[0];
  if (revision < state.revision && (first === undefined || first.revision > revision + 1)) return null;
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
