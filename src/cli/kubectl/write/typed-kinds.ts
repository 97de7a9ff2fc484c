/** Where kinds that kubectl knows by their types are found: no discovery is asked for them. */
import type { KubeObject } from '../client';
import type { Mapping } from '../discovery';

const PLURALS: Readonly<Record<string, string>> = {
  Ingress: 'ingresses',
  PriorityClass: 'priorityclasses',
};
const CLUSTER_WIDE = new Set(['Namespace', 'ClusterRole', 'ClusterRoleBinding', 'PriorityClass', 'Node']);

/** The resource of a generated object. */
export function resourceOf({ apiVersion = 'v1', kind = '' }: KubeObject): Mapping {
  const slash = apiVersion.indexOf('/');
  const singular = kind.toLowerCase();
  return {
    group: slash < 0 ? '' : apiVersion.slice(0, slash),
    version: apiVersion.slice(slash + 1),
    kind,
    resource: PLURALS[kind] ?? `${singular}s`,
    singular,
    namespaced: !CLUSTER_WIDE.has(kind),
    shortNames: [],
    categories: [],
    verbs: [],
    subresources: [],
  };
}
