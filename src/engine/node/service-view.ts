/** The Services as a machine's rules have them, and the way to the machines of their endpoints. */
import type { Context } from '../kernel/component';
import type { Address } from '../kernel/event';
import { hashText32 } from '../kernel/hash';
import { nextUint32 } from '../kernel/random';
import { nodeOf } from '../network/routes';
import { chooseBackend, type Backend, type ServiceRules } from '../network/rules';
import { serviceOfIp, type TableView } from '../network/table';
import type { ContainerdState } from './containerd-state';
import { serviceTableAt, type ServiceTableState } from './service-table';

/** The Services as this node's rules have them: as of now, or of the moment when its kube-proxy last followed. */
export function viewOf(state: ContainerdState, context: Context): TableView | null {
  const address = `${state.cluster}/service-table`;
  if (!context.isUp(address)) return null;
  const proxy = `${state.cluster}/${state.node}/kube-proxy`;
  if (context.isUp(proxy) && context.canReach(proxy, `${state.cluster}/kube-apiserver`))
    state.tableSeenAt = context.now;
  return serviceTableAt(context.peer(address) as ServiceTableState, state.node, state.tableSeenAt);
}

export interface Destination {
  readonly service: string;
  /** Null: the connection is rejected. */
  readonly backend: Pick<Backend, 'ip' | 'port' | 'pod'> | null;
}

/** Where a connection to an address really goes; undefined when it is lost. */
export function destinationOf(
  state: ContainerdState,
  view: TableView | null,
  fromIp: string,
  ip: string,
  port: number,
): Destination | undefined {
  const rules = view === null ? undefined : serviceOfIp(view, ip);
  if (rules === undefined) return { service: '', backend: { ip, port, pod: '' } };
  const service = `${rules.namespace}/${rules.name}`;
  const portRules = rules.ports.find((candidate) => candidate.port === port);
  if (portRules === undefined) return undefined;
  return { service, backend: pick(state, rules, portRules, fromIp) };
}

function pick(
  state: ContainerdState,
  rules: ServiceRules,
  port: ServiceRules['ports'][number],
  fromIp: string,
): Backend | null {
  return chooseBackend(rules, port, state.node, () => nextUint32(state.picks), hashText32(fromIp) >>> 0);
}

/** The runtime of the machine to which packets for an address go; undefined when nobody knows the way. */
export function runtimeAt(state: ContainerdState, context: Context, ip: string): Address | undefined {
  const { routes } = context.peer(`${state.cluster}/service-table`) as ServiceTableState;
  const node = nodeOf(routes, ip);
  return node === undefined ? undefined : `${state.cluster}/${node}/containerd`;
}
