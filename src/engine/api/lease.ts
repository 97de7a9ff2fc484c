/** Lease (coordination.k8s.io). Models pkg/apis/coordination and its validation. */
import { ageColumn, column, nameColumn } from './columns';
import { collect, type FieldError, invalid, NO_ERRORS, nonnegative } from './field-error';
import type { Kind } from './kind';
import type { ApiObject } from './meta';
import { inheritMeta } from './meta-update';
import { validateMeta, validateMetaUpdate } from './meta-validation';
import { dns1123Subdomain } from './names';
import { withFields } from './share';

export interface LeaseSpec {
  readonly holderIdentity?: string;
  readonly leaseDurationSeconds?: number;
  /** RFC 3339 with microseconds. */
  readonly acquireTime?: string;
  readonly renewTime?: string;
  readonly leaseTransitions?: number;
}

export interface Lease extends ApiObject {
  readonly spec: LeaseSpec;
}

const STRUCTS = {
  Lease: 'metadata!:ObjectMeta spec!:LeaseSpec',
  LeaseSpec: `
    holderIdentity* leaseDurationSeconds*:int32 acquireTime*:MicroTime renewTime*:MicroTime
    leaseTransitions*:int32 strategy*:~v1.CoordinatedLeaseStrategy preferredHolder*`,
} as const;

function validateSpec({ leaseDurationSeconds, leaseTransitions }: LeaseSpec): readonly FieldError[] {
  return collect(
    leaseDurationSeconds !== undefined && leaseDurationSeconds <= 0
      ? [invalid('spec.leaseDurationSeconds', leaseDurationSeconds, 'must be greater than 0')]
      : NO_ERRORS,
    nonnegative(leaseTransitions, 'spec.leaseTransitions'),
  );
}

export const leaseKind: Kind<Lease> = {
  group: 'coordination.k8s.io',
  version: 'v1',
  kind: 'Lease',
  resource: 'leases',
  singular: 'lease',
  shortNames: [],
  namespaced: true,
  storagePrefix: 'leases',
  structs: STRUCTS,
  hasStatus: false,
  hasGeneration: false,
  hasScale: false,
  gracePeriodSeconds: () => 0,
  applyDefaults: (lease) => (lease.spec === undefined ? { ...lease, spec: {} } : lease),
  prepareForCreate: (lease) => lease,
  prepareForUpdate: (lease, old) =>
    withFields(lease, { metadata: inheritMeta(lease.metadata, old.metadata) }),
  validateCreate: (lease) =>
    collect(
      validateMeta(lease.metadata, { namespaced: true, rule: dns1123Subdomain, core: false }),
      validateSpec(lease.spec),
    ),
  validateUpdate: (lease, old) =>
    collect(validateMetaUpdate(lease.metadata, old.metadata), validateSpec(lease.spec)),
  columns: [nameColumn, column('Holder', ({ spec }) => spec.holderIdentity ?? ''), ageColumn],
};
