/** kubelet: the agent of one node. A state machine per pod by nature. Models pkg/kubelet/kubelet.go. */
import type { ApiResponse, ExecRequest, StreamOpen, StreamPart, WatchEvent } from '../api/wire';
import { EXPECTS_ANSWERS, takeConnectionLost, takeUndelivered } from '../client/connection';
import { openInformer, takeResponse, takeWatchEvent, type ProcessEvent } from '../client/process';
import type { ComponentKind, Context } from '../kernel/component';
import type { SimEvent } from '../kernel/event';
import type { ConnectionLost, Undelivered } from '../kernel/machinery';
import { preStopDone, turnOver } from './container-kill';
import { postStartDone, type HookData } from './container-start';
import type { ContainerExit, CriReply, CriRequest } from './cri';
import { checkDeadline } from './deadline';
import { exec, execDone } from './exec-relay';
import {
  announceStart,
  checkNode,
  createLease,
  heartbeatAnswered,
  lookSoon,
  postDue,
  postFirstStatus,
  readNodeAgain,
  register,
  renewLease,
  runtimeCame,
  type HeartbeatTag,
} from './heartbeat';
import { showPullBackoff, type RetryData } from './images';
import { cloneKubelet, recordOf, restartKubelet, update, type KubeletState } from './kubelet-state';
import { objectAnswered, refreshObjects, type ObjectTag } from './object-cache';
import { beginAll, podChanged, syncStatic } from './pod-changes';
import { retry, takeContainerExit, takeReply, workOn } from './pod-worker';
import { takeFinding } from './probe-findings';
import { armProbes, probe } from './prober';
import { askRuntime, foundIn, killOrphans } from './runtime-list';
import { askAgain, askLater, runtimeLost } from './runtime-loss';
import { changeManifest, mirrorAnswered, type MirrorTag } from './static-pods';
import { reconcileStatus, reportStatus, statusAnswered, type StatusTag } from './status-manager';
import { breakStreams, openStream, refuseStream, streamInput, streamOutput } from './stream-relay';
import { leaveAnswered, type LeaveTag } from './termination';
import { mountAgain, refreshUsers } from './volumes';

function start(state: KubeletState, context: Context): void {
  state.startedAt = context.now;
  announceStart(state, context);
  register(state, context);
  openInformer(state.client, context, 'pods', state.watchesNode);
  askRuntime(state, context);
}

function takeChanges(state: KubeletState, context: Context, event: ProcessEvent): void {
  if (event.kind !== 'changes') return;
  for (const change of event.changes) podChanged(state, context, change);
  // After a LIST the kubelet knows which pods there are not.
  if (state.found !== null && state.found.keys.size > 0) killOrphans(state, context);
  if (state.manifests.size > 0) syncStatic(state, context);
}

type Tag = StatusTag | HeartbeatTag | LeaveTag | ObjectTag | MirrorTag;

function takeAnswer(state: KubeletState, context: Context, response: ApiResponse): void {
  if (response.client !== '') return;
  const event = takeResponse(state, context, response);
  if (event.kind !== 'response') {
    takeChanges(state, context, event);
    return;
  }
  const tag = event.tag as Tag | undefined;
  if (tag === undefined) return;
  if ('statusOf' in tag) {
    const uid = statusAnswered(state, context, tag, response);
    if (uid !== null) workOn(state, context, uid);
  } else if ('heartbeat' in tag) {
    if (heartbeatAnswered(state, context, tag, response)) syncStatic(state, context);
  } else if ('leaving' in tag) {
    leaveAnswered(state, context, tag, response);
  } else if ('object' in tag) {
    takeObject(state, context, tag, response);
  } else {
    mirrorAnswered(state, context, tag, response);
  }
}

function takeObject(state: KubeletState, context: Context, tag: ObjectTag, response: ApiResponse): void {
  const news = objectAnswered(state, context, tag, response);
  if (news === null) return;
  if (news.changed) refreshUsers(state, context, news.key);
  for (const uid of news.waiting) workOn(state, context, uid);
}

function takeRuntimeReply(state: KubeletState, context: Context, reply: CriReply): void {
  if (reply.operation === 'ExecSync') {
    execDone(state, context, reply);
  } else if (reply.operation === 'ListContainers') {
    state.found = foundIn(reply);
    runtimeCame(state, context);
    beginAll(state, context);
  } else {
    takeReply(state, context, reply);
  }
}

/** The kubelet looks for what changed: containers that have come up are told of, and probed. */
function relistContainers(state: KubeletState, context: Context): void {
  const uids = [...state.touched];
  state.touched.clear();
  for (const uid of uids) {
    const record = recordOf(state, uid);
    if (record === undefined) continue;
    reconcileStatus(state, context, record);
    for (const container of record.containers) armProbes(state, context, record, container);
  }
}

function sync(state: KubeletState, context: Context, uid: string): void {
  const record = recordOf(state, uid);
  if (record === undefined) return;
  reportStatus(state, context, record);
  workOn(state, context, uid);
}

function runProbe(state: KubeletState, context: Context, data: Parameters<typeof probe>[2]): void {
  const finding = probe(state, context, data);
  if (finding === null) return;
  takeFinding(state, context, finding);
  workOn(state, context, finding.record.uid);
}

function makeSandboxAgain(state: KubeletState, context: Context, uid: string): void {
  const record = recordOf(state, uid);
  if (record?.sandbox !== 'failed') return;
  update(state, context, { ...record, sandbox: 'none' });
  workOn(state, context, uid);
}

function connectionLost(state: KubeletState, context: Context, lost: ConnectionLost): void {
  breakStreams(state, context, lost.peers);
  takeConnectionLost([state.client, state.events], state.informers, context, lost);
  if (lost.peers.includes(state.client.server)) checkNode(state, context);
  if (lost.peers.includes(state.containerd)) runtimeLost(state, context);
}

function notDelivered(state: KubeletState, context: Context, message: Undelivered): void {
  if (message.type === 'stream-open') refuseStream(state, context, message.data as StreamOpen);
  else if (message.type !== 'cri') takeUndelivered(context, message);
  else if ((message.data as CriRequest).operation === 'ListContainers') askLater(context);
  else runtimeLost(state, context);
}

/** A hook of a container has ended; then the worker looks what is to be done next. */
function afterHook(
  take: (state: KubeletState, context: Context, data: HookData) => void,
): (state: KubeletState, context: Context, data: unknown) => void {
  return (state, context, data) => {
    take(state, context, data as HookData);
    workOn(state, context, (data as HookData).uid);
  };
}

type Handler = (state: KubeletState, context: Context, data: unknown) => void;

const HANDLERS: Readonly<Record<string, Handler>> = {
  start,
  register,
  relist: (state, context, resource) =>
    openInformer(state.client, context, resource as string, state.watchesNode),
  'create-lease': createLease,
  'renew-lease': renewLease,
  'first-status': postFirstStatus,
  'post-status': (state, context, data) => postDue(state, context, data as Parameters<typeof postDue>[2]),
  'look-at-node': lookSoon,
  'read-node': readNodeAgain,
  watch: (state, context, event) =>
    takeChanges(state, context, takeWatchEvent(state, context, event as WatchEvent)),
  response: (state, context, response) => takeAnswer(state, context, response as ApiResponse),
  'connection-lost': (state, context, lost) => connectionLost(state, context, lost as ConnectionLost),
  undelivered: (state, context, message) => notDelivered(state, context, message as Undelivered),
  'ask-runtime': askAgain,
  'cri-reply': (state, context, reply) => takeRuntimeReply(state, context, reply as CriReply),
  'container-exit': (state, context, exit) => takeContainerExit(state, context, exit as ContainerExit),
  exec: (state, context, request) => exec(state, context, request as ExecRequest),
  'stream-open': (state, context, open) => openStream(state, context, open as StreamOpen),
  'stream-input': (state, context, part) => streamInput(state, context, part as StreamPart),
  'stream-output': (state, context, part) => streamOutput(state, context, part as StreamPart),
  'relist-containers': relistContainers,
  probe: (state, context, data) => runProbe(state, context, data as Parameters<typeof probe>[2]),
  retry: (state, context, data) => retry(state, context, data as RetryData),
  'pull-backoff': (state, context, data) => showPullBackoff(state, context, data as RetryData),
  'sandbox-retry': (state, context, uid) => makeSandboxAgain(state, context, uid as string),
  mount: (state, context, uid) => {
    if (mountAgain(state, context, uid as string)) workOn(state, context, uid as string);
  },
  'refresh-objects': refreshObjects,
  'post-start-done': afterHook(postStartDone),
  'pre-stop-done': afterHook(preStopDone),
  'turn-over': afterHook(turnOver),
  deadline: (state, context, uid) => checkDeadline(state, context, uid as string),
  sync: (state, context, uid) => sync(state, context, uid as string),
  'sync-static-pods': syncStatic,
  'static-manifest': (state, context, data) => {
    const { name, present } = data as { readonly name: string; readonly present: boolean };
    changeManifest(state, name, present);
    syncStatic(state, context);
  },
};

const EXPECTED: ReadonlySet<string> = new Set([...EXPECTS_ANSWERS, 'cri', 'stream-open']);

export const kubeletComponent: ComponentKind<KubeletState> = {
  clone: cloneKubelet,
  restart: restartKubelet,
  machineLost: (state) => ({ ...state, boots: state.boots + 1 }),
  expects: EXPECTED,
  handle(state: KubeletState, event: SimEvent, context: Context): void {
    const handler = HANDLERS[event.type];
    if (handler === undefined) throw new Error(`kubelet: unknown event ${event.type}`);
    handler(state, context, event.data);
  },
};
