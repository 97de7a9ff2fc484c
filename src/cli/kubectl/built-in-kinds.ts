/** Kinds that commands ask for without discovery, as kubectl's typed clients do. */
import type { Mapping } from './discovery';

function builtIn(group: string, version: string, kind: string, resource: string, namespaced = true): Mapping {
  const singular = kind.toLowerCase();
  return {
    group,
    version,
    kind,
    resource,
    singular,
    namespaced,
    shortNames: [],
    categories: [],
    verbs: [],
    subresources: [],
  };
}

export const PODS = builtIn('', 'v1', 'Pod', 'pods');
export const NODES = builtIn('', 'v1', 'Node', 'nodes', false);
export const EVENTS = builtIn('', 'v1', 'Event', 'events');
export const SECRETS = builtIn('', 'v1', 'Secret', 'secrets');
export const SERVICES = builtIn('', 'v1', 'Service', 'services');
export const RESOURCE_QUOTAS = builtIn('', 'v1', 'ResourceQuota', 'resourcequotas');
export const LIMIT_RANGES = builtIn('', 'v1', 'LimitRange', 'limitranges');
export const REPLICA_SETS = builtIn('apps', 'v1', 'ReplicaSet', 'replicasets');
export const DAEMON_SETS = builtIn('apps', 'v1', 'DaemonSet', 'daemonsets');
export const CONTROLLER_REVISIONS = builtIn('apps', 'v1', 'ControllerRevision', 'controllerrevisions');
export const ENDPOINT_SLICES = builtIn('discovery.k8s.io', 'v1', 'EndpointSlice', 'endpointslices');
export const LEASES = builtIn('coordination.k8s.io', 'v1', 'Lease', 'leases');
export const HORIZONTAL_POD_AUTOSCALERS_V2 = builtIn(
  'autoscaling',
  'v2',
  'HorizontalPodAutoscaler',
  'horizontalpodautoscalers',
);
export const NODE_METRICS = builtIn('metrics.k8s.io', 'v1beta1', 'NodeMetrics', 'nodes', false);
export const POD_METRICS = builtIn('metrics.k8s.io', 'v1beta1', 'PodMetrics', 'pods');
