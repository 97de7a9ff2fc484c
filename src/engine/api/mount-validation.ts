/** Where a container mounts its volumes. Models ValidateVolumeMounts in pkg/apis/core/validation/validation.go. */
import {
  collect,
  type FieldError,
  forbidden,
  invalid,
  NO_ERRORS,
  notFound,
  notSupported,
  required,
} from './field-error';
import { validateDescendingPath } from './path-validation';
import type { Container, VolumeMount } from './pod-types';

const PROPAGATIONS = ['Bidirectional', 'HostToContainer', 'None'];
const RECURSIVE_MODES = ['Disabled', 'Enabled', 'IfPossible'];

function validatePropagation(
  { mountPropagation: mode }: VolumeMount,
  { securityContext }: Container,
  field: string,
): readonly FieldError[] {
  if (mode === undefined) return NO_ERRORS;
  const isPrivileged = securityContext?.['privileged'] === true;
  return collect(
    PROPAGATIONS.includes(mode) ? NO_ERRORS : [notSupported(field, mode, PROPAGATIONS)],
    mode === 'Bidirectional' && !isPrivileged
      ? [forbidden(field, 'Bidirectional mount propagation is available only to privileged containers')]
      : NO_ERRORS,
  );
}

function validateRecursive(mount: VolumeMount, field: string): readonly FieldError[] {
  const { recursiveReadOnly: mode, readOnly, mountPropagation = 'None' } = mount;
  if (mode === undefined || mode === 'Disabled') return NO_ERRORS;
  if (!RECURSIVE_MODES.includes(mode)) return [notSupported(field, mode, RECURSIVE_MODES)];
  const only = 'may only be specified when mountPropagation is None or not specified';
  return collect(
    readOnly === true ? NO_ERRORS : [forbidden(field, 'may only be specified when readOnly is true')],
    mountPropagation === 'None' ? NO_ERRORS : [forbidden(field, only)],
  );
}

/** Paths below the mounts are told without the index, as upstream does. */
function validateSubPath(mount: VolumeMount, path: string, field: string): readonly FieldError[] {
  const { subPath = '', subPathExpr = '' } = mount;
  const both = 'subPathExpr and subPath are mutually exclusive';
  return collect(
    subPath === '' ? NO_ERRORS : validateDescendingPath(subPath, `${field}.subPath`),
    subPath !== '' && subPathExpr !== '' ? [invalid(`${path}.subPathExpr`, subPathExpr, both)] : NO_ERRORS,
    subPathExpr === '' ? NO_ERRORS : validateDescendingPath(subPathExpr, `${field}.subPathExpr`),
  );
}

export function validateMounts(
  container: Container,
  volumes: ReadonlySet<string>,
  field: string,
): readonly FieldError[] {
  const mounts = container.volumeMounts ?? [];
  const each = mounts.map((mount, i) => {
    const { name = '', mountPath = '' } = mount;
    const path = `${field}[${i}]`;
    const isTaken = mounts.slice(0, i).some((other) => (other.mountPath ?? '') === mountPath);
    return collect(
      name === '' ? [required(`${path}.name`)] : NO_ERRORS,
      volumes.has(name) ? NO_ERRORS : [notFound(`${path}.name`, name)],
      mountPath === '' ? [required(`${path}.mountPath`)] : NO_ERRORS,
      isTaken ? [invalid(`${path}.mountPath`, mountPath, 'must be unique')] : NO_ERRORS,
      validateSubPath(mount, path, field),
      validatePropagation(mount, container, `${field}.mountPropagation`),
      validateRecursive(mount, `${field}.recursiveReadOnly`),
    );
  });
  return collect(...each);
}
