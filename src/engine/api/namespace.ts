/** Namespace. Models pkg/apis/core and pkg/registry/core/namespace/strategy.go. */
import { ageColumn, column, nameColumn } from './columns';
import { collect, type FieldError, invalid, invalidEach, NO_ERRORS } from './field-error';
import type { Kind } from './kind';
import type { ApiObject, ObjectMeta } from './meta';
import { inheritStatus } from './meta-update';
import { validateMeta, validateMetaUpdate, validateStandardFinalizer } from './meta-validation';
import { dns1123Label, qualifiedName } from './names';
import { withFields } from './share';

export interface Namespace extends ApiObject {
  readonly spec: { readonly finalizers?: readonly string[] };
  readonly status: { readonly phase?: 'Active' | 'Terminating' };
}

const STRUCTS = {
  Namespace: 'metadata!:ObjectMeta spec!:NamespaceSpec status!:NamespaceStatus',
  NamespaceSpec: 'finalizers:[]~v1.FinalizerName',
  NamespaceStatus: 'phase:~v1.NamespacePhase conditions:[]NamespaceCondition',
  NamespaceCondition: `
    type!:~v1.NamespaceConditionType status!:~v1.ConditionStatus lastTransitionTime@4:Time reason message`,
} as const;

const NAME_LABEL = 'kubernetes.io/metadata.name';
const FINALIZER = 'kubernetes';

/** Every namespace carries its name as a label, for selectors in other objects. Models SetDefaults_Namespace. */
function withNameLabel(metadata: ObjectMeta): ObjectMeta {
  const { name = '', labels } = metadata;
  if (name === '' || labels?.[NAME_LABEL] === name) return metadata;
  return { ...metadata, labels: { ...labels, [NAME_LABEL]: name } };
}

function applyDefaults(namespace: Namespace): Namespace {
  const status = namespace.status ?? {};
  return withFields(namespace, {
    metadata: withNameLabel(namespace.metadata),
    spec: namespace.spec ?? {},
    status: status.phase === undefined ? { ...status, phase: 'Active' } : status,
  });
}

/** Its finalizer keeps a namespace until everything in it is gone. */
function prepareForCreate(namespace: Namespace): Namespace {
  const finalizers = namespace.spec.finalizers ?? [];
  const spec = finalizers.includes(FINALIZER)
    ? namespace.spec
    : { ...namespace.spec, finalizers: [...finalizers, FINALIZER] };
  return { ...namespace, metadata: withNameLabel(namespace.metadata), spec, status: { phase: 'Active' } };
}

function prepareForUpdate(namespace: Namespace, old: Namespace): Namespace {
  return withFields(inheritStatus(namespace, old), { spec: old.spec });
}

function validateCreate(namespace: Namespace): readonly FieldError[] {
  const finalizers = namespace.spec.finalizers ?? [];
  return collect(
    validateMeta(namespace.metadata, { namespaced: false, rule: dns1123Label, core: true }),
    ...finalizers.map((finalizer) =>
      collect(
        invalidEach('spec.finalizers', finalizer, qualifiedName(finalizer)),
        validateStandardFinalizer(finalizer, 'spec.finalizers'),
      ),
    ),
  );
}

/** Terminating and being deleted are the same. Models ValidateNamespaceStatusUpdate, path included. */
function validateStatusUpdate(namespace: Namespace, old: Namespace): readonly FieldError[] {
  const isDeleted = namespace.metadata.deletionTimestamp !== undefined;
  const wanted = isDeleted ? 'Terminating' : 'Active';
  const phase = namespace.status.phase ?? '';
  const detail = `may only be '${wanted}' if \`deletionTimestamp\` is ${isDeleted ? 'not ' : ''}empty`;
  return collect(
    validateMetaUpdate(namespace.metadata, old.metadata),
    phase === wanted ? NO_ERRORS : [invalid('status.Phase', phase, detail)],
  );
}

export const namespaceKind: Kind<Namespace> = {
  group: '',
  version: 'v1',
  kind: 'Namespace',
  resource: 'namespaces',
  singular: 'namespace',
  shortNames: ['ns'],
  namespaced: false,
  storagePrefix: 'namespaces',
  structs: STRUCTS,
  hasStatus: true,
  hasGeneration: false,
  hasScale: false,
  gracePeriodSeconds: () => 0,
  applyDefaults,
  prepareForCreate,
  prepareForUpdate,
  validateCreate,
  validateUpdate: (namespace, old) =>
    collect(validateCreate(namespace), validateMetaUpdate(namespace.metadata, old.metadata)),
  validateStatusUpdate,
  selectableFields: { 'status.phase': ({ status }) => status.phase ?? '' },
  columns: [nameColumn, column('Status', ({ status }) => status.phase ?? ''), ageColumn],
};
