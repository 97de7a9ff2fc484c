/** How evenly pods are spread. Models validateTopologySpreadConstraints in pkg/apis/core/validation/validation.go. */
import type { TopologySpreadConstraint } from './affinity-types';
import {
  collect,
  duplicate,
  type FieldError,
  forbidden,
  invalid,
  NO_ERRORS,
  notSupported,
  required,
} from './field-error';
import { validateLabelName, validateOptionalSelector } from './labels-validation';

const NOT_POSITIVE = 'must be greater than zero';
const POLICIES = ['Honor', 'Ignore'];
const ACTIONS = ['DoNotSchedule', 'ScheduleAnyway'];

function validateMinDomains(constraint: TopologySpreadConstraint, field: string): readonly FieldError[] {
  const { minDomains, whenUnsatisfiable = '' } = constraint;
  if (minDomains === undefined) return NO_ERRORS;
  const words = `can only use minDomains if whenUnsatisfiable=DoNotSchedule, not ${whenUnsatisfiable}`;
  return collect(
    minDomains > 0 ? NO_ERRORS : [invalid(field, minDomains, NOT_POSITIVE)],
    whenUnsatisfiable === 'DoNotSchedule' ? NO_ERRORS : [invalid(field, minDomains, words)],
  );
}

function validateSpreadKeys(constraint: TopologySpreadConstraint, field: string): readonly FieldError[] {
  const { matchLabelKeys = [], labelSelector } = constraint;
  if (matchLabelKeys.length === 0) return NO_ERRORS;
  const selected = new Set(Object.keys(labelSelector?.matchLabels ?? {}));
  for (const { key } of labelSelector?.matchExpressions ?? []) selected.add(key);
  return collect(
    labelSelector === undefined
      ? [forbidden(field, 'must not be specified when labelSelector is not set')]
      : NO_ERRORS,
    ...matchLabelKeys.map((key, i) =>
      collect(
        validateLabelName(key, `${field}[${i}]`),
        selected.has(key)
          ? [invalid(`${field}[${i}]`, key, 'exists in both matchLabelKeys and labelSelector')]
          : NO_ERRORS,
      ),
    ),
  );
}

function validatePolicy(policy: string | undefined, field: string): readonly FieldError[] {
  return policy === undefined || POLICIES.includes(policy)
    ? NO_ERRORS
    : [notSupported(field, policy, POLICIES)];
}

function validateConstraint(
  constraint: TopologySpreadConstraint,
  later: readonly TopologySpreadConstraint[],
  field: string,
): readonly FieldError[] {
  const { maxSkew = 0, topologyKey = '', whenUnsatisfiable = '' } = constraint;
  const isRepeated = later.some(
    (other) =>
      (other.topologyKey ?? '') === topologyKey && (other.whenUnsatisfiable ?? '') === whenUnsatisfiable,
  );
  return collect(
    maxSkew > 0 ? NO_ERRORS : [invalid(`${field}.maxSkew`, maxSkew, NOT_POSITIVE)],
    topologyKey === '' ? [required(`${field}.topologyKey`, 'can not be empty')] : NO_ERRORS,
    ACTIONS.includes(whenUnsatisfiable)
      ? NO_ERRORS
      : [notSupported(`${field}.whenUnsatisfiable`, whenUnsatisfiable, ACTIONS)],
    isRepeated
      ? [duplicate(`${field}.{topologyKey, whenUnsatisfiable}`, `{${topologyKey}, ${whenUnsatisfiable}}`)]
      : NO_ERRORS,
    validateMinDomains(constraint, `${field}.minDomains`),
    validatePolicy(constraint.nodeAffinityPolicy, `${field}.nodeAffinityPolicy`),
    validatePolicy(constraint.nodeTaintsPolicy, `${field}.nodeTaintsPolicy`),
    validateSpreadKeys(constraint, `${field}.matchLabelKeys`),
    validateOptionalSelector(constraint.labelSelector, `${field}.labelSelector`),
  );
}

export function validateSpread(
  constraints: readonly TopologySpreadConstraint[] | undefined,
  field: string,
): readonly FieldError[] {
  if (constraints === undefined) return NO_ERRORS;
  return collect(
    ...constraints.map((constraint, i) =>
      validateConstraint(constraint, constraints.slice(i + 1), `${field}[${i}]`),
    ),
  );
}
