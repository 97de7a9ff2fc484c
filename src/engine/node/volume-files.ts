/**
 * The files of a pod's volumes, as its containers see them. Pure; what is made of the same objects is the same tree.
 * Models pkg/volume/{configmap,secret,downwardapi,projected} (MakePayload, collectData).
 */
import type { Container, VolumeMount } from '../api/pod';
import { serviceAccountToken, TOKEN_ISSUER } from '../api/service-account-token';
import { memoised } from '../api/share';
import type { DownwardAPIVolumeFile, Volume, VolumeProjection } from '../api/volume-types';
import type { FileNode, FileTree, Mount } from './cri';
import { fieldValue, resourceValue, type Self } from './downward-api';
import { dataOf, missingObject, type ObjectLookup } from './environment';
import type { CachedObject } from './object-cache';
import { referenceOf, volumesOf, type ObjectResource, type ObjectSource } from './object-references';

/** Files by their path in the volume, or why they can't be made. */
export type VolumeFiles = { readonly files: FileTree } | { readonly error: string };

const DEFAULT_MODE = 0o644;
const NO_FILES: FileTree = {};

const WORD: Readonly<Record<ObjectResource, string>> = { configmaps: 'config', secrets: 'secret' };

function filesOfData(
  data: Readonly<Record<string, string>>,
  resource: ObjectResource,
  source: ObjectSource,
  mode: number,
): VolumeFiles {
  const files: Record<string, FileNode> = {};
  const { items = [] } = source;
  if (items.length === 0) {
    for (const key of Object.keys(data).sort()) files[key] = { text: data[key] ?? '', mode };
    return { files };
  }
  for (const { key, path, mode: own } of items) {
    const text = data[key];
    if (text !== undefined) files[path] = { text, mode: own ?? mode };
    else if (source.optional !== true) {
      return { error: `references non-existent ${WORD[resource]} key: ${key}` };
    }
  }
  return { files };
}

/** By object, then by source: both are shared by the pods of one template, and so is what is made of them. */
const made = memoised((_object: object) => new WeakMap<object, Map<number, VolumeFiles>>());

function objectFiles(
  resource: ObjectResource,
  source: ObjectSource,
  entry: CachedObject,
  mode: number,
): VolumeFiles {
  const { object } = entry;
  if (object === null) {
    if (source.optional === true) return { files: NO_FILES };
    return { error: missingObject(referenceOf(resource, source), entry) };
  }
  const bySource = made(object);
  const byMode = bySource.get(source) ?? new Map<number, VolumeFiles>();
  bySource.set(source, byMode);
  const known = byMode.get(mode);
  if (known !== undefined) return known;
  const files = filesOfData(dataOf(resource, entry) ?? {}, resource, source, mode);
  byMode.set(mode, files);
  return files;
}

function downwardFiles(
  self: Self,
  container: Container,
  items: readonly DownwardAPIVolumeFile[],
  mode: number,
): FileTree {
  const files: Record<string, FileNode> = {};
  for (const { path, fieldRef, resourceFieldRef, mode: own } of items) {
    const text =
      fieldRef !== undefined
        ? fieldValue(self, fieldRef.fieldPath)
        : resourceFieldRef === undefined
          ? ''
          : resourceValue(self, container, resourceFieldRef);
    files[path] = { text, mode: own ?? mode };
  }
  return files;
}

/**
 * Simplified here: one token per service account instead of one per pod, so that all its pods share one file; it has no
 * end, and names no pod.
 */
function tokenOf({ pod }: Self): string {
  const { namespace = '' } = pod.metadata;
  const account = { name: pod.spec.serviceAccountName ?? 'default', uid: '' };
  return serviceAccountToken({ namespace, account, audiences: [TOKEN_ISSUER] });
}

function projectionFiles(
  self: Self,
  container: Container,
  lookup: ObjectLookup,
  projection: VolumeProjection,
  mode: number,
): VolumeFiles {
  const { configMap, secret, downwardAPI, serviceAccountToken } = projection;
  if (configMap !== undefined) {
    return objectFiles('configmaps', configMap, lookup(referenceOf('configmaps', configMap)), mode);
  }
  if (secret !== undefined)
    return objectFiles('secrets', secret, lookup(referenceOf('secrets', secret)), mode);
  if (downwardAPI !== undefined)
    return { files: downwardFiles(self, container, downwardAPI.items ?? [], mode) };
  if (serviceAccountToken === undefined) return { files: NO_FILES };
  return { files: { [serviceAccountToken.path]: { text: tokenOf(self), mode } } };
}

/** The files of one volume; null for a volume that the kubelet does not fill: an empty directory, a disk. */
export function volumeFiles(
  self: Self,
  container: Container,
  lookup: ObjectLookup,
  volume: Volume,
): VolumeFiles | null {
  const { configMap, secret, downwardAPI, projected } = volume;
  const mode = (configMap ?? secret ?? downwardAPI ?? projected)?.defaultMode ?? DEFAULT_MODE;
  if (configMap !== undefined || secret !== undefined || downwardAPI !== undefined) {
    return projectionFiles(self, container, lookup, volume, mode);
  }
  if (projected === undefined) return null;
  let files: FileTree = NO_FILES;
  for (const source of projected.sources ?? []) {
    const result = projectionFiles(self, container, lookup, source, mode);
    if ('error' in result) return result;
    files = { ...files, ...result.files };
  }
  return { files };
}

/** What a container is given: files that the kubelet writes, and directories that its pod's containers share. */
export interface Mounted {
  readonly files?: FileTree;
  readonly mounts?: readonly Mount[];
}

const NOTHING: Mounted = {};

function trimmed(path: string): string {
  return path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path;
}

/** A `subPath` mounts one file, or one directory, of the volume. */
function mountFiles(target: Record<string, FileNode>, files: FileTree, mount: VolumeMount): void {
  const path = trimmed(mount.mountPath);
  const { subPath = '' } = mount;
  for (const name of Object.keys(files)) {
    const node = files[name] as FileNode;
    if (subPath === '') target[`${path}/${name}`] = node;
    else if (name === subPath) target[path] = node;
    else if (name.startsWith(`${subPath}/`)) target[path + name.slice(subPath.length)] = node;
  }
}

/** What was mounted with a `subPath`, or from an object that is gone, stays as it was. */
function keepFiles(target: Record<string, FileNode>, before: FileTree, { mountPath }: VolumeMount): void {
  const path = trimmed(mountPath);
  for (const name of Object.keys(before)) {
    if (name === path || name.startsWith(`${path}/`)) target[name] = before[name] as FileNode;
  }
}

function mountAll(self: Self, container: Container, lookup: ObjectLookup, before: FileTree | null): Mounted {
  const volumes = volumesOf(self.pod.spec);
  const files: Record<string, FileNode> = {};
  const mounts: Mount[] = [];
  for (const mount of container.volumeMounts ?? []) {
    const volume = volumes.find(({ name }) => name === mount.name);
    if (volume === undefined) continue;
    const result = volumeFiles(self, container, lookup, volume);
    if (result === null) {
      mounts.push({ path: trimmed(mount.mountPath), volume: mount.name, readOnly: mount.readOnly === true });
    } else if (before !== null && ('error' in result || (mount.subPath ?? '') !== '')) {
      keepFiles(files, before, mount);
    } else if ('files' in result) {
      mountFiles(files, result.files, mount);
    }
  }
  return {
    ...(Object.keys(files).length === 0 ? {} : { files }),
    ...(mounts.length === 0 ? {} : { mounts }),
  };
}

/** By the certificate that they hold: what every pod of a service account is given to reach the API server. */
const accesses = memoised((_certificate: object) => new Map<string, Mounted>());

/**
 * The key under which all pods can share one result, or null: the container mounts nothing but the volume that the
 * admission of service accounts gives to every pod.
 */
function accessKey({ pod }: Self, { volumeMounts = [] }: Container): string | null {
  const [mount] = volumeMounts;
  if (mount === undefined || volumeMounts.length > 1 || !mount.name.startsWith(ACCESS_PREFIX)) return null;
  const volume = volumesOf(pod.spec).find(({ name }) => name === mount.name);
  const sources = volume?.projected?.sources ?? [];
  const isOwn = sources.some(({ downwardAPI }) =>
    downwardAPI?.items?.some(({ fieldRef }) => fieldRef?.fieldPath !== 'metadata.namespace'),
  );
  if (isOwn || sources.some(({ secret }) => secret !== undefined)) return null;
  const { serviceAccountName } = pod.spec;
  return JSON.stringify([pod.metadata.namespace, serviceAccountName, mount.mountPath, volume?.projected]);
}

const ACCESS_PREFIX = 'kube-api-access-';
const ROOT_CERTIFICATE = { resource: 'configmaps', name: 'kube-root-ca.crt' } as const;

/** All that the container mounts when it starts. Its volumes can be made: that was found out before. */
export function mountedIn(self: Self, container: Container, lookup: ObjectLookup): Mounted {
  if (container.volumeMounts === undefined || container.volumeMounts.length === 0) return NOTHING;
  const certificate = lookup(ROOT_CERTIFICATE).object;
  const key = certificate === null ? null : accessKey(self, container);
  if (certificate === null || key === null) return mountAll(self, container, lookup, null);
  const shared = accesses(certificate);
  const known = shared.get(key);
  if (known !== undefined) return known;
  const mounted = mountAll(self, container, lookup, null);
  shared.set(key, mounted);
  return mounted;
}

/** The files of a running container, after an object or the pod itself has changed. */
export function refreshedFiles(
  self: Self,
  container: Container,
  lookup: ObjectLookup,
  before: FileTree,
): FileTree {
  return mountAll(self, container, lookup, before).files ?? NO_FILES;
}
