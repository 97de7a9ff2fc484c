/**
 * Fields that kubernetes-types 1.30 does not describe, in our own words: those that came with 1.31 to 1.33, and a few that
 * never had a text. Each ends with the mark, so that nobody takes it for upstream's.
 */
const MARK = ' (In our own words: not in the texts of v1.30 that the others come from.)';

/** @type {Record<string, Record<string, string>>} */
const OWN_WORDS = {
  'apps.v1.DeploymentStatus': {
    terminatingReplicas: 'Pods of the Deployment that are being deleted and have not ended yet.',
  },
  'apps.v1.ReplicaSetStatus': {
    terminatingReplicas: 'Pods of the ReplicaSet that are being deleted and have not ended yet.',
  },
  'authorization.v1.FieldSelectorAttributes': {
    '': 'A field selector of the request that is asked about.',
    rawSelector: 'The selector as the text of a query. Not together with requirements.',
    requirements: 'The selector in its parts, all of which must hold.',
  },
  'authorization.v1.LabelSelectorAttributes': {
    '': 'A label selector of the request that is asked about.',
    rawSelector: 'The selector as the text of a query. Not together with requirements.',
    requirements: 'The selector in its parts, all of which must hold.',
  },
  'authorization.v1.ResourceAttributes': {
    fieldSelector: 'Asks whether access is allowed for objects with these fields only.',
    labelSelector: 'Asks whether access is allowed for objects with these labels only.',
  },
  'authorization.v1.ResourceRule': {
    resources: 'Resources that the rule is about; "*" for all.',
    verbs: 'What may be done: get, list, watch, create, update, patch, delete; "*" for everything.',
  },
  'autoscaling.v2.HPAScalingRules': {
    tolerance:
      'How far the metric may be from its target before anything is scaled, as a share such as 0.05.',
  },
  'coordination.v1.LeaseSpec': {
    preferredHolder: 'Who should take the lease next: a hint to its holder to let go. Needs a strategy.',
    strategy: 'How the next holder is chosen in a coordinated election.',
  },
  'core.v1.ContainerStatus': {
    allocatedResourcesStatus: 'Health of the resources of devices that the container has.',
    stopSignal: 'The signal by which the container is really stopped.',
    user: 'The user as whom the first process of the container runs.',
  },
  'core.v1.ContainerUser': {
    '': 'The identity of a process.',
    linux: 'On Linux: its user, its group and its further groups.',
  },
  'core.v1.ImageVolumeSource': {
    '': 'A volume that holds the files of an image.',
    pullPolicy: 'When the image is pulled: Always, Never or IfNotPresent.',
    reference: 'The image, named as for a container.',
  },
  'core.v1.Lifecycle': {
    stopSignal: 'The signal that ends the container, instead of the one that its image names or SIGTERM.',
  },
  'core.v1.LinuxContainerUser': {
    '': 'Numbers of the user and the groups of a process on Linux.',
    gid: 'Number of the first group.',
    supplementalGroups: 'Numbers of the further groups.',
    uid: 'Number of the user.',
  },
  'core.v1.NamespaceCondition': {
    lastTransitionTime: 'When the condition last changed its status.',
    message: 'What a person should know of the last change.',
    reason: 'Why it changed, in one word for programs.',
  },
  'core.v1.NodeFeatures': {
    '': 'What the container runtime of the node can do, whatever the handler.',
    supplementalGroupsPolicy:
      'True when the policies of further groups and the user of a container are supported.',
  },
  'core.v1.NodeRuntimeHandlerFeatures': {
    userNamespaces: 'True when the handler supports user namespaces.',
  },
  'core.v1.NodeStatus': { features: 'What the container runtime can do.' },
  'core.v1.NodeSwapStatus': {
    '': 'Swap of the node.',
    capacity: 'Bytes of swap in all.',
  },
  'core.v1.NodeSystemInfo': { swap: 'Swap of the node.' },
  'core.v1.PersistentVolumeClaimCondition': {
    status: 'True, False or Unknown.',
    type: 'What the condition is about, such as Resizing.',
  },
  'core.v1.PodCondition': {
    observedGeneration: 'The generation of the pod for which the condition was set.',
  },
  'core.v1.PodDNSConfigOption': { value: 'Value of the option, if it has one.' },
  'core.v1.PodResourceClaim': {
    resourceClaimName:
      'Name of a ResourceClaim in the namespace of the pod. This or resourceClaimTemplateName.',
    resourceClaimTemplateName:
      'Name of a template from which a ResourceClaim is made for the pod, and deleted with it. This or resourceClaimName.',
  },
  'core.v1.PodSecurityContext': {
    seLinuxChangePolicy:
      'How volumes get the SELinux label of the pod: MountOption, or Recursive, file by file.',
    supplementalGroupsPolicy:
      'Whether groups of the image are added to those of the pod (Merge, the default) or not (Strict).',
  },
  'core.v1.PodSpec': {
    resources: 'CPU and memory of the pod as a whole. Needs a feature that is off by default in 1.33.',
  },
  'core.v1.PodStatus': { observedGeneration: 'The generation of the pod that this status is about.' },
  'core.v1.ResourceClaim': { request: 'One request of the claim; all of them when nothing is named.' },
  'core.v1.ResourceHealth': {
    '': 'Health of one device.',
    health: 'Healthy, Unhealthy or Unknown.',
    resourceID: 'Which device: unique among those of this resource.',
  },
  'core.v1.ResourceStatus': {
    '': 'Health of the devices of one resource.',
    name: 'Name of the resource, unique in the pod.',
    resources: 'Health of each device.',
  },
  'core.v1.Volume': {
    image: 'The files of an image, pulled and mounted read-only on the machine of the pod.',
  },
  'discovery.v1.EndpointHints': {
    forNodes:
      'Nodes that should use this endpoint, to keep traffic near. Needs a feature that is off by default.',
  },
  'discovery.v1.ForNode': {
    '': 'A node that should use an endpoint.',
    name: 'Name of the node.',
  },
  'meta.v1.DeleteOptions': {
    ignoreStoreReadErrorWithClusterBreakingPotential:
      'Deletes an object that can no longer be read from storage, without finalizers or preconditions. Can break a cluster.',
  },
  'meta.v1.FieldSelectorRequirement': {
    '': 'One part of a field selector.',
    key: 'The field.',
    operator: 'How it is compared with the values: In, NotIn, Exists or DoesNotExist.',
    values: 'What the field is compared with.',
  },
  'networking.v1.IngressRule': { http: 'Paths of the host, and where requests to each go.' },
  'storage.v1.CSIDriverSpec': {
    nodeAllocatableUpdatePeriodSeconds:
      'Seconds between two looks at how many volumes a node can take; at least 10.',
  },
  'storage.v1.VolumeError': { errorCode: 'Number of the error (of gRPC) that attaching or detaching gave.' },
  'util.intstr.IntOrString': {
    '': 'A whole number, or a text such as a name or a percentage.',
  },
};

/** @type {Record<string, Record<string, string>>} */
export const NEWER_DESCRIPTIONS = Object.fromEntries(
  Object.entries(OWN_WORDS).map(([type, fields]) => [
    type,
    Object.fromEntries(Object.entries(fields).map(([name, text]) => [name, text + MARK])),
  ]),
);
