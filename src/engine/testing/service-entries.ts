/** Services with endpoints, for tests of the network's pure parts. */
import type { Endpoint, EndpointSlice } from '../api/endpointslice';
import type { Service, ServiceSpec } from '../api/service';
import type { ServiceEntry } from '../network/rules';

export interface EndpointWishes {
  readonly ready?: boolean;
  readonly serving?: boolean;
  readonly terminating?: boolean;
  readonly hostname?: string;
  readonly node?: string;
}

function endpoint(ip: string, wishes: EndpointWishes): Endpoint {
  const { hostname, node = 'worker-1', ...conditions } = wishes;
  return {
    addresses: [ip],
    conditions,
    nodeName: node,
    targetRef: { kind: 'Pod', namespace: 'default', name: `pod-${ip.split('.').at(-1) ?? ''}` },
    ...(hostname === undefined ? {} : { hostname }),
  };
}

function slice(endpoints: Readonly<Record<string, EndpointWishes>>): EndpointSlice {
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { name: 'web-x', namespace: 'default', labels: { 'kubernetes.io/service-name': 'web' } },
    addressType: 'IPv4',
    endpoints: Object.entries(endpoints).map(([ip, wishes]) => endpoint(ip, wishes)),
    ports: [{ name: '', protocol: 'TCP', port: 8080 }],
  };
}

/** A Service `default/web` on port 80, with endpoints by address. */
export function serviceEntry(
  endpoints: Readonly<Record<string, EndpointWishes>>,
  spec: Partial<ServiceSpec> = {},
): ServiceEntry {
  const service: Service = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'web', namespace: 'default' },
    spec: { type: 'ClusterIP', clusterIP: '10.96.0.7', ports: [{ port: 80, targetPort: 8080 }], ...spec },
    status: { loadBalancer: {} },
  };
  return { service, slices: [slice(endpoints)] };
}
