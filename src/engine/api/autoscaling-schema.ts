/** HorizontalPodAutoscalers, of v2 and as v1 shows them. Models api/autoscaling/v2/types.go and v1. See schema.ts for the notation. */
export const AUTOSCALING_STRUCTS = {
  HorizontalPodAutoscaler: `
    metadata!:ObjectMeta spec!:v2.HorizontalPodAutoscalerSpec status!:v2.HorizontalPodAutoscalerStatus`,
  'v2.HorizontalPodAutoscalerSpec': `
    scaleTargetRef!:v2.CrossVersionObjectReference minReplicas*:int32 maxReplicas!:int32
    metrics:[]v2.MetricSpec behavior*:v2.HorizontalPodAutoscalerBehavior`,
  'v2.CrossVersionObjectReference': 'kind! name! apiVersion',
  'v2.MetricSpec': `
    type!:~v2.MetricSourceType object*:v2.ObjectMetricSource pods*:v2.PodsMetricSource
    resource*:v2.ResourceMetricSource containerResource*@7:v2.ContainerResourceMetricSource
    external*@5:v2.ExternalMetricSource`,
  'v2.ObjectMetricSource': `
    describedObject!:v2.CrossVersionObjectReference target!:v2.MetricTarget metric!:v2.MetricIdentifier`,
  'v2.MetricTarget': `
    type!:~v2.MetricTargetType value*:Quantity averageValue*:Quantity averageUtilization*:int32`,
  'v2.MetricIdentifier': 'name! selector*:LabelSelector',
  'v2.PodsMetricSource': 'metric!:v2.MetricIdentifier target!:v2.MetricTarget',
  'v2.ResourceMetricSource': 'name!:~v1.ResourceName target!:v2.MetricTarget',
  'v2.ContainerResourceMetricSource': 'name!:~v1.ResourceName target!:v2.MetricTarget container!',
  'v2.ExternalMetricSource': 'metric!:v2.MetricIdentifier target!:v2.MetricTarget',
  'v2.HorizontalPodAutoscalerBehavior': 'scaleUp*:v2.HPAScalingRules scaleDown*:v2.HPAScalingRules',
  'v2.HPAScalingRules': `
    stabilizationWindowSeconds*@3:int32 selectPolicy*@1:~v2.ScalingPolicySelect
    policies:[]v2.HPAScalingPolicy tolerance*@4:Quantity`,
  'v2.HPAScalingPolicy': 'type!:~v2.HPAScalingPolicyType value!:int32 periodSeconds!:int32',
  'v2.HorizontalPodAutoscalerStatus': `
    observedGeneration*:int64 lastScaleTime*:Time currentReplicas:int32 desiredReplicas!:int32
    currentMetrics!:[]v2.MetricStatus conditions:[]v2.HorizontalPodAutoscalerCondition`,
  'v2.MetricStatus': `
    type!:~v2.MetricSourceType object*:v2.ObjectMetricStatus pods*:v2.PodsMetricStatus
    resource*:v2.ResourceMetricStatus containerResource*@7:v2.ContainerResourceMetricStatus
    external*@5:v2.ExternalMetricStatus`,
  'v2.ObjectMetricStatus': `
    metric!:v2.MetricIdentifier current!:v2.MetricValueStatus
    describedObject!:v2.CrossVersionObjectReference`,
  'v2.MetricValueStatus': 'value*:Quantity averageValue*:Quantity averageUtilization*:int32',
  'v2.PodsMetricStatus': 'metric!:v2.MetricIdentifier current!:v2.MetricValueStatus',
  'v2.ResourceMetricStatus': 'name!:~v1.ResourceName current!:v2.MetricValueStatus',
  'v2.ContainerResourceMetricStatus': 'name!:~v1.ResourceName current!:v2.MetricValueStatus container!',
  'v2.ExternalMetricStatus': 'metric!:v2.MetricIdentifier current!:v2.MetricValueStatus',
  'v2.HorizontalPodAutoscalerCondition': `
    type!:~v2.HorizontalPodAutoscalerConditionType status!:~v1.ConditionStatus lastTransitionTime:Time
    reason message`,
} as const;

export const AUTOSCALING_V1_STRUCTS = {
  'autoscaling.HorizontalPodAutoscaler': `
    metadata!:ObjectMeta spec!:autoscaling.HorizontalPodAutoscalerSpec
    status!:autoscaling.HorizontalPodAutoscalerStatus`,
  'autoscaling.HorizontalPodAutoscalerSpec': `
    scaleTargetRef!:autoscaling.CrossVersionObjectReference minReplicas*:int32 maxReplicas!:int32
    targetCPUUtilizationPercentage*:int32`,
  'autoscaling.CrossVersionObjectReference': 'kind! name! apiVersion',
  'autoscaling.HorizontalPodAutoscalerStatus': `
    observedGeneration*:int64 lastScaleTime*:Time currentReplicas!:int32 desiredReplicas!:int32
    currentCPUUtilizationPercentage*:int32`,
} as const;
