/** ResourceQuotas and LimitRanges. Models api/core/v1/types.go. See schema.ts for the notation. */
export const RESOURCE_QUOTA_STRUCTS = {
  ResourceQuota: 'metadata!:ObjectMeta spec!:ResourceQuotaSpec status!:ResourceQuotaStatus',
  ResourceQuotaSpec: 'hard:ResourceList scopes:[]~v1.ResourceQuotaScope scopeSelector*:ScopeSelector',
  ScopeSelector: 'matchExpressions:[]ScopedResourceSelectorRequirement',
  ScopedResourceSelectorRequirement: `
    scopeName!:~v1.ResourceQuotaScope operator!:~v1.ScopeSelectorOperator values:[]`,
  ResourceQuotaStatus: 'hard:ResourceList used:ResourceList',
} as const;

export const LIMIT_RANGE_STRUCTS = {
  LimitRange: 'metadata!:ObjectMeta spec!:LimitRangeSpec',
  LimitRangeSpec: 'limits!:[]LimitRangeItem',
  LimitRangeItem: `
    type!:~v1.LimitType max:ResourceList min:ResourceList default:ResourceList
    defaultRequest:ResourceList maxLimitRequestRatio:ResourceList`,
} as const;
