/**
 * The status manager of a kubelet: one status under way per pod, the newest next. Models pkg/kubelet/status.
 */
import { deepEqual } from '../api/equal';
import { isSuccess, type ApiResponse } from '../api/wire';
import { send } from '../client/requests';
import type { Context } from '../kernel/component';
import { RELIST_MS } from './container-end';
import { recordOf, update, type KubeletState } from './kubelet-state';
import type { PodRecord } from './pod-record';
import { podStatusOf } from './pod-status';

/** Remembered with a status on its way. */
export interface StatusTag {
  readonly statusOf: string;
}

/** Failed reports are tried again with the next sync. */
const RETRY_MS = 10_000;

/** Computes the pod's status and sends it, unless it says nothing new or another one is still on its way. */
export function reportStatus(state: KubeletState, context: Context, record: PodRecord): void {
  // A static pod has no place for its status while it has no mirror.
  if (record.orphan || record.mirror === '') return;
  if (record.sending) {
    if (!record.stale) update(state, context, { ...record, stale: true });
    return;
  }
  const { ip: hostIp, runtime = 'containerd' } = state.machine;
  const clock = { epochMs: state.epochMs, now: context.now, hostIp, runtime };
  const status = podStatusOf(record, clock);
  if (record.sent !== null && deepEqual(status, record.sent)) return;
  const { name, namespace = '' } = record.pod.metadata;
  const uid = record.mirror ?? record.uid;
  const call = {
    verb: 'patch',
    resource: 'pods',
    namespace,
    name,
    subresource: 'status',
    body: status,
  } as const;
  const tag: StatusTag = { statusOf: record.uid };
  send(state.client, context, { ...call, patchType: 'whole', options: { uid } }, tag, record.cause);
  update(state, context, { ...record, sent: status, sending: true, stale: false });
}

/** Reports the status with the next relist: that is when a kubelet sees that a container has come up. */
export function touchStatus(state: KubeletState, context: Context, record: PodRecord): void {
  if (state.touched.size === 0) {
    context.after(RELIST_MS - (context.now % RELIST_MS), 'relist-containers', null, record.cause);
  }
  state.touched.add(record.uid);
}

/** True when others have written a status that is not the one sent. One that is on its way will mend that anyway. */
function isOverwritten({ sent, sending, pod }: PodRecord): boolean {
  return sent !== null && !sending && pod.status !== sent && !deepEqual(pod.status, sent);
}

/** Looks at the status in the API. The node controller, for one, writes that the pods of a silent node are not ready. */
export function checkStatus(state: KubeletState, context: Context, record: PodRecord): void {
  if (isOverwritten(record)) touchStatus(state, context, record);
}

/** Reports the status at a relist, also when only the API has changed. */
export function reconcileStatus(state: KubeletState, context: Context, record: PodRecord): void {
  const isOther = record.mirror === undefined && isOverwritten(record);
  reportStatus(state, context, isOther ? { ...record, sent: record.pod.status } : record);
}

/** Takes the answer to a status. Returns the uid of the pod, or null when there is nothing more to do for it now. */
export function statusAnswered(
  state: KubeletState,
  context: Context,
  tag: StatusTag,
  response: ApiResponse,
): string | null {
  const known = recordOf(state, tag.statusOf);
  if (known === undefined) return null;
  const record = update(state, context, { ...known, sending: false });
  // 404 and 409: the pod is gone, or another one has its name.
  const over = response.code === 404 || response.code === 409;
  if (!isSuccess(response.code) && !over) {
    update(state, context, { ...record, sent: null });
    context.after(RETRY_MS, 'sync', record.uid);
    return null;
  }
  if (record.stale) reportStatus(state, context, record);
  return record.uid;
}
