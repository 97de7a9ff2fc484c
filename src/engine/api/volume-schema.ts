/** Volumes of every sort. Models api/core/v1/types.go. See schema.ts for the notation. */
export const VOLUME_STRUCTS = {
  Volume: `
    name! hostPath*@2.1:HostPathVolumeSource emptyDir*:EmptyDirVolumeSource
    gcePersistentDisk*:GCEPersistentDiskVolumeSource
    awsElasticBlockStore*:AWSElasticBlockStoreVolumeSource gitRepo*:GitRepoVolumeSource
    secret*:SecretVolumeSource nfs*:NFSVolumeSource iscsi*:ISCSIVolumeSource
    glusterfs*:GlusterfsVolumeSource persistentVolumeClaim*:PersistentVolumeClaimVolumeSource
    rbd*:RBDVolumeSource flexVolume*:FlexVolumeSource cinder*:CinderVolumeSource
    cephfs*:CephFSVolumeSource flocker*:FlockerVolumeSource downwardAPI*:DownwardAPIVolumeSource
    fc*:FCVolumeSource azureFile*:AzureFileVolumeSource configMap*:ConfigMapVolumeSource
    vsphereVolume*:VsphereVirtualDiskVolumeSource quobyte*:QuobyteVolumeSource
    azureDisk*:AzureDiskVolumeSource photonPersistentDisk*:PhotonPersistentDiskVolumeSource
    projected*@2.26:ProjectedVolumeSource portworxVolume*@2.24:PortworxVolumeSource
    scaleIO*:ScaleIOVolumeSource storageos*@2.27:StorageOSVolumeSource csi*:CSIVolumeSource
    ephemeral*:EphemeralVolumeSource image*:ImageVolumeSource`,
  HostPathVolumeSource: 'path! type*:~v1.HostPathType',
  EmptyDirVolumeSource: 'medium:~v1.StorageMedium sizeLimit*:Quantity',
  GCEPersistentDiskVolumeSource: 'pdName! fsType partition:int32 readOnly:bool',
  AWSElasticBlockStoreVolumeSource: 'volumeID! fsType partition:int32 readOnly:bool',
  GitRepoVolumeSource: 'repository! revision directory',
  SecretVolumeSource: 'secretName items:[]KeyToPath defaultMode*:int32 optional*:bool',
  KeyToPath: 'key! path! mode*:int32',
  NFSVolumeSource: 'server! path! readOnly:bool',
  ISCSIVolumeSource: `
    targetPortal! iqn! lun!:int32 iscsiInterface fsType readOnly:bool portals:[] chapAuthDiscovery:bool
    chapAuthSession@11:bool secretRef*@10:LocalObjectReference initiatorName*@12`,
  GlusterfsVolumeSource: 'endpoints! path! readOnly:bool',
  PersistentVolumeClaimVolumeSource: 'claimName! readOnly:bool',
  RBDVolumeSource: `
    monitors!:[] image! fsType pool user keyring secretRef*:LocalObjectReference readOnly:bool`,
  FlexVolumeSource: 'driver! fsType secretRef*:LocalObjectReference readOnly:bool options:{}',
  CinderVolumeSource: 'volumeID! fsType readOnly:bool secretRef*:LocalObjectReference',
  CephFSVolumeSource: 'monitors!:[] path user secretFile secretRef*:LocalObjectReference readOnly:bool',
  FlockerVolumeSource: 'datasetName datasetUUID',
  DownwardAPIVolumeSource: 'items:[]DownwardAPIVolumeFile defaultMode*:int32',
  DownwardAPIVolumeFile: `
    path! fieldRef*:ObjectFieldSelector resourceFieldRef*:ResourceFieldSelector mode*:int32`,
  FCVolumeSource: 'targetWWNs:[] lun*:int32 fsType readOnly:bool wwids:[]',
  AzureFileVolumeSource: 'secretName! shareName! readOnly:bool',
  ConfigMapVolumeSource: 'name@1.1 items@2:[]KeyToPath defaultMode*:int32 optional*:bool',
  VsphereVirtualDiskVolumeSource: 'volumePath! fsType storagePolicyName storagePolicyID',
  QuobyteVolumeSource: 'registry! volume! readOnly:bool user group tenant',
  AzureDiskVolumeSource: `
    diskName! diskURI! cachingMode*:~v1.AzureDataDiskCachingMode fsType* readOnly*:bool
    kind*:~v1.AzureDataDiskKind`,
  PhotonPersistentDiskVolumeSource: 'pdID! fsType',
  ProjectedVolumeSource: 'sources!:[]VolumeProjection defaultMode*:int32',
  VolumeProjection: `
    secret*:SecretProjection downwardAPI*:DownwardAPIProjection configMap*:ConfigMapProjection
    serviceAccountToken*:ServiceAccountTokenProjection clusterTrustBundle*:ClusterTrustBundleProjection`,
  SecretProjection: 'name@1.1 items@2:[]KeyToPath optional*@4:bool',
  DownwardAPIProjection: 'items:[]DownwardAPIVolumeFile',
  ConfigMapProjection: 'name@1.1 items@2:[]KeyToPath optional*@4:bool',
  ServiceAccountTokenProjection: 'audience expirationSeconds*:int64 path!',
  ClusterTrustBundleProjection: 'name* signerName* labelSelector*:LabelSelector optional*@5:bool path!@4',
  PortworxVolumeSource: 'volumeID! fsType readOnly:bool',
  ScaleIOVolumeSource: `
    gateway! system! secretRef*:LocalObjectReference sslEnabled:bool protectionDomain storagePool
    storageMode volumeName fsType readOnly:bool`,
  StorageOSVolumeSource: 'volumeName volumeNamespace fsType readOnly:bool secretRef*:LocalObjectReference',
  CSIVolumeSource: `
    driver! readOnly*:bool fsType* volumeAttributes:{} nodePublishSecretRef*:LocalObjectReference`,
  EphemeralVolumeSource: 'volumeClaimTemplate*:PersistentVolumeClaimTemplate',
  PersistentVolumeClaimTemplate: 'metadata!:ObjectMeta spec!:PersistentVolumeClaimSpec',
  PersistentVolumeClaimSpec: `
    accessModes:[]~v1.PersistentVolumeAccessMode selector*@4:LabelSelector
    resources!@2:VolumeResourceRequirements volumeName storageClassName*@5
    volumeMode*:~v1.PersistentVolumeMode dataSource*:TypedLocalObjectReference
    dataSourceRef*:TypedObjectReference volumeAttributesClassName*`,
  VolumeResourceRequirements: 'limits:ResourceList requests:ResourceList',
  ImageVolumeSource: 'reference pullPolicy:~v1.PullPolicy',
} as const;
