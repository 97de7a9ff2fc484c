/**
 * A map of records with one subscription per id.
 *
 * A frame may touch a thousand pods while ten are on screen; with one store and selectors every mounted pod would run
 * its selector for every frame. Here a record is replaced in place (`Map.set` with a new object) and only the
 * subscribers of that id hear of it, all after the whole frame has been applied, so that nobody sees half a frame.
 */
export interface Keyed<T> {
  get(id: string): T | undefined;
  /** Every record, in order of arrival. Do not keep the iterator over a frame. */
  values(): IterableIterator<T>;
  ids(): IterableIterator<string>;
  readonly size: number;
  set(id: string, record: T): void;
  delete(id: string): boolean;
  clear(): void;
  subscribe(id: string, listener: () => void): () => void;
  /** Calls the subscribers of everything that changed since the last call. */
  flush(): void;
}

export function createKeyed<T>(): Keyed<T> {
  const records = new Map<string, T>();
  const listeners = new Map<string, Set<() => void>>();
  const dirty = new Set<string>();

  return {
    get: (id) => records.get(id),
    values: () => records.values(),
    ids: () => records.keys(),
    get size() {
      return records.size;
    },
    set(id, record) {
      records.set(id, record);
      dirty.add(id);
    },
    delete(id) {
      dirty.add(id);
      return records.delete(id);
    },
    clear() {
      for (const id of records.keys()) dirty.add(id);
      records.clear();
    },
    subscribe(id, listener) {
      const own = listeners.get(id) ?? new Set();
      listeners.set(id, own);
      own.add(listener);
      return () => {
        own.delete(listener);
        if (own.size === 0 && listeners.get(id) === own) listeners.delete(id);
      };
    },
    flush() {
      const changed = [...dirty];
      dirty.clear();
      for (const id of changed) {
        const own = listeners.get(id);
        if (own) for (const listener of [...own]) listener();
      }
    },
  };
}

/** A list with stable identity: the same array until its members differ. */
export interface StableList {
  get(): readonly string[];
  /** Takes the new members; keeps the old array when they are the same in the same order. */
  replace(members: readonly string[]): void;
  subscribe(listener: () => void): () => void;
  flush(): void;
}

export function createStableList(): StableList {
  let current: readonly string[] = [];
  let dirty = false;
  const listeners = new Set<() => void>();
  return {
    get: () => current,
    replace(members) {
      if (members.length === current.length && members.every((id, index) => id === current[index])) return;
      current = members;
      dirty = true;
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    flush() {
      if (!dirty) return;
      dirty = false;
      for (const listener of [...listeners]) listener();
    },
  };
}
