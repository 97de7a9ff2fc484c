/** Patches of a kustomization: strategic ones and JSON patches. Models kustomize's PatchTransformer. */
import { structOfObject } from '../../../engine/api/bodies';
import { isJsonObject, type JsonObject } from '../../../engine/api/json';
import { jsonPatch } from '../../../engine/api/json-patch';
import { listMergeOf, type PatchPlace, placeBelow } from '../../../engine/api/merge-keys';
import { strategicMergePatch } from '../../../engine/api/patch';
import { matchesSelector } from '../../../engine/api/selector';
import { parseLabelSelector } from '../../../engine/api/selector-parse';
import { KubectlError } from '../errors';
import { groupVersionOf, type KustomizeResource, kindOf, nameOf, namespaceOf } from './resource';

function fits(pattern: unknown, value: string): boolean {
  if (typeof pattern !== 'string' || pattern === '') return true;
  try {
    return new RegExp(`^(?:${pattern})$`).test(value);
  } catch {
    throw new KubectlError(`error parsing regexp: ${pattern}`);
  }
}

function fitsSelector(text: unknown, map: unknown): boolean {
  if (typeof text !== 'string' || text === '') return true;
  const parsed = parseLabelSelector(text);
  if ('error' in parsed) throw new KubectlError(parsed.error);
  return matchesSelector(parsed.selector, isJsonObject(map) ? (map as Record<string, string>) : {});
}

/** True when a target means an object, under any name that it had. */
function isTarget({ object, names }: KustomizeResource, target: JsonObject): boolean {
  const [group, version] = groupVersionOf(object);
  const metadata = isJsonObject(object['metadata']) ? object['metadata'] : {};
  return (
    fits(target['group'], group) &&
    fits(target['version'], version) &&
    fits(target['kind'], kindOf(object)) &&
    fits(target['namespace'], namespaceOf(object)) &&
    [nameOf(object), ...names].some((name) => fits(target['name'], name)) &&
    fitsSelector(target['labelSelector'], metadata['labels']) &&
    fitsSelector(target['annotationSelector'], metadata['annotations'])
  );
}

/** The object that a strategic patch names. */
function isSame({ object, names }: KustomizeResource, patch: JsonObject): boolean {
  const namespace = namespaceOf(patch);
  return (
    groupVersionOf(object)[0] === groupVersionOf(patch)[0] &&
    kindOf(object) === kindOf(patch) &&
    (namespace === '' || namespace === namespaceOf(object)) &&
    [nameOf(object), ...names].includes(nameOf(patch))
  );
}

/** Items that a patch names come first, in its order: kustomize puts them in front. */
function inPatchOrder(merged: unknown, patch: unknown, place: PatchPlace): unknown {
  if (!isJsonObject(merged) || !isJsonObject(patch)) return merged;
  return Object.fromEntries(
    Object.entries(merged).map(([key, value]) => {
      const wanted = patch[key];
      if (!Array.isArray(value) || !Array.isArray(wanted))
        return [key, inPatchOrder(value, wanted, placeBelow(place, key))];
      return [
        key,
        orderedItems(value, wanted, placeBelow(place, key), listMergeOf(place, key)?.mergeKey ?? null),
      ];
    }),
  );
}

function orderedItems(
  items: readonly unknown[],
  wanted: readonly unknown[],
  place: PatchPlace,
  mergeKey: string | null,
): readonly unknown[] {
  if (mergeKey === null) return items;
  const keyOf = (item: unknown) => (isJsonObject(item) ? item[mergeKey] : item);
  const order = wanted.map(keyOf);
  const inner = items.map((item) =>
    inPatchOrder(
      item,
      wanted.find((other) => keyOf(other) === keyOf(item)),
      place,
    ),
  );
  const named = inner.filter((item) => order.includes(keyOf(item)));
  const others = inner.filter((item) => !order.includes(keyOf(item)));
  return [...named.toSorted((a, b) => order.indexOf(keyOf(a)) - order.indexOf(keyOf(b))), ...others];
}

/** null: the patch takes the object away. */
function merged(object: JsonObject, patch: JsonObject): JsonObject | null {
  if (patch['$patch'] === 'delete') return null;
  const metadata = isJsonObject(patch['metadata']) ? patch['metadata'] : {};
  const { name: _name, namespace: _namespace, ...rest } = metadata;
  const { apiVersion: _apiVersion, kind: _kind, ...others } = patch;
  const bare = { ...others, ...(patch['metadata'] === undefined ? {} : { metadata: rest }) };
  const { apiVersion, kind } = object as { readonly apiVersion?: string; readonly kind?: string };
  const result = strategicMergePatch(object, bare, structOfObject(apiVersion, kind));
  if (typeof result === 'string') throw new KubectlError(result);
  return inPatchOrder(result, bare, structOfObject(apiVersion, kind)) as JsonObject;
}

function patchedBy(resource: KustomizeResource, value: unknown): KustomizeResource | null {
  if (Array.isArray(value)) {
    const result = jsonPatch(resource.object, value);
    if ('object' in result) return { ...resource, object: result.object as JsonObject };
    throw new KubectlError(result.detail);
  }
  const object = merged(resource.object, value as JsonObject);
  return object === null ? null : { ...resource, object };
}

/** `values`: the documents of one patch. */
export function withPatch(
  resources: readonly KustomizeResource[],
  values: readonly unknown[],
  target: JsonObject | null,
): readonly KustomizeResource[] {
  return values.reduce<readonly KustomizeResource[]>((all, value) => {
    if (target === null && !isJsonObject(value)) {
      throw new KubectlError('must specify a target for JSON patch');
    }
    const isMeant = (resource: KustomizeResource) =>
      target === null ? isSame(resource, value as JsonObject) : isTarget(resource, target);
    if (target === null && !all.some(isMeant)) throw noMatch(value as JsonObject);
    return all.flatMap((resource) => {
      const patched = isMeant(resource) ? patchedBy(resource, value) : resource;
      return patched === null ? [] : [patched];
    });
  }, resources);
}

/** `Deployment.v1.apps/web.[noNs]`. */
function noMatch(patch: JsonObject): KubectlError {
  const [group, version] = groupVersionOf(patch);
  const type = [kindOf(patch), version, group || '[noGrp]'].join('.');
  const id = `${type}/${nameOf(patch)}.${namespaceOf(patch) || '[noNs]'}`;
  return new KubectlError(
    `no resource matches strategic merge patch "${id}": no matches for Id ${id}; failed to find unique target for patch ${id}`,
  );
}
