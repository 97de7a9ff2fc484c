/**
 * What PodDisruptionBudgets say to an eviction. Models checkAndDecrement and getPodDisruptionBudgets of
 * pkg/registry/core/pod/storage/eviction.go, and the counting of pkg/controller/disruption/disruption.go.
 *
 * No controller keeps the status of a budget here: it is counted when an eviction asks, from the pods as they are stored.
 */
import { type ApiObject, controllerOf, type OwnerReference } from '../api/meta';
import type { Pod } from '../api/pod';
import type { PodDisruptionBudget } from '../api/poddisruptionbudget';
import { isPodReady } from '../api/pod-status';
import { matchesSelector } from '../api/selector';
import { tooManyRequests, type Status } from '../api/status';
import { type EtcdState, range } from '../etcd/store';
import { unexplained } from './exchange';

interface Scaled extends ApiObject {
  readonly spec: { readonly replicas?: number };
}

interface Health {
  readonly current: number;
  readonly desired: number;
  readonly allowed: number;
}

function selects({ metadata, spec }: PodDisruptionBudget, pod: ApiObject): boolean {
  // Without a selector it is about nobody; with an empty one about all.
  return (
    metadata.namespace === pod.metadata.namespace &&
    spec.selector !== undefined &&
    matchesSelector(spec.selector, pod.metadata.labels)
  );
}

function budgetsOf(etcd: EtcdState, pod: Pod): readonly PodDisruptionBudget[] {
  const budgets: PodDisruptionBudget[] = [];
  for (const { value } of range(etcd, 'poddisruptionbudgets').values()) {
    const budget = value as PodDisruptionBudget;
    if (selects(budget, pod)) budgets.push(budget);
  }
  return budgets;
}

/** Prefixes of the kinds that have a scale, in the order in which the controller's finders know them. */
const SCALED: Readonly<Record<string, string>> = {
  ReplicationController: 'controllers',
  ReplicaSet: 'replicasets',
  StatefulSet: 'statefulsets',
  Deployment: 'deployments',
};

function ownerWithUid(etcd: EtcdState, { kind, uid }: OwnerReference): Scaled | undefined {
  const prefix = SCALED[kind];
  if (prefix === undefined) return undefined;
  for (const { value } of range(etcd, prefix).values()) {
    if ((value as Scaled).metadata.uid === uid) return value as Scaled;
  }
  return undefined;
}

/** What scales a pod: of a Deployment's ReplicaSet the Deployment. Undefined when nothing does. */
function scaledOwner(etcd: EtcdState, controller: OwnerReference): Scaled | undefined {
  const owner = ownerWithUid(etcd, controller);
  if (owner === undefined || controller.kind !== 'ReplicaSet') return owner;
  const above = controllerOf(owner.metadata);
  return above === undefined ? owner : ownerWithUid(etcd, above);
}

/** How many pods there should be, by what controls them; null when something that has no scale does. */
function expectedScale(etcd: EtcdState, pods: readonly Pod[]): number | null {
  const scales = new Map<string, number>();
  for (const { metadata } of pods) {
    const controller = controllerOf(metadata);
    if (controller === undefined) continue;
    const owner = scaledOwner(etcd, controller);
    if (owner === undefined) return null;
    scales.set(owner.metadata.uid ?? '', owner.spec.replicas ?? 1);
  }
  return [...scales.values()].reduce((sum, scale) => sum + scale, 0);
}

function shareOf(value: number | string, total: number): number {
  return typeof value === 'number' ? value : Math.ceil((Number.parseInt(value, 10) * total) / 100);
}

/** `expected` and `desired` of a budget; null when it cannot be counted. Models getExpectedPodCount. */
function wanted(etcd: EtcdState, { spec }: PodDisruptionBudget, pods: readonly Pod[]) {
  const { minAvailable, maxUnavailable } = spec;
  if (maxUnavailable === undefined && typeof minAvailable === 'number')
    return { expected: pods.length, desired: minAvailable };
  if (maxUnavailable === undefined && minAvailable === undefined) return { expected: 0, desired: 0 };
  const expected = expectedScale(etcd, pods);
  if (expected === null) return null;
  if (maxUnavailable !== undefined)
    return { expected, desired: Math.max(0, expected - shareOf(maxUnavailable, expected)) };
  return { expected, desired: shareOf(minAvailable ?? 0, expected) };
}

function healthOf(etcd: EtcdState, budget: PodDisruptionBudget): Health {
  const pods: Pod[] = [];
  for (const { value } of range(etcd, 'pods').values()) {
    if (selects(budget, value as Pod)) pods.push(value as Pod);
  }
  const current = pods.filter(
    (pod) => pod.metadata.deletionTimestamp === undefined && isPodReady(pod),
  ).length;
  const count = wanted(etcd, budget, pods);
  // What cannot be counted allows nothing: the controller's fail-safe.
  if (count === null) return { current: 0, desired: 0, allowed: 0 };
  const { expected, desired } = count;
  return { current, desired, allowed: expected > 0 ? Math.max(0, current - desired) : 0 };
}

/** True for pods whose end disrupts nothing any more, or not yet. Models canIgnorePDB. */
function isBeyondBudgets({ metadata, status }: Pod): boolean {
  const { phase } = status;
  return (
    phase === 'Succeeded' ||
    phase === 'Failed' ||
    phase === 'Pending' ||
    metadata.deletionTimestamp !== undefined
  );
}

const WORDS = "Cannot evict pod as it would violate the pod's disruption budget.";

/** Null when no budget speaks against the eviction of a pod. */
export function budgetRefusal(etcd: EtcdState, pod: Pod): Status | null {
  if (isBeyondBudgets(pod)) return null;
  const [budget, second] = budgetsOf(etcd, pod);
  if (budget === undefined) return null;
  if (second !== undefined) {
    return unexplained(
      500,
      'This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.',
    );
  }
  const { current, desired, allowed } = healthOf(etcd, budget);
  if (allowed > 0) return null;
  if (!isPodReady(pod)) {
    // It counts for nothing: it may go where the others suffice, or where the budget lets such pods go at all times.
    if (budget.spec.unhealthyPodEvictionPolicy === 'AlwaysAllow') return null;
    if (desired > 0 && current >= desired) return null;
  }
  const { name } = budget.metadata;
  const message = `The disruption budget ${name} needs ${desired} healthy pods and has ${current} currently`;
  return {
    ...tooManyRequests(WORDS, 0),
    details: { causes: [{ reason: 'DisruptionBudget', message }] },
  };
}
