/** Errors of one field, in the words of the real server. Models apimachinery/pkg/util/validation/field/errors.go. */
import { type GoText, goQuote } from './go-print';

export type FieldErrorReason =
  | 'FieldValueInvalid'
  | 'FieldValueRequired'
  | 'FieldValueForbidden'
  | 'FieldValueNotSupported'
  | 'FieldValueDuplicate'
  | 'FieldValueTooLong'
  | 'FieldValueTooMany'
  | 'FieldValueNotFound'
  | 'FieldValueTypeInvalid';

export interface FieldError {
  readonly reason: FieldErrorReason;
  /** `spec.containers[0].image`. */
  readonly field: string;
  /** Without the field: `Required value`, `Invalid value: "x": must be …`. */
  readonly detail: string;
}

/** The usual answer of validation. One object, so that being valid costs nothing. */
export const NO_ERRORS: readonly FieldError[] = [];

/** What was wrong, as the caller wrote it. Texts are quoted; absent values print as `null`. */
export type BadValue = string | number | boolean | GoText | null | undefined;

function printed(value: BadValue): string {
  if (value === null || value === undefined) return '"null"';
  if (typeof value === 'string') return goQuote(value);
  return typeof value === 'object' ? value.go : String(value);
}

function withDetail(text: string, detail: string): string {
  return detail === '' ? text : `${text}: ${detail}`;
}

export function invalid(field: string, value: BadValue, detail: string): FieldError {
  return {
    reason: 'FieldValueInvalid',
    field,
    detail: withDetail(`Invalid value: ${printed(value)}`, detail),
  };
}

export function required(field: string, detail = ''): FieldError {
  return { reason: 'FieldValueRequired', field, detail: withDetail('Required value', detail) };
}

export function forbidden(field: string, detail: string): FieldError {
  return { reason: 'FieldValueForbidden', field, detail: withDetail('Forbidden', detail) };
}

export function duplicate(field: string, value: BadValue): FieldError {
  return { reason: 'FieldValueDuplicate', field, detail: `Duplicate value: ${printed(value)}` };
}

export function notFound(field: string, value: BadValue): FieldError {
  return { reason: 'FieldValueNotFound', field, detail: `Not found: ${printed(value)}` };
}

export function notSupported(field: string, value: BadValue, supported: readonly string[]): FieldError {
  const values = supported.map(goQuote).join(', ');
  return {
    reason: 'FieldValueNotSupported',
    field,
    detail: withDetail(`Unsupported value: ${printed(value)}`, `supported values: ${values}`),
  };
}

export function tooLong(field: string, bytesMax: number): FieldError {
  return { reason: 'FieldValueTooLong', field, detail: `Too long: may not be more than ${bytesMax} bytes` };
}

export function tooMany(field: string, count: number, itemsMax: number): FieldError {
  const detail = `Too many: ${count}: must have at most ${itemsMax} ${itemsMax === 1 ? 'item' : 'items'}`;
  return { reason: 'FieldValueTooMany', field, detail };
}

/** One error per message about the same value. */
export function invalidEach(
  field: string,
  value: BadValue,
  messages: readonly string[],
): readonly FieldError[] {
  return messages.length === 0 ? NO_ERRORS : messages.map((message) => invalid(field, value, message));
}

export const NOT_NEGATIVE = 'must be greater than or equal to 0';
export const IMMUTABLE = 'field is immutable';

/** Models ValidateNonnegativeField; an absent number is 0. */
export function nonnegative(value: number | undefined, field: string): readonly FieldError[] {
  return value !== undefined && value < 0 ? [invalid(field, value, NOT_NEGATIVE)] : NO_ERRORS;
}

/** Required, and one of the words. */
export function oneOf(
  value: string | undefined,
  words: readonly string[],
  field: string,
): readonly FieldError[] {
  if (value === undefined || value === '') return [required(field)];
  return words.includes(value) ? NO_ERRORS : [notSupported(field, value, words)];
}

/** All errors in order, without a new array when there are none. */
export function collect(...lists: readonly (readonly FieldError[])[]): readonly FieldError[] {
  const filled = lists.filter((list) => list.length > 0);
  return filled.length === 0 ? NO_ERRORS : filled.length === 1 ? (filled[0] ?? NO_ERRORS) : filled.flat();
}
