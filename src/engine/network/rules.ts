/**
 * The rules that kube-proxy makes of a Service and its EndpointSlices, in iptables mode: which address leads to which
 * endpoint, with what probability. Models pkg/proxy/iptables/proxier.go and pkg/proxy/topology.go.
 */
import type { Endpoint, EndpointSlice } from '../api/endpointslice';
import type { Service } from '../api/service';

/** A Service and its slices at one moment. Immutable. */
export interface ServiceEntry {
  readonly service: Service;
  readonly slices: readonly EndpointSlice[];
}

/** Where a connection to a Service may end. */
export interface Backend {
  readonly ip: string;
  readonly port: number;
  /** Name of the pod; '' for an endpoint that is none. */
  readonly pod: string;
  readonly node: string;
  /** Of this rule, once the rules before it have not been taken: 1/n, 1/(n-1) … 1. */
  readonly probability: number;
}

export interface PortRules {
  readonly name: string;
  readonly protocol: string;
  readonly port: number;
  /** 0 for none. */
  readonly nodePort: number;
  /** Empty: connections are rejected. */
  readonly backends: readonly Backend[];
}

export interface ServiceRules {
  readonly namespace: string;
  readonly name: string;
  readonly type: string;
  /** '' for a headless Service and an ExternalName. */
  readonly clusterIp: string;
  readonly externalName: string;
  /** True when a client keeps its endpoint. */
  readonly sticky: boolean;
  /** True when only endpoints on the client's node are used. */
  readonly local: boolean;
  readonly ports: readonly PortRules[];
  /** Ready endpoints by address, for the names of a headless Service. */
  readonly hosts: readonly { readonly ip: string; readonly hostname: string }[];
}

function isReady({ conditions }: Endpoint): boolean {
  return conditions.ready !== false;
}

function isServingWhileTerminating({ conditions }: Endpoint): boolean {
  return conditions.serving !== false && conditions.terminating === true;
}

type Placed = Omit<Backend, 'probability'>;

/** The endpoints of one port: those that are ready, or else those that still serve while they terminate. */
function endpointsOf(slices: readonly EndpointSlice[], portName: string): Placed[] {
  const pick = (fits: (endpoint: Endpoint) => boolean): Placed[] => {
    const found = new Map<string, Placed>();
    for (const { endpoints, ports } of slices) {
      const port = ports.find(({ name = '' }) => name === portName)?.port;
      if (port === undefined) continue;
      for (const endpoint of endpoints) {
        const [ip] = endpoint.addresses;
        if (ip === undefined || !fits(endpoint)) continue;
        found.set(ip, { ip, port, pod: endpoint.targetRef?.name ?? '', node: endpoint.nodeName ?? '' });
      }
    }
    return [...found.values()];
  };
  const ready = pick(isReady);
  return ready.length > 0 ? ready : pick(isServingWhileTerminating);
}

function withProbabilities(endpoints: readonly Placed[]): Backend[] {
  return endpoints.map((endpoint, i) => ({ ...endpoint, probability: 1 / (endpoints.length - i) }));
}

function hostsOf(slices: readonly EndpointSlice[]): ServiceRules['hosts'] {
  const hosts = new Map<string, { ip: string; hostname: string }>();
  for (const { endpoints } of slices) {
    for (const endpoint of endpoints) {
      const [ip] = endpoint.addresses;
      if (ip !== undefined && isReady(endpoint)) hosts.set(ip, { ip, hostname: endpoint.hostname ?? '' });
    }
  }
  return [...hosts.values()];
}

function compute({ service, slices }: ServiceEntry): ServiceRules {
  const { name, namespace = '' } = service.metadata;
  const { type = 'ClusterIP', clusterIP = '', externalName = '', ports = [], sessionAffinity } = service.spec;
  return {
    namespace,
    name,
    type,
    clusterIp: clusterIP === 'None' ? '' : clusterIP,
    externalName: type === 'ExternalName' ? externalName : '',
    sticky: sessionAffinity === 'ClientIP',
    local: service.spec.internalTrafficPolicy === 'Local',
    ports: ports.map((port) => ({
      name: port.name ?? '',
      protocol: port.protocol ?? 'TCP',
      port: port.port,
      nodePort: port.nodePort ?? 0,
      backends: withProbabilities(endpointsOf(slices, port.name ?? '')),
    })),
    hosts: hostsOf(slices),
  };
}

const computed = new WeakMap<ServiceEntry, ServiceRules>();

/** The rules of a Service, worked out when somebody first asks. */
export function rulesOf(entry: ServiceEntry): ServiceRules {
  const known = computed.get(entry);
  if (known !== undefined) return known;
  const rules = compute(entry);
  computed.set(entry, rules);
  return rules;
}

/** A rule's probability as iptables prints it: a multiple of 2^-31, with eleven digits. */
export function probabilityText(probability: number): string {
  return (Math.round(probability * 2147483648) / 2147483648).toFixed(11);
}

/**
 * The endpoint that a new connection gets, or null when it is rejected. `roll` in [0, 2^32) decides rule by rule, as the
 * kernel does; a sticky Service lets the client's address decide.
 */
export function chooseBackend(
  rules: ServiceRules,
  port: PortRules,
  node: string,
  roll: () => number,
  clientHash: number,
): Backend | null {
  const backends = rules.local
    ? withProbabilities(port.backends.filter((backend) => backend.node === node))
    : port.backends;
  if (rules.sticky && backends.length > 0) return backends[clientHash % backends.length] ?? null;
  return backends.find(({ probability }) => probability === 1 || roll() < probability * 4294967296) ?? null;
}
