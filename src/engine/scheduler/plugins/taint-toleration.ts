/** Taints keep pods away that don't tolerate them. Models pkg/scheduler/framework/plugins/tainttoleration. */
import type { Taint } from '../../api/node';
import type { Toleration } from '../../api/pod';
import type { FilterPlugin, NodeInfo, PodInfo, Rejection, ScorePlugin } from '../framework';
import { reversedToHundred } from '../normalise';

function tolerates(toleration: Toleration, taint: Taint): boolean {
  const effect = toleration.effect ?? '';
  if (effect !== '' && effect !== taint.effect) return false;
  const key = toleration.key ?? '';
  if (key !== '' && key !== taint.key) return false;
  if (toleration.operator === 'Exists') return true;
  return key !== '' && (toleration.value ?? '') === (taint.value ?? '');
}

export function toleratesTaint(tolerations: readonly Toleration[] | undefined, taint: Taint): boolean {
  return tolerations !== undefined && tolerations.some((toleration) => tolerates(toleration, taint));
}

function filter({ pod }: PodInfo, { node }: NodeInfo): Rejection | null {
  for (const taint of node.spec.taints ?? []) {
    if (taint.effect === 'PreferNoSchedule' || toleratesTaint(pod.spec.tolerations, taint)) continue;
    const reason = `node(s) had untolerated taint {${taint.key}: ${taint.value ?? ''}}`;
    return { plugin: 'TaintToleration', reasons: [reason], unresolvable: true };
  }
  return null;
}

function intolerable({ pod }: PodInfo, { node }: NodeInfo): number {
  let count = 0;
  for (const taint of node.spec.taints ?? []) {
    if (taint.effect === 'PreferNoSchedule' && !toleratesTaint(pod.spec.tolerations, taint)) count++;
  }
  return count;
}

export const taintToleration: FilterPlugin & ScorePlugin = {
  name: 'TaintToleration',
  weight: 3,
  filter,
  score: intolerable,
  normalise: reversedToHundred,
};
