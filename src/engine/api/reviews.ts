/**
 * Questions to the API server that are answered and not stored: tokens, who am I, may I. Models api/authentication/v1 and
 * api/authorization/v1.
 */
import { AUTHENTICATION_STRUCTS, AUTHORIZATION_STRUCTS } from './review-schema';

export const REVIEW_STRUCTS = { ...AUTHENTICATION_STRUCTS, ...AUTHORIZATION_STRUCTS } as const;

const AUTHENTICATION = { group: 'authentication.k8s.io', version: 'v1' } as const;
const AUTHORIZATION = { group: 'authorization.k8s.io', version: 'v1' } as const;

export const TOKEN_REQUEST = { ...AUTHENTICATION, kind: 'TokenRequest' } as const;
export const TOKEN_REVIEW = { ...AUTHENTICATION, kind: 'TokenReview' } as const;
export const SELF_SUBJECT_REVIEW = { ...AUTHENTICATION, kind: 'SelfSubjectReview' } as const;
export const SUBJECT_ACCESS_REVIEW = { ...AUTHORIZATION, kind: 'SubjectAccessReview' } as const;
export const LOCAL_SUBJECT_ACCESS_REVIEW = { ...AUTHORIZATION, kind: 'LocalSubjectAccessReview' } as const;
export const SELF_SUBJECT_ACCESS_REVIEW = { ...AUTHORIZATION, kind: 'SelfSubjectAccessReview' } as const;
export const SELF_SUBJECT_RULES_REVIEW = { ...AUTHORIZATION, kind: 'SelfSubjectRulesReview' } as const;

export const REVIEWS = [
  TOKEN_REQUEST,
  TOKEN_REVIEW,
  SELF_SUBJECT_REVIEW,
  SUBJECT_ACCESS_REVIEW,
  LOCAL_SUBJECT_ACCESS_REVIEW,
  SELF_SUBJECT_ACCESS_REVIEW,
  SELF_SUBJECT_RULES_REVIEW,
] as const;
