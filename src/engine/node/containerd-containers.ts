/** Containers: created, started, stopped, entered and listed. */
import type { Context } from '../kernel/component';
import { writable } from '../kernel/cow';
import { programOf } from '../workload/program';
import { findImage, isImage, parseReference, referenceOf } from '../workload/registry';
import { openStdin } from '../workload/shell/process';
import { SIGTERM } from '../workload/shell/signals';
import {
  endNow,
  EXEC_MS,
  expectEnd,
  processAddress,
  reasonOf,
  SIGKILLED,
  type EndData,
} from './container-end';
import { execProblem } from './container-host';
import { watchServer } from './container-memory';
import { newProcess } from './container-environment';
import { beginExec, signalMain, termOf, type WakeData } from './container-process';
import { LOCAL_MS, reply, update } from './containerd-reply';
import { removeContainer } from './containerd-sandboxes';
import { newId, newInstance, type ContainerdState, type Instance } from './containerd-state';
import type { ContainerListItem, CriRequest } from './cri';

const CREATE_MS = 40;
const START_MS = 60;
const UPDATE_MS = 5;
const LIST_MS = 10;

/**
 * The instance that a restart replaces stays, for its output (`kubectl logs --previous`); the one before it goes.
 * Models the kubelet's container collection (one dead instance of each container).
 */
function forgetOldInstances(state: ContainerdState, context: Context, request: CriRequest): void {
  const { containerId = '', podUid, container } = request;
  if (!state.containers.map.has(containerId)) return;
  if (state.writes.map.has(containerId)) writable(state.writes, context.epoch).delete(containerId);
  for (const old of state.containers.map.values()) {
    if (old.podUid === podUid && old.name === container && old.id !== containerId)
      removeContainer(state, context, old);
  }
}

/** Absent fields stay absent: most containers have none of them. */
function optionsOf({
  env,
  files,
  mounts,
  memoryLimitBytes,
  spec,
  user,
  target,
}: CriRequest): Partial<Instance> {
  const options: { -readonly [K in keyof Instance]?: Instance[K] } = {};
  if (env !== undefined) options.env = env;
  if (files !== undefined) options.files = files;
  if (mounts !== undefined) options.mounts = mounts;
  if (memoryLimitBytes !== undefined) options.memoryLimitBytes = memoryLimitBytes;
  if (user !== undefined) options.user = user;
  if (target !== undefined) options.target = target;
  if (spec?.workingDir !== undefined) options.workingDir = spec.workingDir;
  return options;
}

export function createContainer(state: ContainerdState, context: Context, request: CriRequest): void {
  const { podUid, podKey, container: name, spec = { name }, env, files } = request;
  const { image = '' } = spec;
  const found = findImage(referenceOf(spec));
  if (!isImage(found)) {
    reply(state, context, request, { error: `rpc error: code = NotFound desc = ${found.error}` }, CREATE_MS);
    return;
  }
  forgetOldInstances(state, context, request);
  const id = newId(state);
  const program = programOf(spec, env, files);
  if (program.startError !== '' && state.runtime === 'cri-o') {
    // CRI-O prepares the process here, and crun says it in its own words.
    const error = `container create failed: executable file \`${program.name}\` not found in $PATH: No such file or directory`;
    reply(state, context, request, { error }, CREATE_MS);
    return;
  }
  const instance = newInstance({ id, podUid, podKey, name, image, program, ...optionsOf(request) });
  writable(state.containers, context.epoch).set(id, instance);
  reply(state, context, request, { containerId: id }, CREATE_MS);
}

export function startContainer(state: ContainerdState, context: Context, request: CriRequest): void {
  const instance = state.containers.map.get(request.containerId ?? '');
  if (instance === undefined) {
    const error = 'rpc error: code = NotFound desc = no such container';
    reply(state, context, request, { error }, START_MS);
    return;
  }
  const { startError, runMs, exitCode, script, args, stdin, tty } = instance.program;
  if (startError !== '') {
    update(state, context, instance.id, { state: 'exited', exitCode, finishedAt: context.now });
    reply(state, context, request, { error: startError }, START_MS);
    return;
  }
  const startedAt = context.now + START_MS;
  const running = update(state, context, instance.id, { state: 'running', startedAt });
  if (runMs >= 0) expectEnd(state, context, running, START_MS + runMs, exitCode);
  else watchServer(state, context, running, START_MS);
  if (script !== null) {
    const process = newProcess(
      state,
      running,
      script,
      args,
      false,
      stdin === true ? openStdin(tty === true) : undefined,
    );
    writable(state.processes, context.epoch).set(running.id, process);
    const data: WakeData = { key: running.id, waits: process.waits };
    context.after(START_MS, 'process-begin', data);
  }
  startComponent(state, context, running);
  reply(state, context, request, { containerId: instance.id }, START_MS);
}

function startComponent(state: ContainerdState, context: Context, instance: Instance): void {
  const address = processAddress(state, instance);
  if (address !== '') context.setProcess(address, true);
}

export function stopContainer(state: ContainerdState, context: Context, request: CriRequest): void {
  const instance = state.containers.map.get(request.containerId ?? '');
  if (instance === undefined || instance.state !== 'running') {
    const containerId = request.containerId ?? '';
    const answer =
      instance === undefined ? { exitCode: 0 } : { exitCode: instance.exitCode, reason: reasonOf(instance) };
    reply(state, context, request, { containerId, ...answer }, LOCAL_MS + 1);
    return;
  }
  const stopping = update(state, context, instance.id, { stopping: [...instance.stopping, request] });
  const timeout = request.timeoutMs ?? 0;
  const onTerm = termOf(state, stopping);
  if (onTerm !== null && onTerm.afterMs <= timeout) {
    expectEnd(state, context, stopping, onTerm.afterMs, onTerm.exitCode);
    return;
  }
  expectEnd(state, context, stopping, timeout, SIGKILLED);
  if (timeout > 0 && onTerm === null && instance.stopping.length === 0) {
    signalMain(state, context, state.containers.map.get(instance.id) as Instance, SIGTERM);
  }
}

export function processEnd(state: ContainerdState, context: Context, { id, generation }: EndData): void {
  const instance = state.containers.map.get(id);
  if (instance === undefined || instance.generation !== generation || instance.state !== 'running') return;
  endNow(state, context, instance, instance.exitCode, instance.oomKilled);
}

export function execSync(state: ContainerdState, context: Context, request: CriRequest): void {
  const instance = state.containers.map.get(request.containerId ?? '');
  if (instance === undefined || instance.state !== 'running') {
    const error = `unable to upgrade connection: container not found ("${request.container}")`;
    reply(state, context, request, { execId: request.execId ?? 0, error }, EXEC_MS);
    return;
  }
  const problem = execProblem(state, instance, request.command ?? []);
  if (problem !== '') {
    const error = `error executing command in container: failed to exec in container: ${problem}`;
    reply(state, context, request, { execId: request.execId ?? 0, error }, EXEC_MS);
    return;
  }
  beginExec(state, context, instance, request);
}

export function updateFiles(state: ContainerdState, context: Context, request: CriRequest): void {
  const { containerId = '', files } = request;
  if (files !== undefined && state.containers.map.has(containerId))
    update(state, context, containerId, { files });
  reply(state, context, request, { containerId }, UPDATE_MS);
}

function listItem(state: ContainerdState, instance: Instance): ContainerListItem {
  const { podUid, podKey, name, id, image, startedAt, finishedAt, state: stage } = instance;
  const over = stage === 'exited' || stage === 'unknown';
  return {
    podUid,
    podKey,
    sandboxIp: state.sandboxes.map.get(podUid)?.ip ?? '',
    container: name,
    containerId: id,
    image,
    imageId: parseReference(image).full,
    state: stage,
    startedAt,
    finishedAt,
    exitCode: over ? instance.exitCode : 0,
    reason: over ? reasonOf(instance) : '',
  };
}

export function listContainers(state: ContainerdState, context: Context, request: CriRequest): void {
  const items = [...state.containers.map.values()].map((instance) => listItem(state, instance));
  const sandboxes = [...state.sandboxes.map].map(([podUid, { podKey, ip }]) => ({ podUid, podKey, ip }));
  reply(state, context, request, { items, sandboxes }, LIST_MS);
}
