/** Validation of metadata. Models apimachinery/pkg/api/validation/objectmeta.go. */
import { deepEqual } from './equal';
import {
  type BadValue,
  collect,
  type FieldError,
  forbidden,
  IMMUTABLE,
  invalid,
  invalidEach,
  NO_ERRORS,
  nonnegative,
  required,
} from './field-error';
import { type GoText, goQuote, goStringList } from './go-print';
import { validateAnnotations, validateLabels } from './labels-validation';
import type { ObjectMeta, OwnerReference } from './meta';
import { dns1123Label, maskTrailingDash, qualifiedName } from './names';

type NameRule = (name: string) => readonly string[];

function goReference(reference: OwnerReference): string {
  const { apiVersion, kind, name, uid, controller, blockOwnerDeletion } = reference;
  const pointer = (flag: boolean | undefined): string =>
    flag === undefined ? '(*bool)(nil)' : '(*bool)(0xc000000000)';
  return `v1.OwnerReference{APIVersion:${goQuote(apiVersion)}, Kind:${goQuote(kind)}, Name:${goQuote(name)}, UID:${goQuote(uid)}, Controller:${pointer(controller)}, BlockOwnerDeletion:${pointer(blockOwnerDeletion)}}`;
}

function goReferences(references: readonly OwnerReference[]): GoText {
  return { go: `[]${references.map(goReference).join(', ').replace(/^/, 'v1.OwnerReference{')}}` };
}

function validateOwner(reference: OwnerReference, field: string): readonly FieldError[] {
  const { apiVersion = '', kind = '', name = '', uid = '' } = reference;
  const errors: FieldError[] = [];
  if (apiVersion === '') errors.push(invalid(`${field}.apiVersion`, apiVersion, 'version must not be empty'));
  if (kind === '') errors.push(invalid(`${field}.kind`, kind, 'kind must not be empty'));
  if (name === '') errors.push(invalid(`${field}.name`, name, 'name must not be empty'));
  if (uid === '') errors.push(invalid(`${field}.uid`, uid, 'uid must not be empty'));
  if (apiVersion === 'v1' && kind === 'Event') {
    errors.push(
      invalid(field, { go: goReference(reference) }, '/v1, Kind=Event is disallowed from being an owner'),
    );
  }
  return errors;
}

function validateOwners(
  references: readonly OwnerReference[] | undefined,
  field: string,
): readonly FieldError[] {
  if (references === undefined || references.length === 0) return NO_ERRORS;
  const errors: FieldError[] = [];
  let controller = '';
  for (const reference of references) {
    errors.push(...validateOwner(reference, field));
    if (reference.controller !== true) continue;
    const current = `${reference.kind}/${reference.name}`;
    if (controller === '') controller = current;
    else {
      const detail = `Only one reference can have Controller set to true. Found "true" in references for ${controller} and ${current}`;
      errors.push(invalid(field, goReferences(references), detail));
    }
  }
  return errors.length === 0 ? NO_ERRORS : errors;
}

const STANDARD_FINALIZERS = ['kubernetes', 'orphan', 'foregroundDeletion'];

/** Names without a domain are reserved. Models validateKubeFinalizerName. */
export function validateStandardFinalizer(finalizer: string, field: string): readonly FieldError[] {
  if (finalizer.includes('/') || STANDARD_FINALIZERS.includes(finalizer)) return NO_ERRORS;
  return [invalid(field, finalizer, 'name is neither a standard finalizer name nor is it fully qualified')];
}

function validateFinalizers(finalizers: readonly string[] | undefined, field: string): readonly FieldError[] {
  if (finalizers === undefined || finalizers.length === 0) return NO_ERRORS;
  const errors = finalizers.flatMap((finalizer) => invalidEach(field, finalizer, qualifiedName(finalizer)));
  if (finalizers.includes('orphan') && finalizers.includes('foregroundDeletion')) {
    const detail = 'finalizer orphan and foregroundDeletion cannot be both set';
    errors.push(invalid(field, goStringList(finalizers), detail));
  }
  return errors.length === 0 ? NO_ERRORS : errors;
}

function validateNames(meta: ObjectMeta, namespaced: boolean, rule: NameRule): readonly FieldError[] {
  const { generateName = '', name = '', namespace = '' } = meta;
  const errors: FieldError[] = [];
  if (generateName !== '') {
    errors.push(...invalidEach('metadata.generateName', generateName, rule(maskTrailingDash(generateName))));
  }
  if (name === '') errors.push(required('metadata.name', 'name or generateName is required'));
  else errors.push(...invalidEach('metadata.name', name, rule(name)));
  if (namespaced && namespace === '') errors.push(required('metadata.namespace'));
  else if (namespaced) errors.push(...invalidEach('metadata.namespace', namespace, dns1123Label(namespace)));
  else if (namespace !== '') errors.push(forbidden('metadata.namespace', 'not allowed on this type'));
  return errors;
}

/** Models ValidateObjectMeta. The kinds of the core group also refuse unknown finalizers without a domain. */
export function validateMeta(
  meta: ObjectMeta,
  options: { readonly namespaced: boolean; readonly rule: NameRule; readonly core: boolean },
): readonly FieldError[] {
  const finalizers = options.core ? (meta.finalizers ?? []) : [];
  return collect(
    validateNames(meta, options.namespaced, options.rule),
    nonnegative(meta.generation, 'metadata.generation'),
    validateLabels(meta.labels, 'metadata.labels'),
    validateAnnotations(meta.annotations, 'metadata.annotations'),
    validateOwners(meta.ownerReferences, 'metadata.ownerReferences'),
    validateFinalizers(meta.finalizers, 'metadata.finalizers'),
    ...finalizers.map((finalizer, i) => validateStandardFinalizer(finalizer, `metadata.finalizers[${i}]`)),
  );
}

/** Models ValidateImmutableField. `shown` is the new value as Go prints it. */
export function immutable(
  value: unknown,
  old: unknown,
  field: string,
  shown: BadValue,
): readonly FieldError[] {
  return deepEqual(value, old) ? NO_ERRORS : [invalid(field, shown, IMMUTABLE)];
}

function validateNewFinalizers(meta: ObjectMeta, old: ObjectMeta): readonly FieldError[] {
  if (old.deletionTimestamp === undefined || meta.finalizers === old.finalizers) return NO_ERRORS;
  const before = old.finalizers ?? [];
  const extra = [...new Set(meta.finalizers ?? [])].filter((finalizer) => !before.includes(finalizer)).sort();
  if (extra.length === 0) return NO_ERRORS;
  const found = goStringList(extra).go;
  const detail = `no new finalizers can be added if the object is being deleted, found new finalizers ${found}`;
  return [forbidden('metadata.finalizers', detail)];
}

const IMMUTABLE_TEXTS = ['name', 'namespace', 'uid', 'creationTimestamp', 'deletionTimestamp'] as const;

/**
 * Models ValidateObjectMetaUpdate, but not the resourceVersion: an API server fills that in before, or refuses the
 * request, depending on the kind.
 */
export function validateMetaUpdate(meta: ObjectMeta, old: ObjectMeta): readonly FieldError[] {
  if (meta === old) return NO_ERRORS;
  const grace = meta.deletionGracePeriodSeconds;
  const isOlder = (meta.generation ?? 0) < (old.generation ?? 0);
  return collect(
    validateNewFinalizers(meta, old),
    isOlder ? [invalid('metadata.generation', meta.generation ?? 0, 'must not be decremented')] : NO_ERRORS,
    ...IMMUTABLE_TEXTS.map((key) =>
      immutable(meta[key] ?? '', old[key] ?? '', `metadata.${key}`, meta[key] ?? ''),
    ),
    immutable(grace, old.deletionGracePeriodSeconds, 'metadata.deletionGracePeriodSeconds', grace),
    validateLabels(meta.labels, 'metadata.labels'),
    validateAnnotations(meta.annotations, 'metadata.annotations'),
    validateOwners(meta.ownerReferences, 'metadata.ownerReferences'),
  );
}
