/** What a pod asks for, summed as kubectl sums. Models kubectl/pkg/util/resource. */
import { addQuantities, compareQuantities, parseBytes, parseMillicores } from '../../../engine/api/quantity';
import { type Fields, sortedKeys } from '../fields';

/** Quantities by resource name. */
export type Amounts = Record<string, string>;

export interface RequestsAndLimits {
  readonly requests: Amounts;
  readonly limits: Amounts;
}

export function podRequestsAndLimits(pod: Fields): RequestsAndLimits {
  return { requests: podRequests(pod), limits: podLimits(pod) };
}

export function addAmounts(sum: Amounts, more: Readonly<Record<string, string>>): void {
  for (const name of sortedKeys(more)) {
    const amount = String(more[name]);
    const before = sum[name];
    sum[name] = before === undefined ? amount : addQuantities(before, amount);
  }
}

function maxAmounts(most: Amounts, other: Readonly<Record<string, string>>): void {
  for (const name of sortedKeys(other)) {
    const amount = String(other[name]);
    const before = most[name];
    if (before === undefined || compareQuantities(amount, before) > 0) most[name] = amount;
  }
}

/** Containers run together; init containers one after the other, each beside the sidecars that started before it. */
function total(pod: Fields, amountsOf: (container: Fields) => Readonly<Record<string, string>>): Amounts {
  const sum: Amounts = {};
  for (const container of pod.list('spec.containers')) addAmounts(sum, amountsOf(container));
  const sidecars: Amounts = {};
  const most: Amounts = {};
  for (const container of pod.list('spec.initContainers')) {
    const amounts = amountsOf(container);
    if (container.text('restartPolicy') === 'Always') {
      addAmounts(sum, amounts);
      addAmounts(sidecars, amounts);
      maxAmounts(most, sidecars);
      continue;
    }
    const together: Amounts = { ...amounts };
    addAmounts(together, sidecars);
    maxAmounts(most, together);
  }
  maxAmounts(sum, most);
  return sum;
}

function podRequests(pod: Fields): Amounts {
  const statuses = [...pod.list('status.containerStatuses'), ...pod.list('status.initContainerStatuses')];
  const isInfeasible = pod
    .list('status.conditions')
    .some(
      (condition) =>
        condition.text('type') === 'PodResizePending' && condition.text('reason') === 'Infeasible',
    );
  const sum = total(pod, (container) => {
    const asked = container.map('resources.requests');
    const status = statuses.findLast((candidate) => candidate.text('name') === container.text('name'));
    const isInit = !pod.list('spec.containers').some(({ value }) => value === container.value);
    const canResize = !isInit || container.text('restartPolicy') === 'Always';
    if (status?.has('resources') !== true || !canResize) return asked;
    const most: Amounts = isInfeasible ? {} : { ...asked };
    maxAmounts(most, status.map('resources.requests'));
    maxAmounts(most, status.map('allocatedResources'));
    return most;
  });
  addAmounts(sum, pod.map('spec.overhead'));
  return sum;
}

function podLimits(pod: Fields): Amounts {
  const sum = total(pod, (container) => container.map('resources.limits'));
  const overhead = pod.map('spec.overhead');
  for (const name of sortedKeys(overhead)) {
    const limit = sum[name];
    if (limit !== undefined && compareQuantities(limit, '0') !== 0) {
      sum[name] = addQuantities(limit, String(overhead[name]));
    }
  }
  return sum;
}

/** What an environment variable gets from `resourceFieldRef`, in units of its divisor, rounded up. '' when unknown. */
export function resourceFieldValue(reference: Fields, container: Fields): string {
  const resource = reference.text('resource');
  const match = /^(limits|requests)\.(cpu|memory|ephemeral-storage|hugepages-.+)$/.exec(resource);
  if (match === null) return '';
  const parse = match[2] === 'cpu' ? parseMillicores : parseBytes;
  const amount = parse(String(container.map(`resources.${match[1]}`)[match[2] ?? ''] ?? '0')) ?? 0;
  const divisor = parse(reference.text('divisor') || '0') || (parse('1') ?? 1);
  return String(Math.ceil(amount / divisor));
}
