/** What ConfigMaps and Secrets have in common. Models ValidateConfigMap, ValidateSecret and their updates. */
import { deepEqual } from './equal';
import { type FieldError, forbidden, invalidEach, NO_ERRORS } from './field-error';
import { sortedKeys } from './labels-validation';
import type { StringMap } from './meta';
import { configMapKey } from './names';

/** All that one object may hold. Models MaxSecretSize. */
export const DATA_BYTES_MAX = 1024 * 1024;

export function validateDataKeys(data: StringMap | undefined, field: string): readonly FieldError[] {
  if (data === undefined) return NO_ERRORS;
  return sortedKeys(data).flatMap((key) => invalidEach(`${field}[${key}]`, key, configMapKey(key)));
}

const IMMUTABLE_SET = 'field is immutable when `immutable` is set';

/** An immutable object keeps its data and stays immutable. */
export function validateImmutableData<T extends { readonly immutable?: boolean }>(
  object: T,
  old: T,
  fields: readonly (keyof T & string)[],
): readonly FieldError[] {
  if (old.immutable !== true) return NO_ERRORS;
  const errors = fields.flatMap((field) =>
    deepEqual(object[field] ?? {}, old[field] ?? {}) ? [] : [forbidden(field, IMMUTABLE_SET)],
  );
  return object.immutable === true ? errors : [forbidden('immutable', IMMUTABLE_SET), ...errors];
}
