/**
 * The replicaset controller: as many pods as wanted, no more and no fewer.
 * Models pkg/controller/replicaset/replica_set.go and pkg/controller/controller_utils.go.
 */
import { conditionOf } from '../api/conditions';
import { deepEqual } from '../api/equal';
import { controllerOf, keyOf } from '../api/meta';
import type { Pod } from '../api/pod';
import { readySinceMs } from '../api/pod-readiness';
import { isPodActive, isPodReady } from '../api/pod-status';
import type { ReplicaSet, ReplicaSetCondition, ReplicaSetSpec, ReplicaSetStatus } from '../api/replicaset';
import { matchesSelector, type LabelSelector } from '../api/selector';
import { formatTime } from '../api/time';
import type { CacheChange } from '../client/informer';
import { referenceTo } from '../client/recorder';
import {
  NOTHING_TO_DO,
  type Ask,
  type Controller,
  type Failure,
  type Plan,
  type Step,
  type View,
} from './controller';
import { claim, controllerReference, isSameController } from './ownership';
import { byDeletionRank } from './pod-deletion-rank';
import { slowStart } from './slow-start';

/** Creations or deletions in one reconcile at most. Models BurstReplicas. */
const BURST_REPLICAS = 500;

const REPLICA_FAILURE = 'ReplicaFailure';
/** Of all that can go wrong, these are told in the status. */
const POD_FAILURES = new Set(['FailedCreate', 'FailedDelete']);

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
        ownerReferences: [controllerReference(set)],
      },
      spec: template.spec,
      status: {},
    },
    onSuccess: { involved, type: 'Normal', reason: 'SuccessfulCreate', message: 'Created pod: $name' },
    onFailure: { involved, type: 'Warning', reason: 'FailedCreate', message: 'Error creating: $error' },
  };
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

/** What a ReplicaSet wants to know of a pod, as bits. */
const SELECTED = 1;
const ACTIVE = 2;
const READY = 4;
const LABELLED = 8;

interface Looks {
  readonly selector: LabelSelector;
  readonly bits: WeakMap<Pod, number>;
}

/**
 * A reconcile looks at all pods, and few have changed since the last one: what a pod is to the sets of a template is
 * found out once for each version of it. At 10,000 pods the scan takes a third of the time.
 */
const looks = new WeakMap<ReplicaSetSpec['template'], Looks>();

function looker({ spec: { selector, template } }: ReplicaSet): (pod: Pod) => number {
  let known = looks.get(template);
  // Sets that were made from one manifest may share their template and still select by other labels.
  if (known === undefined || (known.selector !== selector && !deepEqual(known.selector, selector))) {
    known = { selector, bits: new WeakMap() };
    looks.set(template, known);
  }
  const { bits: seen } = known;
  const wanted = { matchLabels: template.metadata?.labels ?? {} };
  return (pod) => {
    let bits = seen.get(pod);
    if (bits === undefined) {
      const { labels } = pod.metadata;
      bits =
        (matchesSelector(selector, labels) ? SELECTED : 0) |
        (isPodActive(pod) ? ACTIVE : 0) |
        (isPodReady(pod) ? READY : 0) |
        (matchesSelector(wanted, labels) ? LABELLED : 0);
      seen.set(pod, bits);
    }
    return bits;
  };
}

interface Counts {
  readonly status: ReplicaSetStatus;
  /** ms until the next pod has been ready for minReadySeconds; -1 when none is on its way. */
  readonly nextAvailable: number;
}

/** What the last plan for this set ran into, as the set says it of itself. */
function conditionsAfter(
  { status }: ReplicaSet,
  failure: Failure | null,
  wallMs: number,
): readonly ReplicaSetCondition[] | undefined {
  const old = status.conditions;
  const known = conditionOf(old, REPLICA_FAILURE);
  if (failure === null || !POD_FAILURES.has(failure.reason)) {
    if (known === undefined) return old;
    const left = (old ?? []).filter(({ type }) => type !== REPLICA_FAILURE);
    return left.length === 0 ? undefined : left;
  }
  if (known !== undefined) return old;
  const { reason, message } = failure;
  const lastTransitionTime = formatTime(wallMs);
  return [...(old ?? []), { type: REPLICA_FAILURE, status: 'True', lastTransitionTime, reason, message }];
}

function countPods(
  set: ReplicaSet,
  active: readonly Pod[],
  look: (pod: Pod) => number,
  failure: Failure | null,
  wallMs: number,
): Counts {
  const minReadyMs = (set.spec.minReadySeconds ?? 0) * 1000;
  let labelled = 0;
  let ready = 0;
  let available = 0;
  let nextAvailable = -1;
  for (const pod of active) {
    const bits = look(pod);
    if ((bits & LABELLED) !== 0) labelled++;
    if ((bits & READY) === 0) continue;
    ready++;
    const left = minReadyMs === 0 ? 0 : readySinceMs(pod) + minReadyMs - wallMs;
    if (left <= 0) available++;
    else if (nextAvailable < 0 || left < nextAvailable) nextAvailable = left;
  }
  const conditions = conditionsAfter(set, failure, wallMs);
  const status: ReplicaSetStatus = {
    replicas: active.length,
    ...(labelled > 0 ? { fullyLabeledReplicas: labelled } : {}),
    ...(ready > 0 ? { readyReplicas: ready } : {}),
    ...(available > 0 ? { availableReplicas: available } : {}),
    observedGeneration: set.metadata.generation ?? 0,
    ...(conditions === undefined ? {} : { conditions }),
  };
  return { status, nextAvailable };
}

function statusStep(set: ReplicaSet, status: ReplicaSetStatus): Step {
  if (deepEqual(status, set.status)) return [];
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
): readonly Pod[] {
  if (surplus >= active.length) return active.slice(0, BURST_REPLICAS);
  const related = siblingsPerNode(view, set);
  return [...active].sort(byDeletionRank(related, wallMs)).slice(0, Math.min(surplus, BURST_REPLICAS));
}

/** How many pods of the same owner's ReplicaSets each node holds: the doubled-up ones go first. */
function siblingsPerNode(view: View, set: ReplicaSet): ReadonlyMap<string, number> {
  const owner = controllerOf(set.metadata);
  const sets = owner === undefined ? [] : view.by<ReplicaSet>('replicasets', 'controller', owner.uid);
  const counts = new Map<string, number>();
  for (const { metadata } of sets) {
    for (const pod of view.by<Pod>('pods', 'controller', metadata.uid ?? '')) {
      const node = pod.spec.nodeName ?? '';
      if (node !== '' && isPodActive(pod)) counts.set(node, (counts.get(node) ?? 0) + 1);
    }
  }
  return counts;
}

/** What brings the number of pods to the number wanted. */
function podSteps(set: ReplicaSet, view: View, active: readonly Pod[], wallMs: number): readonly Step[] {
  if (set.metadata.deletionTimestamp !== undefined) return [];
  const missing = (set.spec.replicas ?? 1) - active.length;
  if (missing > 0) {
    const count = Math.min(missing, BURST_REPLICAS);
    return slowStart(Array.from({ length: count }, () => createPod(set)));
  }
  if (missing === 0) return [];
  return [podsToDelete(view, set, active, -missing, wallMs).map((pod) => deletePod(set, pod))];
}

function reconcile(key: string, view: View, now: number): Plan {
  const set = view.get<ReplicaSet>('replicasets', key);
  if (set === undefined) return NOTHING_TO_DO;
  const wallMs = view.epochMs + now;
  const look = looker(set);
  const isActive = (pod: Pod): boolean => (look(pod) & ACTIVE) !== 0;
  const { owned, asks } = claim<Pod>(view, 'pods', set, (pod) => (look(pod) & SELECTED) !== 0, isActive);
  const active = owned.filter(isActive);
  const { status, nextAvailable } = countPods(set, active, look, view.failure, wallMs);
  const said = statusStep(set, status);
  const steps = podSteps(set, view, active, wallMs);
  // The status is what was seen, before anything is asked for: the watch brings the rest. A failure is told before the
  // next attempt, which may well fail too.
  const plan: Plan = {
    steps: view.failure === null ? [asks, ...steps, said] : [said, asks, ...steps],
  };
  return nextAvailable < 0 ? plan : { ...plan, after: nextAvailable };
}

/** ReplicaSets that might adopt a pod which nobody controls. */
function adopters(pod: Pod, view: View): readonly string[] {
  const { namespace = '', labels } = pod.metadata;
  return view
    .by<ReplicaSet>('replicasets', 'namespace', namespace)
    .filter(({ spec }) => matchesSelector(spec.selector, labels))
    .map(({ metadata }) => keyOf(metadata));
}

function ownerKey(pod: Pod, view: View): readonly string[] {
  const owner = controllerOf(pod.metadata);
  if (owner === undefined || owner.kind !== 'ReplicaSet') return [];
  const key = keyOf({ name: owner.name, namespace: pod.metadata.namespace ?? '' });
  const set = view.get<ReplicaSet>('replicasets', key);
  return set !== undefined && set.metadata.uid !== owner.uid ? [] : [key];
}

function podKeys(old: Pod | undefined, now: Pod | undefined, view: View): readonly string[] {
  if (now === undefined) return old === undefined ? [] : ownerKey(old, view);
  const keys = ownerKey(now, view);
  if (old !== undefined && isSameController(old, now)) {
    const isTaken = controllerOf(now.metadata) !== undefined;
    if (isTaken || deepEqual(old.metadata.labels, now.metadata.labels)) return keys;
  }
  const before = old === undefined ? [] : ownerKey(old, view);
  return controllerOf(now.metadata) === undefined
    ? [...before, ...adopters(now, view)]
    : [...before, ...keys];
}

function keysFor({ resource, key, old, now }: CacheChange, view: View): readonly string[] {
  return resource === 'replicasets' ? [key] : podKeys(old as Pod | undefined, now as Pod | undefined, view);
}

export const replicaSetController: Controller = {
  name: 'replicaset',
  component: 'replicaset-controller',
  watches: ['replicasets', 'pods'],
  indexes: { replicasets: ['controller', 'namespace'], pods: ['controller', 'orphan'] },
  keysFor,
  reconcile,
};
