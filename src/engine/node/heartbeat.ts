/** How a node becomes known and stays alive: registration, Lease, and its status. Models pkg/kubelet/kubelet_node_status.go. */
import type { Lease } from '../api/lease';
import type { Node } from '../api/node';
import { formatMicroTime, formatTime } from '../api/time';
import { isSuccess, type ApiResponse } from '../api/wire';
import { recordEvent, type Happening } from '../client/recorder';
import { send } from '../client/requests';
import type { Context } from '../kernel/component';
import { imagesOf } from './containerd-images';
import type { KubeletState } from './kubelet-state';
import {
  NETWORK_NOT_READY,
  newNode,
  nodeStatus,
  RUNTIME_DOWN,
  saysSomethingNew,
  type NodeSight,
} from './node-status';
import { runtimeOf } from './runtime-calls';

/** Remembered with what a heartbeat sends. */
export interface HeartbeatTag {
  readonly heartbeat: 'node' | 'found' | 'lease' | 'check';
}

const LEASE_SECONDS = 40;
/** A quarter of the lease's duration. */
const RENEW_MS = 10_000;
/** A status that says nothing new is posted every five minutes; whether it does is looked at every ten seconds. */
const STATUS_MS = 300_000;
const LOOK_MS = 10_000;
/** Time until the runtime and the network answer for the first time. */
const FIRST_STATUS_MS = 700;
const RETRY_MS = 1000;
/** Models maxWaitForContainerRuntime. */
const RUNTIME_PATIENCE_MS = 30_000;
/** The node controller takes less than this to notice that it was mistaken. */
const CHECK_MS = 60_000;

function sight(state: KubeletState, context: Context, problem: string): NodeSight {
  const { machine, boots, epochMs } = state;
  const images = imagesOf(runtimeOf(state, context), context.now);
  return { machine, boots, problem, images, at: formatTime(epochMs + context.now) };
}

function announceNode(
  state: KubeletState,
  context: Context,
  type: Happening['type'],
  reason: string,
  message: string,
): void {
  const { name } = state.machine;
  // The kubelet refers to its node by name also where a uid belongs (facts sheet, F1).
  const involved = { kind: 'Node', apiVersion: 'v1', namespace: '', name, uid: name };
  recordEvent(state.recorder, state.events, context, involved, { type, reason, message });
}

function announceState(state: KubeletState, context: Context, reason: string): void {
  announceNode(state, context, 'Normal', reason, `Node ${state.machine.name} status is now: ${reason}`);
}

/** Makes the node known to the cluster, as a kubelet does at its start. */
export function register(state: KubeletState, context: Context): void {
  const { name } = state.machine;
  const tag: HeartbeatTag = { heartbeat: 'node' };
  const body = newNode(sight(state, context, NETWORK_NOT_READY));
  send(state.client, context, { verb: 'create', resource: 'nodes', namespace: '', name, body }, tag);
}

/** The first words of a kubelet. */
export function announceStart(state: KubeletState, context: Context): void {
  announceNode(state, context, 'Normal', 'Starting', 'Starting kubelet.');
}

function readNode(state: KubeletState, context: Context, heartbeat: 'found' | 'check'): void {
  const { name } = state.machine;
  const quiet = heartbeat === 'check';
  const tag: HeartbeatTag = { heartbeat };
  send(state.client, context, { verb: 'get', resource: 'nodes', namespace: '', name, quiet }, tag);
}

export function createLease(state: KubeletState, context: Context): void {
  const { name } = state.machine;
  const at = formatMicroTime(state.epochMs + context.now);
  const body: Lease = {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: { name, namespace: 'kube-node-lease' },
    spec: { holderIdentity: name, leaseDurationSeconds: LEASE_SECONDS, renewTime: at },
  };
  const tag: HeartbeatTag = { heartbeat: 'lease' };
  const namespace = 'kube-node-lease';
  send(state.client, context, { verb: 'create', resource: 'leases', namespace, name, body }, tag);
}

export function renewLease(state: KubeletState, context: Context): void {
  const { name } = state.machine;
  const body = { spec: { renewTime: formatMicroTime(state.epochMs + context.now) } };
  const call = { verb: 'patch', resource: 'leases', namespace: 'kube-node-lease', name, body } as const;
  send(state.client, context, { ...call, patchType: 'merge', quiet: true }, null);
  context.after(RENEW_MS, 'renew-lease', null);
}

interface StatusTimer {
  readonly posts: number;
  /** Also when there is nothing new to say. */
  readonly due: boolean;
}

function postLater(state: KubeletState, context: Context, delay: number, due: boolean): void {
  state.node.posts++;
  const timer: StatusTimer = { posts: state.node.posts, due };
  context.after(delay, 'post-status', timer);
}

/** The runtime and the network answer: the node is ready. */
export function postFirstStatus(state: KubeletState, context: Context): void {
  postNodeStatus(state, context, false, true);
  if (context.now < state.node.checkUntil) checkNode(state, context);
}

/** A runtime that is away for a moment is no reason to complain. */
function problemOf({ node }: KubeletState, { now }: Context): string {
  return node.lostAt >= 0 && now - node.lostAt >= RUNTIME_PATIENCE_MS ? RUNTIME_DOWN : '';
}

/** The container runtime does not answer. */
export function runtimeWent(state: KubeletState, context: Context): void {
  state.node.lostAt = context.now;
  context.after(RUNTIME_PATIENCE_MS, 'look-at-node', null);
}

/** It answers, perhaps again. */
export function runtimeCame(state: KubeletState, context: Context): void {
  if (state.node.lostAt < 0) return;
  state.node.lostAt = -1;
  lookSoon(state, context);
}

/** Something about the node may have changed: the next look at its status will tell. */
export function lookSoon(state: KubeletState, context: Context): void {
  postLater(state, context, LOOK_MS - (context.now % LOOK_MS), false);
}

/** Posts the node's status as it is now. */
function postNodeStatus(state: KubeletState, context: Context, quiet: boolean, due: boolean): void {
  const { name } = state.machine;
  const before = state.node.node;
  const problem = problemOf(state, context);
  const body = nodeStatus(before, sight(state, context, problem));
  if (due || saysSomethingNew(before, body)) {
    const call = {
      verb: 'patch',
      resource: 'nodes',
      namespace: '',
      name,
      subresource: 'status',
      body,
    } as const;
    send(state.client, context, { ...call, patchType: 'whole', quiet }, null);
    const was = before?.status.conditions?.find(({ type }) => type === 'Ready')?.status;
    if (was !== 'True' && problem === '') announceState(state, context, 'NodeReady');
    if (was === 'True' && problem !== '') announceState(state, context, 'NodeNotReady');
    if (before !== null) state.node.node = { ...before, status: body };
  }
  postLater(state, context, STATUS_MS, true);
}

export function postDue(state: KubeletState, context: Context, { posts, due }: StatusTimer): void {
  if (posts === state.node.posts) postNodeStatus(state, context, true, due);
}

/**
 * The API server or this kubelet was away, and others write of this node what is no longer so. A real kubelet reads its
 * node every ten seconds; here it does so only for as long as somebody may be mistaken.
 */
export function checkNode(state: KubeletState, context: Context): void {
  state.node.checkUntil = context.now + CHECK_MS;
  if (state.node.node === null || state.node.checking) return;
  state.node.checking = true;
  readNode(state, context, 'check');
}

/** The node is known to the API. A machine with another boot id than the one written there was switched off and on. */
function registered(state: KubeletState, context: Context, node: Node): void {
  const { name } = state.machine;
  state.node.node = node;
  for (const reason of ['NodeHasSufficientMemory', 'NodeHasNoDiskPressure', 'NodeHasSufficientPID']) {
    announceState(state, context, reason);
  }
  const message = 'Updated Node Allocatable limit across pods';
  announceNode(state, context, 'Normal', 'NodeAllocatableEnforced', message);
  const bootId = nodeStatus(null, sight(state, context, NETWORK_NOT_READY)).nodeInfo?.['bootID'] ?? '';
  const before = node.status.nodeInfo?.['bootID'] ?? bootId;
  if (before !== bootId) {
    const words = `Node ${name} has been rebooted, boot id: ${bootId}`;
    announceNode(state, context, 'Warning', 'Rebooted', words);
  }
  context.after(FIRST_STATUS_MS, 'first-status', null);
  createLease(state, context);
}

function checked(state: KubeletState, context: Context, response: ApiResponse): void {
  if (isSuccess(response.code)) {
    state.node.node = response.body as Node;
    postNodeStatus(state, context, true, false);
  } else {
    state.node.checkUntil = context.now + CHECK_MS;
  }
  state.node.checking = context.now < state.node.checkUntil;
  if (state.node.checking) context.after(LOOK_MS, 'read-node', null);
}

export function readNodeAgain(state: KubeletState, context: Context): void {
  readNode(state, context, 'check');
}

/** Takes the answer to a heartbeat. Returns true when the node has just become known. */
export function heartbeatAnswered(
  state: KubeletState,
  context: Context,
  { heartbeat }: HeartbeatTag,
  response: ApiResponse,
): boolean {
  const { code } = response;
  if (heartbeat === 'check') {
    checked(state, context, response);
  } else if (heartbeat === 'lease') {
    if (code === 409) renewLease(state, context);
    else if (isSuccess(code)) context.after(RENEW_MS, 'renew-lease', null);
    else context.after(RETRY_MS, 'create-lease', null);
  } else if (isSuccess(code)) {
    registered(state, context, response.body as Node);
    return true;
  } else if (code === 409) {
    // The object is there from an earlier start.
    state.node.checkUntil = context.now + CHECK_MS;
    readNode(state, context, 'found');
  } else {
    context.after(RETRY_MS, 'register', null);
  }
  return false;
}
