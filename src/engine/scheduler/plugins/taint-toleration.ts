/** Taints keep pods away that don't tolerate them. Models pkg/scheduler/framework/plugins/tainttoleration. */
import type { FilterPlugin, NodeInfo, PodInfo, QueueingHint, Rejection, ScorePlugin } from '../framework';
import { reversedToHundred } from '../normalise';
import { countUnwelcome, firstUntolerated } from '../tolerations';

const NAME = 'TaintToleration';

function filter({ pod }: PodInfo, { node }: NodeInfo): Rejection | null {
  const taint = firstUntolerated(pod, node);
  if (taint === undefined) return null;
  const reason = `node(s) had untolerated taint {${taint.key}: ${taint.value ?? ''}}`;
  return { plugin: NAME, reasons: [reason], unresolvable: true };
}

export const taintToleration: FilterPlugin & ScorePlugin & QueueingHint = {
  name: NAME,
  weight: 3,
  filter,
  score: ({ pod }, nodes) => nodes.map(({ node }) => countUnwelcome(pod, node)),
  normalise: reversedToHundred,
  concerns: (event) =>
    event.resource === 'node' && event.now !== undefined && (event.old === undefined || event.changed.taints),
  helps(pod, event) {
    if (event.resource !== 'node' || event.now === undefined) return false;
    if (firstUntolerated(pod, event.now) !== undefined) return false;
    return event.old === undefined || firstUntolerated(pod, event.old) !== undefined;
  },
};
