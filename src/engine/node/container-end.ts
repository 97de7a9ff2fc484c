/** The end of a container's main process: when it is expected, and who is told. */
import type { Context } from '../kernel/component';
import { writable } from '../kernel/cow';
import type { Hop } from '../kernel/event';
import { LOCAL_MS, reply, update } from './containerd-reply';
import type { ContainerdState, Instance } from './containerd-state';
import type { ContainerExit } from './cri';
import { attachedTo, endSession, sessionOf } from './sessions';

export const SIGKILLED = 137;
/** ms of a command in a container besides its own time. */
export const EXEC_MS = 30;

/** The kubelet looks for what changed once a second. Models PLEG's relist. */
export const RELIST_MS = 1000;

/** Of the timer `process-end`. */
export interface EndData {
  readonly id: string;
  readonly generation: number;
}

/** The main process will end in `ms`, unless something else ends it before. The earliest end wins. */
export function expectEnd(
  state: ContainerdState,
  context: Context,
  instance: Instance,
  ms: number,
  exitCode: number,
  oomKilled = false,
): void {
  const endsAt = context.now + ms;
  if (instance.endsAt >= 0 && instance.endsAt <= endsAt) return;
  const generation = instance.generation + 1;
  update(state, context, instance.id, { generation, endsAt, exitCode, oomKilled });
  const data: EndData = { id: instance.id, generation };
  context.after(ms, 'process-end', data);
}

/** Why a container ended, in the words of its status. */
export function reasonOf({ exitCode, oomKilled, state }: Instance): string {
  if (state === 'unknown') return 'Unknown';
  if (oomKilled) return 'OOMKilled';
  return exitCode === 0 ? 'Completed' : 'Error';
}

/** The address of the process of the cluster that a container is; '' for none. */
export function processAddress(state: ContainerdState, { program, podUid, podKey }: Instance): string {
  const { component } = program;
  if (component === '' || !podKey.startsWith('kube-system/')) return '';
  if (state.sandboxes.map.get(podUid)?.hostNetwork !== true) return '';
  return component === 'kube-proxy'
    ? `${state.cluster}/${state.node}/kube-proxy`
    : `${state.cluster}/${component}`;
}

/** Stops the process that the container was, unless another container is it too. */
function stopComponent(state: ContainerdState, context: Context, instance: Instance): void {
  const address = processAddress(state, instance);
  if (address === '') return;
  for (const other of state.containers.map.values()) {
    if (other.state === 'running' && other.id !== instance.id && processAddress(state, other) === address)
      return;
  }
  // Its node's rules stay as they are now.
  if (instance.program.component === 'kube-proxy') state.tableSeenAt = context.now;
  context.setProcess(address, false);
}

/** What still runs in a container ends with it. */
function endProcesses(state: ContainerdState, context: Context, instance: Instance): void {
  const { id } = instance;
  if (state.processes.map.has(id)) writable(state.processes, context.epoch).delete(id);
  for (const [key, exec] of state.execs) {
    if (exec.containerId !== id) continue;
    const { request, stdout, stderr } = exec;
    const session = sessionOf(state, key);
    if (session !== undefined) endSession(state, context, session, SIGKILLED);
    if (request !== null) {
      const answer = { execId: request.execId ?? 0, exitCode: SIGKILLED, stdout, stderr };
      reply(state, context, request, answer, LOCAL_MS);
    }
    forgetExec(state, context, key);
  }
  for (const session of attachedTo(state, instance)) endSession(state, context, session, 0);
}

export function forgetExec(state: ContainerdState, context: Context, key: string): void {
  state.execs.delete(key);
  if (state.processes.map.has(key)) writable(state.processes, context.epoch).delete(key);
}

/** The main process is over. Who waits with a StopContainer is answered; else the kubelet finds out at its next relist. */
export function endNow(
  state: ContainerdState,
  context: Context,
  instance: Instance,
  exitCode: number,
  oomKilled: boolean,
): void {
  const ended = markEnded(state, context, instance, exitCode, oomKilled);
  const { id, podUid, podKey, name, stopping } = instance;
  const reason = reasonOf(ended);
  for (const request of stopping)
    reply(state, context, request, { containerId: id, exitCode, reason }, LOCAL_MS);
  if (stopping.length > 0) return;
  const finishedAt = context.now;
  const exit: ContainerExit = { podUid, container: name, containerId: id, exitCode, reason, finishedAt };
  const hop: Hop = { kind: 'cri', verb: 'exited', resource: 'containers', key: `${podKey}/${name}`, code: 0 };
  const wait = RELIST_MS - (context.now % RELIST_MS);
  context.send(state.kubelet, 'container-exit', exit, LOCAL_MS, hop, context.cause, wait - LOCAL_MS);
}

/** The container is dead; nobody is told. */
export function markEnded(
  state: ContainerdState,
  context: Context,
  instance: Instance,
  exitCode: number,
  oomKilled: boolean,
): Instance {
  const change = {
    state: 'exited',
    exitCode,
    oomKilled,
    finishedAt: context.now,
    endsAt: -1,
    stopping: [],
  } as const;
  const ended = update(state, context, instance.id, change);
  endProcesses(state, context, instance);
  stopComponent(state, context, instance);
  return ended;
}
