/**
 * One step of a DaemonSet's rolling update: which old pods go, and which nodes get a new pod beside the old one.
 * Pure. Models pkg/controller/daemon/update.go (rollingUpdate).
 */
import type { DaemonSet } from '../api/daemonset';
import type { Node } from '../api/node';
import type { Pod } from '../api/pod';
import { fitnessOf, isUpdated } from './daemonset-pods';

/** What is known of a DaemonSet on its nodes. */
export interface Agents {
  readonly set: DaemonSet;
  readonly nodes: readonly Node[];
  readonly byNode: ReadonlyMap<string, readonly Pod[]>;
  /** Of the present template. */
  readonly hash: string;
  /** Ready for minReadySeconds. */
  isAvailable(pod: Pod): boolean;
}

export interface Replacement {
  readonly deletions: readonly Pod[];
  readonly creations: readonly string[];
}

function scaledUp(value: number | string | undefined, total: number): number {
  if (value === undefined) return 0;
  if (typeof value === 'number') return value;
  return Math.ceil((Number(value.replace('%', '')) * total) / 100);
}

export interface Limits {
  readonly surge: number;
  readonly unavailable: number;
}

/** Percentages are of the nodes that should have a pod, and round up. One pod at least may be missing or too many. */
export function limitsOf({ spec: { updateStrategy } }: DaemonSet, desired: number): Limits {
  if (updateStrategy?.type !== 'RollingUpdate') return { surge: 0, unavailable: 0 };
  const surge = scaledUp(updateStrategy.rollingUpdate?.maxSurge, desired);
  const unavailable = scaledUp(updateStrategy.rollingUpdate?.maxUnavailable, desired);
  return surge === 0 && unavailable === 0 && desired > 0 ? { surge, unavailable: 1 } : { surge, unavailable };
}

/** The old and the new pod of a node; null when there are several of a kind, which must be tidied first. */
interface Pair {
  readonly old: Pod | undefined;
  readonly fresh: Pod | undefined;
}

function pairOf({ set, hash }: Agents, pods: readonly Pod[]): Pair | null {
  let old: Pod | undefined;
  let fresh: Pod | undefined;
  for (const pod of pods) {
    if (pod.metadata.deletionTimestamp !== undefined) continue;
    if (isUpdated(pod, set, hash)) {
      if (fresh !== undefined) return null;
      fresh = pod;
    } else {
      if (old !== undefined) return null;
      old = pod;
    }
  }
  return { old, fresh };
}

const NO_PODS: readonly Pod[] = [];

/** Pods by node, with the nodes that should have one and have none. */
function* places({ set, nodes, byNode }: Agents): Generator<readonly [Node | undefined, readonly Pod[]]> {
  const known = new Map(nodes.map((node) => [node.metadata.name, node]));
  for (const [name, pods] of byNode) yield [known.get(name), pods];
  for (const [name, node] of known) {
    if (!byNode.has(name) && fitnessOf(set, node).shouldRun) yield [node, NO_PODS];
  }
}

/** Deletes old pods as long as no more than `unavailable` are missing; new ones come by themselves. */
function replaceInPlace(agents: Agents, { unavailable }: Limits): Replacement {
  const broken: Pod[] = [];
  const candidates: Pod[] = [];
  let missing = 0;
  for (const [, pods] of places(agents)) {
    const pair = pairOf(agents, pods);
    const { old, fresh } = pair ?? {};
    if (old !== undefined && fresh === undefined) {
      if (agents.isAvailable(old)) {
        if (missing < unavailable) candidates.push(old);
      } else {
        broken.push(old);
        missing++;
      }
    } else if (fresh === undefined || old !== undefined || !agents.isAvailable(fresh)) {
      missing++;
    }
  }
  const room = Math.max(0, unavailable - missing);
  return { deletions: [...broken, ...candidates.slice(0, room)], creations: [] };
}

/** Makes new pods beside old ones, `surge` at a time, and deletes the old one when the new one is available. */
function replaceBeside(agents: Agents, { surge }: Limits, desired: number): Replacement {
  const { set } = agents;
  const deletions: Pod[] = [];
  const unfit: Pod[] = [];
  const broken: string[] = [];
  const candidates: string[] = [];
  let surging = 0;
  let available = 0;
  for (const [node, pods] of places(agents)) {
    const pair = pairOf(agents, pods);
    if (pair === null) {
      surging++;
      continue;
    }
    const { old, fresh } = pair;
    const counted = old ?? fresh;
    if (counted !== undefined && agents.isAvailable(counted)) available++;
    if (old === undefined || node === undefined) continue;
    const isOldAvailable = agents.isAvailable(old);
    if (fresh !== undefined) {
      if (agents.isAvailable(fresh)) deletions.push(old);
      else surging++;
    } else if (!fitnessOf(set, node).shouldRun) {
      (isOldAvailable ? unfit : deletions).push(old);
    } else if (!isOldAvailable) broken.push(node.metadata.name);
    else if (surging < surge) candidates.push(node.metadata.name);
  }
  const spare = Math.max(0, available - desired);
  const room = Math.max(0, surge - surging);
  return {
    deletions: [...deletions, ...unfit.slice(0, spare)],
    creations: [...broken, ...candidates.slice(0, room)],
  };
}

function desiredOf({ set, nodes }: Agents): number {
  return nodes.filter((node) => fitnessOf(set, node).shouldRun).length;
}

export function rollingStep(agents: Agents): Replacement {
  const desired = desiredOf(agents);
  const limits = limitsOf(agents.set, desired);
  return limits.surge === 0 ? replaceInPlace(agents, limits) : replaceBeside(agents, limits, desired);
}
