/** From the decision to the binding: assumed at once, and undone if the API server says no. Models bindingCycle. */
import type { Pod } from '../api/pod';
import type { Status } from '../api/status';
import { isSuccess, type ApiResponse } from '../api/wire';
import { cached } from '../client/informer';
import { referenceTo } from '../client/recorder';
import { send } from '../client/requests';
import type { Context } from '../kernel/component';
import { place, unplace } from './cache';
import { isOurs } from './changes';
import { fail } from './failing';
import { podInfo } from './node-info';
import { denominate } from './nominations';
import { bindingCall, bindingError } from './plugins/default-binder';
import type { QueuedPod } from './queue';
import { snapshotOf, type SchedulerState } from './state';
import { tell } from './telling';
import { wake } from './wake';

/** Remembered with a binding under way. */
export interface BindTag {
  readonly kind: 'bind';
  readonly pod: QueuedPod;
  readonly uid: string;
  readonly node: string;
}

export function bind(
  state: SchedulerState,
  context: Context,
  queued: QueuedPod,
  pod: Pod,
  node: string,
): void {
  denominate(state.nominations, context.epoch, queued.key);
  place(state.cache, context.epoch, queued.key, node, podInfo(pod));
  const tag: BindTag = { kind: 'bind', pod: queued, uid: pod.metadata.uid ?? '', node };
  send(state.client, context, bindingCall(pod, node), tag, queued.cause);
}

/** Takes the answer to a binding. */
export function bound(state: SchedulerState, context: Context, response: ApiResponse, tag: BindTag): void {
  const { pod: queued, uid, node } = tag;
  const pod = cached<Pod>(snapshotOf(state, context).pods, queued.key);
  // Gone meanwhile, or another pod of the same name: what was assumed went with it.
  if (pod === undefined || pod.metadata.uid !== uid) return;
  if (isSuccess(response.code)) {
    const message = `Successfully assigned ${queued.key} to ${node}`;
    const happening = { type: 'Normal', reason: 'Scheduled', message } as const;
    tell(state, context, referenceTo(pod), 'Binding', happening, context.cause);
  } else if (isOurs(pod)) {
    undo(state, context, queued, pod, response);
  }
}

/** What the pod had assumed is free again, for others too. */
function undo(
  state: SchedulerState,
  context: Context,
  queued: QueuedPod,
  pod: Pod,
  { body }: ApiResponse,
): void {
  unplace(state.cache, context.epoch, queued.key);
  wake(state, context, { resource: 'pod', old: pod, now: undefined });
  const message = bindingError((body as Partial<Status> | null)?.message ?? '');
  fail(state, context, queued, pod, {
    reason: 'SchedulerError',
    message,
    rejectors: [],
    nominatedNode: '',
  });
}
