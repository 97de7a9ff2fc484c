/** Models kubectl/pkg/describe (describeNode, describeNodeResource). */
import { canonicalQuantity, parseBytes, parseMillicores } from '../../../engine/api/quantity';
import { ageSince } from '../../../engine/api/time';
import { type Fields, sortedKeys } from '../fields';
import { writeEvents } from './events';
import { writeAnnotations, writeLabels, writeTaints } from './labels';
import { type Amounts, addAmounts, podRequestsAndLimits } from './pod-resources';
import type { Surroundings } from './workloads';
import { type DescribeWriter, described, rfc1123 } from './writer';

export interface NodeSurroundings extends Surroundings {
  /** Its pods that have not ended; null when one may not see them. */
  readonly pods: readonly Fields[] | null;
  /** Or why it cannot be had. */
  readonly lease: Fields | { readonly error: string };
}

export function describeNode(node: Fields, { pods, lease, events, now }: NodeSurroundings): string {
  return described((w) => {
    w.row(0, 'Name', node.name);
    w.row(0, 'Roles', rolesOf(node).join(',') || '<none>');
    writeLabels(w, 'Labels', node.labels);
    writeAnnotations(w, 'Annotations', node.annotations);
    w.row(0, 'CreationTimestamp', rfc1123(node.text('metadata.creationTimestamp')));
    writeTaints(w, 'Taints', node.list('spec.taints'));
    w.row(0, 'Unschedulable', node.bool('spec.unschedulable'));
    if ('error' in lease) w.row(0, 'Lease', `Failed to get lease: ${lease.error}`);
    else writeLease(w, lease);
    writeConditions(w, node.list('status.conditions'));
    w.line(0, 'Addresses:');
    for (const address of node.list('status.addresses')) {
      w.row(1, address.text('type'), address.text('address'));
    }
    writeAmounts(w, 'Capacity', node.map('status.capacity'));
    writeAmounts(w, 'Allocatable', node.map('status.allocatable'));
    writeSystemInfo(w, node);
    if (pods === null) w.row(0, 'Pods', 'not authorized');
    else {
      const allocatable = allocatableOf(node);
      writePods(w, pods, allocatable, now);
      writeAllocated(w, pods, allocatable);
    }
    writeEvents(w, events, now);
  });
}

const ROLE_PREFIX = 'node-role.kubernetes.io/';

function rolesOf(node: Fields): readonly string[] {
  const roles = new Set<string>();
  for (const [key, value] of Object.entries(node.labels)) {
    if (key.startsWith(ROLE_PREFIX)) roles.add(key.slice(ROLE_PREFIX.length));
    else if (key === 'kubernetes.io/role') roles.add(value);
  }
  roles.delete('');
  return [...roles].sort();
}

function writeLease(w: DescribeWriter, lease: Fields): void {
  const time = (path: string) => (lease.has(path) ? rfc1123(lease.text(path)) : '<unset>');
  w.line(0, 'Lease:');
  w.row(
    1,
    'HolderIdentity',
    lease.has('spec.holderIdentity') ? lease.text('spec.holderIdentity') : '<unset>',
  );
  w.row(1, 'AcquireTime', time('spec.acquireTime'));
  w.row(1, 'RenewTime', time('spec.renewTime'));
}

function writeConditions(w: DescribeWriter, conditions: readonly Fields[]): void {
  if (conditions.length === 0) return;
  w.line(0, 'Conditions:\n  Type\tStatus\tLastHeartbeatTime\tLastTransitionTime\tReason\tMessage');
  w.line(1, '----\t------\t-----------------\t------------------\t------\t-------');
  for (const condition of conditions) {
    const times = ['lastHeartbeatTime', 'lastTransitionTime'].map((path) => rfc1123(condition.text(path)));
    const cells = [condition.text('type'), condition.text('status'), ...times, condition.text('reason')];
    w.line(1, `${cells.map((cell) => `${cell} \t`).join('')}${condition.text('message')}`);
  }
}

function writeAmounts(w: DescribeWriter, label: string, amounts: Readonly<Record<string, string>>): void {
  const names = sortedKeys(amounts);
  if (names.length > 0) w.line(0, `${label}:`);
  for (const name of names) w.row(1, name, canonicalQuantity(String(amounts[name])));
}

function writeSystemInfo(w: DescribeWriter, node: Fields): void {
  w.line(0, 'System Info:');
  for (const [label, path] of [
    ['Machine ID', 'machineID'],
    ['System UUID', 'systemUUID'],
    ['Boot ID', 'bootID'],
    ['Kernel Version', 'kernelVersion'],
    ['OS Image', 'osImage'],
    ['Operating System', 'operatingSystem'],
    ['Architecture', 'architecture'],
    ['Container Runtime Version', 'containerRuntimeVersion'],
    ['Kubelet Version', 'kubeletVersion'],
    ['Kube-Proxy Version', 'kubeProxyVersion'],
  ] as const) {
    w.row(1, label, node.text(`status.nodeInfo.${path}`));
  }
  const optional = (label: string, text: string) => {
    if (text !== '') w.row(0, label, text);
  };
  optional('PodCIDR', node.text('spec.podCIDR'));
  optional('PodCIDRs', node.texts('spec.podCIDRs').join(','));
  optional('ProviderID', node.text('spec.providerID'));
}

function allocatableOf(node: Fields): Readonly<Record<string, string>> {
  const allocatable = node.map('status.allocatable');
  return Object.keys(allocatable).length > 0 ? allocatable : node.map('status.capacity');
}

/** An amount and its share of what the node has, cut to whole percents: `100m (5%)`. */
function shareText(name: string, amount: string | undefined, allocatable: Readonly<Record<string, string>>) {
  const parse = name === 'cpu' ? parseMillicores : parseBytes;
  const used = parse(amount ?? '0') ?? 0;
  const available = parse(String(allocatable[name] ?? '0')) ?? 0;
  const percent = available === 0 ? 0 : Math.trunc((used / available) * 100);
  return `${canonicalQuantity(amount ?? '0')} (${percent}%)`;
}

function writePods(
  w: DescribeWriter,
  pods: readonly Fields[],
  allocatable: Readonly<Record<string, string>>,
  now: number,
): void {
  w.row(0, 'Non-terminated Pods', `(${pods.length} in total)`);
  w.line(1, 'Namespace\tName\t\tCPU Requests\tCPU Limits\tMemory Requests\tMemory Limits\tAge');
  w.line(1, '---------\t----\t\t------------\t----------\t---------------\t-------------\t---');
  for (const pod of pods) {
    const { requests, limits } = podRequestsAndLimits(pod);
    const shares = ['cpu', 'memory'].flatMap((name) =>
      [requests, limits].map((amounts) => shareText(name, amounts[name], allocatable)),
    );
    const age = ageSince(pod.text('metadata.creationTimestamp'), now);
    w.line(1, `${pod.namespace}\t${pod.name}\t\t${[...shares, age].join('\t')}`);
  }
}

function writeAllocated(
  w: DescribeWriter,
  pods: readonly Fields[],
  allocatable: Readonly<Record<string, string>>,
): void {
  const requests: Amounts = {};
  const limits: Amounts = {};
  for (const pod of pods) {
    const amounts = podRequestsAndLimits(pod);
    addAmounts(requests, amounts.requests);
    addAmounts(limits, amounts.limits);
  }
  w.line(0, 'Allocated resources:\n  (Total limits may be over 100 percent, i.e., overcommitted.)');
  w.line(1, 'Resource\tRequests\tLimits');
  w.line(1, '--------\t--------\t------');
  const names = sortedKeys(allocatable);
  const isHugePage = (name: string) => name.startsWith('hugepages-');
  const standard = ['cpu', 'memory', 'ephemeral-storage'];
  for (const name of [...standard, ...names.filter(isHugePage)]) {
    const shares = [requests, limits].map((amounts) => shareText(name, amounts[name], allocatable));
    w.line(1, [name, ...shares].join('\t'));
  }
  for (const name of names) {
    if (standard.includes(name) || isHugePage(name) || name === 'pods') continue;
    w.line(1, [name, requests[name] ?? '0', limits[name] ?? '0'].join('\t'));
  }
}
