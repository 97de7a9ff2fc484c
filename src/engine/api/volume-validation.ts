/** Volumes of a pod. Models ValidateVolumes in pkg/apis/core/validation/validation.go; sources are checked in part. */
import { duplicate, type FieldError, forbidden, invalidEach, required } from './field-error';
import { dns1123Label } from './names';

type Volume = Readonly<Record<string, unknown>>;

/** Sources in the order in which the real server looks at them: the second one found is too many. */
const SOURCES = [
  'emptyDir',
  'hostPath',
  'gitRepo',
  'gcePersistentDisk',
  'awsElasticBlockStore',
  'secret',
  'nfs',
  'iscsi',
  'glusterfs',
  'flocker',
  'persistentVolumeClaim',
  'rbd',
  'cinder',
  'cephfs',
  'quobyte',
  'downwardAPI',
  'fc',
  'flexVolume',
  'configMap',
  'azureFile',
  'vsphereVolume',
  'photonPersistentDisk',
  'portworxVolume',
  'azureDisk',
  'storageos',
  'projected',
  'scaleIO',
  'csi',
  'ephemeral',
  'image',
];

/** The field that a source cannot do without. */
const REQUIRED_FIELDS: Readonly<Record<string, string>> = {
  secret: 'secretName',
  configMap: 'name',
  hostPath: 'path',
  persistentVolumeClaim: 'claimName',
  csi: 'driver',
};

function validateSource(volume: Volume, field: string): readonly FieldError[] {
  const given = SOURCES.filter((source) => volume[source] !== undefined && volume[source] !== null);
  const first = given[0];
  if (first === undefined) return [required(field, 'must specify a volume type')];
  const errors = given
    .slice(1)
    .map((source) => forbidden(`${field}.${source}`, 'may not specify more than 1 volume type'));
  const key = REQUIRED_FIELDS[first];
  const source = volume[first] as Volume;
  if (key !== undefined && (source[key] === undefined || source[key] === '')) {
    errors.unshift(required(`${field}.${first}.${key}`));
  }
  return errors;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
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
    const name = textOf(volume['name']);
    const own = [...validateSource(volume, path)];
    if (name === '') own.push(required(`${path}.name`));
    else own.push(...invalidEach(`${path}.name`, name, dns1123Label(name)));
    if (names.has(name)) own.push(duplicate(`${path}.name`, name));
    if (own.length === 0) names.add(name);
    errors.push(...own);
  }
  return { names, errors };
}
