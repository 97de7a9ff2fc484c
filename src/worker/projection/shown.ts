/** What the page was last told of the things of one sort: only what looks different is told again. */

/** Equal down to the leaves. */
export function looksSame(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  const left = a as Readonly<Record<string, unknown>>;
  const right = b as Readonly<Record<string, unknown>>;
  const keys = Object.keys(left);
  if (keys.length !== Object.keys(right).length) return false;
  return keys.every((key) => looksSame(left[key], right[key]));
}

export class Shown<V extends { readonly id: string }> {
  private readonly views = new Map<string, V>();
  private readonly fresh = new Map<string, V>();
  private readonly gone = new Set<string>();

  get(id: string): V | undefined {
    return this.views.get(id);
  }

  all(): IterableIterator<V> {
    return this.views.values();
  }

  put(view: V): void {
    const { id } = view;
    if (looksSame(view, this.views.get(id))) return;
    this.views.set(id, view);
    this.fresh.set(id, view);
    this.gone.delete(id);
  }

  remove(id: string): void {
    if (!this.views.delete(id)) return;
    this.fresh.delete(id);
    this.gone.add(id);
  }

  /** Removes what is none of these. */
  keepOnly(ids: ReadonlySet<string>): void {
    for (const id of [...this.views.keys()]) if (!ids.has(id)) this.remove(id);
  }

  /** What has changed since the last call; what is gone joins `removed`. */
  take(removed: string[]): V[] {
    const changed = [...this.fresh.values()];
    removed.push(...this.gone);
    this.fresh.clear();
    this.gone.clear();
    return changed;
  }
}
