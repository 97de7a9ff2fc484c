/** Near what and on which nodes a pod may run. Models validateAffinity in pkg/apis/core/validation/validation.go. */
import type {
  Affinity,
  NodeAffinity,
  NodeSelectorRequirement,
  NodeSelectorTerm,
  PodAffinity,
  PodAffinityTerm,
} from './affinity-types';
import {
  collect,
  type FieldError,
  forbidden,
  invalid,
  invalidEach,
  NO_ERRORS,
  required,
} from './field-error';
import { validateLabelName, validateOptionalSelector } from './labels-validation';
import { dns1123Label, dns1123Subdomain, labelValue } from './names';
import type { LabelSelector } from './selector';

const REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution';
const PREFERRED = 'preferredDuringSchedulingIgnoredDuringExecution';
const NOT_AN_OPERATOR = 'not a valid selector operator';

function validateNodeValues(part: NodeSelectorRequirement, field: string): readonly FieldError[] {
  const { operator = '', values = [] } = part;
  const path = `${field}.values`;
  switch (operator) {
    case 'In':
    case 'NotIn':
      return values.length > 0
        ? NO_ERRORS
        : [required(path, "must be specified when `operator` is 'In' or 'NotIn'")];
    case 'Exists':
    case 'DoesNotExist':
      return values.length === 0
        ? NO_ERRORS
        : [forbidden(path, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'")];
    case 'Gt':
    case 'Lt':
      return values.length === 1
        ? NO_ERRORS
        : [required(path, "must be specified single value when `operator` is 'Lt' or 'Gt'")];
    default:
      return [invalid(`${field}.operator`, operator, NOT_AN_OPERATOR)];
  }
}

function validateNodeExpression(part: NodeSelectorRequirement, field: string): readonly FieldError[] {
  return collect(
    validateNodeValues(part, field),
    validateLabelName(part.key ?? '', `${field}.key`),
    ...(part.values ?? []).map((value, i) => invalidEach(`${field}.values[${i}]`, value, labelValue(value))),
  );
}

/** Of the fields of a node, only its name can be selected. */
function validateNodeField(part: NodeSelectorRequirement, field: string): readonly FieldError[] {
  const { key = '', operator = '', values = [] } = part;
  const errors: FieldError[] = [];
  if (operator !== 'In' && operator !== 'NotIn') {
    errors.push(invalid(`${field}.operator`, operator, NOT_AN_OPERATOR));
  } else if (values.length !== 1) {
    const detail = "must be only one value when `operator` is 'In' or 'NotIn' for node field selector";
    errors.push(required(`${field}.values`, detail));
  }
  if (key !== 'metadata.name') errors.push(invalid(`${field}.key`, key, 'not a valid field selector key'));
  else {
    for (const [i, value] of values.entries()) {
      errors.push(...invalidEach(`${field}.values[${i}]`, value, dns1123Subdomain(value)));
    }
  }
  return errors;
}

function validateNodeTerm(term: NodeSelectorTerm, field: string): readonly FieldError[] {
  return collect(
    ...(term.matchExpressions ?? []).map((part, i) =>
      validateNodeExpression(part, `${field}.matchExpressions[${i}]`),
    ),
    ...(term.matchFields ?? []).map((part, i) => validateNodeField(part, `${field}.matchFields[${i}]`)),
  );
}

function validateWeight(weight: number | undefined, field: string): readonly FieldError[] {
  const value = weight ?? 0;
  return value > 0 && value <= 100
    ? NO_ERRORS
    : [invalid(`${field}.weight`, value, 'must be in the range 1-100')];
}

function validateNodeAffinity(affinity: NodeAffinity, field: string): readonly FieldError[] {
  const selector = affinity[REQUIRED];
  const terms = selector?.nodeSelectorTerms ?? [];
  const path = `${field}.${REQUIRED}.nodeSelectorTerms`;
  return collect(
    selector !== undefined && terms.length === 0
      ? [required(path, 'must have at least one node selector term')]
      : NO_ERRORS,
    ...terms.map((term, i) => validateNodeTerm(term, `${path}[${i}]`)),
    ...(affinity[PREFERRED] ?? []).map(({ weight, preference }, i) => {
      const own = `${field}.${PREFERRED}[${i}]`;
      return collect(validateWeight(weight, own), validateNodeTerm(preference ?? {}, `${own}.preference`));
    }),
  );
}

function validateLabelKeys(
  keys: readonly string[],
  selector: LabelSelector | undefined,
  field: string,
): readonly FieldError[] {
  if (keys.length === 0) return NO_ERRORS;
  if (selector === undefined)
    return [forbidden(field, 'must not be specified when labelSelector is not set')];
  return collect(...keys.map((key, i) => validateLabelName(key, `${field}[${i}]`)));
}

/** The API server has already put the values of `matchLabelKeys` into the selector: a key there twice was in it before. */
function validateMatchKeys(term: PodAffinityTerm, field: string): readonly FieldError[] {
  const { matchLabelKeys = [], mismatchLabelKeys = [], labelSelector } = term;
  const seen = new Set(Object.keys(labelSelector?.matchLabels ?? {}));
  const errors: FieldError[] = [];
  for (const { key } of labelSelector?.matchExpressions ?? []) {
    const index = matchLabelKeys.lastIndexOf(key);
    if (index >= 0 && seen.has(key)) {
      errors.push(invalid(`${field}[${index}]`, key, 'exists in both matchLabelKeys and labelSelector'));
    }
    seen.add(key);
  }
  for (const [i, key] of matchLabelKeys.entries()) {
    if (!mismatchLabelKeys.includes(key)) continue;
    const detail = 'exists in both matchLabelKeys and mismatchLabelKeys';
    errors.push(invalid(`${field}.matchLabelKeys[${i}]`, key, detail));
  }
  return collect(
    validateLabelKeys(matchLabelKeys, labelSelector, `${field}.matchLabelKeys`),
    validateLabelKeys(mismatchLabelKeys, labelSelector, `${field}.mismatchLabelKeys`),
    errors,
  );
}

function validatePodTerm(term: PodAffinityTerm, field: string): readonly FieldError[] {
  const { topologyKey = '', namespaces = [] } = term;
  return collect(
    validateOptionalSelector(term.labelSelector, `${field}.labelSelector`),
    validateOptionalSelector(term.namespaceSelector, `${field}.namespaceSelector`),
    ...namespaces.map((name) => invalidEach(`${field}.namespace`, name, dns1123Label(name))),
    validateMatchKeys(term, field),
    topologyKey === '' ? [required(`${field}.topologyKey`, 'can not be empty')] : NO_ERRORS,
    validateLabelName(topologyKey, `${field}.topologyKey`),
  );
}

function validatePodAffinity(affinity: PodAffinity, field: string): readonly FieldError[] {
  return collect(
    ...(affinity[REQUIRED] ?? []).map((term, i) => validatePodTerm(term, `${field}.${REQUIRED}[${i}]`)),
    ...(affinity[PREFERRED] ?? []).map(({ weight, podAffinityTerm }, i) => {
      const own = `${field}.${PREFERRED}[${i}]`;
      const term = podAffinityTerm ?? { topologyKey: '' };
      return collect(validateWeight(weight, own), validatePodTerm(term, `${own}.podAffinityTerm`));
    }),
  );
}

export function validateAffinity(affinity: Affinity | undefined, field: string): readonly FieldError[] {
  if (affinity === undefined) return NO_ERRORS;
  const { nodeAffinity, podAffinity, podAntiAffinity } = affinity;
  return collect(
    nodeAffinity === undefined ? NO_ERRORS : validateNodeAffinity(nodeAffinity, `${field}.nodeAffinity`),
    podAffinity === undefined ? NO_ERRORS : validatePodAffinity(podAffinity, `${field}.podAffinity`),
    podAntiAffinity === undefined
      ? NO_ERRORS
      : validatePodAffinity(podAntiAffinity, `${field}.podAntiAffinity`),
  );
}
