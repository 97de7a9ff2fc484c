/** A Deployment and its ReplicaSets: names, template hashes, revisions and annotations. Models deployment/util. */
import type { Deployment } from '../api/deployment';
import { deepEqual } from '../api/equal';
import type { ObjectMeta, StringMap } from '../api/meta';
import type { PodTemplateSpec } from '../api/pod';
import type { ReplicaSet } from '../api/replicaset';
import { controllerReference } from './ownership';
import { templateHash } from './template-hash';

export const REVISION = 'deployment.kubernetes.io/revision';
export const DESIRED = 'deployment.kubernetes.io/desired-replicas';
export const MAXIMUM = 'deployment.kubernetes.io/max-replicas';
const HISTORY = 'deployment.kubernetes.io/revision-history';
const HASH_LABEL = 'pod-template-hash';
/** Room for the numbers of about 500 roll-backs. Models maxRevHistoryLengthInChars. */
const HISTORY_LENGTH_MAX = 2000;

/** Not copied from a Deployment to its ReplicaSets. */
const OWN_ANNOTATIONS = new Set([
  'kubectl.kubernetes.io/last-applied-configuration',
  REVISION,
  HISTORY,
  DESIRED,
  MAXIMUM,
  'deprecated.deployment.rollback.to',
]);

export function hashOf(deployment: Deployment): string {
  return templateHash(deployment.spec.template, deployment.status.collisionCount ?? 0);
}

/** Same but for the hash that a ReplicaSet adds to its labels. Models EqualIgnoreHash. */
function isSameTemplate(a: PodTemplateSpec, b: PodTemplateSpec): boolean {
  if (!deepEqual(a.spec, b.spec)) return false;
  const { [HASH_LABEL]: _, ...labelsOfA } = a.metadata?.labels ?? {};
  const { [HASH_LABEL]: __, ...labelsOfB } = b.metadata?.labels ?? {};
  const [restOfA, restOfB] = [
    { ...a.metadata, labels: labelsOfA },
    { ...b.metadata, labels: labelsOfB },
  ];
  return deepEqual(restOfA, restOfB);
}

/** A comparison of ReplicaSets, oldest first. */
export function byAge(a: ReplicaSet, b: ReplicaSet): number {
  const [left, right] = [a.metadata.creationTimestamp ?? '', b.metadata.creationTimestamp ?? ''];
  if (left !== right) return left < right ? -1 : 1;
  return a.metadata.name < b.metadata.name ? -1 : 1;
}

/** The ReplicaSet of the present template, if there is one; of several the oldest. */
export function newSetOf(deployment: Deployment, sets: readonly ReplicaSet[]): ReplicaSet | undefined {
  const { template } = deployment.spec;
  let found: ReplicaSet | undefined;
  for (const set of sets) {
    if ((found === undefined || byAge(set, found) < 0) && isSameTemplate(set.spec.template, template))
      found = set;
  }
  return found;
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
  const number = Number(set.metadata.annotations?.[annotation] ?? NaN);
  return Number.isInteger(number) && number >= 0 ? number : undefined;
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

/** The annotations by which a ReplicaSet knows what it was sized for. */
export function sizeAnnotations(deployment: Deployment): StringMap {
  const desired = desiredOf(deployment);
  return { [DESIRED]: String(desired), [MAXIMUM]: String(desired + rollingLimits(deployment).surge) };
}

/** The old number joins those that the set has had, as far as they fit. */
function historyWith(history: string, revision: string): string {
  if (history === '') return revision;
  const numbers = [...history.split(','), revision];
  while (numbers.length > 1 && numbers.join(',').length > HISTORY_LENGTH_MAX) numbers.shift();
  return numbers.join(',');
}

/**
 * Annotations of the new ReplicaSet that are not yet as they should be: those of the Deployment, and the highest
 * revision, also when it is an old set that came back. Models SetNewReplicaSetAnnotations.
 */
export function staleAnnotations(
  deployment: Deployment,
  fresh: ReplicaSet,
  revision: number,
): Readonly<Record<string, string>> {
  const present = fresh.metadata.annotations ?? {};
  const inherited = inheritedAnnotations(deployment);
  const stale: Record<string, string> = {};
  for (const key in inherited) if (present[key] !== inherited[key]) stale[key] = inherited[key] as string;
  const old = present[REVISION];
  if (revisionOf(fresh) < revision) {
    stale[REVISION] = String(revision);
    if (old !== undefined) stale[HISTORY] = historyWith(present[HISTORY] ?? '', old);
  }
  return stale;
}

/** The ReplicaSet for the present template, with `replicas` pods wanted. */
export function makeSet(deployment: Deployment, revision: number, replicas: number): ReplicaSet {
  const hash = hashOf(deployment);
  const { template, selector, minReadySeconds } = deployment.spec;
  const { name, namespace = '' } = deployment.metadata;
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
    ownerReferences: [controllerReference(deployment)],
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
