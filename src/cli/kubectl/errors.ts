/** Errors of kubectl's own, and how errors are printed. Models kubectl/pkg/cmd/util/helpers.go (checkErr). */
import { goQuote } from '../../engine/api/go-print';
import { ConnectionError } from '../http';
import { StatusError } from './status-error';

/** Printed as `error: <message>` on stderr, unless `isPlain`. */
export class KubectlError extends Error {
  override readonly name = 'KubectlError';
  constructor(
    message: string,
    readonly exitCode = 1,
    /** True when the message stands by itself: `Error from server …`, or '' for an exit without words. */
    readonly isPlain = false,
  ) {
    super(message);
  }
}

/** Several things that went wrong: printed one per line. */
export class ManyErrors extends Error {
  override readonly name = 'ManyErrors';
  constructor(readonly errors: readonly unknown[]) {
    super(joined(errors.map(plainMessage)));
  }
}

/** `error: <message>\nSee 'kubectl get -h' for help and examples`. Models UsageErrorf. */
export function usageError(path: string, message: string): KubectlError {
  return new KubectlError(`${message}\nSee '${path} -h' for help and examples`);
}

/** What went wrong with one of several, or with all of them; nothing when nothing did. Models NewAggregate. */
export function throwAll(errors: readonly unknown[]): void {
  if (errors.length === 1) throw asError(errors[0]);
  if (errors.length > 1) throw new ManyErrors(errors);
}

/** Several things that went wrong on the way are told in one line where others stand beside them. Models EagerVisitorList. */
export function bundled(errors: readonly unknown[]): readonly unknown[] {
  return errors.length > 1 ? [new ManyErrors(errors)] : errors;
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

/** `error when creating "web.yaml": …` before an error's own message. Models AddSourceToErr. */
export function addSource(doing: string, source: string, error: unknown): Error {
  if (source === '') return asError(error);
  const prefix = `error when ${doing} ${goQuote(source)}: `;
  if (error instanceof StatusError) {
    return new StatusError(error.code, { ...error.status, message: `${prefix}${error.message}` });
  }
  return new KubectlError(`${prefix}${plainMessage(error)}`);
}

/** True for the Status of something that is not there. */
export function isNotFound(error: unknown): boolean {
  return error instanceof StatusError && (error.status.reason === 'NotFound' || error.code === 404);
}

/** True for the Status of a write that came too late, or of fields that others manage. */
export function isConflict(error: unknown): boolean {
  return error instanceof StatusError && error.status.reason === 'Conflict';
}

/** The bare message, as Go's `err.Error()`. */
export function plainMessage(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

// Models utilerrors.Aggregate's Error(): one by itself, several in brackets, each only once.
function joined(messages: readonly string[]): string {
  const unique = [...new Set(messages)];
  return unique.length === 1 ? (unique[0] ?? '') : `[${unique.join(', ')}]`;
}

/** How errors of the server and of the connection are told; null for others. Models StandardErrorMessage. */
function standardMessage(error: unknown): string | null {
  if (error instanceof ConnectionError) return error.message;
  if (!(error instanceof StatusError)) return null;
  const { reason = '' } = error.status;
  if (reason === 'Unauthorized') return `error: You must be logged in to the server (${error.message})`;
  return reason === ''
    ? `Error from server: ${error.message}`
    : `Error from server (${reason}): ${error.message}`;
}

/** One line about one of several errors. Models messageForError. */
export function messageOf(error: unknown): string {
  return standardMessage(error) ?? plainMessage(error);
}

/** What stands on stderr at the end, and the exit code. Models checkErr. */
export function finalWords(error: unknown): { readonly text: string; readonly exitCode: number } {
  if (error instanceof ManyErrors && error.errors.length === 1) return finalWords(error.errors[0]);
  const exitCode = error instanceof KubectlError ? error.exitCode : 1;
  const text = words(error);
  return { text: text === '' || text.endsWith('\n') ? text : `${text}\n`, exitCode };
}

function words(error: unknown): string {
  if (error instanceof StatusError && error.status.reason === 'Invalid') return invalidWords(error);
  if (error instanceof ManyErrors) return error.errors.map((each) => `${messageOf(each)}\n`).join('');
  if (error instanceof KubectlError && error.isPlain) return error.message;
  const standard = standardMessage(error);
  if (standard !== null) return standard;
  const message = plainMessage(error);
  return message.startsWith('error: ') ? message : `error: ${message}`;
}

function invalidWords({ status, message }: StatusError): string {
  const { details } = status;
  const suffix = message === '' ? '' : `: ${message}`;
  if (details === undefined) return `The request is invalid${suffix}`;
  const { kind = '', name = '', causes = [] } = details;
  const isNamed = kind !== '' || name !== '';
  const head = isNamed ? `The ${kind} ${goQuote(name)} is invalid` : 'The request is invalid';
  if (causes.length === 0) return isNamed ? head : `${head}${suffix}`;
  const lines = [...new Set(causes.map((cause) => `${cause.field ?? ''}: ${cause.message ?? ''}`))];
  return lines.length === 1
    ? `${head}: ${lines[0]}\n`
    : `${head}: \n${lines.map((line) => `* ${line}\n`).join('')}`;
}
