/** Questions to the server that are answered and not stored. Models api/authentication/v1/types.go and api/authorization/v1/types.go. See schema.ts for the notation. */
export const AUTHENTICATION_STRUCTS = {
  TokenRequest: 'metadata!:ObjectMeta spec!:TokenRequestSpec status!:TokenRequestStatus',
  TokenRequestSpec: 'audiences!:[] expirationSeconds*@4:int64 boundObjectRef*@3:BoundObjectReference',
  BoundObjectReference: 'kind apiVersion name uid:~types.UID',
  TokenRequestStatus: 'token! expirationTimestamp:Time',
  SelfSubjectReview: 'metadata!:ObjectMeta status!:SelfSubjectReviewStatus',
  SelfSubjectReviewStatus: 'userInfo!:UserInfo',
  UserInfo: 'username uid groups:[] extra:{}[]',
  TokenReview: 'metadata!:ObjectMeta spec!:TokenReviewSpec status!:TokenReviewStatus',
  TokenReviewSpec: 'token audiences:[]',
  TokenReviewStatus: 'authenticated:bool user!:UserInfo audiences@4:[] error@3',
} as const;

export const AUTHORIZATION_STRUCTS = {
  SelfSubjectAccessReview: `
    metadata!:ObjectMeta spec!:SelfSubjectAccessReviewSpec status!:SubjectAccessReviewStatus`,
  SelfSubjectAccessReviewSpec: `
    resourceAttributes*:ResourceAttributes nonResourceAttributes*:NonResourceAttributes`,
  ResourceAttributes: `
    namespace verb group version resource subresource name fieldSelector*:FieldSelectorAttributes
    labelSelector*:LabelSelectorAttributes`,
  FieldSelectorAttributes: 'rawSelector requirements:[]FieldSelectorRequirement',
  LabelSelectorAttributes: 'rawSelector requirements:[]LabelSelectorRequirement',
  NonResourceAttributes: 'path verb',
  SubjectAccessReviewStatus: 'allowed!:bool denied@4:bool reason@2 evaluationError',
  SelfSubjectRulesReview: `
    metadata!:ObjectMeta spec!:SelfSubjectRulesReviewSpec status!:SubjectRulesReviewStatus`,
  SelfSubjectRulesReviewSpec: 'namespace',
  SubjectRulesReviewStatus: `
    resourceRules!:[]ResourceRule nonResourceRules!:[]NonResourceRule incomplete!:bool evaluationError`,
  ResourceRule: 'verbs!:[] apiGroups:[] resources:[] resourceNames:[]',
  NonResourceRule: 'verbs!:[] nonResourceURLs:[]',
  SubjectAccessReview: 'metadata!:ObjectMeta spec!:SubjectAccessReviewSpec status!:SubjectAccessReviewStatus',
  SubjectAccessReviewSpec: `
    resourceAttributes*:ResourceAttributes nonResourceAttributes*:NonResourceAttributes user groups:[]
    extra:{}[] uid`,
  LocalSubjectAccessReview: `
    metadata!:ObjectMeta spec!:SubjectAccessReviewSpec status!:SubjectAccessReviewStatus`,
} as const;
