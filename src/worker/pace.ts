/**
 * Auto pace: how fast virtual time runs, so that what the user started can be followed and nobody waits long.
 *
 * Time is slowed, motion is never invented: while hops of the user's chain are under way, the shortest of them takes
 * 250 ms on screen. While the chain waits for a timer, time runs so fast that the wait is over in a moment. Else 1×.
 */
import type { HopRecord } from '../engine/kernel/trace';
import type { SimEvent } from '../engine/kernel/event';

/** ms on screen that a hop of the user's chain takes at least. */
const HOP_SCREEN_MS = 250;
/** With more than so many hops at once nobody follows each of them. */
const CROWD = 10;
/** Screen time for which one input is followed hop by hop; afterwards the pace grows, doubling each PATIENCE_STEP_MS. */
const PATIENCE_MS = 15_000;
const PATIENCE_STEP_MS = 1500;
/**
 * Screen time after which an input no longer sets the pace: a container that crashes for ever would else hurry the
 * whole world for ever.
 */
const ATTENTION_MS = 60_000;
/** ms on screen that a wait for a timer takes at most, roughly. */
const WAIT_SCREEN_MS = 1500;
const WAIT_SPEED_MAX = 200;
/** A chain that does nothing for longer than this is over: nobody waits for it. */
const WAIT_MAX_MS = 330_000;

/** Timers that come back for ever and hold nobody up. */
const PATIENT_TIMERS = new Set([
  'compact',
  'elect',
  'flush',
  'leases-end',
  'post-status',
  'probe',
  'read-node',
  'refresh-objects',
  'relist',
  'renew-lease',
  'retry-etcd',
  'wake',
]);
/** A controller's wake-up counts as waiting only when it is near (minReadySeconds). */
const WAKE_NEAR_MS = 60_000;

export interface PaceState {
  /** Input (id of its hop) that is being followed. */
  readonly root: number;
  /** Screen ms that it has been followed. */
  readonly followedMs: number;
  /** Screen ms that it has been followed or waited for. */
  readonly attendedMs: number;
  /** End and speed of the present wait; 0 when there is none. */
  readonly waitUntil: number;
  readonly waitSpeed: number;
}

export const IDLE_PACE: PaceState = { root: 0, followedMs: 0, attendedMs: 0, waitUntil: 0, waitSpeed: 1 };

export interface Choice {
  readonly speed: number;
  readonly mode: 'following' | 'waiting' | 'live';
  readonly state: PaceState;
}

function followSpeed(state: PaceState, hops: readonly HopRecord[]): number {
  let shortest = Infinity;
  for (const { start, end } of hops) if (end > start) shortest = Math.min(shortest, end - start);
  if (shortest === Infinity) shortest = 1;
  const crowd = Math.max(1, hops.length / CROWD);
  const late = Math.max(0, state.followedMs - PATIENCE_MS) / PATIENCE_STEP_MS;
  const hurry = 2 ** Math.min(late, 12);
  return Math.min(1, (shortest / HOP_SCREEN_MS) * crowd * hurry);
}

/** Time of the next thing that the chain of `isUsers` waits for; Infinity for none. */
export function nextAwaited(
  pending: readonly SimEvent[],
  now: number,
  isUsers: (cause: number) => boolean,
): number {
  for (const { at, type, hop, cause, seq } of pending) {
    if (at - now > WAIT_MAX_MS) return Infinity;
    if (!isUsers(hop ? seq : cause)) continue;
    const patient = PATIENT_TIMERS.has(type) && !(type === 'wake' && at - now <= WAKE_NEAR_MS);
    if (!patient) return at;
  }
  return Infinity;
}

/**
 * Chooses the pace. `flying`: the user's hops on their way; `root`: the newest input; `awaited`: when the chain goes
 * on, Infinity when it is over.
 */
export function choosePace(
  before: PaceState,
  now: number,
  flying: readonly HopRecord[],
  root: number,
  awaited: number,
): Choice {
  const state = before.root === root ? before : { ...IDLE_PACE, root };
  if (state.attendedMs > ATTENTION_MS) return { speed: 1, mode: 'live', state };
  if (flying.length > 0) {
    return { speed: followSpeed(state, flying), mode: 'following', state: { ...state, waitUntil: 0 } };
  }
  if (awaited === Infinity || awaited <= now) {
    return { speed: 1, mode: awaited === Infinity ? 'live' : 'waiting', state: { ...state, waitUntil: 0 } };
  }
  if (state.waitUntil === awaited) return { speed: state.waitSpeed, mode: 'waiting', state };
  const waitSpeed = Math.min(WAIT_SPEED_MAX, Math.max(1, (awaited - now) / WAIT_SCREEN_MS));
  return { speed: waitSpeed, mode: 'waiting', state: { ...state, waitUntil: awaited, waitSpeed } };
}

/** The choice, but not slower than `speed`. */
export function atLeast(speed: number, choice: Choice): Choice {
  if (choice.speed >= speed) return choice;
  return { ...choice, speed, mode: choice.mode === 'following' ? 'live' : choice.mode };
}

/** Counts the screen time that was spent at the chosen pace. */
export function spent({ state, mode }: Choice, screenMs: number): PaceState {
  if (mode === 'live') return state;
  const attendedMs = state.attendedMs + screenMs;
  return mode === 'waiting'
    ? { ...state, attendedMs }
    : { ...state, attendedMs, followedMs: state.followedMs + screenMs };
}
