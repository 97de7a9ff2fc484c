/** CronJob. Models pkg/apis/batch (v1/defaults.go, validation). */
import { ageColumn, column, integerColumn, nameColumn, wideColumn } from './columns';
import { scheduleError } from './cron-schedule';
import {
  collect,
  type FieldError,
  invalid,
  NO_ERRORS,
  nonnegative,
  notSupported,
  required,
} from './field-error';
import { goSelector } from './go-print';
import { CRON_JOB_STRUCTS } from './job-schema';
import { defaultJobTemplateSpec, type JobSpec, validateJobSpec } from './job-template';
import type { ApiObject, ObjectMeta } from './meta';
import { plainKind } from './plain-kind';
import { formatSelector } from './selector';
import { withFields } from './share';
import { ageSince } from './time';

export interface CronJobSpec {
  readonly schedule: string;
  readonly timeZone?: string;
  readonly startingDeadlineSeconds?: number;
  readonly concurrencyPolicy?: string;
  readonly suspend?: boolean;
  readonly jobTemplate: { readonly metadata?: Partial<ObjectMeta>; readonly spec: JobSpec };
  readonly successfulJobsHistoryLimit?: number;
  readonly failedJobsHistoryLimit?: number;
}

export interface CronJob extends ApiObject {
  readonly spec: CronJobSpec;
  readonly status: { readonly active?: readonly unknown[]; readonly lastScheduleTime?: string };
}

function applyDefaults(cronJob: CronJob): CronJob {
  const { spec } = cronJob;
  return withFields(cronJob, {
    spec: withFields(spec, {
      concurrencyPolicy: spec.concurrencyPolicy || 'Allow',
      suspend: spec.suspend ?? false,
      successfulJobsHistoryLimit: spec.successfulJobsHistoryLimit ?? 3,
      failedJobsHistoryLimit: spec.failedJobsHistoryLimit ?? 1,
      jobTemplate: withFields(spec.jobTemplate, { spec: defaultJobTemplateSpec(spec.jobTemplate.spec) }),
    }),
  });
}

/** The controller appends 11 characters (`-$TIMESTAMP`) to the name for the Jobs that it makes. */
const NAME_MAX = 52;

function validateSchedule(schedule: string): readonly FieldError[] {
  const field = 'spec.schedule';
  if (schedule === '') return [required(field)];
  const error = scheduleError(schedule);
  const zone = 'cannot use TZ or CRON_TZ in schedule, use timeZone field instead';
  return collect(
    error === null ? NO_ERRORS : [invalid(field, schedule, error)],
    schedule.includes('TZ') ? [invalid(field, schedule, zone)] : NO_ERRORS,
  );
}

const ZONE_PART = /^[A-Za-z.\-_0-9+]{1,14}$/;

/** Which zones exist is not known here: only the form is checked. */
function validateTimeZone(zone: string | undefined): readonly FieldError[] {
  const field = 'spec.timeZone';
  if (zone === undefined) return NO_ERRORS;
  if (zone === '') return [invalid(field, zone, 'timeZone must be nil or non-empty string')];
  for (const part of zone.split('/')) {
    if (part === '.' || part === '..' || part.startsWith('-') || !ZONE_PART.test(part))
      return [invalid(field, zone, `unknown time zone ${zone}`)];
  }
  const words = 'timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones';
  return zone.toLowerCase() === 'local' ? [invalid(field, zone, words)] : NO_ERRORS;
}

const POLICIES = ['Allow', 'Forbid', 'Replace'];

function validateTemplate({ spec }: CronJobSpec['jobTemplate']): readonly FieldError[] {
  const field = 'spec.jobTemplate.spec';
  const { selector, manualSelector } = spec;
  return collect(
    validateJobSpec(spec, field),
    selector === undefined
      ? NO_ERRORS
      : [invalid(`${field}.selector`, goSelector(selector), '`selector` will be auto-generated')],
    manualSelector === true ? [notSupported(`${field}.manualSelector`, true, ['nil', 'false'])] : NO_ERRORS,
  );
}

function validate({ spec, metadata: { name, uid } }: CronJob): readonly FieldError[] {
  const { concurrencyPolicy = '' } = spec;
  return collect(
    validateSchedule(spec.schedule),
    nonnegative(spec.startingDeadlineSeconds, 'spec.startingDeadlineSeconds'),
    validateTimeZone(spec.timeZone),
    POLICIES.includes(concurrencyPolicy)
      ? NO_ERRORS
      : [notSupported('spec.concurrencyPolicy', concurrencyPolicy, POLICIES)],
    validateTemplate(spec.jobTemplate),
    nonnegative(spec.successfulJobsHistoryLimit, 'spec.successfulJobsHistoryLimit'),
    nonnegative(spec.failedJobsHistoryLimit, 'spec.failedJobsHistoryLimit'),
    uid !== undefined && name.length > NAME_MAX
      ? [invalid('metadata.name', name, `must be no more than ${NAME_MAX} characters`)]
      : NO_ERRORS,
  );
}

function containersOf({ spec }: CronJob) {
  return spec.jobTemplate.spec.template.spec.containers;
}

export const cronJobKind = plainKind<CronJob>({
  group: 'batch',
  kind: 'CronJob',
  resource: 'cronjobs',
  shortNames: ['cj'],
  categories: ['all'],
  structs: CRON_JOB_STRUCTS,
  hasStatus: true,
  hasGeneration: true,
  simplified: 'CronJob: stored and shown, but its controller does not run in this version',
  applyDefaults,
  validate,
  columns: [
    nameColumn,
    column('Schedule', ({ spec }) => spec.schedule),
    column('Timezone', ({ spec }) => spec.timeZone ?? '<none>'),
    { ...column('Suspend', ({ spec }) => (spec.suspend === true ? 'True' : 'False')), type: 'boolean' },
    integerColumn('Active', ({ status }) => (status.active ?? []).length),
    column('Last Schedule', ({ status }, nowMs) =>
      status.lastScheduleTime === undefined ? '<none>' : ageSince(status.lastScheduleTime, nowMs),
    ),
    ageColumn,
    wideColumn('Containers', (cronJob) =>
      containersOf(cronJob)
        .map(({ name }) => name)
        .join(','),
    ),
    wideColumn('Images', (cronJob) =>
      containersOf(cronJob)
        .map(({ image }) => image ?? '')
        .join(','),
    ),
    wideColumn('Selector', ({ spec }) => formatSelector(spec.jobTemplate.spec.selector) || '<none>'),
  ],
});
