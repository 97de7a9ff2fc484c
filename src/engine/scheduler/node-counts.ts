/** How many of something are on each node. Counted as pods come and go, so that nobody has to walk over all pods. */
import { writable, type CowMap } from '../kernel/cow';

/** Nodes with none are not in it. Copied at its first change in an epoch, as the sets of an index are. */
export interface NodeCounts {
  readonly epoch: number;
  readonly counts: ReadonlyMap<string, number>;
}

/** Changes the count of one node in one record. Returns how many nodes the record has left. */
export function countOn<R extends NodeCounts>(
  records: CowMap<string, R>,
  epoch: number,
  key: string,
  node: string,
  by: number,
): number {
  const known = records.map.get(key) as R;
  const record = known.epoch === epoch ? known : { ...known, epoch, counts: new Map(known.counts) };
  if (record !== known) writable(records, epoch).set(key, record);
  const counts = record.counts as Map<string, number>;
  const next = (counts.get(node) ?? 0) + by;
  if (next === 0) counts.delete(node);
  else counts.set(node, next);
  return counts.size;
}
