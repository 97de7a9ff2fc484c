/** A pod that names its node goes nowhere else. Models pkg/scheduler/framework/plugins/nodename. */
import type { FilterPlugin, Rejection } from '../framework';

const REJECTED: Rejection = {
  plugin: 'NodeName',
  reasons: ["node(s) didn't match the requested node name"],
  unresolvable: true,
};

export const nodeName: FilterPlugin = {
  name: 'NodeName',
  filter: ({ pod }, { name }) => {
    const wanted = pod.spec.nodeName ?? '';
    return wanted === '' || wanted === name ? null : REJECTED;
  },
};
