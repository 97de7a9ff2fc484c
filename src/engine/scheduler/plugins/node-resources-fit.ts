/** Room for the pod, and the emptier node preferred. Models plugins/noderesources (fit.go, least_allocated.go). */
import type { FilterPlugin, NodeInfo, PodInfo, Rejection, ScorePlugin } from '../framework';

function filter(pod: PodInfo, node: NodeInfo): Rejection | null {
  const noSlot = node.pods + 1 > node.podsMax;
  const noCpu = pod.cpuMillicores > 0 && pod.cpuMillicores > node.cpuMillicores - node.usedCpuMillicores;
  const noMemory = pod.memoryBytes > 0 && pod.memoryBytes > node.memoryBytes - node.usedMemoryBytes;
  if (!noSlot && !noCpu && !noMemory) return null;
  const reasons: string[] = [];
  if (noSlot) reasons.push('Too many pods');
  if (noCpu) reasons.push('Insufficient cpu');
  if (noMemory) reasons.push('Insufficient memory');
  return { plugin: 'NodeResourcesFit', reasons, unresolvable: false };
}

function leastRequested(requested: number, capacity: number): number {
  if (capacity === 0 || requested > capacity) return 0;
  return Math.floor(((capacity - requested) * 100) / capacity);
}

function score(pod: PodInfo, node: NodeInfo): number {
  const cpu = leastRequested(node.nonZeroCpuMillicores + pod.nonZeroCpuMillicores, node.cpuMillicores);
  const memory = leastRequested(node.nonZeroMemoryBytes + pod.nonZeroMemoryBytes, node.memoryBytes);
  return Math.floor((cpu + memory) / 2);
}

export const nodeResourcesFit: FilterPlugin & ScorePlugin = {
  name: 'NodeResourcesFit',
  weight: 1,
  filter,
  score,
};
