/** Counts that can also be percentages. Models apimachinery/pkg/util/intstr and the checks of pkg/apis/apps/validation. */
import { type FieldError, invalid, invalidEach, NO_ERRORS, nonnegative } from './field-error';
import { goIntOrString } from './go-print';
import { percentage } from './names';

/** A count, or a percentage such as `25%`. */
export type IntOrString = number | string;

/** Models ValidatePositiveIntOrPercent. */
export function validateIntOrPercent(value: IntOrString, field: string): readonly FieldError[] {
  return typeof value === 'number'
    ? nonnegative(value, field)
    : invalidEach(field, goIntOrString(value), percentage(value));
}

/** The number of a percentage or count; a text that is neither counts as 0. Models getIntOrPercentValue. */
export function numberOfIntOrPercent(value: IntOrString): number {
  if (typeof value === 'number') return value;
  return /^-?\d+%?$/.test(value) ? Number.parseInt(value, 10) : 0;
}

/** Models IsNotMoreThan100Percent. */
export function validateNotOver100Percent(value: IntOrString, field: string): readonly FieldError[] {
  const isOver =
    typeof value === 'string' && percentage(value).length === 0 && numberOfIntOrPercent(value) > 100;
  return isOver ? [invalid(field, goIntOrString(value), 'must not be greater than 100%')] : NO_ERRORS;
}
