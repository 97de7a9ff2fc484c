/** CPU and memory used up evenly. Models plugins/noderesources/balanced_allocation.go. */
import type { NodeInfo, PodInfo, ScorePlugin } from '../framework';

function fraction(requested: number, capacity: number): number {
  return capacity === 0 ? 1 : Math.min(1, requested / capacity);
}

export const nodeResourcesBalancedAllocation: ScorePlugin = {
  name: 'NodeResourcesBalancedAllocation',
  weight: 1,
  skips: ({ cpuMillicores, memoryBytes }: PodInfo) => cpuMillicores === 0 && memoryBytes === 0,
  score(pod: PodInfo, node: NodeInfo): number {
    const cpu = fraction(node.usedCpuMillicores + pod.cpuMillicores, node.cpuMillicores);
    const memory = fraction(node.usedMemoryBytes + pod.memoryBytes, node.memoryBytes);
    return Math.floor((1 - Math.abs(cpu - memory) / 2) * 100);
  },
};
