/** Jobs and CronJobs. Models api/batch/v1/types.go. See schema.ts for the notation. */
export const JOB_STRUCTS = {
  Job: 'metadata!:ObjectMeta spec!:JobSpec status!:JobStatus',
  JobSpec: `
    parallelism*:int32 completions*:int32 activeDeadlineSeconds*:int64
    podFailurePolicy*@11:PodFailurePolicy successPolicy*@16:SuccessPolicy backoffLimit*@7:int32
    backoffLimitPerIndex*@12:int32 maxFailedIndexes*:int32 selector*@4:LabelSelector
    manualSelector*:bool template!:PodTemplateSpec ttlSecondsAfterFinished*@8:int32
    completionMode*:~v1.CompletionMode suspend*:bool podReplacementPolicy*@14:~v1.PodReplacementPolicy
    managedBy*`,
  PodFailurePolicy: 'rules!:[]PodFailurePolicyRule',
  PodFailurePolicyRule: `
    action!:~v1.PodFailurePolicyAction onExitCodes*:PodFailurePolicyOnExitCodesRequirement
    onPodConditions:[]PodFailurePolicyOnPodConditionsPattern`,
  PodFailurePolicyOnExitCodesRequirement: `
    containerName* operator!:~v1.PodFailurePolicyOnExitCodesOperator values!:[]int32`,
  PodFailurePolicyOnPodConditionsPattern: 'type!:~v1.PodConditionType status!:~v1.ConditionStatus',
  SuccessPolicy: 'rules!:[]SuccessPolicyRule',
  SuccessPolicyRule: 'succeededIndexes* succeededCount*:int32',
  JobStatus: `
    conditions:[]JobCondition startTime*:Time completionTime*:Time active:int32 succeeded:int32
    failed:int32 terminating*@11:int32 completedIndexes@7 failedIndexes*@10
    uncountedTerminatedPods*@8:UncountedTerminatedPods ready*:int32`,
  JobCondition: `
    type!:~v1.JobConditionType status!:~v1.ConditionStatus lastProbeTime:Time lastTransitionTime:Time
    reason message`,
  UncountedTerminatedPods: 'succeeded:[]~types.UID failed:[]~types.UID',
} as const;

export const CRON_JOB_STRUCTS = {
  CronJob: 'metadata!:ObjectMeta spec!:CronJobSpec status!:CronJobStatus',
  CronJobSpec: `
    schedule! timeZone*@8 startingDeadlineSeconds*@2:int64 concurrencyPolicy:~v1.ConcurrencyPolicy
    suspend*:bool jobTemplate!:JobTemplateSpec successfulJobsHistoryLimit*:int32
    failedJobsHistoryLimit*:int32`,
  JobTemplateSpec: 'metadata!:ObjectMeta spec!:JobSpec',
  CronJobStatus: 'active:[]ObjectReference lastScheduleTime*@4:Time lastSuccessfulTime*:Time',
} as const;
