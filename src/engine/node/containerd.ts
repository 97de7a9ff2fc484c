/**
 * containerd: sandboxes, images and containers of one machine. Each CRI call takes the time that it takes.
 * Models containerd's CRI plugin as far as a kubelet can tell.
 */
import type { ComponentKind, Context } from '../kernel/component';
import { writable } from '../kernel/cow';
import type { Hop, SimEvent } from '../kernel/event';
import { nextUint32 } from '../kernel/random';
import { findImage, isImage, parseReference } from '../workload/images';
import { execIn, programOf } from '../workload/program';
import { allocate, release } from './cni';
import { cloneContainerd, type ContainerdState, type Instance } from './containerd-state';
import type { ContainerExit, CriReply, CriRequest } from './cri';

// Durations of the calls, ms: what an unhurried virtual machine shows.
const SANDBOX_MS = 180;
const CNI_MS = 60;
const CREATE_MS = 40;
const START_MS = 60;
const STOP_SANDBOX_MS = 90;
const EXEC_MS = 30;
/** Between two processes of one machine. */
const LOCAL_MS = 1;
/** Asking the registry for a manifest: all that a pull of a present image does. */
const RESOLVE_MS = 150;
/** Layers unpacked, whatever their size. */
const UNPACK_MS = 250;
const PULL_BYTES_PER_MS = 40_000;
/** The kubelet looks for what changed once a second. Models PLEG's relist. */
export const RELIST_MS = 1000;

function reply(
  state: ContainerdState,
  context: Context,
  request: CriRequest,
  part: Partial<CriReply>,
  ms: number,
): void {
  const { operation, podUid, podKey, container } = request;
  const message: CriReply = { operation, podUid, container, error: '', ...part };
  const key = container === '' ? podKey : `${podKey}/${container}`;
  const hop: Hop = {
    kind: 'cri',
    verb: operation,
    resource: 'reply',
    key,
    code: message.error === '' ? 200 : 500,
  };
  context.send(state.kubelet, 'cri-reply', message, LOCAL_MS, hop, context.cause, ms - LOCAL_MS);
}

function update(state: ContainerdState, context: Context, id: string, change: Partial<Instance>): Instance {
  const fresh = { ...(state.containers.map.get(id) as Instance), ...change };
  writable(state.containers, context.epoch).set(id, fresh);
  return fresh;
}

/** The runtime asks the CNI plugin on the same machine, which answers at once in this event; the hops carry its time. */
function callCni(state: ContainerdState, context: Context, verb: 'ADD' | 'DEL', key: string): void {
  const { now, self } = context;
  const cni = `${state.cluster}/${state.node}/cni`;
  const hop: Hop = { kind: 'cni', verb, resource: 'sandboxes', key, code: 0 };
  const asked = context.record(self, cni, now + LOCAL_MS, now + CNI_MS / 2, hop);
  context.record(cni, self, now + CNI_MS / 2, now + CNI_MS, { ...hop, resource: 'reply' }, asked);
}

function runPodSandbox(state: ContainerdState, context: Context, request: CriRequest): void {
  callCni(state, context, 'ADD', request.podKey);
  const ip = allocate(state.ipam, context.epoch, request.podUid);
  if (ip === null) {
    const error =
      'failed to setup network for sandbox: plugin type="bridge" failed (add): no IP addresses available';
    reply(state, context, request, { error: `rpc error: code = Unknown desc = ${error}` }, SANDBOX_MS);
    return;
  }
  writable(state.sandboxes, context.epoch).set(request.podUid, ip);
  reply(state, context, request, { ip }, SANDBOX_MS);
}

function pullImage(state: ContainerdState, context: Context, request: CriRequest): void {
  const reference = parseReference(request.spec?.image ?? '');
  const image = findImage(reference);
  const begin = Math.max(context.now, state.pullsUntil);
  if (!isImage(image)) {
    state.pullsUntil = begin + RESOLVE_MS;
    const error = `rpc error: code = NotFound desc = ${image.error}`;
    reply(state, context, request, { error }, state.pullsUntil - context.now);
    return;
  }
  const present = state.images.map.has(reference.full);
  const pullMs = RESOLVE_MS + (present ? 0 : UNPACK_MS + Math.ceil(image.sizeBytes / PULL_BYTES_PER_MS));
  state.pullsUntil = begin + pullMs;
  if (!present) writable(state.images, context.epoch).set(reference.full, state.pullsUntil);
  const waitMs = state.pullsUntil - context.now;
  reply(
    state,
    context,
    request,
    { pullMs, waitMs, sizeBytes: image.sizeBytes, imageId: reference.full },
    waitMs,
  );
}

function newId(state: ContainerdState): string {
  let id = '';
  for (let i = 0; i < 8; i++) id += nextUint32(state.ids).toString(16).padStart(8, '0');
  return id;
}

/** The instance that a restart replaces is removed, as the kubelet's container collection does. */
function forgetOldInstance(state: ContainerdState, context: Context, request: CriRequest): void {
  const old = state.containers.map.get(request.containerId ?? '');
  if (old !== undefined) writable(state.containers, context.epoch).delete(old.id);
}

function createContainer(state: ContainerdState, context: Context, request: CriRequest): void {
  const image = findImage(parseReference(request.spec?.image ?? ''));
  if (!isImage(image)) {
    reply(state, context, request, { error: `rpc error: code = NotFound desc = ${image.error}` }, CREATE_MS);
    return;
  }
  forgetOldInstance(state, context, request);
  const id = newId(state);
  const instance: Instance = {
    id,
    podUid: request.podUid,
    podKey: request.podKey,
    name: request.container,
    program: programOf(image, request.spec?.command, request.spec?.args),
    state: 'created',
    generation: 0,
    endsAt: -1,
    stopping: [],
    exitCode: 0,
  };
  writable(state.containers, context.epoch).set(id, instance);
  reply(state, context, request, { containerId: id }, CREATE_MS);
}

interface EndData {
  readonly id: string;
  readonly generation: number;
  readonly exitCode: number;
}

/** The main process will end in `ms`, unless something else ends it before. The earliest end wins. */
function expectEnd(
  state: ContainerdState,
  context: Context,
  instance: Instance,
  ms: number,
  exitCode: number,
): void {
  const endsAt = context.now + ms;
  if (instance.endsAt >= 0 && instance.endsAt <= endsAt) return;
  const generation = instance.generation + 1;
  update(state, context, instance.id, { generation, endsAt });
  const data: EndData = { id: instance.id, generation, exitCode };
  context.after(ms, 'process-end', data);
}

function startContainer(state: ContainerdState, context: Context, request: CriRequest): void {
  const instance = state.containers.map.get(request.containerId ?? '');
  if (instance === undefined) {
    reply(
      state,
      context,
      request,
      { error: 'rpc error: code = NotFound desc = no such container' },
      START_MS,
    );
    return;
  }
  const { startError, runMs, exitCode } = instance.program;
  if (startError !== '') {
    update(state, context, instance.id, { state: 'exited', exitCode });
    reply(state, context, request, { error: startError }, START_MS);
    return;
  }
  const running = update(state, context, instance.id, { state: 'running' });
  if (runMs >= 0) expectEnd(state, context, running, START_MS + runMs, exitCode);
  reply(state, context, request, {}, START_MS);
}

/** SIGTERM to PID 1: its handler leaves, or the kernel drops the signal. Returns true when the process will leave. */
function terminate(state: ContainerdState, context: Context, instance: Instance): boolean {
  const { onTerm } = instance.program;
  if (onTerm === null) return false;
  expectEnd(state, context, instance, onTerm.afterMs, onTerm.exitCode);
  return true;
}

const KILLED = 137;

function stopContainer(state: ContainerdState, context: Context, request: CriRequest): void {
  const instance = state.containers.map.get(request.containerId ?? '');
  if (instance === undefined || instance.state !== 'running') {
    reply(state, context, request, { exitCode: instance?.exitCode ?? 0 }, LOCAL_MS + 1);
    return;
  }
  const stopping = update(state, context, instance.id, { stopping: [...instance.stopping, request] });
  const timeout = request.timeoutMs ?? 0;
  const { onTerm } = instance.program;
  if (onTerm !== null && onTerm.afterMs <= timeout) terminate(state, context, stopping);
  else expectEnd(state, context, stopping, timeout, KILLED);
}

function stopPodSandbox(state: ContainerdState, context: Context, request: CriRequest): void {
  const ip = state.sandboxes.map.get(request.podUid);
  if (ip !== undefined) {
    callCni(state, context, 'DEL', request.podKey);
    release(state.ipam, context.epoch, ip);
    writable(state.sandboxes, context.epoch).delete(request.podUid);
  }
  for (const instance of state.containers.map.values()) {
    if (instance.podUid === request.podUid) writable(state.containers, context.epoch).delete(instance.id);
  }
  reply(state, context, request, {}, STOP_SANDBOX_MS);
}

function execSync(state: ContainerdState, context: Context, request: CriRequest): void {
  const execId = request.execId ?? 0;
  const instance = state.containers.map.get(request.containerId ?? '');
  if (instance === undefined || instance.state !== 'running') {
    const error = `unable to upgrade connection: container not found ("${request.container}")`;
    reply(state, context, request, { execId, error }, EXEC_MS);
    return;
  }
  const { exitCode, stdout, stderr, signals } = execIn(request.command ?? []);
  let answer: Partial<CriReply> = { execId, exitCode, stdout, stderr };
  // SIGKILL from inside never reaches PID 1 of its own namespace.
  if (signals.includes(15) && !terminate(state, context, instance)) {
    const note = `simplified here: ${instance.program.name} runs as PID 1 without a handler for SIGTERM; `;
    answer = { ...answer, stderr: `${stderr}${note}the kernel drops the signal\n` };
  }
  reply(state, context, request, answer, EXEC_MS);
}

/** The main process is over. Who waits with a StopContainer is answered; else the kubelet finds out at its next relist. */
function processEnd(state: ContainerdState, context: Context, data: EndData): void {
  const instance = state.containers.map.get(data.id);
  if (instance === undefined || instance.generation !== data.generation || instance.state !== 'running')
    return;
  const { exitCode } = data;
  update(state, context, data.id, { state: 'exited', exitCode, stopping: [] });
  for (const request of instance.stopping) reply(state, context, request, { exitCode }, LOCAL_MS);
  if (instance.stopping.length > 0) return;
  const exit: ContainerExit = {
    podUid: instance.podUid,
    container: instance.name,
    containerId: instance.id,
    exitCode,
    reason: exitCode === 0 ? 'Completed' : 'Error',
    finishedAt: context.now,
  };
  const hop: Hop = {
    kind: 'cri',
    verb: 'exited',
    resource: 'containers',
    key: `${instance.podKey}/${instance.name}`,
    code: 0,
  };
  const wait = RELIST_MS - (context.now % RELIST_MS);
  context.send(state.kubelet, 'container-exit', exit, LOCAL_MS, hop, context.cause, wait - LOCAL_MS);
}

const OPERATIONS: Readonly<
  Record<CriRequest['operation'], (state: ContainerdState, context: Context, request: CriRequest) => void>
> = {
  RunPodSandbox: runPodSandbox,
  PullImage: pullImage,
  CreateContainer: createContainer,
  StartContainer: startContainer,
  StopContainer: stopContainer,
  StopPodSandbox: stopPodSandbox,
  ExecSync: execSync,
};

export const containerdComponent: ComponentKind<ContainerdState> = {
  clone: cloneContainerd,
  handle(state: ContainerdState, event: SimEvent, context: Context): void {
    if (event.type === 'cri') {
      const request = event.data as CriRequest;
      OPERATIONS[request.operation](state, context, request);
    } else if (event.type === 'process-end') {
      processEnd(state, context, event.data as EndData);
    }
  },
};

/** True when the machine has the image. The kubelet asks the runtime in passing; no hop is drawn for it. */
export function hasImage(state: ContainerdState, image: string, now: number): boolean {
  const pulledAt = state.images.map.get(parseReference(image).full);
  return pulledAt !== undefined && pulledAt <= now;
}
