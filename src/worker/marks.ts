/** The marks that inputs leave on the time bar. */
import type { JournalEntry } from '../engine/kernel/journal';
import type { Mark } from './protocol';

/** The kind of mark, from the input's command line. */
function kindOf({ label, hop }: JournalEntry): Mark['kind'] {
  if (hop.resource === 'faults') return 'fault';
  if (label.startsWith('kubectl delete')) return 'delete';
  if (label.startsWith('kubectl scale')) return 'scale';
  if (label.startsWith('kubectl exec')) return 'crash';
  return /^kubectl (apply|create|run|expose)/.test(label) ? 'apply' : 'other';
}

const BOOT: Mark = { at: 0, kind: 'boot', label: 'boot' };

/** The marks from the `first` on: the boot is the first, and each input has one. */
export function marksOf(journal: readonly JournalEntry[], first: number): Mark[] {
  const marks = journal.slice(Math.max(0, first - 1)).map((entry): Mark => {
    return { at: entry.at, kind: kindOf(entry), label: entry.label };
  });
  return first === 0 ? [BOOT, ...marks] : marks;
}
