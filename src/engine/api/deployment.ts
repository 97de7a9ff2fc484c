/** Deployment. Models pkg/apis/apps (v1/defaults.go, validation) and pkg/registry/apps/deployment/strategy.go. */
import {
  ageColumn,
  column,
  containersColumn,
  imagesColumn,
  nameColumn,
  numberColumn,
  selectorColumn,
} from './columns';
import {
  collect,
  type FieldError,
  forbidden,
  invalid,
  NO_ERRORS,
  nonnegative,
  notSupported,
} from './field-error';
import { goIntOrString, goQuote, goSelector } from './go-print';
import {
  type IntOrString,
  numberOfIntOrPercent,
  validateIntOrPercent,
  validateNotOver100Percent,
} from './int-or-string';
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

export type { IntOrString };

export interface RollingUpdate {
  readonly maxSurge?: IntOrString;
  readonly maxUnavailable?: IntOrString;
}

export interface DeploymentStrategy {
  readonly type?: string;
  readonly rollingUpdate?: RollingUpdate;
}

export interface DeploymentSpec {
  readonly replicas?: number;
  readonly selector: LabelSelector;
  readonly template: PodTemplateSpec;
  readonly strategy?: DeploymentStrategy;
  readonly minReadySeconds?: number;
  readonly revisionHistoryLimit?: number;
  readonly progressDeadlineSeconds?: number;
  readonly paused?: boolean;
}

export interface DeploymentCondition {
  readonly type: string;
  readonly status: 'True' | 'False' | 'Unknown';
  readonly lastUpdateTime?: string;
  readonly lastTransitionTime?: string;
  readonly reason?: string;
  readonly message?: string;
}

export interface DeploymentStatus {
  readonly observedGeneration?: number;
  readonly replicas?: number;
  readonly updatedReplicas?: number;
  readonly readyReplicas?: number;
  readonly availableReplicas?: number;
  readonly unavailableReplicas?: number;
  readonly collisionCount?: number;
  readonly conditions?: readonly DeploymentCondition[];
}

export interface Deployment extends ApiObject {
  readonly spec: DeploymentSpec;
  readonly status: DeploymentStatus;
}

const STRUCTS = {
  Deployment: 'metadata!:ObjectMeta spec!:DeploymentSpec status!:DeploymentStatus',
  DeploymentSpec: `
    replicas*:int32 selector*:LabelSelector template!:PodTemplateSpec strategy!:DeploymentStrategy
    minReadySeconds:int32 revisionHistoryLimit*:int32 paused:bool progressDeadlineSeconds*@9:int32`,
  DeploymentStrategy: 'type:~v1.DeploymentStrategyType rollingUpdate*:RollingUpdateDeployment',
  RollingUpdateDeployment: 'maxUnavailable*:IntOrString maxSurge*:IntOrString',
  DeploymentStatus: `
    observedGeneration:int64 replicas:int32 updatedReplicas:int32 readyReplicas@7:int32
    availableReplicas@4:int32 unavailableReplicas:int32 terminatingReplicas*@9:int32
    conditions@6:[]DeploymentCondition collisionCount*@8:int32`,
  DeploymentCondition: `
    type!:~v1.DeploymentConditionType status!:~v1.ConditionStatus lastUpdateTime@6:Time
    lastTransitionTime:Time reason@4 message`,
} as const;

const NO_STATUS: DeploymentStatus = {};
const NO_SPEC = {} as DeploymentSpec;
const DEFAULT_SHARE = '25%';

function defaultStrategy(strategy: DeploymentStrategy = {}): DeploymentStrategy {
  const type = strategy.type || 'RollingUpdate';
  if (type !== 'RollingUpdate') return withFields(strategy, { type });
  const given = strategy.rollingUpdate ?? {};
  const rollingUpdate = withFields(given, {
    maxSurge: given.maxSurge ?? DEFAULT_SHARE,
    maxUnavailable: given.maxUnavailable ?? DEFAULT_SHARE,
  });
  return withFields(strategy, { type, rollingUpdate });
}

/** Remembered per spec object: status writes leave the spec as it is. */
const defaultSpec = memoisedCompletion(
  (spec: DeploymentSpec): DeploymentSpec =>
    withFields(spec, {
      replicas: spec.replicas ?? 1,
      template: defaultPodTemplate(spec.template),
      strategy: defaultStrategy(spec.strategy),
      revisionHistoryLimit: spec.revisionHistoryLimit ?? 10,
      progressDeadlineSeconds: spec.progressDeadlineSeconds ?? 600,
    }),
);

function applyDefaults(deployment: Deployment): Deployment {
  return withFields(deployment, {
    spec: defaultSpec(deployment.spec ?? NO_SPEC),
    status: deployment.status ?? NO_STATUS,
  });
}

/** Models ValidateRollingUpdateDeployment. */
function validateRollingUpdate({ maxSurge = 0, maxUnavailable = 0 }: RollingUpdate): readonly FieldError[] {
  const unavailable = 'spec.strategy.rollingUpdate.maxUnavailable';
  const shown = goIntOrString(maxUnavailable);
  return collect(
    validateIntOrPercent(maxUnavailable, unavailable),
    validateIntOrPercent(maxSurge, 'spec.strategy.rollingUpdate.maxSurge'),
    numberOfIntOrPercent(maxUnavailable) === 0 && numberOfIntOrPercent(maxSurge) === 0
      ? [invalid(unavailable, shown, 'may not be 0 when `maxSurge` is 0')]
      : NO_ERRORS,
    validateNotOver100Percent(maxUnavailable, unavailable),
  );
}

function validateStrategy({ type = '', rollingUpdate }: DeploymentStrategy): readonly FieldError[] {
  if (type === 'RollingUpdate') return validateRollingUpdate(rollingUpdate ?? {});
  if (type === 'Recreate') {
    if (rollingUpdate === undefined) return NO_ERRORS;
    const detail = "may not be specified when strategy `type` is 'Recreate'";
    return [forbidden('spec.strategy.rollingUpdate', detail)];
  }
  const pointer = rollingUpdate === undefined ? 'nil' : '0xc000000000';
  const go = `apps.DeploymentStrategy{Type:${goQuote(type)}, RollingUpdate:(*apps.RollingUpdateDeployment)(${pointer})}`;
  return [notSupported('spec.strategy', { go }, ['Recreate', 'RollingUpdate'])];
}

function validateDeadline({
  progressDeadlineSeconds,
  minReadySeconds = 0,
}: DeploymentSpec): readonly FieldError[] {
  const field = 'spec.progressDeadlineSeconds';
  if (progressDeadlineSeconds === undefined) return NO_ERRORS;
  return collect(
    nonnegative(progressDeadlineSeconds, field),
    progressDeadlineSeconds <= minReadySeconds
      ? [invalid(field, progressDeadlineSeconds, 'must be greater than minReadySeconds')]
      : NO_ERRORS,
  );
}

const specErrors = memoised((spec: DeploymentSpec) =>
  collect(
    nonnegative(spec.replicas, 'spec.replicas'),
    validateWorkloadSelector(spec.selector),
    validateWorkloadTemplate(spec.selector, spec.template),
    validateStrategy(spec.strategy ?? {}),
    nonnegative(spec.minReadySeconds, 'spec.minReadySeconds'),
    nonnegative(spec.revisionHistoryLimit, 'spec.revisionHistoryLimit'),
    validateDeadline(spec),
  ),
);

function validateCreate(deployment: Deployment): readonly FieldError[] {
  return collect(
    validateMeta(deployment.metadata, { namespaced: true, rule: dns1123Subdomain, core: true }),
    specErrors(deployment.spec),
  );
}

function validateUpdate(deployment: Deployment, old: Deployment): readonly FieldError[] {
  const { selector } = deployment.spec;
  return collect(
    validateMetaUpdate(deployment.metadata, old.metadata),
    specErrors(deployment.spec),
    immutable(selector, old.spec.selector, 'spec.selector', goSelector(selector)),
  );
}

/** Models ValidateDeploymentStatusUpdate. */
function validateStatusUpdate(deployment: Deployment, old: Deployment): readonly FieldError[] {
  const { status } = deployment;
  const isFewer = (status.collisionCount ?? 0) < (old.status.collisionCount ?? 0);
  return collect(
    validateMetaUpdate(deployment.metadata, old.metadata),
    validateReplicaCounts(status, COUNTS),
    validateReplicaLimits(status, ['updatedReplicas', 'readyReplicas', 'availableReplicas']),
    isFewer
      ? [invalid('status.collisionCount', status.collisionCount ?? 0, 'cannot be decremented')]
      : NO_ERRORS,
  );
}

const COUNTS = [
  'observedGeneration',
  'replicas',
  'updatedReplicas',
  'readyReplicas',
  'availableReplicas',
  'unavailableReplicas',
  'collisionCount',
];

export const deploymentKind: Kind<Deployment> = {
  group: 'apps',
  version: 'v1',
  kind: 'Deployment',
  resource: 'deployments',
  singular: 'deployment',
  shortNames: ['deploy'],
  categories: ['all'],
  namespaced: true,
  storagePrefix: 'deployments',
  structs: STRUCTS,
  hasStatus: true,
  hasGeneration: true,
  annotationsBumpGeneration: true,
  hasScale: true,
  gracePeriodSeconds: () => 0,
  applyDefaults,
  prepareForCreate: (deployment) => ({ ...deployment, status: NO_STATUS }),
  prepareForUpdate: inheritStatus,
  validateCreate,
  validateUpdate,
  validateStatusUpdate,
  columns: [
    nameColumn,
    column('Ready', ({ spec, status }) => `${status.readyReplicas ?? 0}/${spec.replicas ?? 0}`),
    numberColumn('Up-to-date', ({ status }) => status.updatedReplicas ?? 0),
    numberColumn('Available', ({ status }) => status.availableReplicas ?? 0),
    ageColumn,
    containersColumn,
    imagesColumn,
    selectorColumn(''),
  ],
};
