/** StorageClass. Models pkg/apis/storage (v1/defaults.go, validation). */
import { ageColumn, column, nameColumn } from './columns';
import { deepEqual } from './equal';
import {
  collect,
  type FieldError,
  forbidden,
  IMMUTABLE,
  invalid,
  invalidEach,
  NO_ERRORS,
  notSupported,
  required,
} from './field-error';
import type { ApiObject, StringMap } from './meta';
import { qualifiedName } from './names';
import { plainKind } from './plain-kind';
import { withFields } from './share';
import { STORAGE_CLASS_STRUCTS } from './storage-schema';

export interface StorageClass extends ApiObject {
  readonly provisioner: string;
  readonly parameters?: StringMap;
  readonly reclaimPolicy?: string;
  readonly allowVolumeExpansion?: boolean;
  readonly volumeBindingMode?: string;
}

const RECLAIM_POLICIES = ['Delete', 'Retain'];
const BINDING_MODES = ['Immediate', 'WaitForFirstConsumer'];
const DEFAULT_ANNOTATIONS = [
  'storageclass.kubernetes.io/is-default-class',
  'storageclass.beta.kubernetes.io/is-default-class',
];

function validate(storageClass: StorageClass): readonly FieldError[] {
  const { provisioner, reclaimPolicy = 'Delete', volumeBindingMode } = storageClass;
  return collect(
    provisioner === ''
      ? [required('provisioner')]
      : invalidEach('provisioner', provisioner, qualifiedName(provisioner.toLowerCase())),
    RECLAIM_POLICIES.includes(reclaimPolicy)
      ? NO_ERRORS
      : [notSupported('reclaimPolicy', reclaimPolicy, RECLAIM_POLICIES)],
    volumeBindingMode === undefined
      ? [required('volumeBindingMode')]
      : BINDING_MODES.includes(volumeBindingMode)
        ? NO_ERRORS
        : [notSupported('volumeBindingMode', volumeBindingMode, BINDING_MODES)],
  );
}

function validateChange(next: StorageClass, old: StorageClass): readonly FieldError[] {
  const { reclaimPolicy, volumeBindingMode } = next;
  return collect(
    deepEqual(next.parameters ?? {}, old.parameters ?? {})
      ? NO_ERRORS
      : [forbidden('parameters', 'updates to parameters are forbidden.')],
    next.provisioner === old.provisioner
      ? NO_ERRORS
      : [forbidden('provisioner', 'updates to provisioner are forbidden.')],
    reclaimPolicy === old.reclaimPolicy
      ? NO_ERRORS
      : [forbidden('reclaimPolicy', 'updates to reclaimPolicy are forbidden.')],
    volumeBindingMode === old.volumeBindingMode
      ? NO_ERRORS
      : [invalid('volumeBindingMode', volumeBindingMode, IMMUTABLE)],
  );
}

function nameCell({ metadata: { name, annotations = {} } }: StorageClass): string {
  return DEFAULT_ANNOTATIONS.some((key) => annotations[key] === 'true') ? `${name} (default)` : name;
}

export const storageClassKind = plainKind<StorageClass>({
  group: 'storage.k8s.io',
  kind: 'StorageClass',
  resource: 'storageclasses',
  shortNames: ['sc'],
  namespaced: false,
  structs: STORAGE_CLASS_STRUCTS,
  simplified: 'StorageClass: stored and shown, but nothing provisions volumes in this version',
  applyDefaults: (storageClass) =>
    withFields(storageClass, {
      reclaimPolicy: storageClass.reclaimPolicy ?? 'Delete',
      volumeBindingMode: storageClass.volumeBindingMode ?? 'Immediate',
    }),
  validate,
  validateChange,
  columns: [
    { ...nameColumn, cell: (object) => nameCell(object) },
    column('Provisioner', ({ provisioner }) => provisioner),
    column('ReclaimPolicy', ({ reclaimPolicy }) => reclaimPolicy ?? 'Delete'),
    column('VolumeBindingMode', ({ volumeBindingMode }) => volumeBindingMode ?? 'Immediate'),
    {
      ...column('AllowVolumeExpansion', ({ allowVolumeExpansion }: StorageClass) =>
        String(allowVolumeExpansion === true),
      ),
      cells: 'boolean',
    },
    ageColumn,
  ],
});
