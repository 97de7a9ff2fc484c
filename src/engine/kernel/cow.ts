/**
 * A Map that is copied on its first write after a snapshot.
 *
 * A snapshot starts a new epoch. A component's cloner shares its big Maps (`shareMap`), and the first write in the
 * new epoch copies the one Map that is written. Reading never copies.
 */
export interface CowMap<K, V> {
  epoch: number;
  map: Map<K, V>;
}

export function cowMap<K, V>(): CowMap<K, V> {
  return { epoch: 0, map: new Map() };
}

/** A second holder of the same Map, for a cloned component: whoever writes first, copies. */
export function shareMap<K, V>(holder: CowMap<K, V>): CowMap<K, V> {
  return { epoch: -1, map: holder.map };
}

/** The Map for writing in this epoch. */
export function writable<K, V>(holder: CowMap<K, V>, epoch: number): Map<K, V> {
  if (holder.epoch !== epoch) {
    holder.map = new Map(holder.map);
    holder.epoch = epoch;
  }
  return holder.map;
}

/** Sets of keys by a value: the index of a cache. A set is copied once per epoch, when it is first changed. */
export type CowIndex = CowMap<string, { epoch: number; keys: Set<string> }>;

const NO_KEYS: ReadonlySet<string> = new Set<string>();

export function indexKeys(index: CowIndex, value: string): ReadonlySet<string> {
  return index.map.get(value)?.keys ?? NO_KEYS;
}

export function indexAdd(index: CowIndex, epoch: number, value: string, key: string): void {
  const map = writable(index, epoch);
  const entry = map.get(value);
  if (entry === undefined) map.set(value, { epoch, keys: new Set([key]) });
  else if (entry.epoch === epoch) entry.keys.add(key);
  else map.set(value, { epoch, keys: new Set(entry.keys).add(key) });
}

export function indexRemove(index: CowIndex, epoch: number, value: string, key: string): void {
  const map = writable(index, epoch);
  const entry = map.get(value);
  if (entry === undefined) return;
  if (entry.keys.size === 1 && entry.keys.has(key)) {
    map.delete(value);
  } else if (entry.epoch === epoch) {
    entry.keys.delete(key);
  } else {
    const keys = new Set(entry.keys);
    keys.delete(key);
    map.set(value, { epoch, keys });
  }
}
