/** Requests that wait for somebody else: data with the stage that they have reached, so that they survive a snapshot. */
import type { ApiRequest } from '../api/wire';
import type { Context } from '../kernel/component';
import type { Address, HopId } from '../kernel/event';
import type { ApiServerState, RequestInFlight, Stage } from './state';

/** Puts a request aside. What needs time is no request of one instant any more. */
export function park(
  state: ApiServerState,
  context: Context,
  from: Address,
  request: ApiRequest,
  cause: HopId,
  stage: Stage,
  waitsFor: string,
  tries = 0,
): RequestInFlight {
  const id = state.nextInFlight++;
  const waiting: RequestInFlight = {
    id,
    from,
    request: request.immediate ? { ...request, immediate: false } : request,
    stage,
    waitingFor: waitsFor,
    tries,
    since: context.now,
    cause,
  };
  state.inFlight.set(id, waiting);
  return waiting;
}

/** Takes a request up again; undefined when nobody waits for it any more. */
export function unpark(state: ApiServerState, id: number): RequestInFlight | undefined {
  const waiting = state.inFlight.get(id);
  if (waiting !== undefined) state.inFlight.delete(id);
  return waiting;
}

/** What waits for one process or object, oldest first. */
export function waitingFor(state: ApiServerState, whom: string): RequestInFlight[] {
  return [...state.inFlight.values()].filter((waiting) => waiting.waitingFor === whom);
}

/** Forgets the requests of processes that are gone: nobody is left to answer. */
export function forgetRequestsOf(state: ApiServerState, peers: ReadonlySet<Address>): void {
  for (const [id, { from }] of state.inFlight) if (peers.has(from)) state.inFlight.delete(id);
}
