/** A world as a file: what it was made from, what was done to it, and when it stood. */
import type { HttpRequest, ResponseSink } from '../../api/http';
import { badRequest } from '../../api/status';
import { jsonBody, Refusal, sendJson, sendStatus } from './answers';
import type { ControlHost, WorldRecord } from './host';
import { checkedRecord, RecordError, writtenConfig } from './record-check';

const KIND = 'OrrerySession';
/** Raised when the file changes its shape. */
const VERSION = 1;

export function getSession({ simulation, config }: ControlHost, sink: ResponseSink): void {
  const { now, steps, journal } = simulation;
  sendJson(sink, {
    kind: KIND,
    version: VERSION,
    seed: config.seed,
    config: writtenConfig(config),
    journal,
    at: now,
    step: steps,
    hash: simulation.stateHash(),
  });
}

function recordOf(body: Readonly<Record<string, unknown>>): WorldRecord {
  if (body['kind'] !== KIND) throw new Refusal(badRequest(`this is no session: "kind" is not ${KIND}`));
  if (body['version'] !== VERSION)
    throw new Refusal(
      badRequest(`this session is of version ${String(body['version'])}; this program knows ${VERSION}`),
    );
  try {
    return checkedRecord(body);
  } catch (error) {
    if (error instanceof RecordError)
      throw new Refusal(badRequest(`the session cannot be used: ${error.message}`));
    throw error;
  }
}

export function putSession(host: ControlHost, request: HttpRequest, sink: ResponseSink): void {
  const body = jsonBody(request);
  const { hash } = body;
  host.load(recordOf(body), (problem) => {
    if (problem !== null) {
      sendStatus(sink, badRequest(`the session cannot be used: ${problem}`));
      return;
    }
    const { simulation } = host;
    const reached = simulation.stateHash();
    const compared = typeof hash === 'string' ? { same: hash === reached } : {};
    sendJson(sink, { at: simulation.now, step: simulation.steps, hash: reached, ...compared });
  });
}
