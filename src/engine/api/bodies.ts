/** Every type that may be sent to the API server: the kinds, and what is answered and not stored. */
import type { Decodable } from './decode';
import { EVENT_V1 } from './event-v1';
import { HPA_V1 } from './hpa-v1';
import { KINDS } from './kinds';
import { apiVersionOf } from './kind';
import { BINDING, EVICTION } from './pod-verbs';
import { REVIEWS } from './reviews';
import { SCALE } from './scale';

/** Without DeleteOptions, which are of every group. */
export const BODIES: readonly Decodable[] = [
  ...KINDS,
  HPA_V1,
  EVENT_V1,
  ...REVIEWS,
  SCALE,
  BINDING,
  EVICTION,
];

const byType: ReadonlyMap<string, Decodable> = new Map(
  BODIES.map((body) => [`${apiVersionOf(body)} ${body.kind}`, body]),
);

/** The name of an object's type in the schema; null for an object of no known kind. */
export function structOfObject(apiVersion = '', kind = ''): string | null {
  const body = bodyOf(apiVersion, kind);
  return body === undefined ? null : (body.struct ?? body.kind);
}

/** By what a body says of itself. DeleteOptions are known in every group. */
export function bodyOf(apiVersion: string, kind: string): Decodable | undefined {
  const known = byType.get(`${apiVersion} ${kind}`);
  if (known !== undefined || kind !== 'DeleteOptions') return known;
  const slash = apiVersion.indexOf('/');
  return { group: apiVersion.slice(0, Math.max(slash, 0)), version: apiVersion.slice(slash + 1), kind };
}
