/**
 * Service. Models pkg/apis/core (types, defaults, validation) and pkg/registry/core/service/strategy.go. Its addresses and
 * node ports are allocated by the API server.
 */
import { ageColumn, column, nameColumn, wideColumn } from './columns';
import type { Column, Kind } from './kind';
import type { StringMap } from './meta';
import { inheritMeta } from './meta-update';
import { validateMetaUpdate } from './meta-validation';
import { formatSelector } from './selector';
import {
  isExternallyAccessible,
  needsClusterIp,
  withAllocationsOf,
  withClusterIps,
} from './service-allocation';
import { SERVICE_STRUCTS } from './service-schema';
import type { LoadBalancerIngress, Service, ServicePort, ServiceSpec, ServiceStatus } from './service-types';
import { validateServiceUpdate } from './service-update-validation';
import { validateService } from './service-validation';
import { mapShared, memoisedCompletion, withFields } from './share';

export type * from './service-types';

const NO_SPEC: ServiceSpec = {};
const NO_STATUS: ServiceStatus = { loadBalancer: {} };
const AFFINITY_SECONDS = 10_800;

function defaultPort(port: ServicePort): ServicePort {
  return withFields(port, { protocol: port.protocol || 'TCP', targetPort: port.targetPort || port.port });
}

/** How long a client stays with its pod; nothing without session affinity. */
function withAffinityConfig(spec: ServiceSpec): ServiceSpec {
  const { sessionAffinity, sessionAffinityConfig, ...rest } = spec;
  if (sessionAffinity === 'None' && sessionAffinityConfig !== undefined) return { ...rest, sessionAffinity };
  if (sessionAffinity !== 'ClientIP' || sessionAffinityConfig?.clientIP?.timeoutSeconds !== undefined)
    return spec;
  return { ...spec, sessionAffinityConfig: { clientIP: { timeoutSeconds: AFFINITY_SECONDS } } };
}

/** Models SetDefaults_Service. */
const defaultSpec = memoisedCompletion((given: ServiceSpec): ServiceSpec => {
  const spec = withFields(given, {
    type: given.type || 'ClusterIP',
    sessionAffinity: given.sessionAffinity || 'None',
    ...(given.ports === undefined ? {} : { ports: mapShared(given.ports, defaultPort) }),
  });
  return withFields(withAffinityConfig(spec), {
    ...(needsClusterIp(spec) ? { internalTrafficPolicy: spec.internalTrafficPolicy ?? 'Cluster' } : {}),
    ...(isExternallyAccessible(spec)
      ? { externalTrafficPolicy: spec.externalTrafficPolicy || 'Cluster' }
      : {}),
    ...(spec.type === 'LoadBalancer'
      ? { allocateLoadBalancerNodePorts: spec.allocateLoadBalancerNodePorts ?? true }
      : {}),
  });
});

function defaultIngress(ingress: LoadBalancerIngress): LoadBalancerIngress {
  return ingress.ip === undefined ? ingress : withFields(ingress, { ipMode: ingress.ipMode ?? 'VIP' });
}

function defaultStatus(status: ServiceStatus = NO_STATUS, { type }: ServiceSpec): ServiceStatus {
  const loadBalancer = status.loadBalancer ?? NO_STATUS.loadBalancer;
  const { ingress } = loadBalancer;
  const complete =
    ingress === undefined || type !== 'LoadBalancer'
      ? loadBalancer
      : withFields(loadBalancer, { ingress: mapShared(ingress, defaultIngress) });
  return withFields(status, { loadBalancer: complete });
}

function applyDefaults(service: Service): Service {
  const spec = defaultSpec(service.spec ?? NO_SPEC);
  return withFields(service, { spec, status: defaultStatus(service.status, spec) });
}

function prepareForUpdate(service: Service, old: Service): Service {
  return withFields(service, {
    metadata: inheritMeta(service.metadata, old.metadata),
    spec: withAllocationsOf(service.spec, old.spec),
    status: service.spec.type === 'LoadBalancer' ? old.status : NO_STATUS,
  });
}

function portsCell({ ports = [] }: ServiceSpec): string {
  const texts = ports.map(({ port, nodePort = 0, protocol = '' }) =>
    nodePort > 0 ? `${port}:${nodePort}/${protocol}` : `${port}/${protocol}`,
  );
  return texts.join(',') || '<none>';
}

const BALANCERS_WIDTH = 16;

/** Addresses of the load balancer; long lists are cut, except with `-o wide`. */
function balancers(ingress: readonly LoadBalancerIngress[], isWide: boolean): string {
  const names = new Set(
    ingress.map(({ ip, hostname }) => ip || hostname || '').filter((name) => name !== ''),
  );
  const text = [...names].sort().join(',');
  return text.length > BALANCERS_WIDTH && !isWide ? `${text.slice(0, BALANCERS_WIDTH - 3)}...` : text;
}

function externalCell({ spec, status }: Service, isWide: boolean): string {
  const { externalIPs = [] } = spec;
  switch (spec.type) {
    case 'ExternalName':
      return spec.externalName ?? '';
    case 'LoadBalancer': {
      const text = balancers(status.loadBalancer.ingress ?? [], isWide);
      if (externalIPs.length === 0) return text || '<pending>';
      return [...(text === '' ? [] : text.split(',')), ...externalIPs].join(',');
    }
    case 'ClusterIP':
    case 'NodePort':
      return externalIPs.join(',') || '<none>';
    default:
      return '<unknown>';
  }
}

const externalColumn: Column<Service> = {
  ...column('External-IP', (service: Service) => externalCell(service, false)),
  wideCell: (service) => externalCell(service, true),
};

function selectorCell(selector: StringMap | undefined): string {
  return selector === undefined ? '<none>' : formatSelector({ matchLabels: selector }) || '<none>';
}

export const serviceKind: Kind<Service> = {
  group: '',
  version: 'v1',
  kind: 'Service',
  resource: 'services',
  singular: 'service',
  shortNames: ['svc'],
  categories: ['all'],
  namespaced: true,
  storagePrefix: 'services/specs',
  structs: SERVICE_STRUCTS,
  hasStatus: true,
  hasGeneration: false,
  hasScale: false,
  gracePeriodSeconds: () => 0,
  applyDefaults,
  prepareForCreate: (service) =>
    withFields(service, { spec: withClusterIps(service.spec), status: NO_STATUS }),
  prepareForUpdate,
  validateCreate: validateService,
  validateUpdate: validateServiceUpdate,
  validateStatusUpdate: (service, old) => validateMetaUpdate(service.metadata, old.metadata),
  selectableFields: {
    'spec.clusterIP': ({ spec }) => spec.clusterIP ?? '',
    'spec.type': ({ spec }) => spec.type ?? '',
  },
  columns: [
    nameColumn,
    column('Type', ({ spec }) => spec.type ?? ''),
    column('Cluster-IP', ({ spec }) => spec.clusterIPs?.[0] ?? '<none>'),
    externalColumn,
    column('Port(s)', ({ spec }) => portsCell(spec)),
    ageColumn,
    wideColumn('Selector', ({ spec }) => selectorCell(spec.selector)),
  ],
};
