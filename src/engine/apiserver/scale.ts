/** The `scale` subresource. Models pkg/registry/apps/deployment/storage/storage.go. */
import type { ApiObject, ObjectMeta } from '../api/meta';
import { badRequest, type Status } from '../api/status';

interface Scalable extends ApiObject {
  readonly spec?: unknown;
  readonly status?: unknown;
}

/** The `autoscaling/v1` Scale of a workload. */
export function scaleOf(object: Scalable): ApiObject & { readonly spec: unknown; readonly status: unknown } {
  const { name, namespace, uid, resourceVersion, creationTimestamp } = object.metadata;
  const spec = object.spec as { readonly replicas?: number };
  const status = object.status as { readonly replicas?: number } | undefined;
  const metadata = { name, namespace, uid, resourceVersion, creationTimestamp } as ObjectMeta;
  return {
    apiVersion: 'autoscaling/v1',
    kind: 'Scale',
    metadata,
    spec: { replicas: spec.replicas ?? 0 },
    status: { replicas: status?.replicas ?? 0 },
  };
}

/** The workload with the number of replicas of a Scale. */
export function withScale<T extends Scalable>(old: T, scale: Scalable): T | Status {
  const replicas = (scale.spec as { readonly replicas?: unknown } | undefined)?.replicas;
  if (typeof replicas !== 'number' || !Number.isInteger(replicas)) {
    return badRequest('Scale in version "v1" cannot be handled as a Scale: spec.replicas must be an integer');
  }
  return { ...old, spec: { ...(old.spec as object), replicas } };
}
