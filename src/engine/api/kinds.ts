/** Every kind that the API server serves. */
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
  eventKind,
  namespaceKind,
  nodeKind,
  podKind,
  secretKind,
  serviceAccountKind,
  serviceKind,
  controllerRevisionKind,
  daemonSetKind,
  deploymentKind,
  replicaSetKind,
  priorityClassKind,
  leaseKind,
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
