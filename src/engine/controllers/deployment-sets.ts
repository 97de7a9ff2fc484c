/** A Deployment and its ReplicaSets: names, template hashes, revisions and annotations. Models deployment/util. */
import type { Deployment } from '../api/deployment';
import type { ObjectMeta, StringMap } from '../api/meta';
import type { PodTemplateSpec } from '../api/pod';
import type { ReplicaSet } from '../api/replicaset';
import { hashData } from '../kernel/hash';

export const REVISION = 'deployment.kubernetes.io/revision';
export const DESIRED = 'deployment.kubernetes.io/desired-replicas';
export const MAXIMUM = 'deployment.kubernetes.io/max-replicas';
const HASH_LABEL = 'pod-template-hash';

/** Not copied from a Deployment to its ReplicaSets. */
const OWN_ANNOTATIONS = new Set([
  'kubectl.kubernetes.io/last-applied-configuration',
  REVISION,
  'deployment.kubernetes.io/revision-history',
  DESIRED,
  MAXIMUM,
  'deprecated.deployment.rollback.to',
]);

const SAFE_ALPHABET = 'bcdfghjklmnpqrstvwxz2456789';

const hashes = new WeakMap<PodTemplateSpec, string>();

/**
 * The template's hash as it stands in names and labels. Upstream prints an FNV-32a in decimal and maps each character
 * into an alphabet without vowels (rand.SafeEncodeString); the hash itself is ours: only its stability matters.
 */
function templateHash(template: PodTemplateSpec, collisions: number): string {
  const known = collisions === 0 ? hashes.get(template) : undefined;
  if (known !== undefined) return known;
  const number = parseInt(hashData([template, collisions]).slice(0, 8), 16);
  let text = '';
  for (const character of String(number)) {
    text += SAFE_ALPHABET[character.charCodeAt(0) % SAFE_ALPHABET.length];
  }
  if (collisions === 0) hashes.set(template, text);
  return text;
}

export function hashOf(deployment: Deployment): string {
  return templateHash(deployment.spec.template, deployment.status.collisionCount ?? 0);
}

/** The ReplicaSet of the present template, if there is one. */
export function newSetOf(deployment: Deployment, sets: readonly ReplicaSet[]): ReplicaSet | undefined {
  const hash = hashOf(deployment);
  return sets.find((set) => set.metadata.labels?.[HASH_LABEL] === hash);
}

export function desiredOf(deployment: Deployment): number {
  return deployment.spec.replicas ?? 1;
}

export function sizeOf(set: ReplicaSet): number {
  return set.spec.replicas ?? 1;
}

export function totalSize(sets: readonly ReplicaSet[]): number {
  return sets.reduce((sum, set) => sum + sizeOf(set), 0);
}

export function totalAvailable(sets: readonly ReplicaSet[]): number {
  return sets.reduce((sum, set) => sum + (set.status.availableReplicas ?? 0), 0);
}

export function annotatedNumber(set: ReplicaSet, annotation: string): number | undefined {
  const text = set.metadata.annotations?.[annotation];
  return text === undefined ? undefined : Number(text);
}

export function revisionOf(set: ReplicaSet): number {
  return annotatedNumber(set, REVISION) ?? 0;
}

/** Number that the new ReplicaSet gets: one more than any other has. */
export function nextRevision(others: readonly ReplicaSet[]): number {
  return others.reduce((highest, set) => Math.max(highest, revisionOf(set)), 0) + 1;
}

function scaled(value: number | string | undefined, total: number, roundUp: boolean): number {
  if (value === undefined) return scaled('25%', total, roundUp);
  if (typeof value === 'number') return value;
  const share = Number(value.replace('%', '')) * total;
  return roundUp ? Math.ceil(share / 100) : Math.floor(share / 100);
}

/** How many pods may be too many, and how many may be missing. Surge rounds up, unavailable rounds down. */
export function rollingLimits(deployment: Deployment): {
  readonly surge: number;
  readonly unavailable: number;
} {
  const desired = desiredOf(deployment);
  if (deployment.spec.strategy?.type === 'Recreate') return { surge: 0, unavailable: desired };
  const rolling = deployment.spec.strategy?.rollingUpdate;
  const surge = scaled(rolling?.maxSurge, desired, true);
  const unavailable = scaled(rolling?.maxUnavailable, desired, false);
  if (surge === 0 && unavailable === 0) return { surge, unavailable: Math.min(1, desired) };
  return { surge, unavailable: Math.min(unavailable, desired) };
}

function inheritedAnnotations(deployment: Deployment): StringMap {
  const kept: Record<string, string> = {};
  const given = deployment.metadata.annotations ?? {};
  for (const key in given) if (!OWN_ANNOTATIONS.has(key)) kept[key] = given[key] as string;
  return kept;
}

/** The annotations that a ReplicaSet should have now. */
export function sizeAnnotations(deployment: Deployment): StringMap {
  const desired = desiredOf(deployment);
  return { [DESIRED]: String(desired), [MAXIMUM]: String(desired + rollingLimits(deployment).surge) };
}

/** The ReplicaSet for the present template, with `replicas` pods wanted. */
export function makeSet(deployment: Deployment, revision: number, replicas: number): ReplicaSet {
  const hash = hashOf(deployment);
  const { template, selector, minReadySeconds } = deployment.spec;
  const { name, namespace = '', uid = '' } = deployment.metadata;
  const labels = { ...template.metadata?.labels, [HASH_LABEL]: hash };
  const metadata: ObjectMeta = {
    name: `${name}-${hash}`,
    namespace,
    labels,
    annotations: {
      ...inheritedAnnotations(deployment),
      ...sizeAnnotations(deployment),
      [REVISION]: String(revision),
    },
    ownerReferences: [
      { apiVersion: 'apps/v1', kind: 'Deployment', name, uid, controller: true, blockOwnerDeletion: true },
    ],
  };
  return {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata,
    spec: {
      replicas,
      ...(minReadySeconds === undefined || minReadySeconds === 0 ? {} : { minReadySeconds }),
      selector: { ...selector, matchLabels: { ...selector.matchLabels, [HASH_LABEL]: hash } },
      template: { ...template, metadata: { ...template.metadata, labels } },
    },
    status: { replicas: 0 },
  };
}
