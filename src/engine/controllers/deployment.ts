/**
 * The deployment controller: turns a template and a number into ReplicaSets, and moves pods from old to new.
 * Models pkg/controller/deployment/deployment_controller.go and sync.go.
 */
import type { Deployment } from '../api/deployment';
import { deepEqual } from '../api/equal';
import { controllerOf, keyOf } from '../api/meta';
import type { Pod } from '../api/pod';
import { isPodTerminal } from '../api/pod-status';
import type { ReplicaSet } from '../api/replicaset';
import type { CacheChange } from '../client/informer';
import { referenceTo } from '../client/recorder';
import {
  NOTHING_TO_DO,
  type Announcement,
  type Ask,
  type Controller,
  type Plan,
  type Step,
  type View,
} from './controller';
import { isScaling, newSetSize, rollingStep, scalingSizes, type Resize } from './deployment-rollout';
import {
  hashOf,
  makeSet,
  newSetOf,
  nextRevision,
  REVISION,
  revisionOf,
  sizeAnnotations,
  sizeOf,
} from './deployment-sets';
import { statusOf, type NewSet } from './deployment-status';

function scalingEvent(deployment: Deployment, name: string, from: number, to: number): Announcement {
  const direction = to > from ? 'up' : 'down';
  return {
    involved: referenceTo(deployment),
    type: 'Normal',
    reason: 'ScalingReplicaSet',
    message: `Scaled ${direction} replica set ${name} from ${from} to ${to}`,
  };
}

function createSet(deployment: Deployment, olds: readonly ReplicaSet[]): Ask {
  const size = newSetSize(deployment, 0, olds);
  const set = makeSet(deployment, nextRevision(olds), size);
  const { name, namespace = '' } = set.metadata;
  const ask: Ask = {
    verb: 'create',
    resource: 'replicasets',
    namespace,
    name,
    body: set,
    onFailure: {
      involved: referenceTo(deployment),
      type: 'Warning',
      reason: 'ReplicaSetCreateError',
      message: `Failed to create new replica set "${name}": $error`,
    },
  };
  return size === 0 ? ask : { ...ask, onSuccess: scalingEvent(deployment, name, 0, size) };
}

function patchSet(set: ReplicaSet, body: unknown): Ask {
  const { name, namespace = '' } = set.metadata;
  return { verb: 'patch', resource: 'replicasets', namespace, name, body, patchType: 'merge' };
}

function resize(deployment: Deployment, { set, to }: Resize): Ask | null {
  const annotations = sizeAnnotations(deployment);
  const current = set.metadata.annotations ?? {};
  const stale = Object.keys(annotations).some((key) => current[key] !== annotations[key]);
  const from = sizeOf(set);
  if (from === to && !stale) return null;
  const ask = patchSet(set, { metadata: { annotations }, spec: { replicas: to } });
  return from === to ? ask : { ...ask, onSuccess: scalingEvent(deployment, set.metadata.name, from, to) };
}

function resizeStep(deployment: Deployment, sizes: readonly Resize[]): Step {
  return sizes.map((size) => resize(deployment, size)).filter((ask) => ask !== null);
}

/** The new ReplicaSet carries the highest revision, also when it is an old one that came back. */
function renumberStep(fresh: ReplicaSet, olds: readonly ReplicaSet[]): Step {
  const highest = nextRevision(olds);
  if (revisionOf(fresh) >= highest) return [];
  return [patchSet(fresh, { metadata: { annotations: { [REVISION]: String(highest) } } })];
}

/** Writes the revision of the new ReplicaSet onto the Deployment. */
function revisionStep(
  deployment: Deployment,
  fresh: ReplicaSet | undefined,
  olds: readonly ReplicaSet[],
): Step {
  const revision = String(
    fresh === undefined ? nextRevision(olds) : Math.max(revisionOf(fresh), nextRevision(olds)),
  );
  if (deployment.metadata.annotations?.[REVISION] === revision) return [];
  const { name, namespace = '' } = deployment.metadata;
  const body = { metadata: { annotations: { [REVISION]: revision } } };
  // Through /status, as upstream does: annotations written to the object itself would make a new generation.
  const ask = { verb: 'patch', resource: 'deployments', namespace, name, subresource: 'status' } as const;
  return [{ ...ask, body, patchType: 'merge' }];
}

function hasRunningPods(view: View, olds: readonly ReplicaSet[]): boolean {
  return olds.some(({ metadata }) =>
    view.by<Pod>('pods', 'controller', metadata.uid ?? '').some((pod) => !isPodTerminal(pod)),
  );
}

interface Family {
  readonly fresh: ReplicaSet | undefined;
  readonly olds: readonly ReplicaSet[];
}

function recreate(deployment: Deployment, view: View, { fresh, olds }: Family): Step[] {
  const shrink = resizeStep(
    deployment,
    olds.filter((set) => sizeOf(set) > 0).map((set) => ({ set, to: 0 })),
  );
  if (shrink.length > 0) return [shrink];
  if (hasRunningPods(view, olds)) return [];
  if (fresh === undefined) return [[createSet(deployment, olds)]];
  return [resizeStep(deployment, [{ set: fresh, to: newSetSize(deployment, sizeOf(fresh), olds) }])];
}

function changes(deployment: Deployment, view: View, family: Family): Step[] {
  const { fresh, olds } = family;
  if (
    deployment.spec.paused === true ||
    isScaling(deployment, fresh === undefined ? olds : [...olds, fresh])
  ) {
    return [resizeStep(deployment, scalingSizes(deployment, fresh, olds))];
  }
  if (deployment.spec.strategy?.type === 'Recreate') return recreate(deployment, view, family);
  if (fresh === undefined) return [[createSet(deployment, olds)]];
  return [resizeStep(deployment, rollingStep(deployment, fresh, olds))];
}

/** Old ReplicaSets without pods beyond the history limit, oldest revision first. */
function cleanupStep(deployment: Deployment, olds: readonly ReplicaSet[]): Step {
  const empty = olds.filter((set) => sizeOf(set) === 0 && set.status.replicas === 0);
  const surplus = empty.length - (deployment.spec.revisionHistoryLimit ?? 10);
  if (surplus <= 0) return [];
  const oldest = [...empty].sort((a, b) => revisionOf(a) - revisionOf(b)).slice(0, surplus);
  return oldest.map(({ metadata: { name, namespace = '', uid = '' } }) => ({
    verb: 'delete',
    resource: 'replicasets',
    namespace,
    name,
    options: { uid },
  }));
}

function statusStep(deployment: Deployment, status: Deployment['status']): Step {
  if (deepEqual(status, deployment.status)) return [];
  const { name, namespace = '' } = deployment.metadata;
  const ask = { verb: 'update', resource: 'deployments', namespace, name, subresource: 'status' } as const;
  return [{ ...ask, body: status, patchType: 'whole' }];
}

function reconcile(key: string, view: View, now: number): Plan {
  const deployment = view.get<Deployment>('deployments', key);
  if (deployment === undefined) return NOTHING_TO_DO;
  const sets = view.by<ReplicaSet>('replicasets', 'controller', deployment.metadata.uid ?? '');
  const fresh = newSetOf(deployment, sets);
  const family: Family = { fresh, olds: sets.filter((set) => set !== fresh) };
  const leaving = deployment.metadata.deletionTimestamp !== undefined;
  const renumbered = fresh === undefined ? [] : renumberStep(fresh, family.olds);
  const steps = leaving ? [] : [renumbered, ...changes(deployment, view, family)];
  const created = steps.some((step) => step.some(({ verb }) => verb === 'create'));
  const name = fresh?.metadata.name ?? `${deployment.metadata.name}-${hashOf(deployment)}`;
  const newSet: NewSet = { name, set: fresh, created };
  const wallMs = view.epochMs + now;
  const { status, complete, deadline } = statusOf(deployment, newSet, sets, wallMs);
  const numbered = created || fresh !== undefined ? revisionStep(deployment, fresh, family.olds) : [];
  const cleanup = complete ? cleanupStep(deployment, family.olds) : [];
  const plan: Plan = { steps: [...steps, numbered, statusStep(deployment, status), cleanup] };
  return deadline === Infinity ? plan : { ...plan, after: deadline + 1000 };
}

function deploymentKey(set: ReplicaSet): readonly string[] {
  const owner = controllerOf(set.metadata);
  if (owner === undefined || owner.kind !== 'Deployment') return [];
  return [keyOf({ name: owner.name, namespace: set.metadata.namespace ?? '' })];
}

function keysFor(change: CacheChange, view: View): readonly string[] {
  if (change.resource === 'deployments') return [change.key];
  if (change.resource === 'replicasets') return deploymentKey((change.now ?? change.old) as ReplicaSet);
  // A pod matters only when it goes: Recreate waits for the last old one.
  if (change.now !== undefined || change.old === undefined) return [];
  const owner = controllerOf(change.old.metadata);
  if (owner === undefined || owner.kind !== 'ReplicaSet') return [];
  const set = view.get<ReplicaSet>('replicasets', keyOf({ ...change.old.metadata, name: owner.name }));
  return set === undefined ? [] : deploymentKey(set);
}

export const deploymentController: Controller = {
  name: 'deployment',
  component: 'deployment-controller',
  watches: ['deployments', 'replicasets', 'pods'],
  keysFor,
  reconcile,
};
