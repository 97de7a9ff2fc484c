/** Every kind that the API server serves. */
import { clusterRoleBindingKind, clusterRoleKind, roleBindingKind, roleKind } from './rbac';
import { cronJobKind } from './cronjob';
import { csiDriverKind, csiNodeKind, volumeAttachmentKind } from './csi';
import { endpointsKind } from './endpoints';
import { horizontalPodAutoscalerKind } from './horizontalpodautoscaler';
import { ingressClassKind } from './ingressclass';
import { ingressKind } from './ingress';
import { jobKind } from './job';
import { limitRangeKind } from './limitrange';
import { networkPolicyKind } from './networkpolicy';
import { persistentVolumeClaimKind } from './persistentvolumeclaim';
import { persistentVolumeKind } from './persistentvolume';
import { podDisruptionBudgetKind } from './poddisruptionbudget';
import { podTemplateKind } from './podtemplate';
import { replicationControllerKind } from './replicationcontroller';
import { resourceQuotaKind } from './resourcequota';
import { runtimeClassKind } from './runtimeclass';
import { statefulSetKind } from './statefulset';
import { storageClassKind } from './storageclass';
import { configMapKind } from './configmap';
import { controllerRevisionKind } from './controllerrevision';
import { daemonSetKind } from './daemonset';
import { deploymentKind } from './deployment';
import { endpointSliceKind } from './endpointslice';
import { eventKind } from './event';
import { apiVersionOf, type Kind } from './kind';
import { leaseKind } from './lease';
import { namespaceKind } from './namespace';
import { nodeKind } from './node';
import { podKind } from './pod';
import { priorityClassKind } from './priorityclass';
import { replicaSetKind } from './replicaset';
import { secretKind } from './secret';
import { serviceKind } from './service';
import { serviceAccountKind } from './serviceaccount';

/** In the order of discovery: core first, then by group. */
export const KINDS: readonly Kind[] = [
  configMapKind,
  endpointsKind,
  eventKind,
  limitRangeKind,
  namespaceKind,
  nodeKind,
  persistentVolumeClaimKind,
  persistentVolumeKind,
  podKind,
  podTemplateKind,
  replicationControllerKind,
  resourceQuotaKind,
  secretKind,
  serviceAccountKind,
  serviceKind,
  controllerRevisionKind,
  daemonSetKind,
  deploymentKind,
  replicaSetKind,
  statefulSetKind,
  horizontalPodAutoscalerKind,
  cronJobKind,
  jobKind,
  ingressClassKind,
  ingressKind,
  networkPolicyKind,
  podDisruptionBudgetKind,
  clusterRoleBindingKind,
  clusterRoleKind,
  roleBindingKind,
  roleKind,
  csiDriverKind,
  csiNodeKind,
  storageClassKind,
  volumeAttachmentKind,
  priorityClassKind,
  leaseKind,
  runtimeClassKind,
  endpointSliceKind,
] as readonly Kind[];

const byResource: ReadonlyMap<string, Kind> = new Map(KINDS.map((kind) => [kind.resource, kind]));

const byType: ReadonlyMap<string, Kind> = new Map(
  KINDS.map((kind) => [`${apiVersionOf(kind)} ${kind.kind}`, kind]),
);

/** By the plural of URLs: `pods`. */
export function kindOfResource(resource: string): Kind | undefined {
  return byResource.get(resource);
}

/** By what a manifest says: (`apps/v1`, `Deployment`). */
export function kindOf(apiVersion: string, kind: string): Kind | undefined {
  return byType.get(`${apiVersion} ${kind}`);
}
