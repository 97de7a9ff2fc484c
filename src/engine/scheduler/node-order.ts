/** The order in which nodes are looked at: zones take turns. Models pkg/scheduler/backend/cache/node_tree.go. */
import type { Node } from '../api/node';

const REGION = 'topology.kubernetes.io/region';
export const ZONE = 'topology.kubernetes.io/zone';

export function zoneOf({ metadata }: Node): string {
  const labels = metadata.labels ?? {};
  return `${labels[REGION] ?? ''} ${labels[ZONE] ?? ''}`;
}

/** One node of each zone in turn; within a zone, and of the zones, whoever came first. */
export function inTurns(nodes: Iterable<{ readonly name: string; readonly node: Node }>): readonly string[] {
  const zones = new Map<string, string[]>();
  let longest = 0;
  for (const { name, node } of nodes) {
    const zone = zoneOf(node);
    const names = zones.get(zone) ?? [];
    names.push(name);
    zones.set(zone, names);
    longest = Math.max(longest, names.length);
  }
  const order: string[] = [];
  for (let turn = 0; turn < longest; turn++) {
    for (const names of zones.values()) {
      const name = names[turn];
      if (name !== undefined) order.push(name);
    }
  }
  return order;
}
