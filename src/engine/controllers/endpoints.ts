/**
 * What a pod is to a Service: an endpoint with conditions, and the ports at which it listens.
 * Models staging/src/k8s.io/endpointslice/utils.go (podToEndpoint, getEndpointPorts).
 */
import type { Endpoint, EndpointPort } from '../api/endpointslice';
import type { Container, Pod } from '../api/pod';
import { isPodReady, isPodTerminal } from '../api/pod-status';
import type { Service, ServicePort } from '../api/service';

/** Its address is worth telling: it has one, and it is not finished. */
export function belongsInEndpoints(pod: Pod): boolean {
  return !isPodTerminal(pod) && addressesOf(pod).length > 0;
}

const NO_IPS: readonly { readonly ip: string }[] = [];

function addressesOf({ status }: Pod): readonly { readonly ip: string }[] {
  return status.podIPs ?? NO_IPS;
}

function isIpv6(ip: string): boolean {
  return ip.includes(':');
}

function makeEndpoint(pod: Pod, zone: string, service: Service, addressType: string): Endpoint {
  const { name, namespace = '', uid = '', deletionTimestamp } = pod.metadata;
  const { nodeName = '', hostname = '', subdomain = '' } = pod.spec;
  const serving = isPodReady(pod);
  const terminating = deletionTimestamp !== undefined;
  const ready = service.spec.publishNotReadyAddresses === true || (serving && !terminating);
  const addresses = addressesOf(pod)
    .map(({ ip }) => ip)
    .filter((ip) => isIpv6(ip) === (addressType === 'IPv6'));
  return {
    addresses,
    conditions: { ready, serving, terminating },
    ...(hostname !== '' && subdomain === service.metadata.name ? { hostname } : {}),
    targetRef: { kind: 'Pod', namespace, name, uid },
    ...(nodeName === '' ? {} : { nodeName }),
    ...(zone === '' ? {} : { zone }),
  };
}

interface Remembered {
  readonly zone: string;
  readonly addressType: string;
  readonly endpoint: Endpoint;
}

/** A pod that did not change is the same endpoint to a Service that did not change: comparing them costs nothing. */
const remembered = new WeakMap<Service, WeakMap<Pod, Remembered>>();

export function endpointOf(pod: Pod, zone: string, service: Service, addressType: string): Endpoint {
  let ofService = remembered.get(service);
  if (ofService === undefined) {
    ofService = new WeakMap();
    remembered.set(service, ofService);
  }
  const known = ofService.get(pod);
  if (known !== undefined && known.zone === zone && known.addressType === addressType) return known.endpoint;
  const endpoint = makeEndpoint(pod, zone, service, addressType);
  ofService.set(pod, { zone, addressType, endpoint });
  return endpoint;
}

/** By what an endpoint is found again in a slice. Models hashEndpoint. */
export function endpointKey({ addresses, hostname = '', targetRef }: Endpoint): string {
  return `${targetRef?.uid ?? ''} ${hostname} ${addresses.join(',')}`;
}

/** Equal in what `endpointKey` leaves out. Models EndpointsEqualBeyondHash. */
export function isSameEndpoint(a: Endpoint, b: Endpoint): boolean {
  if (a === b) return true;
  return (
    a.conditions.ready === b.conditions.ready &&
    a.conditions.serving === b.conditions.serving &&
    a.conditions.terminating === b.conditions.terminating &&
    a.nodeName === b.nodeName &&
    a.zone === b.zone &&
    a.targetRef?.name === b.targetRef?.name
  );
}

function namedPort(containers: readonly Container[], name: string, protocol: string): number | undefined {
  for (const { ports } of containers) {
    const found = ports?.find((port) => port.name === name && (port.protocol ?? 'TCP') === protocol);
    if (found !== undefined) return found.containerPort;
  }
  return undefined;
}

/** The port of the pod to which a port of the Service leads. Sidecars have ports too. Models FindPort. */
function targetPort({ spec }: Pod, { port, targetPort: target = port, protocol = 'TCP' }: ServicePort) {
  if (typeof target === 'number') return target;
  const sidecars = (spec.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === 'Always');
  return namedPort(spec.containers, target, protocol) ?? namedPort(sidecars, target, protocol);
}

function resolve(service: Service, pod: Pod): readonly EndpointPort[] {
  const resolved: EndpointPort[] = [];
  for (const servicePort of service.spec.ports ?? []) {
    const port = targetPort(pod, servicePort);
    const { name = '', protocol = 'TCP', appProtocol } = servicePort;
    if (port === undefined) continue;
    resolved.push({ name, protocol, port, ...(appProtocol === undefined ? {} : { appProtocol }) });
  }
  return resolved;
}

/** Ports of a Service for pods of the same containers, which all pods of a template share. */
const resolvedPorts = new WeakMap<Service, WeakMap<readonly Container[], readonly EndpointPort[]>>();

export function portsOf(service: Service, pod: Pod): readonly EndpointPort[] {
  const { containers, initContainers = [] } = pod.spec;
  if (initContainers.length > 0) return resolve(service, pod);
  let ofService = resolvedPorts.get(service);
  if (ofService === undefined) {
    ofService = new WeakMap();
    resolvedPorts.set(service, ofService);
  }
  let ports = ofService.get(containers);
  if (ports === undefined) {
    ports = resolve(service, pod);
    ofService.set(containers, ports);
  }
  return ports;
}

const portKeys = new WeakMap<readonly EndpointPort[], string>();

/** Endpoints share a slice when they have the same ports. Models NewPortMapKey. */
export function portKey(ports: readonly EndpointPort[]): string {
  let key = portKeys.get(ports);
  if (key === undefined) {
    const parts = ports.map(
      ({ name = '', port = 0, protocol = '', appProtocol = '' }) =>
        `${name}:${port}/${protocol}/${appProtocol}`,
    );
    key = parts.sort().join(' ');
    portKeys.set(ports, key);
  }
  return key;
}
