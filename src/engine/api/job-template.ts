/** What a Job says about its pods, alone and inside a CronJob. Models validateJobSpec of pkg/apis/batch/validation. */
import {
  collect,
  type FieldError,
  invalid,
  NO_ERRORS,
  nonnegative,
  notSupported,
  required,
  tooMany,
} from './field-error';
import { defaultPodTemplate } from './pod-defaults';
import type { PodTemplateSpec } from './pod-types';
import { validatePodTemplate } from './pod-validation';
import type { LabelSelector } from './selector';
import { withFields } from './share';

export interface PodFailurePolicyRule {
  readonly action?: string;
  readonly onExitCodes?: { readonly operator?: string; readonly values?: readonly number[] };
  readonly onPodConditions?: readonly { readonly type: string; readonly status?: string }[];
}

export interface JobSpec {
  readonly parallelism?: number;
  readonly completions?: number;
  readonly activeDeadlineSeconds?: number;
  readonly podFailurePolicy?: { readonly rules?: readonly PodFailurePolicyRule[] };
  readonly successPolicy?: { readonly rules?: readonly unknown[] };
  readonly backoffLimit?: number;
  readonly backoffLimitPerIndex?: number;
  readonly maxFailedIndexes?: number;
  readonly selector?: LabelSelector;
  readonly manualSelector?: boolean;
  readonly template: PodTemplateSpec;
  readonly ttlSecondsAfterFinished?: number;
  /** `NonIndexed` or `Indexed`. */
  readonly completionMode?: string;
  readonly suspend?: boolean;
  readonly podReplacementPolicy?: string;
  readonly managedBy?: string;
}

const INT32_MAX = 2_147_483_647;

/** Models SetDefaults_Job. */
export function defaultJobSpec(spec: JobSpec): JobSpec {
  const { backoffLimitPerIndex, podFailurePolicy, completions, parallelism } = spec;
  const isSingle = completions === undefined && parallelism === undefined;
  return withFields(spec, {
    ...(isSingle ? { completions: 1 } : {}),
    parallelism: parallelism ?? 1,
    backoffLimit: spec.backoffLimit ?? (backoffLimitPerIndex === undefined ? 6 : INT32_MAX),
    completionMode: spec.completionMode ?? 'NonIndexed',
    suspend: spec.suspend ?? false,
    podReplacementPolicy:
      spec.podReplacementPolicy ?? (podFailurePolicy === undefined ? 'TerminatingOrFailed' : 'Failed'),
    manualSelector: spec.manualSelector ?? false,
    template: defaultPodTemplate(spec.template),
  });
}

/** In a CronJob the defaults of the Job itself wait for the Job; only those of the pods are filled in. */
export function defaultJobTemplateSpec(spec: JobSpec): JobSpec {
  return withFields(spec, { template: defaultPodTemplate(spec.template) });
}

/** The paths of a template's mistakes begin with `spec.template`: they belong somewhere else here. */
export function under(prefix: string, errors: readonly FieldError[]): readonly FieldError[] {
  if (errors.length === 0 || prefix === 'spec') return errors;
  return errors.map((error) => ({ ...error, field: error.field.replace(/^spec/, () => prefix) }));
}

const PARALLELISM_MAX = 100_000;
const RULES_MAX = 20;

function validateIndexed(spec: JobSpec, field: string): readonly FieldError[] {
  const { completions, parallelism = 0, maxFailedIndexes } = spec;
  const words = `must be less than or equal to ${PARALLELISM_MAX} when completion mode is Indexed`;
  const isOver =
    completions !== undefined && maxFailedIndexes !== undefined && maxFailedIndexes > completions;
  return collect(
    completions === undefined
      ? [required(`${field}.completions`, 'when completion mode is Indexed')]
      : NO_ERRORS,
    parallelism > PARALLELISM_MAX ? [invalid(`${field}.parallelism`, parallelism, words)] : NO_ERRORS,
    isOver
      ? [invalid(`${field}.maxFailedIndexes`, maxFailedIndexes, 'must be less than or equal to completions')]
      : NO_ERRORS,
  );
}

function validateNotIndexed(spec: JobSpec, field: string): readonly FieldError[] {
  const keys = ['backoffLimitPerIndex', 'maxFailedIndexes'] as const;
  return keys.flatMap((key) => {
    const value = spec[key];
    return value === undefined ? [] : [invalid(`${field}.${key}`, value, 'requires indexed completion mode')];
  });
}

function validateMode(spec: JobSpec, field: string): readonly FieldError[] {
  const { completionMode = 'NonIndexed' } = spec;
  if (completionMode === 'Indexed') return validateIndexed(spec, field);
  if (completionMode === 'NonIndexed') return validateNotIndexed(spec, field);
  return [notSupported(`${field}.completionMode`, completionMode, ['NonIndexed', 'Indexed'])];
}

const ACTIONS = ['Count', 'FailIndex', 'FailJob', 'Ignore'];

function validateRule(rule: PodFailurePolicyRule, spec: JobSpec, field: string): readonly FieldError[] {
  const { action = '', onExitCodes, onPodConditions = [] } = rule;
  const errors: FieldError[] = [];
  if (action === '') errors.push(required(`${field}.action`, `valid values: ${goList(ACTIONS)}`));
  else if (action === 'FailIndex' && spec.backoffLimitPerIndex === undefined)
    errors.push(invalid(`${field}.action`, action, 'requires the backoffLimitPerIndex to be set'));
  else if (!ACTIONS.includes(action)) errors.push(notSupported(`${field}.action`, action, ACTIONS));
  if (onExitCodes !== undefined && (onExitCodes.values ?? []).length === 0)
    errors.push(invalid(`${field}.onExitCodes.values`, { go: 'null' }, 'at least one value is required'));
  const count = Number(onExitCodes !== undefined) + Number(onPodConditions.length > 0);
  const words =
    count === 0
      ? 'specifying one of OnExitCodes and OnPodConditions is required'
      : 'specifying both OnExitCodes and OnPodConditions is not supported';
  if (count !== 1) errors.push({ reason: 'FieldValueInvalid', field, detail: `Invalid value: ${words}` });
  return errors;
}

function goList(words: readonly string[]): string {
  return `[${words.map((word) => `"${word}"`).join(' ')}]`;
}

function validatePolicies(spec: JobSpec, field: string): readonly FieldError[] {
  const { podFailurePolicy, podReplacementPolicy } = spec;
  const rules = podFailurePolicy?.rules ?? [];
  const known = podFailurePolicy === undefined ? ['Failed', 'TerminatingOrFailed'] : ['Failed'];
  const path = `${field}.podFailurePolicy.rules`;
  return collect(
    rules.length > RULES_MAX ? [tooMany(path, rules.length, RULES_MAX)] : NO_ERRORS,
    ...rules.map((rule, i) => validateRule(rule, spec, `${path}[${i}]`)),
    podReplacementPolicy === undefined || known.includes(podReplacementPolicy)
      ? NO_ERRORS
      : [notSupported(`${field}.podReplacementPolicy`, podReplacementPolicy, known)],
  );
}

function validateRestartPolicy(spec: JobSpec, field: string): readonly FieldError[] {
  const { restartPolicy = '' } = spec.template.spec;
  const path = `${field}.template.spec.restartPolicy`;
  if (restartPolicy === '' || restartPolicy === 'Always')
    return [required(path, 'valid values: "OnFailure", "Never"')];
  if (restartPolicy !== 'OnFailure' && restartPolicy !== 'Never')
    return [notSupported(path, restartPolicy, ['OnFailure', 'Never'])];
  const words = 'only "Never" is supported when podFailurePolicy is specified';
  return spec.podFailurePolicy !== undefined && restartPolicy !== 'Never'
    ? [invalid(path, restartPolicy, words)]
    : NO_ERRORS;
}

const COUNTS = [
  'parallelism',
  'completions',
  'activeDeadlineSeconds',
  'backoffLimit',
  'ttlSecondsAfterFinished',
  'backoffLimitPerIndex',
  'maxFailedIndexes',
] as const;

/** `field`: `spec`, or `spec.jobTemplate.spec`. Without what only concerns the selector. */
export function validateJobSpec(spec: JobSpec, field: string): readonly FieldError[] {
  const lacksLimit = spec.maxFailedIndexes !== undefined && spec.backoffLimitPerIndex === undefined;
  return collect(
    ...COUNTS.map((key) => nonnegative(spec[key], `${field}.${key}`)),
    lacksLimit
      ? [required(`${field}.backoffLimitPerIndex`, 'when maxFailedIndexes is specified')]
      : NO_ERRORS,
    validateMode(spec, field),
    validatePolicies(spec, field),
    under(field, validatePodTemplate(spec.template)),
    validateRestartPolicy(spec, field),
  );
}
