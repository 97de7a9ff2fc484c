/**
 * kube-scheduler: an event handler by nature, with one serial cycle and a cache of what it has only assumed.
 * Models pkg/scheduler (scheduler.go, eventhandlers.go, schedule_one.go).
 */
import type { Pod } from '../api/pod';
import type { ApiResponse, WatchEvent } from '../api/wire';
import { EXPECTS_ANSWERS, takeConnectionLost, takeUndelivered } from '../client/connection';
import { cached, type Informer } from '../client/informer';
import {
  beginElection,
  ELECTION_CLIENT,
  leaderEvent,
  takeElectionResponse,
  takeElectionTimer,
  type Election,
  type ElectionNews,
} from '../client/leader-election';
import { openInformer, takeResponse, takeWatchEvent, type ProcessEvent } from '../client/process';
import { createRecorder, recordEvent, referenceTo } from '../client/recorder';
import type { ComponentKind, Context } from '../kernel/component';
import type { SimEvent } from '../kernel/event';
import type { ConnectionLost, Undelivered } from '../kernel/machinery';
import { bind, bound, type BindTag } from './binding';
import { claimChanged, isOurs, nodeChanged, podChanged } from './changes';
import { schedule, type Outcome } from './cycle';
import { fail, flush } from './failing';
import type { Decision } from './framework';
import { podInfo } from './node-info';
import { nextTurn, take, type QueuedPod } from './queue';
import { makeRoom, takeVictimAnswer, type VictimTag } from './room';
import { cloneScheduler, isWorking, NAME, restartScheduler, snapshotOf, type SchedulerState } from './state';
import { tell } from './telling';

/** Virtual ms that a cycle takes. Roughly what a small real cluster shows between two bindings. */
const CYCLE_MS = 2;
const DECISIONS_KEPT = 50;

/** The next cycle begins when there is something to do, and when it is this scheduler that has to do it. */
function wakeUp(state: SchedulerState, context: Context): void {
  if (state.cycling || !isWorking(state)) return;
  const next = nextTurn(state.queue, context.now);
  if (next === undefined) return;
  if (next.at <= context.now) {
    state.cycling = true;
    context.after(CYCLE_MS, 'cycle', null, next.cause);
  } else if (state.backoffAt <= context.now || next.at < state.backoffAt) {
    state.backoffAt = next.at;
    context.after(next.at - context.now, 'backoff', null, next.cause);
  }
}

function takeChanges(state: SchedulerState, context: Context, event: ProcessEvent): void {
  if (event.kind !== 'changes') return;
  const { resource } = event.informer;
  for (const change of event.changes) {
    if (resource === 'pods') podChanged(state, context, change);
    else if (resource === 'nodes') nodeChanged(state, context, change);
    else if (resource === 'persistentvolumeclaims') claimChanged(state, context, change);
  }
  wakeUp(state, context);
}

function podOf(state: SchedulerState, key: string): Pod | undefined {
  return cached<Pod>(state.informers.get('pods') as Informer, key);
}

function cycle(state: SchedulerState, context: Context): void {
  state.cycling = false;
  if (!isWorking(state)) return;
  const queued = take(state.queue, context.epoch, context.now);
  if (queued !== undefined) attempt(state, context, queued);
  wakeUp(state, context);
}

function attempt(state: SchedulerState, context: Context, queued: QueuedPod): void {
  const pod = podOf(state, queued.key);
  if (pod === undefined || !isOurs(pod)) return;
  if (pod.metadata.deletionTimestamp !== undefined) tellSkipped(state, context, queued, pod);
  else decide(state, context, { ...queued, attempts: queued.attempts + 1 }, pod);
}

function tellSkipped(state: SchedulerState, context: Context, { key, cause }: QueuedPod, pod: Pod): void {
  const message = `skip schedule deleting pod: ${key}`;
  const happening = { type: 'Warning', reason: 'FailedScheduling', message } as const;
  tell(state, context, referenceTo(pod), 'Scheduling', happening, cause);
}

function remember(state: SchedulerState, decision: Decision): void {
  state.decisions = [...state.decisions.slice(1 - DECISIONS_KEPT), decision];
}

function decide(state: SchedulerState, context: Context, queued: QueuedPod, pod: Pod): void {
  const { nominations, start, ties, offsets } = state;
  const outcome = schedule({
    pod: podInfo(pod),
    podKey: queued.key,
    snapshot: snapshotOf(state, context),
    nominations,
    start,
    now: context.now,
    ties,
    offsets,
  });
  state.start = outcome.next;
  remember(state, outcome.decision);
  if (outcome.decision.node === '') refuse(state, context, queued, pod, outcome);
  else bind(state, context, queued, pod, outcome.decision.node);
}

/** The pod fits nowhere. It may still get the room of others. */
function refuse(
  state: SchedulerState,
  context: Context,
  queued: QueuedPod,
  pod: Pod,
  { decision, rejectors, candidate, keepsNomination }: Outcome,
): void {
  const { message } = decision;
  const nominatedNode = keepsNomination ? null : (candidate?.node ?? '');
  if (candidate !== null) makeRoom(state, context, pod, candidate, queued.cause);
  fail(state, context, queued, pod, { reason: 'Unschedulable', message, rejectors, nominatedNode });
}

function start(state: SchedulerState, context: Context): void {
  for (const resource of state.informers.keys()) openInformer(state.client, context, resource);
  if (state.election !== null) beginElection(state.election, context);
}

/** Only the leader decides. One that is no longer the leader ends, as upstream, and is started again at once. */
function followElection(state: SchedulerState, context: Context, news: ElectionNews): void {
  if (news === 'won') {
    const { involved, message } = leaderEvent(state.election as Election);
    const happening = { type: 'Normal', reason: 'LeaderElection', message } as const;
    recordEvent(createRecorder(NAME, '', state.epochMs), state.events, context, involved, happening);
    wakeUp(state, context);
  } else if (news === 'lost') {
    context.setProcess(context.self, false);
    context.setProcess(context.self, true);
  }
}

function answer(state: SchedulerState, context: Context, response: ApiResponse): void {
  if (response.client === ELECTION_CLIENT && state.election !== null) {
    followElection(state, context, takeElectionResponse(state.election, context, response));
    return;
  }
  if (response.client !== '') return;
  const event = takeResponse(state, context, response);
  if (event.kind !== 'response') {
    takeChanges(state, context, event);
    return;
  }
  const tag = event.tag as BindTag | VictimTag | undefined;
  if (tag === undefined) return;
  if (tag.kind === 'bind') bound(state, context, response, tag);
  else takeVictimAnswer(state, context, response, tag);
  wakeUp(state, context);
}

export const schedulerComponent: ComponentKind<SchedulerState> = {
  clone: cloneScheduler,
  restart: restartScheduler,
  expects: EXPECTS_ANSWERS,
  handle(state: SchedulerState, event: SimEvent, context: Context): void {
    switch (event.type) {
      case 'start':
        start(state, context);
        break;
      case 'elect':
        followElection(state, context, takeElectionTimer(state.election as Election, context));
        break;
      case 'connection-lost':
        takeConnectionLost([state.client], state.informers, context, event.data as ConnectionLost);
        break;
      case 'undelivered':
        takeUndelivered(context, event.data as Undelivered);
        break;
      case 'relist':
        openInformer(state.client, context, event.data as string);
        break;
      case 'watch':
        takeChanges(state, context, takeWatchEvent(state, context, event.data as WatchEvent));
        break;
      case 'response':
        answer(state, context, event.data as ApiResponse);
        break;
      case 'cycle':
        cycle(state, context);
        break;
      case 'backoff':
        state.backoffAt = 0;
        wakeUp(state, context);
        break;
      case 'flush':
        flush(state, context);
        wakeUp(state, context);
        break;
      default:
        throw new Error(`kube-scheduler: unknown event ${event.type}`);
    }
  },
};
