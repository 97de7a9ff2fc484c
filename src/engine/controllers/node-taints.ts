/**
 * The taints that the node lifecycle controller puts on nodes and takes off again.
 * Models pkg/controller/nodelifecycle (doNoScheduleTaintingPass) and controller_utils.go (AddOrUpdateTaintOnNode).
 */
import { conditionOf } from '../api/conditions';
import type { Node, Taint } from '../api/node';
import { formatTime } from '../api/time';
import type { Ask } from './controller';

const NOT_READY = 'node.kubernetes.io/not-ready';
const UNREACHABLE = 'node.kubernetes.io/unreachable';
const UNSCHEDULABLE = 'node.kubernetes.io/unschedulable';

/** Taints by condition: `status` of `type` brings the taint. Models nodeConditionToTaintKeyStatusMap. */
const BY_CONDITION: readonly { readonly type: string; readonly status: string; readonly key: string }[] = [
  { type: 'Ready', status: 'False', key: NOT_READY },
  { type: 'Ready', status: 'Unknown', key: UNREACHABLE },
  { type: 'MemoryPressure', status: 'True', key: 'node.kubernetes.io/memory-pressure' },
  { type: 'DiskPressure', status: 'True', key: 'node.kubernetes.io/disk-pressure' },
  { type: 'NetworkUnavailable', status: 'True', key: 'node.kubernetes.io/network-unavailable' },
  { type: 'PIDPressure', status: 'True', key: 'node.kubernetes.io/pid-pressure' },
];

const OWN_KEYS = new Set([...BY_CONDITION.map(({ key }) => key), UNSCHEDULABLE]);

/** Which NoSchedule taints the node should have of those that are ours to give. */
function wantedKeys({ spec, status }: Node): readonly string[] {
  const conditions = status.conditions ?? [];
  // A node that has not reported yet keeps the taint with which it was admitted.
  if (conditions.length === 0) return spec.unschedulable === true ? [NOT_READY, UNSCHEDULABLE] : [NOT_READY];
  const keys = BY_CONDITION.filter(
    ({ type, status: bad }) => conditionOf(conditions, type)?.status === bad,
  ).map(({ key }) => key);
  return spec.unschedulable === true ? [...keys, UNSCHEDULABLE] : keys;
}

/** The version makes sure that nobody else's taint is written over. */
function taintPatch({ metadata }: Node, taints: readonly Taint[]): Ask {
  const { name, resourceVersion } = metadata;
  const body = { metadata: { resourceVersion }, spec: { taints: taints.length === 0 ? null : taints } };
  return { verb: 'patch', resource: 'nodes', namespace: '', name, body, patchType: 'merge' };
}

/** Gives and takes the NoSchedule taints that follow from the node's conditions; null when all is as it should be. */
export function noScheduleTaints(node: Node, wallMs: number): Ask | null {
  const present = node.spec.taints ?? [];
  const wanted = wantedKeys(node);
  const kept = present.filter(
    ({ key, effect }) => effect !== 'NoSchedule' || !OWN_KEYS.has(key) || wanted.includes(key),
  );
  const added = wanted
    .filter((key) => !kept.some((taint) => taint.key === key && taint.effect === 'NoSchedule'))
    .map((key): Taint => ({ key, effect: 'NoSchedule', timeAdded: formatTime(wallMs) }));
  if (added.length === 0 && kept.length === present.length) return null;
  return taintPatch(node, [...kept, ...added]);
}

function isOwnNoExecute({ key, effect }: Taint): boolean {
  return effect === 'NoExecute' && (key === NOT_READY || key === UNREACHABLE);
}

/** The NoExecute taint that goes with a Ready condition; '' for a ready node. */
export function noExecuteKey(readyStatus: string): string {
  if (readyStatus === 'True') return '';
  return readyStatus === 'False' ? NOT_READY : UNREACHABLE;
}

/** The NoExecute taints of ours that the node has. */
export function noExecuteKeys({ spec }: Node): readonly string[] {
  return (spec.taints ?? []).filter(isOwnNoExecute).map(({ key }) => key);
}

/** Makes this the only NoExecute taint of ours on the node, or takes them all off with ''. */
export function setNoExecute(node: Node, key: string, wallMs: number): Ask {
  const others = (node.spec.taints ?? []).filter((taint) => !isOwnNoExecute(taint));
  if (key === '') return taintPatch(node, others);
  return taintPatch(node, [...others, { key, effect: 'NoExecute', timeAdded: formatTime(wallMs) }]);
}
