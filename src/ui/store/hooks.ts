import { useCallback, useSyncExternalStore } from 'react';
import type {
  ComponentView,
  NodeView,
  PodView,
  ServiceView,
  TrafficView,
  WorkloadView,
} from '../../worker/protocol';
import type { Keyed, StableList } from './keyed';
import {
  componentIds,
  components,
  nodeIds,
  nodes,
  podIds,
  podIdsOfNode,
  pods,
  serviceAskedBy,
  serviceIds,
  services,
  type ShapeCounts,
  shapeCounts,
  subscribeShapeCounts,
  traffic,
  trafficIds,
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
export const useService = (id: string): ServiceView | undefined => useKeyed(services, id);
export const useTraffic = (id: string): TrafficView | undefined => useKeyed(traffic, id);

/** ids in order of arrival; the same array until the membership changes. */
export const useNodeIds = (): readonly string[] => useStableList(nodeIds);
export const useComponentIds = (): readonly string[] => useStableList(componentIds);
export const useWorkloadIds = (): readonly string[] => useStableList(workloadIds);
export const useServiceIds = (): readonly string[] => useStableList(serviceIds);
export const useTrafficIds = (): readonly string[] => useStableList(trafficIds);
export const usePodIds = (): readonly string[] => useStableList(podIds);
/** Pods of the node with this name; '' for those that wait for a node. */
export const usePodIdsOfNode = (nodeName: string): readonly string[] => useStableList(podIdsOfNode(nodeName));

/** id of the node on which the control plane runs, or ''. */
export function useControlPlaneId(): string {
  return useNodeIds().find((id) => nodes.get(id)?.controlPlane) ?? '';
}

/** id of the Service that this pod asks, or ''. Who asks changes only when a client comes or goes. */
export function useServiceAskedBy(podId: string): string {
  return useSyncExternalStore(trafficIds.subscribe, () => serviceAskedBy(podId));
}

/** What has happened to the machine on which a pod stands; a machine that is off or cut off cannot report. */
export function useMachine(nodeId: string): 'well' | 'off' | 'cut' {
  const subscribe = useCallback((listener: () => void) => nodes.subscribe(nodeId, listener), [nodeId]);
  return useSyncExternalStore(subscribe, () => machineOf(nodes.get(nodeId)));
}

function machineOf(node: NodeView | undefined): 'well' | 'off' | 'cut' {
  if (node === undefined || (node.on && !node.cut)) return 'well';
  return node.on ? 'cut' : 'off';
}

/** Pods by shape, the system's own left out. */
export const useShapeCounts = (): ShapeCounts => useSyncExternalStore(subscribeShapeCounts, shapeCounts);
