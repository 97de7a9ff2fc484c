/** Nodes. Models api/core/v1/types.go. See schema.ts for the notation. */
export const NODE_STRUCTS = {
  Node: 'metadata!:ObjectMeta spec!:NodeSpec status!:NodeStatus',
  NodeSpec: `
    podCIDR podCIDRs@7:[] providerID@3 unschedulable:bool taints:[]Taint configSource*:NodeConfigSource
    externalID@2`,
  Taint: 'key! value effect!:~v1.TaintEffect timeAdded*:Time',
  NodeConfigSource: 'configMap*@2:ConfigMapNodeConfigSource',
  ConfigMapNodeConfigSource: 'namespace! name! uid:~types.UID resourceVersion kubeletConfigKey!',
  NodeStatus: `
    capacity:ResourceList allocatable:ResourceList phase:~v1.NodePhase conditions:[]NodeCondition
    addresses:[]NodeAddress daemonEndpoints!:NodeDaemonEndpoints nodeInfo!:NodeSystemInfo
    images:[]ContainerImage volumesInUse:[]~v1.UniqueVolumeName volumesAttached:[]AttachedVolume
    config*:NodeConfigStatus runtimeHandlers:[]NodeRuntimeHandler features*:NodeFeatures`,
  NodeCondition: `
    type!:~v1.NodeConditionType status!:~v1.ConditionStatus lastHeartbeatTime:Time lastTransitionTime:Time
    reason message`,
  NodeAddress: 'type!:~v1.NodeAddressType address!',
  NodeDaemonEndpoints: 'kubeletEndpoint!:DaemonEndpoint',
  DaemonEndpoint: 'Port!:int32',
  NodeSystemInfo: `
    machineID! systemUUID! bootID! kernelVersion! osImage! containerRuntimeVersion! kubeletVersion!
    kubeProxyVersion! operatingSystem! architecture! swap*:NodeSwapStatus`,
  NodeSwapStatus: 'capacity*:int64',
  ContainerImage: 'names!:[] sizeBytes:int64',
  AttachedVolume: 'name!:~v1.UniqueVolumeName devicePath!',
  NodeConfigStatus: `
    assigned*:NodeConfigSource active*:NodeConfigSource lastKnownGood*:NodeConfigSource error`,
  NodeRuntimeHandler: 'name! features*:NodeRuntimeHandlerFeatures',
  NodeRuntimeHandlerFeatures: 'recursiveReadOnlyMounts*:bool userNamespaces*:bool',
  NodeFeatures: 'supplementalGroupsPolicy*:bool',
} as const;
