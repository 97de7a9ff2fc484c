/** The default plugins in their order. Models pkg/scheduler/apis/config/v1/default_plugins.go. */
import type { FilterPlugin, ScorePlugin } from '../framework';
import { nodeAffinity } from './node-affinity';
import { nodeName } from './node-name';
import { nodeResourcesBalancedAllocation } from './node-resources-balanced-allocation';
import { nodeResourcesFit } from './node-resources-fit';
import { nodeUnschedulable } from './node-unschedulable';
import { taintToleration } from './taint-toleration';

export const FILTERS: readonly FilterPlugin[] = [
  nodeUnschedulable,
  nodeName,
  taintToleration,
  nodeAffinity,
  nodeResourcesFit,
];

export const SCORES: readonly ScorePlugin[] = [
  taintToleration,
  nodeResourcesFit,
  nodeResourcesBalancedAllocation,
];
