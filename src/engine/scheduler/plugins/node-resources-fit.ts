/** Room for the pod, and the emptier node preferred. Models plugins/noderesources (fit.go, least_allocated.go). */
import type { Node } from '../../api/node';
import type { Pod } from '../../api/pod';
import type { FilterPlugin, NodeInfo, PodInfo, QueueingHint, Rejection, ScorePlugin } from '../framework';
import { demandOf, roomOf, type Demand, type Room } from '../resources';

const NAME = 'NodeResourcesFit';

function lacks(wanted: number, free: number): boolean {
  return wanted > 0 && wanted > free;
}

function missingScalars({ scalars }: Demand, node: NodeInfo): string[] {
  const reasons: string[] = [];
  for (const { name, amount } of scalars) {
    const free = (node.scalars.get(name) ?? 0) - (node.usedScalars.get(name) ?? 0);
    if (lacks(amount, free)) reasons.push(`Insufficient ${name}`);
  }
  return reasons;
}

function filter({ demand }: PodInfo, node: NodeInfo): Rejection | null {
  const noSlot = node.pods + 1 > node.podsMax;
  const noCpu = lacks(demand.cpuMillicores, node.cpuMillicores - node.usedCpuMillicores);
  const noMemory = lacks(demand.memoryBytes, node.memoryBytes - node.usedMemoryBytes);
  const noEphemeral = lacks(demand.ephemeralBytes, node.ephemeralBytes - node.usedEphemeralBytes);
  const scalars = demand.scalars.length === 0 ? [] : missingScalars(demand, node);
  if (!noSlot && !noCpu && !noMemory && !noEphemeral && scalars.length === 0) return null;
  const reasons: string[] = [];
  if (noSlot) reasons.push('Too many pods');
  if (noCpu) reasons.push('Insufficient cpu');
  if (noMemory) reasons.push('Insufficient memory');
  if (noEphemeral) reasons.push('Insufficient ephemeral-storage');
  return { plugin: NAME, reasons: [...reasons, ...scalars], unresolvable: false };
}

function leastRequested(requested: number, capacity: number): number {
  return requested > capacity ? 0 : Math.floor(((capacity - requested) * 100) / capacity);
}

function scoreOf({ demand }: PodInfo, node: NodeInfo): number {
  const { cpuMillicores, memoryBytes } = node;
  // A resource of which the node has nothing does not count.
  if (cpuMillicores === 0 && memoryBytes === 0) return 0;
  const cpu = leastRequested(node.nonZeroCpuMillicores + demand.nonZeroCpuMillicores, cpuMillicores);
  if (memoryBytes === 0) return cpu;
  const memory = leastRequested(node.nonZeroMemoryBytes + demand.nonZeroMemoryBytes, memoryBytes);
  return cpuMillicores === 0 ? memory : Math.floor((cpu + memory) / 2);
}

/** What the pod asks for, by what the node has: one entry for each resource that the pod wants. */
function wants({ spec }: Pod, room: Room): readonly { readonly wanted: number; readonly has: number }[] {
  const demand = demandOf(spec);
  const pairs = [
    { wanted: 1, has: room.podsMax },
    { wanted: demand.cpuMillicores, has: room.cpuMillicores },
    { wanted: demand.memoryBytes, has: room.memoryBytes },
    { wanted: demand.ephemeralBytes, has: room.ephemeralBytes },
    ...demand.scalars.map(({ name, amount }) => ({ wanted: amount, has: room.scalars.get(name) ?? 0 })),
  ];
  return pairs.filter(({ wanted }) => wanted > 0);
}

/** True when the pod would fit the node if it were empty, and the node has more of what the pod wants than before. */
function roomHelps(pod: Pod, old: Node | undefined, now: Node): boolean {
  const after = wants(pod, roomOf(now.status.allocatable));
  if (after.some(({ wanted, has }) => wanted > has)) return false;
  if (old === undefined) return true;
  const before = wants(pod, roomOf(old.status.allocatable));
  return after.some(({ has }, index) => has > (before[index]?.has ?? 0));
}

function isLess(now: Demand, old: Demand): boolean {
  return (
    now.cpuMillicores < old.cpuMillicores ||
    now.memoryBytes < old.memoryBytes ||
    now.ephemeralBytes < old.ephemeralBytes
  );
}

export const nodeResourcesFit: FilterPlugin & ScorePlugin & QueueingHint = {
  name: NAME,
  weight: 1,
  filter,
  score: (pod, nodes) => nodes.map((node) => scoreOf(pod, node)),
  concerns(event) {
    if (event.resource === 'node')
      return event.now !== undefined && (event.old === undefined || event.changed.allocatable);
    // Room comes from a pod that goes, or that wants less than before.
    const { old, now } = event;
    return old !== undefined && (now === undefined || isLess(demandOf(now.spec), demandOf(old.spec)));
  },
  helps: (pod, event) =>
    event.resource === 'pod' || (event.now !== undefined && roomHelps(pod, event.old, event.now)),
};
