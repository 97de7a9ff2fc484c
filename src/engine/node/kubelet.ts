/** kubelet: the agent of one node. A state machine per pod by nature. Models pkg/kubelet/kubelet.go. */
import type { Pod } from '../api/pod';
import { isPodTerminal, podRequests } from '../api/pod-status';
import type { ApiResponse, ExecRequest, ExecResult, WatchEvent } from '../api/wire';
import type { CacheChange } from '../client/informer';
import { openInformer, takeResponse, takeWatchEvent, type ProcessEvent } from '../client/process';
import type { ComponentKind, Context } from '../kernel/component';
import type { Hop, SimEvent } from '../kernel/event';
import type { ContainerExit, CriReply, CriRequest } from './cri';
import { heartbeatAnswered, postNodeStatus, register, renewLease, type HeartbeatTag } from './heartbeat';
import { cloneKubelet, forgetPod, recordOf, update, type KubeletState } from './kubelet-state';
import { containerOf, newPodRecord, type PodRecord } from './pod-record';
import { announce, callRuntime, retry, showPullBackoff, syncPod, takeExit, takeReply } from './pod-worker';
import { relistContainers, reportStatus, statusAnswered, type StatusTag } from './status-manager';
import { containerStopped, continueTermination, sandboxStopped, terminatePod } from './termination';

/** Room for the pod, as the kubelet sees it: it trusts no scheduler. Models pkg/kubelet/lifecycle/predicate.go. */
function rejectionOf(state: KubeletState, pod: Pod): PodRecord['rejection'] {
  let cpu = 0;
  let memory = 0;
  let count = 0;
  for (const other of state.pods.map.values()) {
    if (other.rejection !== null || other.orphan || isPodTerminal(other.pod)) continue;
    const used = podRequests(other.pod);
    cpu += used.cpuMillicores;
    memory += used.memoryBytes;
    count++;
  }
  const wanted = podRequests(pod);
  const { cpuMillicores, memoryBytes, podsMax } = state.machine;
  const refuse = (name: string, asked: number, used: number, capacity: number): PodRecord['rejection'] => ({
    reason: `OutOf${name}`,
    message:
      `Pod was rejected: Node didn't have enough resource: ${name}, ` +
      `requested: ${asked}, used: ${used}, capacity: ${capacity}`,
  });
  if (count + 1 > podsMax) return refuse('pods', 1, count, podsMax);
  if (wanted.cpuMillicores > cpuMillicores - cpu)
    return refuse('cpu', wanted.cpuMillicores, cpu, cpuMillicores);
  return wanted.memoryBytes > memoryBytes - memory
    ? refuse('memory', wanted.memoryBytes, memory, memoryBytes)
    : null;
}

function podAdded(state: KubeletState, context: Context, key: string, pod: Pod): void {
  if (isPodTerminal(pod)) return;
  const fresh = newPodRecord(pod, key, context.now, context.cause);
  const rejection = rejectionOf(state, pod);
  const record = update(state, context, { ...fresh, rejection });
  if (rejection !== null) {
    const { reason, message } = rejection;
    announce(state, context, record, '', { type: 'Warning', reason, message });
  }
  reportStatus(state, context, record);
  const current = recordOf(state, record.uid) as PodRecord;
  if (pod.metadata.deletionTimestamp === undefined) syncPod(state, context, current);
  else terminatePod(state, context, current);
}

function podGone(state: KubeletState, context: Context, record: PodRecord): void {
  if (record.stage === 'finished' || record.rejection !== null) {
    forgetPod(state, context, record.uid);
    return;
  }
  const orphan = update(state, context, { ...record, orphan: true, cause: context.cause });
  // One that was removed by force is taken down now, and faster than was agreed.
  terminatePod(state, context, orphan);
}

function podChanged(state: KubeletState, context: Context, change: CacheChange): void {
  const pod = change.now as Pod | undefined;
  const oldUid = change.old?.metadata.uid;
  if (oldUid !== undefined && oldUid !== pod?.metadata.uid) {
    const gone = recordOf(state, oldUid);
    if (gone !== undefined) podGone(state, context, gone);
  }
  if (pod === undefined) return;
  const known = recordOf(state, pod.metadata.uid ?? '');
  if (known === undefined) {
    podAdded(state, context, change.key, pod);
    return;
  }
  const record = update(state, context, { ...known, pod });
  if (pod.metadata.deletionTimestamp !== undefined) {
    terminatePod(state, context, record);
  } else if (
    isPodTerminal(pod) &&
    record.stage === 'active' &&
    record.sandbox === 'ready' &&
    record.awaiting === 0
  ) {
    // Completed: its address goes back, its record stays until somebody deletes the pod.
    callRuntime(state, context, record, 'StopPodSandbox', '');
  }
}

function takeChanges(state: KubeletState, context: Context, event: ProcessEvent): void {
  if (event.kind === 'changes') for (const change of event.changes) podChanged(state, context, change);
}

function takeAnswer(state: KubeletState, context: Context, response: ApiResponse): void {
  if (response.client !== '') return;
  const event = takeResponse(state, context, response);
  if (event.kind !== 'response') {
    takeChanges(state, context, event);
    return;
  }
  const tag = event.tag as StatusTag | HeartbeatTag | undefined;
  if (tag === undefined) return;
  if ('heartbeat' in tag) {
    heartbeatAnswered(state, context, tag, response);
    return;
  }
  const record = statusAnswered(state, context, tag, response);
  if (record !== null) continueTermination(state, context, record);
}

function takeRuntimeReply(state: KubeletState, context: Context, reply: CriReply): void {
  if (reply.operation === 'ExecSync') {
    execDone(state, context, reply);
  } else if (reply.operation === 'StopContainer') {
    containerStopped(state, context, reply);
  } else if (reply.operation === 'StopPodSandbox') {
    sandboxStopped(state, context, reply);
  } else {
    takeReply(state, context, reply);
    // A call that was under way when the pod was deleted has ended: now it can be taken down.
    const record = recordOf(state, reply.podUid);
    if (record !== undefined && record.stage === 'terminating') continueTermination(state, context, record);
  }
}

/** ms one way to the API server. */
const EXEC_LINK_MS = 2;

function exec(state: KubeletState, context: Context, request: ExecRequest): void {
  const record = recordOf(state, request.podUid);
  state.execs.set(request.id, request);
  const { podUid, podKey, container, command, id: execId } = request;
  const containerId = record === undefined ? '' : containerOf(record, container).id;
  const message: CriRequest = {
    operation: 'ExecSync',
    podUid,
    podKey,
    container,
    containerId,
    command,
    execId,
  };
  const hop: Hop = {
    kind: 'exec',
    verb: command.join(' '),
    resource: 'containers',
    key: `${podKey}/${container}`,
    code: 0,
  };
  context.send(state.containerd, 'cri', message, 1, hop);
}

function execDone(state: KubeletState, context: Context, reply: CriReply): void {
  const request = state.execs.get(reply.execId ?? 0);
  if (request === undefined) return;
  state.execs.delete(request.id);
  const { error, exitCode = 0, stdout = '', stderr = '' } = reply;
  const result: ExecResult = { id: request.id, error, exitCode, stdout, stderr };
  const hop: Hop = { kind: 'exec', verb: 'exit', resource: 'reply', key: request.podKey, code: exitCode };
  context.send(`${state.cluster}/kube-apiserver`, 'exec-result', result, EXEC_LINK_MS, hop);
}

function sync(state: KubeletState, context: Context, uid: string): void {
  const record = recordOf(state, uid);
  if (record === undefined) return;
  reportStatus(state, context, record);
  syncPod(state, context, recordOf(state, uid) as PodRecord);
}

type Handler = (state: KubeletState, context: Context, data: unknown) => void;

const HANDLERS: Readonly<Record<string, Handler>> = {
  start: (state, context) => {
    register(state, context);
    openInformer(state.client, context, 'pods', state.watchesNode);
  },
  relist: (state, context, resource) =>
    openInformer(state.client, context, resource as string, state.watchesNode),
  'renew-lease': renewLease,
  'first-status': (state, context) => postNodeStatus(state, context, context.now, false),
  'post-status': (state, context, since) => postNodeStatus(state, context, since as number, true),
  watch: (state, context, event) =>
    takeChanges(state, context, takeWatchEvent(state, context, event as WatchEvent)),
  response: (state, context, response) => takeAnswer(state, context, response as ApiResponse),
  'cri-reply': (state, context, reply) => takeRuntimeReply(state, context, reply as CriReply),
  'container-exit': (state, context, exit) => takeExit(state, context, exit as ContainerExit),
  exec: (state, context, request) => exec(state, context, request as ExecRequest),
  'relist-containers': relistContainers,
  retry: (state, context, data) => retry(state, context, data as Parameters<typeof retry>[2]),
  'pull-backoff': (state, context, data) =>
    showPullBackoff(state, context, data as Parameters<typeof retry>[2]),
  sync: (state, context, uid) => sync(state, context, uid as string),
};

export const kubeletComponent: ComponentKind<KubeletState> = {
  clone: cloneKubelet,
  handle(state: KubeletState, event: SimEvent, context: Context): void {
    const handler = HANDLERS[event.type];
    if (handler === undefined) throw new Error(`kubelet: unknown event ${event.type}`);
    handler(state, context, event.data);
  },
};
