/** Cordoned nodes take no pods. Models pkg/scheduler/framework/plugins/nodeunschedulable. */
import { toleratesTaint } from '../../api/tolerations';
import type { FilterPlugin, QueueingHint, Rejection } from '../framework';

const NAME = 'NodeUnschedulable';
const REJECTED: Rejection = { plugin: NAME, reasons: ['node(s) were unschedulable'], unresolvable: true };

const TAINT = { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' };

export const nodeUnschedulable: FilterPlugin & QueueingHint = {
  name: NAME,
  filter: ({ pod }, { node }) =>
    node.spec.unschedulable === true && !toleratesTaint(pod.spec.tolerations, TAINT) ? REJECTED : null,
  concerns: ({ resource, old, now }) =>
    resource === 'node' &&
    now !== undefined &&
    now.spec.unschedulable !== true &&
    (old === undefined || old.spec.unschedulable === true),
};
