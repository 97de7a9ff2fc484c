/**
 * Who still sends heartbeats, by the controller's own clock: a node's Lease or its status must change now and then.
 * Models pkg/controller/nodelifecycle (tryUpdateNodeHealth).
 */
import { conditionOf, withCondition } from '../api/conditions';
import type { Lease } from '../api/lease';
import type { Node, NodeCondition, NodeStatus } from '../api/node';
import { memoised } from '../api/share';
import { formatTime, parseTime } from '../api/time';
import type { View } from './controller';
import { noExecuteKeys } from './node-taints';
import { zoneOf } from './node-zones';

/** --node-monitor-grace-period since 1.32. */
const MONITOR_GRACE_MS = 50_000;
/** --node-startup-grace-period: for a node whose kubelet has never reported. */
const STARTUP_GRACE_MS = 60_000;

/** What is remembered of a node. Immutable. */
export interface Health {
  readonly uid: string;
  /** The last heartbeats, as they stand in the Lease and in the status. */
  readonly renewed: string;
  readonly posted: string;
  /** When the controller saw the last of them. */
  readonly seenAt: number;
}

/** What a pass wants to know of a node. Found out once for each version of it: nodes change every few minutes. */
export interface NodeFacts {
  /** Its Ready condition; undefined before its first report. */
  readonly ready: NodeCondition | undefined;
  readonly zone: string;
  /** NoExecute taints of ours. */
  readonly noExecute: readonly string[];
  /** False when its silence says nothing about its zone. */
  readonly counts: boolean;
  readonly leaseKey: string;
}

const NOT_CHECKED = 'node.kubernetes.io/exclude-disruption';

export const factsOf = memoised(
  (node: Node): NodeFacts => ({
    ready: conditionOf(node.status.conditions, 'Ready'),
    zone: zoneOf(node),
    noExecute: noExecuteKeys(node),
    counts: node.metadata.labels?.[NOT_CHECKED] === undefined,
    leaseKey: `kube-node-lease/${node.metadata.name}`,
  }),
);

export function readyStatus(node: Node): string {
  return factsOf(node).ready?.status ?? 'Unknown';
}

/** A node is first seen with the heartbeat that it has now, or with its birth when it has none. */
function firstSeen(node: Node, hasHeartbeat: boolean, view: View, now: number): number {
  if (hasHeartbeat) return now;
  const created = parseTime(node.metadata.creationTimestamp ?? '');
  return created === null ? now : created - view.epochMs;
}

export function healthOf(node: Node, known: Health | undefined, view: View, now: number): Health {
  const { uid = '' } = node.metadata;
  const { leaseKey, ready } = factsOf(node);
  const renewed = view.get<Lease>('leases', leaseKey)?.spec.renewTime ?? '';
  const posted = ready?.lastHeartbeatTime ?? '';
  if (known === undefined || known.uid !== uid) {
    const seenAt = firstSeen(node, renewed !== '' || posted !== '', view, now);
    return { uid, renewed, posted, seenAt };
  }
  const isSame = renewed === known.renewed && posted === known.posted;
  return isSame ? known : { uid, renewed, posted, seenAt: now };
}

export function isSilent(node: Node, { seenAt }: Health, now: number): boolean {
  const hasReported = factsOf(node).ready !== undefined;
  // Passes of a real controller drift by some ms: the tenth after the last heartbeat comes just after 50 s.
  return now - seenAt >= (hasReported ? MONITOR_GRACE_MS : STARTUP_GRACE_MS);
}

const GONE_SILENT = ['Ready', 'MemoryPressure', 'DiskPressure', 'PIDPressure'];

const STOPPED = { reason: 'NodeStatusUnknown', message: 'Kubelet stopped posting node status.' };
const NEVER = { reason: 'NodeStatusNeverUpdated', message: 'Kubelet never posted node status.' };

/** The status of a node of which nothing is known any more. */
export function silentStatus({ metadata, status }: Node, wallMs: number): NodeStatus {
  let conditions = status.conditions ?? [];
  const lastTransitionTime = formatTime(wallMs);
  for (const type of GONE_SILENT) {
    const old = conditionOf(conditions, type);
    if (old?.status === 'Unknown') continue;
    const born = metadata.creationTimestamp;
    const lastHeartbeatTime = old === undefined ? born : old.lastHeartbeatTime;
    const fresh: NodeCondition = {
      type,
      status: 'Unknown',
      ...(lastHeartbeatTime === undefined ? {} : { lastHeartbeatTime }),
      lastTransitionTime,
      ...(old === undefined ? NEVER : STOPPED),
    };
    conditions = withCondition(conditions, fresh);
  }
  return { ...status, conditions };
}
