/**
 * Tokens of service accounts: JSON Web Tokens whose claims are the real ones, and whose signature says that it is none.
 * Models pkg/serviceaccount/claims.go.
 */
import { encodeBase64 } from './base64';
import type { JsonObject } from './json';

export const TOKEN_ISSUER = 'https://kubernetes.default.svc.cluster.local';

interface Named {
  readonly name: string;
  readonly uid: string;
}

export interface TokenWishes {
  readonly namespace: string;
  readonly account: Named;
  readonly audiences: readonly string[];
  /** Wall clock, seconds since 1970; absent for a token without an end. */
  readonly issuedAt?: number;
  readonly expiresAt?: number;
  /** The token's own id. */
  readonly id?: string;
  /** What it is bound to: `pod`, `secret`, `node`. */
  readonly bound?: { readonly kind: string } & Named;
}

function base64Url(text: string): string {
  return encodeBase64(text).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

const HEADER = { alg: 'RS256', kid: 'simulated' };
const SIGNATURE = 'a simulated cluster signs nothing: this is no secret';

function claims({ namespace, account, audiences, issuedAt, expiresAt, id, bound }: TokenWishes): JsonObject {
  return {
    aud: [...audiences],
    ...(expiresAt === undefined ? {} : { exp: expiresAt }),
    ...(issuedAt === undefined ? {} : { iat: issuedAt }),
    iss: TOKEN_ISSUER,
    ...(id === undefined ? {} : { jti: id }),
    'kubernetes.io': {
      namespace,
      ...(bound === undefined ? {} : { [bound.kind.toLowerCase()]: { name: bound.name, uid: bound.uid } }),
      serviceaccount: { name: account.name, uid: account.uid },
    },
    ...(issuedAt === undefined ? {} : { nbf: issuedAt }),
    sub: `system:serviceaccount:${namespace}:${account.name}`,
  };
}

export function serviceAccountToken(wishes: TokenWishes): string {
  return [JSON.stringify(HEADER), JSON.stringify(claims(wishes)), SIGNATURE].map(base64Url).join('.');
}
