import { useCallback, useSyncExternalStore } from 'react';

/** A set that changes as a whole and tells exactly those whose key came or went. */
export interface KeyedSet {
  has(key: string): boolean;
  readonly size: number;
  replace(next: ReadonlySet<string>): void;
  subscribe(key: string, listener: () => void): () => void;
}

export function createKeyedSet(): KeyedSet {
  let current: ReadonlySet<string> = new Set();
  const listeners = new Map<string, Set<() => void>>();
  const tell = (key: string): void => {
    for (const listener of [...(listeners.get(key) ?? [])]) listener();
  };
  return {
    has: (key) => current.has(key),
    get size() {
      return current.size;
    },
    replace(next) {
      const before = current;
      current = next;
      for (const key of before) if (!next.has(key)) tell(key);
      for (const key of next) if (!before.has(key)) tell(key);
    },
    subscribe(key, listener) {
      const own = listeners.get(key) ?? new Set();
      listeners.set(key, own);
      own.add(listener);
      return () => {
        own.delete(listener);
        if (own.size === 0 && listeners.get(key) === own) listeners.delete(key);
      };
    },
  };
}

/** Whether the key is in the set; renders again only when that changes. */
export function useInSet(set: KeyedSet, key: string): boolean {
  const subscribe = useCallback((listener: () => void) => set.subscribe(key, listener), [set, key]);
  const read = useCallback(() => set.has(key), [set, key]);
  return useSyncExternalStore(subscribe, read);
}
