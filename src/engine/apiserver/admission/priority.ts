/** Priority: the class of a pod becomes a number. Models plugin/pkg/admission/priority/admission.go. */
import type { ApiObject } from '../../api/meta';
import type { Pod, PodSpec } from '../../api/pod';
import { SYSTEM_PRIORITIES, type PriorityClass } from '../../api/priorityclass';
import { memoisedCompletion } from '../../api/share';
import type { Status } from '../../api/status';
import { get, range } from '../../etcd/store';
import type { Exchange } from '../exchange';
import { forbiddenNew } from './plugin';

const PREFIX = 'priorityclasses';
const PREEMPT = 'PreemptLowerPriority';

type Resolved = Required<Pick<PriorityClass, 'value' | 'preemptionPolicy'>> & { readonly name: string };

function resolved({ metadata, value, preemptionPolicy = PREEMPT }: PriorityClass): Resolved {
  return { name: metadata.name, value, preemptionPolicy };
}

/** The class of pods that name none: the lowest of those marked so, or null. */
function globalDefault({ etcd }: Exchange): Resolved | null {
  let lowest: PriorityClass | null = null;
  for (const { value } of range(etcd, PREFIX).values()) {
    const each = value as PriorityClass;
    if (each.globalDefault === true && (lowest === null || each.value < lowest.value)) lowest = each;
  }
  return lowest === null ? null : resolved(lowest);
}

/** The class of this name; the system's own are known also where nobody has stored them. */
function namedClass({ etcd }: Exchange, name: string): Resolved | null {
  const stored = get(etcd, PREFIX, name)?.value as PriorityClass | undefined;
  if (stored !== undefined) return resolved(stored);
  if (!Object.hasOwn(SYSTEM_PRIORITIES, name)) return null;
  return { name, value: SYSTEM_PRIORITIES[name] as number, preemptionPolicy: PREEMPT };
}

/** Pods without a class, where no class is for all: the usual case, worked out once per template. */
const withoutClass = memoisedCompletion((spec: PodSpec): PodSpec => {
  if (spec.priority === 0 && spec.preemptionPolicy !== undefined) return spec;
  return { ...spec, priority: 0, preemptionPolicy: spec.preemptionPolicy ?? PREEMPT };
});

function contradiction({ priority, preemptionPolicy }: PodSpec, wanted: Resolved): string {
  const computed = 'must not be provided in pod spec; priority admission controller computed';
  const source = 'from the given PriorityClass name';
  if (priority !== undefined && priority !== wanted.value) {
    return `the integer value of priority (${priority}) ${computed} ${wanted.value} ${source}`;
  }
  if (preemptionPolicy !== undefined && preemptionPolicy !== wanted.preemptionPolicy) {
    return `the string value of PreemptionPolicy (${preemptionPolicy}) ${computed} ${wanted.preemptionPolicy} ${source}`;
  }
  return '';
}

const NO_CLASS: Resolved = { name: '', value: 0, preemptionPolicy: PREEMPT };

export function priority(exchange: Exchange, object: ApiObject): ApiObject | Status {
  if (object.kind !== 'Pod') return object;
  const pod = object as Pod;
  const { spec } = pod;
  const { priorityClassName = '' } = spec;
  const found = priorityClassName === '' ? globalDefault(exchange) : namedClass(exchange, priorityClassName);
  if (found === null && priorityClassName !== '') {
    return forbiddenNew(exchange, pod, `no PriorityClass with name ${priorityClassName} was found`);
  }
  const refusal = contradiction(spec, found ?? NO_CLASS);
  if (refusal !== '') return forbiddenNew(exchange, pod, refusal);
  if (found === null) return { ...pod, spec: withoutClass(spec) } as Pod;
  const { name, value, preemptionPolicy } = found;
  return { ...pod, spec: { ...spec, priorityClassName: name, priority: value, preemptionPolicy } } as Pod;
}

/** Only one class may be for all pods. */
export function refuseSecondDefault(exchange: Exchange, object: ApiObject): Status | null {
  if (object.kind !== 'PriorityClass' || (object as PriorityClass).globalDefault !== true) return null;
  const other = globalDefault(exchange);
  if (other === null || other.name === object.metadata.name) return null;
  const reason = `PriorityClass ${other.name} is already marked as default. Only one default can exist`;
  return forbiddenNew(exchange, object, reason);
}
