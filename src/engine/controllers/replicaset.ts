/**
 * The replicaset controller: as many pods as wanted, no more and no fewer.
 * Models pkg/controller/replicaset/replica_set.go and pkg/controller/controller_utils.go.
 */
import { controllerOf, keyOf, type OwnerReference } from '../api/meta';
import type { Pod } from '../api/pod';
import { readySinceMs } from '../api/pod-readiness';
import { isPodActive, isPodReady } from '../api/pod-status';
import type { ReplicaSet, ReplicaSetStatus } from '../api/replicaset';
import { matchesSelector } from '../api/selector';
import type { CacheChange } from '../client/informer';
import { referenceTo } from '../client/recorder';
import { NOTHING_TO_DO, type Ask, type Controller, type Plan, type Step, type View } from './controller';
import { byDeletionRank } from './pod-deletion-rank';

/** Creations or deletions in one reconcile at most. Models BurstReplicas. */
const BURST_REPLICAS = 500;

function ownerReference(set: ReplicaSet): OwnerReference {
  return {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    name: set.metadata.name,
    uid: set.metadata.uid ?? '',
    controller: true,
    blockOwnerDeletion: true,
  };
}

function createPod(set: ReplicaSet): Ask {
  const { template } = set.spec;
  const { labels, annotations } = template.metadata ?? {};
  const namespace = set.metadata.namespace ?? '';
  const involved = referenceTo(set);
  const generateName = `${set.metadata.name}-`;
  return {
    verb: 'create',
    resource: 'pods',
    namespace,
    name: '',
    body: {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        name: '',
        generateName,
        namespace,
        ...(labels === undefined ? {} : { labels }),
        ...(annotations === undefined ? {} : { annotations }),
        ownerReferences: [ownerReference(set)],
      },
      spec: template.spec,
      status: {},
    },
    onSuccess: { involved, type: 'Normal', reason: 'SuccessfulCreate', message: 'Created pod: $name' },
    onFailure: { involved, type: 'Warning', reason: 'FailedCreate', message: 'Error creating: $error' },
  };
}

/** Slow start: 1, 2, 4 … so that a quota or a broken template costs one failure, not five hundred. */
function slowStart(set: ReplicaSet, missing: number): Step[] {
  const steps: Step[] = [];
  let left = Math.min(missing, BURST_REPLICAS);
  for (let size = 1; left > 0; size *= 2) {
    const count = Math.min(size, left);
    steps.push(Array.from({ length: count }, () => createPod(set)));
    left -= count;
  }
  return steps;
}

function deletePod(set: ReplicaSet, pod: Pod): Ask {
  const { name, namespace = '', uid = '' } = pod.metadata;
  const involved = referenceTo(set);
  return {
    verb: 'delete',
    resource: 'pods',
    namespace,
    name,
    options: { uid },
    onSuccess: { involved, type: 'Normal', reason: 'SuccessfulDelete', message: `Deleted pod: ${name}` },
    onFailure: { involved, type: 'Warning', reason: 'FailedDelete', message: 'Error deleting: $error' },
  };
}

interface Counts {
  readonly status: ReplicaSetStatus;
  /** ms until the next pod has been ready for minReadySeconds; -1 when none is on its way. */
  readonly nextAvailable: number;
}

function countPods(set: ReplicaSet, active: readonly Pod[], wallMs: number): Counts {
  const wanted = set.spec.template.metadata?.labels ?? {};
  const minReadyMs = (set.spec.minReadySeconds ?? 0) * 1000;
  let labelled = 0;
  let ready = 0;
  let available = 0;
  let nextAvailable = -1;
  for (const pod of active) {
    if (matchesSelector({ matchLabels: wanted }, pod.metadata.labels)) labelled++;
    if (!isPodReady(pod)) continue;
    ready++;
    const left = minReadyMs === 0 ? 0 : readySinceMs(pod) + minReadyMs - wallMs;
    if (left <= 0) available++;
    else if (nextAvailable < 0 || left < nextAvailable) nextAvailable = left;
  }
  const status: ReplicaSetStatus = {
    replicas: active.length,
    ...(labelled > 0 ? { fullyLabeledReplicas: labelled } : {}),
    ...(ready > 0 ? { readyReplicas: ready } : {}),
    ...(available > 0 ? { availableReplicas: available } : {}),
    observedGeneration: set.metadata.generation ?? 0,
    ...(set.status.conditions === undefined ? {} : { conditions: set.status.conditions }),
  };
  return { status, nextAvailable };
}

function sameStatus(a: ReplicaSetStatus, b: ReplicaSetStatus): boolean {
  return (
    a.replicas === b.replicas &&
    a.fullyLabeledReplicas === b.fullyLabeledReplicas &&
    a.readyReplicas === b.readyReplicas &&
    a.availableReplicas === b.availableReplicas &&
    a.observedGeneration === b.observedGeneration
  );
}

function statusStep(set: ReplicaSet, status: ReplicaSetStatus): Step {
  if (sameStatus(status, set.status)) return [];
  const { name, namespace = '' } = set.metadata;
  const ask = { verb: 'update', resource: 'replicasets', namespace, name, subresource: 'status' } as const;
  return [{ ...ask, body: status, patchType: 'whole' }];
}

function podsToDelete(
  view: View,
  set: ReplicaSet,
  active: readonly Pod[],
  surplus: number,
  wallMs: number,
): Pod[] {
  const related = siblingsPerNode(view, set);
  return [...active].sort(byDeletionRank(related, wallMs)).slice(0, Math.min(surplus, BURST_REPLICAS));
}

/** How many pods of the same owner's ReplicaSets each node holds: the doubled-up ones go first. */
function siblingsPerNode(view: View, set: ReplicaSet): ReadonlyMap<string, number> {
  const owner = controllerOf(set.metadata);
  const sets = owner === undefined ? [set] : view.by<ReplicaSet>('replicasets', 'controller', owner.uid);
  const counts = new Map<string, number>();
  for (const { metadata } of sets) {
    for (const pod of view.by<Pod>('pods', 'controller', metadata.uid ?? '')) {
      const node = pod.spec.nodeName ?? '';
      if (node !== '' && isPodActive(pod)) counts.set(node, (counts.get(node) ?? 0) + 1);
    }
  }
  return counts;
}

function reconcile(key: string, view: View, now: number): Plan {
  const set = view.get<ReplicaSet>('replicasets', key);
  if (set === undefined) return NOTHING_TO_DO;
  const wallMs = view.epochMs + now;
  const active = view.by<Pod>('pods', 'controller', set.metadata.uid ?? '').filter(isPodActive);
  const missing = (set.spec.replicas ?? 1) - active.length;
  const leaving = set.metadata.deletionTimestamp !== undefined;
  let steps: Step[] = [];
  if (!leaving && missing > 0) steps = slowStart(set, missing);
  else if (!leaving && missing < 0) {
    steps = [podsToDelete(view, set, active, -missing, wallMs).map((pod) => deletePod(set, pod))];
  }
  const { status, nextAvailable } = countPods(set, active, wallMs);
  // The status is written with what was seen, before anything is asked for: the watch brings the rest.
  const plan: Plan = { steps: [...steps, statusStep(set, status)] };
  return nextAvailable < 0 ? plan : { ...plan, after: nextAvailable };
}

function keysFor(change: CacheChange, view: View): readonly string[] {
  if (change.resource === 'replicasets') return [change.key];
  const pod = (change.now ?? change.old) as Pod;
  const owner = controllerOf(pod.metadata);
  if (owner === undefined || owner.kind !== 'ReplicaSet') return [];
  const key = keyOf({ name: owner.name, namespace: pod.metadata.namespace ?? '' });
  const set = view.get<ReplicaSet>('replicasets', key);
  return set !== undefined && set.metadata.uid !== owner.uid ? [] : [key];
}

export const replicaSetController: Controller = {
  name: 'replicaset',
  component: 'replicaset-controller',
  watches: ['replicasets', 'pods'],
  keysFor,
  reconcile,
};
