/** Probes and lifecycle hooks. Models validateProbe and validateHandler in pkg/apis/core/validation/validation.go. */
import {
  collect,
  type FieldError,
  forbidden,
  invalid,
  invalidEach,
  NO_ERRORS,
  nonnegative,
  notSupported,
  required,
} from './field-error';
import { httpHeaderName, portName, portNumber } from './names';
import type { HttpGetAction, Probe } from './pod-types';

/** Models ValidatePortNumOrName. */
export function validatePortOrName(port: number | string | undefined, field: string): readonly FieldError[] {
  return typeof port === 'string'
    ? invalidEach(field, port, portName(port))
    : invalidEach(field, port ?? 0, portNumber(port ?? 0));
}

function validateHttpGet(action: HttpGetAction, field: string): readonly FieldError[] {
  const { path = '', scheme = '', httpHeaders = [] } = action;
  return collect(
    path === '' ? [required(`${field}.path`)] : NO_ERRORS,
    validatePortOrName(action.port, `${field}.port`),
    scheme === 'HTTP' || scheme === 'HTTPS'
      ? NO_ERRORS
      : [notSupported(`${field}.scheme`, scheme, ['HTTP', 'HTTPS'])],
    ...httpHeaders.map(({ name = '' }) => invalidEach(`${field}.httpHeaders`, name, httpHeaderName(name))),
  );
}

/** What a probe or a hook does: exactly one of these. */
export interface Handler {
  readonly exec?: { readonly command?: readonly string[] };
  readonly httpGet?: HttpGetAction;
  readonly tcpSocket?: { readonly port: number | string };
  readonly grpc?: { readonly port: number };
  readonly sleep?: { readonly seconds?: number };
}

function validateSleep(seconds: number, graceSeconds: number, field: string): readonly FieldError[] {
  if (seconds >= 0 && seconds <= graceSeconds) return NO_ERRORS;
  const detail = `must be non-negative and less than terminationGracePeriodSeconds (${graceSeconds})`;
  return [invalid(field, seconds, detail)];
}

function validateAction(
  handler: Handler,
  kind: keyof Handler,
  graceSeconds: number,
  field: string,
): readonly FieldError[] {
  const path = `${field}.${kind}`;
  switch (kind) {
    case 'exec':
      return (handler.exec?.command ?? []).length === 0 ? [required(`${path}.command`)] : NO_ERRORS;
    case 'httpGet':
      return handler.httpGet === undefined ? NO_ERRORS : validateHttpGet(handler.httpGet, path);
    case 'tcpSocket':
      return validatePortOrName(handler.tcpSocket?.port, `${path}.port`);
    case 'grpc':
      return validatePortOrName(handler.grpc?.port, `${path}.port`);
    case 'sleep':
      return validateSleep(handler.sleep?.seconds ?? 0, graceSeconds, path);
    default:
      return kind satisfies never;
  }
}

const HANDLERS: readonly (keyof Handler)[] = ['exec', 'httpGet', 'tcpSocket', 'grpc', 'sleep'];

export function validateHandler(
  handler: Handler,
  graceSeconds: number,
  field: string,
): readonly FieldError[] {
  const given = HANDLERS.filter((kind) => handler[kind] !== undefined);
  const first = given[0];
  if (first === undefined) return [required(field, 'must specify a handler type')];
  return collect(
    validateAction(handler, first, graceSeconds, field),
    given.slice(1).map((kind) => forbidden(`${field}.${kind}`, 'may not specify more than 1 handler type')),
  );
}

function validateProbe(probe: Probe, graceSeconds: number, field: string): readonly FieldError[] {
  const grace = probe.terminationGracePeriodSeconds;
  return collect(
    validateHandler(probe, graceSeconds, field),
    nonnegative(probe.initialDelaySeconds, `${field}.initialDelaySeconds`),
    nonnegative(probe.timeoutSeconds, `${field}.timeoutSeconds`),
    nonnegative(probe.periodSeconds, `${field}.periodSeconds`),
    nonnegative(probe.successThreshold, `${field}.successThreshold`),
    nonnegative(probe.failureThreshold, `${field}.failureThreshold`),
    grace !== undefined && grace <= 0
      ? [invalid(`${field}.terminationGracePeriodSeconds`, grace, 'must be greater than 0')]
      : NO_ERRORS,
  );
}

export interface Probes {
  readonly livenessProbe?: Probe;
  readonly readinessProbe?: Probe;
  readonly startupProbe?: Probe;
}

function validateOneSuccess(
  probe: Probe | undefined,
  graceSeconds: number,
  field: string,
): readonly FieldError[] {
  if (probe === undefined) return NO_ERRORS;
  const successes = probe.successThreshold ?? 0;
  return collect(
    validateProbe(probe, graceSeconds, field),
    successes === 1 ? NO_ERRORS : [invalid(`${field}.successThreshold`, successes, 'must be 1')],
  );
}

function validateReadiness(
  probe: Probe | undefined,
  graceSeconds: number,
  field: string,
): readonly FieldError[] {
  if (probe === undefined) return NO_ERRORS;
  const grace = probe.terminationGracePeriodSeconds;
  return collect(
    validateProbe(probe, graceSeconds, field),
    grace === undefined
      ? NO_ERRORS
      : [invalid(`${field}.terminationGracePeriodSeconds`, grace, 'must not be set for readinessProbes')],
  );
}

/** The three probes of a container, in the order of the real server. */
export function validateProbes(probes: Probes, graceSeconds: number, field: string): readonly FieldError[] {
  return collect(
    validateOneSuccess(probes.livenessProbe, graceSeconds, `${field}.livenessProbe`),
    validateReadiness(probes.readinessProbe, graceSeconds, `${field}.readinessProbe`),
    validateOneSuccess(probes.startupProbe, graceSeconds, `${field}.startupProbe`),
  );
}
