/** Reading a cluster's etcd beside the door, for those who look after its laws. */
import type { ApiObject } from '../api/meta';
import { range, type EtcdState } from '../etcd/store';
import type { Simulation } from '../kernel/simulation';

export function etcdOf(simulation: Simulation, cluster: string): EtcdState {
  return simulation.stateOf(`${cluster}/etcd`) as EtcdState;
}

/** All objects below a prefix of etcd's. */
export function objects<T extends ApiObject>(etcd: EtcdState, prefix: string): T[] {
  return [...range(etcd, prefix).values()].map(({ value }) => value as T);
}

/** The states of all components of one kind of a cluster, with the part of their address behind the cluster. */
export function statesOf<S>(
  simulation: Simulation,
  cluster: string,
  kind: string,
): { place: string; state: S }[] {
  const found: { place: string; state: S }[] = [];
  for (const address of simulation.addresses()) {
    if (simulation.kindOf(address) !== kind || !address.startsWith(`${cluster}/`)) continue;
    found.push({ place: address.slice(cluster.length + 1), state: simulation.stateOf(address) as S });
  }
  return found;
}
