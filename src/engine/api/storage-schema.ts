/** Storage classes and CSI drivers. Models api/storage/v1/types.go and api/core/v1/types.go. See schema.ts for the notation. */
export const STORAGE_CLASS_STRUCTS = {
  StorageClass: `
    metadata!:ObjectMeta provisioner! parameters:{} reclaimPolicy*:~v1.PersistentVolumeReclaimPolicy
    mountOptions:[] allowVolumeExpansion*:bool volumeBindingMode*:~v1.VolumeBindingMode
    allowedTopologies:[]TopologySelectorTerm`,
  TopologySelectorTerm: 'matchLabelExpressions:[]TopologySelectorLabelRequirement',
  TopologySelectorLabelRequirement: 'key! values!:[]',
} as const;

export const CSI_NODE_STRUCTS = {
  CSINode: 'metadata!:ObjectMeta spec!:CSINodeSpec',
  CSINodeSpec: 'drivers!:[]CSINodeDriver',
  CSINodeDriver: 'name! nodeID! topologyKeys!:[] allocatable*:VolumeNodeResources',
  VolumeNodeResources: 'count*:int32',
} as const;

export const CSI_DRIVER_STRUCTS = {
  CSIDriver: 'metadata!:ObjectMeta spec!:CSIDriverSpec',
  CSIDriverSpec: `
    attachRequired*:bool podInfoOnMount*:bool volumeLifecycleModes:[]~v1.VolumeLifecycleMode
    storageCapacity*:bool fsGroupPolicy*:~v1.FSGroupPolicy tokenRequests:[]storage.TokenRequest
    requiresRepublish*:bool seLinuxMount*:bool nodeAllocatableUpdatePeriodSeconds*:int64`,
  'storage.TokenRequest': 'audience! expirationSeconds*:int64',
} as const;

export const VOLUME_ATTACHMENT_STRUCTS = {
  VolumeAttachment: 'metadata!:ObjectMeta spec!:VolumeAttachmentSpec status!:VolumeAttachmentStatus',
  VolumeAttachmentSpec: 'attacher! source!:VolumeAttachmentSource nodeName!',
  VolumeAttachmentSource: 'persistentVolumeName* inlineVolumeSpec*:PersistentVolumeSpec',
  VolumeAttachmentStatus: `
    attached!:bool attachmentMetadata:{} attachError*:VolumeError detachError*:VolumeError`,
  VolumeError: 'time:Time message errorCode*:int32',
} as const;
