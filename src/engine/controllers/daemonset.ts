/**
 * The daemon set controller: one pod on each node that will have it, kept up to date with the template.
 * Models pkg/controller/daemon/daemon_controller.go.
 */
import type { DaemonSet, DaemonSetStatus } from '../api/daemonset';
import { deepEqual } from '../api/equal';
import { controllerOf, keyOf, type ApiObject } from '../api/meta';
import type { Node } from '../api/node';
import type { Pod } from '../api/pod';
import { readySinceMs } from '../api/pod-readiness';
import { isPodReady } from '../api/pod-status';
import { matchesSelector } from '../api/selector';
import type { CacheChange } from '../client/informer';
import { referenceTo } from '../client/recorder';
import { NOTHING_TO_DO, type Controller, type Plan, type Step, type View } from './controller';
import { cleanupStep, historyOf } from './daemonset-history';
import { NO_BACKOFFS, place, type Backoffs } from './daemonset-placement';
import { byAge, createPod, deletePod, fitnessOf, isUpdated, podsByNode } from './daemonset-pods';
import { rollingStep, type Agents } from './daemonset-rollout';
import { claim, isSameController, selectedBy } from './ownership';
import { slowStart } from './slow-start';

/** Creations or deletions in one reconcile at most. Models BurstReplicas. */
const BURST_REPLICAS = 250;

// ---------------------------------------------------------------------------------------------------- status

interface Counts {
  readonly status: DaemonSetStatus;
  /** ms until the next pod has been ready for minReadySeconds; Infinity when none is on its way. */
  readonly nextAvailable: number;
}

function count(agents: Agents, wallMs: number): Counts {
  const { set, nodes, byNode, hash } = agents;
  let [desired, current, misplaced, ready, updated, available] = [0, 0, 0, 0, 0, 0];
  let nextAvailable = Infinity;
  for (const node of nodes) {
    const pods = byNode.get(node.metadata.name) ?? [];
    if (!fitnessOf(set, node).shouldRun) {
      if (pods.length > 0) misplaced++;
      continue;
    }
    desired++;
    const pod = pods.length > 1 ? pods.toSorted(byAge)[0] : pods[0];
    if (pod === undefined) continue;
    current++;
    if (isUpdated(pod, set, hash)) updated++;
    if (!isPodReady(pod)) continue;
    ready++;
    if (agents.isAvailable(pod)) available++;
    else nextAvailable = Math.min(nextAvailable, availableIn(set, pod, wallMs));
  }
  return { status: statusOf(set, { desired, current, misplaced, ready, updated, available }), nextAvailable };
}

interface Numbers {
  readonly desired: number;
  readonly current: number;
  readonly misplaced: number;
  readonly ready: number;
  readonly updated: number;
  readonly available: number;
}

function statusOf(set: DaemonSet, numbers: Numbers): DaemonSetStatus {
  const { desired, current, misplaced, ready, updated, available } = numbers;
  const { collisionCount, conditions } = set.status;
  return {
    currentNumberScheduled: current,
    numberMisscheduled: misplaced,
    desiredNumberScheduled: desired,
    numberReady: ready,
    observedGeneration: set.metadata.generation ?? 0,
    ...(updated > 0 ? { updatedNumberScheduled: updated } : {}),
    ...(available > 0 ? { numberAvailable: available } : {}),
    ...(desired > available ? { numberUnavailable: desired - available } : {}),
    ...(collisionCount === undefined ? {} : { collisionCount }),
    ...(conditions === undefined ? {} : { conditions }),
  };
}

function statusStep(set: DaemonSet, status: DaemonSetStatus): Step {
  if (deepEqual(status, set.status)) return [];
  const { name, namespace = '' } = set.metadata;
  const ask = { verb: 'update', resource: 'daemonsets', namespace, name, subresource: 'status' } as const;
  return [{ ...ask, body: status, patchType: 'whole' }];
}

function availableIn({ spec }: DaemonSet, pod: Pod, wallMs: number): number {
  return readySinceMs(pod) + (spec.minReadySeconds ?? 0) * 1000 - wallMs;
}

// ------------------------------------------------------------------------------------------------- reconcile

function podSteps(set: DaemonSet, hash: string, nodes: readonly string[], pods: readonly Pod[]): Step[] {
  const creations = nodes.slice(0, BURST_REPLICAS).map((node) => createPod(set, node, hash));
  const deletions = pods.slice(0, BURST_REPLICAS).map((pod) => deletePod(set, pod));
  return [...slowStart(creations), deletions];
}

function selectsEverything({ spec: { selector } }: DaemonSet): boolean {
  const { matchLabels = {}, matchExpressions = [] } = selector;
  return Object.keys(matchLabels).length === 0 && matchExpressions.length === 0;
}

function refusal(set: DaemonSet): Plan {
  const message = 'This daemon set is selecting all pods. A non-empty selector is required.';
  const announcement = { type: 'Warning', reason: 'SelectingAll', message } as const;
  return { steps: [], announce: [{ involved: referenceTo(set), ...announcement }] };
}

function agentsOf(set: DaemonSet, view: View, pods: readonly Pod[], hash: string, wallMs: number): Agents {
  return {
    set,
    nodes: view.list<Node>('nodes'),
    byNode: podsByNode(pods),
    hash,
    isAvailable: (pod) => isPodReady(pod) && availableIn(set, pod, wallMs) <= 0,
  };
}

function sync(set: DaemonSet, view: View, now: number, backoffs: Backoffs): Plan {
  const wallMs = view.epochMs + now;
  const history = historyOf(view, set);
  if (history.collides) {
    const collisionCount = (set.status.collisionCount ?? 0) + 1;
    return { steps: [history.step, statusStep(set, { ...set.status, collisionCount })] };
  }
  const { owned, asks } = claim<Pod>(view, 'pods', set, selectedBy(set.spec.selector));
  const agents = agentsOf(set, view, owned, history.hash, wallMs);
  const placement = place(agents, backoffs, now);
  const { creations, deletions, announce } = placement;
  const isPlaced = creations.length === 0 && deletions.length === 0;
  // One thing after the other: what was asked for first must be there before anything is replaced.
  const rolls = isPlaced && set.spec.updateStrategy?.type === 'RollingUpdate';
  const change = rolls ? rollingStep(agents) : placement;
  const { status, nextAvailable } = count(agents, wallMs);
  const said = statusStep(set, status);
  const before = [...history.step, ...asks];
  const pods = podSteps(set, history.hash, change.creations, change.deletions);
  const cleanup = cleanupStep(set, history.olds, owned);
  // After a failure the status goes first: the next attempt may well fail too.
  const steps = view.failure === null ? [before, ...pods, said, cleanup] : [said, before, ...pods, cleanup];
  const wait = Math.min(placement.wait, nextAvailable);
  const memory = placement.backoffs === NO_BACKOFFS ? {} : { memory: placement.backoffs };
  return { steps, announce, ...memory, ...(wait === Infinity ? {} : { after: wait }) };
}

function reconcile(key: string, view: View, now: number, memory: unknown): Plan {
  const set = view.get<DaemonSet>('daemonsets', key);
  if (set === undefined || set.metadata.deletionTimestamp !== undefined) return NOTHING_TO_DO;
  if (selectsEverything(set)) return refusal(set);
  return sync(set, view, now, (memory as Backoffs | undefined) ?? NO_BACKOFFS);
}

// --------------------------------------------------------------------------------------------- what matters

function ownerKey(object: ApiObject, view: View): readonly string[] {
  const owner = controllerOf(object.metadata);
  if (owner === undefined || owner.kind !== 'DaemonSet') return [];
  const key = keyOf({ name: owner.name, namespace: object.metadata.namespace ?? '' });
  return view.get('daemonsets', key)?.metadata.uid === owner.uid ? [key] : [];
}

/** DaemonSets that might adopt an object which nobody controls. */
function adopters(object: ApiObject, view: View): readonly string[] {
  const { namespace = '', labels } = object.metadata;
  return view
    .by<DaemonSet>('daemonsets', 'namespace', namespace)
    .filter(({ spec }) => matchesSelector(spec.selector, labels))
    .map(({ metadata }) => keyOf(metadata));
}

function keysOfOwned(old: ApiObject | undefined, now: ApiObject | undefined, view: View): readonly string[] {
  if (now === undefined) return old === undefined ? [] : ownerKey(old, view);
  const moved = old !== undefined && !isSameController(old, now);
  const before = moved ? ownerKey(old, view) : [];
  if (controllerOf(now.metadata) !== undefined) return [...before, ...ownerKey(now, view)];
  const matters = old === undefined || moved || !deepEqual(old.metadata.labels, now.metadata.labels);
  return matters ? [...before, ...adopters(now, view)] : before;
}

/** The DaemonSets for which a node has become another one. Heartbeats change nothing that matters to them. */
function keysOfNode(old: Node | undefined, now: Node | undefined, view: View): readonly string[] {
  if (now === undefined) return [];
  const isSame =
    old !== undefined &&
    deepEqual(old.metadata.labels, now.metadata.labels) &&
    deepEqual(old.spec.taints, now.spec.taints);
  if (isSame) return [];
  return view
    .list<DaemonSet>('daemonsets')
    .filter((set) => old === undefined || !deepEqual(fitnessOf(set, old), fitnessOf(set, now)))
    .map(({ metadata }) => keyOf(metadata));
}

function keysFor({ resource, key, old, now }: CacheChange, view: View): readonly string[] {
  if (resource === 'daemonsets') return [key];
  if (resource === 'nodes') return keysOfNode(old as Node | undefined, now as Node | undefined, view);
  return keysOfOwned(old, now, view);
}

export const daemonSetController: Controller = {
  name: 'daemonset',
  component: 'daemonset-controller',
  watches: ['daemonsets', 'controllerrevisions', 'pods', 'nodes'],
  indexes: {
    daemonsets: ['namespace'],
    controllerrevisions: ['controller', 'orphan'],
    pods: ['controller', 'orphan'],
  },
  keysFor,
  reconcile,
};
