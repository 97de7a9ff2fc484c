/** Labels, annotations and label selectors. Models apimachinery/pkg/apis/meta/v1/validation and api/validation. */
import {
  collect,
  type FieldError,
  forbidden,
  invalid,
  invalidEach,
  NO_ERRORS,
  required,
  tooLong,
} from './field-error';
import type { StringMap } from './meta';
import { byteLength, labelValue, qualifiedName } from './names';
import type { LabelSelector, LabelSelectorRequirement } from './selector';
import { memoised } from './share';

const ANNOTATION_BYTES_MAX = 256 * 1024;

/** Maps have no order in Go; sorted keys make ours the same every time. */
export function sortedKeys(map: Readonly<Record<string, unknown>>): readonly string[] {
  return Object.keys(map).sort();
}

/** Errors of a memoised check carry no path yet: they are the pairs (value, message). */
type Complaint = readonly [value: string, message: string];

const labelComplaints = memoised((labels: StringMap): readonly Complaint[] => {
  const complaints: Complaint[] = [];
  for (const key of sortedKeys(labels)) {
    const value = labels[key] ?? '';
    for (const message of qualifiedName(key)) complaints.push([key, message]);
    for (const message of labelValue(value)) complaints.push([value, message]);
  }
  return complaints;
});

/** Labels of ten thousand pods are often one object: each is checked once. */
export function validateLabels(labels: StringMap | undefined, field: string): readonly FieldError[] {
  if (labels === undefined) return NO_ERRORS;
  const complaints = labelComplaints(labels);
  return complaints.length === 0
    ? NO_ERRORS
    : complaints.map(([value, message]) => invalid(field, value, message));
}

const annotationComplaints = memoised((annotations: StringMap): readonly Complaint[] => {
  const complaints: Complaint[] = [];
  for (const key of sortedKeys(annotations)) {
    for (const message of qualifiedName(key.toLowerCase())) complaints.push([key, message]);
  }
  return complaints;
});

const annotationBytes = memoised((annotations: StringMap): number => {
  let bytes = 0;
  for (const key of Object.keys(annotations)) bytes += byteLength(key) + byteLength(annotations[key] ?? '');
  return bytes;
});

export function validateAnnotations(
  annotations: StringMap | undefined,
  field: string,
): readonly FieldError[] {
  if (annotations === undefined) return NO_ERRORS;
  const errors = annotationComplaints(annotations).map(([value, message]) => invalid(field, value, message));
  if (annotationBytes(annotations) > ANNOTATION_BYTES_MAX) errors.push(tooLong(field, ANNOTATION_BYTES_MAX));
  return errors.length === 0 ? NO_ERRORS : errors;
}

export function validateLabelName(name: string, field: string): readonly FieldError[] {
  return invalidEach(field, name, qualifiedName(name));
}

function validateValues(
  { operator, values }: LabelSelectorRequirement,
  field: string,
): readonly FieldError[] {
  const count = values?.length ?? 0;
  switch (operator) {
    case 'In':
    case 'NotIn':
      return count > 0
        ? NO_ERRORS
        : [required(`${field}.values`, "must be specified when `operator` is 'In' or 'NotIn'")];
    case 'Exists':
    case 'DoesNotExist':
      return count === 0
        ? NO_ERRORS
        : [
            forbidden(
              `${field}.values`,
              "may not be specified when `operator` is 'Exists' or 'DoesNotExist'",
            ),
          ];
    default:
      return [invalid(`${field}.operator`, operator, 'not a valid selector operator')];
  }
}

function validateRequirement(requirement: LabelSelectorRequirement, field: string): readonly FieldError[] {
  return collect(
    validateValues(requirement, field),
    validateLabelName(requirement.key, `${field}.key`),
    ...(requirement.values ?? []).map((value, i) =>
      invalidEach(`${field}.values[${i}]`, value, labelValue(value)),
    ),
  );
}

/** Models ValidateLabelSelector. */
export function validateSelector(selector: LabelSelector, field: string): readonly FieldError[] {
  const expressions = selector.matchExpressions ?? [];
  return collect(
    validateLabels(selector.matchLabels, `${field}.matchLabels`),
    ...expressions.map((part, i) => validateRequirement(part, `${field}.matchExpressions[${i}]`)),
  );
}

export function validateOptionalSelector(
  selector: LabelSelector | undefined,
  field: string,
): readonly FieldError[] {
  return selector === undefined ? NO_ERRORS : validateSelector(selector, field);
}
