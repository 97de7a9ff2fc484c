/**
 * A node with what is on it, as the scheduler counts it. Immutable: a pod more or less makes a new one.
 * Models NodeInfo and PodInfo in pkg/scheduler/framework/types.go.
 */
import type { Node } from '../api/node';
import type { Pod } from '../api/pod';
import { podTerms, type PodTerms } from './affinity-terms';
import { demandOf, roomOf, type Demand, type HostPort, type Scalar } from './resources';

/** A pod with what the plugins ask of it. */
export interface PodInfo {
  readonly pod: Pod;
  readonly demand: Demand;
  readonly terms: PodTerms;
}

export function podInfo(pod: Pod): PodInfo {
  return { pod, demand: demandOf(pod.spec), terms: podTerms(pod) };
}

export function priorityOf({ spec }: Pod): number {
  return spec.priority ?? 0;
}

export interface NodeInfo {
  readonly name: string;
  readonly node: Node;
  readonly cpuMillicores: number;
  readonly memoryBytes: number;
  readonly ephemeralBytes: number;
  readonly scalars: ReadonlyMap<string, number>;
  readonly podsMax: number;
  /** Requested by the pods there. */
  readonly usedCpuMillicores: number;
  readonly usedMemoryBytes: number;
  readonly usedEphemeralBytes: number;
  readonly usedScalars: ReadonlyMap<string, number>;
  /** The same, where a container that requests nothing counts as 100m and 200 MiB. */
  readonly nonZeroCpuMillicores: number;
  readonly nonZeroMemoryBytes: number;
  readonly usedPorts: readonly HostPort[];
  /** How many, and which: what is bound to it and what was just assumed to be. */
  readonly pods: number;
  readonly placed: readonly PodInfo[];
}

const NO_SCALARS: ReadonlyMap<string, number> = new Map();
const NO_PORTS: readonly HostPort[] = [];

const EMPTY = {
  usedCpuMillicores: 0,
  usedMemoryBytes: 0,
  usedEphemeralBytes: 0,
  usedScalars: NO_SCALARS,
  nonZeroCpuMillicores: 0,
  nonZeroMemoryBytes: 0,
  usedPorts: NO_PORTS,
  pods: 0,
  placed: [] as readonly PodInfo[],
} as const;

function shiftedScalars(
  used: ReadonlyMap<string, number>,
  scalars: readonly Scalar[],
  sign: 1 | -1,
): ReadonlyMap<string, number> {
  if (scalars.length === 0) return used;
  const next = new Map(used);
  for (const { name, amount } of scalars) next.set(name, (next.get(name) ?? 0) + sign * amount);
  return next;
}

function withoutPorts(used: readonly HostPort[], gone: readonly HostPort[]): readonly HostPort[] {
  if (gone.length === 0) return used;
  const rest = [...used];
  for (const { ip, protocol, port } of gone) {
    const at = rest.findIndex((one) => one.port === port && one.ip === ip && one.protocol === protocol);
    if (at >= 0) rest.splice(at, 1);
  }
  return rest;
}

function shifted(info: NodeInfo, { demand }: PodInfo, sign: 1 | -1, placed: readonly PodInfo[]): NodeInfo {
  const { ports } = demand;
  let { usedPorts } = info;
  if (ports.length > 0) usedPorts = sign === 1 ? [...usedPorts, ...ports] : withoutPorts(usedPorts, ports);
  return {
    ...info,
    usedCpuMillicores: info.usedCpuMillicores + sign * demand.cpuMillicores,
    usedMemoryBytes: info.usedMemoryBytes + sign * demand.memoryBytes,
    usedEphemeralBytes: info.usedEphemeralBytes + sign * demand.ephemeralBytes,
    usedScalars: shiftedScalars(info.usedScalars, demand.scalars, sign),
    nonZeroCpuMillicores: info.nonZeroCpuMillicores + sign * demand.nonZeroCpuMillicores,
    nonZeroMemoryBytes: info.nonZeroMemoryBytes + sign * demand.nonZeroMemoryBytes,
    usedPorts,
    pods: placed.length,
    placed,
  };
}

export function withPod(info: NodeInfo, pod: PodInfo): NodeInfo {
  return shifted(info, pod, 1, [...info.placed, pod]);
}

export function withoutPod(info: NodeInfo, pod: PodInfo): NodeInfo {
  const at = info.placed.indexOf(pod);
  return at < 0 ? info : shifted(info, pod, -1, info.placed.toSpliced(at, 1));
}

/** The node with these pods on it and no others. */
export function withPods(info: NodeInfo, placed: readonly PodInfo[]): NodeInfo {
  let result: NodeInfo = { ...info, ...EMPTY };
  for (const pod of placed) result = shifted(result, pod, 1, placed);
  return result;
}

function roomIn({ metadata, status }: Node): Pick<NodeInfo, 'name' | keyof ReturnType<typeof roomOf>> {
  return { name: metadata.name, ...roomOf(status.allocatable) };
}

export function createNodeInfo(node: Node, placed: readonly PodInfo[]): NodeInfo {
  return withPods({ node, ...roomIn(node), ...EMPTY }, placed);
}

/** The same pods on a new version of the node. */
export function withNode(info: NodeInfo, node: Node): NodeInfo {
  return { ...info, node, ...roomIn(node) };
}
