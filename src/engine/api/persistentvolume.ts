/** PersistentVolume. Models pkg/apis/core (v1/defaults.go, validation). */
import { ageColumn, column, nameColumn, wideColumn } from './columns';
import { deepEqual } from './equal';
import { collect, type FieldError, forbidden, NO_ERRORS, notSupported, required } from './field-error';
import { goStringMap } from './go-print';
import type { ApiObject, StringMap } from './meta';
import {
  accessModesCell,
  validateAccessModes,
  validateClassName,
  validatePositiveQuantity,
  validateVolumeMode,
} from './persistent-volume-rules';
import { PERSISTENT_VOLUME_STRUCTS } from './persistent-volume-schema';
import { plainKind } from './plain-kind';
import { withFields } from './share';

export interface PersistentVolumeSpec {
  readonly capacity?: StringMap;
  readonly accessModes?: readonly string[];
  readonly claimRef?: { readonly namespace?: string; readonly name?: string };
  readonly persistentVolumeReclaimPolicy?: string;
  readonly storageClassName?: string;
  readonly volumeMode?: string;
  readonly nodeAffinity?: { readonly required?: unknown };
  readonly volumeAttributesClassName?: string;
}

export interface PersistentVolume extends ApiObject {
  readonly spec: PersistentVolumeSpec;
  readonly status: { readonly phase?: string; readonly reason?: string };
}

function applyDefaults(volume: PersistentVolume): PersistentVolume {
  const { spec, status } = volume;
  return withFields(volume, {
    spec: withFields(spec, {
      persistentVolumeReclaimPolicy: spec.persistentVolumeReclaimPolicy ?? 'Retain',
      volumeMode: spec.volumeMode ?? 'Filesystem',
    }),
    status: withFields(status, { phase: status.phase ?? 'Pending' }),
  });
}

/** The fields of a spec that say where the data is: PersistentVolumeSource. */
const SOURCES = [
  'hostPath',
  'gcePersistentDisk',
  'awsElasticBlockStore',
  'glusterfs',
  'flocker',
  'nfs',
  'rbd',
  'quobyte',
  'cephfs',
  'iscsi',
  'cinder',
  'fc',
  'flexVolume',
  'azureFile',
  'vsphereVolume',
  'photonPersistentDisk',
  'portworxVolume',
  'azureDisk',
  'scaleIO',
  'local',
  'storageos',
  'csi',
];

function sourcesOf(spec: PersistentVolumeSpec): readonly string[] {
  return SOURCES.filter((key) => (spec as Readonly<Record<string, unknown>>)[key] !== undefined);
}

function validateSource(spec: PersistentVolumeSpec): readonly FieldError[] {
  const sources = sourcesOf(spec);
  const [first, ...others] = sources;
  if (first === undefined) return [required('spec', 'must specify a volume type')];
  const needsNode = first === 'local' && spec.nodeAffinity?.required === undefined;
  return collect(
    others.map((key) => forbidden(`spec.${key}`, 'may not specify more than 1 volume type')),
    needsNode ? [required('spec.nodeAffinity', 'Local volume requires node affinity')] : NO_ERRORS,
  );
}

const RECLAIM_POLICIES = ['Delete', 'Recycle', 'Retain'];

function validateCapacity({ capacity = {} }: PersistentVolumeSpec): readonly FieldError[] {
  const names = Object.keys(capacity);
  return collect(
    names.length === 0 ? [required('spec.capacity')] : NO_ERRORS,
    names.length === 1 && names[0] === 'storage'
      ? NO_ERRORS
      : [notSupported('spec.capacity', goStringMap(capacity), ['storage'])],
    ...names.map((name) => validatePositiveQuantity(capacity[name] ?? '0', `spec.capacity[${name}]`)),
  );
}

function validate({ spec }: PersistentVolume): readonly FieldError[] {
  const { accessModes = [], persistentVolumeReclaimPolicy: policy } = spec;
  return collect(
    accessModes.length === 0 ? [required('spec.accessModes')] : NO_ERRORS,
    validateAccessModes(accessModes, 'spec.accessModes'),
    validateCapacity(spec),
    policy === undefined || RECLAIM_POLICIES.includes(policy)
      ? NO_ERRORS
      : [notSupported('spec.persistentVolumeReclaimPolicy', policy, RECLAIM_POLICIES)],
    validateSource(spec),
    validateClassName(spec.storageClassName, 'spec.storageClassName'),
    validateVolumeMode(spec.volumeMode, 'spec.volumeMode'),
  );
}

function sourceOf(spec: PersistentVolumeSpec): object {
  return Object.fromEntries(sourcesOf(spec).map((key) => [key, (spec as Record<string, unknown>)[key]]));
}

function validateChange({ spec }: PersistentVolume, old: PersistentVolume): readonly FieldError[] {
  const words = 'spec.persistentvolumesource is immutable after creation';
  return deepEqual(sourceOf(spec), sourceOf(old.spec))
    ? NO_ERRORS
    : [forbidden('spec.persistentvolumesource', words)];
}

export const persistentVolumeKind = plainKind<PersistentVolume>({
  group: '',
  kind: 'PersistentVolume',
  resource: 'persistentvolumes',
  shortNames: ['pv'],
  namespaced: false,
  structs: PERSISTENT_VOLUME_STRUCTS,
  hasStatus: true,
  noStatus: { phase: 'Pending' },
  simplified: 'PersistentVolume: stored and shown, but nothing binds volumes in this version',
  applyDefaults,
  validate,
  validateChange,
  columns: [
    nameColumn,
    column('Capacity', ({ spec }) => spec.capacity?.['storage'] ?? '0'),
    column('Access Modes', ({ spec }) => accessModesCell(spec.accessModes)),
    column('Reclaim Policy', ({ spec }) => spec.persistentVolumeReclaimPolicy ?? ''),
    column('Status', ({ metadata, status }) =>
      metadata.deletionTimestamp === undefined ? (status.phase ?? '') : 'Terminating',
    ),
    column('Claim', ({ spec: { claimRef } }) =>
      claimRef === undefined ? '' : `${claimRef.namespace ?? ''}/${claimRef.name ?? ''}`,
    ),
    column('StorageClass', ({ spec }) => spec.storageClassName ?? ''),
    column('VolumeAttributesClass', ({ spec }) => spec.volumeAttributesClassName ?? '<unset>'),
    column('Reason', ({ status }) => status.reason ?? ''),
    ageColumn,
    wideColumn('VolumeMode', ({ spec }) => spec.volumeMode ?? '<unset>'),
  ],
});
