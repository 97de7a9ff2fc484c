/**
 * The variables of a container's environment. Pure.
 * Models makeEnvironmentVariables in pkg/kubelet/kubelet_pods.go and pkg/kubelet/envvars.
 */
import { decodeBase64 } from '../api/base64';
import type { Container, EnvVar } from '../api/pod';
import { fieldValue, resourceValue, type Self } from './downward-api';
import { expand } from './expansion';
import type { CachedObject } from './object-cache';
import type { NamedSource, ObjectReference, ObjectResource } from './object-references';

export type Environment = Readonly<Record<string, string>>;

/** Looks a ConfigMap or Secret up that was read before. */
export type ObjectLookup = (reference: ObjectReference) => CachedObject;

/** An environment, or the words with which a kubelet says why it can't make one. */
export type EnvironmentResult = { readonly env: Environment } | { readonly error: string };

const SINGULAR: Readonly<Record<ObjectResource, string>> = { configmaps: 'configmap', secrets: 'secret' };
const KIND: Readonly<Record<ObjectResource, string>> = { configmaps: 'ConfigMap', secrets: 'Secret' };

/** Why an object can't be had. */
export function missingObject({ resource, name }: ObjectReference, { failed }: CachedObject): string {
  const word = SINGULAR[resource];
  return failed
    ? `failed to sync ${word} cache: timed out waiting for the condition`
    : `${word} "${name}" not found`;
}

/** The texts of an object by key; null when it is not there. */
export function dataOf(resource: ObjectResource, { object }: CachedObject): Environment | null {
  if (object === null) return null;
  const { data = {} } = object;
  if (resource === 'configmaps') return data;
  return Object.fromEntries(Object.entries(data).map(([key, code]) => [key, decodeBase64(code)]));
}

type Result<T> = { readonly value: T } | { readonly error: string };

interface Making {
  readonly self: Self;
  readonly container: Container;
  readonly lookup: ObjectLookup;
  readonly services: Environment;
  readonly env: Record<string, string>;
}

/** The texts of an object; null when it is not there and need not be. */
function dataFor(making: Making, resource: ObjectResource, source: NamedSource): Result<Environment | null> {
  const reference = { resource, name: source.name ?? '' };
  const entry = making.lookup(reference);
  const value = dataOf(resource, entry);
  const isMissing = value === null && source.optional !== true;
  return isMissing ? { error: missingObject(reference, entry) } : { value };
}

/** All keys of an object become variables. Returns what is wrong, or ''. */
function addAll(making: Making, resource: ObjectResource, source: NamedSource, prefix: string): string {
  const data = dataFor(making, resource, source);
  if ('error' in data) return data.error;
  for (const key of Object.keys(data.value ?? {}).sort()) {
    making.env[prefix + key] = data.value?.[key] ?? '';
  }
  return '';
}

/** Undefined for a variable that is left out. */
function keyValue(
  making: Making,
  resource: ObjectResource,
  source: NamedSource & { readonly key: string },
): Result<string | undefined> {
  const data = dataFor(making, resource, source);
  if ('error' in data) return data;
  const value = data.value?.[source.key];
  if (value !== undefined || source.optional === true) return { value };
  const { namespace = '' } = making.self.pod.metadata;
  return { error: `couldn't find key ${source.key} in ${KIND[resource]} ${namespace}/${source.name ?? ''}` };
}

function valueOf(making: Making, { value = '', valueFrom }: EnvVar): Result<string | undefined> {
  const { env, services, self, container } = making;
  if (value !== '') return { value: expand(value, (name) => env[name] ?? services[name]) };
  if (valueFrom === undefined) return { value };
  const { fieldRef, resourceFieldRef, configMapKeyRef, secretKeyRef } = valueFrom;
  if (fieldRef !== undefined) return { value: fieldValue(self, fieldRef.fieldPath) };
  if (resourceFieldRef !== undefined) return { value: resourceValue(self, container, resourceFieldRef) };
  if (configMapKeyRef !== undefined) return keyValue(making, 'configmaps', configMapKeyRef);
  if (secretKeyRef !== undefined) return keyValue(making, 'secrets', secretKeyRef);
  return { value };
}

/** Variables of the container, and the links to Services that it does not define itself. */
export function environmentOf(
  self: Self,
  container: Container,
  lookup: ObjectLookup,
  services: Environment,
): EnvironmentResult {
  const { env: declared = [], envFrom = [] } = container;
  if (declared.length === 0 && envFrom.length === 0) return { env: services };
  const making: Making = { self, container, lookup, services, env: {} };
  for (const { configMapRef, secretRef, prefix = '' } of envFrom) {
    const error =
      configMapRef !== undefined
        ? addAll(making, 'configmaps', configMapRef, prefix)
        : addAll(making, 'secrets', secretRef ?? {}, prefix);
    if (error !== '') return { error };
  }
  for (const variable of declared) {
    const result = valueOf(making, variable);
    if ('error' in result) return result;
    if (result.value !== undefined) making.env[variable.name] = result.value;
  }
  return { env: { ...services, ...making.env } };
}
