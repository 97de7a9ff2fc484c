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
import { matchesSelector } from '../api/selector';
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
  staleAnnotations,
} from './deployment-sets';
import { statusOf } from './deployment-status';
import { claim, isSameController, selectedBy } from './ownership';

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

/** What the new ReplicaSet takes over from its Deployment, also later: annotations, the revision, minReadySeconds. */
function inheritStep(deployment: Deployment, fresh: ReplicaSet, olds: readonly ReplicaSet[]): Step {
  const annotations = staleAnnotations(deployment, fresh, nextRevision(olds));
  const minReadySeconds = deployment.spec.minReadySeconds ?? 0;
  const isTimely = (fresh.spec.minReadySeconds ?? 0) === minReadySeconds;
  if (isTimely && Object.keys(annotations).length === 0) return [];
  const body = isTimely
    ? { metadata: { annotations } }
    : { metadata: { annotations }, spec: { minReadySeconds } };
  return [patchSet(fresh, body)];
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
  if (!rolls(deployment, family)) return [resizeStep(deployment, scalingSizes(deployment, fresh, olds))];
  if (deployment.spec.strategy?.type === 'Recreate') return recreate(deployment, view, family);
  if (fresh === undefined) return [[createSet(deployment, olds)]];
  return [resizeStep(deployment, rollingStep(deployment, fresh, olds))];
}

/** False while it is paused, or its ReplicaSets are still to be sized for another number of pods. */
function rolls(deployment: Deployment, { fresh, olds }: Family): boolean {
  const all = fresh === undefined ? olds : [...olds, fresh];
  return deployment.spec.paused !== true && !isScaling(deployment, all);
}

/** Old ReplicaSets beyond the history limit, lowest revision first; those that still have pods stay. */
function cleanupStep(deployment: Deployment, olds: readonly ReplicaSet[]): Step {
  const left = olds.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
  const surplus = left.length - (deployment.spec.revisionHistoryLimit ?? 10);
  if (surplus <= 0) return [];
  const isEmpty = (set: ReplicaSet): boolean =>
    sizeOf(set) === 0 &&
    set.status.replicas === 0 &&
    (set.metadata.generation ?? 0) <= (set.status.observedGeneration ?? 0);
  return left
    .sort((a, b) => revisionOf(a) - revisionOf(b))
    .slice(0, surplus)
    .filter(isEmpty)
    .map(({ metadata: { name, namespace = '', uid = '' } }) => ({
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

/** True when somebody else's ReplicaSet, or one of another template, has the name that the new one would get. */
function collides(deployment: Deployment, view: View): boolean {
  const { name, namespace = '' } = deployment.metadata;
  return view.get('replicasets', `${namespace}/${name}-${hashOf(deployment)}`) !== undefined;
}

/** Counts the collision: with the count, the template gets another hash. */
function collisionStep(deployment: Deployment): Step {
  const collisionCount = (deployment.status.collisionCount ?? 0) + 1;
  return statusStep(deployment, { ...deployment.status, collisionCount });
}

function hasCreation(steps: readonly Step[]): boolean {
  return steps.some((step) => step.some(({ verb }) => verb === 'create'));
}

function sync(deployment: Deployment, view: View, now: number): Plan {
  const { owned: sets, asks } = claim<ReplicaSet>(
    view,
    'replicasets',
    deployment,
    selectedBy(deployment.spec.selector),
  );
  const fresh = newSetOf(deployment, sets);
  const family: Family = { fresh, olds: sets.filter((set) => set !== fresh) };
  const leaving = deployment.metadata.deletionTimestamp !== undefined;
  const inherited = fresh === undefined || leaving ? [] : inheritStep(deployment, fresh, family.olds);
  const steps = leaving ? [] : changes(deployment, view, family);
  const created = hasCreation(steps);
  if (created && collides(deployment, view)) return { steps: [asks, collisionStep(deployment)] };
  const name = fresh?.metadata.name ?? `${deployment.metadata.name}-${hashOf(deployment)}`;
  const { status, complete, deadline } = statusOf({
    deployment,
    fresh: { name, set: fresh, created },
    sets,
    rolls: !leaving && rolls(deployment, family),
    failure: view.failure,
    wallMs: view.epochMs + now,
  });
  const numbered = created || fresh !== undefined ? revisionStep(deployment, fresh, family.olds) : [];
  const tidies = !leaving && (complete || deployment.spec.paused === true);
  const cleanup = tidies ? cleanupStep(deployment, family.olds) : [];
  const said = statusStep(deployment, status);
  // A failure is told before the next attempt, which may well fail too.
  const plan: Plan = {
    steps:
      view.failure === null
        ? [asks, inherited, ...steps, numbered, said, cleanup]
        : [said, asks, inherited, ...steps, numbered, cleanup],
  };
  return deadline === Infinity ? plan : { ...plan, after: deadline + 1000 };
}

function reconcile(key: string, view: View, now: number): Plan {
  const deployment = view.get<Deployment>('deployments', key);
  return deployment === undefined ? NOTHING_TO_DO : sync(deployment, view, now);
}

function ownerKey({ metadata }: ReplicaSet): readonly string[] {
  const owner = controllerOf(metadata);
  if (owner === undefined || owner.kind !== 'Deployment') return [];
  return [keyOf({ name: owner.name, namespace: metadata.namespace ?? '' })];
}

/** Deployments that might adopt a ReplicaSet which nobody controls. */
function adopters({ metadata: { namespace = '', labels } }: ReplicaSet, view: View): readonly string[] {
  return view
    .by<Deployment>('deployments', 'namespace', namespace)
    .filter(({ spec }) => matchesSelector(spec.selector, labels))
    .map(({ metadata }) => keyOf(metadata));
}

function setKeys(old: ReplicaSet | undefined, now: ReplicaSet | undefined, view: View): readonly string[] {
  const before = old === undefined ? [] : ownerKey(old);
  if (now === undefined) return before;
  const after = controllerOf(now.metadata) === undefined ? adopters(now, view) : ownerKey(now);
  return old === undefined || isSameController(old, now) ? after : [...before, ...after];
}

/** A pod matters only when it goes: Recreate waits for the last old one. */
function podKeys(old: Pod | undefined, now: Pod | undefined, view: View): readonly string[] {
  if (now !== undefined || old === undefined) return [];
  const owner = controllerOf(old.metadata);
  if (owner === undefined || owner.kind !== 'ReplicaSet') return [];
  const set = view.get<ReplicaSet>('replicasets', keyOf({ ...old.metadata, name: owner.name }));
  return set === undefined ? [] : ownerKey(set);
}

function keysFor({ resource, key, old, now }: CacheChange, view: View): readonly string[] {
  if (resource === 'deployments') return [key];
  if (resource === 'replicasets')
    return setKeys(old as ReplicaSet | undefined, now as ReplicaSet | undefined, view);
  return podKeys(old as Pod | undefined, now as Pod | undefined, view);
}

export const deploymentController: Controller = {
  name: 'deployment',
  component: 'deployment-controller',
  watches: ['deployments', 'replicasets', 'pods'],
  indexes: {
    deployments: ['namespace'],
    replicasets: ['controller', 'orphan'],
    pods: ['controller'],
  },
  keysFor,
  reconcile,
};
