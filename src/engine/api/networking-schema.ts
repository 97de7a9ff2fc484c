/** Ingresses and NetworkPolicies. Models api/networking/v1/types.go. See schema.ts for the notation. */
export const INGRESS_STRUCTS = {
  Ingress: 'metadata!:ObjectMeta spec!:IngressSpec status!:IngressStatus',
  IngressSpec: 'ingressClassName*@4 defaultBackend*@1:IngressBackend tls:[]IngressTLS rules:[]IngressRule',
  IngressBackend: 'service*@4:IngressServiceBackend resource*@3:TypedLocalObjectReference',
  IngressServiceBackend: 'name! port!:ServiceBackendPort',
  ServiceBackendPort: 'name number:int32',
  IngressTLS: 'hosts:[] secretName',
  IngressRule: 'host http*@2.1:HTTPIngressRuleValue',
  HTTPIngressRuleValue: 'paths!:[]HTTPIngressPath',
  HTTPIngressPath: 'path pathType*@3:~v1.PathType backend!@2:IngressBackend',
  IngressStatus: 'loadBalancer!:IngressLoadBalancerStatus',
  IngressLoadBalancerStatus: 'ingress:[]IngressLoadBalancerIngress',
  IngressLoadBalancerIngress: 'ip hostname ports@4:[]IngressPortStatus',
  IngressPortStatus: 'port!:int32 protocol!:~v1.Protocol error*',
} as const;

export const INGRESS_CLASS_STRUCTS = {
  IngressClass: 'metadata!:ObjectMeta spec!:IngressClassSpec',
  IngressClassSpec: 'controller parameters*:IngressClassParametersReference',
  IngressClassParametersReference: 'apiGroup* kind! name! scope* namespace*',
} as const;

export const NETWORK_POLICY_STRUCTS = {
  NetworkPolicy: 'metadata!:ObjectMeta spec!:NetworkPolicySpec',
  NetworkPolicySpec: `
    podSelector!:LabelSelector ingress:[]NetworkPolicyIngressRule egress:[]NetworkPolicyEgressRule
    policyTypes:[]~v1.PolicyType`,
  NetworkPolicyIngressRule: 'ports:[]NetworkPolicyPort from:[]NetworkPolicyPeer',
  NetworkPolicyPort: 'protocol*:~v1.Protocol port*:IntOrString endPort*:int32',
  NetworkPolicyPeer: 'podSelector*:LabelSelector namespaceSelector*:LabelSelector ipBlock*:IPBlock',
  IPBlock: 'cidr! except:[]',
  NetworkPolicyEgressRule: 'ports:[]NetworkPolicyPort to:[]NetworkPolicyPeer',
} as const;
