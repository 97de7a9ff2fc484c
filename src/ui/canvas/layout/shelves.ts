import type { Box } from './geometry';

export interface ShelfNeed {
  readonly count: number;
  /** Smallest good size of one box at scale 1. */
  readonly widthMin: number;
  readonly heightMin: number;
  /** At scale 1. The gap between shelves holds a trunk and the ports. */
  readonly gapX: number;
  readonly gapY: number;
}

export interface Shelves {
  readonly scale: number;
  readonly columns: number;
  readonly boxes: readonly Box[];
}

interface Candidate {
  readonly scale: number;
  readonly columns: number;
  readonly width: number;
  readonly height: number;
}

function candidate(area: Box, need: ShelfNeed, columns: number): Candidate {
  const rows = Math.ceil(need.count / columns);
  const scaleX = area.width / (columns * need.widthMin + (columns - 1) * need.gapX);
  const scaleY = area.height / (rows * need.heightMin + (rows - 1) * need.gapY);
  const scale = Math.min(1, scaleX, scaleY);
  return {
    scale,
    columns,
    width: (area.width - (columns - 1) * need.gapX * scale) / columns,
    height: (area.height - (rows - 1) * need.gapY * scale) / rows,
  };
}

/**
 * Puts boxes of one size on shelves, in the given order, as large as the area allows. All of them always fit: a box
 * that does not fit would be a worker that nobody sees fail.
 */
export function shelve(area: Box, need: ShelfNeed): Shelves {
  if (need.count === 0) return { scale: 1, columns: 1, boxes: [] };
  let best = candidate(area, need, need.count);
  for (let columns = need.count - 1; columns >= 1; columns -= 1) {
    const next = candidate(area, need, columns);
    // More columns win at equal scale: fewer shelves, shorter ways.
    if (next.scale > best.scale + 1e-9) best = next;
  }
  const boxes = Array.from({ length: need.count }, (_, index) => {
    const column = index % best.columns;
    const row = Math.floor(index / best.columns);
    return {
      x: area.x + column * (best.width + need.gapX * best.scale),
      y: area.y + row * (best.height + need.gapY * best.scale),
      width: best.width,
      height: best.height,
    };
  });
  return { scale: best.scale, columns: best.columns, boxes };
}
