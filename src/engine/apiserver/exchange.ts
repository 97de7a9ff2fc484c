/** One request while it is being served, and how its answer leaves. */
import type { Kind } from '../api/kind';
import { keyOf, type ApiObject } from '../api/meta';
import type { Status } from '../api/status';
import type { ApiRequest, ApiResponse } from '../api/wire';
import type { EtcdState } from '../etcd/store';
import type { Context } from '../kernel/component';
import type { Address, Hop, HopId } from '../kernel/event';
import type { ApiServerState } from './state';

/** The request with everything that its stages need. Lives for one event. */
export interface Exchange {
  readonly state: ApiServerState;
  readonly etcd: EtcdState;
  readonly context: Context;
  readonly from: Address;
  readonly request: ApiRequest;
  readonly kind: Kind;
  /** Wall clock, ms since 1970. */
  readonly wallMs: number;
  /** The hop that brought the request. */
  readonly cause: HopId;
  /** What is to be told beside the answer; stages add to it. */
  readonly warnings: string[];
}

/** An answer with its code: an object and 200 or 201, or a Status with its own code. */
export interface Answer {
  readonly code: number;
  readonly body: unknown;
  readonly revision: number;
  readonly items?: readonly ApiObject[];
  /** Texts of `Warning` headers. */
  readonly warnings?: readonly string[];
  /** The commit that came before, when something was written. */
  readonly commit?: Commit;
}

/** Hop of etcd's answer, and how long after now it comes. */
export interface Commit {
  readonly cause: HopId;
  readonly delay: number;
}

export function failure(status: Status): Answer {
  return { code: status.code, body: status, revision: 0 };
}

function keyForTrace(request: ApiRequest, body: unknown): string {
  const metadata = (body as Partial<ApiObject> | null)?.metadata;
  if (metadata !== undefined && typeof metadata.name === 'string' && metadata.name !== '')
    return keyOf(metadata);
  return request.namespace === '' ? request.name : `${request.namespace}/${request.name}`;
}

/**
 * A failure without a reason, as the API server tells of errors that are none of its own.
 * Models ErrorToAPIStatus in apiserver/pkg/endpoints/handlers/responsewriters/status.go.
 */
export function unexplained(code: number, message: string): Status {
  return { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, code };
}

/** Sends the answer back to whoever asked. `asked`: the hop that brought the request. */
export function respond(
  state: ApiServerState,
  context: Context,
  from: Address,
  request: ApiRequest,
  answer: Answer,
  asked: HopId = context.cause,
): void {
  const { id, client, verb, resource } = request;
  const { code, body, revision, items, warnings } = answer;
  const words: ApiResponse = { id, client, verb, resource, code, body, revision };
  const whole: ApiResponse = items === undefined ? words : { ...words, items };
  const response: ApiResponse = warnings === undefined ? whole : { ...whole, warnings };
  const key = keyForTrace(request, body);
  const hop: Hop | null = request.quiet ? null : { kind: 'response', verb, resource, key, code };
  const cause = answer.commit?.cause ?? asked;
  if (request.immediate) {
    if (hop !== null) context.record(context.self, from, context.now, context.now, hop, cause);
    context.answer(response);
    return;
  }
  context.send(from, 'response', response, state.latencies.link, hop, cause, answer.commit?.delay ?? 0);
}
