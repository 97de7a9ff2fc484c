/** Which taints a pod puts up with, and for how long. Models component-helpers/scheduling/corev1 and core/v1/toleration.go. */
import type { Taint } from '../api/node';
import type { Toleration } from '../api/pod';

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

/** True when one of the taints of these effects is not tolerated. */
export function repels(
  taints: readonly Taint[] | undefined,
  tolerations: readonly Toleration[] | undefined,
  effects: readonly string[],
): boolean {
  if (taints === undefined) return false;
  return taints.some(
    (taint) => effects.includes(taint.effect) && tolerationOf(tolerations, taint) === undefined,
  );
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
