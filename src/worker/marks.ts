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

/** The mark at which every bar begins. */
export const BOOT: Mark = { at: 0, kind: 'boot', label: 'boot' };

/** What one types into a program in a container comes key by key; another future begins without anybody's deed. */
const UNMARKED = new Set(['stream-input', 'raise-revision']);

/** The marks of so many inputs. */
export function marksOf(inputs: readonly JournalEntry[]): Mark[] {
  return inputs
    .filter(({ type }) => !UNMARKED.has(type))
    .map((entry) => ({ at: entry.at, kind: kindOf(entry), label: entry.label }));
}
