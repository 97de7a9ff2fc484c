/** Volumes of a pod and sources of a PersistentVolume. Models kubectl/pkg/describe (describeVolumes). */
import { canonicalQuantity, compareQuantities } from '../../../engine/api/quantity';
import { type Fields, sortedKeys } from '../fields';
import { writeClaim } from './claim';
import { byteLength } from './labels';
import { type DescribeWriter, goList } from './writer';

/** `space`: two spaces in a pod template, else ''. */
export function writeVolumes(w: DescribeWriter, volumes: readonly Fields[], space: string): void {
  if (volumes.length === 0) {
    w.line(0, `${space}Volumes:\t<none>`);
    return;
  }
  w.line(0, `${space}Volumes:`);
  for (const volume of volumes) {
    w.line(1, `${space === '' ? '' : ' '}${volume.text('name')}:`);
    writeVolumeSource(w, volume, POD_SOURCES);
  }
}

/** The one source that is set, or `<unknown>`. */
export function writeVolumeSource(w: DescribeWriter, volume: Fields, sources: VolumeSources): void {
  for (const [field, write] of Object.entries(sources)) {
    if (!volume.has(field)) continue;
    write(w, volume.at(field));
    return;
  }
  w.line(1, '<unknown>');
}

type SourceWriter = (w: DescribeWriter, source: Fields) => void;
export type VolumeSources = Readonly<Record<string, SourceWriter>>;

/** Labels and the fields they show: a text is a path; a function makes the value. */
type Rows = readonly (readonly [string, string | ((source: Fields) => string)])[];

function rows(type: string, ...list: Rows): SourceWriter {
  return (w, source) => {
    w.row(2, 'Type', type);
    for (const [label, value] of list) {
      w.row(2, label, typeof value === 'string' ? source.text(value) : value(source));
    }
  };
}

const flag = (path: string) => (source: Fields) => String(source.bool(path));
const or = (path: string, otherwise: string) => (source: Fields) =>
  source.has(path) ? source.text(path) : otherwise;
const items = (path: string) => (source: Fields) => goList(source.texts(path));
/** A pointer to a struct as Go's `%v` prints it. */
const reference = (path: string) => (source: Fields) =>
  source.has(path) ? `&LocalObjectReference{Name:${source.text(`${path}.name`)},}` : 'nil';
const secretReference = (path: string) => (source: Fields) =>
  source.has(path)
    ? `&SecretReference{Name:${source.text(`${path}.name`)},Namespace:${source.text(`${path}.namespace`)},}`
    : 'nil';
const readOnly = ['ReadOnly', flag('readOnly')] as const;

const hostPath = rows(
  'HostPath (bare host directory volume)',
  ['Path', 'path'],
  ['HostPathType', or('type', '<none>')],
);
const emptyDir = rows(
  "EmptyDir (a temporary directory that shares a pod's lifetime)",
  ['Medium', 'medium'],
  [
    'SizeLimit',
    (source) =>
      source.has('sizeLimit') && compareQuantities(source.text('sizeLimit'), '0') > 0
        ? canonicalQuantity(source.text('sizeLimit'))
        : '<unset>',
  ],
);
const nfs = rows(
  'NFS (an NFS mount that lasts the lifetime of a pod)',
  ['Server', 'server'],
  ['Path', 'path'],
  readOnly,
);
const iscsi =
  (secret: typeof reference): SourceWriter =>
  (w, source) => {
    const write = rows(
      "ISCSI (an ISCSI Disk resource that is attached to a kubelet's host machine and then exposed to the pod)",
      ['TargetPortal', 'targetPortal'],
      ['IQN', 'iqn'],
      ['Lun', (s) => String(s.number('lun'))],
    );
    write(w, source);
    w.line(2, `ISCSIInterface\t${source.text('iscsiInterface')}`);
    w.row(2, 'FSType', source.text('fsType'));
    w.row(2, 'ReadOnly', source.bool('readOnly'));
    w.row(2, 'Portals', items('portals')(source));
    w.row(2, 'DiscoveryCHAPAuth', source.bool('chapAuthDiscovery'));
    w.row(2, 'SessionCHAPAuth', source.bool('chapAuthSession'));
    w.row(2, 'SecretRef', secret('secretRef')(source));
    w.row(2, 'InitiatorName', or('initiatorName', '<none>')(source));
  };
const fc = rows(
  'FC (a Fibre Channel disk)',
  ['TargetWWNs', (source) => source.texts('targetWWNs').join(', ')],
  ['LUN', or('lun', '<none>')],
  ['FSType', 'fsType'],
  readOnly,
);
const cephfs = (secret: typeof reference) =>
  rows(
    "CephFS (a CephFS mount on the host that shares a pod's lifetime)",
    ['Monitors', items('monitors')],
    ['Path', 'path'],
    ['User', 'user'],
    ['SecretFile', 'secretFile'],
    ['SecretRef', secret('secretRef')],
    readOnly,
  );

function writeProjected(w: DescribeWriter, source: Fields): void {
  w.row(2, 'Type', 'Projected (a volume that contains injected data from multiple sources)');
  for (const part of source.list('sources')) {
    if (part.has('secret')) {
      w.row(2, 'SecretName', part.text('secret.name'));
      w.row(2, 'Optional', part.bool('secret.optional'));
    } else if (part.has('downwardAPI')) w.row(2, 'DownwardAPI', true);
    else if (part.has('configMap')) {
      w.row(2, 'ConfigMapName', part.text('configMap.name'));
      w.row(2, 'Optional', part.bool('configMap.optional'));
    } else if (part.has('serviceAccountToken')) {
      w.row(2, 'TokenExpirationSeconds', part.number('serviceAccountToken.expirationSeconds'));
    }
  }
}

function writeDownwardApi(w: DescribeWriter, source: Fields): void {
  w.row(2, 'Type', 'DownwardAPI (a volume populated by information about the pod)');
  w.line(2, 'Items:');
  for (const item of source.list('items')) {
    for (const from of ['fieldRef.fieldPath', 'resourceFieldRef.resource']) {
      if (item.has(from)) w.line(3, `${item.text(from)} -> ${item.text('path')}`);
    }
  }
}

function writeEphemeral(w: DescribeWriter, source: Fields): void {
  w.row(
    2,
    'Type',
    'EphemeralVolume (an inline specification for a volume that gets created and deleted with the pod)',
  );
  if (source.has('volumeClaimTemplate')) writeClaim(w.nested(2), source.at('volumeClaimTemplate'), false, 0);
}

function writeAttributes(w: DescribeWriter, attributes: Readonly<Record<string, string>>): void {
  w.write(2, 'VolumeAttributes:\t');
  const keys = sortedKeys(attributes);
  if (keys.length === 0) w.line(0, '<none>');
  for (const [index, key] of keys.entries()) {
    if (index > 0) {
      w.write(2, '');
      w.write(2, '\t');
    }
    const line = `${key}=${attributes[key]}`;
    w.line(2, byteLength(line) > 140 ? `${line.slice(0, 140)}...` : line);
  }
}

const CSI_TYPE = 'CSI (a Container Storage Interface (CSI) volume source)';

const COMMON: VolumeSources = {
  hostPath,
  gcePersistentDisk: rows(
    'GCEPersistentDisk (a Persistent Disk resource in Google Compute Engine)',
    ['PDName', 'pdName'],
    ['FSType', 'fsType'],
    ['Partition', (source) => String(source.number('partition'))],
    readOnly,
  ),
  awsElasticBlockStore: rows(
    'AWSElasticBlockStore (a Persistent Disk resource in AWS)',
    ['VolumeID', 'volumeID'],
    ['FSType', 'fsType'],
    ['Partition', (source) => String(source.number('partition'))],
    readOnly,
  ),
  nfs,
  fc,
};

/** In the order in which kubectl looks. */
const POD_SOURCES: VolumeSources = {
  ...COMMON,
  emptyDir,
  gitRepo: rows(
    'GitRepo (a volume that is pulled from git when the pod is created)',
    ['Repository', 'repository'],
    ['Revision', 'revision'],
  ),
  secret: rows(
    'Secret (a volume populated by a Secret)',
    ['SecretName', 'secretName'],
    ['Optional', flag('optional')],
  ),
  configMap: rows(
    'ConfigMap (a volume populated by a ConfigMap)',
    ['Name', 'name'],
    ['Optional', flag('optional')],
  ),
  iscsi: iscsi(reference),
  persistentVolumeClaim: rows(
    'PersistentVolumeClaim (a reference to a PersistentVolumeClaim in the same namespace)',
    ['ClaimName', 'claimName'],
    readOnly,
  ),
  ephemeral: writeEphemeral,
  downwardAPI: writeDownwardApi,
  cephfs: cephfs(reference),
  projected: writeProjected,
  csi: (w, source) => {
    rows(CSI_TYPE, ['Driver', 'driver'], ['FSType', 'fsType'], readOnly)(w, source);
    writeAttributes(w, source.map('volumeAttributes'));
  },
  image: rows(
    'Image (a container image or OCI artifact)',
    ['Reference', 'reference'],
    ['PullPolicy', 'pullPolicy'],
  ),
};

export const PERSISTENT_SOURCES: VolumeSources = {
  ...COMMON,
  iscsi: iscsi(secretReference),
  local: rows('LocalVolume (a persistent volume backed by local storage on a node)', ['Path', 'path']),
  cephfs: cephfs(secretReference),
  csi: (w, source) => {
    rows(
      CSI_TYPE,
      ['Driver', 'driver'],
      ['FSType', 'fsType'],
      ['VolumeHandle', 'volumeHandle'],
      readOnly,
    )(w, source);
    writeAttributes(w, source.map('volumeAttributes'));
  },
};
