/** A whole answer of HTTP, and how objects become one. */
import type { Headers } from '../../api/http';
import type { Status } from '../../api/status';
import type { Accepted } from './accept';
import { toYaml } from './yaml';

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string | Uint8Array;
}

export function textAnswer(
  status: number,
  body: string,
  contentType = 'text/plain; charset=utf-8',
): HttpAnswer {
  return { status, headers: { 'cache-control': 'no-cache, private', 'content-type': contentType }, body };
}

const PLAIN: Pick<Accepted, 'encoding'> = { encoding: 'json' };

/** Go ends each JSON document with a newline. */
export function objectAnswer(
  status: number,
  object: unknown,
  { encoding }: Pick<Accepted, 'encoding'> = PLAIN,
  isPretty = false,
): HttpAnswer {
  if (encoding === 'yaml') return textAnswer(status, toYaml(object), 'application/yaml');
  const json = isPretty ? JSON.stringify(object, null, 2) : JSON.stringify(object);
  return textAnswer(status, `${json}\n`, 'application/json');
}

export function statusAnswer(status: Status, accepted?: Pick<Accepted, 'encoding'>): HttpAnswer {
  const answer = objectAnswer(status.code, status, accepted);
  const seconds = status.details?.retryAfterSeconds;
  if (seconds === undefined) return answer;
  return { ...answer, headers: { ...answer.headers, 'retry-after': String(seconds) } };
}
