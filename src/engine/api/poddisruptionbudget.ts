/** PodDisruptionBudget. Models pkg/apis/policy (validation) and pkg/registry/policy/poddisruptionbudget/strategy.go. */
import { ageColumn, column, integerColumn, nameColumn } from './columns';
import { collect, type FieldError, invalid, NO_ERRORS, nonnegative, notSupported } from './field-error';
import { goJson } from './go-print';
import { type IntOrString, validateIntOrPercent, validateNotOver100Percent } from './int-or-string';
import { validateOptionalSelector } from './labels-validation';
import type { ApiObject } from './meta';
import { validateMetaUpdate } from './meta-validation';
import { plainKind } from './plain-kind';
import type { LabelSelector } from './selector';

export interface PodDisruptionBudget extends ApiObject {
  readonly spec: {
    readonly minAvailable?: IntOrString;
    readonly maxUnavailable?: IntOrString;
    readonly selector?: LabelSelector;
    readonly unhealthyPodEvictionPolicy?: string;
  };
  readonly status: {
    readonly disruptionsAllowed: number;
    readonly currentHealthy: number;
    readonly desiredHealthy: number;
    readonly expectedPods: number;
  };
}

const STRUCTS = {
  PodDisruptionBudget: 'metadata!:ObjectMeta spec!:PodDisruptionBudgetSpec status!:PodDisruptionBudgetStatus',
  PodDisruptionBudgetSpec: `
    minAvailable*:IntOrString selector*:LabelSelector maxUnavailable*:IntOrString
    unhealthyPodEvictionPolicy*:~v1.UnhealthyPodEvictionPolicyType`,
  PodDisruptionBudgetStatus: `
    observedGeneration:int64 disruptedPods:{}Time disruptionsAllowed!:int32 currentHealthy!:int32
    desiredHealthy!:int32 expectedPods!:int32 conditions:[]Condition`,
} as const;

const POLICIES = ['AlwaysAllow', 'IfHealthyBudget'];

function validateShare(value: IntOrString | undefined, field: string): readonly FieldError[] {
  if (value === undefined) return NO_ERRORS;
  return collect(validateIntOrPercent(value, field), validateNotOver100Percent(value, field));
}

function validate({ spec }: PodDisruptionBudget): readonly FieldError[] {
  const { minAvailable, maxUnavailable, selector, unhealthyPodEvictionPolicy: policy } = spec;
  const words = 'minAvailable and maxUnavailable cannot be both set';
  return collect(
    minAvailable !== undefined && maxUnavailable !== undefined
      ? [invalid('spec', { go: goJson(spec) }, words)]
      : NO_ERRORS,
    validateShare(minAvailable, 'spec.minAvailable'),
    validateShare(maxUnavailable, 'spec.maxUnavailable'),
    validateOptionalSelector(selector, 'spec.selector'),
    policy === undefined || POLICIES.includes(policy)
      ? NO_ERRORS
      : [notSupported('spec.unhealthyPodEvictionPolicy', policy, POLICIES)],
  );
}

const COUNTS = ['disruptionsAllowed', 'currentHealthy', 'desiredHealthy', 'expectedPods'] as const;
const NO_STATUS = { disruptionsAllowed: 0, currentHealthy: 0, desiredHealthy: 0, expectedPods: 0 };

function shareCell(value: IntOrString | undefined): string {
  return value === undefined ? 'N/A' : String(value);
}

export const podDisruptionBudgetKind = plainKind<PodDisruptionBudget>({
  group: 'policy',
  kind: 'PodDisruptionBudget',
  resource: 'poddisruptionbudgets',
  shortNames: ['pdb'],
  structs: STRUCTS,
  hasStatus: true,
  noStatus: NO_STATUS,
  hasGeneration: true,
  simplified:
    'PodDisruptionBudget: evictions ask it, counting pods as they are; no controller fills in its status in this version',
  validate,
  validateStatusUpdate: ({ metadata, status }, old) =>
    collect(
      validateMetaUpdate(metadata, old.metadata),
      ...COUNTS.map((key) => nonnegative(status[key], `status.${key}`)),
    ),
  columns: [
    nameColumn,
    column('Min Available', ({ spec }) => shareCell(spec.minAvailable)),
    column('Max Unavailable', ({ spec }) => shareCell(spec.maxUnavailable)),
    integerColumn('Allowed Disruptions', ({ status }) => status.disruptionsAllowed ?? 0),
    ageColumn,
  ],
});
