/** The subresources that are verbs: `binding` and `exec`. */
import type { Pod } from '../api/pod';
import { withCondition } from '../api/pod-status';
import {
  badRequest,
  conflictBecause,
  internalError,
  notFound,
  preconditionUid,
  success,
} from '../api/status';
import { formatTime } from '../api/time';
import type { ExecRequest, ExecResult } from '../api/wire';
import { get, put, type Change } from '../etcd/store';
import type { Context } from '../kernel/component';
import type { Hop } from '../kernel/event';
import { announce, failure, respond, withRevision, type Answer, type Exchange } from './exchange';
import type { ApiServerState, RequestInFlight } from './state';

function storedPod(exchange: Exchange): Pod | undefined {
  const { etcd, request } = exchange;
  return get(etcd, 'pods', `${request.namespace}/${request.name}`)?.value as Pod | undefined;
}

/** POST pods/NAME/binding: the scheduler's word. Models pkg/registry/core/pod/storage/storage.go assignPod. */
export function serveBinding(exchange: Exchange): Answer {
  const { kind, etcd, context, request, wallMs } = exchange;
  const pod = storedPod(exchange);
  if (pod === undefined) return failure(notFound(kind, request.name));
  const target = (request.body as { readonly target: { readonly name: string } }).target.name;
  const { uid } = (request.body as { readonly metadata: { readonly uid?: string } }).metadata;
  if (uid !== undefined && uid !== '' && uid !== pod.metadata.uid) {
    return failure(preconditionUid(kind, request.name, uid, pod.metadata.uid ?? ''));
  }
  const bound = pod.spec.nodeName ?? '';
  if (pod.metadata.deletionTimestamp !== undefined) {
    const reason = `pod ${request.name} is being deleted, cannot be assigned to a host`;
    return failure(conflictBecause('pods/binding', request.name, reason));
  }
  if (bound !== '') {
    const reason = `pod ${request.name} is already assigned to node "${bound}"`;
    return failure(conflictBecause('pods/binding', request.name, reason));
  }
  const at = formatTime(wallMs);
  const scheduled = {
    type: 'PodScheduled',
    status: 'True',
    lastProbeTime: null,
    lastTransitionTime: at,
  } as const;
  const conditions = withCondition(pod.status.conditions ?? [], scheduled);
  const object: Pod = {
    ...pod,
    spec: { ...pod.spec, nodeName: target },
    status: { ...pod.status, conditions },
  };
  const key = `${request.namespace}/${request.name}`;
  const change = put(etcd, context.epoch, 'pods', key, undefined, (revision) =>
    withRevision(object, revision),
  ) as Change;
  return { code: 201, body: success(), revision: change.revision, commit: announce(exchange, change) };
}

/** What keeps the command from its container, or null. The words are the real ones (pkg/registry/core/pod/strategy.go). */
function execRefusal(exchange: Exchange, pod: Pod | undefined): Answer | null {
  const { kind, request } = exchange;
  if (pod === undefined) return failure(notFound(kind, request.name));
  const container = request.container ?? pod.spec.containers[0]?.name ?? '';
  if (!pod.spec.containers.some(({ name }) => name === container)) {
    return failure(badRequest(`container ${container} is not valid for pod ${request.name}`));
  }
  if ((pod.spec.nodeName ?? '') === '') {
    return failure(badRequest(`pod ${request.name} does not have a host assigned`));
  }
  return null;
}

/** POST pods/NAME/exec: handed on to the kubelet; the request stays in flight until the kubelet answers. */
export function beginExec(exchange: Exchange): Answer | null {
  const { state, context, request, from } = exchange;
  const pod = storedPod(exchange);
  const refusal = execRefusal(exchange, pod);
  if (refusal !== null || pod === undefined) return refusal;
  const id = state.nextInFlight++;
  const waiting: RequestInFlight = { id, from, request: { ...request, immediate: false }, stage: 'storage' };
  state.inFlight.set(id, waiting);
  const message: ExecRequest = {
    id,
    podKey: `${request.namespace}/${request.name}`,
    podUid: pod.metadata.uid ?? '',
    container: request.container ?? pod.spec.containers[0]?.name ?? '',
    command: request.command ?? [],
  };
  const kubelet = `${state.cluster}/${pod.spec.nodeName}/kubelet`;
  const hop: Hop = {
    kind: 'exec',
    verb: message.command.join(' '),
    resource: 'pods',
    key: message.podKey,
    code: 0,
  };
  context.send(kubelet, 'exec', message, state.latencies.link, hop);
  return null;
}

/** The kubelet's answer, handed back to whoever asked. */
export function finishExec(state: ApiServerState, context: Context, result: ExecResult): void {
  const waiting = state.inFlight.get(result.id);
  if (waiting === undefined) return;
  state.inFlight.delete(result.id);
  const { from, request } = waiting;
  const answer: Answer =
    result.error === ''
      ? {
          code: 200,
          body: { exitCode: result.exitCode, stdout: result.stdout, stderr: result.stderr },
          revision: 0,
        }
      : failure(internalError(result.error));
  respond(state, context, from, request, answer);
}
