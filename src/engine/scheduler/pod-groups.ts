/**
 * Pods that some plugin counts, by node: those of a ReplicaSet, those that a spread constraint or an affinity term
 * selects. A group is counted through once, when it is first asked for, and then kept up to date: the spreading by
 * default asks for one in every cycle of every pod that has an owner or a Service.
 */
import type { Pod } from '../api/pod';
import { matchesSelector, type LabelSelector } from '../api/selector';
import {
  cowMap,
  indexAdd,
  indexKeys,
  indexRemove,
  shareMap,
  writable,
  type CowIndex,
  type CowMap,
} from '../kernel/cow';
import { countOn, type NodeCounts } from './node-counts';
import type { PodInfo } from './node-info';

/** Selects pods of these namespaces; null stands for all namespaces, and as a selector for no pods. */
export interface PodSelection {
  readonly namespaces: readonly string[] | null;
  readonly selector: LabelSelector | null;
}

/** The pods that every one of the selections means. */
export interface PodQuery {
  /** Equal for queries that ask for the same. */
  readonly key: string;
  readonly selections: readonly PodSelection[];
  /** True when pods that are being deleted do not count. */
  readonly living: boolean;
}

interface PodGroup extends NodeCounts {
  readonly query: PodQuery;
}

export interface PodGroups {
  readonly groups: CowMap<string, PodGroup>;
  /** Groups by a label that all their pods have: a pod is compared with those only whose label it has. */
  readonly byLabel: CowIndex;
}

/** Where the pods are that are there already. */
export interface Placement {
  readonly node: string;
  readonly info: PodInfo;
}

/** More would be groups of ReplicaSets long gone; one that is asked for again is counted anew. */
const GROUPS_MAX = 1000;

export function createPodGroups(): PodGroups {
  return { groups: cowMap(), byLabel: cowMap() };
}

export function clonePodGroups({ groups, byLabel }: PodGroups): PodGroups {
  return { groups: shareMap(groups), byLabel: shareMap(byLabel) };
}

function selects({ namespaces, selector }: PodSelection, { metadata }: Pod): boolean {
  if (namespaces !== null && !namespaces.includes(metadata.namespace ?? '')) return false;
  return selector !== null && matchesSelector(selector, metadata.labels);
}

export function isMeant({ selections, living }: PodQuery, pod: Pod): boolean {
  if (living && pod.metadata.deletionTimestamp !== undefined) return false;
  return selections.every((selection) => selects(selection, pod));
}

/** The template's hash tells most pods apart; of other labels one is as good as the next. */
const TELLING_LABEL = 'pod-template-hash';

/** `app=web`, or '' when the query demands no value of any label. */
function labelOf({ selections }: PodQuery): string {
  let found = '';
  for (const { selector } of selections) {
    const labels = selector?.matchLabels ?? {};
    for (const name in labels) {
      if (found === '' || name === TELLING_LABEL) found = `${name}=${labels[name]}`;
    }
  }
  return found;
}

const EVERYWHERE = '*';

function bucketsOf(query: PodQuery): readonly string[] {
  const namespaces = query.selections[0]?.namespaces ?? [EVERYWHERE];
  const label = labelOf(query);
  return namespaces.map((namespace) => `${namespace} ${label}`);
}

/** How many pods of the query there are on each node. */
export function countsOf(
  { groups, byLabel }: PodGroups,
  epoch: number,
  query: PodQuery,
  placements: ReadonlyMap<string, Placement>,
): ReadonlyMap<string, number> {
  const known = groups.map.get(query.key);
  if (known !== undefined) return known.counts;
  const counts = new Map<string, number>();
  for (const { node, info } of placements.values()) {
    if (isMeant(query, info.pod)) counts.set(node, (counts.get(node) ?? 0) + 1);
  }
  const map = writable(groups, epoch);
  map.set(query.key, { query, epoch, counts });
  for (const bucket of bucketsOf(query)) indexAdd(byLabel, epoch, bucket, query.key);
  if (map.size > GROUPS_MAX) {
    const oldest = map.values().next().value as PodGroup;
    map.delete(oldest.query.key);
    for (const bucket of bucketsOf(oldest.query)) indexRemove(byLabel, epoch, bucket, oldest.query.key);
  }
  return counts;
}

/** Counts a pod that comes to a node (1) or goes (-1). */
export function countInGroups(
  { groups, byLabel }: PodGroups,
  epoch: number,
  { pod }: PodInfo,
  node: string,
  by: 1 | -1,
): void {
  if (groups.map.size === 0) return;
  const { namespace = '', labels = {} } = pod.metadata;
  const countIn = (bucket: string): void => {
    for (const key of indexKeys(byLabel, bucket)) {
      if (isMeant((groups.map.get(key) as PodGroup).query, pod)) countOn(groups, epoch, key, node, by);
    }
  };
  for (const place of [namespace, EVERYWHERE]) {
    countIn(`${place} `);
    for (const name in labels) countIn(`${place} ${name}=${labels[name]}`);
  }
}
