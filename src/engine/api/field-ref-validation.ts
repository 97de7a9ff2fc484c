/** References to fields of the pod itself (the downward API) and to keys of other objects. Models pkg/apis/core/validation. */
import {
  collect,
  type FieldError,
  invalid,
  invalidEach,
  NO_ERRORS,
  notSupported,
  required,
} from './field-error';
import { configMapKey, dns1123Subdomain, qualifiedName } from './names';
import type { KeySelector, ObjectFieldSelector, ResourceFieldSelector } from './pod-types';
import { canonicalQuantity, compareQuantities } from './quantity';

/** What an environment variable can be made of. */
export const ENV_FIELDS: readonly string[] = [
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
  'spec.nodeName',
  'spec.serviceAccountName',
  'status.hostIP',
  'status.hostIPs',
  'status.podIP',
  'status.podIPs',
];

/** What a file can be made of. */
export const FILE_FIELDS: readonly string[] = [
  'metadata.annotations',
  'metadata.labels',
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
];

/** Fields that exist, whether or not they can be used where they are. Models ConvertDownwardAPIFieldLabel. */
const KNOWN_FIELDS: ReadonlySet<string> = new Set([
  ...ENV_FIELDS,
  ...FILE_FIELDS,
  'spec.restartPolicy',
  'spec.schedulerName',
  'status.phase',
]);

export interface FieldPath {
  readonly path: string;
  /** The key in `metadata.labels['key']`; null when there is none. */
  readonly subscript: string | null;
}

/** Models fieldpath.SplitMaybeSubscriptedPath. */
function parseFieldRef(fieldPath: string): FieldPath {
  const start = fieldPath.indexOf("['");
  if (start <= 0 || !fieldPath.endsWith("']")) return { path: fieldPath, subscript: null };
  return { path: fieldPath.slice(0, start), subscript: fieldPath.slice(start + 2, -2) };
}

function conversionError(
  apiVersion: string,
  { path, subscript }: FieldPath,
  fieldPath: string,
): string | null {
  if (apiVersion !== 'v1') return `unsupported pod version: ${apiVersion}`;
  if (subscript !== null) {
    const isMap = path === 'metadata.labels' || path === 'metadata.annotations';
    return isMap ? null : `field label does not support subscript: ${fieldPath}`;
  }
  return KNOWN_FIELDS.has(path) ? null : `field label not supported: ${fieldPath}`;
}

/** Models validateObjectFieldSelector. */
export function validateFieldRef(
  reference: ObjectFieldSelector,
  allowed: readonly string[],
  field: string,
): readonly FieldError[] {
  const { apiVersion = '', fieldPath = '' } = reference;
  if (apiVersion === '') return [required(`${field}.apiVersion`)];
  if (fieldPath === '') return [required(`${field}.fieldPath`)];
  const parsed = parseFieldRef(fieldPath);
  const error = conversionError(apiVersion, parsed, fieldPath);
  if (error !== null)
    return [invalid(`${field}.fieldPath`, fieldPath, `error converting fieldPath: ${error}`)];
  const { path, subscript } = parsed;
  if (subscript === null) {
    return allowed.includes(path) ? NO_ERRORS : [notSupported(`${field}.fieldPath`, path, allowed)];
  }
  const key = path === 'metadata.annotations' ? subscript.toLowerCase() : subscript;
  return invalidEach(field, key, qualifiedName(key));
}

const RESOURCES = [
  'limits.cpu',
  'limits.ephemeral-storage',
  'limits.memory',
  'requests.cpu',
  'requests.ephemeral-storage',
  'requests.memory',
];
const HUGE_PAGES = /^(?:requests|limits)\.hugepages-/;
const BYTE_UNITS = ['1', '1k', '1M', '1G', '1T', '1P', '1E', '1Ki', '1Mi', '1Gi', '1Ti', '1Pi', '1Ei'];
/** What the messages call a resource that is counted in bytes. */
const BYTE_RESOURCES: Readonly<Record<string, string>> = {
  memory: 'memory',
  'ephemeral-storage': 'local ephemeral storage',
};

function validateDivisor(resource: string, divisor: string, field: string): readonly FieldError[] {
  if (compareQuantities(divisor, '0') === 0) return NO_ERRORS;
  const unit = canonicalQuantity(divisor);
  const name = resource.slice(resource.indexOf('.') + 1);
  if (name === 'cpu') {
    if (unit === '1m' || unit === '1') return NO_ERRORS;
    return [invalid(field, resource, "only divisor's values 1m and 1 are supported with the cpu resource")];
  }
  const words = HUGE_PAGES.test(resource)
    ? 'hugepages'
    : Object.hasOwn(BYTE_RESOURCES, name)
      ? BYTE_RESOURCES[name]
      : undefined;
  if (words === undefined || BYTE_UNITS.includes(unit)) return NO_ERRORS;
  const units = BYTE_UNITS.join(', ');
  return [
    invalid(field, resource, `only divisor's values ${units} are supported with the ${words} resource`),
  ];
}

/** Models validateContainerResourceFieldSelector. A file must name the container; a variable means its own. */
export function validateResourceFieldRef(
  reference: ResourceFieldSelector,
  isFile: boolean,
  field: string,
): readonly FieldError[] {
  const { containerName = '', resource = '', divisor = '0' } = reference;
  const isKnown = RESOURCES.includes(resource) || HUGE_PAGES.test(resource);
  const main =
    isFile && containerName === ''
      ? [required(`${field}.containerName`)]
      : resource === ''
        ? [required(`${field}.resource`)]
        : isKnown
          ? NO_ERRORS
          : [notSupported(`${field}.resource`, resource, RESOURCES)];
  return collect(main, validateDivisor(resource, divisor, `${field}.divisor`));
}

/** Models validateConfigMapKeySelector and validateSecretKeySelector. */
export function validateKeySelector(selector: KeySelector, field: string): readonly FieldError[] {
  const { name = '', key = '' } = selector;
  return collect(
    invalidEach(`${field}.name`, name, dns1123Subdomain(name)),
    key === '' ? [required(`${field}.key`)] : invalidEach(`${field}.key`, key, configMapKey(key)),
  );
}
