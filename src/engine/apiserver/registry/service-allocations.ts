/**
 * Which Service holds which cluster IP and node port: an index over the stored Services, kept with every commit and
 * made anew after a restart. (Upstream stores IPAddress objects and a bitmap of ports for the same purpose.)
 */
import type { Service, ServiceSpec } from '../../api/service';
import { range, type Change, type EtcdState } from '../../etcd/store';
import { cowMap, writable } from '../../kernel/cow';
import type { ApiServerState, ServiceAllocations } from '../state';

const PREFIX = 'services/specs';

function clusterIpsOf({ clusterIPs = [] }: ServiceSpec): readonly string[] {
  return clusterIPs.filter((ip) => ip !== '' && ip !== 'None');
}

/** Node ports of the spec, that of the health check included. */
export function nodePortsOf({ ports = [], healthCheckNodePort = 0 }: ServiceSpec): readonly number[] {
  return [...ports.map(({ nodePort = 0 }) => nodePort), healthCheckNodePort].filter((port) => port !== 0);
}

function take(allocations: ServiceAllocations, epoch: number, key: string, { spec }: Service): void {
  for (const ip of clusterIpsOf(spec)) writable(allocations.clusterIps, epoch).set(ip, key);
  for (const port of nodePortsOf(spec)) writable(allocations.nodePorts, epoch).set(port, key);
}

function release(allocations: ServiceAllocations, epoch: number, { spec }: Service): void {
  for (const ip of clusterIpsOf(spec)) writable(allocations.clusterIps, epoch).delete(ip);
  for (const port of nodePortsOf(spec)) writable(allocations.nodePorts, epoch).delete(port);
}

/** The index, made from what is stored when nobody has needed it yet. */
export function allocationsOf(state: ApiServerState, etcd: EtcdState, epoch: number): ServiceAllocations {
  if (state.allocations !== null) return state.allocations;
  const allocations: ServiceAllocations = { clusterIps: cowMap(), nodePorts: cowMap() };
  for (const { key, value } of range(etcd, PREFIX).values()) take(allocations, epoch, key, value as Service);
  state.allocations = allocations;
  return allocations;
}

/** Keeps the index with a committed write. */
export function noteAllocations(state: ApiServerState, epoch: number, change: Change): void {
  const { allocations } = state;
  if (allocations === null) return;
  if (change.previous !== undefined) release(allocations, epoch, change.previous as Service);
  if (change.type !== 'DELETED') take(allocations, epoch, change.key, change.value as Service);
}
