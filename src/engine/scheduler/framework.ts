/** What a scheduler plugin is. Decisions are data, so that they can be explained. Models pkg/scheduler/framework. */
import type { Node } from '../api/node';
import type { Pod } from '../api/pod';

/** A node as the scheduler sees it: with what is bound to it and what it has just assumed. Immutable. */
export interface NodeInfo {
  readonly name: string;
  readonly node: Node;
  readonly cpuMillicores: number;
  readonly memoryBytes: number;
  readonly podsMax: number;
  /** Requested by the pods there. */
  readonly usedCpuMillicores: number;
  readonly usedMemoryBytes: number;
  /** The same, where a container that requests nothing counts as 100m and 200 MiB. */
  readonly nonZeroCpuMillicores: number;
  readonly nonZeroMemoryBytes: number;
  readonly pods: number;
}

/** What a pod asks for. */
export interface PodInfo {
  readonly pod: Pod;
  readonly cpuMillicores: number;
  readonly memoryBytes: number;
  readonly nonZeroCpuMillicores: number;
  readonly nonZeroMemoryBytes: number;
}

/** Why a node was filtered out. */
export interface Rejection {
  readonly plugin: string;
  readonly reasons: readonly string[];
  /** True when removing other pods from the node would not help (UnschedulableAndUnresolvable). */
  readonly unresolvable: boolean;
}

export interface FilterPlugin {
  readonly name: string;
  /** null lets the node pass. */
  filter(pod: PodInfo, node: NodeInfo): Rejection | null;
}

export interface ScorePlugin {
  readonly name: string;
  readonly weight: number;
  /** True when the plugin has nothing to say about this pod. */
  skips?(pod: PodInfo): boolean;
  score(pod: PodInfo, node: NodeInfo): number;
  /** Brings the raw scores of all nodes to 0–100. Absent: they are already. */
  normalise?(scores: readonly number[]): readonly number[];
}

/** One node's score, plugin by plugin. */
export interface NodeScore {
  readonly node: string;
  readonly total: number;
  readonly plugins: readonly { readonly plugin: string; readonly weighted: number }[];
}

/** What a scheduling cycle came to. */
export interface Decision {
  readonly at: number;
  readonly podKey: string;
  /** '' when no node fits. */
  readonly node: string;
  /** Best first; at most ten. Empty when only one node was feasible: then nobody scores. */
  readonly scores: readonly NodeScore[];
  readonly rejections: readonly { readonly node: string; readonly rejection: Rejection }[];
  /** The FailedScheduling message, or ''. */
  readonly message: string;
}
