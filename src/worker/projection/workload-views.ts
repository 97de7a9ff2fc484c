/** What makes pods, as the picture shows it. */
import type { DaemonSet } from '../../engine/api/daemonset';
import type { Deployment } from '../../engine/api/deployment';
import { controllerOf, type ApiObject } from '../../engine/api/meta';
import type { ReplicaSet } from '../../engine/api/replicaset';
import type { WorkloadView } from '../protocol';
import { idOf, referencedId } from './ids';

type Counts = Pick<WorkloadView, 'desired' | 'current' | 'ready' | 'updated'>;

function deploymentCounts({ spec, status }: Deployment): Counts {
  return {
    desired: spec.replicas ?? 1,
    current: status.replicas ?? 0,
    ready: status.readyReplicas ?? 0,
    updated: status.updatedReplicas ?? 0,
  };
}

function replicaSetCounts({ spec, status }: ReplicaSet): Counts {
  const { replicas, readyReplicas = 0 } = status;
  return { desired: spec.replicas ?? 1, current: replicas, ready: readyReplicas, updated: replicas };
}

function daemonSetCounts({ status }: DaemonSet): Counts {
  return {
    desired: status.desiredNumberScheduled,
    current: status.currentNumberScheduled,
    ready: status.numberReady,
    updated: status.updatedNumberScheduled ?? 0,
  };
}

interface Workload {
  readonly kind: WorkloadView['kind'];
  counts(object: ApiObject): Counts;
}

/** By resource, which is also the prefix in etcd. */
const WORKLOADS: Readonly<Record<string, Workload>> = {
  deployments: { kind: 'Deployment', counts: (object) => deploymentCounts(object as Deployment) },
  replicasets: { kind: 'ReplicaSet', counts: (object) => replicaSetCounts(object as ReplicaSet) },
  daemonsets: { kind: 'DaemonSet', counts: (object) => daemonSetCounts(object as DaemonSet) },
};

export const WORKLOAD_PREFIXES = Object.keys(WORKLOADS);

/** Undefined for what makes no pods. */
export function workloadView(cluster: string, resource: string, object: ApiObject): WorkloadView | undefined {
  const workload = WORKLOADS[resource];
  if (workload === undefined) return undefined;
  const { metadata } = object;
  const { name, namespace = '' } = metadata;
  const owner = controllerOf(metadata);
  return {
    id: idOf(cluster, resource, object),
    kind: workload.kind,
    namespace,
    name,
    ...workload.counts(object),
    owner: owner === undefined ? '' : (referencedId(cluster, owner, namespace) ?? ''),
  };
}
