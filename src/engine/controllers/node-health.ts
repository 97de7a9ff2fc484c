/**
 * Who still sends heartbeats, by the controller's own clock: a node's Lease or its status must change now and then.
 * Models pkg/controller/nodelifecycle (tryUpdateNodeHealth).
 */
import { conditionOf, withCondition } from '../api/conditions';
import type { Lease } from '../api/lease';
import type { Node, NodeCondition, NodeStatus } from '../api/node';
import { formatTime, parseTime } from '../api/time';
import type { View } from './controller';

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

export function readyStatus({ status }: Node): string {
  return conditionOf(status.conditions, 'Ready')?.status ?? 'Unknown';
}

/** A node is first seen with the heartbeat that it has now, or with its birth when it has none. */
function firstSeen(node: Node, hasHeartbeat: boolean, view: View, now: number): number {
  if (hasHeartbeat) return now;
  const created = parseTime(node.metadata.creationTimestamp ?? '');
  return created === null ? now : created - view.epochMs;
}

export function healthOf(node: Node, known: Health | undefined, view: View, now: number): Health {
  const { name, uid = '' } = node.metadata;
  const renewed = view.get<Lease>('leases', `kube-node-lease/${name}`)?.spec.renewTime ?? '';
  const posted = conditionOf(node.status.conditions, 'Ready')?.lastHeartbeatTime ?? '';
  if (known === undefined || known.uid !== uid) {
    const seenAt = firstSeen(node, renewed !== '' || posted !== '', view, now);
    return { uid, renewed, posted, seenAt };
  }
  const isSame = renewed === known.renewed && posted === known.posted;
  return isSame ? known : { uid, renewed, posted, seenAt: now };
}

export function isSilent(node: Node, { seenAt }: Health, now: number): boolean {
  const hasReported = conditionOf(node.status.conditions, 'Ready') !== undefined;
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
