/** How the control endpoints answer: JSON for a person with curl, errors as the API's `Status`. */
import type { HttpRequest, ResponseSink } from '../../api/http';
import { badRequest, type Status } from '../../api/status';

const INDENT = 2;

export function sendJson(sink: ResponseSink, value: unknown, status = 200): void {
  sink.head(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  sink.data(`${JSON.stringify(value, null, INDENT)}\n`);
  sink.end();
}

export function sendStatus(sink: ResponseSink, status: Status): void {
  sendJson(sink, status, status.code);
}

/** What went wrong, and is to be answered. */
export class Refusal extends Error {
  constructor(readonly status: Status) {
    super(status.message);
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The body as a JSON object; nothing is an empty one. Throws a `Refusal`. */
export function jsonBody({ body }: HttpRequest): Readonly<Record<string, unknown>> {
  if (typeof body !== 'string') throw new Refusal(badRequest('the body is not JSON'));
  if (body.trim() === '') return {};
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    throw new Refusal(badRequest('the body is not JSON'));
  }
  if (!isRecord(value)) throw new Refusal(badRequest('the body is not a JSON object'));
  return value;
}

/** Throws a `Refusal` for a field that is not known: a slip of the pen must not pass for a wish. */
export function onlyFields(body: Readonly<Record<string, unknown>>, ...names: readonly string[]): void {
  const stranger = Object.keys(body).find((name) => !names.includes(name));
  if (stranger !== undefined)
    throw new Refusal(badRequest(`unknown field ${JSON.stringify(stranger)}: there is ${names.join(', ')}`));
}
