/** Pods and pod templates. Models api/core/v1/types.go. See schema.ts for the notation. */
export const POD_STRUCTS = {
  Pod: 'metadata!:ObjectMeta spec!:PodSpec status!:PodStatus',
  PodTemplateSpec: 'metadata!:ObjectMeta spec!:PodSpec',
  PodSpec: `
    volumes:[]Volume initContainers@20:[]Container containers!@2:[]Container
    ephemeralContainers@34:[]EphemeralContainer restartPolicy@3:~v1.RestartPolicy
    terminationGracePeriodSeconds*:int64 activeDeadlineSeconds*:int64 dnsPolicy:~v1.DNSPolicy
    nodeSelector:{} serviceAccountName serviceAccount automountServiceAccountToken*@21:bool nodeName@10
    hostNetwork:bool hostPID:bool hostIPC:bool shareProcessNamespace*@27:bool
    securityContext*@14:PodSecurityContext imagePullSecrets:[]LocalObjectReference hostname subdomain
    affinity*:Affinity schedulerName tolerations@22:[]Toleration hostAliases:[]HostAlias priorityClassName
    priority*:int32 dnsConfig*:PodDNSConfig readinessGates@28:[]PodReadinessGate runtimeClassName*
    enableServiceLinks*:bool preemptionPolicy*:~v1.PreemptionPolicy overhead:ResourceList
    topologySpreadConstraints:[]TopologySpreadConstraint setHostnameAsFQDN*@35:bool os*:PodOS
    hostUsers*:bool schedulingGates:[]PodSchedulingGate resourceClaims:[]PodResourceClaim
    resources*:ResourceRequirements`,
  PodSecurityContext: `
    seLinuxOptions*:SELinuxOptions windowsOptions*@8:WindowsSecurityContextOptions runAsUser*@2:int64
    runAsGroup*@6:int64 runAsNonRoot*@3:bool supplementalGroups:[]int64
    supplementalGroupsPolicy*@12:~v1.SupplementalGroupsPolicy fsGroup*@5:int64 sysctls@7:[]Sysctl
    fsGroupChangePolicy*@9:~v1.PodFSGroupChangePolicy seccompProfile*:SeccompProfile
    appArmorProfile*:AppArmorProfile seLinuxChangePolicy*@13:~v1.PodSELinuxChangePolicy`,
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
  PodResourceClaim: 'name! resourceClaimName*@3 resourceClaimTemplateName*',
  PodStatus: `
    observedGeneration@17:int64 phase@1:~v1.PodPhase conditions:[]PodCondition message reason
    nominatedNodeName@11 hostIP@5 hostIPs@16:[]HostIP podIP@6 podIPs@12:[]PodIP startTime*@7:Time
    initContainerStatuses@10:[]ContainerStatus containerStatuses@8:[]ContainerStatus
    qosClass:~v1.PodQOSClass ephemeralContainerStatuses@13:[]ContainerStatus resize:~v1.PodResizeStatus
    resourceClaimStatuses:[]PodResourceClaimStatus`,
  PodCondition: `
    type!:~v1.PodConditionType observedGeneration@7:int64 status!@2:~v1.ConditionStatus lastProbeTime:Time
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
