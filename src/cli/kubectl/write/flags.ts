/** Flags that commands which write have in common. Models kubectl/pkg/cmd/util and cli-runtime's PrintFlags. */
import type { Call, FlagSpec } from '../command';
import { KubectlError } from '../errors';
import { PRINT_FLAGS } from '../print/printer';

/** `-o json|yaml|name|…` of commands that print what they wrote. */
export const OUTPUT_FLAGS: readonly FlagSpec[] = PRINT_FLAGS;

export const DRY_RUN_FLAG: FlagSpec = {
  name: 'dry-run',
  type: 'string',
  default: 'none',
  noValue: 'unchanged',
  help: 'client: only print what would be sent. server: let the server check it without storing anything.',
  completes: 'values',
  values: ['none', 'server', 'client'],
};

export const SAVE_CONFIG_FLAG: FlagSpec = {
  name: 'save-config',
  type: 'bool',
  help: 'Keep the configuration in an annotation, so that kubectl apply can go on from it.',
};

export const VALIDATE_FLAG: FlagSpec = {
  name: 'validate',
  type: 'string',
  default: 'strict',
  noValue: 'strict',
  help: 'What to do about unknown and doubled fields: strict (or true) refuses, warn warns, ignore (or false) lets them pass.',
  completes: 'values',
  values: ['strict', 'warn', 'ignore'],
};

export function fieldManagerFlag(manager: string): FlagSpec {
  return {
    name: 'field-manager',
    type: 'string',
    default: manager,
    help: 'Under which name the server remembers who set the fields.',
  };
}

export type DryRun = 'none' | 'client' | 'server';

const TRUE = new Set(['1', 't', 'T', 'true', 'TRUE', 'True']);
const FALSE = new Set(['0', 'f', 'F', 'false', 'FALSE', 'False']);

/** A warning of the library that kubectl logs with: stamped with the clock. `place`: the line that says it. */
export function logWarning(call: Call, place: string, text: string): void {
  const now = new Date(call.context.now());
  const digits = (value: number, count = 2) => String(value).padStart(count, '0');
  const day = `${digits(now.getUTCMonth() + 1)}${digits(now.getUTCDate())}`;
  const time = `${digits(now.getUTCHours())}:${digits(now.getUTCMinutes())}:${digits(now.getUTCSeconds())}`;
  call.err(`W${day} ${time}.${digits(now.getUTCMilliseconds(), 3)}000       1 ${place}] ${text}\n`);
}

/** Models GetDryRunStrategy. */
export function dryRunOf(call: Call): DryRun {
  const value = call.flags.string('dry-run');
  if (value === 'none' || value === 'client' || value === 'server') return value;
  if (value === 'unchanged') {
    logWarning(call, 'helpers.go:703', '--dry-run is deprecated and can be replaced with --dry-run=client.');
    return 'client';
  }
  if (!TRUE.has(value) && !FALSE.has(value)) {
    throw new KubectlError(`Invalid dry-run value (${value}). Must be "none", "server", or "client".`);
  }
  const meant = TRUE.has(value) ? 'client' : 'none';
  logWarning(
    call,
    TRUE.has(value) ? 'helpers.go:717' : 'helpers.go:720',
    `--dry-run=${value} is deprecated (boolean value) and can be replaced with --dry-run=${meant}.`,
  );
  return meant;
}

/** `Strict`, `Warn` or `Ignore`, for the server. Models GetValidationDirective. */
export function fieldValidationOf(call: Call): string {
  const value = call.flags.string('validate');
  if (value === 'strict' || TRUE.has(value)) return 'Strict';
  if (value === 'warn') return 'Warn';
  if (value === 'ignore' || FALSE.has(value)) return 'Ignore';
  throw new KubectlError(
    `invalid - validate option "${value}"; must be one of: strict (or true), warn, ignore (or false)`,
  );
}

/** `error: required flag(s) "image" not set`. Models cobra's ValidateRequiredFlags. */
export function requireFlags(call: Call, ...names: readonly string[]): void {
  const missing = names.filter((name) => !call.flags.isSet(name)).toSorted();
  if (missing.length === 0) return;
  throw new KubectlError(`required flag(s) ${missing.map((name) => `"${name}"`).join(', ')} not set`);
}
