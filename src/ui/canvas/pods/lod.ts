/**
 * How the pods of one node are there: `card`, drawn as DOM; `hit`, an undrawn button over its cell, for pointers and
 * screen readers; `none`, only a cell.
 */
export type PodMode = 'card' | 'hit' | 'none';

/** A pod becomes a card from this width on the screen, in CSS pixels, and stays one down to the other. */
export const cardWidthEnter = 64;
const cardWidthLeave = 54;
/** Pods that may be in the DOM at once. */
export const domPodsMax = 400;
/** Pods that may be mounted in one frame. */
const mountPerFrameMax = 40;

/** What decides about one node; '' is the tray. */
export interface NodeExtent {
  readonly name: string;
  readonly pods: number;
  /** CSS pixels on the screen. */
  readonly podWidth: number;
  /** Of its card from the middle of the canvas, CSS pixels; nearest first. */
  readonly distance: number;
  readonly visible: boolean;
}

/** How each node's pods should be there, given how they are: with hysteresis, nearest first, within the budget. */
export function decideModes(
  nodes: readonly NodeExtent[],
  now: ReadonlyMap<string, PodMode>,
): Map<string, PodMode> {
  const wanted = new Map<string, PodMode>();
  let budget = domPodsMax;
  const rest: NodeExtent[] = [];
  for (const node of [...nodes].sort((a, b) => a.distance - b.distance)) {
    const threshold = now.get(node.name) === 'card' ? cardWidthLeave : cardWidthEnter;
    if (node.podWidth >= threshold && node.visible && node.pods <= budget) {
      wanted.set(node.name, 'card');
      budget -= node.pods;
    } else rest.push(node);
  }
  for (const node of rest) {
    // Out of sight but large: kept as cards while there is budget, so that a pan shows no holes.
    const large = node.podWidth >= cardWidthEnter;
    if (node.pods <= budget) {
      wanted.set(node.name, large ? 'card' : 'hit');
      budget -= node.pods;
    } else wanted.set(node.name, 'none');
  }
  return wanted;
}

/**
 * One frame's step from what is to what is wanted: leave all that goes at once, mount new pods in portions (at least
 * one node, nearest first). Returns `now` itself when there is nothing left to do.
 */
export function stepModes(
  nodes: readonly NodeExtent[],
  now: ReadonlyMap<string, PodMode>,
  wanted: ReadonlyMap<string, PodMode>,
): ReadonlyMap<string, PodMode> {
  const next = new Map<string, PodMode>();
  let mounted = 0;
  let changed = now.size !== wanted.size;
  for (const node of [...nodes].sort((a, b) => a.distance - b.distance)) {
    const is = now.get(node.name) ?? 'none';
    const target = wanted.get(node.name) ?? 'none';
    const mounts = target === 'card' && is !== 'card';
    const waits = mounts && mounted > 0 && mounted + node.pods > mountPerFrameMax;
    if (mounts && !waits) mounted += node.pods;
    next.set(node.name, waits ? is : target);
    changed ||= !now.has(node.name) || next.get(node.name) !== is;
  }
  return changed ? next : now;
}
