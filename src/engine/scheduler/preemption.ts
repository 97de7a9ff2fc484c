/**
 * Making room: whose pods would have to go, and on which node it hurts least.
 * Models pkg/scheduler/framework/preemption. PodDisruptionBudgets are not counted here: this world has none yet.
 */
import { keyOf } from '../api/meta';
import type { Pod } from '../api/pod';
import { cached } from '../client/informer';
import { nextBelow, type RandomStream } from '../kernel/random';
import { rejectionBy, shiftedFilters, type FilterRun } from './filtering';
import type { NodeInfo, PodInfo, Rejection, Snapshot } from './framework';
import { priorityOf, withPod, withPods } from './node-info';

const NAME = 'DefaultPreemption';
export const NO_VICTIMS = 'No preemption victims found for incoming pod';

/** A node where the pod would fit if these pods went. */
export interface Candidate {
  readonly node: string;
  /** The most important first. */
  readonly victims: readonly Pod[];
}

function lowest(priorities: Iterable<number>): number {
  let min = Infinity;
  for (const priority of priorities) if (priority < min) min = priority;
  return min;
}

/** False when no pod on any node has a lower priority. */
export function hasLesserPods(pod: Pod, { cache }: Snapshot): boolean {
  return lowest(cache.priorities.map.keys()) < priorityOf(pod);
}

/** A pod that has not started counts as one that starts now. */
const NOT_YET = '~';

function startOf({ status }: Pod): string {
  return status.startTime ?? NOT_YET;
}

/** Negative when `a` is more important: of a higher priority, or running for longer. Models MoreImportantPod. */
function byImportance(a: Pod, b: Pod): number {
  if (priorityOf(a) !== priorityOf(b)) return priorityOf(b) - priorityOf(a);
  const [left, right] = [startOf(a), startOf(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}

function rejected(reason: string): Rejection {
  return { plugin: NAME, reasons: [reason], unresolvable: false };
}

/**
 * The fewest pods of this node that must go. All pods of a lower priority are taken off, and then as many as possible
 * put back, the most important first. Models SelectVictimsOnNode.
 */
function victimsOn(run: FilterRun, node: NodeInfo, snapshot: Snapshot): readonly Pod[] | Rejection {
  const lesser = node.placed.filter(({ pod }) => priorityOf(pod) < priorityOf(run.pod.pod));
  if (lesser.length === 0) return rejected(NO_VICTIMS);
  const rest = node.placed.filter((info) => !lesser.includes(info));
  let trial = withPods(node, rest);
  let trialRun: FilterRun = { ...run, filters: shiftedFilters(run, lesser, node, -1) };
  const rejection = rejectionBy(trialRun, trial);
  if (rejection !== null) return rejection;
  const victims: Pod[] = [];
  for (const { info, pod } of sortedByImportance(lesser, snapshot)) {
    const fuller = withPod(trial, info);
    const fullerRun = { ...trialRun, filters: shiftedFilters(trialRun, [info], node, 1) };
    if (rejectionBy(fullerRun, fuller) === null) [trial, trialRun] = [fuller, fullerRun];
    else victims.push(pod);
  }
  return victims.length > 0 ? victims : rejected(`expected at least one victim pod on node "${node.name}"`);
}

/** With the pods as they are by now: the cache keeps those that it placed. */
function sortedByImportance(
  infos: readonly PodInfo[],
  { pods }: Snapshot,
): readonly { readonly info: PodInfo; readonly pod: Pod }[] {
  return infos
    .map((info) => ({ info, pod: cached<Pod>(pods, keyOf(info.pod.metadata)) ?? info.pod }))
    .sort((a, b) => byImportance(a.pod, b.pod));
}

/** DefaultPreemptionArgs: a tenth of the nodes, but at least a hundred. */
const CANDIDATES_MIN = 100;

function candidatesEnough(nodes: number): number {
  return Math.min(nodes, Math.max(CANDIDATES_MIN, Math.floor(nodes / 10)));
}

/** Nodes where room can be made, and why it cannot on the others. The search begins anywhere. Models DryRunPreemption. */
export function findCandidates(
  run: FilterRun,
  nodes: readonly NodeInfo[],
  snapshot: Snapshot,
  random: RandomStream,
): { readonly candidates: readonly Candidate[]; readonly reasons: readonly string[] } {
  const start = nextBelow(random, nodes.length);
  const enough = candidatesEnough(nodes.length);
  const candidates: Candidate[] = [];
  const reasons: string[] = [];
  for (let i = 0; i < nodes.length && candidates.length < enough; i++) {
    const node = nodes[(start + i) % nodes.length] as NodeInfo;
    const victims = victimsOn(run, node, snapshot);
    if ('plugin' in victims) reasons.push(...victims.reasons);
    else candidates.push({ node: node.name, victims });
  }
  return { candidates, reasons };
}

/** So that many pods of a negative priority do not weigh less than few. */
const PRIORITY_OFFSET = 2_147_483_648;

/** When the first of the most important victims started. */
function earliestStart({ victims }: Candidate): string {
  const highest = priorityOf(victims[0] as Pod);
  let earliest = NOT_YET;
  for (const pod of victims)
    if (priorityOf(pod) === highest && startOf(pod) < earliest) earliest = startOf(pod);
  return earliest;
}

function sumOfPriorities({ victims }: Candidate): number {
  return victims.reduce((sum, pod) => sum + priorityOf(pod) + PRIORITY_OFFSET, 0);
}

/** Those for whom the measure is smallest. */
function least(candidates: readonly Candidate[], measure: (one: Candidate) => number): readonly Candidate[] {
  const measures = candidates.map(measure);
  const min = lowest(measures);
  return candidates.filter((_, index) => measures[index] === min);
}

/**
 * Where the most important victim is least important; then where the victims together are; then where they are
 * fewest; then where the most important ones started last; then the first. Models pickOneNodeForPreemption.
 */
export function leastHarmful(candidates: readonly Candidate[]): Candidate {
  let best = least(candidates, ({ victims }) => priorityOf(victims[0] as Pod));
  best = least(best, sumOfPriorities);
  best = least(best, ({ victims }) => victims.length);
  let latest = best[0] as Candidate;
  for (const one of best) if (earliestStart(one) > earliestStart(latest)) latest = one;
  return latest;
}
