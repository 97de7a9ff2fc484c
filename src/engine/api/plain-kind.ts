/** What most kinds have in common: a kind that is stored and shown, and names only what is its own. */
import { NO_ERRORS, collect, type FieldError } from './field-error';
import type { Kind } from './kind';
import type { ApiObject } from './meta';
import { inheritMeta } from './meta-update';
import { validateMeta, validateMetaUpdate } from './meta-validation';
import { dns1123Subdomain } from './names';
import { withFields } from './share';

/** What is not said is: v1, namespaced, no subresources, no defaults, names that are DNS subdomains, no rules. */
export interface PlainKind<T extends ApiObject>
  extends Pick<Kind<T>, 'group' | 'kind' | 'resource' | 'structs' | 'columns'>,
    Partial<
      Pick<
        Kind<T>,
        | 'version'
        | 'shortNames'
        | 'categories'
        | 'namespaced'
        | 'storagePrefix'
        | 'hasStatus'
        | 'hasGeneration'
        | 'hasScale'
        | 'simplified'
        | 'selectableFields'
        | 'prepareForCreate'
        | 'validateStatusUpdate'
      >
    > {
  readonly singular?: string;
  readonly nameRule?: (name: string) => readonly string[];
  /** Of an object that has what its type always has. */
  readonly applyDefaults?: (object: T) => T;
  /** Everything but the metadata, on create and on update. */
  readonly validate?: (object: T) => readonly FieldError[];
  /** What may not change. */
  readonly validateChange?: (object: T, old: T) => readonly FieldError[];
  /** The status of a new object. */
  readonly noStatus?: unknown;
}

interface WithStatus extends ApiObject {
  readonly status?: unknown;
}

/** Metadata that no writer can change, and the status where it has a subresource of its own. */
function inherit<T extends ApiObject>(object: T, old: T, hasStatus: boolean): T {
  const metadata = inheritMeta(object.metadata, old.metadata);
  if (!hasStatus) return withFields<ApiObject, Partial<ApiObject>>(object, { metadata }) as T;
  const status = (old as WithStatus).status;
  return withFields<WithStatus, Partial<WithStatus>>(object, { metadata, status }) as T;
}

const NO_STATUS = {};

export function plainKind<T extends ApiObject>(parts: PlainKind<T>): Kind<T> {
  const { namespaced = true, hasStatus = false, noStatus = NO_STATUS } = parts;
  const { nameRule = dns1123Subdomain, validate = () => NO_ERRORS, validateChange = () => NO_ERRORS } = parts;
  const fresh = (object: T): T => (hasStatus ? { ...object, status: noStatus } : object);
  const complete = parts.applyDefaults ?? ((object: T): T => object);
  return {
    version: 'v1',
    singular: parts.kind.toLowerCase(),
    shortNames: [],
    storagePrefix: parts.resource,
    hasGeneration: false,
    hasScale: false,
    gracePeriodSeconds: () => 0,
    ...withoutOwn(parts),
    namespaced,
    hasStatus,
    applyDefaults: complete,
    prepareForCreate: (object) => (parts.prepareForCreate ?? ((same: T): T => same))(fresh(object)),
    prepareForUpdate: (object, old) => inherit(object, old, hasStatus),
    validateCreate: (object) =>
      collect(validateMeta(object.metadata, { namespaced, rule: nameRule, core: true }), validate(object)),
    validateUpdate: (object, old) =>
      collect(
        validateMetaUpdate(object.metadata, old.metadata),
        validate(object),
        validateChange(object, old),
      ),
  };
}

/** Without what only this file reads. */
function withoutOwn<T extends ApiObject>(parts: PlainKind<T>) {
  const { nameRule: _rule, validate: _validate, validateChange: _change, noStatus: _none, ...rest } = parts;
  return rest;
}
