/**
 * Affinity terms of the pods that are on nodes, with how many pods on each node have them: the pods of one template
 * share their terms, so a pod that is to be placed is compared with a few terms and not with all pods.
 */
import { cowMap, shareMap, writable, type CowMap } from '../kernel/cow';
import type { AffinityTerm } from './affinity-terms';
import { countOn, type NodeCounts } from './node-counts';
import type { PodInfo } from './node-info';

export interface TermCounts extends NodeCounts {
  readonly term: AffinityTerm;
  /** How much one such pod adds to the score; 0 for required anti-affinity. */
  readonly weight: number;
}

export interface TermTables {
  /** Required anti-affinity: keeps other pods away. */
  readonly refusing: CowMap<string, TermCounts>;
  /** Preferences, and required affinity with the weight of one preference. */
  readonly scoring: CowMap<string, TermCounts>;
}

/** InterPodAffinityArgs.hardPodAffinityWeight. */
const HARD_AFFINITY_WEIGHT = 1;

export function createTermTables(): TermTables {
  return { refusing: cowMap(), scoring: cowMap() };
}

export function cloneTermTables({ refusing, scoring }: TermTables): TermTables {
  return { refusing: shareMap(refusing), scoring: shareMap(scoring) };
}

function countTerm(
  table: CowMap<string, TermCounts>,
  epoch: number,
  term: AffinityTerm,
  weight: number,
  node: string,
  by: 1 | -1,
): void {
  const key = `${weight} ${term.key}`;
  if (!table.map.has(key)) writable(table, epoch).set(key, { epoch, counts: new Map(), term, weight });
  if (countOn(table, epoch, key, node, by) === 0) writable(table, epoch).delete(key);
}

/** Counts the terms of a pod that comes to a node (1) or goes (-1). */
export function countTerms(
  { refusing, scoring }: TermTables,
  epoch: number,
  { terms }: PodInfo,
  node: string,
  by: 1 | -1,
): void {
  for (const term of terms.antiAffinity) countTerm(refusing, epoch, term, 0, node, by);
  for (const term of terms.affinity) countTerm(scoring, epoch, term, HARD_AFFINITY_WEIGHT, node, by);
  for (const { term, weight } of terms.preferred) countTerm(scoring, epoch, term, weight, node, by);
}
