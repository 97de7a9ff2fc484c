/** Crash and pull back-off of a kubelet. Models client-go/util/flowcontrol/backoff.go as pkg/kubelet uses it. */

/** First wait, for crashed containers and failed pulls alike. */
const INITIAL_MS = 10_000;
export const BACKOFF_MAX_MS = 300_000;
/** Forgotten when a container ran longer than this since its last restart. */
const RESET_MS = 2 * BACKOFF_MAX_MS;

/** The back-off after one more failure: 10 s, 20 s, 40 s … 5 min. */
export function nextBackoff(backoffMs: number): number {
  return backoffMs === 0 ? INITIAL_MS : Math.min(2 * backoffMs, BACKOFF_MAX_MS);
}

/**
 * ms to wait from `finishedAt` before the container may start again. The first restart is immediate, because nothing
 * has been noted yet; a container that ran for more than ten minutes begins anew.
 */
export function waitBefore(backoffMs: number, backoffAt: number, finishedAt: number): number {
  return finishedAt - backoffAt > RESET_MS ? 0 : backoffMs;
}

/** As Go prints a duration: `10s`, `1m20s`, `5m0s`. */
export function goDuration(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  const minutes = Math.floor(seconds / 60);
  return minutes === 0 ? `${seconds}s` : `${minutes}m${seconds % 60}s`;
}

/** Seconds with up to nine digits as Go prints them: `1.234s`, `400ms`. */
export function goSeconds(ms: number): string {
  return ms < 1000 ? `${ms}ms` : `${ms / 1000}s`;
}
