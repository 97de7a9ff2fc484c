/**
 * The pod garbage collector: finished pods beyond the limit, pods of nodes that are gone, and pods that were deleted
 * before they had a node. It passes by every 20 s, but only while something may be due.
 * Models pkg/controller/podgc/gc_controller.go.
 */
import type { Node } from '../api/node';
import type { Pod, PodCondition } from '../api/pod';
import { isPodTerminal } from '../api/pod-status';
import { conditionOf } from '../api/conditions';
import { formatTime } from '../api/time';
import type { CacheChange } from '../client/informer';
import { NOTHING_TO_DO, type Ask, type Controller, type Plan, type Step, type View } from './controller';

/** gcCheckPeriod. */
const PERIOD_MS = 20_000;
/** quarantineTime: how long a node may be unknown before its pods are. */
const QUARANTINE_MS = 40_000;
/** --terminated-pod-gc-threshold. */
const TERMINATED_MAX = 12_500;

const OUT_OF_SERVICE = 'node.kubernetes.io/out-of-service';

const KEY = 'pods';

interface Memory {
  readonly nextPass: number;
  /** Nodes that pods name and nobody knows, with the time since when. */
  readonly missing: Readonly<Record<string, number>>;
}

function nextPassAfter(now: number): number {
  return now - (now % PERIOD_MS) + PERIOD_MS;
}

function nodeOf(pod: Pod): string {
  return pod.spec.nodeName ?? '';
}

/** As in the end of a pod whose kubelet would have told of it. */
function failure(pod: Pod, condition: PodCondition | null): Ask {
  const { name, namespace = '', uid = '' } = pod.metadata;
  const conditions = condition === null ? {} : { conditions: [condition] };
  const body = { metadata: { uid }, status: { phase: 'Failed', ...conditions } };
  const ask = { verb: 'patch', resource: 'pods', namespace, name, subresource: 'status' } as const;
  return { ...ask, body, patchType: 'strategic' };
}

function forcedDeletion({ metadata: { name, namespace = '', uid = '' } }: Pod): Ask {
  return { verb: 'delete', resource: 'pods', namespace, name, options: { gracePeriodSeconds: 0, uid } };
}

function nodeIsGone(wallMs: number): PodCondition {
  return {
    type: 'DisruptionTarget',
    status: 'True',
    lastTransitionTime: formatTime(wallMs),
    reason: 'DeletionByPodGC',
    message: 'PodGC: node no longer exists',
  };
}

function isEvicted({ status }: Pod): boolean {
  return status.phase === 'Failed' && status.reason === 'Evicted';
}

/** Evicted pods first, then by age. Models byEvictionAndCreationTimestamp. */
function byEvictionAndAge(a: Pod, b: Pod): number {
  if (isEvicted(a) !== isEvicted(b)) return isEvicted(a) ? -1 : 1;
  const [left, right] = [a.metadata.creationTimestamp ?? '', b.metadata.creationTimestamp ?? ''];
  if (left !== right) return left < right ? -1 : 1;
  return a.metadata.name < b.metadata.name ? -1 : 1;
}

function surplus(pods: readonly Pod[]): readonly Pod[] {
  const terminated = pods.filter(isPodTerminal);
  const count = terminated.length - TERMINATED_MAX;
  return count <= 0 ? [] : terminated.sort(byEvictionAndAge).slice(0, count);
}

/** The nodes that pods name although nobody knows them. */
function missingNodes(
  view: View,
  pods: readonly Pod[],
  before: Memory['missing'],
  now: number,
): Memory['missing'] {
  const missing: Record<string, number> = {};
  for (const pod of pods) {
    const node = nodeOf(pod);
    if (node === '' || node in missing || view.get('nodes', node) !== undefined) continue;
    missing[node] = before[node] ?? now;
  }
  return missing;
}

/** Somebody with the right to say so has said that the node will not come back. */
function isOutOfService(view: View, pod: Pod): boolean {
  const node = view.get<Node>('nodes', nodeOf(pod));
  if (node === undefined || conditionOf(node.status.conditions, 'Ready')?.status === 'True') return false;
  return node.spec.taints?.some(({ key }) => key === OUT_OF_SERVICE) === true;
}

interface Doomed {
  readonly pod: Pod;
  /** What its status shall say of it, besides that it failed. */
  readonly condition: PodCondition | null;
}

function doomedPods(view: View, pods: readonly Pod[], missing: Memory['missing'], now: number): Doomed[] {
  const doomed: Doomed[] = surplus(pods).map((pod) => ({ pod, condition: null }));
  for (const pod of pods) {
    const node = nodeOf(pod);
    const since = missing[node];
    if (since !== undefined && now - since >= QUARANTINE_MS) {
      doomed.push({ pod, condition: nodeIsGone(view.epochMs + now) });
    } else if (pod.metadata.deletionTimestamp !== undefined && (node === '' || isOutOfService(view, pod))) {
      doomed.push({ pod, condition: null });
    }
  }
  return doomed;
}

function steps(doomed: readonly Doomed[]): readonly Step[] {
  const failures = doomed.filter(({ pod }) => !isPodTerminal(pod));
  return [
    failures.map(({ pod, condition }) => failure(pod, condition)),
    doomed.map(({ pod }) => forcedDeletion(pod)),
  ];
}

/** True while a later pass may find something. */
function mayBeDue(view: View, pods: readonly Pod[], missing: Memory['missing']): boolean {
  return (
    Object.keys(missing).length > 0 ||
    pods.some(
      (pod) =>
        pod.metadata.deletionTimestamp !== undefined && (nodeOf(pod) === '' || isOutOfService(view, pod)),
    )
  );
}

function reconcile(_key: string, view: View, now: number, memory: unknown): Plan {
  const known = memory as Memory | undefined;
  if (known === undefined) {
    const nextPass = nextPassAfter(now);
    return { steps: [], memory: { nextPass, missing: {} } satisfies Memory, after: nextPass - now };
  }
  if (now < known.nextPass) return { steps: [], memory: known, after: known.nextPass - now };
  const pods = view.list<Pod>('pods');
  const missing = missingNodes(view, pods, known.missing, now);
  const doomed = doomedPods(view, pods, missing, now);
  if (doomed.length === 0 && !mayBeDue(view, pods, missing)) return NOTHING_TO_DO;
  const nextPass = nextPassAfter(now);
  const plan = { memory: { nextPass, missing } satisfies Memory, after: nextPass - now };
  return { ...plan, steps: steps(doomed) };
}

const DUE: readonly string[] = [KEY];
const NOT_DUE: readonly string[] = [];

function podMatters(view: View, old: Pod | undefined, pod: Pod): boolean {
  if (isPodTerminal(pod)) return old === undefined || !isPodTerminal(old);
  const node = nodeOf(pod);
  if (node === '') return pod.metadata.deletionTimestamp !== undefined;
  return (old === undefined || nodeOf(old) !== node) && view.get('nodes', node) === undefined;
}

function nodeMatters(old: Node | undefined, node: Node | undefined): boolean {
  if (node === undefined) return true;
  return (
    node.spec.taints !== old?.spec.taints &&
    node.spec.taints?.some(({ key }) => key === OUT_OF_SERVICE) === true
  );
}

function keysFor({ resource, old, now }: CacheChange, view: View): readonly string[] {
  if (resource === 'nodes') return nodeMatters(old as Node, now as Node) ? DUE : NOT_DUE;
  return now !== undefined && podMatters(view, old as Pod, now as Pod) ? DUE : NOT_DUE;
}

export const podGcController: Controller = {
  name: 'podgc',
  component: 'pod-garbage-collector',
  watches: ['pods', 'nodes'],
  keysFor,
  reconcile,
};
