/** Sandboxes: the network and the names that the containers of a pod share. */
import type { Context } from '../kernel/component';
import { writable } from '../kernel/cow';
import type { Hop } from '../kernel/event';
import { allocate, release } from './cni';
import { markEnded } from './container-end';
import { LOCAL_MS, reply } from './containerd-reply';
import type { ContainerdState, Instance, Sandbox } from './containerd-state';
import type { CriRequest } from './cri';
import { closePorts } from './port-forward';

// Durations of the calls, ms: what an unhurried virtual machine shows.
const SANDBOX_MS = 180;
const CNI_MS = 60;
const STOP_SANDBOX_MS = 90;
const REMOVE_MS = 20;

/** The runtime asks the CNI plugin on the same machine, which answers at once in this event; the hops carry its time. */
function callCni(state: ContainerdState, context: Context, verb: 'ADD' | 'DEL', key: string): void {
  const { now, self } = context;
  const cni = `${state.cluster}/${state.node}/cni`;
  const hop: Hop = { kind: 'cni', verb, resource: 'sandboxes', key, code: 0 };
  const asked = context.record(self, cni, now + LOCAL_MS, now + CNI_MS / 2, hop);
  context.record(cni, self, now + CNI_MS / 2, now + CNI_MS, { ...hop, resource: 'reply' }, asked);
}

function sandboxFor(request: CriRequest, ip: string): Sandbox {
  const { podKey, hostNetwork, hostname, dns } = request;
  return {
    podKey,
    ip,
    ...(hostNetwork === true ? { hostNetwork } : {}),
    ...(hostname === undefined ? {} : { hostname }),
    ...(dns === undefined ? {} : { dns }),
  };
}

export function runPodSandbox(state: ContainerdState, context: Context, request: CriRequest): void {
  const { podUid, podKey } = request;
  if (request.hostNetwork === true) {
    const ip = request.hostIp ?? state.hostIp;
    writable(state.sandboxes, context.epoch).set(podUid, sandboxFor(request, ip));
    reply(state, context, request, { ip }, SANDBOX_MS - CNI_MS);
    return;
  }
  callCni(state, context, 'ADD', podKey);
  const ip = allocate(state.ipam, context.epoch, podUid);
  if (ip === null) {
    const error =
      'failed to setup network for sandbox: plugin type="bridge" failed (add): no IP addresses available';
    reply(state, context, request, { error: `rpc error: code = Unknown desc = ${error}` }, SANDBOX_MS);
    return;
  }
  writable(state.sandboxes, context.epoch).set(podUid, sandboxFor(request, ip));
  reply(state, context, request, { ip }, SANDBOX_MS);
}

function dropSandbox(state: ContainerdState, context: Context, podUid: string): void {
  const sandbox = state.sandboxes.map.get(podUid);
  if (sandbox === undefined) return;
  closePorts(state, context, podUid);
  if (sandbox.hostNetwork !== true) {
    callCni(state, context, 'DEL', sandbox.podKey);
    release(state.ipam, context.epoch, sandbox.ip);
  }
  writable(state.sandboxes, context.epoch).delete(podUid);
}

/** A container and all that is remembered of it goes. */
export function removeContainer(state: ContainerdState, context: Context, { id }: Instance): void {
  const { epoch } = context;
  writable(state.containers, epoch).delete(id);
  if (state.writes.map.has(id)) writable(state.writes, epoch).delete(id);
  if (state.logs.map.has(id)) writable(state.logs, epoch).delete(id);
  if (state.cpu.map.has(id)) writable(state.cpu, epoch).delete(id);
}

function removeVolumes(state: ContainerdState, context: Context, podUid: string): void {
  if (state.volumes.map.size === 0) return;
  for (const key of state.volumes.map.keys()) {
    if (key.startsWith(`${podUid}/`)) writable(state.volumes, context.epoch).delete(key);
  }
}

export function stopPodSandbox(state: ContainerdState, context: Context, request: CriRequest): void {
  const { podUid, keepContainers = false } = request;
  for (const instance of state.containers.map.values()) {
    if (instance.podUid !== podUid) continue;
    const ended = instance.state === 'running' ? markEnded(state, context, instance, 137, false) : instance;
    if (!keepContainers) removeContainer(state, context, ended);
  }
  dropSandbox(state, context, podUid);
  if (!keepContainers) removeVolumes(state, context, podUid);
  reply(state, context, request, {}, STOP_SANDBOX_MS);
}

/** Its ended containers and their output are of no more use. */
export function removePodSandbox(state: ContainerdState, context: Context, request: CriRequest): void {
  const { podUid } = request;
  for (const instance of state.containers.map.values()) {
    if (instance.podUid !== podUid) continue;
    if (instance.state === 'running') markEnded(state, context, instance, 137, false);
    removeContainer(state, context, instance);
  }
  dropSandbox(state, context, podUid);
  removeVolumes(state, context, podUid);
  reply(state, context, request, {}, REMOVE_MS);
}
