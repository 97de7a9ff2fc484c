/** Nodes and workloads as the picture shows them. */
import { conditionOf } from '../../engine/api/conditions';
import type { Deployment } from '../../engine/api/deployment';
import { controllerOf } from '../../engine/api/meta';
import type { Node } from '../../engine/api/node';
import { parseBytes, parseMillicores } from '../../engine/api/quantity';
import type { ReplicaSet } from '../../engine/api/replicaset';
import type { NodeView, WorkloadView } from '../protocol';
import { objectId } from './ids';

/** What the pods of a node ask for together. */
export interface NodeLoad {
  readonly cpuMillicores: number;
  readonly memoryBytes: number;
  readonly pods: number;
}

const CONTROL_PLANE_LABEL = 'node-role.kubernetes.io/control-plane';

export function nodeView(cluster: string, node: Node, load: NodeLoad): NodeView {
  const { name, labels } = node.metadata;
  const { cpu = '0', memory = '0', pods = '0' } = node.status.allocatable ?? {};
  const condition = conditionOf(node.status.conditions, 'Ready');
  const ready = condition?.status === 'True';
  const word = condition === undefined ? 'Unknown' : ready ? 'Ready' : 'NotReady';
  return {
    id: objectId(cluster, 'nodes', '', name),
    name,
    statusText: node.spec.unschedulable === true ? `${word},SchedulingDisabled` : word,
    ready,
    controlPlane: labels !== undefined && CONTROL_PLANE_LABEL in labels,
    cpuAllocatableMillicores: parseMillicores(cpu) ?? 0,
    cpuRequestedMillicores: load.cpuMillicores,
    memoryAllocatableBytes: parseBytes(memory) ?? 0,
    memoryRequestedBytes: load.memoryBytes,
    podCapacity: Number(pods),
    podCount: load.pods,
  };
}

export function deploymentView(cluster: string, { metadata, spec, status }: Deployment): WorkloadView {
  const { name, namespace = '' } = metadata;
  return {
    id: objectId(cluster, 'deployments', namespace, name),
    kind: 'Deployment',
    namespace,
    name,
    desired: spec.replicas ?? 1,
    current: status.replicas ?? 0,
    ready: status.readyReplicas ?? 0,
    updated: status.updatedReplicas ?? 0,
    owner: '',
  };
}

export function replicaSetView(cluster: string, { metadata, spec, status }: ReplicaSet): WorkloadView {
  const { name, namespace = '' } = metadata;
  const owner = controllerOf(metadata);
  return {
    id: objectId(cluster, 'replicasets', namespace, name),
    kind: 'ReplicaSet',
    namespace,
    name,
    desired: spec.replicas ?? 1,
    current: status.replicas,
    ready: status.readyReplicas ?? 0,
    updated: status.replicas,
    owner: owner === undefined ? '' : objectId(cluster, 'deployments', namespace, owner.name),
  };
}
