import type { JournalEntry } from '../../worker/protocol';

/** What the page holds of the world: enough to build it again. */
export interface Held {
  readonly journal: readonly JournalEntry[];
  /** Entries that the scene itself brought. */
  readonly sceneEntries: number;
  /** Virtual ms of the last frame. */
  readonly now: number;
}

/**
 * What to do about a worker that has failed. `again`: the same moment once more. `back`: to before the last input,
 * with the clock standing; what is left out is the branch. `stop`: ask the person.
 */
export type Recovery =
  | { readonly kind: 'again'; readonly journal: readonly JournalEntry[]; readonly at: number }
  | {
      readonly kind: 'back';
      readonly journal: readonly JournalEntry[];
      readonly at: number;
      readonly branch: readonly JournalEntry[];
    }
  | { readonly kind: 'stop' };

/** The journal's part before the last thing that the person did; the documents of one apply are one thing. */
function beforeLastInput({ journal, sceneEntries }: Held): number {
  const last = journal.at(-1);
  let count = journal.length;
  while (count > sceneEntries && journal[count - 1]?.label === last?.label) count -= 1;
  return count;
}

/** `failures`: how often it has failed in a row, this time included. */
export function planRecovery(held: Held, failures: number): Recovery {
  const { journal, now } = held;
  if (failures === 1) return { kind: 'again', journal, at: Math.floor(now) };
  if (failures > 2) return { kind: 'stop' };
  const count = beforeLastInput(held);
  const first = journal[count];
  const at = first === undefined ? 0 : Math.floor(first.at);
  return { kind: 'back', journal: journal.slice(0, count), at, branch: journal.slice(count) };
}
