/** Roles and their bindings. Models api/rbac/v1/types.go. See schema.ts for the notation. */
export const ROLE_STRUCTS = {
  Role: 'metadata!:ObjectMeta rules!:[]PolicyRule',
  PolicyRule: 'verbs!:[] apiGroups:[] resources:[] resourceNames:[] nonResourceURLs:[]',
} as const;

export const CLUSTER_ROLE_STRUCTS = {
  ClusterRole: 'metadata!:ObjectMeta rules!:[]PolicyRule aggregationRule*:AggregationRule',
  AggregationRule: 'clusterRoleSelectors:[]LabelSelector',
} as const;

export const ROLE_BINDING_STRUCTS = {
  RoleBinding: 'metadata!:ObjectMeta subjects:[]Subject roleRef!:RoleRef',
  Subject: 'kind! apiGroup name! namespace',
  RoleRef: 'apiGroup! kind! name!',
} as const;

export const CLUSTER_ROLE_BINDING_STRUCTS = {
  ClusterRoleBinding: 'metadata!:ObjectMeta subjects:[]Subject roleRef!:RoleRef',
} as const;
