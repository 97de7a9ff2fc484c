/**
 * Binding and Eviction: what is posted to a pod's subresources of these names. Models pkg/apis/core and pkg/apis/policy.
 */
import { notSupported, required, type FieldError } from './field-error';
import type { ApiObject } from './meta';

export interface Binding extends ApiObject {
  readonly target: { readonly kind?: string; readonly name?: string };
}

export interface Eviction extends ApiObject {
  readonly deleteOptions?: {
    readonly gracePeriodSeconds?: number;
    readonly preconditions?: { readonly uid?: string; readonly resourceVersion?: string };
  };
}

/** They have no address of their own, so they are not among the kinds. */
export const BINDING = { group: '', version: 'v1', kind: 'Binding' } as const;
export const EVICTION = { group: 'policy', version: 'v1', kind: 'Eviction' } as const;

export const POD_VERB_STRUCTS = {
  Binding: 'metadata!:ObjectMeta target!:ObjectReference',
  Eviction: 'metadata!:ObjectMeta deleteOptions*:DeleteOptions',
  DeleteOptions: `
    gracePeriodSeconds*:int64 preconditions*:Preconditions orphanDependents*:bool
    propagationPolicy*:~v1.DeletionPropagation dryRun:[] ignoreStoreReadErrorWithClusterBreakingPotential*:bool
    kind@0 apiVersion@0`,
  Preconditions: 'uid*:~types.UID resourceVersion*',
} as const;

/** Models ValidatePodBinding. */
export function validateBinding({ target: { kind = '', name = '' } }: Binding): readonly FieldError[] {
  const errors: FieldError[] = [];
  if (kind !== '' && kind !== 'Node') errors.push(notSupported('target.kind', kind, ['Node', '<empty>']));
  if (name === '') errors.push(required('target.name'));
  return errors;
}
