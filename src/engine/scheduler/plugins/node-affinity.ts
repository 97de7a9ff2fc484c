/** Node selectors. Models pkg/scheduler/framework/plugins/nodeaffinity as far as `spec.nodeSelector` goes. */
import type { FilterPlugin, Rejection } from '../framework';

const REJECTED: Rejection = {
  plugin: 'NodeAffinity',
  reasons: ["node(s) didn't match Pod's node affinity/selector"],
  unresolvable: true,
};

export const nodeAffinity: FilterPlugin = {
  name: 'NodeAffinity',
  filter: ({ pod }, { node }) => {
    const wanted = pod.spec.nodeSelector;
    if (wanted === undefined) return null;
    const labels = node.metadata.labels ?? {};
    for (const key in wanted) if (labels[key] !== wanted[key]) return REJECTED;
    return null;
  },
};
