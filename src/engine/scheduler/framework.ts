/**
 * What a scheduler plugin is. What a plugin works out in a cycle is a plain value that the cycle hands back to it, and
 * decisions are data, so that they can be explained. Models pkg/scheduler/framework/interface.go.
 *
 * Reserve and Permit have no interface: of the default plugins only those of volumes use them. What Reserve comes to
 * without them is that the cache assumes the pod to be on its node.
 */
import type { Node } from '../api/node';
import type { Pod } from '../api/pod';
import type { Informer } from '../client/informer';
import type { SchedulerCache } from './cache';
import type { NodeInfo, PodInfo } from './node-info';

export type { NodeInfo, PodInfo } from './node-info';

/** What plugins may look at. */
export interface Snapshot {
  readonly cache: SchedulerCache;
  readonly epoch: number;
  readonly pods: Informer;
  readonly services: Informer;
  readonly replicaSets: Informer;
  readonly namespaces: Informer;
  /** PersistentVolumeClaims. */
  readonly claims: Informer;
}

/** Why a node was filtered out. */
export interface Rejection {
  readonly plugin: string;
  readonly reasons: readonly string[];
  /** True when removing other pods from the node would not help (UnschedulableAndUnresolvable). */
  readonly unresolvable: boolean;
}

/** A plugin has nothing to say about this pod, and is not asked again in this cycle. */
export const SKIP = 'skip';

/** What a plugin wants to remember of a pod, and the only nodes that come into question, if it knows them; or a no. */
export type PreFiltered<S> =
  | typeof SKIP
  | { readonly state: S; readonly nodes?: ReadonlySet<string> }
  | { readonly rejection: Rejection };

export interface FilterPlugin<S = unknown> {
  readonly name: string;
  /** Once per cycle. Absent: the plugin is always asked, and remembers nothing. */
  preFilter?(pod: PodInfo, snapshot: Snapshot): PreFiltered<S>;
  /** null lets the node pass. */
  filter(pod: PodInfo, node: NodeInfo, state: S): Rejection | null;
  /** The state as it would be with another pod on the node (1) or off it (-1). Absent: the node alone matters. */
  shift?(state: S, pod: PodInfo, other: PodInfo, node: NodeInfo, by: 1 | -1): S;
}

export interface ScorePlugin<S = unknown> {
  readonly name: string;
  readonly weight: number;
  /** Once per cycle, with the nodes that will be scored. Absent: the plugin always scores, and remembers nothing. */
  preScore?(pod: PodInfo, nodes: readonly NodeInfo[], snapshot: Snapshot): S | typeof SKIP;
  /** Of all nodes at once: a loop of the plugin's own is compiled for that plugin alone, and takes half the time. */
  score(pod: PodInfo, nodes: readonly NodeInfo[], state: S): readonly number[];
  /** Brings the raw scores of all nodes to 0–100. Absent: they are already. */
  normalise?(scores: readonly number[], nodes: readonly NodeInfo[], state: S): readonly number[];
}

/** Something happened that may let a pod in that waits: to a pod on a node, or to a node. */
export type ClusterEvent =
  | { readonly resource: 'pod'; readonly old: Pod | undefined; readonly now: Pod | undefined }
  | {
      readonly resource: 'node';
      readonly old: Node | undefined;
      readonly now: Node | undefined;
      /** What of an updated node changed. */
      readonly changed: { readonly labels: boolean; readonly taints: boolean; readonly allocatable: boolean };
    };

/** Which events may help a pod that a plugin turned away. Models EnqueueExtensions (queueing hints). */
export interface QueueingHint {
  readonly name: string;
  /** False for events that help nobody here. */
  concerns(event: ClusterEvent): boolean;
  /** Absent: every such event may help every such pod. */
  helps?(pod: Pod, event: ClusterEvent, snapshot: Snapshot): boolean;
}

/** What a plugin came to for one node: as it was counted, on the common scale, and with its weight. */
export interface PluginScore {
  readonly plugin: string;
  readonly raw: number;
  readonly normalised: number;
  readonly weighted: number;
}

/** One node's score, plugin by plugin. */
export interface NodeScore {
  readonly node: string;
  readonly total: number;
  readonly plugins: readonly PluginScore[];
}

/** What a scheduling cycle came to. */
export interface Decision {
  readonly at: number;
  readonly podKey: string;
  /** '' when no node fits. */
  readonly node: string;
  /** The chosen one first, then the best of the others; at most ten. Empty when only one node was feasible: then nobody scores. */
  readonly scores: readonly NodeScore[];
  /** Of each node that was looked at and turned down: the first plugin that said no. */
  readonly rejections: readonly { readonly node: string; readonly rejection: Rejection }[];
  /** The FailedScheduling message, or ''. */
  readonly message: string;
  /** How many nodes there are, and how many passed all filters before enough were found. */
  readonly nodes: number;
  readonly feasible: number;
  /** Set when a plugin turned the pod down before any node was looked at. */
  readonly refusal?: Rejection;
  /** Set when only some nodes came into question: why all others did not. */
  readonly others?: Rejection;
  /** Set when room is made: where, and whose (keys of pods). */
  readonly preemption?: { readonly node: string; readonly victims: readonly string[] };
}
