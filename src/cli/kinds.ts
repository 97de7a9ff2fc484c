/** How a kind is addressed: `<group>/<version>` and kind on one side, the plural of the URL on the other. */
export interface ResourceMapping {
  /** Plural, as in a URL. */
  readonly resource: string;
  /** `deployment.apps`, `pod`: as kubectl names it in its result lines. */
  readonly printed: string;
  readonly namespaced: boolean;
}

const mappings: Readonly<Record<string, ResourceMapping>> = {
  'v1 Namespace': { resource: 'namespaces', printed: 'namespace', namespaced: false },
  'v1 Node': { resource: 'nodes', printed: 'node', namespaced: false },
  'v1 Pod': { resource: 'pods', printed: 'pod', namespaced: true },
  'v1 Event': { resource: 'events', printed: 'event', namespaced: true },
  'apps/v1 ReplicaSet': { resource: 'replicasets', printed: 'replicaset.apps', namespaced: true },
  'apps/v1 Deployment': { resource: 'deployments', printed: 'deployment.apps', namespaced: true },
  'coordination.k8s.io/v1 Lease': {
    resource: 'leases',
    printed: 'lease.coordination.k8s.io',
    namespaced: true,
  },
};

/** The resource of a kind, or null when this cluster serves no such kind in that version. */
export function mappingOf(apiVersion: string, kind: string): ResourceMapping | null {
  return mappings[`${apiVersion} ${kind}`] ?? null;
}
