/**
 * Making room for a pod: its victims get a condition and are deleted, gracefully, while the scheduler goes on with
 * other pods. Models prepareCandidateAsync in pkg/scheduler/framework/preemption.
 */
import type { ObjectReference } from '../api/event';
import { keyOf } from '../api/meta';
import type { Pod, PodCondition } from '../api/pod';
import { formatTime } from '../api/time';
import { isSuccess, type ApiResponse } from '../api/wire';
import { referenceTo } from '../client/recorder';
import { send } from '../client/requests';
import type { Context } from '../kernel/component';
import type { HopId } from '../kernel/event';
import { supersededBy } from './nominations';
import { DISRUPTION_TARGET, PREEMPTED_REASON } from './plugins/default-preemption';
import type { Candidate } from './preemption';
import { activate } from './queue';
import { NAME, type SchedulerState } from './state';
import { patchStatus, statusPatch, tell } from './telling';

/** Remembered with what is asked about a victim. */
export interface VictimTag {
  readonly kind: 'condition' | 'delete';
  readonly victim: ObjectReference;
  readonly node: string;
  /** Key and uid of the pod that needs the room. */
  readonly preemptor: string;
  readonly preemptorUid: string;
  readonly cause: HopId;
}

function disruptionTarget({ epochMs }: SchedulerState, { now }: Context): PodCondition {
  return {
    type: DISRUPTION_TARGET,
    status: 'True',
    lastProbeTime: null,
    lastTransitionTime: formatTime(epochMs + now),
    reason: PREEMPTED_REASON,
    message: `${NAME}: preempting to accommodate a higher priority pod`,
  };
}

function deleteVictim(state: SchedulerState, context: Context, tag: VictimTag): void {
  const { name, namespace } = tag.victim;
  const call = { verb: 'delete', resource: 'pods', namespace, name } as const;
  send(state.client, context, call, { ...tag, kind: 'delete' }, tag.cause);
  victimTold(state, tag);
}

/** Once all victims have been told, the pod may be tried again: the first that is gone will let it in. */
function victimTold({ preempting }: SchedulerState, { preemptor }: VictimTag): void {
  const left = (preempting.get(preemptor) ?? 0) - 1;
  if (left > 0) preempting.set(preemptor, left);
  else preempting.delete(preemptor);
}

/** Begins to make room for the pod on the candidate's node. */
export function makeRoom(
  state: SchedulerState,
  context: Context,
  pod: Pod,
  { node, victims }: Candidate,
  cause: HopId,
): void {
  const preemptor = keyOf(pod.metadata);
  const preemptorUid = pod.metadata.uid ?? '';
  for (const loser of supersededBy(state.nominations, node, pod))
    patchStatus(state, context, loser, null, { nominatedNodeName: null }, cause);
  const untold = victims.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
  if (untold.length > 0) state.preempting.set(preemptor, untold.length);
  for (const victim of untold) {
    const tag: VictimTag = {
      kind: 'condition',
      victim: referenceTo(victim),
      node,
      preemptor,
      preemptorUid,
      cause,
    };
    const call = statusPatch(victim, disruptionTarget(state, context), {});
    if (call === null) deleteVictim(state, context, tag);
    else send(state.client, context, call, tag, cause);
  }
}

const NOT_FOUND = 404;

/** It did not work out, or there was nobody to tell: the pod is tried again at once. */
function tryAgain(state: SchedulerState, context: Context, { preemptor }: VictimTag): void {
  if (state.preempting.has(preemptor)) return;
  activate(state.queue, context.epoch, preemptor, context.cause);
}

/** Takes the answer about a victim. */
export function takeVictimAnswer(
  state: SchedulerState,
  context: Context,
  { code }: ApiResponse,
  tag: VictimTag,
): void {
  const { kind, victim, node, preemptor, preemptorUid } = tag;
  if (kind === 'condition' && isSuccess(code)) {
    deleteVictim(state, context, tag);
  } else if (kind === 'condition' && code === NOT_FOUND) {
    victimTold(state, tag);
    tryAgain(state, context, tag);
  } else if (kind === 'delete' && (isSuccess(code) || code === NOT_FOUND)) {
    const message = `Preempted by pod ${preemptorUid} on node ${node}`;
    const happening = { type: 'Normal', reason: 'Preempted', message } as const;
    tell(state, context, victim, 'Preempting', happening, context.cause);
  } else {
    state.preempting.delete(preemptor);
    tryAgain(state, context, tag);
  }
}
