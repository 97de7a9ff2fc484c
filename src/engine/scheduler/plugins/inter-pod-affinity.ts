/** Pods that want to be near other pods, or away from them. Models plugins/interpodaffinity. */
import type { StringMap } from '../../api/meta';
import type { Namespace } from '../../api/namespace';
import type { Pod } from '../../api/pod';
import { matchesSelector } from '../../api/selector';
import { cached } from '../../client/informer';
import { podTerms, termSelects, type AffinityTerm } from '../affinity-terms';
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
import { countsOf, isMeant, type PodQuery, type PodSelection } from '../pod-groups';
import { labelsOf } from '../spread-constraints';

const NAME = 'InterPodAffinity';
const NOT_NEAR: Rejection = {
  plugin: NAME,
  reasons: ["node(s) didn't match pod affinity rules"],
  unresolvable: true,
};
const TOO_NEAR: Rejection = {
  plugin: NAME,
  reasons: ["node(s) didn't match pod anti-affinity rules"],
  unresolvable: false,
};
const REFUSED: Rejection = {
  plugin: NAME,
  reasons: ["node(s) didn't satisfy existing pods anti-affinity rules"],
  unresolvable: false,
};

// ------------------------------------------------------------------------------------------------ queries

const NO_LABELS: StringMap = {};

function namespaceLabels({ metadata }: Pod, { namespaces }: Snapshot): StringMap {
  return cached<Namespace>(namespaces, metadata.namespace ?? '')?.metadata.labels ?? NO_LABELS;
}

/** The term with the namespaces that its selector means by now. */
function selectionOf(term: AffinityTerm, { namespaces }: Snapshot): PodSelection {
  const { namespaceSelector, selector } = term;
  if (namespaceSelector === null) return { namespaces: term.namespaces, selector };
  const { matchLabels = {}, matchExpressions = [] } = namespaceSelector;
  if (Object.keys(matchLabels).length === 0 && matchExpressions.length === 0)
    return { namespaces: null, selector };
  const names = new Set(term.namespaces);
  for (const { metadata } of namespaces.objects.map.values()) {
    if (matchesSelector(namespaceSelector, metadata.labels)) names.add(metadata.name);
  }
  return { namespaces: [...names], selector };
}

function queryOf(terms: readonly AffinityTerm[], snapshot: Snapshot): PodQuery {
  const selections = terms.map((term) => selectionOf(term, snapshot));
  const key = terms
    .map((term, index) => `${term.key} ${selections[index]?.namespaces?.join() ?? '*'}`)
    .join(' & ');
  return { key: `affinity ${key}`, selections, living: false };
}

// ------------------------------------------------------------------------------------------------- filter

/** Numbers by topology key and value: how many pods there are in a zone, say, or what it is worth. */
type Topologies = ReadonlyMap<string, ReadonlyMap<string, number>>;

interface FilterState {
  /** The pods that all terms of required affinity mean at once; where such are, once for the key of each term. */
  readonly wanted: PodQuery;
  readonly near: Topologies;
  /** How many entries `near` counts, over all keys. */
  readonly nearby: number;
  readonly away: readonly { readonly term: AffinityTerm; readonly query: PodQuery }[];
  /** Where pods are that its anti-affinity means. */
  readonly shunned: Topologies;
  /** Where pods are that refuse it. */
  readonly refusing: Topologies;
  readonly namespaceLabels: StringMap;
  /** Pods that would come or go: what that adds to the three above. */
  readonly shifts: ReadonlyMap<string, number>;
}

type Table = 'near' | 'shunned' | 'refusing';

/** Adds what is on these nodes, with a weight for each. Returns the sum of what was added. */
function addAll(
  topologies: Map<string, Map<string, number>>,
  key: string,
  perNode: ReadonlyMap<string, number>,
  { cache }: Snapshot,
  weight = 1,
): number {
  let added = 0;
  const values = topologies.get(key) ?? new Map<string, number>();
  for (const [name, count] of perNode) {
    const node = cache.nodes.map.get(name)?.node;
    const value = node === undefined ? undefined : labelsOf(node)[key];
    if (value === undefined) continue;
    values.set(value, (values.get(value) ?? 0) + count * weight);
    added += count * weight;
  }
  if (values.size > 0) topologies.set(key, values);
  return added;
}

function perNode(query: PodQuery, { cache, epoch }: Snapshot): ReadonlyMap<string, number> {
  return countsOf(cache.groups, epoch, query, cache.placements.map);
}

const NOWHERE: Topologies = new Map();
const NO_SHIFTS: ReadonlyMap<string, number> = new Map();

/** Where pods are that refuse this one. Nobody refuses anybody in most clusters. */
function refusals(pod: Pod, snapshot: Snapshot): Topologies {
  const { refusing } = snapshot.cache.terms;
  if (refusing.map.size === 0) return NOWHERE;
  const labels = namespaceLabels(pod, snapshot);
  const found = new Map<string, Map<string, number>>();
  for (const { term, counts } of refusing.map.values()) {
    if (termSelects(term, pod, labels)) addAll(found, term.topologyKey, counts, snapshot);
  }
  return found;
}

function filterState({ pod, terms }: PodInfo, refusing: Topologies, snapshot: Snapshot): FilterState {
  const wanted = queryOf(terms.affinity, snapshot);
  const near = new Map<string, Map<string, number>>();
  let nearby = 0;
  for (const { topologyKey } of terms.affinity)
    nearby += addAll(near, topologyKey, perNode(wanted, snapshot), snapshot);
  const away = terms.antiAffinity.map((term) => ({ term, query: queryOf([term], snapshot) }));
  const shunned = new Map<string, Map<string, number>>();
  for (const { term, query } of away) addAll(shunned, term.topologyKey, perNode(query, snapshot), snapshot);
  const labels = namespaceLabels(pod, snapshot);
  return { wanted, near, nearby, away, shunned, refusing, namespaceLabels: labels, shifts: NO_SHIFTS };
}

function countIn(state: FilterState, table: Table, key: string, value: string): number {
  const count = state[table].get(key)?.get(value) ?? 0;
  return state.shifts.size === 0 ? count : count + (state.shifts.get(`${table} ${key}=${value}`) ?? 0);
}

/** Models satisfyPodAffinity. The first of pods that want to be near each other has nobody to be near to. */
function isNear({ pod, terms }: PodInfo, labels: StringMap, state: FilterState): boolean {
  let found = true;
  for (const { topologyKey } of terms.affinity) {
    const value = labels[topologyKey];
    if (value === undefined) return false;
    found &&= countIn(state, 'near', topologyKey, value) > 0;
  }
  return found || (state.nearby === 0 && isMeant(state.wanted, pod));
}

/** True when there is a pod of the table in the same topology. */
function isWith(labels: StringMap, state: FilterState, table: Table, key: string): boolean {
  const value = labels[key];
  return value !== undefined && countIn(state, table, key, value) > 0;
}

function filter(pod: PodInfo, { node }: NodeInfo, state: FilterState): Rejection | null {
  const labels = labelsOf(node);
  const { affinity, antiAffinity } = pod.terms;
  if (affinity.length > 0 && !isNear(pod, labels, state)) return NOT_NEAR;
  if (antiAffinity.some(({ topologyKey }) => isWith(labels, state, 'shunned', topologyKey))) return TOO_NEAR;
  for (const key of state.refusing.keys()) if (isWith(labels, state, 'refusing', key)) return REFUSED;
  return null;
}

function shift(
  state: FilterState,
  { pod, terms }: PodInfo,
  other: PodInfo,
  { node }: NodeInfo,
  by: 1 | -1,
): FilterState {
  const labels = labelsOf(node);
  const shifts = new Map(state.shifts);
  let { nearby, refusing } = state;
  const add = (table: Table, key: string): number => {
    const value = labels[key];
    if (value === undefined) return 0;
    const entry = `${table} ${key}=${value}`;
    shifts.set(entry, (shifts.get(entry) ?? 0) + by);
    return by;
  };
  if (terms.affinity.length > 0 && isMeant(state.wanted, other.pod))
    for (const { topologyKey } of terms.affinity) nearby += add('near', topologyKey);
  for (const { term, query } of state.away) if (isMeant(query, other.pod)) add('shunned', term.topologyKey);
  for (const term of other.terms.antiAffinity) {
    if (!termSelects(term, pod, state.namespaceLabels)) continue;
    add('refusing', term.topologyKey);
    if (!refusing.has(term.topologyKey)) refusing = new Map(refusing).set(term.topologyKey, new Map());
  }
  return shifts.size === 0 ? state : { ...state, nearby, refusing, shifts };
}

// -------------------------------------------------------------------------------------------------- hints

function isMeantByAll(terms: readonly AffinityTerm[], pod: Pod | undefined, snapshot: Snapshot): boolean {
  return pod !== undefined && terms.length > 0 && isMeant(queryOf(terms, snapshot), pod);
}

/** True when one of the two pods cannot stand the other. */
function isApart(pod: Pod, other: Pod | undefined, snapshot: Snapshot): boolean {
  if (other === undefined) return false;
  return (
    podTerms(pod).antiAffinity.some((term) => isMeantByAll([term], other, snapshot)) ||
    podTerms(other).antiAffinity.some((term) => termSelects(term, pod, namespaceLabels(pod, snapshot)))
  );
}

function helps(pod: Pod, event: ClusterEvent, snapshot: Snapshot): boolean {
  if (event.resource === 'node') return true;
  const { affinity } = podTerms(pod);
  const comes = !isMeantByAll(affinity, event.old, snapshot) && isMeantByAll(affinity, event.now, snapshot);
  return comes || (isApart(pod, event.old, snapshot) && !isApart(pod, event.now, snapshot));
}

export const interPodAffinity: FilterPlugin<FilterState> & QueueingHint = {
  name: NAME,
  preFilter(pod, snapshot) {
    const { affinity, antiAffinity } = pod.terms;
    const refusing = refusals(pod.pod, snapshot);
    if (refusing.size === 0 && affinity.length === 0 && antiAffinity.length === 0) return SKIP;
    return { state: filterState(pod, refusing, snapshot) };
  },
  filter,
  shift,
  concerns: (event) =>
    event.resource === 'pod' ||
    (event.now !== undefined && (event.old === undefined || event.changed.labels)),
  helps,
};

// -------------------------------------------------------------------------------------------------- score

function preScore(
  { pod, terms }: PodInfo,
  _: readonly NodeInfo[],
  snapshot: Snapshot,
): Topologies | typeof SKIP {
  const { scoring } = snapshot.cache.terms;
  if (terms.preferred.length === 0 && scoring.map.size === 0) return SKIP;
  const worth = new Map<string, Map<string, number>>();
  for (const { term, weight } of terms.preferred)
    addAll(worth, term.topologyKey, perNode(queryOf([term], snapshot), snapshot), snapshot, weight);
  const labels = namespaceLabels(pod, snapshot);
  for (const { term, weight, counts } of scoring.map.values())
    if (termSelects(term, pod, labels)) addAll(worth, term.topologyKey, counts, snapshot, weight);
  return worth.size === 0 ? SKIP : worth;
}

function scoreOf({ node }: NodeInfo, worth: Topologies): number {
  const labels = labelsOf(node);
  let sum = 0;
  for (const [key, values] of worth) sum += values.get(labels[key] ?? '') ?? 0;
  return sum;
}

/** Between the worst and the best; all 0 when they are equal. */
function normalise(scores: readonly number[]): readonly number[] {
  let [min, max] = [Infinity, -Infinity];
  for (const value of scores) {
    if (value < min) min = value;
    if (value > max) max = value;
  }
  return scores.map((value) => (max === min ? 0 : Math.floor(100 * ((value - min) / (max - min)))));
}

export const interPodAffinityScore: ScorePlugin<Topologies> = {
  name: NAME,
  weight: 2,
  preScore,
  score: (_, nodes, worth) => nodes.map((node) => scoreOf(node, worth)),
  normalise,
};
