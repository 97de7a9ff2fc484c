/** activeDeadlineSeconds: how long a pod may take altogether. Models pkg/kubelet/active_deadline.go. */
import { parseTime } from '../api/time';
import type { Context } from '../kernel/component';
import { recordOf, update, type KubeletState } from './kubelet-state';
import type { PodRecord } from './pod-record';
import { announce } from './runtime-calls';
import { reportStatus } from './status-manager';
import { terminatePod } from './termination';

const REASON = 'DeadlineExceeded';
const MESSAGE = 'Pod was active on the node longer than the specified deadline';

/** When the pod's time is over, virtual ms; null when it has no deadline. */
function deadlineOf({ epochMs }: KubeletState, { pod, acknowledgedAt }: PodRecord): number | null {
  const seconds = pod.spec.activeDeadlineSeconds;
  if (seconds === undefined) return null;
  const started = parseTime(pod.status?.startTime ?? '');
  return (started === null ? acknowledgedAt : started - epochMs) + seconds * 1000;
}

/** Sets the clock of a pod that is new or whose deadline has changed. */
export function watchDeadline(state: KubeletState, context: Context, record: PodRecord): void {
  const at = deadlineOf(state, record);
  if (at !== null) context.after(Math.max(at - context.now, 0), 'deadline', record.uid, record.cause);
}

/** The time of a pod may be over. */
export function checkDeadline(state: KubeletState, context: Context, uid: string): void {
  const record = recordOf(state, uid);
  if (record === undefined || record.stage !== 'active' || record.eviction !== null) return;
  const at = deadlineOf(state, record);
  if (at === null || at > context.now || record.rejection !== null) return;
  announce(state, context, record, '', 'Normal', REASON, MESSAGE);
  const eviction = { reason: REASON, message: MESSAGE };
  reportStatus(state, context, update(state, context, { ...record, eviction }));
  terminatePod(state, context, recordOf(state, uid) ?? record);
}
