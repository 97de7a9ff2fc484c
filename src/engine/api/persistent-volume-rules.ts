/** What PersistentVolumes and claims have in common. Models pkg/apis/core/validation and pkg/apis/core/helper. */
import {
  collect,
  type FieldError,
  forbidden,
  invalid,
  invalidEach,
  NO_ERRORS,
  notSupported,
} from './field-error';
import { dns1123Subdomain } from './names';
import { canonicalQuantity, compareQuantities } from './quantity';

const ACCESS_MODES = ['ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOnce', 'ReadWriteOncePod'];
const VOLUME_MODES = ['Block', 'Filesystem'];

export function validateAccessModes(modes: readonly string[], field: string): readonly FieldError[] {
  const isAlone = modes.includes('ReadWriteOncePod');
  const isShared = modes.some((mode) => mode !== 'ReadWriteOncePod' && ACCESS_MODES.includes(mode));
  return collect(
    modes.flatMap((mode) => (ACCESS_MODES.includes(mode) ? [] : [notSupported(field, mode, ACCESS_MODES)])),
    isAlone && isShared
      ? [forbidden(field, 'may not use ReadWriteOncePod with other access modes')]
      : NO_ERRORS,
  );
}

export function validateVolumeMode(mode: string | undefined, field: string): readonly FieldError[] {
  return mode === undefined || VOLUME_MODES.includes(mode)
    ? NO_ERRORS
    : [notSupported(field, mode, VOLUME_MODES)];
}

export function validateClassName(name: string | undefined, field: string): readonly FieldError[] {
  return name === undefined || name === '' ? NO_ERRORS : invalidEach(field, name, dns1123Subdomain(name));
}

export function validatePositiveQuantity(quantity: string, field: string): readonly FieldError[] {
  return compareQuantities(quantity, '0') > 0
    ? NO_ERRORS
    : [invalid(field, canonicalQuantity(quantity), 'must be greater than zero')];
}

const SHORT_MODES: readonly (readonly [mode: string, short: string])[] = [
  ['ReadWriteOnce', 'RWO'],
  ['ReadOnlyMany', 'ROX'],
  ['ReadWriteMany', 'RWX'],
  ['ReadWriteOncePod', 'RWOP'],
];

/** `RWO,ROX`. Models GetAccessModesAsString. */
export function accessModesCell(modes: readonly string[] = []): string {
  return SHORT_MODES.filter(([mode]) => modes.includes(mode))
    .map(([, short]) => short)
    .join(',');
}
