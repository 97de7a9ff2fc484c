/** ReplicaSet. Models pkg/apis/apps (v1/defaults.go, validation) and pkg/registry/apps/replicaset/strategy.go. */
import {
  ageColumn,
  containersColumn,
  imagesColumn,
  integerColumn,
  nameColumn,
  selectorColumn,
} from './columns';
import { collect, type FieldError, nonnegative } from './field-error';
import { goSelector } from './go-print';
import type { Kind } from './kind';
import type { ApiObject } from './meta';
import { inheritStatus } from './meta-update';
import { immutable, validateMeta, validateMetaUpdate } from './meta-validation';
import { dns1123Subdomain } from './names';
import { defaultPodTemplate } from './pod-defaults';
import type { PodTemplateSpec } from './pod-types';
import type { LabelSelector } from './selector';
import { memoised, memoisedCompletion, withFields } from './share';
import {
  validateReplicaCounts,
  validateReplicaLimits,
  validateWorkloadSelector,
  validateWorkloadTemplate,
} from './workload-validation';

export interface ReplicaSetCondition {
  readonly type: string;
  readonly status: 'True' | 'False' | 'Unknown';
  readonly lastTransitionTime?: string;
  readonly reason?: string;
  readonly message?: string;
}

export interface ReplicaSetSpec {
  readonly replicas?: number;
  readonly minReadySeconds?: number;
  readonly selector: LabelSelector;
  readonly template: PodTemplateSpec;
}

export interface ReplicaSetStatus {
  readonly replicas: number;
  readonly fullyLabeledReplicas?: number;
  readonly readyReplicas?: number;
  readonly availableReplicas?: number;
  readonly observedGeneration?: number;
  readonly conditions?: readonly ReplicaSetCondition[];
}

export interface ReplicaSet extends ApiObject {
  readonly spec: ReplicaSetSpec;
  readonly status: ReplicaSetStatus;
}

const STRUCTS = {
  ReplicaSet: 'metadata!:ObjectMeta spec!:ReplicaSetSpec status!:ReplicaSetStatus',
  ReplicaSetSpec: `
    replicas*:int32 minReadySeconds@4:int32 selector*@2:LabelSelector template!:PodTemplateSpec`,
  ReplicaSetStatus: `
    replicas!:int32 fullyLabeledReplicas:int32 readyReplicas@4:int32 availableReplicas:int32
    terminatingReplicas*@7:int32 observedGeneration@3:int64 conditions@6:[]ReplicaSetCondition`,
  ReplicaSetCondition: `
    type!:~v1.ReplicaSetConditionType status!:~v1.ConditionStatus lastTransitionTime:Time reason message`,
} as const;

const NO_STATUS: ReplicaSetStatus = { replicas: 0 };
const NO_SPEC = {} as ReplicaSetSpec;

/** Controllers write a ReplicaSet's status often; its spec stays one object and is completed and checked once. */
const defaultSpec = memoisedCompletion(
  (spec: ReplicaSetSpec): ReplicaSetSpec =>
    withFields(spec, { replicas: spec.replicas ?? 1, template: defaultPodTemplate(spec.template) }),
);

function applyDefaults(set: ReplicaSet): ReplicaSet {
  return withFields(set, { spec: defaultSpec(set.spec ?? NO_SPEC), status: set.status ?? NO_STATUS });
}

const specErrors = memoised((spec: ReplicaSetSpec) =>
  collect(
    nonnegative(spec.replicas, 'spec.replicas'),
    nonnegative(spec.minReadySeconds, 'spec.minReadySeconds'),
    validateWorkloadSelector(spec.selector),
    validateWorkloadTemplate(spec.selector, spec.template),
  ),
);

function validateCreate(set: ReplicaSet): readonly FieldError[] {
  return collect(
    validateMeta(set.metadata, { namespaced: true, rule: dns1123Subdomain, core: true }),
    specErrors(set.spec),
  );
}

function validateUpdate(set: ReplicaSet, old: ReplicaSet): readonly FieldError[] {
  const { selector } = set.spec;
  return collect(
    validateMetaUpdate(set.metadata, old.metadata),
    specErrors(set.spec),
    immutable(selector, old.spec.selector, 'spec.selector', goSelector(selector)),
  );
}

const PARTS = ['fullyLabeledReplicas', 'readyReplicas', 'availableReplicas'];

function validateStatusUpdate(set: ReplicaSet, old: ReplicaSet): readonly FieldError[] {
  return collect(
    validateMetaUpdate(set.metadata, old.metadata),
    validateReplicaCounts(set.status, ['replicas', ...PARTS, 'observedGeneration']),
    validateReplicaLimits(set.status, PARTS),
  );
}

export const replicaSetKind: Kind<ReplicaSet> = {
  group: 'apps',
  version: 'v1',
  kind: 'ReplicaSet',
  resource: 'replicasets',
  singular: 'replicaset',
  shortNames: ['rs'],
  categories: ['all'],
  namespaced: true,
  storagePrefix: 'replicasets',
  structs: STRUCTS,
  hasStatus: true,
  hasGeneration: true,
  hasScale: true,
  gracePeriodSeconds: () => 0,
  applyDefaults,
  prepareForCreate: (set) => ({ ...set, status: NO_STATUS }),
  prepareForUpdate: inheritStatus,
  validateCreate,
  validateUpdate,
  validateStatusUpdate,
  columns: [
    nameColumn,
    integerColumn('Desired', ({ spec }) => spec.replicas ?? 0),
    integerColumn('Current', ({ status }) => status.replicas ?? 0),
    integerColumn('Ready', ({ status }) => status.readyReplicas ?? 0),
    ageColumn,
    containersColumn,
    imagesColumn,
    selectorColumn('<none>'),
  ],
};
