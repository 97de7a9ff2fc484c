/**
 * One scheduling cycle: filter, score, choose. Pure but for the random stream that breaks ties.
 * Models pkg/scheduler/schedule_one.go (schedulePod, prioritizeNodes, selectHost).
 */
import { nextBelow, type RandomStream } from '../kernel/random';
import { failedSchedulingMessage } from './diagnosis';
import type { Decision, NodeInfo, NodeScore, PodInfo, Rejection } from './framework';
import { FILTERS, SCORES } from './plugins/index';

/** The first plugin that says no ends it for the node. */
function reject(pod: PodInfo, node: NodeInfo): Rejection | null {
  for (const plugin of FILTERS) {
    const rejection = plugin.filter(pod, node);
    if (rejection !== null) return rejection;
  }
  return null;
}

const EXHAUSTIVE_NODES = 100;

/** How many feasible nodes are enough. Models numFeasibleNodesToFind: all below 100 nodes, then 50 % and falling. */
function feasibleNodesToFind(nodes: number): number {
  if (nodes < EXHAUSTIVE_NODES) return nodes;
  const percentage = Math.max(5, 50 - Math.floor(nodes / 125));
  return Math.max(EXHAUSTIVE_NODES, Math.floor((nodes * percentage) / 100));
}

interface Search {
  readonly feasible: readonly NodeInfo[];
  readonly rejections: readonly { readonly node: string; readonly rejection: Rejection }[];
  /** Where the next search begins. */
  readonly next: number;
}

function search(pod: PodInfo, nodes: readonly NodeInfo[], start: number): Search {
  const enough = feasibleNodesToFind(nodes.length);
  const feasible: NodeInfo[] = [];
  const rejections: { readonly node: string; readonly rejection: Rejection }[] = [];
  let looked = 0;
  while (looked < nodes.length && feasible.length < enough) {
    const node = nodes[(start + looked) % nodes.length] as NodeInfo;
    const rejection = reject(pod, node);
    if (rejection === null) feasible.push(node);
    else rejections.push({ node: node.name, rejection });
    looked++;
  }
  return { feasible, rejections, next: nodes.length === 0 ? 0 : (start + looked) % nodes.length };
}

function totals(pod: PodInfo, nodes: readonly NodeInfo[]): NodeScore[] {
  const columns = SCORES.filter((plugin) => plugin.skips?.(pod) !== true).map((plugin) => {
    const raw = nodes.map((node) => plugin.score(pod, node));
    const scores = plugin.normalise?.(raw) ?? raw;
    return { plugin: plugin.name, weighted: scores.map((score) => score * plugin.weight) };
  });
  return nodes.map((node, i) => {
    const plugins = columns.map(({ plugin, weighted }) => ({ plugin, weighted: weighted[i] as number }));
    return { node: node.name, total: plugins.reduce((sum, { weighted }) => sum + weighted, 0), plugins };
  });
}

/** The best node; among equals each is equally likely (reservoir sampling). */
function choose(scores: readonly NodeScore[], random: RandomStream): string {
  let best = scores[0] as NodeScore;
  let equals = 1;
  for (const score of scores.slice(1)) {
    if (score.total > best.total) {
      best = score;
      equals = 1;
    } else if (score.total === best.total) {
      equals++;
      if (nextBelow(random, equals) === 0) best = score;
    }
  }
  return best.node;
}

const SCORES_KEPT = 10;

/** Decides where the pod goes. `start`: where the search among the nodes begins. */
export function schedule(
  pod: PodInfo,
  podKey: string,
  nodes: readonly NodeInfo[],
  start: number,
  random: RandomStream,
  now: number,
): { readonly decision: Decision; readonly next: number } {
  const { feasible, rejections, next } = search(pod, nodes, start);
  const base = { at: now, podKey, rejections, message: '' };
  if (feasible.length === 0) {
    const message = failedSchedulingMessage(
      nodes.length,
      rejections.map(({ rejection }) => rejection),
    );
    return { decision: { ...base, node: '', scores: [], message }, next };
  }
  // With one feasible node there is nothing to compare.
  if (feasible.length === 1) {
    return { decision: { ...base, node: (feasible[0] as NodeInfo).name, scores: [] }, next };
  }
  const scores = totals(pod, feasible);
  const node = choose(scores, random);
  const kept = [...scores].sort((a, b) => b.total - a.total).slice(0, SCORES_KEPT);
  return { decision: { ...base, node, scores: kept }, next };
}
