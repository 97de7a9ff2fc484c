/** Conditions of any kind. Models pkg/api/v1/pod/util.go (GetPodCondition, UpdatePodCondition) and its siblings. */

export interface Condition {
  readonly type: string;
  readonly status: 'True' | 'False' | 'Unknown';
  readonly lastTransitionTime?: string;
}

export function conditionOf<C extends Condition>(
  conditions: readonly C[] | undefined,
  type: string,
): C | undefined {
  if (conditions === undefined) return undefined;
  for (const condition of conditions) if (condition.type === type) return condition;
  return undefined;
}

function isSame(a: Condition, b: Condition): boolean {
  const left = a as unknown as Readonly<Record<string, unknown>>;
  const right = b as unknown as Readonly<Record<string, unknown>>;
  for (const key in left) if (left[key] !== right[key]) return false;
  for (const key in right) if (!(key in left)) return false;
  return true;
}

/**
 * The conditions with this one in the place of the one of its type, or at the end. `lastTransitionTime` moves only when
 * the status changes. The same array when nothing changed.
 */
export function withCondition<C extends Condition>(
  conditions: readonly C[] | undefined,
  condition: C,
): readonly C[] {
  const current = conditions ?? [];
  const index = current.findIndex((other) => other.type === condition.type);
  const old = current[index];
  if (old === undefined) return [...current, condition];
  const since = old.status === condition.status ? old.lastTransitionTime : condition.lastTransitionTime;
  const next =
    since === undefined || since === condition.lastTransitionTime
      ? condition
      : { ...condition, lastTransitionTime: since };
  return isSame(old, next) ? current : current.with(index, next);
}
