/** Which ConfigMaps and Secrets a pod refers to, and how. Pure. Models pkg/api/v1/pod (VisitPodConfigmapNames, …). */
import type { Container, EnvVarSource, PodSpec } from '../api/pod';
import { memoised } from '../api/share';
import type { KeyToPath, Volume, VolumeProjection } from '../api/volume-types';

export type ObjectResource = 'configmaps' | 'secrets';

export interface ObjectReference {
  readonly resource: ObjectResource;
  readonly name: string;
}

/** A reference as the API writes it: Secrets of volumes have a field of their own for the name. */
export interface NamedSource {
  readonly name?: string;
  readonly secretName?: string;
  readonly optional?: boolean;
}

/** Files from the keys of an object. */
export interface ObjectSource extends NamedSource {
  readonly items?: readonly KeyToPath[];
}

const NO_SOURCE: EnvVarSource = {};
const NO_VOLUMES: readonly Volume[] = [];

export function volumesOf(spec: PodSpec): readonly Volume[] {
  return spec.volumes ?? NO_VOLUMES;
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

function ofSources(source: Pick<VolumeProjection, 'configMap' | 'secret'>): ObjectReference[] {
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
    const { configMapKeyRef, secretKeyRef } = valueFrom ?? NO_SOURCE;
    if (configMapKeyRef !== undefined) found.push(referenceOf('configmaps', configMapKeyRef));
    if (secretKeyRef !== undefined) found.push(referenceOf('secrets', secretKeyRef));
  }
  return once(found);
});

/** All that a pod refers to. */
export const podReferences = memoised((spec: PodSpec): readonly ObjectReference[] =>
  once([
    ...volumeReferences(spec),
    ...[...(spec.initContainers ?? []), ...spec.containers, ...(spec.ephemeralContainers ?? [])].flatMap(
      environmentReferences,
    ),
  ]),
);
