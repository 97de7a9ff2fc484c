/** Namespaces, Events and Leases. Models api/core/v1/types.go and api/coordination/v1/types.go. See schema.ts for the notation. */
export const SMALL_STRUCTS = {
  Namespace: 'metadata!:ObjectMeta spec!:NamespaceSpec status!:NamespaceStatus',
  NamespaceSpec: 'finalizers:[]~v1.FinalizerName',
  NamespaceStatus: 'phase:~v1.NamespacePhase conditions:[]NamespaceCondition',
  NamespaceCondition: `
    type!:~v1.NamespaceConditionType status!:~v1.ConditionStatus lastTransitionTime:Time reason message`,
  Event: `
    metadata!:ObjectMeta involvedObject!:ObjectReference reason message source!:EventSource
    firstTimestamp:Time lastTimestamp:Time count:int32 type eventTime:MicroTime series*:EventSeries action
    related*:ObjectReference reportingComponent! reportingInstance!`,
  EventSource: 'component host',
  EventSeries: 'count:int32 lastObservedTime:MicroTime',
  Lease: 'metadata!:ObjectMeta spec!:LeaseSpec',
  LeaseSpec: `
    holderIdentity* leaseDurationSeconds*:int32 acquireTime*:MicroTime renewTime*:MicroTime
    leaseTransitions*:int32 strategy*:~v1.CoordinatedLeaseStrategy preferredHolder*`,
} as const;
