/**
 * The end of a container: start it again at once, after a back-off, or not at all.
 * Models pkg/kubelet/kuberuntime (doBackOff) and pkg/kubelet/container (ShouldContainerBeRestarted).
 */
import type { ContainerStateTerminated } from '../api/pod';
import { formatTime } from '../api/time';
import type { Context } from '../kernel/component';
import { BACKOFF_MAX_MS, goDuration, nextBackoff, waitBefore } from './backoff';
import type { ContainerExit } from './cri';
import type { RetryData } from './images';
import { recordOf, update, type KubeletState } from './kubelet-state';
import { isOver } from './pod-order';
import {
  containerOf,
  findContainer,
  isAlive,
  podText,
  restarts,
  withContainer,
  type ContainerRecord,
  type PodRecord,
} from './pod-record';
import { announce } from './runtime-calls';
import { reportStatus, touchStatus } from './status-manager';

/** How a process ended. */
export interface ContainerEnd {
  readonly exitCode: number;
  readonly reason: string;
  readonly message?: string;
}

/** Takes the news of an end that the kubelet did not ask for. Returns false when it is none. */
export function takeExit(state: KubeletState, context: Context, exit: ContainerExit): boolean {
  const known = recordOf(state, exit.podUid);
  const container = known === undefined ? undefined : findContainer(known, exit.container);
  // The end of an instance that has been replaced meanwhile, or that is known already.
  if (known === undefined || container?.id !== exit.containerId) return false;
  if (!isAlive(container) && container.stage !== 'starting') return false;
  const record = update(state, context, { ...known, cause: context.cause });
  const { exitCode, reason } = exit;
  containerEnded(state, context, record, exit.container, { exitCode, reason }, exit.finishedAt);
  return true;
}

/** The container's end as its status will tell it. */
export function terminatedState(
  state: KubeletState,
  container: ContainerRecord,
  end: ContainerEnd,
  finishedAt: number,
): ContainerStateTerminated {
  const startedAt = container.startedAt === 0 ? finishedAt : container.startedAt;
  const { runtime = 'containerd' } = state.machine;
  return {
    ...end,
    startedAt: formatTime(state.epochMs + startedAt),
    finishedAt: formatTime(state.epochMs + finishedAt),
    ...(container.id === '' ? {} : { containerID: `${runtime}://${container.id}` }),
  };
}

/** An instance is over. */
export function containerEnded(
  state: KubeletState,
  context: Context,
  record: PodRecord,
  name: string,
  end: ContainerEnd,
  finishedAt: number,
): void {
  const before = containerOf(record, name);
  const terminated = terminatedState(state, before, end, finishedAt);
  const change = {
    stage: 'exited',
    terminated,
    finishedAt,
    started: false,
    ready: false,
    killing: null,
  } as const;
  const exited = update(state, context, withContainer(record, name, change));
  if (record.stage !== 'active') return;
  if (!comesAgain(exited, before, end.exitCode)) {
    reportStatus(state, context, exited);
    return;
  }
  const since = measuredFrom(before, finishedAt);
  const wait = since === null ? 0 : waitBefore(before.backoffMs, before.backoffAt, since);
  const due = (since ?? 0) + wait;
  if (wait > 0 && (due > context.now || since === finishedAt)) {
    waitForRestart(state, context, exited, name, wait, finishedAt);
  } else {
    restartNow(state, context, exited, name, since === null ? {} : grownBackoff(before, wait, context.now));
  }
}

/** True when the container, which has just ended, is to be started again. */
export function comesAgain(record: PodRecord, container: ContainerRecord, exitCode: number): boolean {
  const { killing, role } = container;
  if (isOver(record) && role === 'sidecar') return false;
  if (killing !== null && killing.next !== 'policy') return killing.next === 'restart';
  return restarts(record, container, exitCode);
}

/**
 * From when its back-off is measured: from its end. One that the kubelet has killed is started in the same sync, which
 * still measures from the end before, so that it seldom waits; null when there was none before.
 */
function measuredFrom({ killing, finishedAt: before }: ContainerRecord, finishedAt: number): number | null {
  if (killing?.next !== 'restart') return finishedAt;
  return before === 0 ? null : before;
}

/** The back-off of the next time. It begins anew when this time there was none to wait for. */
function grownBackoff({ backoffMs }: ContainerRecord, wait: number, at: number): Partial<ContainerRecord> {
  return { backoffMs: nextBackoff(wait === 0 ? 0 : backoffMs), backoffAt: at };
}

function restartNow(
  state: KubeletState,
  context: Context,
  record: PodRecord,
  name: string,
  backoff: Partial<ContainerRecord>,
): void {
  const change = { ...backoff, stage: 'waiting' } as const;
  const showsReason = containerOf(record, name).reason === 'PostStartHookError';
  if (!showsReason) reportStatus(state, context, record);
  const fresh = recordOf(state, record.uid) ?? record;
  const waiting = update(state, context, withContainer(fresh, name, change));
  if (showsReason) reportStatus(state, context, waiting);
}

function waitForRestart(
  state: KubeletState,
  context: Context,
  record: PodRecord,
  name: string,
  wait: number,
  finishedAt: number,
): void {
  const place = podText(record);
  const message = `Back-off restarting failed container ${name} in pod ${place}`;
  announce(state, context, record, name, 'Warning', 'BackOff', message);
  const generation = containerOf(record, name).generation + 1;
  const due = Math.max(context.now, finishedAt + wait);
  const change = {
    ...grownBackoff(containerOf(record, name), wait, due),
    stage: 'backoff',
    generation,
    reason: 'CrashLoopBackOff',
    message: `back-off ${goDuration(wait)} restarting failed container=${name} pod=${place}`,
  } as const;
  if (wait > BACKOFF_MAX_MS) throw new Error(`${record.key}: back-off of ${wait} ms`);
  // The status first tells of the end; that it has to wait is seen with the next sync.
  reportStatus(state, context, record);
  const fresh = recordOf(state, record.uid) ?? record;
  const waiting = update(state, context, withContainer(fresh, name, change));
  const data: RetryData = { uid: record.uid, name, generation };
  context.after(due - context.now, 'retry', data);
  touchStatus(state, context, waiting);
}
