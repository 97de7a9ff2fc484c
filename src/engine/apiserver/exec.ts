/** POST pods/NAME/exec: a command for a container, handed on to the kubelet of its node. */
import type { Node } from '../api/node';
import type { Pod } from '../api/pod';
import { badRequest, internalError, notFound } from '../api/status';
import type { ExecRequest, ExecResult } from '../api/wire';
import { get, type EtcdState } from '../etcd/store';
import type { Context } from '../kernel/component';
import type { Address, Hop } from '../kernel/event';
import type { Undelivered } from '../kernel/machinery';
import { failure, respond, unexplained, type Answer, type Exchange } from './exchange';
import { park, unpark, waitingFor } from './in-flight';
import type { ApiServerState } from './state';
import { storedObject } from './storage';
import { containerNames } from './streams';

/** The message type, of which the API server hears when it does not arrive. */
export const EXEC = 'exec';

function declares(pod: Pod, container: string): boolean {
  return containerNames(pod).includes(container);
}

/** What keeps the command from its container, or null. The words are the real ones (pkg/registry/core/pod/strategy.go). */
function refusal(exchange: Exchange, pod: Pod | undefined): Answer | null {
  const { kind, request } = exchange;
  if (pod === undefined) return failure(notFound(kind, request.name));
  const container = request.container ?? pod.spec.containers[0]?.name ?? '';
  if (!declares(pod, container)) {
    return failure(badRequest(`container ${container} is not valid for pod ${request.name}`));
  }
  if ((pod.spec.nodeName ?? '') === '') {
    return failure(badRequest(`pod ${request.name} does not have a host assigned`));
  }
  return null;
}

/** The request stays in flight until the kubelet answers. */
export function beginExec(exchange: Exchange): Answer | null {
  const { state, context, request, from, cause } = exchange;
  const pod = storedObject(exchange)?.value as Pod | undefined;
  const refused = refusal(exchange, pod);
  if (refused !== null || pod === undefined) return refused;
  const kubelet = `${state.cluster}/${pod.spec.nodeName}/kubelet`;
  const { id } = park(state, context, from, request, cause, 'storage', kubelet);
  const message: ExecRequest = {
    id,
    podKey: `${request.namespace}/${request.name}`,
    podUid: pod.metadata.uid ?? '',
    container: request.container ?? pod.spec.containers[0]?.name ?? '',
    command: request.command ?? [],
  };
  const verb = message.command.join(' ');
  const hop: Hop = { kind: 'exec', verb, resource: 'pods', key: message.podKey, code: 0 };
  context.send(kubelet, EXEC, message, state.latencies.link, hop, cause);
  return null;
}

function finish(state: ApiServerState, context: Context, id: number, answer: Answer): void {
  const waiting = unpark(state, id);
  if (waiting !== undefined) respond(state, context, waiting.from, waiting.request, answer);
}

/** The kubelet's answer, handed back to whoever asked. */
export function finishExec(state: ApiServerState, context: Context, result: ExecResult): void {
  const { id, error, exitCode, stdout, stderr } = result;
  const body = { exitCode, stdout, stderr };
  finish(state, context, id, error === '' ? { code: 200, body, revision: 0 } : failure(internalError(error)));
}

/** The node's own address, as it told it. */
function addressOf(etcd: EtcdState, kubelet: Address): string {
  const name = kubelet.split('/')[1] ?? '';
  const node = get(etcd, 'minions', name)?.value as Node | undefined;
  return node?.status.addresses?.find(({ type }) => type === 'InternalIP')?.address ?? name;
}

/** Nobody took the command. Models the error of the proxy to the kubelet. */
export function refuseExec(
  state: ApiServerState,
  etcd: EtcdState,
  context: Context,
  lost: Undelivered,
): void {
  const reason = lost.reason === 'refused' ? 'connect: connection refused' : 'i/o timeout';
  const message = `error dialing backend: dial tcp ${addressOf(etcd, lost.to)}:10250: ${reason}`;
  finish(state, context, (lost.data as ExecRequest).id, failure(unexplained(500, message)));
}

/** The kubelet died with the command under way. */
export function breakExecs(state: ApiServerState, context: Context, kubelets: readonly Address[]): void {
  for (const kubelet of kubelets) {
    for (const { id } of waitingFor(state, kubelet)) {
      finish(state, context, id, failure(unexplained(500, 'unexpected EOF')));
    }
  }
}
