/**
 * @typedef {ReadonlyMap<string, readonly string[]>} Graph from a file to the files that it imports
 */

/**
 * The edges that lie on a cycle, each with the shortest way back: `[a, b, …, a]`. Every cycle is reported once, by the
 * first of its edges that `counts`.
 *
 * @param {Graph} graph
 * @param {(from: string, to: string) => boolean} counts
 * @returns {string[][]}
 */
export function cycles(graph, counts) {
  /** @type {string[][]} */
  const found = [];
  const reported = new Set();
  for (const [from, targets] of graph) {
    for (const to of targets) {
      if (!counts(from, to)) continue;
      const back = shortestWay(graph, to, from);
      if (back === undefined) continue;
      const key = [...back].sort().join(' ');
      if (!reported.has(key)) found.push([from, ...back]);
      reported.add(key);
    }
  }
  return found;
}

/** @param {Graph} graph @param {string} start @param {string} goal @returns {string[] | undefined} both ends included */
function shortestWay(graph, start, goal) {
  /** @type {Map<string, string | undefined>} */
  const cameFrom = new Map([[start, undefined]]);
  // A map also visits what is added while it is read: breadth first.
  for (const file of cameFrom.keys()) {
    if (file === goal) return wayTo(cameFrom, goal);
    for (const next of graph.get(file) ?? []) if (!cameFrom.has(next)) cameFrom.set(next, file);
  }
  return undefined;
}

/** @param {ReadonlyMap<string, string | undefined>} cameFrom @param {string} goal */
function wayTo(cameFrom, goal) {
  const way = [goal];
  for (let file = cameFrom.get(goal); file !== undefined; file = cameFrom.get(file)) way.unshift(file);
  return way;
}
