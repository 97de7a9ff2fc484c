/**
 * The taint eviction controller: NoExecute taints drive pods off their node, at once or when their toleration ends.
 * The key is a node. Models pkg/controller/tainteviction/taint_eviction.go.
 */
import { conditionOf } from '../api/conditions';
import { deepEqual } from '../api/equal';
import type { ObjectReference } from '../api/event';
import { keyOf } from '../api/meta';
import type { Node, Taint } from '../api/node';
import type { Pod } from '../api/pod';
import { formatTime } from '../api/time';
import { toleratedMs } from '../api/tolerations';
import type { CacheChange } from '../client/informer';
import {
  NOTHING_TO_DO,
  type Announcement,
  type Ask,
  type Controller,
  type Plan,
  type View,
} from './controller';

/** An eviction that was decided on. */
interface Eviction {
  readonly uid: string;
  readonly dueAt: number;
  /** It has been told of; what is left is to get the requests through. */
  readonly begun: boolean;
}

/** Of one node, by pod key. */
type Evictions = Readonly<Record<string, Eviction>>;

const NO_EVICTIONS: Evictions = {};

function noExecute(node: Node | undefined): readonly Taint[] {
  return node?.spec.taints?.filter(({ effect }) => effect === 'NoExecute') ?? [];
}

/** As upstream, the Event refers to the pod by its name only. */
function announcement(podKey: string, message: string): Announcement {
  const slash = podKey.indexOf('/');
  const involved: ObjectReference = {
    kind: 'Pod',
    apiVersion: 'v1',
    namespace: podKey.slice(0, slash),
    name: podKey.slice(slash + 1),
    uid: '',
  };
  return { involved, type: 'Normal', reason: 'TaintManagerEviction', message: `${message} ${podKey}` };
}

function marking(podKey: string): Announcement {
  return announcement(podKey, 'Marking for deletion Pod');
}

function cancelling(podKey: string): Announcement {
  return announcement(podKey, 'Cancelling deletion of Pod');
}

function isMarked({ status }: Pod): boolean {
  const known = conditionOf(status.conditions, 'DisruptionTarget');
  return known?.status === 'True' && known.reason === 'DeletionByTaintManager';
}

function condition(pod: Pod, wallMs: number): Ask {
  const { name, namespace = '', uid = '' } = pod.metadata;
  const target = {
    type: 'DisruptionTarget',
    status: 'True',
    lastTransitionTime: formatTime(wallMs),
    reason: 'DeletionByTaintManager',
    message: 'Taint manager: deleting due to NoExecute taint',
  };
  const body = { metadata: { uid }, status: { conditions: [target] } };
  const ask = { verb: 'patch', resource: 'pods', namespace, name, subresource: 'status' } as const;
  return { ...ask, body, patchType: 'strategic' };
}

function deletion({ metadata: { name, namespace = '', uid = '' } }: Pod): Ask {
  return { verb: 'delete', resource: 'pods', namespace, name, options: { uid } };
}

/** When the pod has to go, if it has to. Once that stands, later taints do not put it off. */
function evictionOf(
  pod: Pod,
  taints: readonly Taint[],
  known: Eviction | undefined,
  now: number,
): Eviction | null {
  const tolerated = toleratedMs(taints, pod.spec.tolerations);
  if (tolerated === Infinity) return null;
  const uid = pod.metadata.uid ?? '';
  if (known === undefined) {
    // One that leaves anyway needs nobody to send it away.
    return pod.metadata.deletionTimestamp === undefined
      ? { uid, dueAt: now + tolerated, begun: false }
      : null;
  }
  return tolerated === 0 && known.dueAt > now ? { ...known, dueAt: now } : known;
}

/** What stands for the pods of a node now. Without any taint nothing stands, but for what has begun. */
function decide(
  view: View,
  name: string,
  taints: readonly Taint[],
  before: Evictions,
  now: number,
): Evictions {
  const decided: Record<string, Eviction> = {};
  for (const pod of view.by<Pod>('pods', 'node', name)) {
    const key = keyOf(pod.metadata);
    const known = before[key]?.uid === pod.metadata.uid ? before[key] : undefined;
    if (known?.begun === true) decided[key] = known;
    else if (taints.length > 0) {
      const eviction = evictionOf(pod, taints, known, now);
      if (eviction !== null) decided[key] = eviction;
    }
  }
  return decided;
}

/** A node that is gone leaves standing what was decided: nobody may have told the pods yet. */
function withoutNode(view: View, before: Evictions): Evictions {
  const left: Record<string, Eviction> = {};
  for (const key in before) {
    const eviction = before[key] as Eviction;
    if (view.get<Pod>('pods', key)?.metadata.uid === eviction.uid) left[key] = eviction;
  }
  return left;
}

/** What was put off or called off: decided before, not begun, and no longer so. */
function calledOff(before: Evictions, decided: Evictions): readonly string[] {
  return Object.keys(before).filter((key) => {
    const [old, now] = [before[key] as Eviction, decided[key]];
    return !old.begun && (now === undefined || now.uid !== old.uid || now.dueAt !== old.dueAt);
  });
}

function plan(view: View, before: Evictions, decided: Evictions, now: number): Plan {
  const announce = calledOff(before, decided).map(cancelling);
  const memory: Record<string, Eviction> = {};
  const conditions: Ask[] = [];
  const deletions: Ask[] = [];
  let next = Infinity;
  for (const key in decided) {
    const eviction = decided[key] as Eviction;
    const pod = view.get<Pod>('pods', key);
    if (eviction.dueAt > now || pod === undefined) {
      memory[key] = eviction;
      next = Math.min(next, eviction.dueAt);
      continue;
    }
    const isLeaving = pod.metadata.deletionTimestamp !== undefined;
    if (eviction.begun && isLeaving) continue;
    if (!eviction.begun) announce.push(marking(key));
    if (!isMarked(pod)) conditions.push(condition(pod, view.epochMs + now));
    deletions.push(deletion(pod));
    memory[key] = { ...eviction, begun: true };
  }
  const steps = [conditions, deletions];
  const waiting = next === Infinity ? {} : { after: next - now };
  return Object.keys(memory).length === 0 ? { steps, announce } : { steps, announce, memory, ...waiting };
}

function reconcile(name: string, view: View, now: number, memory: unknown): Plan {
  const before = (memory as Evictions | undefined) ?? NO_EVICTIONS;
  const node = view.get<Node>('nodes', name);
  const taints = noExecute(node);
  if (taints.length === 0 && before === NO_EVICTIONS) return NOTHING_TO_DO;
  const decided = node === undefined ? withoutNode(view, before) : decide(view, name, taints, before, now);
  return plan(view, before, decided, now);
}

/** Only what the decision depends on: where the pod is, what it tolerates, and whether it is there at all. */
function podMatters(old: Pod | undefined, now: Pod | undefined): boolean {
  if (old === undefined || now === undefined) return true;
  return old.spec.nodeName !== now.spec.nodeName || !deepEqual(old.spec.tolerations, now.spec.tolerations);
}

function keysFor({ resource, key, old, now }: CacheChange, view: View): readonly string[] {
  if (resource === 'nodes') {
    const same = old !== undefined && deepEqual(noExecute(old as Node), noExecute(now as Node | undefined));
    return same || (old === undefined && noExecute(now as Node).length === 0) ? [] : [key];
  }
  const [before, pod] = [old as Pod | undefined, now as Pod | undefined];
  const name = (pod ?? before)?.spec.nodeName ?? '';
  if (name === '' || !podMatters(before, pod)) return [];
  const node = view.get<Node>('nodes', name);
  // A node that is gone may have left evictions behind; one of a pod that is gone too is called off.
  const matters = node === undefined ? pod === undefined : noExecute(node).length > 0;
  return matters ? [name] : [];
}

export const taintEvictionController: Controller = {
  name: 'taint-eviction',
  component: 'taint-eviction-controller',
  watches: ['nodes', 'pods'],
  indexes: { pods: ['node'] },
  keysFor,
  reconcile,
};
