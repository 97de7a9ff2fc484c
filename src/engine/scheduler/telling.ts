/** What the scheduler tells about pods: Events, and what it writes into their status. */
import { conditionOf } from '../api/conditions';
import type { ObjectReference } from '../api/event';
import type { Pod, PodCondition } from '../api/pod';
import { withCondition } from '../api/pod-status';
import { recordEvent, type Happening } from '../client/recorder';
import { send, type Call } from '../client/requests';
import type { Context } from '../kernel/component';
import type { HopId } from '../kernel/event';
import type { SchedulerState } from './state';

/** What the scheduler was doing, for `action` of an Event. */
export type Action = 'Scheduling' | 'Binding' | 'Preempting';

const NOTE_MAX = 1024;
const CUT = ' ...';

function cutToNote(message: string): string {
  return message.length <= NOTE_MAX ? message : message.slice(0, NOTE_MAX - CUT.length) + CUT;
}

export function tell(
  { recorder, events }: SchedulerState,
  context: Context,
  involved: ObjectReference,
  action: Action,
  { type, reason, message }: Happening,
  cause: HopId,
): void {
  // One recorder, whatever it was doing: what it has told, and how often, it knows for all actions together.
  const speaker =
    recorder.style === null || recorder.style.action === action
      ? recorder
      : { ...recorder, style: { ...recorder.style, action } };
  recordEvent(speaker, events, context, involved, { type, reason, message: cutToNote(message) }, cause);
  recorder.written = speaker.written;
}

/** What is new about the condition; null when the pod has it already. */
function newsOf({ status }: Pod, condition: PodCondition): PodCondition | null {
  const conditions = withCondition(status.conditions, condition);
  if (conditions === status.conditions) return null;
  return conditionOf(conditions, condition.type) ?? null;
}

/**
 * A patch of the status: one condition more or changed, and what else is to be changed; null when that is nothing.
 * Other conditions are not in it: they are the kubelet's, and the scheduler may have seen old ones.
 */
export function statusPatch(
  pod: Pod,
  condition: PodCondition | null,
  more: Readonly<Record<string, unknown>>,
): Call | null {
  const { name, namespace = '' } = pod.metadata;
  const news = condition === null ? null : newsOf(pod, condition);
  if (news === null && Object.keys(more).length === 0) return null;
  const status = news === null ? more : { conditions: [news], ...more };
  return {
    verb: 'patch',
    resource: 'pods',
    namespace,
    name,
    subresource: 'status',
    body: { status },
    patchType: 'strategic',
  };
}

/** Sends a patch of a status if there is anything to change. */
export function patchStatus(
  { client }: SchedulerState,
  context: Context,
  pod: Pod,
  condition: PodCondition | null,
  more: Readonly<Record<string, unknown>>,
  cause: HopId,
): void {
  const call = statusPatch(pod, condition, more);
  if (call !== null) send(client, context, call, null, cause);
}
