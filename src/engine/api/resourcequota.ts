/** ResourceQuota. Models pkg/apis/core/validation and pkg/printers/internalversion. */
import { ageColumn, column, nameColumn } from './columns';
import { deepEqual } from './equal';
import {
  collect,
  type FieldError,
  forbidden,
  invalid,
  invalidEach,
  NO_ERRORS,
  notSupported,
} from './field-error';
import { sortedKeys } from './labels-validation';
import type { ApiObject, StringMap } from './meta';
import { qualifiedName } from './names';
import { plainKind } from './plain-kind';
import { canonicalQuantity, compareQuantities } from './quantity';
import { RESOURCE_QUOTA_STRUCTS } from './quota-schema';

export interface ResourceQuota extends ApiObject {
  readonly spec: {
    readonly hard?: StringMap;
    readonly scopes?: readonly string[];
    readonly scopeSelector?: unknown;
  };
  readonly status: { readonly hard?: StringMap; readonly used?: StringMap };
}

const SCOPES = [
  'BestEffort',
  'CrossNamespacePodAffinity',
  'NotBestEffort',
  'NotTerminating',
  'PriorityClass',
  'Terminating',
];

/** Names without a domain that a quota knows: pods, and counts and sums of what pods ask for. */
const STANDARD = new Set([
  'cpu',
  'memory',
  'ephemeral-storage',
  'requests.cpu',
  'requests.memory',
  'requests.storage',
  'requests.ephemeral-storage',
  'limits.cpu',
  'limits.memory',
  'limits.ephemeral-storage',
  'pods',
  'resourcequotas',
  'services',
  'replicationcontrollers',
  'secrets',
  'persistentvolumeclaims',
  'configmaps',
  'services.nodeports',
  'services.loadbalancers',
]);

/** Counts come in whole numbers. */
function isCount(name: string): boolean {
  return name.startsWith('count/') || (STANDARD.has(name) && !/(?:cpu|memory|storage)$/.test(name));
}

function isWhole(quantity: string): boolean {
  return /^-?\d+[kMGTPE]?i?$/.test(quantity) && !quantity.endsWith('m');
}

function validateHard(hard: StringMap, field: string): readonly FieldError[] {
  return sortedKeys(hard).flatMap((name) => {
    const quantity = hard[name] ?? '0';
    const path = `${field}[${name}]`;
    const known = name.includes('/') || STANDARD.has(name) || name.startsWith('requests.hugepages-');
    const shown = canonicalQuantity(quantity);
    return [
      ...invalidEach(path, name, qualifiedName(name)),
      ...(known ? [] : [invalid(path, name, 'must be a standard resource for quota')]),
      ...(compareQuantities(quantity, '0') < 0
        ? [invalid(path, shown, 'must be greater than or equal to 0')]
        : []),
      ...(isCount(name) && !isWhole(shown) ? [invalid(path, shown, 'must be an integer')] : []),
    ];
  });
}

function validate({ spec }: ResourceQuota): readonly FieldError[] {
  return collect(
    validateHard(spec.hard ?? {}, 'spec.hard'),
    (spec.scopes ?? []).flatMap((scope) =>
      SCOPES.includes(scope) ? [] : [notSupported('spec.scopes', scope, SCOPES)],
    ),
  );
}

function validateChange({ spec }: ResourceQuota, old: ResourceQuota): readonly FieldError[] {
  return deepEqual([...(spec.scopes ?? [])].sort(), [...(old.spec.scopes ?? [])].sort())
    ? NO_ERRORS
    : [forbidden('spec.scopes', 'field is immutable')];
}

/** `requests.cpu: 1/2, pods: 3/10`; limits have a column of their own. */
function cell(isOfLimits: boolean): (quota: ResourceQuota) => string {
  return ({ status: { hard = {}, used = {} } }) =>
    sortedKeys(hard)
      .filter((name) => name.startsWith('limits.') === isOfLimits)
      .map((name) => `${name}: ${used[name] ?? '0'}/${hard[name]}`)
      .join(', ');
}

export const resourceQuotaKind = plainKind<ResourceQuota>({
  group: '',
  kind: 'ResourceQuota',
  resource: 'resourcequotas',
  shortNames: ['quota'],
  structs: RESOURCE_QUOTA_STRUCTS,
  hasStatus: true,
  simplified: 'ResourceQuota: stored and shown, but nothing counts or refuses by it in this version',
  validate,
  validateChange,
  columns: [nameColumn, column('Request', cell(false)), column('Limit', cell(true)), ageColumn],
});
