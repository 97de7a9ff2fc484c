/** Defaults of volumes. Models SetDefaults_Volume and its neighbours in pkg/apis/core/v1/defaults.go. */
import { defaultFieldSource } from './container-defaults';
import type {
  DownwardAPIVolumeFile,
  ProjectedVolumeSource,
  ServiceAccountTokenProjection,
  Volume,
  VolumeProjection,
} from './pod-types';
import { mapShared, memoisedCompletion, withFields } from './share';

/** 0644, the mode of files made from objects. */
const DEFAULT_MODE = 0o644;
const TOKEN_EXPIRATION_SECONDS = 3600;

function withMode<T extends { readonly defaultMode?: number }>(source: T): T {
  return source.defaultMode === undefined ? { ...source, defaultMode: DEFAULT_MODE } : source;
}

function withCompleteItems<T extends { readonly items?: readonly DownwardAPIVolumeFile[] }>(source: T): T {
  const { items } = source;
  if (items === undefined) return source;
  const complete = mapShared(items, defaultFieldSource);
  return complete === items ? source : { ...source, items: complete };
}

function defaultToken(token: ServiceAccountTokenProjection): ServiceAccountTokenProjection {
  return withFields(token, { expirationSeconds: token.expirationSeconds ?? TOKEN_EXPIRATION_SECONDS });
}

function defaultProjection(projection: VolumeProjection): VolumeProjection {
  const { serviceAccountToken, downwardAPI } = projection;
  return withFields(projection, {
    ...(serviceAccountToken === undefined ? {} : { serviceAccountToken: defaultToken(serviceAccountToken) }),
    ...(downwardAPI === undefined ? {} : { downwardAPI: withCompleteItems(downwardAPI) }),
  });
}

function defaultProjected(source: ProjectedVolumeSource): ProjectedVolumeSource {
  const { sources } = source;
  return withMode(
    sources === undefined ? source : withFields(source, { sources: mapShared(sources, defaultProjection) }),
  );
}

function completeVolume(volume: Volume): Volume {
  const { name: _, ...sources } = volume;
  if (Object.values(sources).every((source) => source === undefined)) return { ...volume, emptyDir: {} };
  const { secret, configMap, downwardAPI, projected, hostPath } = volume;
  return withFields(volume, {
    ...(secret === undefined ? {} : { secret: withMode(secret) }),
    ...(configMap === undefined ? {} : { configMap: withMode(configMap) }),
    ...(downwardAPI === undefined ? {} : { downwardAPI: withCompleteItems(withMode(downwardAPI)) }),
    ...(projected === undefined ? {} : { projected: defaultProjected(projected) }),
    ...(hostPath === undefined ? {} : { hostPath: withFields(hostPath, { type: hostPath.type ?? '' }) }),
  });
}

/** A volume as in a stored pod template. A volume without a source is an empty directory. */
export const defaultVolume = memoisedCompletion(completeVolume);
