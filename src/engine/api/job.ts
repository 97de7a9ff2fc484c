/** Job. Models pkg/apis/batch (v1/defaults.go, validation) and pkg/registry/batch/job/strategy.go. */
import { ageColumn, column, containersColumn, imagesColumn, nameColumn, wideColumn } from './columns';
import { conditionOf, type Condition } from './conditions';
import { deepEqual } from './equal';
import { collect, type FieldError, IMMUTABLE, invalid, NO_ERRORS, required } from './field-error';
import { goSelector, goStringMap } from './go-print';
import { JOB_STRUCTS } from './job-schema';
import { defaultJobSpec, type JobSpec, validateJobSpec } from './job-template';
import { validateSelector } from './labels-validation';
import type { ApiObject } from './meta';
import { dns1123Label } from './names';
import { plainKind } from './plain-kind';
import { formatSelector, type LabelSelector, matchesSelector } from './selector';
import { withFields } from './share';
import { humanDuration, parseTime } from './time';

export interface JobStatus {
  readonly conditions?: readonly Condition[];
  readonly startTime?: string;
  readonly completionTime?: string;
  readonly active?: number;
  readonly succeeded?: number;
  readonly failed?: number;
}

export interface Job extends ApiObject {
  readonly spec: JobSpec & { readonly selector: LabelSelector };
  readonly status: JobStatus;
}

/** A Job without labels has those of its template: also the ones that it was given to know its pods. */
function withLabels(job: Job): Job {
  const { labels = {} } = job.metadata;
  const ofTemplate = job.spec.template.metadata?.labels ?? {};
  if (Object.keys(labels).length > 0 || Object.keys(ofTemplate).length === 0) return job;
  return { ...job, metadata: { ...job.metadata, labels: ofTemplate } };
}

function applyDefaults(job: Job): Job {
  return withLabels(withFields(job, { spec: defaultJobSpec(job.spec) as Job['spec'] }));
}

/** The labels by which a Job knows its pods: the old names and the new ones. */
function ownLabels({ metadata: { name, uid = '' } }: Job): Readonly<Record<string, string>> {
  return {
    'job-name': name,
    'batch.kubernetes.io/job-name': name,
    'controller-uid': uid,
    'batch.kubernetes.io/controller-uid': uid,
  };
}

const UID_LABEL = 'batch.kubernetes.io/controller-uid';

/** Models generateSelector. */
function withSelector(job: Job): Job {
  if (job.spec.manualSelector === true) return job;
  const { template, selector } = job.spec;
  const labels = { ...ownLabels(job), ...template.metadata?.labels };
  const matchLabels = { [UID_LABEL]: job.metadata.uid ?? '', ...selector?.matchLabels };
  return withLabels({
    ...job,
    spec: {
      ...job.spec,
      selector: { ...selector, matchLabels },
      template: { ...template, metadata: { ...template.metadata, labels } },
    },
  });
}

/** Models ValidateHasLabel and validateGeneratedSelector. */
function validateOwnLabels(job: Job): readonly FieldError[] {
  if (job.spec.manualSelector === true) return NO_ERRORS;
  const labels = job.spec.template.metadata?.labels ?? {};
  const expected = ownLabels(job);
  const errors: FieldError[] = [];
  for (const key of Object.keys(expected)) {
    const field = `spec.template.metadata.labels[${key}]`;
    const value = labels[key];
    if (value === undefined)
      errors.push(required('spec.template.metadata.labels', `must be '${expected[key]}'`));
    else if (value !== expected[key]) errors.push(invalid(field, value, `must be '${expected[key]}'`));
  }
  if (job.spec.selector !== undefined && !matchesSelector(job.spec.selector, expected))
    errors.push(invalid('spec.selector', goSelector(job.spec.selector), '`selector` not auto-generated'));
  return errors;
}

function validateOwnSelector({ spec: { selector, template } }: Job): readonly FieldError[] {
  if (selector === undefined) return [required('spec.selector')];
  const errors = validateSelector(selector, 'spec.selector');
  const labels = template.metadata?.labels;
  if (errors.length > 0 || matchesSelector(selector, labels)) return errors;
  const words = '`selector` does not match template `labels`';
  return [invalid('spec.template.metadata.labels', goStringMap(labels), words)];
}

function validateHostName({ spec, metadata: { name } }: Job): readonly FieldError[] {
  if (spec.completionMode !== 'Indexed' || (spec.completions ?? 0) <= 0) return NO_ERRORS;
  const host = `${name}-${(spec.completions ?? 1) - 1}`;
  if (dns1123Label(host).length === 0) return NO_ERRORS;
  return [invalid('metadata.name', name, `will not able to create pod with invalid DNS label: ${host}`)];
}

function validate(job: Job): readonly FieldError[] {
  return collect(
    validateOwnLabels(job),
    validateJobSpec(job.spec, 'spec'),
    validateOwnSelector(job),
    validateHostName(job),
  );
}

const FIXED = ['selector', 'completionMode', 'podFailurePolicy', 'backoffLimitPerIndex'] as const;

/** Models validateJobUpdate: a Job stays the Job that it was. A suspended one that never ran may be placed anew. */
function validateChange({ spec }: Job, old: Job): readonly FieldError[] {
  const errors: FieldError[] = [];
  const { completions } = spec;
  if (spec.completionMode !== 'Indexed' && completions !== old.spec.completions)
    errors.push(invalid('spec.completions', completions, IMMUTABLE));
  const canMove = old.spec.suspend === true && old.status.startTime === undefined;
  if (!canMove && !deepEqual(spec.template, old.spec.template))
    errors.push(invalid('spec.template', { go: 'core.PodTemplateSpec{}' }, IMMUTABLE));
  for (const key of FIXED) {
    if (!deepEqual(spec[key], old.spec[key]))
      errors.push(invalid(`spec.${key}`, shown(spec[key]), IMMUTABLE));
  }
  return errors;
}

function shown(value: unknown): { readonly go: string } {
  return { go: JSON.stringify(value) ?? 'null' };
}

function isTrue({ status }: Job, type: string): boolean {
  return conditionOf(status.conditions, type)?.status === 'True';
}

function statusCell(job: Job): string {
  if (isTrue(job, 'Complete')) return 'Complete';
  if (isTrue(job, 'Failed')) return 'Failed';
  if (job.metadata.deletionTimestamp !== undefined) return 'Terminating';
  if (isTrue(job, 'Suspended')) return 'Suspended';
  return isTrue(job, 'FailureTarget') ? 'FailureTarget' : 'Running';
}

function completionsCell({ spec, status }: Job): string {
  const succeeded = status.succeeded ?? 0;
  if (spec.completions !== undefined) return `${succeeded}/${spec.completions}`;
  const { parallelism = 0 } = spec;
  return parallelism > 1 ? `${succeeded}/1 of ${parallelism}` : `${succeeded}/1`;
}

function durationCell({ status }: Job, nowMs: number): string {
  const start = parseTime(status.startTime ?? '');
  if (start === null) return '';
  return humanDuration((parseTime(status.completionTime ?? '') ?? nowMs) - start);
}

export const jobKind = plainKind<Job>({
  group: 'batch',
  kind: 'Job',
  resource: 'jobs',
  categories: ['all'],
  structs: JOB_STRUCTS,
  hasStatus: true,
  hasGeneration: true,
  simplified: 'Job: stored and shown, but its controller does not run in this version',
  applyDefaults,
  prepareForCreate: withSelector,
  validate,
  validateChange,
  selectableFields: { 'status.successful': ({ status }) => String(status.succeeded ?? 0) },
  columns: [
    nameColumn,
    column('Status', statusCell),
    column('Completions', completionsCell),
    column('Duration', durationCell),
    ageColumn,
    containersColumn,
    imagesColumn,
    wideColumn('Selector', ({ spec }) => formatSelector(spec.selector) || '<none>'),
  ],
});
