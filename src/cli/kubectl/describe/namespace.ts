/** Models kubectl/pkg/describe (describeNamespace, describeQuota, describeLimitRange). */
import { canonicalQuantity } from '../../../engine/api/quantity';
import { type Fields, sortedKeys } from '../fields';
import { writeConditions } from './ingress';
import { writeAnnotations, writeLabels } from './labels';
import { type DescribeWriter, described } from './writer';

/** `quotas`, `limits`: null when the server has no such kind. */
export function describeNamespace(
  namespace: Fields,
  quotas: readonly Fields[] | null,
  limits: readonly Fields[] | null,
): string {
  return described((w) => {
    w.row(0, 'Name', namespace.name);
    writeLabels(w, 'Labels', namespace.labels);
    writeAnnotations(w, 'Annotations', namespace.annotations);
    w.row(0, 'Status', namespace.text('status.phase'));
    const conditions = namespace.list('status.conditions');
    if (conditions.length > 0) writeConditions(w, conditions);
    if (quotas !== null) {
      w.line(0, '');
      writeQuotas(w, quotas);
    }
    if (limits !== null) {
      w.line(0, '');
      writeLimitRanges(w, limits);
    }
  });
}

function writeQuotas(w: DescribeWriter, quotas: readonly Fields[]): void {
  if (quotas.length === 0) {
    w.line(0, 'No resource quota.');
    return;
  }
  w.line(0, 'Resource Quotas');
  for (const quota of quotas.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    w.row(1, 'Name', quota.name);
    writeScopes(w, quota, 1, '* ');
    w.line(1, 'Resource\tUsed\tHard');
    w.line(1, '--------\t---\t---');
    writeUsage(w, quota, 1);
  }
}

export function describeQuota(quota: Fields): string {
  return described((w) => {
    w.row(0, 'Name', quota.name);
    w.row(0, 'Namespace', quota.namespace);
    writeScopes(w, quota, 0, ' * ');
    w.line(0, 'Resource\tUsed\tHard');
    w.line(0, '--------\t----\t----');
    writeUsage(w, quota, 0);
  });
}

const SCOPE_HELP: Readonly<Record<string, string>> = {
  Terminating:
    'Matches all pods that have an active deadline. These pods have a limited lifespan on a node before being actively terminated by the system.',
  NotTerminating:
    'Matches all pods that do not have an active deadline. These pods usually include long running pods whose container command is not expected to terminate.',
  BestEffort:
    'Matches all pods that do not have resource requirements set. These pods have a best effort quality of service.',
  NotBestEffort:
    'Matches all pods that have at least one resource requirement set. These pods have a burstable or guaranteed quality of service.',
};

function writeScopes(w: DescribeWriter, quota: Fields, level: number, bullet: string): void {
  const scopes = [...quota.texts('spec.scopes')].sort();
  if (scopes.length === 0) return;
  w.row(level, 'Scopes', scopes.join(', '));
  for (const scope of scopes) {
    const help = Object.hasOwn(SCOPE_HELP, scope) ? SCOPE_HELP[scope] : undefined;
    if (help !== undefined) w.line(level, `${bullet}${help}`);
  }
}

function writeUsage(w: DescribeWriter, quota: Fields, level: number): void {
  const [hard, used] = [quota.map('status.hard'), quota.map('status.used')];
  for (const name of sortedKeys(hard)) {
    const amounts = [used[name] ?? '0', hard[name] ?? '0'].map((amount) => canonicalQuantity(String(amount)));
    w.line(level, [name, ...amounts].join('\t'));
  }
}

const LIMIT_HEADERS = 'Type\tResource\tMin\tMax\tDefault Request\tDefault Limit\tMax Limit/Request Ratio';
const LIMIT_RULES = '----\t--------\t---\t---\t---------------\t-------------\t-----------------------';

export function describeLimitRange(range: Fields): string {
  return described((w) => {
    w.row(0, 'Name', range.name);
    w.row(0, 'Namespace', range.namespace);
    w.line(0, LIMIT_HEADERS);
    w.line(0, LIMIT_RULES);
    writeLimits(w, range, '');
  });
}

function writeLimitRanges(w: DescribeWriter, ranges: readonly Fields[]): void {
  if (ranges.length === 0) {
    w.line(0, 'No LimitRange resource.');
    return;
  }
  w.line(0, `Resource Limits\n ${LIMIT_HEADERS}`);
  w.line(0, ` ${LIMIT_RULES}`);
  for (const range of ranges) writeLimits(w, range, ' ');
}

/** Resources come sorted: upstream prints them in a random order. */
function writeLimits(w: DescribeWriter, range: Fields, prefix: string): void {
  for (const limit of range.list('spec.limits')) {
    const columns = ['min', 'max', 'defaultRequest', 'default', 'maxLimitRequestRatio'].map((path) =>
      limit.map(path),
    );
    const resources = new Set(columns.flatMap((column) => Object.keys(column)));
    for (const resource of [...resources].sort()) {
      const cells = columns.map((column) => {
        const amount = column[resource];
        return amount === undefined ? '-' : canonicalQuantity(String(amount));
      });
      w.line(0, [`${prefix}${limit.text('type')}`, resource, ...cells].join('\t'));
    }
  }
}
