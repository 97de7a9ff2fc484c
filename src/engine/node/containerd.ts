/**
 * containerd: sandboxes, images and containers of one machine. Each CRI call takes the time that it takes.
 * Models containerd's CRI plugin as far as a kubelet can tell. It also is the machine's network: what its containers
 * ask of others, and what others ask of them, passes through here.
 */
import type { StreamOpen, StreamPart } from '../api/wire';
import type { ComponentKind, Context } from '../kernel/component';
import type { SimEvent } from '../kernel/event';
import type { ConnectionLost, Undelivered } from '../kernel/machinery';
import type { EndData } from './container-end';
import { answerProcess, beginProcess, signalMain, wakeProcess, type WakeData } from './container-process';
import {
  createContainer,
  execSync,
  listContainers,
  processEnd,
  startContainer,
  stopContainer,
  updateFiles,
} from './containerd-containers';
import { pullImage } from './containerd-images';
import { breakSessions, openStream, streamInput } from './containerd-streams';
import { removePodSandbox, runPodSandbox, stopPodSandbox } from './containerd-sandboxes';
import { cloneContainerd, machineLost, restarted, type ContainerdState } from './containerd-state';
import type { CriRequest } from './cri';
import { takeFailure, takeLostPacket, takePacketReply, takeTimeout } from './flights';
import type { FailureData, Packet, PacketReply, Settled } from './packet';
import { takePacket } from './packets';

const OPERATIONS: Readonly<
  Record<CriRequest['operation'], (state: ContainerdState, context: Context, request: CriRequest) => void>
> = {
  RunPodSandbox: runPodSandbox,
  PullImage: pullImage,
  CreateContainer: createContainer,
  StartContainer: startContainer,
  StopContainer: stopContainer,
  UpdateFiles: updateFiles,
  StopPodSandbox: stopPodSandbox,
  RemovePodSandbox: removePodSandbox,
  ExecSync: execSync,
  ListContainers: listContainers,
};

/** Of the message `signal`: a command of a probe or a hook signals PID 1. */
export interface SignalData {
  readonly id: string;
  readonly number: number;
}

interface NumberData {
  readonly number: number;
}

function goOn(state: ContainerdState, context: Context, settled: Settled | null): void {
  if (settled !== null) answerProcess(state, context, settled.asker, settled.answer);
}

function signal(state: ContainerdState, context: Context, { id, number }: SignalData): void {
  const instance = state.containers.map.get(id);
  if (instance !== undefined) signalMain(state, context, instance, number);
}

/** After a start: the timers of before are void, the containers that run still have their ends and their waits. */
function rearm(state: ContainerdState, context: Context): void {
  const { now } = context;
  for (const { id, state: stage, generation, endsAt } of state.containers.map.values()) {
    const data: EndData = { id, generation };
    if (stage === 'running' && endsAt >= 0) context.after(Math.max(0, endsAt - now), 'process-end', data);
  }
  for (const [key, { wait, waits }] of state.processes.map) {
    const data: WakeData = { key, waits };
    const startsAt = state.containers.map.get(key)?.startedAt ?? now;
    if (wait === null) context.after(Math.max(0, startsAt - now), 'process-begin', data);
    else if (wait.kind === 'ask') goOn(state, context, { asker: { ...data, ask: wait.ask }, answer: NOBODY });
    else if (wait.until !== Infinity) context.after(Math.max(0, wait.until - now), 'process-wake', data);
  }
}

/** What was under way when the runtime stopped got no answer. */
const NOBODY = { kind: 'failed', why: 'timeout', ip: '' } as const;

const SILENCE_MS = 45_000;

/** Cut off from the API server for a while: the node's rules are those of the moment when it happened. */
function noteSilence(state: ContainerdState, context: Context, { peers }: ConnectionLost): void {
  const server = `${state.cluster}/kube-apiserver`;
  if (!peers.includes(server) || context.canReach(context.self, server)) return;
  if (state.tableSeenAt >= 0) state.tableSeenAt = Math.max(state.tableSeenAt, context.now - SILENCE_MS);
}

type Handler = (state: ContainerdState, context: Context, data: unknown) => void;

const HANDLERS: Readonly<Record<string, Handler>> = {
  start: rearm,
  cri: (state, context, data) => {
    const request = data as CriRequest;
    OPERATIONS[request.operation](state, context, request);
  },
  'process-end': (state, context, data) => processEnd(state, context, data as EndData),
  'process-begin': (state, context, data) => beginProcess(state, context, data as WakeData),
  'process-wake': (state, context, data) => wakeProcess(state, context, data as WakeData),
  'stream-open': (state, context, data) => openStream(state, context, data as StreamOpen),
  'stream-input': (state, context, data) => streamInput(state, context, data as StreamPart),
  signal: (state, context, data) => signal(state, context, data as SignalData),
  packet: (state, context, data) => takePacket(state, context, data as Packet),
  'packet-reply': (state, context, data) =>
    goOn(state, context, takePacketReply(state, context, data as PacketReply)),
  'ask-failed': (state, context, data) =>
    goOn(state, context, takeFailure(state, context, data as FailureData)),
  'ask-timeout': (state, context, data) =>
    goOn(state, context, takeTimeout(state, context, (data as NumberData).number)),
  undelivered: (state, context, data) => {
    const { type, data: message } = data as Undelivered;
    if (type === 'packet') takeLostPacket(state, context, message as Packet);
  },
  'connection-lost': (state, context, data) => {
    const lost = data as ConnectionLost;
    noteSilence(state, context, lost);
    breakSessions(state, context, lost.peers);
  },
};

export const containerdComponent: ComponentKind<ContainerdState> = {
  clone: cloneContainerd,
  restart: restarted,
  machineLost,
  expects: new Set(['packet']),
  handle(state: ContainerdState, event: SimEvent, context: Context): void {
    const handler = HANDLERS[event.type];
    if (handler === undefined) throw new Error(`containerd: unknown event ${event.type}`);
    handler(state, context, event.data);
  },
};
