/** The default plugins in their order. Models pkg/scheduler/apis/config/v1/default_plugins.go. */
import type { FilterPlugin, QueueingHint, ScorePlugin } from '../framework';
import { imageLocality } from './image-locality';
import { interPodAffinity, interPodAffinityScore } from './inter-pod-affinity';
import { nodeAffinity, nodeAffinityScore } from './node-affinity';
import { nodeName } from './node-name';
import { nodePorts } from './node-ports';
import { nodeResourcesBalancedAllocation } from './node-resources-balanced-allocation';
import { nodeResourcesFit } from './node-resources-fit';
import { nodeUnschedulable } from './node-unschedulable';
import { podTopologySpread, podTopologySpreadScore } from './pod-topology-spread';
import { taintToleration } from './taint-toleration';
import { volumeBinding } from './volume-binding';

const FILTERS_WITH_HINTS = [
  nodeUnschedulable,
  nodeName,
  taintToleration,
  nodeAffinity,
  nodePorts,
  nodeResourcesFit,
  volumeBinding,
  podTopologySpread,
  interPodAffinity,
] as const;

export const FILTERS = FILTERS_WITH_HINTS as readonly FilterPlugin[];

/** What may help the pods that they turned away. */
export const HINTS: readonly QueueingHint[] = FILTERS_WITH_HINTS;

export const SCORES = [
  taintToleration,
  nodeAffinityScore,
  nodeResourcesFit,
  podTopologySpreadScore,
  interPodAffinityScore,
  nodeResourcesBalancedAllocation,
  imageLocality,
] as readonly ScorePlugin[];
