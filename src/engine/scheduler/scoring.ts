/**
 * PreScore, Score and NormalizeScore, and the choice among the best. Scores are kept in columns, one for each plugin:
 * records are made only for the few nodes that are remembered.
 * Models RunScorePlugins and pkg/scheduler/schedule_one.go (prioritizeNodes, selectHost).
 */
import { nextBelow, type RandomStream } from '../kernel/random';
import {
  SKIP,
  type NodeInfo,
  type NodeScore,
  type PodInfo,
  type ScorePlugin,
  type Snapshot,
} from './framework';
import { SCORES } from './plugins/index';

interface Column {
  readonly plugin: ScorePlugin;
  readonly raw: readonly number[];
  readonly normalised: readonly number[];
}

function columnOf(
  plugin: ScorePlugin,
  pod: PodInfo,
  nodes: readonly NodeInfo[],
  snapshot: Snapshot,
): Column | null {
  const state = plugin.preScore === undefined ? null : plugin.preScore(pod, nodes, snapshot);
  if (state === SKIP) return null;
  const raw = plugin.score(pod, nodes, state);
  return { plugin, raw, normalised: plugin.normalise?.(raw, nodes, state) ?? raw };
}

/** The index of the best; among equals each is equally likely (reservoir sampling). */
function choose(totals: readonly number[], random: RandomStream): number {
  let best = 0;
  let equals = 1;
  for (let i = 1; i < totals.length; i++) {
    const total = totals[i] as number;
    const highest = totals[best] as number;
    if (total > highest) {
      best = i;
      equals = 1;
    } else if (total === highest) {
      equals++;
      if (nextBelow(random, equals) === 0) best = i;
    }
  }
  return best;
}

/** Nodes whose scores are remembered with a decision. */
const SCORES_KEPT = 10;

/** Indexes of the highest totals, the chosen one first. */
function leaders(totals: readonly number[], chosen: number): readonly number[] {
  const best: number[] = [chosen];
  for (let i = 0; i < totals.length; i++) {
    if (i === chosen) continue;
    const total = totals[i] as number;
    let at = best.length;
    while (at > 1 && (totals[best[at - 1] as number] as number) < total) at--;
    if (at >= SCORES_KEPT) continue;
    best.splice(at, 0, i);
    if (best.length > SCORES_KEPT) best.pop();
  }
  return best;
}

/** What every plugin says of one node. */
function explain(node: string, total: number, index: number, columns: readonly Column[]): NodeScore {
  const plugins = columns.map(({ plugin, raw, normalised }) => {
    const value = normalised[index] as number;
    return {
      plugin: plugin.name,
      raw: raw[index] as number,
      normalised: value,
      weighted: value * plugin.weight,
    };
  });
  return { node, total, plugins };
}

/** The best of the nodes, and the scores to remember. */
export function chooseNode(
  pod: PodInfo,
  nodes: readonly NodeInfo[],
  snapshot: Snapshot,
  random: RandomStream,
): { readonly node: string; readonly scores: readonly NodeScore[] } {
  const columns: Column[] = [];
  const totals: number[] = new Array<number>(nodes.length).fill(0);
  for (const plugin of SCORES) {
    const column = columnOf(plugin, pod, nodes, snapshot);
    if (column === null) continue;
    columns.push(column);
    const { normalised } = column;
    for (let i = 0; i < totals.length; i++)
      totals[i] = (totals[i] as number) + (normalised[i] as number) * plugin.weight;
  }
  const chosen = choose(totals, random);
  const scores = leaders(totals, chosen).map((index) =>
    explain((nodes[index] as NodeInfo).name, totals[index] as number, index, columns),
  );
  return { node: (nodes[chosen] as NodeInfo).name, scores };
}
