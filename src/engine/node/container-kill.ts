/**
 * How a container is stopped: its preStop hook within its grace, its turn among sidecars, SIGTERM, SIGKILL.
 * Models killContainer in pkg/kubelet/kuberuntime/kuberuntime_container.go.
 */
import type { Context } from '../kernel/component';
import { containerEnded } from './container-exit';
import type { HookData } from './container-start';
import type { CriReply } from './cri';
import { recordOf, update, type KubeletState } from './kubelet-state';
import { runHook } from './lifecycle';
import { isItsTurn } from './pod-order';
import {
  containerOf,
  findContainer,
  isAlive,
  specOf,
  withContainer,
  type Killing,
  type PodRecord,
} from './pod-record';
import { announce, callRuntime } from './runtime-calls';

/** Every process gets so long to leave, however short the grace. */
const MINIMUM_MS = 2000;

export interface KillOrder {
  /** Of the Event. */
  readonly message: string;
  readonly graceMs: number;
  readonly next: Killing['next'];
}

/** The grace that the pod asks for itself. */
export function specGraceMs({ pod }: PodRecord): number {
  return (pod.spec.terminationGracePeriodSeconds ?? 30) * 1000;
}

/** Begins to stop a container whose process runs. Returns the pod's record. */
export function killContainer(
  state: KubeletState,
  context: Context,
  record: PodRecord,
  name: string,
  order: KillOrder,
): PodRecord {
  const { message, graceMs, next } = order;
  announce(state, context, record, name, 'Normal', 'Killing', message);
  const hook = specOf(record, name).lifecycle?.preStop;
  const killing: Killing = { since: context.now, graceMs, next, step: 'pre-stop' };
  if (hook === undefined || graceMs <= 0) return takeTurn(state, context, record, name, killing);
  const { ms, error } = runHook(state, context, record, name, hook);
  if (ms === 0) {
    if (error !== '') announceFailedHook(state, context, record, name);
    return takeTurn(state, context, record, name, killing);
  }
  const { id } = containerOf(record, name);
  // A hook that outlives the grace has not failed: nobody waits for it any longer.
  const data: HookData = { uid: record.uid, name, id, error: ms > graceMs ? '' : error };
  context.after(Math.min(ms, graceMs), 'pre-stop-done', data, record.cause);
  return update(state, context, withContainer(record, name, { killing }));
}

function announceFailedHook(state: KubeletState, context: Context, record: PodRecord, name: string): void {
  announce(state, context, record, name, 'Warning', 'FailedPreStopHook', 'PreStopHook failed');
}

/** Less grace than was given first: what is left counts from now. */
export function hurry(
  state: KubeletState,
  context: Context,
  record: PodRecord,
  name: string,
  order: KillOrder,
): PodRecord {
  const { killing, id } = containerOf(record, name);
  if (killing === null) return killContainer(state, context, record, name, order);
  const { message, graceMs } = order;
  announce(state, context, record, name, 'Normal', 'Killing', message);
  const hurried: Killing = { ...killing, since: context.now, graceMs };
  if (killing.step === 'stop') return sendStop(state, context, record, name, hurried);
  const type = killing.step === 'turn' ? 'turn-over' : 'pre-stop-done';
  const data: HookData = { uid: record.uid, name, id, error: '' };
  context.after(graceMs, type, data, record.cause);
  return update(state, context, withContainer(record, name, { killing: hurried }));
}

/** The container whose hook has ended or whose turn has come, when the data of the timer still speaks of it. */
function killedAt(state: KubeletState, data: HookData, step: Killing['step']): PodRecord | null {
  const record = recordOf(state, data.uid);
  const container = record === undefined ? undefined : findContainer(record, data.name);
  if (record === undefined || container?.id !== data.id) return null;
  return container.killing?.step === step ? record : null;
}

export function preStopDone(state: KubeletState, context: Context, data: HookData): void {
  const record = killedAt(state, data, 'pre-stop');
  if (record === null) return;
  if (data.error !== '') announceFailedHook(state, context, record, data.name);
  takeTurn(state, context, record, data.name, containerOf(record, data.name).killing as Killing);
}

/** The grace is over while the container still waits for others to end. */
export function turnOver(state: KubeletState, context: Context, data: HookData): void {
  const record = killedAt(state, data, 'turn');
  if (record === null) return;
  const killing = containerOf(record, data.name).killing as Killing;
  if (remainingMs(killing, context.now) > 0) return;
  sendStop(state, context, record, data.name, killing);
}

/** Stops the container if nothing else has to end before; else it waits. Only a pod that ends has such an order. */
export function takeTurn(
  state: KubeletState,
  context: Context,
  record: PodRecord,
  name: string,
  killing: Killing,
): PodRecord {
  const remaining = remainingMs(killing, context.now);
  const waits = killing.next === 'stay' && remaining > 0 && !isItsTurn(record, name);
  if (!waits) return sendStop(state, context, record, name, killing);
  if (killing.step === 'turn') return record;
  const data: HookData = { uid: record.uid, name, id: containerOf(record, name).id, error: '' };
  context.after(remaining, 'turn-over', data, record.cause);
  return update(state, context, withContainer(record, name, { killing: { ...killing, step: 'turn' } }));
}

/** Only whole seconds that have passed count. */
function remainingMs({ since, graceMs }: Killing, now: number): number {
  return graceMs - Math.floor((now - since) / 1000) * 1000;
}

/** Tells the process to leave, or tells it again after the runtime was away. */
export function sendStop(
  state: KubeletState,
  context: Context,
  record: PodRecord,
  name: string,
  killing: Killing,
): PodRecord {
  const timeoutMs = Math.max(remainingMs(killing, context.now), MINIMUM_MS);
  const stopping = withContainer(record, name, { killing: { ...killing, step: 'stop' } });
  const { id: containerId } = containerOf(record, name);
  return callRuntime(state, context, stopping, 'StopContainer', name, { containerId, timeoutMs });
}

/** Takes the end of a StopContainer. */
export function containerStopped(
  state: KubeletState,
  context: Context,
  record: PodRecord,
  reply: CriReply,
): void {
  const container = findContainer(record, reply.container);
  if (container === undefined || !isAlive(container) || reply.containerId !== container.id) return;
  const { exitCode = 0 } = reply;
  const reason = reply.reason ?? (exitCode === 0 ? 'Completed' : 'Error');
  containerEnded(state, context, record, reply.container, { exitCode, reason }, context.now);
}
