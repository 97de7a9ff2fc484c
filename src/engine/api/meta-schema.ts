/** Metadata and selectors, which every kind has. Models apimachinery/pkg/apis/meta/v1/types.go. See schema.ts for the notation. */
export const META_STRUCTS = {
  ObjectMeta: `
    name generateName namespace selfLink uid:~types.UID resourceVersion generation:int64
    creationTimestamp:Time deletionTimestamp*:Time deletionGracePeriodSeconds*:int64 labels:{}
    annotations:{} ownerReferences:[]OwnerReference finalizers:[] managedFields@17:[]ManagedFieldsEntry`,
  ListMeta: 'selfLink resourceVersion continue remainingItemCount*:int64',
  OwnerReference: 'apiVersion!@5 kind!@1 name!@3 uid!:~types.UID controller*@6:bool blockOwnerDeletion*:bool',
  ManagedFieldsEntry: `
    manager operation:~v1.ManagedFieldsOperationType apiVersion time*:Time fieldsType@6 fieldsV1*:Raw
    subresource`,
  LabelSelector: 'matchLabels:{} matchExpressions:[]LabelSelectorRequirement',
  LabelSelectorRequirement: 'key! operator!:~v1.LabelSelectorOperator values:[]',
  FieldSelectorRequirement: 'key! operator!:~v1.FieldSelectorOperator values:[]',
  Condition: `
    type! status!:~v1.ConditionStatus observedGeneration:int64 lastTransitionTime:Time reason! message!`,
  LocalObjectReference: 'name',
  TypedLocalObjectReference: 'apiGroup* kind! name!',
  TypedObjectReference: 'apiGroup* kind! name! namespace*',
  ObjectReference: 'kind namespace name uid:~types.UID apiVersion resourceVersion fieldPath',
} as const;
