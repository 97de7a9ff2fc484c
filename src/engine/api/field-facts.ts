/**
 * What OpenAPI says of fields beside their types: which must be given, defaults, and the words of the enumerations. From the
 * marks of the types of v1.33.
 */
import type { Field } from './schema';

/** Always written back, and yet not required, as `metadata` of most kinds. */
const OPTIONAL: Readonly<Record<string, string>> = {
  Pod: 'spec status',
  ProjectedVolumeSource: 'sources',
  PersistentVolumeClaimSpec: 'resources',
  Container: 'resources',
  EphemeralContainer: 'resources',
  ContainerStatus: 'state lastState',
  Node: 'spec status',
  NodeStatus: 'daemonEndpoints nodeInfo',
  NodeDaemonEndpoints: 'kubeletEndpoint',
  ContainerImage: 'names',
  NodeRuntimeHandler: 'name',
  Service: 'spec status',
  ServicePort: 'targetPort',
  ServiceStatus: 'loadBalancer',
  Namespace: 'spec status',
  Event: 'source reportingComponent reportingInstance',
  ReplicationController: 'spec status',
  PodTemplateSpec: 'spec',
  PersistentVolume: 'spec status',
  PersistentVolumeClaim: 'spec status',
  ResourceQuota: 'spec status',
  LimitRange: 'spec',
  PodTemplate: 'template',
  Deployment: 'spec status',
  DeploymentSpec: 'strategy',
  ReplicaSet: 'spec status',
  ReplicaSetSpec: 'template',
  DaemonSet: 'spec status',
  DaemonSetSpec: 'updateStrategy',
  StatefulSet: 'spec status',
  StatefulSetSpec: 'serviceName updateStrategy',
  StatefulSetOrdinals: 'start',
  StatefulSetStatus: 'availableReplicas',
  Job: 'spec status',
  CronJob: 'spec status',
  JobTemplateSpec: 'spec',
  HorizontalPodAutoscaler: 'spec status',
  'v2.HorizontalPodAutoscalerStatus': 'currentMetrics',
  'autoscaling.HorizontalPodAutoscaler': 'spec status',
  Scale: 'spec status',
  Ingress: 'spec status',
  IngressServiceBackend: 'port',
  IngressStatus: 'loadBalancer',
  IngressClass: 'spec',
  NetworkPolicy: 'spec',
  PodDisruptionBudget: 'spec status',
  Role: 'rules',
  ClusterRole: 'rules',
  CSINodeDriver: 'topologyKeys',
  VolumeAttachment: 'status',
  Lease: 'spec',
  EndpointSlice: 'ports',
  Endpoint: 'conditions',
  TokenRequest: 'status',
  SelfSubjectReview: 'status',
  SelfSubjectReviewStatus: 'userInfo',
  TokenReview: 'status',
  TokenReviewStatus: 'user',
  SelfSubjectAccessReview: 'status',
  SelfSubjectRulesReview: 'status',
  SubjectAccessReview: 'status',
  LocalSubjectAccessReview: 'status',
};

/** Required, though an absent one is left out of what is written back. */
const REQUIRED: Readonly<Record<string, string>> = {
  Event: 'metadata',
  ScaleIOVolumeSource: 'secretRef',
  Condition: 'lastTransitionTime',
  ScaleIOPersistentVolumeSource: 'secretRef',
  DeploymentSpec: 'selector',
  ReplicaSetSpec: 'selector',
  DaemonSetSpec: 'selector',
  StatefulSetSpec: 'selector',
  HTTPIngressPath: 'pathType',
  TokenRequestStatus: 'expirationTimestamp',
};

/** As JSON, where the default is not the zero value. */
const DEFAULTS: Readonly<Record<string, string>> = {
  ISCSIVolumeSource: 'iscsiInterface="default"',
  LocalObjectReference: 'name=""',
  RBDVolumeSource: 'pool="rbd" user="admin" keyring="/etc/ceph/keyring"',
  ConfigMapVolumeSource: 'name=""',
  AzureDiskVolumeSource: 'cachingMode="ReadWrite" fsType="ext4" readOnly=false kind="Shared"',
  SecretProjection: 'name=""',
  ConfigMapProjection: 'name=""',
  ScaleIOVolumeSource: 'storageMode="ThinProvisioned" fsType="xfs"',
  ContainerPort: 'protocol="TCP"',
  ConfigMapEnvSource: 'name=""',
  SecretEnvSource: 'name=""',
  ConfigMapKeySelector: 'name=""',
  SecretKeySelector: 'name=""',
  GRPCAction: 'service=""',
  ServicePort: 'protocol="TCP"',
  ReplicationControllerSpec: 'replicas=1 minReadySeconds=0',
  RBDPersistentVolumeSource: 'pool="rbd" user="admin" keyring="/etc/ceph/keyring"',
  ISCSIPersistentVolumeSource: 'iscsiInterface="default"',
  ScaleIOPersistentVolumeSource: 'storageMode="ThinProvisioned" fsType="xfs"',
};

/** By Go type, sorted; `""` is the empty word. */
const ENUMS: Readonly<Record<string, string>> = {
  'v1.PolicyType': 'Egress Ingress',
  'v1.PathType': 'Exact ImplementationSpecific Prefix',
  'v1.AddressType': 'FQDN IPv4 IPv6',
  'v1.UnhealthyPodEvictionPolicyType': 'AlwaysAllow IfHealthyBudget',
  'v1.VolumeBindingMode': 'Immediate WaitForFirstConsumer',
  'v1.PodManagementPolicyType': 'OrderedReady Parallel',
  'v1.StatefulSetUpdateStrategyType': 'OnDelete RollingUpdate',
  'v1.DeploymentStrategyType': 'Recreate RollingUpdate',
  'v1.DaemonSetUpdateStrategyType': 'OnDelete RollingUpdate',
  'v1.CompletionMode': 'Indexed NonIndexed',
  'v1.PodFailurePolicyAction': 'Count FailIndex FailJob Ignore',
  'v1.PodFailurePolicyOnExitCodesOperator': 'In NotIn',
  'v1.PodReplacementPolicy': 'Failed TerminatingOrFailed',
  'v1.ConcurrencyPolicy': 'Allow Forbid Replace',
  'v1.PersistentVolumeReclaimPolicy': 'Delete Recycle Retain',
  'v1.PersistentVolumeMode': 'Block Filesystem',
  'v1.ClaimResourceStatus': `
    ControllerResizeInProgress ControllerResizeInfeasible NodeResizeInProgress NodeResizeInfeasible
    NodeResizePending`,
  'v1.PersistentVolumeClaimModifyVolumeStatus': 'InProgress Infeasible Pending',
  'v1.PersistentVolumeAccessMode': 'ReadOnlyMany ReadWriteMany ReadWriteOnce ReadWriteOncePod',
  'v1.PersistentVolumePhase': 'Available Bound Failed Pending Released',
  'v1.PersistentVolumeClaimPhase': 'Bound Lost Pending',
  'v1.HostPathType': '"" BlockDevice CharDevice Directory DirectoryOrCreate File FileOrCreate Socket',
  'v1.Protocol': 'SCTP TCP UDP',
  'v1.AzureDataDiskCachingMode': 'None ReadOnly ReadWrite',
  'v1.AzureDataDiskKind': 'Dedicated Managed Shared',
  'v1.MountPropagationMode': 'Bidirectional HostToContainer None',
  'v1.URIScheme': 'HTTP HTTPS',
  'v1.PullPolicy': 'Always IfNotPresent Never',
  'v1.PreemptionPolicy': 'Never PreemptLowerPriority',
  'v1.TerminationMessagePolicy': 'FallbackToLogsOnError File',
  'v1.PodPhase': 'Failed Pending Running Succeeded Unknown',
  'v1.RestartPolicy': 'Always Never OnFailure',
  'v1.DNSPolicy': 'ClusterFirst ClusterFirstWithHostNet Default None',
  'v1.NodeSelectorOperator': 'DoesNotExist Exists Gt In Lt NotIn',
  'v1.TaintEffect': 'NoExecute NoSchedule PreferNoSchedule',
  'v1.TolerationOperator': 'Equal Exists',
  'v1.UnsatisfiableConstraintAction': 'DoNotSchedule ScheduleAnyway',
  'v1.NodeInclusionPolicy': 'Honor Ignore',
  'v1.PodFSGroupChangePolicy': 'Always OnRootMismatch',
  'v1.SupplementalGroupsPolicy': 'Merge Strict',
  'v1.SeccompProfileType': 'Localhost RuntimeDefault Unconfined',
  'v1.AppArmorProfileType': 'Localhost RuntimeDefault Unconfined',
  'v1.PodQOSClass': 'BestEffort Burstable Guaranteed',
  'v1.ServiceAffinity': 'ClientIP None',
  'v1.ServiceType': 'ClusterIP ExternalName LoadBalancer NodePort',
  'v1.ServiceInternalTrafficPolicy': 'Cluster Local',
  'v1.ServiceExternalTrafficPolicy': 'Cluster Local',
  'v1.IPFamily': '"" IPv4 IPv6',
  'v1.IPFamilyPolicy': 'PreferDualStack RequireDualStack SingleStack',
  'v1.NodePhase': 'Pending Running Terminated',
  'v1.NamespacePhase': 'Active Terminating',
  'v1.ResourceQuotaScope': `
    BestEffort CrossNamespacePodAffinity NotBestEffort NotTerminating PriorityClass Terminating
    VolumeAttributesClass`,
  'v1.ScopeSelectorOperator': 'DoesNotExist Exists In NotIn',
  'v1.ProcMountType': 'Default Unmasked',
  'v1.Signal': `
    SIGABRT SIGALRM SIGBUS SIGCHLD SIGCLD SIGCONT SIGFPE SIGHUP SIGILL SIGINT SIGIO SIGIOT SIGKILL
    SIGPIPE SIGPOLL SIGPROF SIGPWR SIGQUIT SIGRTMAX SIGRTMAX-1 SIGRTMAX-10 SIGRTMAX-11 SIGRTMAX-12
    SIGRTMAX-13 SIGRTMAX-14 SIGRTMAX-2 SIGRTMAX-3 SIGRTMAX-4 SIGRTMAX-5 SIGRTMAX-6 SIGRTMAX-7 SIGRTMAX-8
    SIGRTMAX-9 SIGRTMIN SIGRTMIN+1 SIGRTMIN+10 SIGRTMIN+11 SIGRTMIN+12 SIGRTMIN+13 SIGRTMIN+14
    SIGRTMIN+15 SIGRTMIN+2 SIGRTMIN+3 SIGRTMIN+4 SIGRTMIN+5 SIGRTMIN+6 SIGRTMIN+7 SIGRTMIN+8 SIGRTMIN+9
    SIGSEGV SIGSTKFLT SIGSTOP SIGSYS SIGTERM SIGTRAP SIGTSTP SIGTTIN SIGTTOU SIGURG SIGUSR1 SIGUSR2
    SIGVTALRM SIGWINCH SIGXCPU SIGXFSZ`,
};

function has(table: Readonly<Record<string, string>>, struct: string, field: string): boolean {
  return Object.hasOwn(table, struct) && (table[struct] as string).split(' ').includes(field);
}

export function isRequired(struct: string, { name, written }: Field): boolean {
  if (has(REQUIRED, struct, name)) return true;
  return written === 'always' && name !== 'metadata' && !has(OPTIONAL, struct, name);
}

/** The default that a mark tells; undefined when there is none. */
export function markedDefault(struct: string, field: string): unknown {
  const text = Object.hasOwn(DEFAULTS, struct) ? (DEFAULTS[struct] as string) : '';
  for (const word of text.split(' ')) {
    if (word.startsWith(`${field}=`)) return JSON.parse(word.slice(field.length + 1)) as unknown;
  }
  return undefined;
}

/** The words that a type of strings has, or undefined for any. */
export function wordsOf(goName: string): readonly string[] | undefined {
  if (!Object.hasOwn(ENUMS, goName)) return undefined;
  return (ENUMS[goName] as string)
    .trim()
    .split(/\s+/)
    .map((word) => (word === '""' ? '' : word));
}
