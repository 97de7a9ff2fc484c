/** Every kind that the API server serves. */
import { deploymentKind } from './deployment';
import { eventKind } from './event';
import { apiVersionOf, type Kind } from './kind';
import { leaseKind } from './lease';
import { namespaceKind } from './namespace';
import { nodeKind } from './node';
import { podKind } from './pod';
import { replicaSetKind } from './replicaset';

export { apiVersionOf } from './kind';

/** In the order of discovery: core first, then by group. */
export const KINDS: readonly Kind[] = [
  eventKind,
  namespaceKind,
  nodeKind,
  podKind,
  deploymentKind,
  replicaSetKind,
  leaseKind,
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
