/** Streams of exec, attach and port-forward: the kubelet knows the container, and hands every message on. */
import { CHANNEL } from '../api/http';
import { internalError } from '../api/status';
import type { StreamOpen, StreamPart } from '../api/wire';
import type { Context } from '../kernel/component';
import type { Address, Hop } from '../kernel/event';
import { recordOf, type KubeletState } from './kubelet-state';
import { findContainer, type PodRecord } from './pod-record';
import { LOCAL_MS } from './runtime-calls';
import { staticRecord } from './static-pods';

/** ms one way to the API server. */
const STREAM_LINK_MS = 2;

function hopOf({ kind, podKey }: StreamOpen, verb: string): Hop {
  return { kind: 'exec', verb, resource: `pods/${kind}`, key: podKey, code: 0 };
}

function serverOf({ cluster }: KubeletState): Address {
  return `${cluster}/kube-apiserver`;
}

function refuse(state: KubeletState, context: Context, open: StreamOpen, why: string): void {
  // A port-forward's error channel has plain words.
  const data = open.kind === 'portforward' ? why : JSON.stringify(internalError(why));
  const part: StreamPart = { stream: open.stream, channel: CHANNEL.error, data, end: true };
  context.send(serverOf(state), 'stream-output', part, STREAM_LINK_MS, hopOf(open, 'error'));
}

/** What the kubelet has against a stream; '' for nothing. Models pkg/kubelet/server/server.go and kubelet_pods.go. */
function problemOf(record: PodRecord | undefined, { kind, container, podKey }: StreamOpen): string {
  if (record === undefined) return `unable to upgrade connection: pod does not exist`;
  if (kind === 'portforward') {
    const [namespace = '', name = ''] = podKey.split('/');
    const there = record.sandbox === 'ready';
    return there
      ? ''
      : `error forwarding port: pod ${name}_${namespace}: pod not found ("${name}_${namespace}")`;
  }
  const stage = findContainer(record, container)?.stage;
  if (stage === 'running' || stage === 'hook') return '';
  return `unable to upgrade connection: container not found ("${container}")`;
}

export function openStream(state: KubeletState, context: Context, open: StreamOpen): void {
  // The API knows a static pod by the uid of its mirror.
  const record = recordOf(state, open.podUid) ?? staticRecord(state, open.podKey);
  const problem = problemOf(record, open);
  if (problem !== '' || record === undefined) {
    refuse(state, context, open, problem);
    return;
  }
  const containerId = findContainer(record, open.container)?.id ?? '';
  const message: StreamOpen = { ...open, podUid: record.uid, containerId };
  state.streams.set(open.stream, message);
  context.send(state.containerd, 'stream-open', message, LOCAL_MS, hopOf(open, open.kind));
}

const NO_RUNTIME =
  'rpc error: code = Unavailable desc = connection error: desc = "transport: Error while dialing: ' +
  'dial unix /run/containerd/containerd.sock: connect: connection refused"';

/** The runtime does not answer. */
export function refuseStream(state: KubeletState, context: Context, open: StreamOpen): void {
  if (state.streams.delete(open.stream)) refuse(state, context, open, NO_RUNTIME);
}

export function streamInput(state: KubeletState, context: Context, part: StreamPart): void {
  const open = state.streams.get(part.stream);
  if (open === undefined) return;
  if (part.end === true) state.streams.delete(part.stream);
  const verb = part.end === true ? 'close' : part.channel === CHANNEL.resize ? 'resize' : 'stdin';
  context.send(state.containerd, 'stream-input', part, LOCAL_MS, hopOf(open, verb));
}

const OUTPUTS: Readonly<Record<number, string>> = { 1: 'stdout', 2: 'stderr', 3: 'status' };

export function streamOutput(state: KubeletState, context: Context, part: StreamPart): void {
  const open = state.streams.get(part.stream);
  if (open === undefined) return;
  if (part.end === true) state.streams.delete(part.stream);
  const verb = OUTPUTS[part.channel] ?? 'data';
  context.send(serverOf(state), 'stream-output', part, STREAM_LINK_MS, hopOf(open, verb));
}

/** The API server's or the runtime's process has ended: what it held open is closed at the other side. */
export function breakStreams(state: KubeletState, context: Context, peers: readonly Address[]): void {
  const server = peers.includes(serverOf(state));
  if (!server && !peers.includes(state.containerd)) return;
  for (const [stream, open] of [...state.streams]) {
    state.streams.delete(stream);
    if (server) {
      const part: StreamPart = { stream, channel: CHANNEL.close, data: '', end: true };
      context.send(state.containerd, 'stream-input', part, LOCAL_MS, hopOf(open, 'close'));
    } else {
      refuse(state, context, open, 'unexpected EOF');
    }
  }
}
