/** DaemonSet. Models pkg/apis/apps (v1/defaults.go, validation) and pkg/registry/apps/daemonset/strategy.go. */
import {
  ageColumn,
  column,
  containersColumn,
  imagesColumn,
  integerColumn,
  nameColumn,
  selectorColumn,
} from './columns';
import { deepEqual } from './equal';
import {
  collect,
  type FieldError,
  invalid,
  NO_ERRORS,
  nonnegative,
  notSupported,
  required,
} from './field-error';
import { goIntOrString, goQuote, goSelector } from './go-print';
import {
  type IntOrString,
  numberOfIntOrPercent,
  validateIntOrPercent,
  validateNotOver100Percent,
} from './int-or-string';
import type { Kind } from './kind';
import type { ApiObject, ObjectMeta } from './meta';
import { inheritStatus } from './meta-update';
import { immutable, validateMeta, validateMetaUpdate } from './meta-validation';
import { dns1123Subdomain } from './names';
import { defaultPodTemplate } from './pod-defaults';
import type { PodTemplateSpec } from './pod-types';
import { formatSelector, type LabelSelector } from './selector';
import { memoised, memoisedCompletion, withFields } from './share';
import { validateDaemonTemplate, validateReplicaCounts } from './workload-validation';

export interface DaemonSetUpdateStrategy {
  /** `RollingUpdate` or `OnDelete`. */
  readonly type?: string;
  readonly rollingUpdate?: { readonly maxUnavailable?: IntOrString; readonly maxSurge?: IntOrString };
}

export interface DaemonSetSpec {
  readonly selector: LabelSelector;
  readonly template: PodTemplateSpec;
  readonly updateStrategy?: DaemonSetUpdateStrategy;
  readonly minReadySeconds?: number;
  readonly revisionHistoryLimit?: number;
}

export interface DaemonSetCondition {
  readonly type: string;
  readonly status: 'True' | 'False' | 'Unknown';
  readonly lastTransitionTime?: string;
  readonly reason?: string;
  readonly message?: string;
}

export interface DaemonSetStatus {
  readonly currentNumberScheduled: number;
  readonly numberMisscheduled: number;
  readonly desiredNumberScheduled: number;
  readonly numberReady: number;
  readonly observedGeneration?: number;
  readonly updatedNumberScheduled?: number;
  readonly numberAvailable?: number;
  readonly numberUnavailable?: number;
  readonly collisionCount?: number;
  readonly conditions?: readonly DaemonSetCondition[];
}

export interface DaemonSet extends ApiObject {
  readonly spec: DaemonSetSpec;
  readonly status: DaemonSetStatus;
}

const STRUCTS = {
  DaemonSet: 'metadata!:ObjectMeta spec!:DaemonSetSpec status!:DaemonSetStatus',
  DaemonSetSpec: `
    selector*:LabelSelector template!:PodTemplateSpec updateStrategy!:DaemonSetUpdateStrategy
    minReadySeconds:int32 revisionHistoryLimit*@6:int32`,
  DaemonSetUpdateStrategy: 'type:~v1.DaemonSetUpdateStrategyType rollingUpdate*:RollingUpdateDaemonSet',
  RollingUpdateDaemonSet: 'maxUnavailable*:IntOrString maxSurge*:IntOrString',
  DaemonSetStatus: `
    currentNumberScheduled!:int32 numberMisscheduled!:int32 desiredNumberScheduled!:int32
    numberReady!:int32 observedGeneration:int64 updatedNumberScheduled:int32 numberAvailable:int32
    numberUnavailable:int32 collisionCount*:int32 conditions:[]DaemonSetCondition`,
  DaemonSetCondition: `
    type!:~v1.DaemonSetConditionType status!:~v1.ConditionStatus lastTransitionTime:Time reason message`,
} as const;

const NO_SPEC = {} as DaemonSetSpec;
const NO_STATUS: DaemonSetStatus = {
  currentNumberScheduled: 0,
  numberMisscheduled: 0,
  desiredNumberScheduled: 0,
  numberReady: 0,
};

/** How often the template changed: it has been an annotation since apps/v1, which the server keeps. */
const TEMPLATE_GENERATION = 'deprecated.daemonset.template.generation';

/** What the pods' label `pod-template-generation` says. */
export function templateGenerationOf(metadata: ObjectMeta): number {
  return Number.parseInt(metadata.annotations?.[TEMPLATE_GENERATION] ?? '', 10) || 0;
}

function withTemplateGeneration(metadata: ObjectMeta, generation: number): ObjectMeta {
  const text = String(generation);
  if (metadata.annotations?.[TEMPLATE_GENERATION] === text) return metadata;
  return { ...metadata, annotations: { ...metadata.annotations, [TEMPLATE_GENERATION]: text } };
}

function defaultStrategy(strategy: DaemonSetUpdateStrategy = {}): DaemonSetUpdateStrategy {
  const type = strategy.type || 'RollingUpdate';
  if (type !== 'RollingUpdate') return withFields(strategy, { type });
  const given = strategy.rollingUpdate ?? {};
  const rollingUpdate = withFields(given, {
    maxUnavailable: given.maxUnavailable ?? 1,
    maxSurge: given.maxSurge ?? 0,
  });
  return withFields(strategy, { type, rollingUpdate });
}

const defaultSpec = memoisedCompletion(
  (spec: DaemonSetSpec): DaemonSetSpec =>
    withFields(spec, {
      template: defaultPodTemplate(spec.template),
      updateStrategy: defaultStrategy(spec.updateStrategy),
      revisionHistoryLimit: spec.revisionHistoryLimit ?? 10,
    }),
);

function applyDefaults(set: DaemonSet): DaemonSet {
  return withFields(set, { spec: defaultSpec(set.spec ?? NO_SPEC), status: set.status ?? NO_STATUS });
}

function prepareForCreate(set: DaemonSet): DaemonSet {
  const metadata = withTemplateGeneration(set.metadata, Math.max(1, templateGenerationOf(set.metadata)));
  return { ...set, metadata, status: NO_STATUS };
}

function prepareForUpdate(given: DaemonSet, old: DaemonSet): DaemonSet {
  const set = inheritStatus(given, old);
  const before = templateGenerationOf(old.metadata);
  const generation = deepEqual(set.spec.template, old.spec.template) ? before : before + 1;
  return withFields(set, { metadata: withTemplateGeneration(set.metadata, generation) });
}

/** Exactly one of the two numbers is not 0. Models ValidateRollingUpdateDaemonSet. */
function validateRollingUpdate({ rollingUpdate }: DaemonSetUpdateStrategy): readonly FieldError[] {
  const field = 'spec.updateStrategy.rollingUpdate';
  if (rollingUpdate === undefined) return [required(field)];
  const { maxUnavailable = 0, maxSurge = 0 } = rollingUpdate;
  const hasUnavailable = numberOfIntOrPercent(maxUnavailable) !== 0;
  const hasSurge = numberOfIntOrPercent(maxSurge) !== 0;
  const both = 'may not be set when maxUnavailable is non-zero';
  return collect(
    validateIntOrPercent(maxUnavailable, `${field}.maxUnavailable`),
    validateIntOrPercent(maxSurge, `${field}.maxSurge`),
    validateNotOver100Percent(maxUnavailable, `${field}.maxUnavailable`),
    validateNotOver100Percent(maxSurge, `${field}.maxSurge`),
    hasUnavailable && hasSurge
      ? [invalid(`${field}.maxSurge`, goIntOrString(maxSurge), both)]
      : !hasUnavailable && !hasSurge
        ? [required(`${field}.maxUnavailable`, 'cannot be 0 when maxSurge is 0')]
        : NO_ERRORS,
  );
}

function validateStrategy(strategy: DaemonSetUpdateStrategy): readonly FieldError[] {
  const { type = '', rollingUpdate } = strategy;
  if (type === 'OnDelete') return NO_ERRORS;
  if (type === 'RollingUpdate') return validateRollingUpdate(strategy);
  const pointer = rollingUpdate === undefined ? 'nil' : '0xc000000000';
  const go = `apps.DaemonSetUpdateStrategy{Type:${goQuote(type)}, RollingUpdate:(*apps.RollingUpdateDaemonSet)(${pointer})}`;
  return [notSupported('spec.updateStrategy', { go }, ['OnDelete', 'RollingUpdate'])];
}

const specErrors = memoised((spec: DaemonSetSpec) =>
  collect(
    validateDaemonTemplate(spec.selector, spec.template),
    nonnegative(spec.minReadySeconds, 'spec.minReadySeconds'),
    validateStrategy(spec.updateStrategy ?? {}),
    nonnegative(spec.revisionHistoryLimit, 'spec.revisionHistoryLimit'),
  ),
);

function validateCreate(set: DaemonSet): readonly FieldError[] {
  return collect(
    validateMeta(set.metadata, { namespaced: true, rule: dns1123Subdomain, core: true }),
    specErrors(set.spec),
  );
}

function validateUpdate(set: DaemonSet, old: DaemonSet): readonly FieldError[] {
  const { selector } = set.spec;
  return collect(
    validateMetaUpdate(set.metadata, old.metadata),
    specErrors(set.spec),
    immutable(selector, old.spec.selector, 'spec.selector', goSelector(selector)),
  );
}

const COUNTS = [
  'currentNumberScheduled',
  'numberMisscheduled',
  'desiredNumberScheduled',
  'numberReady',
  'observedGeneration',
  'updatedNumberScheduled',
  'numberAvailable',
  'numberUnavailable',
  'collisionCount',
];

function validateStatusUpdate(set: DaemonSet, old: DaemonSet): readonly FieldError[] {
  const { collisionCount = 0 } = set.status;
  return collect(
    validateMetaUpdate(set.metadata, old.metadata),
    validateReplicaCounts(set.status, COUNTS),
    collisionCount < (old.status.collisionCount ?? 0)
      ? [invalid('status.collisionCount', collisionCount, 'cannot be decremented')]
      : NO_ERRORS,
  );
}

function count(name: string, key: Exclude<keyof DaemonSetStatus, 'conditions'>) {
  return integerColumn<DaemonSet>(name, ({ status }) => status[key] ?? 0);
}

function nodeSelectorCell({ spec }: DaemonSet): string {
  return formatSelector({ matchLabels: spec.template.spec.nodeSelector ?? {} }) || '<none>';
}

export const daemonSetKind: Kind<DaemonSet> = {
  group: 'apps',
  version: 'v1',
  kind: 'DaemonSet',
  resource: 'daemonsets',
  singular: 'daemonset',
  shortNames: ['ds'],
  categories: ['all'],
  namespaced: true,
  storagePrefix: 'daemonsets',
  structs: STRUCTS,
  hasStatus: true,
  hasGeneration: true,
  hasScale: false,
  gracePeriodSeconds: () => 0,
  applyDefaults,
  prepareForCreate,
  prepareForUpdate,
  validateCreate,
  validateUpdate,
  validateStatusUpdate,
  columns: [
    nameColumn,
    count('Desired', 'desiredNumberScheduled'),
    count('Current', 'currentNumberScheduled'),
    count('Ready', 'numberReady'),
    count('Up-to-date', 'updatedNumberScheduled'),
    count('Available', 'numberAvailable'),
    column('Node Selector', nodeSelectorCell),
    ageColumn,
    containersColumn,
    imagesColumn,
    selectorColumn('<none>'),
  ],
};
