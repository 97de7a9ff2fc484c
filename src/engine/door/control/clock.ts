/** The world's clock: reading it, setting its pace, letting time pass. */
import type { HttpRequest, ResponseSink } from '../../api/http';
import { badRequest } from '../../api/status';
import { formatMicroTime } from '../../api/time';
import { jsonBody, onlyFields, Refusal, sendJson } from './answers';
import type { ControlHost, Pace } from './host';

/** Virtual ms of one request. */
const ADVANCE_MAX_MS = 24 * 3_600_000;

function clockOf(host: ControlHost) {
  const { simulation, config } = host;
  const next = simulation.nextEventAt();
  return {
    now: simulation.now,
    time: formatMicroTime(config.epochMs + simulation.now),
    epoch: formatMicroTime(config.epochMs),
    ...host.pace(),
    steps: simulation.steps,
    nextEventAt: next === Infinity ? null : next,
  };
}

export function getClock(host: ControlHost, sink: ResponseSink): void {
  sendJson(sink, clockOf(host));
}

export function postAdvance(host: ControlHost, request: HttpRequest, sink: ResponseSink): void {
  const body = jsonBody(request);
  onlyFields(body, 'ms');
  const { ms } = body;
  if (typeof ms !== 'number' || !Number.isInteger(ms) || ms < 0 || ms > ADVANCE_MAX_MS)
    throw new Refusal(badRequest(`"ms" is a whole number of milliseconds from 0 to ${ADVANCE_MAX_MS}`));
  host.advance(ms, () => getClock(host, sink));
}

export function postSpeed(host: ControlHost, request: HttpRequest, sink: ResponseSink): void {
  const body = jsonBody(request);
  onlyFields(body, 'speed', 'paused');
  const { speed, paused } = body;
  if (paused !== undefined && typeof paused !== 'boolean')
    throw new Refusal(badRequest('"paused" is true or false'));
  const isSpeed = speed === 'max' || speed === 'auto' || (typeof speed === 'number' && speed > 0);
  if (speed !== undefined && !isSpeed) throw new Refusal(badRequest('"speed" is a number, "max" or "auto"'));
  const change: Partial<Pace> = {
    ...(speed === undefined ? {} : { speed }),
    ...(paused === undefined ? {} : { paused }),
  };
  try {
    host.setPace(change);
  } catch (error) {
    throw new Refusal(badRequest((error as Error).message));
  }
  getClock(host, sink);
}
