/**
 * What the API server gives to a Service: IP families, cluster IPs and node ports. Models
 * pkg/registry/core/service/storage/alloc.go for a cluster with one IPv4 range. Nothing is taken before the commit, so
 * nothing has to be given back when a later stage refuses.
 */
import { invalid as invalidField, type FieldError } from '../../api/field-error';
import { goStringList } from '../../api/go-print';
import { isIpv6 } from '../../api/ip';
import type { ApiObject } from '../../api/meta';
import type { Service, ServicePort, ServiceSpec } from '../../api/service';
import { needsHealthCheckNodePort, needsNodePorts } from '../../api/service-allocation';
import { validateClusterIps } from '../../api/service-validation';
import { internalError, invalid, type Status } from '../../api/status';
import type { Exchange } from '../exchange';
import { clusterIpRefusal, nextClusterIp } from './cluster-ip';
import { nextNodePort, nodePortRefusal } from './node-port';
import { allocationsOf, nodePortsOf } from './service-allocations';

/** The allocation of one request while it is worked out. */
interface Allocation {
  readonly exchange: Exchange;
  readonly name: string;
  /** Ports of all Services, and those that this request has chosen. */
  readonly ports: Set<number>;
}

type Result<T> = T | Status;

function isStatus(value: object): value is Status {
  return 'kind' in value && value.kind === 'Status';
}

function refused(
  { exchange, name }: Allocation,
  field: string,
  value: Parameters<typeof invalidField>[1],
  detail: string,
): Status {
  return invalid(exchange.kind, name, [invalidField(field, value, detail)]);
}

function isHeadlessWithoutSelector({ clusterIP, selector = {} }: ServiceSpec): boolean {
  return clusterIP === 'None' && Object.keys(selector).length === 0;
}

/** The policy that a Service has when its author says nothing. */
function policyOf(spec: ServiceSpec, old: ServiceSpec | undefined): string {
  const given = spec.ipFamilyPolicy ?? old?.ipFamilyPolicy;
  return given ?? (isHeadlessWithoutSelector(spec) ? 'RequireDualStack' : 'SingleStack');
}

/** What the addresses and families that somebody asks for say against one another, and against the cluster. */
function familyErrors(spec: ServiceSpec, ipFamilyPolicy: string): readonly FieldError[] {
  const related = validateClusterIps({ ...spec, ipFamilyPolicy });
  if (related.length > 0) return related;
  const { clusterIPs = [], ipFamilies = [] } = spec;
  const errors: FieldError[] = [];
  for (const [count, what] of [
    [clusterIPs.length, 'cluster IPs'],
    [ipFamilies.length, 'IP families'],
  ] as const) {
    if (ipFamilyPolicy !== 'SingleStack' || count !== 2) continue;
    const detail = `must be 'RequireDualStack' or 'PreferDualStack' when multiple ${what} are specified`;
    errors.push(invalidField('spec.ipFamilyPolicy', ipFamilyPolicy, detail));
  }
  for (const [i, ip] of clusterIPs.entries()) {
    if (i < ipFamilies.length || !isIpv6(ip)) continue;
    const shown = goStringList(clusterIPs);
    errors.push(invalidField(`spec.clusterIPs[${i}]`, shown, 'IPv6 is not configured on this cluster'));
  }
  return errors;
}

/** Models initIPFamilyFields. */
function withFamilies(
  allocation: Allocation,
  spec: ServiceSpec,
  old: ServiceSpec | undefined,
): Result<ServiceSpec> {
  if (spec.type === 'ExternalName') return spec;
  const ipFamilyPolicy = policyOf(spec, old);
  const errors = familyErrors(spec, ipFamilyPolicy);
  if (errors.length > 0) return invalid(allocation.exchange.kind, allocation.name, errors);
  const given = spec.ipFamilies ?? [];
  const ipFamilies = given.length > 0 ? given : ['IPv4'];
  if (isHeadlessWithoutSelector(spec)) {
    const isOne = ipFamilyPolicy === 'SingleStack' || ipFamilies.length > 1;
    const other = ipFamilies[0] === 'IPv4' ? 'IPv6' : 'IPv4';
    return { ...spec, ipFamilyPolicy, ipFamilies: isOne ? ipFamilies : [...ipFamilies, other] };
  }
  if (ipFamilyPolicy === 'RequireDualStack') {
    const detail = 'this cluster is not configured for dual-stack services';
    return refused(allocation, 'spec.ipFamilyPolicy', ipFamilyPolicy, detail);
  }
  const missing = ipFamilies.indexOf('IPv6');
  if (missing >= 0) {
    return refused(allocation, `spec.ipFamilies[${missing}]`, 'IPv6', 'not configured on this cluster');
  }
  return { ...spec, ipFamilyPolicy, ipFamilies };
}

/** Models allocClusterIPs. */
function withClusterIp(allocation: Allocation, spec: ServiceSpec): Result<ServiceSpec> {
  if (spec.type === 'ExternalName' || spec.clusterIP === 'None') return spec;
  const { state, etcd, context } = allocation.exchange;
  const taken = allocationsOf(state, etcd, context.epoch).clusterIps.map;
  const asked = spec.clusterIP ?? '';
  if (asked !== '') {
    const reason = clusterIpRefusal(taken, asked);
    if (reason === '') return { ...spec, clusterIPs: [asked] };
    const detail = `failed to allocate IP ${asked}: ${reason}`;
    return refused(allocation, 'spec.clusterIPs', goStringList(spec.clusterIPs ?? [asked]), detail);
  }
  const clusterIP = nextClusterIp(taken, state.choices);
  if (clusterIP === null) return internalError('failed to allocate a serviceIP: range is full');
  return { ...spec, clusterIP, clusterIPs: [clusterIP] };
}

/** A port that somebody asked for. `own`: what the Service has already. */
function askedPort(
  allocation: Allocation,
  field: string,
  port: number,
  own: ReadonlySet<number>,
): Status | null {
  if (own.has(port)) return null;
  const reason = nodePortRefusal(allocation.ports, port);
  if (reason !== '') return refused(allocation, field, port, reason);
  allocation.ports.add(port);
  return null;
}

function freePort(allocation: Allocation, what: string): Result<{ readonly port: number }> {
  const port = nextNodePort(allocation.ports, allocation.exchange.state.choices);
  if (port === 0) return internalError(`failed to allocate a ${what}: range is full`);
  allocation.ports.add(port);
  return { port };
}

/** Models initNodePorts and updateNodePorts. One port for several protocols gets one node port. */
function withNodePorts(
  allocation: Allocation,
  spec: ServiceSpec,
  own: ReadonlySet<number>,
): Result<ServiceSpec> {
  const given = spec.ports ?? [];
  if (spec.type !== 'NodePort' && spec.type !== 'LoadBalancer') return spec;
  const chosen = new Set(own);
  const ports: ServicePort[] = [];
  for (const [i, each] of given.entries()) {
    const isSame = ({ port }: ServicePort): boolean => port === each.port;
    const twin = [...ports, ...given].find((port) => isSame(port) && (port.nodePort ?? 0) !== 0);
    const nodePort = each.nodePort || (twin?.nodePort ?? 0);
    if (nodePort !== 0) {
      const status = askedPort(allocation, `spec.ports[${i}].nodePort`, nodePort, chosen);
      if (status !== null) return status;
      chosen.add(nodePort);
      ports.push(each.nodePort === nodePort ? each : { ...each, nodePort });
    } else if (needsNodePorts(spec)) {
      const free = freePort(allocation, 'nodePort');
      if (isStatus(free)) return free;
      chosen.add(free.port);
      ports.push({ ...each, nodePort: free.port });
    } else {
      ports.push(each);
    }
  }
  return { ...spec, ports };
}

/** Models allocHealthCheckNodePort. */
function withHealthCheckPort(
  allocation: Allocation,
  spec: ServiceSpec,
  own: ReadonlySet<number>,
): Result<ServiceSpec> {
  if (!needsHealthCheckNodePort(spec)) return spec;
  const { healthCheckNodePort: asked = 0 } = spec;
  if (asked === 0) {
    const free = freePort(allocation, 'HealthCheck NodePort 0');
    return isStatus(free) ? free : { ...spec, healthCheckNodePort: free.port };
  }
  const reason = own.has(asked) ? '' : nodePortRefusal(allocation.ports, asked);
  if (reason === '') return spec;
  return internalError(`failed to allocate requested HealthCheck NodePort ${asked}: ${reason}`);
}

/** True when the update needs no other address: it keeps its own, or has none. Models updateClusterIPs. */
function keepsClusterIp(spec: ServiceSpec, old: ServiceSpec | undefined): boolean {
  return old !== undefined && (old.type !== 'ExternalName' || spec.type === 'ExternalName');
}

/** The Service with all that it needs, or what stands against it. `old` is the stored one, for an update. */
export function allocateService(exchange: Exchange, object: ApiObject, old?: ApiObject): Service | Status {
  const service = object as Service;
  const before = (old as Service | undefined)?.spec;
  const { state, etcd, context } = exchange;
  const taken = allocationsOf(state, etcd, context.epoch).nodePorts.map;
  const allocation: Allocation = { exchange, name: service.metadata.name, ports: new Set(taken.keys()) };
  const own = new Set(before === undefined ? [] : nodePortsOf(before));
  let spec: Result<ServiceSpec> = withFamilies(allocation, service.spec, before);
  if (!isStatus(spec) && !keepsClusterIp(spec, before)) spec = withClusterIp(allocation, spec);
  if (!isStatus(spec)) spec = withNodePorts(allocation, spec, own);
  if (!isStatus(spec)) spec = withHealthCheckPort(allocation, spec, own);
  return isStatus(spec) ? spec : { ...service, spec };
}
