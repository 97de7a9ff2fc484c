/** How a node becomes known and stays alive: registration, Lease, and its status. Models pkg/kubelet/kubelet_node_status.go. */
import type { Lease } from '../api/lease';
import type { Node, NodeCondition, NodeStatus } from '../api/node';
import { formatBytes, formatMillicores } from '../api/quantity';
import { formatMicroTime, formatTime } from '../api/time';
import { isSuccess, type ApiResponse } from '../api/wire';
import { recordEvent } from '../client/recorder';
import { send } from '../client/requests';
import type { Context } from '../kernel/component';
import type { KubeletState } from './kubelet-state';

/** Remembered with what a heartbeat sends. */
export interface HeartbeatTag {
  readonly heartbeat: 'node' | 'lease' | 'status';
}

const LEASE_SECONDS = 40;
/** A quarter of the lease's duration. */
const RENEW_MS = 10_000;
/** A status that says nothing new is posted every five minutes. */
const STATUS_MS = 300_000;
/** Time until the runtime and the network answer for the first time. */
const FIRST_STATUS_MS = 700;
const RETRY_MS = 1000;
/** Kept free for the kubelet's own hard eviction threshold. */
const EVICTION_RESERVE_BYTES = 100 * 1024 * 1024;

function condition(
  type: string,
  status: 'True' | 'False',
  reason: string,
  message: string,
  at: string,
): NodeCondition {
  return { type, status, lastHeartbeatTime: at, lastTransitionTime: at, reason, message };
}

function conditions(at: string): readonly NodeCondition[] {
  const memory = 'kubelet has sufficient memory available';
  return [
    condition('MemoryPressure', 'False', 'KubeletHasSufficientMemory', memory, at),
    condition('DiskPressure', 'False', 'KubeletHasNoDiskPressure', 'kubelet has no disk pressure', at),
    condition('PIDPressure', 'False', 'KubeletHasSufficientPID', 'kubelet has sufficient PID available', at),
    condition('Ready', 'True', 'KubeletReady', 'kubelet is posting ready status', at),
  ];
}

function nodeStatus(state: KubeletState, at: string, since: string): NodeStatus {
  const { machine } = state;
  const cpu = formatMillicores(machine.cpuMillicores);
  const pods = String(machine.podsMax);
  return {
    capacity: { cpu, memory: formatBytes(machine.memoryBytes), pods },
    allocatable: { cpu, memory: formatBytes(machine.memoryBytes - EVICTION_RESERVE_BYTES), pods },
    conditions: conditions(at).map((one) => ({ ...one, lastTransitionTime: since })),
    addresses: [
      { type: 'InternalIP', address: machine.ip },
      { type: 'Hostname', address: machine.name },
    ],
    nodeInfo: {
      architecture: 'amd64',
      operatingSystem: 'linux',
      osImage: 'Debian GNU/Linux 12 (bookworm)',
      kernelVersion: '6.1.0-40-amd64',
      containerRuntimeVersion: 'containerd://2.1.4',
      kubeletVersion: 'v1.33.1',
    },
  };
}

function newNode(state: KubeletState): Node {
  const { name, podCidr } = state.machine;
  const labels = {
    'beta.kubernetes.io/arch': 'amd64',
    'beta.kubernetes.io/os': 'linux',
    'kubernetes.io/arch': 'amd64',
    'kubernetes.io/hostname': name,
    'kubernetes.io/os': 'linux',
  };
  const metadata = { name, labels };
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata,
    spec: { podCIDR: podCidr, podCIDRs: [podCidr] },
    status: {},
  };
}

/** Makes the node known to the cluster, as a kubelet does at its start. */
export function register(state: KubeletState, context: Context): void {
  const { name } = state.machine;
  const tag: HeartbeatTag = { heartbeat: 'node' };
  const body = newNode(state);
  send(state.client, context, { verb: 'create', resource: 'nodes', namespace: '', name, body }, tag);
}

function createLease(state: KubeletState, context: Context): void {
  const { name } = state.machine;
  const at = formatMicroTime(state.epochMs + context.now);
  const lease: Lease = {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: { name, namespace: 'kube-node-lease' },
    spec: { holderIdentity: name, leaseDurationSeconds: LEASE_SECONDS, renewTime: at },
  };
  const tag: HeartbeatTag = { heartbeat: 'lease' };
  const call = {
    verb: 'create',
    resource: 'leases',
    namespace: 'kube-node-lease',
    name,
    body: lease,
  } as const;
  send(state.client, context, call, tag);
}

export function renewLease(state: KubeletState, context: Context): void {
  const { name } = state.machine;
  const body = { spec: { renewTime: formatMicroTime(state.epochMs + context.now) } };
  const call = { verb: 'patch', resource: 'leases', namespace: 'kube-node-lease', name, body } as const;
  send(state.client, context, { ...call, patchType: 'merge', quiet: true }, null);
  context.after(RENEW_MS, 'renew-lease', null);
}

/** Posts the node's status. `since`: when its conditions last changed. */
export function postNodeStatus(state: KubeletState, context: Context, since: number, quiet: boolean): void {
  const { name } = state.machine;
  const at = formatTime(state.epochMs + context.now);
  const body = nodeStatus(state, at, formatTime(state.epochMs + since));
  const tag: HeartbeatTag = { heartbeat: 'status' };
  const call = {
    verb: 'patch',
    resource: 'nodes',
    namespace: '',
    name,
    subresource: 'status',
    body,
  } as const;
  send(state.client, context, { ...call, patchType: 'whole', quiet }, quiet ? null : tag);
  context.after(STATUS_MS, 'post-status', since);
}

function announceReady(state: KubeletState, context: Context): void {
  const { name } = state.machine;
  // The kubelet refers to its node by name also where a uid belongs (facts sheet, F1).
  const involved = { kind: 'Node', apiVersion: 'v1', namespace: '', name, uid: name };
  for (const reason of [
    'NodeHasSufficientMemory',
    'NodeHasNoDiskPressure',
    'NodeHasSufficientPID',
    'NodeReady',
  ]) {
    const message = `Node ${name} status is now: ${reason}`;
    recordEvent(state.recorder, state.events, context, involved, { type: 'Normal', reason, message });
  }
}

export function heartbeatAnswered(
  state: KubeletState,
  context: Context,
  tag: HeartbeatTag,
  response: ApiResponse,
): void {
  // 409: the object is there from an earlier start.
  const fine = isSuccess(response.code) || response.code === 409;
  if (!fine) {
    context.after(RETRY_MS, 'start', null);
  } else if (tag.heartbeat === 'node') {
    context.after(FIRST_STATUS_MS, 'first-status', null);
    createLease(state, context);
  } else if (tag.heartbeat === 'lease') {
    context.after(RENEW_MS, 'renew-lease', null);
  } else {
    announceReady(state, context);
  }
}
