/** Cordoned nodes take no pods. Models pkg/scheduler/framework/plugins/nodeunschedulable. */
import type { FilterPlugin, Rejection } from '../framework';
import { toleratesTaint } from './taint-toleration';

const REJECTED: Rejection = {
  plugin: 'NodeUnschedulable',
  reasons: ['node(s) were unschedulable'],
  unresolvable: true,
};

const TAINT = { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' };

export const nodeUnschedulable: FilterPlugin = {
  name: 'NodeUnschedulable',
  filter: ({ pod }, { node }) =>
    node.spec.unschedulable === true && !toleratesTaint(pod.spec.tolerations, TAINT) ? REJECTED : null,
};
