/** Models kubectl/pkg/describe (describeJob, describeCronJob). */
import { humanDuration, parseTime } from '../../../engine/api/time';
import type { Fields } from '../fields';
import { writeEvents } from './events';
import { writeAnnotations, writeLabels } from './labels';
import { selectorString, writeController } from './pod';
import { writePodTemplate } from './pod-template';
import type { Surroundings } from './workloads';
import { type DescribeWriter, described, orNone, rfc1123, yesNo } from './writer';

export function describeJob(job: Fields, { events, now }: Surroundings): string {
  return described((w) => {
    w.row(0, 'Name', job.name);
    w.row(0, 'Namespace', job.namespace);
    w.row(0, 'Selector', selectorString(job.at('spec.selector')));
    writeLabels(w, 'Labels', job.labels);
    writeAnnotations(w, 'Annotations', job.annotations);
    writeController(w, job);
    writeJobSpec(w, job);
    writeJobTimes(w, job);
    writeJobPods(w, job);
    writePodTemplate(w, job.at('spec.template'));
    writeEvents(w, events, now);
  });
}

function writeJobSpec(w: DescribeWriter, job: Fields): void {
  const optional = (label: string, path: string) => {
    if (job.has(path)) w.row(0, label, job.text(path));
  };
  optional('Parallelism', 'spec.parallelism');
  w.row(0, 'Completions', job.text('spec.completions') || '<unset>');
  optional('Completion Mode', 'spec.completionMode');
  optional('Suspend', 'spec.suspend');
  optional('Backoff Limit', 'spec.backoffLimit');
  optional('TTL Seconds After Finished', 'spec.ttlSecondsAfterFinished');
}

function writeJobTimes(w: DescribeWriter, job: Fields): void {
  const [started, ended] = [job.text('status.startTime'), job.text('status.completionTime')];
  if (started !== '') w.row(0, 'Start Time', rfc1123(started));
  if (ended !== '') w.row(0, 'Completed At', rfc1123(ended));
  if (started !== '' && ended !== '') {
    w.row(0, 'Duration', humanDuration((parseTime(ended) ?? 0) - (parseTime(started) ?? 0)));
  }
  if (job.has('spec.activeDeadlineSeconds')) {
    w.row(0, 'Active Deadline Seconds', `${job.number('spec.activeDeadlineSeconds')}s`);
  }
}

function writeJobPods(w: DescribeWriter, job: Fields): void {
  const ready = job.has('status.ready') ? ` (${job.number('status.ready')} Ready)` : '';
  const [active, succeeded] = [job.number('status.active'), job.number('status.succeeded')];
  const failed = job.number('status.failed');
  w.row(0, 'Pods Statuses', `${active} Active${ready} / ${succeeded} Succeeded / ${failed} Failed`);
  if (job.text('spec.completionMode') === 'Indexed') {
    w.row(0, 'Completed Indexes', orNone(capIndexes(job.text('status.completedIndexes'))));
  }
}

/** Cut at the first comma from the 50th character on. */
function capIndexes(indexes: string): string {
  const comma = indexes.indexOf(',', 50);
  return comma < 0 ? indexes : `${indexes.slice(0, comma + 1)}...`;
}

export function describeCronJob(job: Fields, { events, now }: Surroundings): string {
  return described((w) => {
    const orUnset = (path: string, unit = '') => (job.has(path) ? `${job.text(path)}${unit}` : '<unset>');
    w.row(0, 'Name', job.name);
    w.row(0, 'Namespace', job.namespace);
    writeLabels(w, 'Labels', job.labels);
    writeAnnotations(w, 'Annotations', job.annotations);
    w.row(0, 'Schedule', job.text('spec.schedule'));
    w.row(0, 'Concurrency Policy', job.text('spec.concurrencyPolicy'));
    w.row(0, 'Suspend', job.has('spec.suspend') ? yesNo(job.bool('spec.suspend')) : '<unset>');
    w.row(0, 'Successful Job History Limit', orUnset('spec.successfulJobsHistoryLimit'));
    w.row(0, 'Failed Job History Limit', orUnset('spec.failedJobsHistoryLimit'));
    w.row(0, 'Starting Deadline Seconds', orUnset('spec.startingDeadlineSeconds', 's'));
    writeJobTemplate(w, job.at('spec.jobTemplate'));
    const last = job.text('status.lastScheduleTime');
    w.row(0, 'Last Schedule Time', last === '' ? '<unset>' : rfc1123(last));
    const active = job.list('status.active').map((reference) => reference.text('name'));
    w.row(0, 'Active Jobs', orNone(active.join(', ')));
    writeEvents(w, events, now);
  });
}

function writeJobTemplate(w: DescribeWriter, template: Fields): void {
  const selector = template.at('spec.selector');
  w.row(0, 'Selector', selector.exists ? selectorString(selector) : '<unset>');
  w.row(0, 'Parallelism', template.text('spec.parallelism') || '<unset>');
  w.row(0, 'Completions', template.text('spec.completions') || '<unset>');
  if (template.has('spec.activeDeadlineSeconds')) {
    w.row(0, 'Active Deadline Seconds', `${template.number('spec.activeDeadlineSeconds')}s`);
  }
  writePodTemplate(w, template.at('spec.template'));
}
