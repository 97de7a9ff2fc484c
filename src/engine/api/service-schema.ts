/** Services. Models api/core/v1/types.go. See schema.ts for the notation. */
export const SERVICE_STRUCTS = {
  Service: 'metadata!:ObjectMeta spec!:ServiceSpec status!:ServiceStatus',
  ServiceSpec: `
    ports:[]ServicePort selector:{} clusterIP clusterIPs:[] type:~v1.ServiceType externalIPs:[]
    sessionAffinity:~v1.ServiceAffinity loadBalancerIP loadBalancerSourceRanges:[] externalName
    externalTrafficPolicy:~v1.ServiceExternalTrafficPolicy healthCheckNodePort:int32
    publishNotReadyAddresses:bool sessionAffinityConfig*:SessionAffinityConfig ipFamilies:[]~v1.IPFamily
    ipFamilyPolicy*:~v1.IPFamilyPolicy allocateLoadBalancerNodePorts*:bool loadBalancerClass*
    internalTrafficPolicy*:~v1.ServiceInternalTrafficPolicy trafficDistribution*`,
  ServicePort: 'name protocol:~v1.Protocol appProtocol* port!:int32 targetPort:IntOrString nodePort:int32',
  SessionAffinityConfig: 'clientIP*:ClientIPConfig',
  ClientIPConfig: 'timeoutSeconds*:int32',
  ServiceStatus: 'loadBalancer!:LoadBalancerStatus conditions:[]Condition',
  LoadBalancerStatus: 'ingress:[]LoadBalancerIngress',
  LoadBalancerIngress: 'ip hostname ipMode*:~v1.LoadBalancerIPMode ports:[]PortStatus',
  PortStatus: 'port!:int32 protocol!:~v1.Protocol error*',
} as const;
