import { type Box, bottom, centerX, centerY, right } from '../layout/geometry';

export type Direction = 'up' | 'down' | 'left' | 'right';

/** Something that the focus can stand on. */
export interface FocusThing {
  /** Address or object id, or `<id>#up` and `<id>#down` for the buttons that scale. */
  readonly key: string;
  readonly kind: 'component' | 'port' | 'worker' | 'pod' | 'service' | 'workload' | 'scale';
  /** Around this the ring is drawn. */
  readonly box: Box;
  /** From here and to here the arrows lead: for a worker its head, so that its pods lie below it. */
  readonly anchor: Box;
  /** Key of what Escape leads to; '' for the top. */
  readonly parent: string;
}

/** How far something may lie beside the way before it counts less than something farther but straight ahead. */
const asideWeight = 2.6;
/** Shares of a pixel by which neighbours may overlap after rounding. */
const slack = 2;

function ahead(from: Box, to: Box, direction: Direction): number {
  switch (direction) {
    case 'right':
      return to.x - right(from);
    case 'left':
      return from.x - right(to);
    case 'down':
      return to.y - bottom(from);
    case 'up':
      return from.y - bottom(to);
    default:
      return direction satisfies never;
  }
}

/** 0 while the two see each other straight ahead, else the gap beside the way. */
function aside(from: Box, to: Box, direction: Direction): number {
  const upright = direction === 'up' || direction === 'down';
  const gap = upright
    ? Math.max(to.x - right(from), from.x - right(to))
    : Math.max(to.y - bottom(from), from.y - bottom(to));
  return Math.max(0, gap);
}

function offCenter(from: Box, to: Box, direction: Direction): number {
  const upright = direction === 'up' || direction === 'down';
  return Math.abs(upright ? centerX(from) - centerX(to) : centerY(from) - centerY(to));
}

/** The thing that an arrow leads to: the nearest that lies ahead; null at the rim. Ties go to the earlier one. */
export function neighbor(
  things: readonly FocusThing[],
  from: FocusThing,
  direction: Direction,
): FocusThing | null {
  let best: FocusThing | null = null;
  let bestCost = Number.POSITIVE_INFINITY;
  const upright = direction === 'up' || direction === 'down';
  for (const thing of things) {
    // The scale buttons lie beside their workload: up and down lead to the workload itself.
    if (thing.key === from.key || (upright && thing.kind === 'scale')) continue;
    const forward = ahead(from.anchor, thing.anchor, direction);
    if (forward < -slack) continue;
    const beside = aside(from.anchor, thing.anchor, direction);
    const cost =
      Math.max(0, forward) + asideWeight * beside + 0.2 * offCenter(from.anchor, thing.anchor, direction);
    if (cost < bestCost) {
      best = thing;
      bestCost = cost;
    }
  }
  return best;
}
