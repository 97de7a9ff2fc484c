/**
 * How lists, maps and structs are merged when two writers change them: the `listType`, `listMapKey`, `mapType` and
 * `patchStrategy` marks of the types of v1.33, by struct.
 *
 * One struct is one text of `field[what][~strategy[=mergeKey]]`: nothing is a list that is one value (atomic), `{}` a list
 * that is a set, `(key,key)` a list of things known by these keys, `!` a map or struct that is one value, `+` one whose
 * parts have owners of their own, `-` none of these.
 */
const MARKS: Readonly<Record<string, string>> = {
  ObjectMeta: 'ownerReferences(uid)~merge=uid finalizers{}~merge managedFields',
  PodSpec: `
    volumes(name)~merge,retainKeys=name initContainers(name)~merge=name containers(name)~merge=name
    ephemeralContainers(name)~merge=name nodeSelector! imagePullSecrets(name)~merge=name tolerations
    hostAliases(ip)~merge=ip readinessGates
    topologySpreadConstraints(topologyKey,whenUnsatisfiable)~merge=topologyKey
    schedulingGates(name)~merge=name resourceClaims(name)~merge,retainKeys=name`,
  SecretVolumeSource: 'items',
  ISCSIVolumeSource: 'portals',
  RBDVolumeSource: 'monitors',
  CephFSVolumeSource: 'monitors',
  DownwardAPIVolumeSource: 'items',
  FCVolumeSource: 'targetWWNs wwids',
  ConfigMapVolumeSource: 'items',
  ProjectedVolumeSource: 'sources',
  SecretProjection: 'items',
  DownwardAPIProjection: 'items',
  ConfigMapProjection: 'items',
  LabelSelector: 'matchExpressions',
  LabelSelectorRequirement: 'values',
  PersistentVolumeClaimSpec: 'accessModes',
  Container: `
    command args ports(containerPort,protocol)~merge=containerPort envFrom env(name)~merge=name
    resizePolicy volumeMounts(mountPath)~merge=mountPath volumeDevices(devicePath)~merge=devicePath`,
  ResourceRequirements: 'claims(name)',
  ExecAction: 'command',
  HTTPGetAction: 'httpHeaders',
  Capabilities: 'add drop',
  EphemeralContainer: `
    command args ports(containerPort,protocol)~merge=containerPort envFrom env(name)~merge=name
    resizePolicy volumeMounts(mountPath)~merge=mountPath volumeDevices(devicePath)~merge=devicePath`,
  PodSecurityContext: 'supplementalGroups sysctls',
  NodeAffinity: 'preferredDuringSchedulingIgnoredDuringExecution',
  NodeSelector: 'nodeSelectorTerms',
  NodeSelectorTerm: 'matchExpressions matchFields',
  NodeSelectorRequirement: 'values',
  PodAffinity: `
    requiredDuringSchedulingIgnoredDuringExecution preferredDuringSchedulingIgnoredDuringExecution`,
  PodAffinityTerm: 'namespaces matchLabelKeys mismatchLabelKeys',
  PodAntiAffinity: `
    requiredDuringSchedulingIgnoredDuringExecution preferredDuringSchedulingIgnoredDuringExecution`,
  HostAlias: 'hostnames',
  PodDNSConfig: 'nameservers searches options',
  TopologySpreadConstraint: 'matchLabelKeys',
  PodStatus: `
    conditions(type)~merge=type hostIPs~merge=ip podIPs(ip)~merge=ip initContainerStatuses
    containerStatuses ephemeralContainerStatuses resourceClaimStatuses(name)~merge,retainKeys=name`,
  ContainerStatus: 'volumeMounts(mountPath)~merge=mountPath allocatedResourcesStatus(name)~merge=name',
  LinuxContainerUser: 'supplementalGroups',
  ResourceStatus: 'resources(resourceID)',
  NodeSpec: 'podCIDRs{}~merge taints',
  NodeStatus: `
    conditions(type)~merge=type addresses(type)~merge=type images volumesInUse volumesAttached
    runtimeHandlers`,
  ContainerImage: 'names',
  ServiceSpec: `
    ports(port,protocol)~merge=port selector! clusterIPs externalIPs loadBalancerSourceRanges ipFamilies`,
  ServiceStatus: 'conditions(type)~merge=type',
  LoadBalancerStatus: 'ingress',
  LoadBalancerIngress: 'ports',
  NamespaceSpec: 'finalizers',
  NamespaceStatus: 'conditions(type)~merge=type',
  ServiceAccount: 'secrets(name)~merge=name imagePullSecrets',
  ReplicationControllerSpec: 'selector!',
  ReplicationControllerStatus: 'conditions(type)~merge=type',
  PersistentVolumeSpec: 'accessModes claimRef+ mountOptions',
  RBDPersistentVolumeSource: 'monitors',
  ISCSIPersistentVolumeSource: 'portals',
  CephFSPersistentVolumeSource: 'monitors',
  PersistentVolumeClaimStatus: 'accessModes conditions(type)~merge=type allocatedResourceStatuses+',
  ResourceQuotaSpec: 'scopes',
  ScopeSelector: 'matchExpressions',
  ScopedResourceSelectorRequirement: 'values',
  LimitRangeSpec: 'limits',
  Endpoints: 'subsets',
  EndpointSubset: 'addresses notReadyAddresses ports',
  DeploymentSpec: 'strategy-~retainKeys',
  DeploymentStatus: 'conditions(type)~merge=type',
  ReplicaSetStatus: 'conditions(type)~merge=type',
  DaemonSetStatus: 'conditions(type)~merge=type',
  StatefulSetSpec: 'volumeClaimTemplates',
  StatefulSetStatus: 'conditions(type)~merge=type',
  PodFailurePolicy: 'rules',
  PodFailurePolicyRule: 'onPodConditions',
  PodFailurePolicyOnExitCodesRequirement: 'values{}',
  SuccessPolicy: 'rules',
  JobStatus: 'conditions~merge=type',
  UncountedTerminatedPods: 'succeeded{} failed{}',
  CronJobStatus: 'active',
  'v2.HorizontalPodAutoscalerSpec': 'metrics',
  'v2.HPAScalingRules': 'policies',
  'v2.HorizontalPodAutoscalerStatus': 'currentMetrics conditions(type)~merge=type',
  IngressSpec: 'tls rules',
  IngressTLS: 'hosts',
  HTTPIngressRuleValue: 'paths',
  IngressLoadBalancerStatus: 'ingress',
  IngressLoadBalancerIngress: 'ports',
  NetworkPolicySpec: 'ingress egress policyTypes',
  NetworkPolicyIngressRule: 'ports from',
  IPBlock: 'except',
  NetworkPolicyEgressRule: 'ports to',
  PodDisruptionBudgetSpec: 'selector-~replace',
  PodDisruptionBudgetStatus: 'conditions(type)~merge=type',
  DeleteOptions: 'dryRun',
  Role: 'rules',
  PolicyRule: 'verbs apiGroups resources resourceNames nonResourceURLs',
  ClusterRole: 'rules',
  AggregationRule: 'clusterRoleSelectors',
  RoleBinding: 'subjects',
  ClusterRoleBinding: 'subjects',
  StorageClass: 'mountOptions allowedTopologies',
  TopologySelectorTerm: 'matchLabelExpressions',
  TopologySelectorLabelRequirement: 'values',
  CSINodeSpec: 'drivers(name)~merge=name',
  CSINodeDriver: 'topologyKeys',
  CSIDriverSpec: 'volumeLifecycleModes{} tokenRequests',
  Scheduling: 'nodeSelector! tolerations',
  EndpointSlice: 'endpoints ports',
  Endpoint: 'addresses{}',
  EndpointHints: 'forZones forNodes',
  TokenRequestSpec: 'audiences',
  UserInfo: 'groups',
  TokenReviewSpec: 'audiences',
  TokenReviewStatus: 'audiences',
  FieldSelectorAttributes: 'requirements',
  FieldSelectorRequirement: 'values',
  LabelSelectorAttributes: 'requirements',
  SubjectRulesReviewStatus: 'resourceRules nonResourceRules',
  ResourceRule: 'verbs apiGroups resources resourceNames',
  NonResourceRule: 'verbs nonResourceURLs',
  SubjectAccessReviewSpec: 'groups',
};

/** Structs that are one value wherever they stand. */
const ATOMIC: ReadonlySet<string> = new Set(
  `OwnerReference LocalObjectReference ObjectFieldSelector ResourceFieldSelector LabelSelector
  TypedLocalObjectReference ConfigMapKeySelector SecretKeySelector NodeSelector NodeSelectorTerm
  ObjectReference SecretReference ScopeSelector EndpointAddress core.EndpointPort
  autoscaling.CrossVersionObjectReference ServiceBackendPort Subject RoleRef TopologySelectorTerm
  EndpointPort`.split(/\s+/),
);

export interface FieldMark {
  readonly listType?: 'atomic' | 'set' | 'map';
  /** Of a list of type `map`. */
  readonly listMapKeys?: readonly string[];
  readonly mapType?: 'atomic' | 'granular';
  /** `merge`, `replace`, `retainKeys` or `merge,retainKeys`. */
  readonly patchStrategy?: string;
  readonly patchMergeKey?: string;
}

const MARK =
  /^(?<field>\w+)(?<what>\((?<keys>[\w,]+)\)|\{\}|[!+-]|)(?:~(?<strategy>[\w,]+))?(?:=(?<mergeKey>\w+))?$/;

function parseWhat(what: string, keys: string | undefined): FieldMark {
  switch (what) {
    case '!':
      return { mapType: 'atomic' };
    case '+':
      return { mapType: 'granular' };
    case '-':
      return {};
    case '{}':
      return { listType: 'set' };
    case '':
      return { listType: 'atomic' };
    default:
      return { listType: 'map', listMapKeys: (keys ?? '').split(',') };
  }
}

const parsed = new Map<string, ReadonlyMap<string, FieldMark>>();
const NO_MARKS: ReadonlyMap<string, FieldMark> = new Map();

function parseMarks(text: string): ReadonlyMap<string, FieldMark> {
  const result = new Map<string, FieldMark>();
  for (const word of text.trim().split(/\s+/)) {
    const { field, what = '', keys, strategy, mergeKey } = MARK.exec(word)?.groups ?? {};
    if (field === undefined) throw new Error(`no mark of a field: ${word}`);
    result.set(field, {
      ...parseWhat(what, keys),
      ...(strategy === undefined ? {} : { patchStrategy: strategy }),
      ...(mergeKey === undefined ? {} : { patchMergeKey: mergeKey }),
    });
  }
  return result;
}

/** The marks of a struct's fields; parsed at their first use. */
export function marksOf(struct: string): ReadonlyMap<string, FieldMark> {
  let marks = parsed.get(struct);
  if (marks === undefined) {
    const text = Object.hasOwn(MARKS, struct) ? MARKS[struct] : undefined;
    marks = text === undefined ? NO_MARKS : parseMarks(text);
    parsed.set(struct, marks);
  }
  return marks;
}

export function isAtomicStruct(struct: string): boolean {
  return ATOMIC.has(struct);
}
