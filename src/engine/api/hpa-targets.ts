/** The TARGETS of a HorizontalPodAutoscaler: `cpu: 50%/80%`. Models formatHPAMetrics in pkg/printers/internalversion. */
import type { MetricSpec, MetricStatus, MetricTarget } from './horizontalpodautoscaler';

const UNKNOWN = '<unknown>';
const SHOWN_MAX = 2;

function percent(value: number | undefined, missing: string): string {
  return value === undefined ? missing : `${value}%`;
}

/** Of CPU or memory: by its name. */
function resourceTarget(
  name: string,
  target: MetricTarget,
  current: Partial<MetricTarget> | undefined,
): string {
  if (target.averageValue !== undefined)
    return `${name}: ${current?.averageValue ?? UNKNOWN}/${target.averageValue}`;
  const wanted = percent(target.averageUtilization, '<auto>');
  return `${name}: ${percent(current?.averageUtilization, UNKNOWN)}/${wanted}`;
}

/** Of an object or of something outside: an average is told as one. */
function valueTarget(target: MetricTarget, current: Partial<MetricTarget> | undefined): string {
  if (target.averageValue !== undefined)
    return `${current?.averageValue ?? UNKNOWN}/${target.averageValue} (avg)`;
  return `${current?.value ?? UNKNOWN}/${target.value ?? '0'}`;
}

function targetOf(spec: MetricSpec, status: MetricStatus | undefined): string {
  const { resource, containerResource, pods, object, external } = spec;
  if (resource !== undefined)
    return resourceTarget(resource.name, resource.target, status?.resource?.current);
  if (containerResource !== undefined) {
    const { name, target } = containerResource;
    return resourceTarget(name, target, status?.containerResource?.current);
  }
  if (pods !== undefined)
    return `${status?.pods?.current.averageValue ?? UNKNOWN}/${pods.target.averageValue ?? '0'}`;
  if (object !== undefined) return valueTarget(object.target, status?.object?.current);
  return external === undefined ? '<unknown type>' : valueTarget(external.target, status?.external?.current);
}

export function hpaTargets(specs: readonly MetricSpec[], statuses: readonly MetricStatus[]): string {
  if (specs.length === 0) return '<none>';
  const all = specs.map((spec, i) => targetOf(spec, statuses[i]));
  const shown = all.slice(0, SHOWN_MAX).join(', ');
  return all.length > SHOWN_MAX ? `${shown} + ${all.length - SHOWN_MAX} more...` : shown;
}
