/**
 * Probes: when each container is checked, and what follows from many checks. Models pkg/kubelet/prober/worker.go.
 *
 * There is one timer per probe, which carries the same data for ever; while a probe succeeds again and again, nothing
 * is written and nothing is allocated but that timer.
 */
import type { Container, Probe } from '../api/pod';
import type { Context } from '../kernel/component';
import { writable } from '../kernel/cow';
import { nextBelow } from '../kernel/random';
import { recordOf, type KubeletState } from './kubelet-state';
import { findContainer, specOf, type ContainerRecord, type PodRecord } from './pod-record';
import { check, type ProbeResult } from './probe-check';
import { announce, runtimeOf } from './runtime-calls';

export type ProbeType = 'startup' | 'readiness' | 'liveness';

/** One probe of one container. Immutable. */
export interface ProbeWorker {
  /** Timers carry this very string: a Map finds it without comparing letters. */
  readonly key: string;
  readonly uid: string;
  readonly container: string;
  readonly type: ProbeType;
  /** As declared. */
  readonly settings: Probe;
  /** Its ticks are at this time and whole periods later, virtual ms. */
  readonly phase: number;
  /** The instance that it checks; '' before the first. */
  readonly containerId: string;
  /** What the last checks found, and how many in a row: counted up to the threshold. */
  readonly verdict: 'none' | 'success' | 'failure';
  readonly run: number;
}

interface ProbeTimer {
  readonly key: string;
  readonly containerId: string;
  /** A check out of turn, which no other follows. */
  readonly once: boolean;
}

/** What the kubelet has to act upon. */
export interface ProbeFinding {
  readonly record: PodRecord;
  readonly container: ContainerRecord;
  readonly type: ProbeType;
  readonly ok: boolean;
}

const TYPES: readonly ProbeType[] = ['startup', 'readiness', 'liveness'];
const FIELDS = { startup: 'startupProbe', readiness: 'readinessProbe', liveness: 'livenessProbe' } as const;
const WORDS = { startup: 'Startup', readiness: 'Readiness', liveness: 'Liveness' } as const;

const PERIOD_SECONDS = 10;

function periodMs(probe: Probe): number {
  return (probe.periodSeconds ?? PERIOD_SECONDS) * 1000;
}

function hasProbes({ startupProbe, readinessProbe, livenessProbe }: Container): boolean {
  return startupProbe !== undefined || readinessProbe !== undefined || livenessProbe !== undefined;
}

function keyOf(uid: string, container: string, type: ProbeType): string {
  return `${uid}/${container}/${type}`;
}

function store(state: KubeletState, context: Context, key: string, worker: ProbeWorker): void {
  writable(state.probes, context.epoch).set(key, worker);
}

/**
 * Begins to probe the containers of a pod: their ticks are counted from now. A kubelet that has just started spreads
 * them, so that not all of its pods are checked at once.
 */
export function addProbes(state: KubeletState, context: Context, record: PodRecord): void {
  for (const { name, role } of record.containers) {
    const spec = specOf(record, name);
    if (role === 'init' || !hasProbes(spec)) continue;
    for (const type of TYPES) {
      const probe = spec[FIELDS[type]];
      const key = keyOf(record.uid, name, type);
      if (probe === undefined || state.probes.map.has(key)) continue;
      const isYoung = periodMs(probe) > context.now - state.startedAt;
      const phase = context.now + (isYoung ? nextBelow(state.jitter, periodMs(probe)) : 0);
      const worker = { key, uid: record.uid, container: name, type, settings: probe, phase } as const;
      store(state, context, key, { ...worker, containerId: '', verdict: 'none', run: 0 });
    }
  }
}

export function removeProbes(state: KubeletState, context: Context, record: PodRecord): void {
  if (state.probes.map.size === 0) return;
  for (const { name } of record.containers) {
    for (const type of TYPES) {
      const key = keyOf(record.uid, name, type);
      if (state.probes.map.has(key)) writable(state.probes, context.epoch).delete(key);
    }
  }
}

/** The earliest time at which the probe may check the container: whole seconds after its start, as its status tells it. */
function allowedAt(probe: Probe, { startedAt }: ContainerRecord): number {
  return Math.floor(startedAt / 1000) * 1000 + (probe.initialDelaySeconds ?? 0) * 1000;
}

function arm(
  state: KubeletState,
  context: Context,
  record: PodRecord,
  container: ContainerRecord,
  type: ProbeType,
): void {
  const worker = state.probes.map.get(keyOf(record.uid, container.name, type));
  if (worker === undefined || worker.containerId === container.id) return;
  const { key } = worker;
  store(state, context, key, { ...worker, containerId: container.id, verdict: 'none', run: 0 });
  const period = periodMs(worker.settings);
  const allowed = allowedAt(worker.settings, container);
  const earliest = Math.max(context.now, allowed, worker.phase);
  const tick = worker.phase + Math.ceil((earliest - worker.phase) / period) * period;
  const timer: ProbeTimer = { key, containerId: container.id, once: false };
  context.after(tick - context.now, 'probe', timer, record.cause);
  // Whoever waits to become ready is checked as soon as he runs.
  if (type === 'readiness' && allowed <= context.now && tick > context.now) {
    context.after(0, 'probe', { ...timer, once: true }, record.cause);
  }
}

/** The container runs: its probes begin, the startup probe before the others. */
export function armProbes(
  state: KubeletState,
  context: Context,
  record: PodRecord,
  container: ContainerRecord,
): void {
  const spec = specOf(record, container.name);
  if (!hasProbes(spec) || container.stage !== 'running') return;
  if (spec.startupProbe !== undefined && !container.started) {
    arm(state, context, record, container, 'startup');
    return;
  }
  if (spec.readinessProbe !== undefined) arm(state, context, record, container, 'readiness');
  if (spec.livenessProbe !== undefined) arm(state, context, record, container, 'liveness');
}

function tell(
  state: KubeletState,
  context: Context,
  record: PodRecord,
  worker: ProbeWorker,
  { verdict, output }: ProbeResult,
): void {
  const word = WORDS[worker.type];
  const [reason, message] =
    verdict === 'warning'
      ? ['ProbeWarning', `${word} probe warning: ${output}`]
      : verdict === 'failure'
        ? ['Unhealthy', `${word} probe failed: ${output}`]
        : ['Unhealthy', `${word} probe errored and resulted in unknown state: ${output}`];
  announce(state, context, record, worker.container, 'Warning', reason, message);
}

/** Counts a result. Returns true when it has just reached its threshold. */
function count(
  state: KubeletState,
  context: Context,
  key: string,
  worker: ProbeWorker,
  ok: boolean,
): boolean {
  const { successThreshold = 1, failureThreshold = 3 } = worker.settings;
  const verdict = ok ? 'success' : 'failure';
  const threshold = ok ? successThreshold : failureThreshold;
  if (worker.verdict === verdict && worker.run >= threshold) return false;
  const run = worker.verdict === verdict ? worker.run + 1 : 1;
  store(state, context, key, { ...worker, verdict, run });
  return run >= threshold;
}

/** One tick of one probe. Returns what it found out, when that changes something. */
export function probe(state: KubeletState, context: Context, timer: ProbeTimer): ProbeFinding | null {
  const { key, containerId } = timer;
  const worker = state.probes.map.get(key);
  if (worker === undefined || worker.containerId !== containerId) return null;
  const { uid, container: name, type, settings } = worker;
  const record = recordOf(state, uid);
  const container = record === undefined ? undefined : findContainer(record, name);
  // The timer of an instance that is gone ends here; the next instance has its own.
  if (record === undefined || container?.id !== containerId || container.stage !== 'running') return null;
  if (type !== 'readiness' && (record.stage !== 'active' || container.killing !== null)) return null;
  state.probed++;
  const result = check(runtimeOf(state, context), record, worker, context);
  if (result.verdict !== 'success') tell(state, context, record, worker, result);
  const ok = result.verdict === 'success' || result.verdict === 'warning';
  const reached = result.verdict !== 'error' && count(state, context, key, worker, ok);
  // After a verdict, a startup probe is done with this instance, and so is the liveness probe of one that is killed.
  const isDone = reached && (type === 'startup' || (type === 'liveness' && !ok));
  if (!timer.once && !isDone) context.after(periodMs(settings), 'probe', timer);
  const matters = reached && !(type === 'liveness' && ok);
  return matters ? { record, container, type, ok } : null;
}
