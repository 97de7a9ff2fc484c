/**
 * PreFilter and Filter: which plugins have something to say about a pod, and whether they let a node pass.
 * Models pkg/scheduler/framework/runtime/framework.go.
 */
import {
  SKIP,
  type FilterPlugin,
  type NodeInfo,
  type PodInfo,
  type Rejection,
  type Snapshot,
} from './framework';
import { withPod } from './node-info';
import { guestsOf, type Nominations } from './nominations';
import { FILTERS } from './plugins/index';

/** A plugin that filters in this cycle, with what it remembers. */
export interface ActiveFilter {
  readonly plugin: FilterPlugin;
  readonly state: unknown;
}

/** A pod on its way through the filters. */
export interface FilterRun {
  readonly pod: PodInfo;
  readonly filters: readonly ActiveFilter[];
  /** The plugin that turned the pod down before any node was looked at, with its reason; null for none. */
  readonly refusal: Rejection | null;
  /** The only nodes that come into question; null when all do. */
  readonly only: ReadonlySet<string> | null;
  /** Names of the plugins that say so. */
  readonly limiters: readonly string[];
  readonly nominations: Nominations;
}

function intersection(a: ReadonlySet<string> | null, b: ReadonlySet<string>): ReadonlySet<string> {
  return a === null ? b : new Set([...a].filter((name) => b.has(name)));
}

/** Asks every plugin once; the first that says no ends it. */
export function preFilter(pod: PodInfo, snapshot: Snapshot, nominations: Nominations): FilterRun {
  const filters: ActiveFilter[] = [];
  const limiters: string[] = [];
  let refusal: Rejection | null = null;
  let only: ReadonlySet<string> | null = null;
  for (const plugin of FILTERS) {
    const result = plugin.preFilter === undefined ? { state: null } : plugin.preFilter(pod, snapshot);
    if (result === SKIP) continue;
    if ('rejection' in result) {
      refusal = result.rejection;
      break;
    }
    filters.push({ plugin, state: result.state });
    if (result.nodes === undefined) continue;
    limiters.push(plugin.name);
    only = intersection(only, result.nodes);
  }
  return { pod, filters, refusal, only, limiters, nominations };
}

/** The first plugin that says no ends it for the node. */
function firstRejection(pod: PodInfo, node: NodeInfo, filters: readonly ActiveFilter[]): Rejection | null {
  for (const { plugin, state } of filters) {
    const rejection = plugin.filter(pod, node, state);
    if (rejection !== null) return rejection;
  }
  return null;
}

/** What the filters would remember with other pods on the node (1), or without (-1). */
export function shiftedFilters(
  { pod, filters }: FilterRun,
  others: readonly PodInfo[],
  node: NodeInfo,
  by: 1 | -1,
): readonly ActiveFilter[] {
  return filters.map(({ plugin, state }) => {
    if (plugin.shift === undefined) return { plugin, state };
    let shifted = state;
    for (const other of others) shifted = plugin.shift(shifted, pod, other, node, by);
    return { plugin, state: shifted };
  });
}

/**
 * null when the node would take the pod. Pods of the same or a higher priority that are to come here count as if they
 * were here, and the pod must fit without them as well: they may never come.
 * Models RunFilterPluginsWithNominatedPods.
 */
export function rejectionBy(run: FilterRun, node: NodeInfo): Rejection | null {
  const guests = guestsOf(run.nominations, node.name, run.pod.pod);
  if (guests.length > 0) {
    const rejection = firstRejection(
      run.pod,
      guests.reduce(withPod, node),
      shiftedFilters(run, guests, node, 1),
    );
    if (rejection !== null) return rejection;
  }
  return firstRejection(run.pod, node, run.filters);
}
