/** Paths of files and directories, and their modes. Models the path checks of pkg/apis/core/validation/validation.go. */
import { collect, type FieldError, invalid, NO_ERRORS } from './field-error';

/** Models validatePathNoBacksteps. */
export function validateNoBacksteps(path: string, field: string): readonly FieldError[] {
  return path.split('/').includes('..') ? [invalid(field, path, "must not contain '..'")] : NO_ERRORS;
}

/** A path that stays below where it starts. Models validateLocalDescendingPath. */
export function validateDescendingPath(path: string, field: string): readonly FieldError[] {
  return collect(
    path.startsWith('/') ? [invalid(field, path, 'must be a relative path')] : NO_ERRORS,
    validateNoBacksteps(path, field),
  );
}

/** Names that begin with two dots belong to the kubelet. Models ValidateLocalNonReservedPath. */
export function validateFilePath(path: string, field: string): readonly FieldError[] {
  const isReserved = path.startsWith('..') && !path.startsWith('../');
  return collect(
    validateDescendingPath(path, field),
    isReserved ? [invalid(field, path, "must not start with '..'")] : NO_ERRORS,
  );
}

export function validateFileMode(mode: number | undefined, field: string): readonly FieldError[] {
  if (mode === undefined || (mode >= 0 && mode <= 0o777)) return NO_ERRORS;
  return [invalid(field, mode, 'must be a number between 0 and 0777 (octal), both inclusive')];
}
