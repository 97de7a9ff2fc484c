/** Services. Models api/core/v1/types.go. See schema.ts for the notation. */
export const SERVICE_STRUCTS = {
  Service: 'metadata!:ObjectMeta spec!:ServiceSpec status!:ServiceStatus',
  ServiceSpec: `
    ports:[]ServicePort selector:{} clusterIP clusterIPs@18:[] type@4:~v1.ServiceType externalIPs:[]
    sessionAffinity@7:~v1.ServiceAffinity loadBalancerIP loadBalancerSourceRanges:[] externalName
    externalTrafficPolicy:~v1.ServiceExternalTrafficPolicy healthCheckNodePort:int32
    publishNotReadyAddresses:bool sessionAffinityConfig*:SessionAffinityConfig
    ipFamilies@19:[]~v1.IPFamily ipFamilyPolicy*@17:~v1.IPFamilyPolicy
    allocateLoadBalancerNodePorts*@20:bool loadBalancerClass*
    internalTrafficPolicy*:~v1.ServiceInternalTrafficPolicy trafficDistribution*`,
  ServicePort: `
    name protocol:~v1.Protocol appProtocol*@6 port!@3:int32 targetPort:IntOrString nodePort:int32`,
  SessionAffinityConfig: 'clientIP*:ClientIPConfig',
  ClientIPConfig: 'timeoutSeconds*:int32',
  ServiceStatus: 'loadBalancer!:LoadBalancerStatus conditions:[]Condition',
  LoadBalancerStatus: 'ingress:[]LoadBalancerIngress',
  LoadBalancerIngress: 'ip hostname ipMode*:~v1.LoadBalancerIPMode ports:[]PortStatus',
  PortStatus: 'port!:int32 protocol!:~v1.Protocol error*',
} as const;
