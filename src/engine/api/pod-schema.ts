/** Pods and pod templates. Models api/core/v1/types.go. See schema.ts for the notation. */
export const POD_STRUCTS = {
  Pod: 'metadata!:ObjectMeta spec!:PodSpec status!:PodStatus',
  PodTemplateSpec: 'metadata!:ObjectMeta spec!:PodSpec',
  PodSpec: `
    volumes:[]Volume initContainers:[]Container containers!:[]Container
    ephemeralContainers:[]EphemeralContainer restartPolicy:~v1.RestartPolicy
    terminationGracePeriodSeconds*:int64 activeDeadlineSeconds*:int64 dnsPolicy:~v1.DNSPolicy
    nodeSelector:{} serviceAccountName serviceAccount automountServiceAccountToken*:bool nodeName
    hostNetwork:bool hostPID:bool hostIPC:bool shareProcessNamespace*:bool
    securityContext*:PodSecurityContext imagePullSecrets:[]LocalObjectReference hostname subdomain
    affinity*:Affinity schedulerName tolerations:[]Toleration hostAliases:[]HostAlias priorityClassName
    priority*:int32 dnsConfig*:PodDNSConfig readinessGates:[]PodReadinessGate runtimeClassName*
    enableServiceLinks*:bool preemptionPolicy*:~v1.PreemptionPolicy overhead:ResourceList
    topologySpreadConstraints:[]TopologySpreadConstraint setHostnameAsFQDN*:bool os*:PodOS hostUsers*:bool
    schedulingGates:[]PodSchedulingGate resourceClaims:[]PodResourceClaim resources*:ResourceRequirements`,
  PodSecurityContext: `
    seLinuxOptions*:SELinuxOptions windowsOptions*:WindowsSecurityContextOptions runAsUser*:int64
    runAsGroup*:int64 runAsNonRoot*:bool supplementalGroups:[]int64
    supplementalGroupsPolicy*:~v1.SupplementalGroupsPolicy fsGroup*:int64 sysctls:[]Sysctl
    fsGroupChangePolicy*:~v1.PodFSGroupChangePolicy seccompProfile*:SeccompProfile
    appArmorProfile*:AppArmorProfile seLinuxChangePolicy*:~v1.PodSELinuxChangePolicy`,
  Sysctl: 'name! value!',
  Affinity: 'nodeAffinity*:NodeAffinity podAffinity*:PodAffinity podAntiAffinity*:PodAntiAffinity',
  NodeAffinity: `
    requiredDuringSchedulingIgnoredDuringExecution*:NodeSelector
    preferredDuringSchedulingIgnoredDuringExecution:[]PreferredSchedulingTerm`,
  NodeSelector: 'nodeSelectorTerms!:[]NodeSelectorTerm',
  NodeSelectorTerm: 'matchExpressions:[]NodeSelectorRequirement matchFields:[]NodeSelectorRequirement',
  NodeSelectorRequirement: 'key! operator!:~v1.NodeSelectorOperator values:[]',
  PreferredSchedulingTerm: 'weight!:int32 preference!:NodeSelectorTerm',
  PodAffinity: `
    requiredDuringSchedulingIgnoredDuringExecution:[]PodAffinityTerm
    preferredDuringSchedulingIgnoredDuringExecution:[]WeightedPodAffinityTerm`,
  PodAffinityTerm: `
    labelSelector*:LabelSelector namespaces:[] topologyKey! namespaceSelector*:LabelSelector
    matchLabelKeys:[] mismatchLabelKeys:[]`,
  WeightedPodAffinityTerm: 'weight!:int32 podAffinityTerm!:PodAffinityTerm',
  PodAntiAffinity: `
    requiredDuringSchedulingIgnoredDuringExecution:[]PodAffinityTerm
    preferredDuringSchedulingIgnoredDuringExecution:[]WeightedPodAffinityTerm`,
  Toleration: 'key operator:~v1.TolerationOperator value effect:~v1.TaintEffect tolerationSeconds*:int64',
  HostAlias: 'ip! hostnames:[]',
  PodDNSConfig: 'nameservers:[] searches:[] options:[]PodDNSConfigOption',
  PodDNSConfigOption: 'name value*',
  PodReadinessGate: 'conditionType!:~v1.PodConditionType',
  TopologySpreadConstraint: `
    maxSkew!:int32 topologyKey! whenUnsatisfiable!:~v1.UnsatisfiableConstraintAction
    labelSelector*:LabelSelector minDomains*:int32 nodeAffinityPolicy*:~v1.NodeInclusionPolicy
    nodeTaintsPolicy*:~v1.NodeInclusionPolicy matchLabelKeys:[]`,
  PodOS: 'name!:~v1.OSName',
  PodSchedulingGate: 'name!',
  PodResourceClaim: 'name! resourceClaimName* resourceClaimTemplateName*',
  PodStatus: `
    observedGeneration:int64 phase:~v1.PodPhase conditions:[]PodCondition message reason nominatedNodeName
    hostIP hostIPs:[]HostIP podIP podIPs:[]PodIP startTime*:Time initContainerStatuses:[]ContainerStatus
    containerStatuses:[]ContainerStatus qosClass:~v1.PodQOSClass
    ephemeralContainerStatuses:[]ContainerStatus resize:~v1.PodResizeStatus
    resourceClaimStatuses:[]PodResourceClaimStatus`,
  PodCondition: `
    type!:~v1.PodConditionType observedGeneration:int64 status!:~v1.ConditionStatus lastProbeTime:Time
    lastTransitionTime:Time reason message`,
  HostIP: 'ip!',
  PodIP: 'ip!',
  ContainerStatus: `
    name! state!:ContainerState lastState!:ContainerState ready!:bool restartCount!:int32 image! imageID!
    containerID started*:bool allocatedResources:ResourceList resources*:ResourceRequirements
    volumeMounts:[]VolumeMountStatus user*:ContainerUser allocatedResourcesStatus:[]ResourceStatus
    stopSignal*:~v1.Signal`,
  ContainerState: `
    waiting*:ContainerStateWaiting running*:ContainerStateRunning terminated*:ContainerStateTerminated`,
  ContainerStateWaiting: 'reason message',
  ContainerStateRunning: 'startedAt:Time',
  ContainerStateTerminated: `
    exitCode!:int32 signal:int32 reason message startedAt:Time finishedAt:Time containerID`,
  VolumeMountStatus: 'name! mountPath! readOnly:bool recursiveReadOnly*:~v1.RecursiveReadOnlyMode',
  ContainerUser: 'linux*:LinuxContainerUser',
  LinuxContainerUser: 'uid!:int64 gid!:int64 supplementalGroups:[]int64',
  ResourceStatus: 'name!:~v1.ResourceName resources:[]ResourceHealth',
  ResourceHealth: 'resourceID!:~v1.ResourceID health:~v1.ResourceHealthStatus',
  PodResourceClaimStatus: 'name! resourceClaimName*',
} as const;
