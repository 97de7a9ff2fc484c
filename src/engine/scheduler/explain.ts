/**
 * Why a pod is where it is, or nowhere: the decision that the scheduler remembers, or what it would decide now. Reads
 * only: what is worked out anew is worked out on a copy.
 */
import { conditionOf } from '../api/conditions';
import type { Pod } from '../api/pod';
import { cached, type Informer } from '../client/informer';
import { copyStream } from '../kernel/random';
import { nodeOrder, unplace } from './cache';
import { isOurs } from './changes';
import { schedule } from './cycle';
import { preFilter, rejectionBy } from './filtering';
import type { Decision, NodeInfo, NodeScore, Rejection } from './framework';
import { podInfo } from './node-info';
import { isGated } from './plugins/scheduling-gates';
import type { QueuedPod } from './queue';
import { cloneScheduler, isWorking, type SchedulerState } from './state';

/** One node, as a decision saw it. */
export interface NodeVerdict {
  readonly node: string;
  readonly passed: boolean;
  /** The first plugin that said no. */
  readonly rejection?: Rejection;
  /** Plugin by plugin; absent when nobody scored: fewer than two nodes passed, or this one was not among the best ten. */
  readonly score?: NodeScore;
}

export interface Explanation {
  /** `recorded`: what was decided then. `recomputed`: what would be decided now. `none`: nobody decides. */
  readonly source: 'recorded' | 'recomputed' | 'none';
  /** Says so in a sentence. */
  readonly note: string;
  readonly decision: Decision | null;
  readonly nodes: readonly NodeVerdict[];
  /** Where the pod waits for the scheduler. */
  readonly queue: {
    readonly place: 'active' | 'backoff' | 'unschedulable' | 'gated' | 'none';
    readonly attempts: number;
    /** Virtual ms; 0 for none. */
    readonly backoffUntil: number;
    /** Plugins whose no it waits out. */
    readonly rejectors: readonly string[];
  };
  /** The PodScheduled condition's own words, when it is False. */
  readonly unscheduled: string;
}

const NOT_QUEUED = { place: 'none', attempts: 0, backoffUntil: 0, rejectors: [] } as const;

function queueOf({ queue }: SchedulerState, key: string, pod: Pod): Explanation['queue'] {
  const is = (queued: QueuedPod) => queued.key === key;
  const of = (place: Explanation['queue']['place'], queued: QueuedPod): Explanation['queue'] => {
    const { attempts, backoffUntil, rejectors } = queued;
    return { place, attempts, backoffUntil, rejectors };
  };
  const active = queue.active.find(is);
  if (active !== undefined) return of('active', active);
  const backoff = queue.backoff.find(is) ?? queue.errors.find(is);
  if (backoff !== undefined) return of('backoff', backoff);
  const aside = queue.unschedulable.map.get(key);
  if (aside !== undefined) return of(isGated(pod) ? 'gated' : 'unschedulable', aside);
  return NOT_QUEUED;
}

function verdictsOf(decision: Decision): NodeVerdict[] {
  const verdicts: NodeVerdict[] = decision.scores.map((score) => ({ node: score.node, passed: true, score }));
  if (verdicts.length === 0 && decision.node !== '') verdicts.push({ node: decision.node, passed: true });
  for (const { node, rejection } of decision.rejections) verdicts.push({ node, passed: false, rejection });
  return verdicts;
}

function unscheduledReason({ status }: Pod): string {
  const condition = conditionOf(status.conditions, 'PodScheduled');
  return condition?.status === 'False' ? (condition.message ?? condition.reason ?? '') : '';
}

/** Of what is worked out anew, every node is looked at, not only as many as are enough. */
function allVerdicts(decision: Decision, rejected: ReadonlyMap<string, Rejection>, names: readonly string[]) {
  const scores = new Map(decision.scores.map((score) => [score.node, score]));
  return names.map((node): NodeVerdict => {
    const rejection = rejected.get(node) ?? null;
    if (rejection !== null) return { node, passed: false, rejection };
    const score = scores.get(node);
    return score === undefined ? { node, passed: true } : { node, passed: true, score };
  });
}

/** What would be decided now, with the pod taken off the node that it may be on. */
function recompute(original: SchedulerState, epoch: number, now: number, key: string, pod: Pod) {
  const state = cloneScheduler(original);
  // No container of the world was written in this epoch, so whatever is written here is copied first.
  const ownEpoch = epoch + 1;
  unplace(state.cache, ownEpoch, key);
  const { informers, cache, nominations, start } = state;
  const snapshot = {
    cache,
    epoch: ownEpoch,
    pods: informers.get('pods') as Informer,
    services: informers.get('services') as Informer,
    replicaSets: informers.get('replicasets') as Informer,
    namespaces: informers.get('namespaces') as Informer,
    claims: informers.get('persistentvolumeclaims') as Informer,
  };
  const [ties, offsets] = [copyStream(state.ties), copyStream(state.offsets)];
  const { nodeName: _bound, ...spec } = pod.spec;
  const info = podInfo({ ...pod, spec });
  const input = { pod: info, podKey: key, snapshot, nominations, start, now, ties, offsets };
  const { decision } = schedule(input);
  const run = preFilter(info, snapshot, nominations);
  const rejected = new Map<string, Rejection>();
  const names = nodeOrder(cache);
  for (const name of names) {
    const node = cache.nodes.map.get(name) as NodeInfo;
    const outside = run.only !== null && !run.only.has(name) ? (decision.others ?? null) : null;
    const rejection = run.refusal ?? outside ?? rejectionBy(run, node);
    if (rejection !== null) rejected.set(name, rejection);
  }
  return { decision, nodes: allVerdicts(decision, rejected, names) };
}

/** `pod`: as the API server has it. `epoch`: the kernel's. */
export function explain(state: SchedulerState, epoch: number, now: number, pod: Pod): Explanation {
  const key = `${pod.metadata.namespace ?? ''}/${pod.metadata.name}`;
  const base = { queue: queueOf(state, key, pod), unscheduled: unscheduledReason(pod) };
  const nobody = (note: string): Explanation => ({
    source: 'none',
    note,
    decision: null,
    nodes: [],
    ...base,
  });
  const decision = state.decisions.findLast(({ podKey }) => podKey === key);
  if (decision !== undefined) {
    const note = 'The decision as it was made; a node is listed that was looked at then.';
    return { source: 'recorded', note, decision, nodes: verdictsOf(decision), ...base };
  }
  const known = cached<Pod>(state.informers.get('pods') as Informer, key);
  if (pod.metadata.annotations?.['kubernetes.io/config.mirror'] !== undefined)
    return nobody('A static pod: its kubelet runs it, and no scheduler is asked.');
  if (known === undefined || !isWorking(state))
    return nobody('The scheduler does not know of it, or does not work.');
  if (isGated(pod)) return nobody('Its scheduling gates are closed: it is not tried.');
  if (!isOurs({ ...pod, spec: { ...pod.spec, nodeName: '' } }))
    return nobody('It is over, or another scheduler is to place it.');
  const note =
    'The decision is no longer remembered: this is what the scheduler would decide now, if the pod were on no node.';
  return { source: 'recomputed', note, ...recompute(state, epoch, now, key, pod), ...base };
}
