/**
 * What a client does when its door closes: requests under way fail, streams are opened again.
 * Models client-go's transport errors and the reflector's back-off (client-go/tools/cache/reflector.go).
 */
import type { ApiRequest, ApiResponse } from '../api/wire';
import type { Context } from '../kernel/component';
import type { ConnectionLost, Undelivered } from '../kernel/machinery';
import type { Informer } from './informer';
import type { ClientState } from './requests';

/** An answer that never came has no HTTP status. */
const NO_ANSWER = 0;

/** First pause before a LIST or WATCH is tried again, and the longest. Models NewReflectorWithOptions: 800 ms to 30 s. */
const RELIST_MIN_MS = 800;
const RELIST_MAX_MS = 30_000;

function lostAnswer(id: number, client: string, verb: ApiResponse['verb'], resource: string): ApiResponse {
  const body = { message: 'http2: client connection lost' };
  return { id, client, verb, resource, code: NO_ANSWER, body, revision: 0 };
}

/** Asks for a new LIST after a pause that doubles with every failure in a row. */
export function relistLater(context: Context, informer: Informer): void {
  const { resource, failures } = informer;
  let pause = RELIST_MIN_MS;
  for (let i = 0; i < failures && pause < RELIST_MAX_MS; i++) pause *= 2;
  informer.failures++;
  informer.open = false;
  context.after(Math.min(pause, RELIST_MAX_MS), 'relist', resource);
}

/**
 * Takes the event `connection-lost`: every request of these clients that waits for one of the lost peers is answered
 * with code 0, as an ordinary `response` event; every open stream to them is listed anew.
 */
export function takeConnectionLost(
  clients: readonly ClientState[],
  informers: ReadonlyMap<string, Informer>,
  context: Context,
  { peers }: ConnectionLost,
): void {
  const own = clients.filter(({ server }) => peers.includes(server));
  for (const client of own) {
    for (const id of client.pending.keys())
      context.after(0, 'response', lostAnswer(id, client.name, 'get', ''));
  }
  if (own.length === 0) return;
  for (const informer of informers.values()) if (informer.open) relistLater(context, informer);
}

/** Takes the event `undelivered` of a request: it is answered with code 0. */
export function takeUndelivered(context: Context, { data, type }: Undelivered): void {
  if (type !== 'request') return;
  const { id, client, verb, resource } = data as ApiRequest;
  context.after(0, 'response', lostAnswer(id, client, verb, resource));
}

/** For a `ComponentKind` whose component is a client of a door. */
export const EXPECTS_ANSWERS: ReadonlySet<string> = new Set(['request']);
