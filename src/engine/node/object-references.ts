/** Which ConfigMaps and Secrets a pod refers to, and how. Pure. Models pkg/api/v1/pod (VisitPodConfigmapNames, …). */
import type { Container, PodSpec } from '../api/pod';
import { memoised } from '../api/share';

export type ObjectResource = 'configmaps' | 'secrets';

export interface ObjectReference {
  readonly resource: ObjectResource;
  readonly name: string;
}

/** A reference as the API writes it. */
export interface NamedSource {
  readonly name?: string;
  readonly secretName?: string;
  readonly optional?: boolean;
}

export interface KeyToPath {
  readonly key: string;
  readonly path: string;
  readonly mode?: number;
}

export interface DownwardFile {
  readonly path: string;
  readonly fieldRef?: { readonly fieldPath: string };
  readonly resourceFieldRef?: {
    readonly containerName?: string;
    readonly resource: string;
    readonly divisor?: string;
  };
  readonly mode?: number;
}

interface ObjectSource extends NamedSource {
  readonly items?: readonly KeyToPath[];
  readonly defaultMode?: number;
}

/** One source of a projected volume: exactly one of them is set. */
export interface Projection {
  readonly configMap?: ObjectSource;
  readonly secret?: ObjectSource;
  readonly downwardAPI?: { readonly items?: readonly DownwardFile[] };
  readonly serviceAccountToken?: { readonly path: string; readonly audience?: string };
}

/** The sorts of volume whose files the kubelet writes, and the name of any other. */
export interface Volume {
  readonly name: string;
  readonly configMap?: ObjectSource;
  readonly secret?: ObjectSource;
  readonly downwardAPI?: { readonly items?: readonly DownwardFile[]; readonly defaultMode?: number };
  readonly projected?: { readonly sources?: readonly Projection[]; readonly defaultMode?: number };
}

/** Where a variable's value comes from. */
export interface EnvSource {
  readonly fieldRef?: { readonly fieldPath: string };
  readonly resourceFieldRef?: DownwardFile['resourceFieldRef'];
  readonly configMapKeyRef?: NamedSource & { readonly key: string };
  readonly secretKeyRef?: NamedSource & { readonly key: string };
}

const NO_VOLUMES: readonly Volume[] = [];

export function volumesOf(spec: PodSpec): readonly Volume[] {
  return (spec.volumes as readonly Volume[] | undefined) ?? NO_VOLUMES;
}

export function referenceOf(resource: ObjectResource, source: NamedSource): ObjectReference {
  return { resource, name: source.secretName ?? source.name ?? '' };
}

const NONE: readonly ObjectReference[] = [];

function once(references: readonly ObjectReference[]): readonly ObjectReference[] {
  if (references.length === 0) return NONE;
  const seen = new Set<string>();
  return references.filter(({ resource, name }) => {
    const key = `${resource}/${name}`;
    return !seen.has(key) && seen.add(key);
  });
}

function ofSources(source: Pick<Projection, 'configMap' | 'secret'>): ObjectReference[] {
  const found: ObjectReference[] = [];
  if (source.configMap !== undefined) found.push(referenceOf('configmaps', source.configMap));
  if (source.secret !== undefined) found.push(referenceOf('secrets', source.secret));
  return found;
}

/** What the volumes of a pod are made of. */
export const volumeReferences = memoised((spec: PodSpec): readonly ObjectReference[] =>
  once(
    volumesOf(spec).flatMap((volume) => [
      ...ofSources(volume),
      ...(volume.projected?.sources ?? []).flatMap(ofSources),
    ]),
  ),
);

/** What the environment of a container is made of. */
export const environmentReferences = memoised((container: Container): readonly ObjectReference[] => {
  const found: ObjectReference[] = [];
  for (const { configMapRef, secretRef } of container.envFrom ?? []) {
    if (configMapRef !== undefined) found.push(referenceOf('configmaps', configMapRef));
    if (secretRef !== undefined) found.push(referenceOf('secrets', secretRef));
  }
  for (const { valueFrom } of container.env ?? []) {
    const { configMapKeyRef, secretKeyRef } = (valueFrom ?? {}) as EnvSource;
    if (configMapKeyRef !== undefined) found.push(referenceOf('configmaps', configMapKeyRef));
    if (secretKeyRef !== undefined) found.push(referenceOf('secrets', secretKeyRef));
  }
  return once(found);
});

/** All that a pod refers to. */
export const podReferences = memoised((spec: PodSpec): readonly ObjectReference[] =>
  once([
    ...volumeReferences(spec),
    ...[...(spec.initContainers ?? []), ...spec.containers].flatMap(environmentReferences),
  ]),
);
