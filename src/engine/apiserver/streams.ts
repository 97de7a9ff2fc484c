/**
 * exec, attach and port-forward as streams: the API server finds the kubelet, and then hands every message on, both ways.
 * Models pkg/registry/core/pod/strategy.go (streamLocation) and apiserver/pkg/util/proxy/streamtranslator.go.
 */
import { CHANNEL } from '../api/http';
import type { Node } from '../api/node';
import type { Pod } from '../api/pod';
import { badRequest, internalError, notFound, type Status } from '../api/status';
import type { StreamOpen, StreamPart } from '../api/wire';
import { get, type EtcdState } from '../etcd/store';
import type { Context } from '../kernel/component';
import type { Address, Hop } from '../kernel/event';
import type { Undelivered } from '../kernel/machinery';
import { failure, respond, unexplained, type Answer, type Exchange } from './exchange';
import type { ApiServerState, OpenStream } from './state';
import { storedObject } from './storage';

/** Messages of streams, of which the API server hears when they do not arrive. */
export const STREAM_OPEN = 'stream-open';
export const STREAM_INPUT = 'stream-input';

/** All containers of a pod, in the order in which upstream goes through them. */
export function containerNames({ spec }: Pod): readonly string[] {
  const { initContainers = [], containers, ephemeralContainers = [] } = spec;
  return [...initContainers, ...containers, ...ephemeralContainers].map(({ name }) => name);
}

/** The container that is meant, or why it is none. Models validateContainer in pkg/registry/core/pod/strategy.go. */
export function containerMeant(
  pod: Pod,
  wished: string,
): { readonly name: string } | { readonly refused: Status } {
  const { name } = pod.metadata;
  const names = containerNames(pod);
  if (wished !== '') {
    return names.includes(wished)
      ? { name: wished }
      : { refused: badRequest(`container ${wished} is not valid for pod ${name}`) };
  }
  const [only, second] = pod.spec.containers;
  if (only !== undefined && second === undefined) return { name: only.name };
  const choice = `choose one of: [${names.join(' ')}]`;
  return { refused: badRequest(`a container name must be specified for pod ${name}, ${choice}`) };
}

type StreamKind = StreamOpen['kind'];

function opening(exchange: Exchange, kind: StreamKind): StreamOpen | Answer {
  const { request, kind: resource } = exchange;
  const pod = storedObject(exchange)?.value as Pod | undefined;
  if (pod === undefined || request.stream === undefined) return failure(notFound(resource, request.name));
  const { stdin, stdout, stderr } = request.stream;
  if (kind !== 'portforward' && !stdin && !stdout && !stderr) {
    return failure(badRequest('you must specify at least 1 of stdin, stdout, stderr'));
  }
  const meant = kind === 'portforward' ? { name: '' } : containerMeant(pod, request.container ?? '');
  if ('refused' in meant) return failure(meant.refused);
  if ((pod.spec.nodeName ?? '') === '') {
    return failure(badRequest(`pod ${request.name} does not have a host assigned`));
  }
  return {
    stream: exchange.state.nextInFlight,
    kind,
    podKey: `${request.namespace}/${request.name}`,
    podUid: pod.metadata.uid ?? '',
    container: meant.name,
    containerId: '',
    command: request.command ?? [],
    options: request.stream,
  };
}

function hopOf({ open }: Pick<OpenStream, 'open'>, verb: string, code = 0): Hop {
  return { kind: 'exec', verb, resource: `pods/${open.kind}`, key: open.podKey, code };
}

/**
 * Opens a stream. Of exec and attach the client hears at once that its connection is upgraded, and later errors come on
 * the error channel; a port-forward is answered by the kubelet.
 */
export function beginStream(exchange: Exchange, kind: StreamKind): Answer | null {
  const { state, context, request, from, cause, etcd } = exchange;
  const open = opening(exchange, kind);
  if ('code' in open) return open;
  state.nextInFlight++;
  const pod = storedObject(exchange)?.value as Pod;
  const kubelet = `${state.cluster}/${pod.spec.nodeName}/kubelet`;
  const stream: OpenStream = {
    from,
    request: { ...request, immediate: false },
    open,
    kubelet,
    url: urlOf(etcd, kubelet, open),
    answered: kind !== 'portforward',
  };
  state.streams.set(open.stream, stream);
  const verb = kind === 'exec' ? open.command.join(' ').slice(0, VERB_MAX) : kind;
  context.send(kubelet, STREAM_OPEN, open, state.latencies.link, hopOf(stream, verb), cause);
  return stream.answered ? UPGRADED : null;
}

/** The trace keeps every other command line for ever. */
const VERB_MAX = 80;

const UPGRADED: Answer = { code: 101, body: null, revision: 0 };

function addressOf(etcd: EtcdState, kubelet: Address): string {
  const name = kubelet.split('/')[1] ?? '';
  const node = get(etcd, 'minions', name)?.value as Node | undefined;
  return node?.status.addresses?.find(({ type }) => type === 'InternalIP')?.address ?? name;
}

/** Where the kubelet is asked: its errors name it. */
function urlOf(
  etcd: EtcdState,
  kubelet: Address,
  { kind, podKey, container, command, options }: StreamOpen,
): string {
  const query = [
    ...command.map((word) => `command=${encodeURIComponent(word).replace(/%20/g, '+')}`),
    ...(options.stderr ? ['error=1'] : []),
    ...(options.stdin ? ['input=1'] : []),
    ...(options.stdout ? ['output=1'] : []),
    ...(options.tty ? ['tty=1'] : []),
  ].join('&');
  const base = `https://${addressOf(etcd, kubelet)}:10250`;
  if (kind === 'portforward') return `${base}/portForward/${podKey}`;
  return `${base}/${kind}/${podKey}/${container}${query === '' ? '' : `?${query}`}`;
}

function forget(state: ApiServerState, id: number): void {
  state.streams.delete(id);
}

function say(
  state: ApiServerState,
  context: Context,
  stream: OpenStream,
  part: StreamPart,
  verb: string,
): void {
  const message: StreamPart = { ...part, stream: stream.request.id };
  context.send(stream.from, 'stream-output', message, state.latencies.link, hopOf(stream, verb));
}

/** Ends a stream with an error of its own. */
function fail(state: ApiServerState, context: Context, id: number, stream: OpenStream, why: string): void {
  forget(state, id);
  if (!stream.answered) {
    respond(state, context, stream.from, stream.request, failure(unexplained(500, why)));
    return;
  }
  // A port-forward's error channel has plain words.
  const data = stream.open.kind === 'portforward' ? why : JSON.stringify(internalError(why));
  say(state, context, stream, { stream: 0, channel: CHANNEL.error, data, end: true }, 'error');
}

const OUTPUTS: Readonly<Record<number, string>> = { 0: 'data', 1: 'stdout', 2: 'stderr', 3: 'status' };

/** A message from a kubelet, for the client. */
export function streamOutput(state: ApiServerState, context: Context, part: StreamPart): void {
  const known = state.streams.get(part.stream);
  if (known === undefined) return;
  if (!known.answered) {
    const stream = { ...known, answered: true };
    state.streams.set(part.stream, stream);
    respond(state, context, known.from, known.request, UPGRADED);
  }
  if (part.end === true) forget(state, part.stream);
  if (part.data !== '' || part.end === true)
    say(state, context, known, part, OUTPUTS[part.channel] ?? 'data');
}

/** A message from a client, for its kubelet. */
export function streamInput(state: ApiServerState, context: Context, from: Address, part: StreamPart): void {
  for (const [id, stream] of state.streams) {
    if (stream.request.id !== part.stream || stream.from !== from) continue;
    const verb = part.end === true ? 'close' : part.channel === CHANNEL.resize ? 'resize' : 'stdin';
    const message: StreamPart = { ...part, stream: id };
    context.send(stream.kubelet, STREAM_INPUT, message, state.latencies.link, hopOf(stream, verb));
    if (part.end === true) forget(state, id);
    return;
  }
}

/** A kubelet did not take a message. */
export function streamUndelivered(
  state: ApiServerState,
  etcd: EtcdState,
  context: Context,
  lost: Undelivered,
): void {
  const { stream: id } = lost.data as StreamOpen | StreamPart;
  const stream = state.streams.get(id);
  if (stream === undefined) return;
  const reason = lost.reason === 'refused' ? 'connect: connection refused' : 'i/o timeout';
  const dial = `dial tcp ${addressOf(etcd, stream.kubelet)}:10250: ${reason}`;
  if (lost.type === STREAM_INPUT) fail(state, context, id, stream, 'unexpected EOF');
  else if (!stream.answered) fail(state, context, id, stream, `error dialing backend: ${dial}`);
  else fail(state, context, id, stream, `error sending request: Post "${stream.url}": ${dial}`);
}

/** Connections to kubelets, or to clients, are gone. */
export function breakStreams(state: ApiServerState, context: Context, peers: ReadonlySet<Address>): void {
  for (const [id, stream] of [...state.streams]) {
    if (peers.has(stream.from)) {
      const message: StreamPart = { stream: id, channel: CHANNEL.close, data: '', end: true };
      context.send(stream.kubelet, STREAM_INPUT, message, state.latencies.link, hopOf(stream, 'close'));
      forget(state, id);
    } else if (peers.has(stream.kubelet)) {
      fail(state, context, id, stream, 'unexpected EOF');
    }
  }
}
