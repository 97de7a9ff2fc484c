/**
 * One scheduling cycle: filter, score, choose, or make room. Pure but for the random streams, and for what the cache
 * counts from now on. Models pkg/scheduler/schedule_one.go (schedulePod, findNodesThatFitPod).
 */
import type { RandomStream } from '../kernel/random';
import { nodeOrder } from './cache';
import { fitError, NO_NODES, withPreemption } from './diagnosis';
import { preFilter, rejectionBy, type FilterRun } from './filtering';
import type { Decision, NodeInfo, PodInfo, Rejection, Snapshot } from './framework';
import type { Nominations } from './nominations';
import { postFilter, type PostFiltered } from './plugins/default-preemption';
import type { Candidate } from './preemption';
import { chooseNode } from './scoring';

const EXHAUSTIVE_NODES = 100;

/** How many feasible nodes are enough. Models numFeasibleNodesToFind: all below 100 nodes, then 50 % and falling. */
function feasibleNodesToFind(nodes: number): number {
  if (nodes < EXHAUSTIVE_NODES) return nodes;
  const percentage = Math.max(5, 50 - Math.floor(nodes / 125));
  return Math.max(EXHAUSTIVE_NODES, Math.floor((nodes * percentage) / 100));
}

type Rejections = Decision['rejections'];

interface Search {
  readonly feasible: readonly NodeInfo[];
  readonly rejections: Rejections;
}

function search(
  run: FilterRun,
  names: readonly string[],
  start: number,
  enough: number,
  { cache }: Snapshot,
): Search {
  const feasible: NodeInfo[] = [];
  const rejections: { readonly node: string; readonly rejection: Rejection }[] = [];
  const nodes = cache.nodes.map;
  for (let looked = 0; looked < names.length && feasible.length < enough; looked++) {
    const node = nodes.get(names[(start + looked) % names.length] as string) as NodeInfo;
    const rejection = rejectionBy(run, node);
    if (rejection === null) feasible.push(node);
    else rejections.push({ node: node.name, rejection });
  }
  return { feasible, rejections };
}

/** What is chosen for the pod besides a node, and what the next cycle goes on with. */
export interface Outcome {
  readonly decision: Decision;
  /** Names of the plugins that turned the pod away. None for what was nobody's decision. */
  readonly rejectors: readonly string[];
  /** Whose room the pod is to get. */
  readonly candidate: Candidate | null;
  /** True when an earlier nomination still holds. */
  readonly keepsNomination: boolean;
  /** Where the next search begins. */
  readonly next: number;
}

export interface CycleInput {
  readonly pod: PodInfo;
  readonly podKey: string;
  readonly snapshot: Snapshot;
  readonly nominations: Nominations;
  /** Where the search among the nodes begins. */
  readonly start: number;
  readonly now: number;
  /** Breaks ties. */
  readonly ties: RandomStream;
  /** Where the search for victims begins. */
  readonly offsets: RandomStream;
}

/** The parts of a decision about a pod that nothing is known of yet. */
function undecided({ podKey, now, snapshot }: CycleInput): Decision {
  const nodes = snapshot.cache.nodes.map.size;
  return { at: now, podKey, node: '', scores: [], rejections: [], message: '', nodes, feasible: 0 };
}

function decided(input: CycleInput, { feasible, rejections }: Search, next: number): Outcome {
  const base = { ...undecided(input), rejections, feasible: feasible.length };
  // With one feasible node there is nothing to compare.
  const chosen =
    feasible.length === 1
      ? { node: (feasible[0] as NodeInfo).name, scores: [] }
      : chooseNode(input.pod, feasible, input.snapshot, input.ties);
  const decision: Decision = { ...base, ...chosen };
  return { decision, rejectors: [], candidate: null, keepsNomination: false, next };
}

/** Why a node that a plugin did not even name is out of the question. */
function notNamed({ limiters }: FilterRun): Rejection {
  const reasons = [`node(s) didn't satisfy plugin(s) [${[...limiters].sort().join(' ')}]`];
  return { plugin: limiters[0] ?? '', reasons, unresolvable: true };
}

function preemptionOf({ candidate }: PostFiltered): Pick<Decision, 'preemption'> {
  if (candidate === null) return {};
  const victims = candidate.victims.map(({ metadata }) => `${metadata.namespace ?? ''}/${metadata.name}`);
  return { preemption: { node: candidate.node, victims } };
}

function refusedEverywhere(input: CycleInput, run: FilterRun, rejections: Rejections, next: number): Outcome {
  const base = undecided(input);
  const reasons = rejections.flatMap(({ rejection }) => rejection.reasons);
  const refusal = run.refusal === null ? {} : { refusal: run.refusal };
  const left = run.only === null ? {} : { others: notNamed(run) };
  const made = postFilter(run, rejections, input.snapshot, input.offsets);
  const others =
    left.others === undefined
      ? {}
      : { others: { reason: left.others.reasons[0] as string, count: base.nodes - rejections.length } };
  const message = withPreemption(
    fitError({ nodes: base.nodes, reasons, ...refusal, ...others }),
    made.message,
  );
  const decision: Decision = { ...base, rejections, message, ...refusal, ...left, ...preemptionOf(made) };
  const plugins = rejections.map(({ rejection }) => rejection.plugin);
  if (run.refusal !== null) plugins.push(run.refusal.plugin);
  const rejectors = [...new Set([...run.limiters, ...plugins])];
  return { decision, rejectors, candidate: made.candidate, keepsNomination: made.keepsNomination, next };
}

/** The node that the pod is nominated for, when it takes it: then no other is looked at. Models evaluateNominatedNode. */
function nominatedNode({ pod, snapshot }: CycleInput, run: FilterRun): NodeInfo | null {
  const { nominatedNodeName = '' } = pod.pod.status;
  const node = nominatedNodeName === '' ? undefined : snapshot.cache.nodes.map.get(nominatedNodeName);
  return node !== undefined && rejectionBy(run, node) === null ? node : null;
}

/** Decides where the pod goes. */
export function schedule(input: CycleInput): Outcome {
  const { cache } = input.snapshot;
  const order = nodeOrder(cache);
  if (order.length === 0) {
    const decision: Decision = { ...undecided(input), message: NO_NODES };
    return { decision, rejectors: [], candidate: null, keepsNomination: false, next: 0 };
  }
  const run = preFilter(input.pod, input.snapshot, input.nominations);
  if (run.refusal !== null) return refusedEverywhere(input, run, [], input.start);
  const nominated = nominatedNode(input, run);
  if (nominated !== null) return decided(input, { feasible: [nominated], rejections: [] }, input.start);
  const { only } = run;
  const names = only === null ? order : [...only].filter((name) => cache.nodes.map.has(name));
  const found = search(run, names, input.start, feasibleNodesToFind(names.length), input.snapshot);
  const { feasible, rejections } = found;
  const next = (input.start + feasible.length + rejections.length) % order.length;
  if (feasible.length === 0) return refusedEverywhere(input, run, rejections, next);
  return decided(input, found, next);
}

/** True when some node would take the pod, with what is known now. For those who look after the scheduler. */
export function fitsSomewhere(pod: PodInfo, snapshot: Snapshot, nominations: Nominations): boolean {
  const run = preFilter(pod, snapshot, nominations);
  if (run.refusal !== null) return false;
  const { only } = run;
  for (const node of snapshot.cache.nodes.map.values()) {
    if ((only === null || only.has(node.name)) && rejectionBy(run, node) === null) return true;
  }
  return false;
}
