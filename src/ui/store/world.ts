import type {
  ComponentView,
  Frame,
  NodeView,
  PodShape,
  PodView,
  ServiceView,
  TrafficView,
  WorkloadView,
} from '../../worker/protocol';
import { decodePod } from '../../worker/protocol';
import { createKeyed, createStableList, type StableList } from './keyed';

/** The things drawn, as the last frame left them. */
export const pods = createKeyed<PodView>();
export const nodes = createKeyed<NodeView>();
export const components = createKeyed<ComponentView>();
export const workloads = createKeyed<WorkloadView>();
export const services = createKeyed<ServiceView>();
export const traffic = createKeyed<TrafficView>();

export const nodeIds = createStableList();
export const componentIds = createStableList();
export const workloadIds = createStableList();
export const serviceIds = createStableList();
export const trafficIds = createStableList();
export const podIds = createStableList();

/** Pods by shape, for the counts in the time bar. One stored object, replaced when a number changes. */
export type ShapeCounts = Readonly<Record<PodShape, number>>;

const noPods: ShapeCounts = {
  running: 0,
  starting: 0,
  pending: 0,
  failed: 0,
  terminating: 0,
  succeeded: 0,
  unknown: 0,
};
let counts = noPods;
const countListeners = new Set<() => void>();

const podIdsByNode = new Map<string, StableList>();
const podMembersByNode = new Map<string, Set<string>>();
/** Nodes whose set of pods changed in the frame that is being applied. */
const touchedNodes = new Set<string>();

/** The pods of one node, '' for those that wait for a node, in order of arrival there. */
export function podIdsOfNode(nodeName: string): StableList {
  const known = podIdsByNode.get(nodeName);
  if (known) return known;
  const list = createStableList();
  podIdsByNode.set(nodeName, list);
  return list;
}

export function shapeCounts(): ShapeCounts {
  return counts;
}

export function subscribeShapeCounts(listener: () => void): () => void {
  countListeners.add(listener);
  return () => countListeners.delete(listener);
}

function membersOf(nodeName: string): Set<string> {
  const known = podMembersByNode.get(nodeName);
  if (known) return known;
  const members = new Set<string>();
  podMembersByNode.set(nodeName, members);
  return members;
}

function leaveNode(pod: PodView): void {
  podMembersByNode.get(pod.node)?.delete(pod.id);
  touchedNodes.add(pod.node);
}

function putPod(pod: PodView): void {
  const before = pods.get(pod.id);
  if (before && before.node !== pod.node) leaveNode(before);
  const members = membersOf(pod.node);
  if (!members.has(pod.id)) {
    members.add(pod.id);
    touchedNodes.add(pod.node);
  }
  pods.set(pod.id, pod);
}

function remove(id: string): void {
  const pod = pods.get(id);
  if (pod) {
    leaveNode(pod);
    pods.delete(id);
    return;
  }
  for (const keyed of [nodes, components, workloads, services, traffic]) if (keyed.delete(id)) return;
}

function forgetAll(): void {
  for (const nodeName of podMembersByNode.keys()) touchedNodes.add(nodeName);
  podMembersByNode.clear();
  pods.clear();
  nodes.clear();
  for (const keyed of [components, workloads, services, traffic]) keyed.clear();
}

function recount(): boolean {
  const next: Record<PodShape, number> = { ...noPods };
  for (const pod of pods.values()) if (!pod.system) next[pod.shape] += 1;
  const same = (Object.keys(next) as PodShape[]).every((shape) => next[shape] === counts[shape]);
  if (!same) counts = next;
  return !same;
}

/** Takes a frame's changes, then tells exactly the subscribers that they concern. */
export function applyThings(frame: Frame): void {
  if (frame.reset) forgetAll();
  for (const id of frame.removed) remove(id);
  for (const tuple of frame.pods) putPod(decodePod(tuple));
  for (const node of frame.nodes) nodes.set(node.id, node);
  for (const component of frame.components) components.set(component.id, component);
  for (const workload of frame.workloads) workloads.set(workload.id, workload);
  for (const service of frame.services) services.set(service.id, service);
  for (const entry of frame.traffic) traffic.set(entry.id, entry);

  const structural = frame.reset || frame.removed.length > 0;
  if (structural || frame.nodes.length > 0) nodeIds.replace([...nodes.ids()]);
  if (structural || frame.components.length > 0) componentIds.replace([...components.ids()]);
  if (structural || frame.workloads.length > 0) workloadIds.replace([...workloads.ids()]);
  if (structural || frame.services.length > 0) serviceIds.replace([...services.ids()]);
  if (structural || frame.traffic.length > 0) trafficIds.replace([...traffic.ids()]);
  if (touchedNodes.size > 0) podIds.replace([...pods.ids()]);
  const lists = [...touchedNodes].map((nodeName) => {
    const list = podIdsOfNode(nodeName);
    list.replace([...(podMembersByNode.get(nodeName) ?? [])]);
    return list;
  });
  touchedNodes.clear();
  const recounted = (structural || frame.pods.length > 0) && recount();

  for (const list of [nodeIds, componentIds, workloadIds, serviceIds, trafficIds, podIds, ...lists])
    list.flush();
  for (const keyed of [pods, nodes, components, workloads, services, traffic]) keyed.flush();
  if (recounted) for (const listener of [...countListeners]) listener();
}

/** Imperative reads, for the animation loop and for handlers. */
export const getPod = (id: string): PodView | undefined => pods.get(id);
export const getNode = (id: string): NodeView | undefined => nodes.get(id);
export const getComponent = (id: string): ComponentView | undefined => components.get(id);
export const getWorkload = (id: string): WorkloadView | undefined => workloads.get(id);
export const getService = (id: string): ServiceView | undefined => services.get(id);
export const getTraffic = (id: string): TrafficView | undefined => traffic.get(id);
export const getPodIds = (): readonly string[] => podIds.get();
export const getNodeIds = (): readonly string[] => nodeIds.get();
export const getComponentIds = (): readonly string[] => componentIds.get();
export const getWorkloadIds = (): readonly string[] => workloadIds.get();
export const getPodIdsOfNode = (nodeName: string): readonly string[] => podIdsOfNode(nodeName).get();
export const getServiceIds = (): readonly string[] => serviceIds.get();
export const getTrafficIds = (): readonly string[] => trafficIds.get();

/** id of the Service that this pod asks, '' for a pod that asks nobody. */
export function serviceAskedBy(podId: string): string {
  for (const entry of traffic.values()) if (entry.client === podId) return entry.service;
  return '';
}

/**
 * id that the mirror of a component's static pod has, there or not: the kubelet names it after its manifest and its
 * node. '' for what is no component of a control plane on a node.
 */
export function staticPodOf(address: string): string {
  const [cluster, kind, ...rest] = address.split('/');
  if (kind === undefined || rest.length > 0) return '';
  for (const node of nodes.values())
    if (node.controlPlane) return `${cluster}/pods/kube-system/${kind}-${node.name}`;
  return '';
}
