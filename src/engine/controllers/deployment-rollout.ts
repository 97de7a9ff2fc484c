/**
 * The arithmetic of a rollout: which ReplicaSet gets which size next. Pure; sizes in, sizes out.
 * Models pkg/controller/deployment/rolling.go, recreate.go and sync.go (scale).
 */
import type { Deployment } from '../api/deployment';
import type { ReplicaSet } from '../api/replicaset';
import {
  annotatedNumber,
  byAge,
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

/** By how much a ReplicaSet grows or shrinks when all do. Models getReplicaSetFraction. */
function fraction(set: ReplicaSet, deployment: Deployment): number {
  const size = sizeOf(set);
  const desired = desiredOf(deployment);
  if (desired === 0) return -size;
  const before = annotatedNumber(set, MAXIMUM) || (deployment.status.replicas ?? 0);
  if (before === 0) return 0;
  // Models integer.RoundToInt32.
  return Math.round((size * (desired + rollingLimits(deployment).surge)) / before) - size;
}

function share(set: ReplicaSet, deployment: Deployment, left: number): number {
  if (left === 0) return 0;
  const wanted = fraction(set, deployment);
  return left > 0 ? Math.min(wanted, left) : Math.max(wanted, left);
}

/** The new ReplicaSet has and serves all that is wanted: old ones that turn up, by adoption, are not needed. */
function isSaturated(deployment: Deployment, fresh: ReplicaSet | undefined): boolean {
  const desired = desiredOf(deployment);
  return (
    fresh !== undefined &&
    sizeOf(fresh) === desired &&
    annotatedNumber(fresh, DESIRED) === desired &&
    (fresh.status.availableReplicas ?? 0) === desired
  );
}

/** Of ReplicaSets without pods, the one that gets them all. */
function latest(fresh: ReplicaSet | undefined, olds: readonly ReplicaSet[]): ReplicaSet | undefined {
  return fresh ?? [...olds].sort(byAge).at(-1);
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
    const target = active[0] ?? latest(fresh, olds);
    return target === undefined ? [] : [{ set: target, to: desired }];
  }
  if (isSaturated(deployment, fresh))
    return active.filter((set) => set !== fresh).map((set) => ({ set, to: 0 }));
  if (deployment.spec.strategy?.type === 'Recreate') return [];
  const allowed = desired > 0 ? desired + rollingLimits(deployment).surge : 0;
  let left = allowed - totalSize(active);
  // Growing: largest first, ties newer first. Shrinking: largest first, ties older first.
  const order = [...active].sort((a, b) => sizeOf(b) - sizeOf(a) || (left > 0 ? byAge(b, a) : byAge(a, b)));
  const sizes = order.map((set) => {
    const delta = share(set, deployment, left);
    left -= delta;
    return { set, to: sizeOf(set) + delta };
  });
  const first = sizes[0];
  return first === undefined ? [] : [{ set: first.set, to: Math.max(0, first.to + left) }, ...sizes.slice(1)];
}
