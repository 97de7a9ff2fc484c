/** StatefulSets. Models api/apps/v1/types.go. See schema.ts for the notation. */
export const STATEFUL_SET_STRUCTS = {
  StatefulSet: 'metadata!:ObjectMeta spec!:StatefulSetSpec status!:StatefulSetStatus',
  StatefulSetSpec: `
    replicas*:int32 selector*:LabelSelector template!:PodTemplateSpec
    volumeClaimTemplates:[]PersistentVolumeClaim serviceName!
    podManagementPolicy:~v1.PodManagementPolicyType updateStrategy!:StatefulSetUpdateStrategy
    revisionHistoryLimit*:int32 minReadySeconds:int32
    persistentVolumeClaimRetentionPolicy*:StatefulSetPersistentVolumeClaimRetentionPolicy
    ordinals*:StatefulSetOrdinals`,
  StatefulSetUpdateStrategy: `
    type:~v1.StatefulSetUpdateStrategyType rollingUpdate*:RollingUpdateStatefulSetStrategy`,
  RollingUpdateStatefulSetStrategy: 'partition*:int32 maxUnavailable*:IntOrString',
  StatefulSetPersistentVolumeClaimRetentionPolicy: `
    whenDeleted:~v1.PersistentVolumeClaimRetentionPolicyType
    whenScaled:~v1.PersistentVolumeClaimRetentionPolicyType`,
  StatefulSetOrdinals: 'start!:int32',
  StatefulSetStatus: `
    observedGeneration:int64 replicas!:int32 readyReplicas:int32 currentReplicas:int32
    updatedReplicas:int32 currentRevision updateRevision collisionCount*@9:int32
    conditions:[]StatefulSetCondition availableReplicas!:int32`,
  StatefulSetCondition: `
    type!:~v1.StatefulSetConditionType status!:~v1.ConditionStatus lastTransitionTime:Time reason
    message`,
} as const;
