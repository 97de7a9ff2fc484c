/**
 * Pods for which room is being made on a node. Others of a lower or equal priority must leave it to them.
 * Models pkg/scheduler/backend/queue/nominator.go.
 */
import { keyOf } from '../api/meta';
import type { Pod } from '../api/pod';
import { cowMap, shareMap, writable, type CowMap } from '../kernel/cow';
import { podInfo, priorityOf, type PodInfo } from './node-info';

export interface Nominations {
  /** Node names by pod key. */
  readonly nodes: CowMap<string, string>;
  /** The pods, by node name. */
  readonly pods: CowMap<string, readonly PodInfo[]>;
}

export function createNominations(): Nominations {
  return { nodes: cowMap(), pods: cowMap() };
}

export function cloneNominations({ nodes, pods }: Nominations): Nominations {
  return { nodes: shareMap(nodes), pods: shareMap(pods) };
}

/** Returns true when the pod had been nominated. */
export function denominate({ nodes, pods }: Nominations, epoch: number, key: string): boolean {
  const node = nodes.map.get(key);
  if (node === undefined) return false;
  writable(nodes, epoch).delete(key);
  const rest = (pods.map.get(node) ?? []).filter(({ pod }) => keyOf(pod.metadata) !== key);
  if (rest.length === 0) writable(pods, epoch).delete(node);
  else writable(pods, epoch).set(node, rest);
  return true;
}

/** Notes that the pod is to come to the node; '' for none. */
export function nominate(nominations: Nominations, epoch: number, pod: Pod, node: string): void {
  const key = keyOf(pod.metadata);
  denominate(nominations, epoch, key);
  if (node === '') return;
  writable(nominations.nodes, epoch).set(key, node);
  const others = nominations.pods.map.get(node) ?? [];
  writable(nominations.pods, epoch).set(node, [...others, podInfo(pod)]);
}

const NOBODY: readonly PodInfo[] = [];

/** The pods to which the pod must leave their room on the node. */
export function guestsOf({ pods }: Nominations, node: string, pod: Pod): readonly PodInfo[] {
  if (pods.map.size === 0) return NOBODY;
  return (pods.map.get(node) ?? NOBODY).filter(
    (guest) => guest.pod.metadata.uid !== pod.metadata.uid && priorityOf(guest.pod) >= priorityOf(pod),
  );
}

/** The pods that lose their room on the node to the pod. */
export function supersededBy({ pods }: Nominations, node: string, pod: Pod): readonly Pod[] {
  const guests = pods.map.get(node) ?? NOBODY;
  return guests.map((guest) => guest.pod).filter((guest) => priorityOf(guest) < priorityOf(pod));
}
