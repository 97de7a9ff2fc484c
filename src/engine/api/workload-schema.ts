/** Deployments and ReplicaSets. Models api/apps/v1/types.go. See schema.ts for the notation. */
export const WORKLOAD_STRUCTS = {
  Deployment: 'metadata!:ObjectMeta spec!:DeploymentSpec status!:DeploymentStatus',
  DeploymentSpec: `
    replicas*:int32 selector*:LabelSelector template!:PodTemplateSpec strategy!:DeploymentStrategy
    minReadySeconds:int32 revisionHistoryLimit*:int32 paused:bool progressDeadlineSeconds*:int32`,
  DeploymentStrategy: 'type:~v1.DeploymentStrategyType rollingUpdate*:RollingUpdateDeployment',
  RollingUpdateDeployment: 'maxUnavailable*:IntOrString maxSurge*:IntOrString',
  DeploymentStatus: `
    observedGeneration:int64 replicas:int32 updatedReplicas:int32 readyReplicas:int32
    availableReplicas:int32 unavailableReplicas:int32 terminatingReplicas*:int32
    conditions:[]DeploymentCondition collisionCount*:int32`,
  DeploymentCondition: `
    type!:~v1.DeploymentConditionType status!:~v1.ConditionStatus lastUpdateTime:Time
    lastTransitionTime:Time reason message`,
  ReplicaSet: 'metadata!:ObjectMeta spec!:ReplicaSetSpec status!:ReplicaSetStatus',
  ReplicaSetSpec: 'replicas*:int32 minReadySeconds:int32 selector*:LabelSelector template!:PodTemplateSpec',
  ReplicaSetStatus: `
    replicas!:int32 fullyLabeledReplicas:int32 readyReplicas:int32 availableReplicas:int32
    terminatingReplicas*:int32 observedGeneration:int64 conditions:[]ReplicaSetCondition`,
  ReplicaSetCondition: `
    type!:~v1.ReplicaSetConditionType status!:~v1.ConditionStatus lastTransitionTime:Time reason message`,
} as const;
