/** Volumes of a pod. Models ValidateVolumes in pkg/apis/core/validation/validation.go; sources of hardware are checked in part. */
import {
  collect,
  duplicate,
  type FieldError,
  forbidden,
  invalid,
  invalidEach,
  NO_ERRORS,
  notSupported,
  required,
} from './field-error';
import { FILE_FIELDS, validateFieldRef, validateResourceFieldRef } from './field-ref-validation';
import { dns1123Label } from './names';
import { validateFileMode, validateFilePath, validateNoBacksteps } from './path-validation';
import type {
  DownwardAPIVolumeFile,
  HostPathVolumeSource,
  KeyToPath,
  ProjectedVolumeSource,
  ServiceAccountTokenProjection,
  Volume,
  VolumeProjection,
} from './pod-types';
import { compareQuantities } from './quantity';

function validateItem(item: KeyToPath, field: string): readonly FieldError[] {
  const { key = '', path = '' } = item;
  return collect(
    key === '' ? [required(`${field}.key`)] : NO_ERRORS,
    path === '' ? [required(`${field}.path`)] : NO_ERRORS,
    validateFilePath(path, `${field}.path`),
    validateFileMode(item.mode, `${field}.mode`),
  );
}

interface FilesOfObject {
  readonly items?: readonly KeyToPath[];
  readonly defaultMode?: number;
}

/** Files made from the keys of a ConfigMap or Secret. */
function validateKeys(
  source: FilesOfObject,
  name: string | undefined,
  nameField: string,
  field: string,
): readonly FieldError[] {
  return collect(
    name === undefined || name === '' ? [required(`${field}.${nameField}`)] : NO_ERRORS,
    validateFileMode(source.defaultMode, `${field}.defaultMode`),
    ...(source.items ?? []).map((item, i) => validateItem(item, `${field}.items[${i}]`)),
  );
}

/** Models validateDownwardAPIVolumeFile, whose paths leave out the index. */
function validateDownwardFile(file: DownwardAPIVolumeFile, field: string): readonly FieldError[] {
  const { path = '', fieldRef, resourceFieldRef } = file;
  const errors: FieldError[] = [];
  if (fieldRef !== undefined) {
    errors.push(...validateFieldRef(fieldRef, FILE_FIELDS, `${field}.fieldRef`));
    if (resourceFieldRef !== undefined) {
      errors.push(
        invalid(field, 'resource', 'fieldRef and resourceFieldRef can not be specified simultaneously'),
      );
    }
  } else if (resourceFieldRef !== undefined) {
    errors.push(...validateResourceFieldRef(resourceFieldRef, true, `${field}.resourceFieldRef`));
  } else errors.push(required(field, 'one of fieldRef and resourceFieldRef is required'));
  return collect(
    path === '' ? [required(`${field}.path`)] : NO_ERRORS,
    validateFilePath(path, `${field}.path`),
    errors,
    validateFileMode(file.mode, `${field}.mode`),
  );
}

const TOKEN_SECONDS_MIN = 600;
/** 2^32. */
const TOKEN_SECONDS_MAX = 4_294_967_296;

/** The path of the token is told without its index, as upstream does. */
function validateToken(
  token: ServiceAccountTokenProjection,
  field: string,
  whole: string,
): readonly FieldError[] {
  const { expirationSeconds = 0, path = '' } = token;
  const seconds = `${field}.expirationSeconds`;
  return collect(
    expirationSeconds < TOKEN_SECONDS_MIN
      ? [invalid(seconds, expirationSeconds, 'may not specify a duration less than 10 minutes')]
      : NO_ERRORS,
    expirationSeconds > TOKEN_SECONDS_MAX
      ? [invalid(seconds, expirationSeconds, 'may not specify a duration larger than 2^32 seconds')]
      : NO_ERRORS,
    path === '' ? [required(`${whole}.path`)] : validateFilePath(path, `${whole}.path`),
  );
}

const PROJECTIONS = [
  'secret',
  'configMap',
  'downwardAPI',
  'serviceAccountToken',
  'clusterTrustBundle',
] as const;

function validateProjection(
  source: VolumeProjection,
  paths: Set<string>,
  field: string,
  whole: string,
): readonly FieldError[] {
  const errors: FieldError[] = [];
  const claim = (path: string | undefined, shown: string): void => {
    if (path === undefined || path === '') return;
    if (paths.has(path)) errors.push(invalid(whole, shown, 'conflicting duplicate paths'));
    paths.add(path);
  };
  for (const kind of ['secret', 'configMap'] as const) {
    const object = source[kind];
    if (object === undefined) continue;
    errors.push(...validateKeys(object, object.name, 'name', `${field}.${kind}`));
    for (const { path } of object.items ?? []) claim(path, object.name ?? '');
  }
  for (const file of source.downwardAPI?.items ?? []) {
    errors.push(...validateDownwardFile(file, `${field}.downwardAPI`));
    claim(file.path, file.path);
  }
  const token = source.serviceAccountToken;
  if (token !== undefined) errors.push(...validateToken(token, `${field}.serviceAccountToken`, whole));
  if (PROJECTIONS.filter((kind) => source[kind] !== undefined).length > 1) {
    errors.push(forbidden(field, 'may not specify more than 1 volume type per source'));
  }
  return errors;
}

function validateProjected(source: ProjectedVolumeSource, field: string): readonly FieldError[] {
  const paths = new Set<string>();
  return collect(
    validateFileMode(source.defaultMode, `${field}.defaultMode`),
    ...(source.sources ?? []).map((projection, i) =>
      validateProjection(projection, paths, `${field}.sources[${i}]`, field),
    ),
  );
}

const HOST_PATH_TYPES = [
  '',
  'BlockDevice',
  'CharDevice',
  'Directory',
  'DirectoryOrCreate',
  'File',
  'FileOrCreate',
  'Socket',
];

function validateHostPath({ path = '', type }: HostPathVolumeSource, field: string): readonly FieldError[] {
  if (path === '') return [required(`${field}.path`)];
  return collect(
    validateNoBacksteps(path, `${field}.path`),
    type === undefined || HOST_PATH_TYPES.includes(type)
      ? NO_ERRORS
      : [notSupported(`${field}.type`, type, HOST_PATH_TYPES)],
  );
}

/** What a source cannot do without, for those that nothing simulates. */
const REQUIRED_FIELDS: ReadonlyMap<string, string> = new Map([
  ['persistentVolumeClaim', 'claimName'],
  ['csi', 'driver'],
  ['nfs', 'server'],
]);

function validateOther(volume: Volume, kind: string, field: string): readonly FieldError[] {
  const key = REQUIRED_FIELDS.get(kind);
  const source = volume[kind] as Readonly<Record<string, unknown>>;
  if (key === undefined || (source[key] !== undefined && source[key] !== '')) return NO_ERRORS;
  return [required(`${field}.${key}`)];
}

/** All sources, in the order in which the real server looks at them: the second one found is too many. */
const SOURCES: readonly string[] =
  `emptyDir hostPath gitRepo gcePersistentDisk awsElasticBlockStore secret nfs iscsi glusterfs flocker
  persistentVolumeClaim rbd cinder cephfs quobyte downwardAPI fc flexVolume configMap azureFile vsphereVolume
  photonPersistentDisk portworxVolume azureDisk storageos projected scaleIO csi ephemeral image`.split(/\s+/);

function validateFirst(volume: Volume, kind: string, field: string): readonly FieldError[] {
  const path = `${field}.${kind}`;
  const { emptyDir, hostPath, secret, configMap, downwardAPI, projected } = volume;
  if (kind === 'hostPath' && hostPath !== undefined) return validateHostPath(hostPath, path);
  if (kind === 'secret' && secret !== undefined)
    return validateKeys(secret, secret.secretName, 'secretName', path);
  if (kind === 'configMap' && configMap !== undefined)
    return validateKeys(configMap, configMap.name, 'name', path);
  if (kind === 'projected' && projected !== undefined) return validateProjected(projected, path);
  if (kind === 'downwardAPI' && downwardAPI !== undefined) {
    return collect(
      validateFileMode(downwardAPI.defaultMode, `${path}.defaultMode`),
      ...(downwardAPI.items ?? []).map((file) => validateDownwardFile(file, path)),
    );
  }
  if (kind === 'emptyDir' && emptyDir !== undefined) {
    const isNegative = compareQuantities(emptyDir.sizeLimit ?? '0', '0') < 0;
    const detail = 'SizeLimit field must be a valid resource quantity';
    return isNegative ? [forbidden(`${path}.sizeLimit`, detail)] : NO_ERRORS;
  }
  return validateOther(volume, kind, path);
}

function validateSource(volume: Volume, field: string): readonly FieldError[] {
  const given = SOURCES.filter((source) => volume[source] !== undefined && volume[source] !== null);
  const [first] = given;
  if (first === undefined) return [required(field, 'must specify a volume type')];
  return collect(
    validateFirst(volume, first, field),
    given
      .slice(1)
      .map((source) => forbidden(`${field}.${source}`, 'may not specify more than 1 volume type')),
  );
}

/** The names of the volumes that a container may mount are those of the valid volumes. */
export function validateVolumes(
  volumes: readonly Volume[],
  field: string,
): { readonly names: ReadonlySet<string>; readonly errors: readonly FieldError[] } {
  const names = new Set<string>();
  const errors: FieldError[] = [];
  for (const [i, volume] of volumes.entries()) {
    const path = `${field}[${i}]`;
    const { name = '' } = volume;
    const own = [...validateSource(volume, path)];
    if (name === '') own.push(required(`${path}.name`));
    else own.push(...invalidEach(`${path}.name`, name, dns1123Label(name)));
    if (names.has(name)) own.push(duplicate(`${path}.name`, name));
    if (own.length === 0) names.add(name);
    errors.push(...own);
  }
  return { names, errors };
}
