/** An object on its way through a kustomization, with the names that it had. */
import { isJsonObject, type JsonObject } from '../../../engine/api/json';

export interface KustomizeResource {
  readonly object: JsonObject;
  /** Names under which others may refer to it, the first one first. */
  readonly names: readonly string[];
  /** From a generator: gets a hash at the end. */
  readonly needsHash: boolean;
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** Group ('' for core) and version. */
export function groupVersionOf(object: JsonObject): readonly [group: string, version: string] {
  const [version = '', group = ''] = text(object['apiVersion']).split('/').toReversed();
  return [group, version];
}

function metadataField(object: JsonObject, field: string): string {
  const metadata = object['metadata'];
  const value = isJsonObject(metadata) ? metadata[field] : undefined;
  return typeof value === 'string' ? value : '';
}

export function nameOf(object: JsonObject): string {
  return metadataField(object, 'name');
}

export function namespaceOf(object: JsonObject): string {
  return metadataField(object, 'namespace');
}

export function kindOf(object: JsonObject): string {
  return text(object['kind']);
}

export function withMetadata(object: JsonObject, changes: JsonObject): JsonObject {
  const metadata = isJsonObject(object['metadata']) ? object['metadata'] : {};
  return { ...object, metadata: { ...metadata, ...changes } };
}

export function renamed(resource: KustomizeResource, name: string): KustomizeResource {
  const old = nameOf(resource.object);
  if (old === name) return resource;
  return { ...resource, names: [...resource.names, old], object: withMetadata(resource.object, { name }) };
}

/** Kinds that belong to no namespace. */
const CLUSTER_WIDE = new Set([
  'Namespace',
  'Node',
  'PersistentVolume',
  'ClusterRole',
  'ClusterRoleBinding',
  'CustomResourceDefinition',
  'StorageClass',
  'PriorityClass',
  'IngressClass',
  'APIService',
  'MutatingWebhookConfiguration',
  'ValidatingWebhookConfiguration',
  'CSIDriver',
  'RuntimeClass',
  'VolumeAttachment',
  'CertificateSigningRequest',
]);

export function isClusterWide(object: JsonObject): boolean {
  return CLUSTER_WIDE.has(kindOf(object));
}
