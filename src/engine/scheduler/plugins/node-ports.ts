/** Two pods cannot have one port of a node. Models pkg/scheduler/framework/plugins/nodeports. */
import { SKIP, type FilterPlugin, type QueueingHint, type Rejection } from '../framework';
import { demandOf, portsConflict, type HostPort } from '../resources';

const NAME = 'NodePorts';
const REJECTED: Rejection = {
  plugin: NAME,
  reasons: ["node(s) didn't have free ports for the requested pod ports"],
  unresolvable: false,
};

function anyConflict(wanted: readonly HostPort[], used: readonly HostPort[]): boolean {
  return wanted.some((port) => used.some((other) => portsConflict(port, other)));
}

export const nodePorts: FilterPlugin<null> & QueueingHint = {
  name: NAME,
  preFilter: ({ demand }) => (demand.ports.length === 0 ? SKIP : { state: null }),
  filter: ({ demand }, { usedPorts }) => (anyConflict(demand.ports, usedPorts) ? REJECTED : null),
  concerns: ({ resource, old, now }) => (resource === 'node' ? old === undefined : now === undefined),
  helps: ({ spec }, event) =>
    event.resource === 'node' ||
    (event.old !== undefined && anyConflict(demandOf(spec).ports, demandOf(event.old.spec).ports)),
};
