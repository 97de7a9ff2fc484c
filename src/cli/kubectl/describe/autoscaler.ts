/** Models kubectl/pkg/describe (describeHorizontalPodAutoscalerV2, describePodDisruptionBudgetV1). */
import { goQuote } from '../../../engine/api/go-print';
import { canonicalQuantity } from '../../../engine/api/quantity';
import type { Fields } from '../fields';
import { writeEvents } from './events';
import { writeAnnotations, writeLabels } from './labels';
import { selectorText } from './pod';
import type { Surroundings } from './workloads';
import { type DescribeWriter, described, rfc1123 } from './writer';

/** Of autoscaling/v2. */
export function describeAutoscaler(scaler: Fields, { events, now }: Surroundings): string {
  return described((w) => {
    w.row(0, 'Name', scaler.name);
    w.row(0, 'Namespace', scaler.namespace);
    writeLabels(w, 'Labels', scaler.labels);
    writeAnnotations(w, 'Annotations', scaler.annotations);
    w.row(0, 'CreationTimestamp', rfc1123(scaler.text('metadata.creationTimestamp')));
    const target = scaler.at('spec.scaleTargetRef');
    w.row(0, 'Reference', `${target.text('kind')}/${target.text('name')}`);
    w.row(0, 'Metrics', '( current / target )');
    const current = scaler.list('status.currentMetrics');
    for (const [index, metric] of scaler.list('spec.metrics').entries())
      writeMetric(w, metric, current[index]);
    w.row(0, 'Min replicas', scaler.text('spec.minReplicas') || '<unset>');
    w.row(0, 'Max replicas', scaler.number('spec.maxReplicas'));
    if (scaler.has('spec.behavior')) {
      w.line(0, 'Behavior:');
      writeBehavior(w, 'Scale Up', scaler.at('spec.behavior.scaleUp'));
      writeBehavior(w, 'Scale Down', scaler.at('spec.behavior.scaleDown'));
    }
    const [current_, desired] = [
      scaler.number('status.currentReplicas'),
      scaler.number('status.desiredReplicas'),
    ];
    w.row(0, `${target.text('kind')} pods`, `${current_} current / ${desired} desired`);
    writeConditions(w, scaler.list('status.conditions'));
    writeEvents(w, events, now);
  });
}

function amount(source: Fields | undefined, path: string): string {
  return source === undefined ? '<unknown>' : canonicalQuantity(source.text(path) || '0');
}

function writeMetric(w: DescribeWriter, metric: Fields, status: Fields | undefined): void {
  const type = metric.text('type');
  const field = `${type.slice(0, 1).toLowerCase()}${type.slice(1)}`;
  const spec = metric.at(field);
  const current = status?.has(field) === true ? status.at(`${field}.current`) : undefined;
  const pair = (path: string) => `${amount(current, path)} / ${amount(spec, `target.${path}`)}`;
  const name = spec.text('metric.name');
  switch (type) {
    case 'External':
      if (spec.has('target.averageValue')) {
        const known = current?.has('averageValue') === true ? current : undefined;
        const text = `${amount(known, 'averageValue')} / ${amount(spec, 'target.averageValue')}`;
        w.row(1, `${goQuote(name)} (target average value)`, text);
      } else w.row(1, `${goQuote(name)} (target value)`, pair('value'));
      return;
    case 'Pods':
      w.row(1, `${goQuote(name)} on pods`, pair('averageValue'));
      return;
    case 'Object': {
      const object = `${spec.text('describedObject.kind')}/${spec.text('describedObject.name')}`;
      const isAverage = spec.text('target.type') === 'AverageValue';
      const words = isAverage ? '(target average value)' : '(target value)';
      w.row(1, `"${name}" on ${object} ${words}`, pair(isAverage ? 'averageValue' : 'value'));
      return;
    }
    case 'Resource':
      writeResource(w, `resource ${spec.text('name')} on pods`, spec, current);
      return;
    case 'ContainerResource': {
      const title = `resource ${spec.text('name')} of container "${spec.text('container')}" on pods`;
      writeResource(w, title, spec, current);
      return;
    }
    default:
      w.line(1, `<unknown metric type ${goQuote(type)}>`);
  }
}

function writeResource(w: DescribeWriter, title: string, spec: Fields, current: Fields | undefined): void {
  if (spec.has('target.averageValue')) {
    w.row(1, title, `${amount(current, 'averageValue')} / ${amount(spec, 'target.averageValue')}`);
    return;
  }
  const share =
    current?.has('averageUtilization') === true
      ? `${current.number('averageUtilization')}% (${amount(current, 'averageValue')})`
      : '<unknown>';
  const target = spec.has('target.averageUtilization')
    ? `${spec.number('target.averageUtilization')}%`
    : '<auto>';
  // Upstream writes the second half of the title with an indent of its own.
  w.row(1, `${title}  (as a percentage of request)`, `${share} / ${target}`);
}

function writeBehavior(w: DescribeWriter, direction: string, rules: Fields): void {
  if (!rules.exists) return;
  w.line(1, `${direction}:`);
  if (rules.has('stabilizationWindowSeconds')) {
    w.line(2, `Stabilization Window: ${rules.number('stabilizationWindowSeconds')} seconds`);
  }
  const policies = rules.list('policies');
  if (policies.length === 0) return;
  w.line(2, `Select Policy: ${rules.text('selectPolicy') || 'Max'}`);
  w.line(2, 'Policies:');
  for (const policy of policies) {
    const [type, value] = [policy.text('type'), policy.number('value')];
    w.line(3, `- Type: ${type}\tValue: ${value}\tPeriod: ${policy.number('periodSeconds')} seconds`);
  }
}

function writeConditions(w: DescribeWriter, conditions: readonly Fields[]): void {
  if (conditions.length === 0) return;
  w.line(0, 'Conditions:');
  w.line(1, 'Type\tStatus\tReason\tMessage');
  w.line(1, '----\t------\t------\t-------');
  for (const condition of conditions) {
    w.line(1, ['type', 'status', 'reason', 'message'].map((path) => condition.text(path)).join('\t'));
  }
}

export function describeDisruptionBudget(budget: Fields, { events, now }: Surroundings): string {
  return described((w) => {
    w.row(0, 'Name', budget.name);
    w.row(0, 'Namespace', budget.namespace);
    if (budget.has('spec.minAvailable')) w.row(0, 'Min available', budget.text('spec.minAvailable'));
    else if (budget.has('spec.maxUnavailable')) {
      w.row(0, 'Max unavailable', budget.text('spec.maxUnavailable'));
    }
    const selector = budget.at('spec.selector');
    w.row(0, 'Selector', selector.exists ? selectorText(selector) : '<unset>');
    w.line(0, 'Status:');
    w.row(2, 'Allowed disruptions', budget.number('status.disruptionsAllowed'));
    w.row(2, 'Current', budget.number('status.currentHealthy'));
    w.row(2, 'Desired', budget.number('status.desiredHealthy'));
    w.row(2, 'Total', budget.number('status.expectedPods'));
    writeEvents(w, events, now);
  });
}
