/** What a work queue keeps of its keys: why each is to be looked at, and how long it waits after failures. */
import type { HopId } from '../kernel/event';
import type { Reason } from './manager-state';

/** Hops remembered beside the first; more of them explain nothing to anybody. */
const ALSO_MAX = 4;

/** The reason with one more hop folded in. */
export function joined(reason: Reason | null, cause: HopId): Reason {
  if (reason === null) return { first: cause, also: [] };
  if (reason.first === cause || reason.also.length >= ALSO_MAX || reason.also.includes(cause)) return reason;
  return { first: reason.first, also: [...reason.also, cause] };
}

/** Base and cap of the per-item back-off. Models client-go's DefaultTypedControllerRateLimiter: 5 ms·2^n, 1000 s. */
const RETRY_BASE_MS = 5;
const RETRY_MAX_MS = 1_000_000;

/** ms to wait after so many failures in a row. */
export function backoff(failures: number): number {
  let delay = RETRY_BASE_MS;
  for (let i = 1; i < failures && delay < RETRY_MAX_MS; i++) delay *= 2;
  return Math.min(delay, RETRY_MAX_MS);
}
