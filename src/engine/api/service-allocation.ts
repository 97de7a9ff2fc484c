/**
 * What the API server allocates for a Service, and how an update keeps it. Models patchAllocatedValues,
 * normalizeClusterIPs and dropTypeDependentFields in pkg/registry/core/service.
 */
import { deepEqual } from './equal';
import type { ServicePort, ServiceSpec } from './service-types';
import { mapShared, withFields } from './share';

export function isHeadless({ clusterIPs = [] }: ServiceSpec): boolean {
  return clusterIPs.length === 1 && clusterIPs[0] === 'None';
}

export function needsClusterIp({ type }: ServiceSpec): boolean {
  return type === 'ClusterIP' || type === 'NodePort' || type === 'LoadBalancer';
}

export function needsNodePorts({ type, allocateLoadBalancerNodePorts }: ServiceSpec): boolean {
  return type === 'NodePort' || (type === 'LoadBalancer' && allocateLoadBalancerNodePorts !== false);
}

/** Load balancers ask a node's kube-proxy on this port whether it has endpoints of its own. */
export function needsHealthCheckNodePort({ type, externalTrafficPolicy }: ServiceSpec): boolean {
  return type === 'LoadBalancer' && externalTrafficPolicy === 'Local';
}

/** Reachable from outside the cluster. */
export function isExternallyAccessible({ type, externalIPs = [] }: ServiceSpec): boolean {
  return type === 'LoadBalancer' || type === 'NodePort' || (type === 'ClusterIP' && externalIPs.length > 0);
}

/** People write `clusterIP`; the list of both families follows it. */
export function withClusterIps(spec: ServiceSpec): ServiceSpec {
  const { clusterIP = '', clusterIPs = [] } = spec;
  return clusterIP !== '' && clusterIPs.length === 0 ? { ...spec, clusterIPs: [clusterIP] } : spec;
}

type Writable<T> = { -readonly [K in keyof T]?: T[K] };

/** An update that changes or clears only one of the two forms of the address means both. */
function withUpdatedClusterIps(spec: ServiceSpec, old: ServiceSpec): ServiceSpec {
  const { clusterIP = '' } = spec;
  const before = old.clusterIP ?? '';
  if (clusterIP === before || !deepEqual(spec.clusterIPs, old.clusterIPs)) return withClusterIps(spec);
  if (clusterIP !== '') return { ...spec, clusterIPs: [clusterIP] };
  const { clusterIPs: _, ...rest } = spec;
  return rest;
}

/** Ports keep their node ports by name, unless the new object uses these for others. */
function withOldNodePorts(
  ports: readonly ServicePort[],
  old: readonly ServicePort[],
): readonly ServicePort[] {
  const given = new Set(ports.map((port) => port.nodePort ?? 0));
  const used = new Set(old.map((port) => port.nodePort ?? 0).filter((port) => given.has(port)));
  const byName = new Map(old.map((port) => [port.name ?? '', port.nodePort ?? 0]));
  return mapShared(ports, (port) => {
    const nodePort = byName.get(port.name ?? '') ?? 0;
    if ((port.nodePort ?? 0) !== 0 || nodePort === 0 || used.has(nodePort)) return port;
    used.add(nodePort);
    return { ...port, nodePort };
  });
}

/** What a client left out and the API server had allocated before. */
function withOldAllocations(spec: ServiceSpec, old: ServiceSpec): ServiceSpec {
  const kept: Writable<ServiceSpec> = {};
  if (needsClusterIp(spec) && needsClusterIp(old)) {
    const clusterIP = spec.clusterIP || old.clusterIP;
    if (clusterIP !== undefined) kept.clusterIP = clusterIP;
    const hasNone = (spec.clusterIPs ?? []).length === 0;
    if (hasNone && clusterIP === old.clusterIP && old.clusterIPs !== undefined) {
      kept.clusterIPs = old.clusterIPs;
    }
  }
  if (needsNodePorts(spec) && needsNodePorts(old) && spec.ports !== undefined) {
    kept.ports = withOldNodePorts(spec.ports, old.ports ?? []);
  }
  if (needsHealthCheckNodePort(spec) && needsHealthCheckNodePort(old) && old.healthCheckNodePort) {
    kept.healthCheckNodePort = spec.healthCheckNodePort || old.healthCheckNodePort;
  }
  return withFields(spec, kept);
}

/** Fields that depend on the type, and which update of the type drops them when the client left them as they were. */
const DEPENDENT: readonly (readonly [needs: (spec: ServiceSpec) => boolean, keys: (keyof ServiceSpec)[]])[] =
  [
    [needsClusterIp, ['clusterIP', 'clusterIPs', 'ipFamilies', 'ipFamilyPolicy', 'internalTrafficPolicy']],
    [needsHealthCheckNodePort, ['healthCheckNodePort']],
    [({ type }) => type === 'LoadBalancer', ['allocateLoadBalancerNodePorts', 'loadBalancerClass']],
    [isExternallyAccessible, ['externalTrafficPolicy']],
  ];

function withoutNodePort(port: ServicePort): ServicePort {
  const { nodePort: _, ...rest } = port;
  return rest;
}

function withoutDependents(spec: ServiceSpec, old: ServiceSpec): ServiceSpec {
  if (spec.type === old.type && spec.externalTrafficPolicy === old.externalTrafficPolicy) return spec;
  const result: Writable<ServiceSpec> = { ...spec };
  for (const [needs, keys] of DEPENDENT) {
    if (!needs(old) || needs(spec)) continue;
    for (const key of keys) if (deepEqual(spec[key], old[key])) delete result[key];
  }
  const before = (old.ports ?? []).map((port) => port.nodePort ?? 0);
  const after = (spec.ports ?? []).map((port) => port.nodePort ?? 0);
  if (needsNodePorts(old) && !needsNodePorts(spec) && deepEqual(before, after) && spec.ports !== undefined) {
    result.ports = spec.ports.map(withoutNodePort);
  }
  return result;
}

/** The spec of an update, with what was allocated for the old one. */
export function withAllocationsOf(spec: ServiceSpec, old: ServiceSpec): ServiceSpec {
  return withoutDependents(withUpdatedClusterIps(withOldAllocations(spec, old), old), old);
}
