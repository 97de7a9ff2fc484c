/**
 * The scheduler's cache: every node with what is bound to it and what was only assumed.
 * Models pkg/scheduler/backend/cache.
 */
import type { Node } from '../api/node';
import { cowMap, shareMap, writable, type CowMap } from '../kernel/cow';
import { countImages } from './image-counts';
import {
  createNodeInfo,
  priorityOf,
  withNode,
  withoutPod,
  withPod,
  type NodeInfo,
  type PodInfo,
} from './node-info';
import { inTurns, zoneOf } from './node-order';
import { clonePodGroups, countInGroups, createPodGroups, type Placement, type PodGroups } from './pod-groups';
import { cloneTermTables, countTerms, createTermTables, type TermTables } from './term-counts';

export interface SchedulerCache {
  readonly nodes: CowMap<string, NodeInfo>;
  /** Pods on nodes, by key; assumed ones included. */
  readonly placements: CowMap<string, Placement>;
  /** Pods on nodes that are not known, not yet or no more, by the node's name. */
  readonly strays: CowMap<string, readonly PodInfo[]>;
  /** How many pods on nodes have each priority: while none has a lower one, nobody needs to look for victims. */
  readonly priorities: CowMap<number, number>;
  readonly groups: PodGroups;
  readonly terms: TermTables;
  /** How many nodes have each image; empty while none reports its images. */
  readonly images: CowMap<string, number>;
  /** Names of the nodes in the order in which they are looked at; null when it is to be found anew. */
  order: readonly string[] | null;
}

export function createCache(): SchedulerCache {
  return {
    nodes: cowMap(),
    placements: cowMap(),
    strays: cowMap(),
    priorities: cowMap(),
    groups: createPodGroups(),
    terms: createTermTables(),
    images: cowMap(),
    order: null,
  };
}

export function cloneCache(cache: SchedulerCache): SchedulerCache {
  return {
    nodes: shareMap(cache.nodes),
    placements: shareMap(cache.placements),
    strays: shareMap(cache.strays),
    priorities: shareMap(cache.priorities),
    groups: clonePodGroups(cache.groups),
    terms: cloneTermTables(cache.terms),
    images: shareMap(cache.images),
    order: cache.order,
  };
}

/** Everything that is counted besides the node itself. */
function count(cache: SchedulerCache, epoch: number, node: string, info: PodInfo, by: 1 | -1): void {
  const priority = priorityOf(info.pod);
  const map = writable(cache.priorities, epoch);
  const next = (map.get(priority) ?? 0) + by;
  if (next === 0) map.delete(priority);
  else map.set(priority, next);
  countInGroups(cache.groups, epoch, info, node, by);
  countTerms(cache.terms, epoch, info, node, by);
}

function setStrays(cache: SchedulerCache, epoch: number, node: string, pods: readonly PodInfo[]): void {
  if (pods.length > 0) writable(cache.strays, epoch).set(node, pods);
  else if (cache.strays.map.has(node)) writable(cache.strays, epoch).delete(node);
}

/** Puts a pod onto a node; where it was before, it no longer is. */
export function place(cache: SchedulerCache, epoch: number, key: string, node: string, info: PodInfo): void {
  unplace(cache, epoch, key);
  writable(cache.placements, epoch).set(key, { node, info });
  const there = cache.nodes.map.get(node);
  if (there !== undefined) writable(cache.nodes, epoch).set(node, withPod(there, info));
  else setStrays(cache, epoch, node, [...(cache.strays.map.get(node) ?? []), info]);
  count(cache, epoch, node, info, 1);
}

/** Takes a pod off its node. Returns what was known of it, or undefined when it was on none. */
export function unplace(cache: SchedulerCache, epoch: number, key: string): PodInfo | undefined {
  const known = cache.placements.map.get(key);
  if (known === undefined) return undefined;
  const { node, info } = known;
  writable(cache.placements, epoch).delete(key);
  const there = cache.nodes.map.get(node);
  if (there !== undefined) writable(cache.nodes, epoch).set(node, withoutPod(there, info));
  else
    setStrays(
      cache,
      epoch,
      node,
      (cache.strays.map.get(node) ?? []).filter((other) => other !== info),
    );
  count(cache, epoch, node, info, -1);
  return info;
}

/** Takes in a new or changed node, with the pods that are known to be there. */
export function setNode(cache: SchedulerCache, epoch: number, node: Node): void {
  const { name } = node.metadata;
  const known = cache.nodes.map.get(name);
  if (known === undefined || zoneOf(known.node) !== zoneOf(node)) cache.order = null;
  countImages(cache.images, epoch, known?.node.status, node.status);
  const info =
    known === undefined ? createNodeInfo(node, cache.strays.map.get(name) ?? []) : withNode(known, node);
  writable(cache.nodes, epoch).set(name, info);
  if (known === undefined) setStrays(cache, epoch, name, []);
}

export function removeNode(cache: SchedulerCache, epoch: number, name: string): void {
  const known = cache.nodes.map.get(name);
  if (known === undefined) return;
  cache.order = null;
  countImages(cache.images, epoch, known.node.status, undefined);
  writable(cache.nodes, epoch).delete(name);
  setStrays(cache, epoch, name, known.placed);
}

/** Names of all nodes in the order in which they are looked at. */
export function nodeOrder(cache: SchedulerCache): readonly string[] {
  cache.order ??= inTurns(cache.nodes.map.values());
  return cache.order;
}
