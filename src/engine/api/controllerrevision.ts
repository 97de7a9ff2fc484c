/** ControllerRevision: what a template looked like at one point of its history. Models pkg/apis/apps. */
import { ageColumn, column, nameColumn, numberColumn } from './columns';
import { collect, type FieldError, NO_ERRORS, nonnegative, required } from './field-error';
import type { Kind } from './kind';
import { type ApiObject, controllerOf } from './meta';
import { inheritMeta } from './meta-update';
import { immutable, validateMeta, validateMetaUpdate } from './meta-validation';
import { dns1123Subdomain } from './names';
import { withFields } from './share';

export interface ControllerRevision extends ApiObject {
  /** The patch that restores the template. */
  readonly data?: unknown;
  readonly revision: number;
}

const STRUCTS = {
  ControllerRevision: 'metadata!:ObjectMeta data*:Raw revision!:int64',
} as const;

function validateRevision(revision: ControllerRevision): readonly FieldError[] {
  return collect(
    validateMeta(revision.metadata, { namespaced: true, rule: dns1123Subdomain, core: true }),
    revision.data === undefined || revision.data === null
      ? [required('data', 'data is mandatory')]
      : NO_ERRORS,
    nonnegative(revision.revision, 'revision'),
  );
}

/** `daemonset.apps/kube-proxy`. */
function controllerCell({ metadata }: ControllerRevision): string {
  const controller = controllerOf(metadata);
  if (controller === undefined) return '<none>';
  const { apiVersion, kind, name } = controller;
  const slash = apiVersion.lastIndexOf('/');
  return `${kind}${slash < 0 ? '' : `.${apiVersion.slice(0, slash)}`}`.toLowerCase() + `/${name}`;
}

export const controllerRevisionKind: Kind<ControllerRevision> = {
  group: 'apps',
  version: 'v1',
  kind: 'ControllerRevision',
  resource: 'controllerrevisions',
  singular: 'controllerrevision',
  shortNames: [],
  namespaced: true,
  storagePrefix: 'controllerrevisions',
  structs: STRUCTS,
  hasStatus: false,
  hasGeneration: false,
  hasScale: false,
  gracePeriodSeconds: () => 0,
  applyDefaults: (revision) => revision,
  prepareForCreate: (revision) => revision,
  prepareForUpdate: (revision, old) =>
    withFields(revision, { metadata: inheritMeta(revision.metadata, old.metadata) }),
  validateCreate: validateRevision,
  validateUpdate: (revision, old) =>
    collect(
      validateMetaUpdate(revision.metadata, old.metadata),
      validateRevision(revision),
      immutable(revision.data, old.data, 'data', { go: JSON.stringify(revision.data) ?? 'null' }),
    ),
  columns: [
    nameColumn,
    column('Controller', controllerCell),
    numberColumn('Revision', ({ revision }) => revision ?? 0),
    ageColumn,
  ],
};
