/**
 * The scheduler's cache: every node with what is bound to it and what was only assumed.
 * Models pkg/scheduler/backend/cache.
 */
import type { Node } from '../api/node';
import type { Pod } from '../api/pod';
import { podRequests } from '../api/pod-status';
import { parseBytes, parseCount, parseMillicores } from '../api/quantity';
import { cowMap, shareMap, writable, type CowMap } from '../kernel/cow';
import type { NodeInfo, PodInfo } from './framework';

/** Requests of a container that names none, for scores only. Models plugins/… util.DefaultMilliCPURequest. */
const DEFAULT_MILLICORES = 100;
const DEFAULT_BYTES = 200 * 1024 * 1024;

interface Placement {
  readonly node: string;
  readonly info: PodInfo;
}

export interface SchedulerCache {
  readonly nodes: CowMap<string, NodeInfo>;
  /** Pods on nodes, by key; assumed ones included. */
  readonly placements: CowMap<string, Placement>;
}

export function createCache(): SchedulerCache {
  return { nodes: cowMap(), placements: cowMap() };
}

export function cloneCache(cache: SchedulerCache): SchedulerCache {
  return { nodes: shareMap(cache.nodes), placements: shareMap(cache.placements) };
}

export function podInfo(pod: Pod): PodInfo {
  const { cpuMillicores, memoryBytes } = podRequests(pod);
  let nonZeroCpuMillicores = 0;
  let nonZeroMemoryBytes = 0;
  for (const { resources } of pod.spec.containers) {
    const requests = resources?.requests;
    const cpu = requests?.cpu === undefined ? null : parseMillicores(requests.cpu);
    const memory = requests?.memory === undefined ? null : parseBytes(requests.memory);
    nonZeroCpuMillicores += cpu ?? DEFAULT_MILLICORES;
    nonZeroMemoryBytes += memory ?? DEFAULT_BYTES;
  }
  return { pod, cpuMillicores, memoryBytes, nonZeroCpuMillicores, nonZeroMemoryBytes };
}

function shifted(node: NodeInfo, pod: PodInfo, sign: 1 | -1): NodeInfo {
  return {
    ...node,
    usedCpuMillicores: node.usedCpuMillicores + sign * pod.cpuMillicores,
    usedMemoryBytes: node.usedMemoryBytes + sign * pod.memoryBytes,
    nonZeroCpuMillicores: node.nonZeroCpuMillicores + sign * pod.nonZeroCpuMillicores,
    nonZeroMemoryBytes: node.nonZeroMemoryBytes + sign * pod.nonZeroMemoryBytes,
    pods: node.pods + sign,
  };
}

/** Puts a pod onto a node; where it was before, it no longer is. */
export function place(cache: SchedulerCache, epoch: number, key: string, node: string, info: PodInfo): void {
  const known = cache.placements.map.get(key);
  if (known !== undefined && known.node === node) return;
  unplace(cache, epoch, key);
  writable(cache.placements, epoch).set(key, { node, info });
  const there = cache.nodes.map.get(node);
  if (there !== undefined) writable(cache.nodes, epoch).set(node, shifted(there, info, 1));
}

/** Takes a pod off its node. Returns true when it was on one. */
export function unplace(cache: SchedulerCache, epoch: number, key: string): boolean {
  const known = cache.placements.map.get(key);
  if (known === undefined) return false;
  writable(cache.placements, epoch).delete(key);
  const there = cache.nodes.map.get(known.node);
  if (there !== undefined) writable(cache.nodes, epoch).set(known.node, shifted(there, known.info, -1));
  return true;
}

/** Takes in a new or changed node, with the pods that are known to be there. */
export function setNode(cache: SchedulerCache, epoch: number, node: Node): void {
  const { name } = node.metadata;
  const known = cache.nodes.map.get(name);
  const { cpu = '0', memory = '0', pods = '0' } = node.status.allocatable ?? {};
  const room = {
    name,
    node,
    cpuMillicores: parseMillicores(cpu) ?? 0,
    memoryBytes: parseBytes(memory) ?? 0,
    podsMax: parseCount(pods) ?? 0,
  };
  if (known !== undefined) {
    writable(cache.nodes, epoch).set(name, { ...known, ...room });
    return;
  }
  const none = {
    usedCpuMillicores: 0,
    usedMemoryBytes: 0,
    nonZeroCpuMillicores: 0,
    nonZeroMemoryBytes: 0,
    pods: 0,
  };
  let fresh: NodeInfo = { ...room, ...none };
  for (const placement of cache.placements.map.values()) {
    if (placement.node === name) fresh = shifted(fresh, placement.info, 1);
  }
  writable(cache.nodes, epoch).set(name, fresh);
}

export function removeNode(cache: SchedulerCache, epoch: number, name: string): void {
  writable(cache.nodes, epoch).delete(name);
}
