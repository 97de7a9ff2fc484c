/** Roles and bindings. Models pkg/apis/rbac (v1/defaults.go, validation). */
import { ageColumn, column, createdColumn, nameColumn, wideColumn } from './columns';
import { deepEqual } from './equal';
import {
  collect,
  type FieldError,
  invalid,
  invalidEach,
  NO_ERRORS,
  notSupported,
  required,
} from './field-error';
import { goJson } from './go-print';
import { validateSelector } from './labels-validation';
import type { ApiObject } from './meta';
import { dns1123Subdomain } from './names';
import { pathSegment } from './path-segment';
import { plainKind } from './plain-kind';
import {
  CLUSTER_ROLE_BINDING_STRUCTS,
  CLUSTER_ROLE_STRUCTS,
  ROLE_BINDING_STRUCTS,
  ROLE_STRUCTS,
} from './rbac-schema';
import type { LabelSelector } from './selector';
import { mapShared, withFields } from './share';

export interface PolicyRule {
  readonly verbs?: readonly string[];
  readonly apiGroups?: readonly string[];
  readonly resources?: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly nonResourceURLs?: readonly string[];
}

export interface Role extends ApiObject {
  readonly rules?: readonly PolicyRule[];
}

export interface ClusterRole extends Role {
  readonly aggregationRule?: { readonly clusterRoleSelectors?: readonly LabelSelector[] };
}

export interface Subject {
  readonly kind: string;
  readonly apiGroup?: string;
  readonly name: string;
  readonly namespace?: string;
}

export interface RoleBinding extends ApiObject {
  readonly subjects?: readonly Subject[];
  readonly roleRef: { readonly apiGroup: string; readonly kind: string; readonly name: string };
}

const GROUP = 'rbac.authorization.k8s.io';
const SIMPLIFIED =
  'it binds those whom --as names, but the components and pods of the cluster may do everything in this version';

// -------------------------------------------------------------------------------------------------------- roles

function isEmpty(list: readonly string[] | undefined): boolean {
  return list === undefined || list.length === 0;
}

/** Models ValidatePolicyRule. */
function validateRule(rule: PolicyRule, isNamespaced: boolean, field: string): readonly FieldError[] {
  const { verbs, apiGroups, resources, resourceNames, nonResourceURLs } = rule;
  const errors: FieldError[] = [];
  if (isEmpty(verbs)) errors.push(required(`${field}.verbs`, 'verbs must contain at least one value'));
  if (!isEmpty(nonResourceURLs)) {
    const shown = { go: JSON.stringify(nonResourceURLs) };
    const path = `${field}.nonResourceURLs`;
    if (isNamespaced) errors.push(invalid(path, shown, 'namespaced rules cannot apply to non-resource URLs'));
    if (!isEmpty(apiGroups) || !isEmpty(resources) || !isEmpty(resourceNames)) {
      const words = 'rules cannot apply to both regular resources and non-resource URLs';
      errors.push(invalid(path, shown, words));
    }
    return errors;
  }
  if (isEmpty(apiGroups))
    errors.push(required(`${field}.apiGroups`, 'resource rules must supply at least one api group'));
  if (isEmpty(resources))
    errors.push(required(`${field}.resources`, 'resource rules must supply at least one resource'));
  return errors;
}

function validateRules({ rules }: Role, isNamespaced: boolean): readonly FieldError[] {
  return collect(...(rules ?? []).map((rule, i) => validateRule(rule, isNamespaced, `rules[${i}]`)));
}

function validateAggregation({ aggregationRule }: ClusterRole): readonly FieldError[] {
  const field = 'aggregationRule.clusterRoleSelectors';
  if (aggregationRule === undefined) return NO_ERRORS;
  const { clusterRoleSelectors: selectors = [] } = aggregationRule;
  const words = 'at least one clusterRoleSelector required if aggregationRule is non-nil';
  return collect(
    selectors.length === 0 ? [required(field, words)] : NO_ERRORS,
    ...selectors.map((selector, i) => validateSelector(selector, `${field}[${i}]`)),
  );
}

// ----------------------------------------------------------------------------------------------------- bindings

function defaultSubject(subject: Subject): Subject {
  const isPerson = subject.kind === 'User' || subject.kind === 'Group';
  return isPerson && (subject.apiGroup ?? '') === '' ? { ...subject, apiGroup: GROUP } : subject;
}

function applyDefaults(binding: RoleBinding): RoleBinding {
  const { roleRef, subjects } = binding;
  return withFields(binding, {
    roleRef: withFields(roleRef, { apiGroup: roleRef.apiGroup || GROUP }),
    ...(subjects === undefined ? {} : { subjects: mapShared(subjects, defaultSubject) }),
  });
}

/** Models ValidateRoleBindingSubject. */
function validateSubject(subject: Subject, isNamespaced: boolean, field: string): readonly FieldError[] {
  const { kind, name, apiGroup = '', namespace = '' } = subject;
  const errors: FieldError[] = name === '' ? [required(`${field}.name`)] : [];
  if (kind === 'ServiceAccount') {
    if (name !== '') errors.push(...invalidEach(`${field}.name`, name, dns1123Subdomain(name)));
    if (apiGroup !== '') errors.push(notSupported(`${field}.apiGroup`, apiGroup, ['']));
    if (!isNamespaced && namespace === '') errors.push(required(`${field}.namespace`));
  } else if (kind === 'User' || kind === 'Group') {
    if (apiGroup !== GROUP) errors.push(notSupported(`${field}.apiGroup`, apiGroup, [GROUP]));
  } else errors.push(notSupported(`${field}.kind`, kind, ['ServiceAccount', 'User', 'Group']));
  return errors;
}

function validateBinding(binding: RoleBinding, isNamespaced: boolean): readonly FieldError[] {
  const { roleRef, subjects = [] } = binding;
  const kinds = isNamespaced ? ['Role', 'ClusterRole'] : ['ClusterRole'];
  return collect(
    roleRef.apiGroup === GROUP ? NO_ERRORS : [notSupported('roleRef.apiGroup', roleRef.apiGroup, [GROUP])],
    kinds.includes(roleRef.kind) ? NO_ERRORS : [notSupported('roleRef.kind', roleRef.kind, kinds)],
    roleRef.name === ''
      ? [required('roleRef.name')]
      : invalidEach('roleRef.name', roleRef.name, pathSegment(roleRef.name)),
    ...subjects.map((subject, i) => validateSubject(subject, isNamespaced, `subjects[${i}]`)),
  );
}

function validateBindingChange({ roleRef }: RoleBinding, old: RoleBinding): readonly FieldError[] {
  return deepEqual(roleRef, old.roleRef)
    ? NO_ERRORS
    : [invalid('roleRef', { go: goJson(roleRef) }, 'cannot change roleRef')];
}

function subjectsCell(kind: string): (binding: RoleBinding) => string {
  return ({ subjects = [] }) =>
    subjects
      .filter((subject) => subject.kind === kind)
      .map(({ name, namespace = '' }) => (namespace === '' ? name : `${namespace}/${name}`))
      .join(', ');
}

const BINDING_COLUMNS = [
  nameColumn,
  column('Role', ({ roleRef }: RoleBinding) => `${roleRef.kind}/${roleRef.name}`),
  ageColumn,
  wideColumn('Users', subjectsCell('User')),
  wideColumn('Groups', subjectsCell('Group')),
  wideColumn('ServiceAccounts', subjectsCell('ServiceAccount')),
];

// -------------------------------------------------------------------------------------------------------- kinds

const COMMON = { group: GROUP, nameRule: pathSegment } as const;

export const roleKind = plainKind<Role>({
  ...COMMON,
  kind: 'Role',
  resource: 'roles',
  structs: ROLE_STRUCTS,
  simplified: `Role: ${SIMPLIFIED}`,
  validate: (role) => validateRules(role, true),
  columns: [nameColumn, createdColumn],
});

export const clusterRoleKind = plainKind<ClusterRole>({
  ...COMMON,
  kind: 'ClusterRole',
  resource: 'clusterroles',
  namespaced: false,
  structs: CLUSTER_ROLE_STRUCTS,
  simplified: `ClusterRole: ${SIMPLIFIED}`,
  validate: (role) => collect(validateRules(role, false), validateAggregation(role)),
  columns: [nameColumn, createdColumn],
});

export const roleBindingKind = plainKind<RoleBinding>({
  ...COMMON,
  kind: 'RoleBinding',
  resource: 'rolebindings',
  structs: ROLE_BINDING_STRUCTS,
  simplified: `RoleBinding: ${SIMPLIFIED}`,
  applyDefaults,
  validate: (binding) => validateBinding(binding, true),
  validateChange: validateBindingChange,
  columns: BINDING_COLUMNS,
});

export const clusterRoleBindingKind = plainKind<RoleBinding>({
  ...COMMON,
  kind: 'ClusterRoleBinding',
  resource: 'clusterrolebindings',
  namespaced: false,
  structs: CLUSTER_ROLE_BINDING_STRUCTS,
  simplified: `ClusterRoleBinding: ${SIMPLIFIED}`,
  applyDefaults,
  validate: (binding) => validateBinding(binding, false),
  validateChange: validateBindingChange,
  columns: BINDING_COLUMNS,
});
