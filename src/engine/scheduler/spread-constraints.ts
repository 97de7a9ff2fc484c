/** Spread constraints, ready for counting. Models plugins/podtopologyspread/common.go. */
import type { Node } from '../api/node';
import type { Pod, TopologySpreadConstraint } from '../api/pod';
import { controllerOf, type StringMap } from '../api/meta';
import { mayBeOn } from '../api/node-affinity';
import type { ReplicaSet } from '../api/replicaset';
import { formatSelector, matchesSelector, type LabelSelector } from '../api/selector';
import type { Service } from '../api/service';
import { memoised } from '../api/share';
import { cached, cachedBy } from '../client/informer';
import type { Snapshot } from './framework';
import { ZONE } from './node-order';
import type { PodQuery } from './pod-groups';
import { firstUntolerated } from './tolerations';

export const HOSTNAME = 'kubernetes.io/hostname';

export interface SpreadConstraint {
  readonly topologyKey: string;
  readonly maxSkew: number;
  readonly minDomains: number;
  readonly honoursAffinity: boolean;
  readonly honoursTaints: boolean;
  /** The pods that are spread. */
  readonly query: PodQuery;
}

export type Action = 'DoNotSchedule' | 'ScheduleAnyway';

const textOf = memoised((selector: LabelSelector) => formatSelector(selector));

function queryOf(namespace: string, selectors: readonly (LabelSelector | null)[]): PodQuery {
  const namespaces = [namespace];
  const texts = selectors.map((selector) => (selector === null ? '-' : `{${textOf(selector)}}`));
  return {
    key: `spread ${namespace} ${texts.join('')}`,
    selections: selectors.map((selector) => ({ namespaces, selector })),
    living: true,
  };
}

/** The pod's own values of the keys in `matchLabelKeys`. */
function ownLabels({ metadata }: Pod, keys: readonly string[]): readonly LabelSelector[] {
  const matchLabels: Record<string, string> = {};
  for (const key of keys) {
    const value = metadata.labels?.[key];
    if (value !== undefined) matchLabels[key] = value;
  }
  return Object.keys(matchLabels).length === 0 ? [] : [{ matchLabels }];
}

function constraintOf(pod: Pod, given: TopologySpreadConstraint): SpreadConstraint {
  const selectors = [given.labelSelector ?? null, ...ownLabels(pod, given.matchLabelKeys ?? [])];
  return {
    topologyKey: given.topologyKey,
    maxSkew: given.maxSkew,
    minDomains: given.minDomains ?? 1,
    honoursAffinity: given.nodeAffinityPolicy !== 'Ignore',
    honoursTaints: given.nodeTaintsPolicy === 'Honor',
    query: queryOf(pod.metadata.namespace ?? '', selectors),
  };
}

const NO_CONSTRAINTS: readonly SpreadConstraint[] = [];

/** The pod's own constraints with this action. */
export function ownConstraints(pod: Pod, action: Action): readonly SpreadConstraint[] {
  const given = pod.spec.topologySpreadConstraints;
  if (given === undefined || given.length === 0) return NO_CONSTRAINTS;
  return given
    .filter(({ whenUnsatisfiable }) => whenUnsatisfiable === action)
    .map((constraint) => constraintOf(pod, constraint));
}

/** What the Services of the pod demand, merged; null when it has none. */
function serviceLabels({ metadata }: Pod, { services }: Snapshot): StringMap | null {
  if (services.objects.map.size === 0) return null;
  const merged: Record<string, string> = {};
  for (const { spec } of cachedBy<Service>(services, 'namespace', metadata.namespace ?? '')) {
    const { selector } = spec;
    // A Service without a selector selects no pods, and merges nothing.
    if (selector !== undefined && matchesSelector({ matchLabels: selector }, metadata.labels))
      Object.assign(merged, selector);
  }
  return Object.keys(merged).length === 0 ? null : merged;
}

function ownerSelector({ metadata }: Pod, { replicaSets }: Snapshot): LabelSelector | null {
  const owner = controllerOf(metadata);
  if (owner === undefined || owner.kind !== 'ReplicaSet') return null;
  return cached<ReplicaSet>(replicaSets, `${metadata.namespace ?? ''}/${owner.name}`)?.spec.selector ?? null;
}

/** The system's defaults, as for pods that have no constraints of their own: prefer other nodes, and other zones. */
const DEFAULTS = [
  { topologyKey: HOSTNAME, maxSkew: 3 },
  { topologyKey: ZONE, maxSkew: 5 },
].map((one) => ({ ...one, minDomains: 1, honoursAffinity: true, honoursTaints: false }));

/** Spread together are the pods that the pod's Services and its ReplicaSet select. Models helper.DefaultSelector. */
export function defaultConstraints(pod: Pod, snapshot: Snapshot): readonly SpreadConstraint[] {
  const labels = serviceLabels(pod, snapshot);
  const owner = ownerSelector(pod, snapshot);
  if (labels === null && owner === null) return NO_CONSTRAINTS;
  const selectors = [
    ...(labels === null ? [] : [{ matchLabels: labels }]),
    ...(owner === null ? [] : [owner]),
  ];
  const query = queryOf(pod.metadata.namespace ?? '', selectors);
  return DEFAULTS.map((one) => ({ ...one, query }));
}

/** True when the node's pods count at all. Models matchNodeInclusionPolicies. */
export function isIncluded(constraint: SpreadConstraint, pod: Pod, node: Node): boolean {
  if (constraint.honoursAffinity && !mayBeOn(pod.spec, node)) return false;
  return !constraint.honoursTaints || firstUntolerated(pod, node) === undefined;
}

const NO_LABELS: StringMap = {};

export function labelsOf({ metadata }: Node): StringMap {
  return metadata.labels ?? NO_LABELS;
}

export function hasEveryKey(node: Node, constraints: readonly SpreadConstraint[]): boolean {
  const labels = labelsOf(node);
  return constraints.every(({ topologyKey }) => labels[topologyKey] !== undefined);
}
