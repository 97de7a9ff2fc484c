/** PersistentVolumes and claims. Models api/core/v1/types.go. See schema.ts for the notation. */
export const PERSISTENT_VOLUME_STRUCTS = {
  PersistentVolume: 'metadata!:ObjectMeta spec!:PersistentVolumeSpec status!:PersistentVolumeStatus',
  PersistentVolumeSpec: `
    capacity:ResourceList gcePersistentDisk*@2.1:GCEPersistentDiskVolumeSource
    awsElasticBlockStore*:AWSElasticBlockStoreVolumeSource hostPath*:HostPathVolumeSource
    glusterfs*:GlusterfsPersistentVolumeSource nfs*:NFSVolumeSource rbd*:RBDPersistentVolumeSource
    iscsi*:ISCSIPersistentVolumeSource cinder*:CinderPersistentVolumeSource
    cephfs*:CephFSPersistentVolumeSource fc*:FCVolumeSource flocker*:FlockerVolumeSource
    flexVolume*:FlexPersistentVolumeSource azureFile*:AzureFilePersistentVolumeSource
    vsphereVolume*:VsphereVirtualDiskVolumeSource quobyte*:QuobyteVolumeSource
    azureDisk*:AzureDiskVolumeSource photonPersistentDisk*:PhotonPersistentDiskVolumeSource
    portworxVolume*:PortworxVolumeSource scaleIO*:ScaleIOPersistentVolumeSource local*:LocalVolumeSource
    storageos*:StorageOSPersistentVolumeSource csi*:CSIPersistentVolumeSource
    accessModes@3:[]~v1.PersistentVolumeAccessMode claimRef*:ObjectReference
    persistentVolumeReclaimPolicy:~v1.PersistentVolumeReclaimPolicy storageClassName mountOptions:[]
    volumeMode*:~v1.PersistentVolumeMode nodeAffinity*:VolumeNodeAffinity volumeAttributesClassName*`,
  GlusterfsPersistentVolumeSource: 'endpoints! path! readOnly:bool endpointsNamespace*',
  RBDPersistentVolumeSource: `
    monitors!:[] image! fsType pool user keyring secretRef*:SecretReference readOnly:bool`,
  SecretReference: 'name namespace',
  ISCSIPersistentVolumeSource: `
    targetPortal! iqn! lun!:int32 iscsiInterface fsType readOnly:bool portals:[] chapAuthDiscovery:bool
    chapAuthSession@11:bool secretRef*@10:SecretReference initiatorName*@12`,
  CinderPersistentVolumeSource: 'volumeID! fsType readOnly:bool secretRef*:SecretReference',
  CephFSPersistentVolumeSource: 'monitors!:[] path user secretFile secretRef*:SecretReference readOnly:bool',
  FlexPersistentVolumeSource: 'driver! fsType secretRef*:SecretReference readOnly:bool options:{}',
  AzureFilePersistentVolumeSource: 'secretName! shareName! readOnly:bool secretNamespace*',
  ScaleIOPersistentVolumeSource: `
    gateway! system! secretRef*:SecretReference sslEnabled:bool protectionDomain storagePool storageMode
    volumeName fsType readOnly:bool`,
  LocalVolumeSource: 'path! fsType*',
  StorageOSPersistentVolumeSource: `
    volumeName volumeNamespace fsType readOnly:bool secretRef*:ObjectReference`,
  CSIPersistentVolumeSource: `
    driver! volumeHandle! readOnly:bool fsType volumeAttributes:{}
    controllerPublishSecretRef*:SecretReference nodeStageSecretRef*:SecretReference
    nodePublishSecretRef*:SecretReference controllerExpandSecretRef*:SecretReference
    nodeExpandSecretRef*:SecretReference`,
  VolumeNodeAffinity: 'required*:NodeSelector',
  PersistentVolumeStatus: 'phase:~v1.PersistentVolumePhase message reason lastPhaseTransitionTime*:Time',
} as const;

export const PERSISTENT_VOLUME_CLAIM_STRUCTS = {
  // With the names of its type: a StatefulSet has whole claims in it.
  PersistentVolumeClaim: `
    metadata!:ObjectMeta spec!:PersistentVolumeClaimSpec status!:PersistentVolumeClaimStatus kind@0
    apiVersion@0`,
  PersistentVolumeClaimStatus: `
    phase:~v1.PersistentVolumeClaimPhase accessModes:[]~v1.PersistentVolumeAccessMode
    capacity:ResourceList conditions:[]PersistentVolumeClaimCondition allocatedResources:ResourceList
    allocatedResourceStatuses@7:{}~v1.ClaimResourceStatus currentVolumeAttributesClassName*
    modifyVolumeStatus*:ModifyVolumeStatus`,
  PersistentVolumeClaimCondition: `
    type!:~v1.PersistentVolumeClaimConditionType status!:~v1.ConditionStatus lastProbeTime:Time
    lastTransitionTime:Time reason message`,
  ModifyVolumeStatus: 'targetVolumeAttributesClassName status!:~v1.PersistentVolumeClaimModifyVolumeStatus',
} as const;
