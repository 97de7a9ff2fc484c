/** Which taints a pod puts up with, and for how long. Models component-helpers/scheduling/corev1 and core/v1/toleration.go. */
import type { Taint } from './node-types';
import type { Toleration } from './pod-types';

function tolerates(toleration: Toleration, taint: Taint): boolean {
  const effect = toleration.effect ?? '';
  if (effect !== '' && effect !== taint.effect) return false;
  const key = toleration.key ?? '';
  if (key !== '' && key !== taint.key) return false;
  if (toleration.operator === 'Exists') return true;
  return key !== '' && (toleration.value ?? '') === (taint.value ?? '');
}

/** The first toleration that fits the taint. */
export function tolerationOf(
  tolerations: readonly Toleration[] | undefined,
  taint: Taint,
): Toleration | undefined {
  return tolerations?.find((toleration) => tolerates(toleration, taint));
}

export function toleratesTaint(tolerations: readonly Toleration[] | undefined, taint: Taint): boolean {
  return tolerations !== undefined && tolerations.some((toleration) => tolerates(toleration, taint));
}

/** The first of the taints of these effects that is not tolerated. */
export function firstUntolerated(
  taints: readonly Taint[] | undefined,
  tolerations: readonly Toleration[] | undefined,
  effects: readonly string[],
): Taint | undefined {
  return taints?.find((taint) => effects.includes(taint.effect) && !toleratesTaint(tolerations, taint));
}

/** ms that a pod may stay beside these taints: 0 when it does not tolerate one of them, Infinity for ever. */
export function toleratedMs(
  taints: readonly Taint[],
  tolerations: readonly Toleration[] | undefined,
): number {
  let least = Infinity;
  for (const taint of taints) {
    const toleration = tolerationOf(tolerations, taint);
    if (toleration === undefined) return 0;
    const seconds = toleration.tolerationSeconds;
    if (seconds !== undefined) least = Math.min(least, Math.max(0, seconds) * 1000);
  }
  return least;
}
