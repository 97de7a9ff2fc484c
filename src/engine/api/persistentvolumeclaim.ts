/** PersistentVolumeClaim. Models pkg/apis/core (v1/defaults.go, validation). */
import { ageColumn, column, nameColumn, wideColumn } from './columns';
import { deepEqual } from './equal';
import { collect, type FieldError, forbidden, NO_ERRORS, required } from './field-error';
import { validateOptionalSelector } from './labels-validation';
import type { ApiObject, StringMap } from './meta';
import { PERSISTENT_VOLUME_CLAIM_STRUCTS } from './persistent-volume-schema';
import {
  accessModesCell,
  validateAccessModes,
  validateClassName,
  validatePositiveQuantity,
  validateVolumeMode,
} from './persistent-volume-rules';
import { plainKind } from './plain-kind';
import { compareQuantities } from './quantity';
import type { LabelSelector } from './selector';
import { withFields } from './share';

export interface PersistentVolumeClaimSpec {
  readonly accessModes?: readonly string[];
  readonly selector?: LabelSelector;
  readonly resources?: { readonly requests?: StringMap; readonly limits?: StringMap };
  readonly volumeName?: string;
  readonly storageClassName?: string;
  readonly volumeMode?: string;
  readonly volumeAttributesClassName?: string;
}

export interface PersistentVolumeClaim extends ApiObject {
  readonly spec: PersistentVolumeClaimSpec;
  readonly status: {
    readonly phase?: string;
    readonly accessModes?: readonly string[];
    readonly capacity?: StringMap;
  };
}

export function defaultClaimSpec(spec: PersistentVolumeClaimSpec): PersistentVolumeClaimSpec {
  return withFields(spec, { volumeMode: spec.volumeMode ?? 'Filesystem' });
}

function applyDefaults(claim: PersistentVolumeClaim): PersistentVolumeClaim {
  const { status } = claim;
  return withFields(claim, {
    spec: defaultClaimSpec(claim.spec),
    status: withFields(status, { phase: status.phase ?? 'Pending' }),
  });
}

function validate({ spec }: PersistentVolumeClaim): readonly FieldError[] {
  const { accessModes = [], resources = {}, volumeAttributesClassName } = spec;
  const storage = resources.requests?.['storage'];
  const field = 'spec.resources[storage]';
  return collect(
    accessModes.length === 0
      ? [required('spec.accessModes', 'at least 1 access mode is required')]
      : NO_ERRORS,
    validateOptionalSelector(spec.selector, 'spec.selector'),
    validateAccessModes(accessModes, 'spec.accessModes'),
    storage === undefined ? [required(field)] : validatePositiveQuantity(storage, field),
    validateClassName(spec.storageClassName, 'spec.storageClassName'),
    validateVolumeMode(spec.volumeMode, 'spec.volumeMode'),
    validateClassName(volumeAttributesClassName, 'spec.volumeAttributesClassName'),
  );
}

/** What a bound claim may ask anew, and the volume that an unbound one may get. Models ValidatePersistentVolumeClaimUpdate. */
function validateChange(
  { spec, status }: PersistentVolumeClaim,
  old: PersistentVolumeClaim,
): readonly FieldError[] {
  const isBound = status.phase === 'Bound';
  const comparable = {
    ...spec,
    ...(old.spec.volumeName === undefined ? { volumeName: undefined } : {}),
    ...(isBound ? { resources: old.spec.resources } : {}),
    ...(isBound ? { volumeAttributesClassName: old.spec.volumeAttributesClassName } : {}),
    ...(old.spec.storageClassName === undefined ? { storageClassName: undefined } : {}),
  };
  const words =
    'spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims';
  const size = spec.resources?.requests?.['storage'] ?? '0';
  const oldSize = old.spec.resources?.requests?.['storage'] ?? '0';
  return collect(
    deepEqual(filled(comparable), filled(old.spec)) ? NO_ERRORS : [forbidden('spec', words)],
    compareQuantities(size, oldSize) < 0
      ? [forbidden('spec.resources.requests.storage', 'field can not be less than status.capacity')]
      : NO_ERRORS,
  );
}

/** Without fields that are not there. */
function filled(spec: object): object {
  return Object.fromEntries(Object.entries(spec).filter(([, value]) => value !== undefined));
}

function statusCell({ metadata, status }: PersistentVolumeClaim): string {
  return metadata.deletionTimestamp === undefined ? (status.phase ?? '') : 'Terminating';
}

function capacityCell({ spec, status }: PersistentVolumeClaim): string {
  return spec.volumeName === undefined ? '' : (status.capacity?.['storage'] ?? '0');
}

export const persistentVolumeClaimKind = plainKind<PersistentVolumeClaim>({
  group: '',
  kind: 'PersistentVolumeClaim',
  resource: 'persistentvolumeclaims',
  shortNames: ['pvc'],
  structs: PERSISTENT_VOLUME_CLAIM_STRUCTS,
  hasStatus: true,
  noStatus: { phase: 'Pending' },
  simplified:
    'PersistentVolumeClaim: stored and shown, but nothing provisions or binds volumes in this version',
  applyDefaults,
  validate,
  validateChange,
  columns: [
    nameColumn,
    column('Status', statusCell),
    column('Volume', ({ spec }) => spec.volumeName ?? ''),
    column('Capacity', capacityCell),
    column('Access Modes', ({ spec, status }) =>
      spec.volumeName === undefined ? '' : accessModesCell(status.accessModes),
    ),
    column('StorageClass', ({ spec }) => spec.storageClassName ?? ''),
    column('VolumeAttributesClass', ({ spec }) => spec.volumeAttributesClassName ?? '<unset>'),
    ageColumn,
    wideColumn('VolumeMode', ({ spec }) => spec.volumeMode ?? '<unset>'),
  ],
});
