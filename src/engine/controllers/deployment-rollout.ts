/**
 * The arithmetic of a rollout: which ReplicaSet gets which size next. Pure; sizes in, sizes out.
 * Models pkg/controller/deployment/rolling.go, recreate.go and sync.go (scale).
 */
import type { Deployment } from '../api/deployment';
import type { ReplicaSet } from '../api/replicaset';
import {
  annotatedNumber,
  desiredOf,
  DESIRED,
  MAXIMUM,
  rollingLimits,
  sizeOf,
  totalAvailable,
  totalSize,
} from './deployment-sets';

export interface Resize {
  readonly set: ReplicaSet;
  readonly to: number;
}

function byAge(a: ReplicaSet, b: ReplicaSet): number {
  const [left, right] = [a.metadata.creationTimestamp ?? '', b.metadata.creationTimestamp ?? ''];
  if (left !== right) return left < right ? -1 : 1;
  return a.metadata.name < b.metadata.name ? -1 : 1;
}

/** Size of the new ReplicaSet now, when the old ones stand as they do. Models NewRSNewReplicas. */
export function newSetSize(deployment: Deployment, current: number, olds: readonly ReplicaSet[]): number {
  const desired = desiredOf(deployment);
  if (deployment.spec.strategy?.type === 'Recreate') return desired;
  const room = desired + rollingLimits(deployment).surge - (totalSize(olds) + current);
  return room <= 0 ? current : current + Math.min(room, desired - current);
}

/** Takes away pods of old ReplicaSets that don't work anyway, oldest first, up to `limit`. */
function cutUnhealthy(sizes: Map<ReplicaSet, number>, limit: number): number {
  let cut = 0;
  for (const [set, size] of sizes) {
    if (cut >= limit) break;
    const broken = size - (set.status.availableReplicas ?? 0);
    const take = Math.max(0, Math.min(limit - cut, broken));
    sizes.set(set, size - take);
    cut += take;
  }
  return cut;
}

function shrinkOld(deployment: Deployment, fresh: ReplicaSet, olds: readonly ReplicaSet[]): Resize[] {
  const all = [...olds, fresh];
  if (totalSize(olds) === 0) return [];
  const minimum = desiredOf(deployment) - rollingLimits(deployment).unavailable;
  const freshMissing = sizeOf(fresh) - (fresh.status.availableReplicas ?? 0);
  const limit = totalSize(all) - minimum - freshMissing;
  if (limit <= 0) return [];
  const sizes = new Map([...olds].sort(byAge).map((set) => [set, sizeOf(set)] as const));
  cutUnhealthy(sizes, limit);
  let spare = totalAvailable(all) - minimum;
  for (const [set, size] of sizes) {
    if (spare <= 0) break;
    const take = Math.min(size, spare);
    sizes.set(set, size - take);
    spare -= take;
  }
  return [...sizes].filter(([set, to]) => to !== sizeOf(set)).map(([set, to]) => ({ set, to }));
}

/** One step of a rolling update: first the new ReplicaSet, and only when that is settled the old ones. */
export function rollingStep(
  deployment: Deployment,
  fresh: ReplicaSet,
  olds: readonly ReplicaSet[],
): Resize[] {
  const size = sizeOf(fresh);
  const desired = desiredOf(deployment);
  const to = size > desired ? desired : newSetSize(deployment, size, olds);
  return to === size ? shrinkOld(deployment, fresh, olds) : [{ set: fresh, to }];
}

/** True when the size asked for is another than the one the ReplicaSets were last sized for. */
export function isScaling(deployment: Deployment, sets: readonly ReplicaSet[]): boolean {
  return sets.some((set) => {
    const known = annotatedNumber(set, DESIRED);
    return sizeOf(set) > 0 && known !== undefined && known !== desiredOf(deployment);
  });
}

function share(set: ReplicaSet, deployment: Deployment, left: number): number {
  const size = sizeOf(set);
  const maximum = desiredOf(deployment) + rollingLimits(deployment).surge;
  const before = annotatedNumber(set, MAXIMUM) ?? totalBefore(deployment);
  // Models integer.RoundToInt32 in getReplicaSetFraction.
  const fraction = Math.round((size * maximum) / before) - size;
  return left > 0 ? Math.min(Math.max(fraction, 0), left) : Math.max(Math.min(fraction, 0), left);
}

function totalBefore(deployment: Deployment): number {
  return Math.max(1, deployment.status.replicas ?? 1);
}

/** Sizes after `spec.replicas` changed. In the middle of a rollout every ReplicaSet gets its share. */
export function scalingSizes(
  deployment: Deployment,
  fresh: ReplicaSet | undefined,
  olds: readonly ReplicaSet[],
): Resize[] {
  const all = fresh === undefined ? [...olds] : [...olds, fresh];
  const active = all.filter((set) => sizeOf(set) > 0);
  const desired = desiredOf(deployment);
  if (active.length <= 1) {
    const target = active[0] ?? fresh;
    return target === undefined ? [] : [{ set: target, to: desired }];
  }
  if (deployment.spec.strategy?.type === 'Recreate') return [];
  const allowed = desired > 0 ? desired + rollingLimits(deployment).surge : 0;
  let left = allowed - totalSize(active);
  // Growing: largest first, ties newer first. Shrinking: largest first, ties older first.
  const order = [...active].sort((a, b) => sizeOf(b) - sizeOf(a) || (left > 0 ? byAge(b, a) : byAge(a, b)));
  const sizes = order.map((set) => {
    const delta = left === 0 ? 0 : share(set, deployment, left);
    left -= delta;
    return { set, to: sizeOf(set) + delta };
  });
  const first = sizes[0];
  return first === undefined ? [] : [{ set: first.set, to: Math.max(0, first.to + left) }, ...sizes.slice(1)];
}
