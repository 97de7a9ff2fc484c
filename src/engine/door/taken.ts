/** A request that the door has taken: what all its parts need to answer it. */
import type { Headers, HttpRequest, ResponseSink } from '../api/http';
import { negotiate, WRITABLE, type Accepted } from '../apiserver/http/accept';
import { statusAnswer, type HttpAnswer } from '../apiserver/http/answer';
import { flagOf } from '../apiserver/http/list-query';
import type { Target } from '../apiserver/http/target';
import { notAcceptable, type Status } from '../api/status';
import type { EtcdState } from '../etcd/store';
import type { DoorHost } from './host';

export interface Taken {
  readonly host: DoorHost;
  readonly request: HttpRequest;
  readonly target: Target;
  readonly sink: ResponseSink;
}

export function headerOf({ headers }: HttpRequest, name: string): string {
  return Object.hasOwn(headers, name) ? (headers[name] ?? '') : '';
}

/** Characters of all headers together. */
export function headersLength({ headers }: HttpRequest): number {
  let length = 0;
  for (const [name, value] of Object.entries(headers)) length += name.length + value.length + 4;
  return length;
}

/** Sends a whole answer. HEAD gets no body. */
export function sendAnswer({ sink, request }: Taken, { status, headers, body }: HttpAnswer): void {
  sink.head(status, headers);
  if (request.method !== 'HEAD' && body.length > 0) sink.data(body);
  sink.end();
}

const JSON_ONLY: Accepted = { encoding: 'json', as: '', group: '', version: '' };

/** Texts as `Warning` headers, after those that are there. */
export function withWarnings(headers: Headers, texts: readonly string[]): Headers {
  if (texts.length === 0) return headers;
  const { warning } = headers;
  const added = texts.map((text) => `299 - ${JSON.stringify(text)}`);
  return { ...headers, warning: (warning === undefined ? added : [warning, ...added]).join(', ') };
}

/** Clients with which people read for themselves. */
const READ_BY_PEOPLE = /^(?:curl|Wget|Mozilla\/5\.0)/;

/** Models isPrettyPrint in responsewriters/writers.go. */
export function isPretty({ request, target }: Taken): boolean {
  if (target.query.has('pretty')) return flagOf(target.query, 'pretty');
  return READ_BY_PEOPLE.test(headerOf(request, 'user-agent'));
}

/** An error is told in a form that the client reads, or in JSON. */
export function refuse(taken: Taken, status: Status): void {
  const accepted = negotiate(headerOf(taken.request, 'accept'), () => false) ?? JSON_ONLY;
  sendAnswer(taken, statusAnswer(status, accepted));
}

/** What the client accepts; when that is nothing that can be had, it is told so and null is returned. */
export function acceptedBy(
  taken: Taken,
  offers: (as: string, group: string, version: string) => boolean,
): Accepted | null {
  const accepted = negotiate(headerOf(taken.request, 'accept'), offers);
  if (accepted === null) sendAnswer(taken, statusAnswer(notAcceptable(WRITABLE), JSON_ONLY));
  return accepted;
}

/** Nobody answers: a head of 0, and the words of whoever called in vain. */
export function unanswered({ sink }: Taken, words: string): void {
  sink.head(0, {});
  sink.data(words);
  sink.end();
}

export function etcdOf({ simulation, cluster }: DoorHost): EtcdState {
  return simulation.stateOf(`${cluster}/etcd`) as EtcdState;
}

/** Wall clock of the world, ms since 1970. */
export function wallOf({ simulation, epochMs }: DoorHost): number {
  return epochMs + simulation.now;
}
