/**
 * The node lifecycle controller: who still sends heartbeats, and the taints that follow from a node's conditions.
 * A periodic monitor by nature. Models pkg/controller/nodelifecycle/node_lifecycle_controller.go.
 */
import { conditionOf, withCondition } from '../api/conditions';
import { deepEqual } from '../api/equal';
import type { Lease } from '../api/lease';
import type { Node, NodeCondition, NodeStatus, Taint } from '../api/node';
import { formatTime } from '../api/time';
import type { CacheChange } from '../client/informer';
import { referenceTo } from '../client/recorder';
import {
  NOTHING_TO_DO,
  type Announcement,
  type Controller,
  type Plan,
  type Step,
  type View,
} from './controller';

/** --node-monitor-period. */
const MONITOR_PERIOD_MS = 5000;
/** --node-monitor-grace-period since 1.32. */
const MONITOR_GRACE_MS = 50_000;
/** --node-startup-grace-period: for a node whose kubelet has never reported. */
const STARTUP_GRACE_MS = 60_000;

/** The last heartbeat, and when it was seen by our own clock. */
interface Health {
  readonly renewTime: string;
  readonly seenAt: number;
}

/** Taints by condition: `status` of `type` brings the taint. Models nodeConditionToTaintKeyStatusMap. */
const TAINTS: readonly { readonly type: string; readonly status: string; readonly key: string }[] = [
  { type: 'Ready', status: 'False', key: 'node.kubernetes.io/not-ready' },
  { type: 'Ready', status: 'Unknown', key: 'node.kubernetes.io/unreachable' },
  { type: 'MemoryPressure', status: 'True', key: 'node.kubernetes.io/memory-pressure' },
  { type: 'DiskPressure', status: 'True', key: 'node.kubernetes.io/disk-pressure' },
  { type: 'PIDPressure', status: 'True', key: 'node.kubernetes.io/pid-pressure' },
];

const UNSCHEDULABLE = 'node.kubernetes.io/unschedulable';

const OWN_KEYS = new Set([...TAINTS.map(({ key }) => key), UNSCHEDULABLE]);

function wantedTaints(node: Node): readonly Taint[] {
  const conditions = node.status.conditions ?? [];
  const own: Taint[] = TAINTS.filter(({ type, status }) =>
    conditions.some((condition) => condition.type === type && condition.status === status),
  ).map(({ key }) => ({ key, effect: 'NoSchedule' }));
  // A node that has not reported yet keeps the taint with which it was admitted.
  if (conditions.length === 0) own.push({ key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule' });
  if (node.spec.unschedulable === true) own.push({ key: UNSCHEDULABLE, effect: 'NoSchedule' });
  const others = (node.spec.taints ?? []).filter(
    ({ key, effect }) => !(OWN_KEYS.has(key) && effect === 'NoSchedule'),
  );
  return [...others, ...own];
}

function taintStep(node: Node): Step {
  const taints = wantedTaints(node);
  if (deepEqual(taints, node.spec.taints ?? [])) return [];
  const body = { spec: { taints: taints.length === 0 ? null : taints } };
  return [
    { verb: 'patch', resource: 'nodes', namespace: '', name: node.metadata.name, body, patchType: 'merge' },
  ];
}

const GONE_SILENT = ['Ready', 'MemoryPressure', 'DiskPressure', 'PIDPressure'];

const STOPPED = { reason: 'NodeStatusUnknown', message: 'Kubelet stopped posting node status.' };
const NEVER = { reason: 'NodeStatusNeverUpdated', message: 'Kubelet never posted node status.' };

function silentStatus(node: Node, wallMs: number): NodeStatus {
  let conditions = node.status.conditions ?? [];
  for (const type of GONE_SILENT) {
    const known = conditionOf(conditions, type);
    if (known?.status === 'Unknown') continue;
    const words = known === undefined ? NEVER : STOPPED;
    const fresh: NodeCondition = {
      type,
      status: 'Unknown',
      lastTransitionTime: formatTime(wallMs),
      ...words,
    };
    conditions = withCondition(conditions, fresh);
  }
  return { ...node.status, conditions };
}

function registered(node: Node): Announcement {
  const { name } = node.metadata;
  const message = `Node ${name} event: Registered Node ${name} in Controller`;
  return { involved: referenceTo(node), type: 'Normal', reason: 'RegisteredNode', message };
}

function notReady(node: Node): Announcement {
  const message = `Node ${node.metadata.name} status is now: NodeNotReady`;
  return { involved: referenceTo(node), type: 'Normal', reason: 'NodeNotReady', message };
}

function silenceStep(node: Node, wallMs: number): Step {
  const status = silentStatus(node, wallMs);
  if (deepEqual(status, node.status)) return [];
  const { name } = node.metadata;
  const ask = { verb: 'update', resource: 'nodes', namespace: '', name, subresource: 'status' } as const;
  return [{ ...ask, body: status, patchType: 'whole', onSuccess: notReady(node) }];
}

function reconcile(key: string, view: View, now: number, memory: unknown): Plan {
  const node = view.get<Node>('nodes', key);
  if (node === undefined) return NOTHING_TO_DO;
  const known = memory as Health | undefined;
  const renewTime = view.get<Lease>('leases', `kube-node-lease/${key}`)?.spec.renewTime ?? '';
  const health = known === undefined || known.renewTime !== renewTime ? { renewTime, seenAt: now } : known;
  const grace = (node.status.conditions ?? []).length === 0 ? STARTUP_GRACE_MS : MONITOR_GRACE_MS;
  const silent = now - health.seenAt > grace;
  const announce = known === undefined ? [registered(node)] : [];
  const steps = [silent ? silenceStep(node, view.epochMs + now) : [], taintStep(node)];
  return { steps, memory: health, after: MONITOR_PERIOD_MS, announce };
}

/** Heartbeats arrive every ten seconds and need no look of their own: the monitor passes by every five. */
function keysFor(change: CacheChange): readonly string[] {
  return change.resource === 'nodes' ? [change.key] : [];
}

export const nodeLifecycleController: Controller = {
  name: 'node-lifecycle',
  component: 'node-controller',
  watches: ['nodes', 'leases'],
  keysFor,
  reconcile,
};
