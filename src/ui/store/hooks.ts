import { useCallback, useSyncExternalStore } from 'react';
import type { ComponentView, NodeView, PodView, WorkloadView } from '../../worker/protocol';
import type { Keyed, StableList } from './keyed';
import {
  componentIds,
  components,
  nodeIds,
  nodes,
  podIds,
  podIdsOfNode,
  pods,
  type ShapeCounts,
  shapeCounts,
  subscribeShapeCounts,
  workloadIds,
  workloads,
} from './world';

function useKeyed<T>(keyed: Keyed<T>, id: string): T | undefined {
  const subscribe = useCallback((listener: () => void) => keyed.subscribe(id, listener), [keyed, id]);
  const read = useCallback(() => keyed.get(id), [keyed, id]);
  return useSyncExternalStore(subscribe, read);
}

function useStableList(list: StableList): readonly string[] {
  return useSyncExternalStore(list.subscribe, list.get);
}

/** One pod; renders again only when this pod changes. `undefined` once it is gone. */
export const usePod = (id: string): PodView | undefined => useKeyed(pods, id);
export const useNode = (id: string): NodeView | undefined => useKeyed(nodes, id);
export const useComponent = (id: string): ComponentView | undefined => useKeyed(components, id);
export const useWorkload = (id: string): WorkloadView | undefined => useKeyed(workloads, id);

/** ids in order of arrival; the same array until the membership changes. */
export const useNodeIds = (): readonly string[] => useStableList(nodeIds);
export const useComponentIds = (): readonly string[] => useStableList(componentIds);
export const useWorkloadIds = (): readonly string[] => useStableList(workloadIds);
export const usePodIds = (): readonly string[] => useStableList(podIds);
/** Pods of the node with this name; '' for those that wait for a node. */
export const usePodIdsOfNode = (nodeName: string): readonly string[] => useStableList(podIdsOfNode(nodeName));

/** Pods by shape, the system's own left out. */
export const useShapeCounts = (): ShapeCounts => useSyncExternalStore(subscribeShapeCounts, shapeCounts);
