/** CSINode, CSIDriver and VolumeAttachment: what storage drivers tell about themselves. Models pkg/apis/storage. */
import { ageColumn, column, integerColumn, nameColumn } from './columns';
import { required } from './field-error';
import type { ApiObject } from './meta';
import { plainKind } from './plain-kind';
import { withFields } from './share';
import { CSI_DRIVER_STRUCTS, CSI_NODE_STRUCTS, VOLUME_ATTACHMENT_STRUCTS } from './storage-schema';

const GROUP = 'storage.k8s.io';

export interface CSINode extends ApiObject {
  readonly spec: { readonly drivers?: readonly { readonly name: string }[] };
}

export const csiNodeKind = plainKind<CSINode>({
  group: GROUP,
  kind: 'CSINode',
  resource: 'csinodes',
  namespaced: false,
  structs: CSI_NODE_STRUCTS,
  columns: [nameColumn, integerColumn('Drivers', ({ spec }) => (spec.drivers ?? []).length), ageColumn],
});

export interface CSIDriver extends ApiObject {
  readonly spec: {
    readonly attachRequired?: boolean;
    readonly podInfoOnMount?: boolean;
    readonly volumeLifecycleModes?: readonly string[];
    readonly storageCapacity?: boolean;
    readonly fsGroupPolicy?: string;
    readonly tokenRequests?: readonly { readonly audience: string }[];
    readonly requiresRepublish?: boolean;
    readonly seLinuxMount?: boolean;
  };
}

const DEFAULT_MODES = ['Persistent'];

/** Models SetDefaults_CSIDriver. */
function defaultDriver(driver: CSIDriver): CSIDriver {
  const { spec } = driver;
  return withFields(driver, {
    spec: withFields(spec, {
      attachRequired: spec.attachRequired ?? true,
      podInfoOnMount: spec.podInfoOnMount ?? false,
      storageCapacity: spec.storageCapacity ?? false,
      fsGroupPolicy: spec.fsGroupPolicy ?? 'ReadWriteOnceWithFSType',
      volumeLifecycleModes: spec.volumeLifecycleModes ?? DEFAULT_MODES,
      requiresRepublish: spec.requiresRepublish ?? false,
      seLinuxMount: spec.seLinuxMount ?? false,
    }),
  });
}

function flagColumn(name: string, flag: (spec: CSIDriver['spec']) => boolean | undefined) {
  const cell = ({ spec }: CSIDriver): string => String(flag(spec) === true);
  return { ...column(name, cell), type: 'boolean', cells: 'boolean' } as const;
}

export const csiDriverKind = plainKind<CSIDriver>({
  group: GROUP,
  kind: 'CSIDriver',
  resource: 'csidrivers',
  namespaced: false,
  structs: CSI_DRIVER_STRUCTS,
  applyDefaults: defaultDriver,
  columns: [
    nameColumn,
    flagColumn('AttachRequired', ({ attachRequired }) => attachRequired ?? true),
    flagColumn('PodInfoOnMount', ({ podInfoOnMount }) => podInfoOnMount),
    flagColumn('StorageCapacity', ({ storageCapacity }) => storageCapacity),
    column('TokenRequests', ({ spec }) =>
      spec.tokenRequests === undefined
        ? '<unset>'
        : spec.tokenRequests.map(({ audience }) => audience).join(','),
    ),
    flagColumn('RequiresRepublish', ({ requiresRepublish }) => requiresRepublish),
    column('Modes', ({ spec }) => (spec.volumeLifecycleModes ?? []).join(',') || '<none>'),
    ageColumn,
  ],
});

export interface VolumeAttachment extends ApiObject {
  readonly spec: {
    readonly attacher: string;
    readonly source: { readonly persistentVolumeName?: string };
    readonly nodeName: string;
  };
  readonly status: { readonly attached: boolean };
}

export const volumeAttachmentKind = plainKind<VolumeAttachment>({
  group: GROUP,
  kind: 'VolumeAttachment',
  resource: 'volumeattachments',
  namespaced: false,
  structs: VOLUME_ATTACHMENT_STRUCTS,
  hasStatus: true,
  noStatus: { attached: false },
  simplified: 'VolumeAttachment: stored and shown, but nothing attaches volumes in this version',
  validate: ({ spec }) =>
    (['attacher', 'nodeName'] as const).flatMap((key) => (spec[key] === '' ? [required(`spec.${key}`)] : [])),
  columns: [
    nameColumn,
    column('Attacher', ({ spec }) => spec.attacher),
    column('PV', ({ spec }) => spec.source.persistentVolumeName ?? ''),
    column('Node', ({ spec }) => spec.nodeName),
    {
      ...column('Attached', ({ status }: VolumeAttachment) => String(status.attached === true)),
      type: 'boolean',
      cells: 'boolean',
    },
    ageColumn,
  ],
});
