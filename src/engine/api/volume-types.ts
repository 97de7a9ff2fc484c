/** Volumes of a pod. Models api/core/v1/types.go; sources that nothing simulates stay `unknown`. */
import type { ObjectFieldSelector, ResourceFieldSelector } from './pod-types';

export interface KeyToPath {
  readonly key: string;
  readonly path: string;
  readonly mode?: number;
}

export interface ConfigMapVolumeSource {
  readonly name?: string;
  /** Absent: every key becomes a file. */
  readonly items?: readonly KeyToPath[];
  readonly defaultMode?: number;
  readonly optional?: boolean;
}

export interface SecretVolumeSource {
  readonly secretName?: string;
  readonly items?: readonly KeyToPath[];
  readonly defaultMode?: number;
  readonly optional?: boolean;
}

/** One of the two references is set. */
export interface DownwardAPIVolumeFile {
  readonly path: string;
  readonly fieldRef?: ObjectFieldSelector;
  readonly resourceFieldRef?: ResourceFieldSelector;
  readonly mode?: number;
}

export interface DownwardAPIVolumeSource {
  readonly items?: readonly DownwardAPIVolumeFile[];
  readonly defaultMode?: number;
}

export interface ServiceAccountTokenProjection {
  readonly audience?: string;
  readonly expirationSeconds?: number;
  readonly path: string;
}

/** Exactly one is set. */
export interface VolumeProjection {
  readonly secret?: Omit<ConfigMapVolumeSource, 'defaultMode'>;
  readonly configMap?: Omit<ConfigMapVolumeSource, 'defaultMode'>;
  readonly downwardAPI?: { readonly items?: readonly DownwardAPIVolumeFile[] };
  readonly serviceAccountToken?: ServiceAccountTokenProjection;
  readonly clusterTrustBundle?: Readonly<Record<string, unknown>>;
}

export interface ProjectedVolumeSource {
  readonly sources?: readonly VolumeProjection[];
  readonly defaultMode?: number;
}

export interface EmptyDirVolumeSource {
  /** `Memory`, or absent for the disk of the node. */
  readonly medium?: string;
  readonly sizeLimit?: string;
}

export interface HostPathVolumeSource {
  readonly path: string;
  readonly type?: string;
}

/** Exactly one source is set. */
export interface Volume {
  readonly name: string;
  readonly configMap?: ConfigMapVolumeSource;
  readonly secret?: SecretVolumeSource;
  readonly emptyDir?: EmptyDirVolumeSource;
  readonly projected?: ProjectedVolumeSource;
  readonly downwardAPI?: DownwardAPIVolumeSource;
  readonly hostPath?: HostPathVolumeSource;
  readonly persistentVolumeClaim?: { readonly claimName: string; readonly readOnly?: boolean };
  /** The other sources, by their names: `nfs`, `csi` … */
  readonly [source: string]: unknown;
}
