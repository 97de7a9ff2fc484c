/** CPU and memory used up evenly. Models plugins/noderesources/balanced_allocation.go. */
import { SKIP, type NodeInfo, type PodInfo, type ScorePlugin } from '../framework';

function fraction(requested: number, capacity: number): number {
  return Math.min(1, requested / capacity);
}

function balance({ demand }: PodInfo, node: NodeInfo): number {
  // With fewer than two resources there is nothing to balance.
  if (node.cpuMillicores === 0 || node.memoryBytes === 0) return 100;
  const cpu = fraction(node.usedCpuMillicores + demand.cpuMillicores, node.cpuMillicores);
  const memory = fraction(node.usedMemoryBytes + demand.memoryBytes, node.memoryBytes);
  return Math.floor((1 - Math.abs(cpu - memory) / 2) * 100);
}

export const nodeResourcesBalancedAllocation: ScorePlugin<null> = {
  name: 'NodeResourcesBalancedAllocation',
  weight: 1,
  preScore: ({ demand }) => (demand.cpuMillicores === 0 && demand.memoryBytes === 0 ? SKIP : null),
  score: (pod, nodes) => nodes.map((node) => balance(pod, node)),
};
