/** Which pod stands in which slot of its node. A hole is a slot that nobody has at present. */
export type Slots = ReadonlyMap<string, number>;

export const noSlots: Slots = new Map();

/** Slots needed: one more than the highest taken. */
export function slotCount(slots: Slots): number {
  let highest = -1;
  for (const slot of slots.values()) if (slot > highest) highest = slot;
  return highest + 1;
}

/**
 * Keeps every pod where it stands and puts new ones into the first holes, so that a death does not shift the neighbours
 * (a class that points at a pod must find it there again). Only a row of holes that would make everybody smaller is
 * closed: when more than `spacious` slots are needed and over half of them are holes, the pods close ranks.
 * Returns `before` itself when nothing changed.
 */
export function assignSlots(before: Slots, ids: readonly string[], spacious: number): Slots {
  const kept = new Map<string, number>();
  const taken = new Set<number>();
  for (const id of ids) {
    const slot = before.get(id);
    if (slot === undefined) continue;
    kept.set(id, slot);
    taken.add(slot);
  }
  if (kept.size === ids.length && kept.size === before.size) return before;
  const highest = Math.max(-1, ...taken);
  if (highest >= spacious && highest + 1 > ids.length * 2) return new Map(ids.map((id, slot) => [id, slot]));
  let free = 0;
  for (const id of ids) {
    if (kept.has(id)) continue;
    while (taken.has(free)) free += 1;
    kept.set(id, free);
    taken.add(free);
  }
  return kept;
}
