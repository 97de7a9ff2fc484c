/** Pods of one kind spread evenly over nodes and zones. Models plugins/podtopologyspread (filtering.go, scoring.go). */
import type { Node } from '../../api/node';
import type { Pod } from '../../api/pod';
import type { SchedulerCache } from '../cache';
import {
  SKIP,
  type ClusterEvent,
  type FilterPlugin,
  type NodeInfo,
  type PodInfo,
  type QueueingHint,
  type Rejection,
  type ScorePlugin,
  type Snapshot,
} from '../framework';
import { ln } from '../logarithm';
import { countsOf, isMeant } from '../pod-groups';
import {
  defaultConstraints,
  hasEveryKey,
  HOSTNAME,
  isIncluded,
  labelsOf,
  ownConstraints,
  type SpreadConstraint,
} from '../spread-constraints';

const NAME = 'PodTopologySpread';
const REASON = "node(s) didn't match pod topology spread constraints";
const UNEVEN: Rejection = { plugin: NAME, reasons: [REASON], unresolvable: false };
const UNLABELLED: Rejection = {
  plugin: NAME,
  reasons: [`${REASON} (missing required label)`],
  unresolvable: true,
};

// ------------------------------------------------------------------------------------------------- filter

interface Domain {
  readonly value: string;
  readonly count: number;
}

/** A hard constraint with the number of matching pods in each of its domains. */
interface Spread {
  readonly constraint: SpreadConstraint;
  /** 1 when the pod is one of those that it spreads. */
  readonly self: number;
  readonly counts: ReadonlyMap<string, number>;
  /** The two emptiest domains: while pods come and go in one domain only, one of the others is the emptiest. */
  readonly lowest: readonly [Domain, Domain];
  /** Pods that would come to one domain, or go. */
  readonly shifted: { readonly value: string; readonly by: number };
}

const UNKNOWN: Domain = { value: '', count: Infinity };

function lowestOf(counts: ReadonlyMap<string, number>): readonly [Domain, Domain] {
  let [first, second] = [UNKNOWN, UNKNOWN];
  for (const [value, count] of counts) {
    if (count < first.count) [first, second] = [{ value, count }, first];
    else if (count < second.count) second = { value, count };
  }
  return [first, second];
}

function countDomains(
  pod: Pod,
  constraint: SpreadConstraint,
  nodes: readonly NodeInfo[],
  perNode: ReadonlyMap<string, number>,
): Spread {
  const counts = new Map<string, number>();
  for (const { name, node } of nodes) {
    if (!isIncluded(constraint, pod, node)) continue;
    const value = labelsOf(node)[constraint.topologyKey] as string;
    counts.set(value, (counts.get(value) ?? 0) + (perNode.get(name) ?? 0));
  }
  const self = isMeant(constraint.query, pod) ? 1 : 0;
  return { constraint, self, counts, lowest: lowestOf(counts), shifted: { value: '', by: 0 } };
}

function perNode({ cache, epoch }: Snapshot, { query }: SpreadConstraint): ReadonlyMap<string, number> {
  return countsOf(cache.groups, epoch, query, cache.placements.map);
}

function spreads(pod: Pod, constraints: readonly SpreadConstraint[], snapshot: Snapshot): readonly Spread[] {
  const nodes = [...snapshot.cache.nodes.map.values()].filter(({ node }) => hasEveryKey(node, constraints));
  return constraints.map((constraint) => countDomains(pod, constraint, nodes, perNode(snapshot, constraint)));
}

function countIn({ counts, shifted }: Spread, value: string): number {
  return (counts.get(value) ?? 0) + (value === shifted.value ? shifted.by : 0);
}

function emptiest(spread: Spread): number {
  const { counts, constraint, lowest, shifted } = spread;
  if (counts.size < constraint.minDomains) return 0;
  if (shifted.by === 0 || !counts.has(shifted.value)) return lowest[0].count;
  const other = lowest[0].value === shifted.value ? lowest[1] : lowest[0];
  return Math.min(countIn(spread, shifted.value), other.count);
}

function filter(_: PodInfo, { node }: NodeInfo, state: readonly Spread[]): Rejection | null {
  for (const spread of state) {
    const { constraint, self } = spread;
    const value = labelsOf(node)[constraint.topologyKey];
    if (value === undefined) return UNLABELLED;
    if (countIn(spread, value) + self - emptiest(spread) > constraint.maxSkew) return UNEVEN;
  }
  return null;
}

function shift(
  state: readonly Spread[],
  pod: PodInfo,
  other: PodInfo,
  { node }: NodeInfo,
  by: 1 | -1,
): readonly Spread[] {
  const constraints = state.map(({ constraint }) => constraint);
  if (!hasEveryKey(node, constraints)) return state;
  return state.map((spread) => {
    const { constraint, shifted } = spread;
    if (!isMeant(constraint.query, other.pod) || !isIncluded(constraint, pod.pod, node)) return spread;
    const value = labelsOf(node)[constraint.topologyKey] as string;
    return { ...spread, shifted: { value, by: shifted.by + by } };
  });
}

// -------------------------------------------------------------------------------------------------- hints

function isOneOf(constraints: readonly SpreadConstraint[], pod: Pod): boolean {
  return constraints.some(({ query }) => isMeant({ ...query, living: false }, pod));
}

function isOtherDomain(
  constraints: readonly SpreadConstraint[],
  old: Node | undefined,
  now: Node | undefined,
): boolean {
  const before = old !== undefined && hasEveryKey(old, constraints);
  const after = now !== undefined && hasEveryKey(now, constraints);
  if (!before || !after) return before !== after;
  return constraints.some(({ topologyKey }) => labelsOf(old)[topologyKey] !== labelsOf(now)[topologyKey]);
}

function helps(pod: Pod, event: ClusterEvent): boolean {
  const constraints = ownConstraints(pod, 'DoNotSchedule');
  if (event.resource === 'node') {
    if (event.changed.taints && constraints.some(({ honoursTaints }) => honoursTaints)) return true;
    return isOtherDomain(constraints, event.old, event.now);
  }
  const before = event.old !== undefined && isOneOf(constraints, event.old);
  const after = event.now !== undefined && isOneOf(constraints, event.now);
  return before !== after;
}

export const podTopologySpread: FilterPlugin<readonly Spread[]> & QueueingHint = {
  name: NAME,
  preFilter({ pod }, snapshot) {
    const constraints = ownConstraints(pod, 'DoNotSchedule');
    return constraints.length === 0 ? SKIP : { state: spreads(pod, constraints, snapshot) };
  },
  filter,
  shift,
  concerns: (event) =>
    event.resource === 'pod' ||
    event.old === undefined ||
    event.now === undefined ||
    event.changed.labels ||
    event.changed.taints,
  helps,
};

// -------------------------------------------------------------------------------------------------- score

/** A soft constraint with the number of matching pods by node, or by domain where a domain is more than a node. */
interface SoftSpread {
  readonly topologyKey: string;
  readonly maxSkew: number;
  readonly perNode: ReadonlyMap<string, number>;
  readonly domains: ReadonlyMap<string, number> | null;
  /** So that the counts of few domains do not drown those of many. */
  readonly weight: number;
}

interface SoftState {
  readonly spreads: readonly SoftSpread[];
  /** Names of nodes that lack a key. */
  readonly ignored: ReadonlySet<string>;
}

const ONE_DOMAIN: ReadonlyMap<string, number> = new Map([['', 0]]);

/** Pods in the domains to which the scored nodes belong, wherever in the domain they are. */
function softDomains(
  pod: Pod,
  constraint: SpreadConstraint,
  scored: readonly NodeInfo[],
  counts: ReadonlyMap<string, number>,
  countsHere: (node: Node) => boolean,
  { nodes }: SchedulerCache,
): ReadonlyMap<string, number> {
  const { topologyKey } = constraint;
  // Where no node has the label, as in a cluster without zones, there is nothing to count.
  if (!scored.some(({ node }) => labelsOf(node)[topologyKey] !== undefined)) return ONE_DOMAIN;
  const domains = new Map<string, number>();
  for (const { node } of scored) domains.set(labelsOf(node)[topologyKey] ?? '', 0);
  for (const [name, count] of counts) {
    const node = nodes.map.get(name)?.node;
    if (node === undefined || !countsHere(node) || !isIncluded(constraint, pod, node)) continue;
    const value = labelsOf(node)[topologyKey] ?? '';
    const sum = domains.get(value);
    if (sum !== undefined) domains.set(value, sum + count);
  }
  return domains;
}

const NOBODY: ReadonlySet<string> = new Set<string>();

function preScore({ pod }: PodInfo, nodes: readonly NodeInfo[], snapshot: Snapshot): SoftState | typeof SKIP {
  const isOwn = (pod.spec.topologySpreadConstraints?.length ?? 0) > 0;
  const constraints = isOwn ? ownConstraints(pod, 'ScheduleAnyway') : defaultConstraints(pod, snapshot);
  if (constraints.length === 0) return SKIP;
  const countsHere = (node: Node): boolean => !isOwn || hasEveryKey(node, constraints);
  const scored = isOwn ? nodes.filter(({ node }) => countsHere(node)) : nodes;
  const ignored =
    scored.length === nodes.length
      ? NOBODY
      : new Set(nodes.filter(({ node }) => !countsHere(node)).map(({ name }) => name));
  const soft = constraints.map((constraint): SoftSpread => {
    const { topologyKey, maxSkew } = constraint;
    const counts = perNode(snapshot, constraint);
    const domains =
      topologyKey === HOSTNAME
        ? null
        : softDomains(pod, constraint, scored, counts, countsHere, snapshot.cache);
    const weight = ln((domains?.size ?? scored.length) + 2);
    return { topologyKey, maxSkew, perNode: counts, domains, weight };
  });
  return { spreads: soft, ignored };
}

function scoreOf({ name, node }: NodeInfo, { spreads: soft, ignored }: SoftState): number {
  if (ignored.size > 0 && ignored.has(name)) return 0;
  const labels = labelsOf(node);
  let sum = 0;
  for (const { topologyKey, maxSkew, perNode: counts, domains, weight } of soft) {
    const value = labels[topologyKey];
    if (value === undefined) continue;
    const count = (domains === null ? counts.get(name) : domains.get(value)) ?? 0;
    sum += count * weight + (maxSkew - 1);
  }
  return Math.round(sum);
}

/** The fewer the better, between the fewest and the most; nothing for nodes that lack a key. */
function normalise(
  scores: readonly number[],
  nodes: readonly NodeInfo[],
  { ignored }: SoftState,
): readonly number[] {
  const isIgnored = (index: number): boolean =>
    ignored.size > 0 && ignored.has((nodes[index] as NodeInfo).name);
  let min = Infinity;
  let max = 0;
  for (let i = 0; i < scores.length; i++) {
    const value = scores[i] as number;
    if (isIgnored(i)) continue;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  return scores.map((value, index) => {
    if (isIgnored(index)) return 0;
    return max === 0 ? 100 : Math.floor((100 * (max + min - value)) / max);
  });
}

export const podTopologySpreadScore: ScorePlugin<SoftState> = {
  name: NAME,
  weight: 2,
  preScore,
  score: (_, nodes, state) => nodes.map((node) => scoreOf(node, state)),
  normalise,
};
