/** What Deployments and ReplicaSets have in common. Models pkg/apis/apps/validation/validation.go. */
import {
  collect,
  type FieldError,
  forbidden,
  invalid,
  NO_ERRORS,
  nonnegative,
  notSupported,
  required,
} from './field-error';
import { goSelector, goStringMap } from './go-print';
import { validateSelector } from './labels-validation';
import type { PodTemplateSpec } from './pod-types';
import { validatePodTemplate } from './pod-validation';
import { type LabelSelector, matchesSelector } from './selector';

/** A selector must be given, valid and not empty. The real words say "deployment" for ReplicaSets too. */
export function validateWorkloadSelector(selector: LabelSelector | undefined): readonly FieldError[] {
  if (selector === undefined) return [required('spec.selector')];
  const labelCount = Object.keys(selector.matchLabels ?? {}).length;
  const isEmpty = labelCount + (selector.matchExpressions?.length ?? 0) === 0;
  return collect(
    validateSelector(selector, 'spec.selector'),
    isEmpty
      ? [invalid('spec.selector', goSelector(selector), 'empty selector is invalid for deployment')]
      : NO_ERRORS,
  );
}

const OPERATORS = ['In', 'NotIn', 'Exists', 'DoesNotExist'];

/** What LabelSelectorAsSelector refuses; such a selector cannot be compared with anything. */
function isConvertible(selector: LabelSelector | undefined): boolean {
  if (selector === undefined) return true;
  if (validateSelector(selector, '').length > 0) return false;
  return (selector.matchExpressions ?? []).every((part) => OPERATORS.includes(part.operator));
}

/** A missing selector selects nothing, so it does not match either; the real server reports both mistakes. */
function validateTemplateLabels(
  selector: LabelSelector | undefined,
  template: PodTemplateSpec,
): readonly FieldError[] {
  const labels = template.metadata?.labels;
  if (selector !== undefined && matchesSelector(selector, labels)) return NO_ERRORS;
  const words = '`selector` does not match template `labels`';
  return [invalid('spec.template.metadata.labels', goStringMap(labels), words)];
}

/** Models ValidatePodTemplateSpecForReplicaSet. */
export function validateWorkloadTemplate(
  selector: LabelSelector | undefined,
  template: PodTemplateSpec,
): readonly FieldError[] {
  if (!isConvertible(selector)) {
    return [invalid('spec.selector', goSelector(selector), 'invalid label selector')];
  }
  const { restartPolicy = '', activeDeadlineSeconds } = template.spec;
  return collect(
    validateTemplateLabels(selector, template),
    validatePodTemplate(template),
    restartPolicy === 'Always'
      ? NO_ERRORS
      : [notSupported('spec.template.spec.restartPolicy', restartPolicy, ['Always'])],
    activeDeadlineSeconds === undefined
      ? NO_ERRORS
      : [
          forbidden(
            'spec.template.spec.activeDeadlineSeconds',
            'activeDeadlineSeconds in ReplicaSet is not Supported',
          ),
        ],
  );
}

/** The selector and the template of a DaemonSet. Models ValidateDaemonSetSpec. */
export function validateDaemonTemplate(
  selector: LabelSelector | undefined,
  template: PodTemplateSpec,
): readonly FieldError[] {
  const { restartPolicy = '', activeDeadlineSeconds } = template.spec;
  const isEmpty =
    Object.keys(selector?.matchLabels ?? {}).length + (selector?.matchExpressions?.length ?? 0) === 0;
  return collect(
    selector === undefined ? NO_ERRORS : validateSelector(selector, 'spec.selector'),
    isConvertible(selector) ? validateTemplateLabels(selector, template) : NO_ERRORS,
    selector !== undefined && isEmpty
      ? [invalid('spec.selector', goSelector(selector), 'empty selector is invalid for daemonset')]
      : NO_ERRORS,
    validatePodTemplate(template),
    restartPolicy === 'Always'
      ? NO_ERRORS
      : [notSupported('spec.template.spec.restartPolicy', restartPolicy, ['Always'])],
    activeDeadlineSeconds === undefined
      ? NO_ERRORS
      : [
          forbidden(
            'spec.template.spec.activeDeadlineSeconds',
            'activeDeadlineSeconds in DaemonSet is not Supported',
          ),
        ],
  );
}

type Counts = Readonly<Record<string, unknown>>;

function countOf(status: object, key: string): number {
  const value = (status as Counts)[key];
  return typeof value === 'number' ? value : 0;
}

export function validateReplicaCounts(status: object, keys: readonly string[]): readonly FieldError[] {
  return collect(...keys.map((key) => nonnegative(countOf(status, key), `status.${key}`)));
}

/** Parts cannot be more than the whole, nor available more than ready. */
export function validateReplicaLimits(status: object, keys: readonly string[]): readonly FieldError[] {
  const total = countOf(status, 'replicas');
  const errors = keys.flatMap((key) => {
    const count = countOf(status, key);
    return count > total ? [invalid(`status.${key}`, count, 'cannot be greater than status.replicas')] : [];
  });
  const available = countOf(status, 'availableReplicas');
  if (available > countOf(status, 'readyReplicas')) {
    errors.push(invalid('status.availableReplicas', available, 'cannot be greater than readyReplicas'));
  }
  return errors.length === 0 ? NO_ERRORS : errors;
}
