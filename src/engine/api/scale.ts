/** Scale: what the `scale` subresource of a workload shows and takes. Models pkg/apis/autoscaling. */
import { collect, nonnegative, type FieldError } from './field-error';
import type { ApiObject, ObjectMeta } from './meta';
import { validateMeta } from './meta-validation';
import { dns1123Subdomain } from './names';
import { formatSelector, type LabelSelector } from './selector';

export interface Scale extends ApiObject {
  readonly spec: { readonly replicas?: number };
  readonly status: { readonly replicas: number; readonly selector?: string };
}

/** It has no address of its own, so it is not among the kinds. */
export const SCALE = { group: 'autoscaling', version: 'v1', kind: 'Scale' } as const;

export const SCALE_STRUCTS = {
  Scale: 'metadata!:ObjectMeta spec!:ScaleSpec status!:ScaleStatus',
  ScaleSpec: 'replicas:int32',
  ScaleStatus: 'replicas!:int32 selector',
} as const;

interface Scalable extends ApiObject {
  readonly spec?: unknown;
  readonly status?: unknown;
}

export function scaleOf(object: Scalable): Scale {
  const { name, namespace, uid, resourceVersion, creationTimestamp } = object.metadata;
  const spec = object.spec as { readonly replicas?: number; readonly selector?: LabelSelector };
  const status = object.status as { readonly replicas?: number } | undefined;
  const metadata = { name, namespace, uid, resourceVersion, creationTimestamp } as ObjectMeta;
  return {
    apiVersion: 'autoscaling/v1',
    kind: 'Scale',
    metadata,
    spec: { replicas: spec.replicas ?? 0 },
    status: { replicas: status?.replicas ?? 0, selector: formatSelector(spec.selector) },
  };
}

/** The workload with the number of replicas of a Scale. */
export function withScale<T extends Scalable>(old: T, { spec }: Scale): T {
  return { ...old, spec: { ...(old.spec as object), replicas: spec.replicas ?? 0 } };
}

export function validateScale({ metadata, spec }: Scale): readonly FieldError[] {
  return collect(
    validateMeta(metadata, { namespaced: true, rule: dns1123Subdomain, core: false }),
    nonnegative(spec.replicas, 'spec.replicas'),
  );
}
