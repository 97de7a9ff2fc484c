/** Which taints a pod bears. Models component-helpers/scheduling/corev1/helpers.go. */
import type { Node, Taint } from '../api/node';
import type { Pod } from '../api/pod';
import { toleratesTaint } from '../api/tolerations';

const NO_TAINTS: readonly Taint[] = [];

/** The first taint that keeps the pod off the node. */
export function firstUntolerated({ spec }: Pod, node: Node): Taint | undefined {
  for (const taint of node.spec.taints ?? NO_TAINTS) {
    if (taint.effect !== 'PreferNoSchedule' && !toleratesTaint(spec.tolerations, taint)) return taint;
  }
  return undefined;
}

/** How many taints of the node say that the pod had better go elsewhere. */
export function countUnwelcome({ spec }: Pod, node: Node): number {
  let count = 0;
  for (const taint of node.spec.taints ?? NO_TAINTS) {
    if (taint.effect === 'PreferNoSchedule' && !toleratesTaint(spec.tolerations, taint)) count++;
  }
  return count;
}
