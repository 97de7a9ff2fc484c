/**
 * Questions to the API server that are answered and not stored: tokens, who am I, may I. Models api/authentication/v1 and
 * api/authorization/v1.
 */
import { AUTHENTICATION_STRUCTS, AUTHORIZATION_STRUCTS } from './review-schema';

export const REVIEW_STRUCTS = { ...AUTHENTICATION_STRUCTS, ...AUTHORIZATION_STRUCTS } as const;

const AUTHENTICATION = { group: 'authentication.k8s.io', version: 'v1' } as const;
const AUTHORIZATION = { group: 'authorization.k8s.io', version: 'v1' } as const;

export const TOKEN_REQUEST = { ...AUTHENTICATION, kind: 'TokenRequest' } as const;

export const REVIEWS = [
  TOKEN_REQUEST,
  { ...AUTHENTICATION, kind: 'TokenReview' },
  { ...AUTHENTICATION, kind: 'SelfSubjectReview' },
  { ...AUTHORIZATION, kind: 'SubjectAccessReview' },
  { ...AUTHORIZATION, kind: 'LocalSubjectAccessReview' },
  { ...AUTHORIZATION, kind: 'SelfSubjectAccessReview' },
  { ...AUTHORIZATION, kind: 'SelfSubjectRulesReview' },
] as const;
