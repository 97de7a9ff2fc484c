/** Requests and limits. Models validateResourceRequirements in pkg/apis/core/validation/validation.go. */
import {
  type FieldError,
  forbidden,
  invalid,
  invalidEach,
  NO_ERRORS,
  NOT_NEGATIVE,
  required,
} from './field-error';
import { sortedKeys } from './labels-validation';
import { qualifiedName } from './names';
import type { ResourceList, ResourceRequirements } from './pod-types';
import { canonicalQuantity, compareQuantities, parseBytes, parseMillicores, quantityError } from './quantity';

const CONTAINER_RESOURCES = ['cpu', 'memory', 'ephemeral-storage'];
const COUNTED_RESOURCES = [
  'pods',
  'resourcequotas',
  'services',
  'replicationcontrollers',
  'secrets',
  'configmaps',
  'persistentvolumeclaims',
  'services.nodeports',
  'services.loadbalancers',
];
const OTHER_RESOURCES = [
  'requests.cpu',
  'requests.memory',
  'requests.ephemeral-storage',
  'limits.cpu',
  'limits.memory',
  'limits.ephemeral-storage',
  'storage',
  'requests.storage',
];
const HUGE_PAGES = 'hugepages-';

function isHugePages(name: string): boolean {
  return name.startsWith(HUGE_PAGES);
}

function isNative(name: string): boolean {
  return !name.includes('/') || name.includes('kubernetes.io/');
}

function isExtended(name: string): boolean {
  return !isNative(name) && !name.startsWith('requests.') && qualifiedName(`requests.${name}`).length === 0;
}

function isOvercommittable(name: string): boolean {
  return isNative(name) && !isHugePages(name);
}

function isStandard(name: string): boolean {
  const known = [CONTAINER_RESOURCES, COUNTED_RESOURCES, OTHER_RESOURCES].some((names) =>
    names.includes(name),
  );
  return known || isHugePages(name) || name.startsWith(`requests.${HUGE_PAGES}`);
}

function validateName(name: string, field: string): readonly FieldError[] {
  const errors: FieldError[] = [...invalidEach(field, name, qualifiedName(name))];
  if (errors.length === 0 && !name.includes('/') && !isStandard(name)) {
    errors.push(invalid(field, name, 'must be a standard resource type or fully qualified'));
  }
  if (!name.includes('/')) {
    const isForContainers = CONTAINER_RESOURCES.includes(name) || isHugePages(name);
    if (!isForContainers) errors.push(invalid(field, name, 'must be a standard resource for containers'));
  } else if (!isNative(name) && !isExtended(name)) {
    errors.push(invalid(field, name, "doesn't follow extended resource name standard"));
  }
  return errors;
}

/** Models ValidateResourceQuantityValue. */
export function validateQuantity(name: string, quantity: string, field: string): readonly FieldError[] {
  const error = quantityError(quantity);
  if (error !== null) return [invalid(field, quantity, error)];
  const errors: FieldError[] = [];
  if (compareQuantities(quantity, '0') < 0)
    errors.push(invalid(field, canonicalQuantity(quantity), NOT_NEGATIVE));
  const isCounted = COUNTED_RESOURCES.includes(name) || isExtended(name);
  if (isCounted && (parseMillicores(quantity) ?? 0) % 1000 !== 0) {
    errors.push(invalid(field, { go: canonicalQuantity(quantity) }, 'must be an integer'));
  }
  return errors;
}

function validateHugePages(name: string, quantity: string, field: string): readonly FieldError[] {
  const pageBytes = isHugePages(name) ? (parseBytes(name.slice(HUGE_PAGES.length)) ?? 0) : 1;
  if (pageBytes > 0 && (parseBytes(quantity) ?? 0) % pageBytes === 0) return NO_ERRORS;
  const shown = canonicalQuantity(quantity);
  return [invalid(field, shown, `${shown} is not positive integer multiple of ${name}`)];
}

function validateList(list: ResourceList, field: string): readonly FieldError[] {
  return sortedKeys(list).flatMap((name) => {
    const path = `${field}[${name}]`;
    const quantity = list[name] ?? '0';
    return [
      ...validateName(name, path),
      ...validateQuantity(name, quantity, path),
      ...validateHugePages(name, quantity, path),
    ];
  });
}

function validateAgainstLimit(
  name: string,
  request: string,
  limit: string | undefined,
  field: string,
): FieldError | null {
  if (limit === undefined) {
    if (isOvercommittable(name)) return null;
    return required(`${field}.limits`, 'Limit must be set for non overcommitable resources');
  }
  const order = compareQuantities(request, limit);
  if (order === 0 || (order < 0 && isOvercommittable(name))) return null;
  const rule = isOvercommittable(name) ? 'must be less than or equal to' : 'must be equal to';
  const shown = canonicalQuantity(request);
  return invalid(`${field}.requests`, shown, `${rule} ${name} limit of ${canonicalQuantity(limit)}`);
}

/** Models ValidateContainerResourceRequirements; Go's random order of map keys is the sorted order here. */
export function validateResources(
  resources: ResourceRequirements | undefined,
  field: string,
): readonly FieldError[] {
  const limits: ResourceList = resources?.limits ?? {};
  const requests: ResourceList = resources?.requests ?? {};
  const errors: FieldError[] = [...validateList(limits, `${field}.limits`)];
  for (const name of sortedKeys(requests)) {
    const request = requests[name] ?? '0';
    errors.push(...validateList({ [name]: request }, `${field}.requests`));
    const conflict = validateAgainstLimit(
      name,
      request,
      Object.hasOwn(limits, name) ? limits[name] : undefined,
      field,
    );
    if (conflict !== null) errors.push(conflict);
  }
  const names = [...Object.keys(limits), ...Object.keys(requests)];
  if (names.some(isHugePages) && !names.includes('cpu') && !names.includes('memory')) {
    errors.push(forbidden(field, 'HugePages require cpu or memory'));
  }
  return errors.length === 0 ? NO_ERRORS : errors;
}
