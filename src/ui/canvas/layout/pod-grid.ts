import type { Box, Point } from './geometry';

/**
 * `full`: name, second line, ring. `short`: one line. `mini`: one low line, for the system's own and for a crowd. `cell`:
 * too small for words at zoom 1 (drawn as words only when zoomed in).
 */
export type PodSize = 'full' | 'short' | 'mini' | 'cell';

/** Slots for pods: columns and rows of equal boxes. */
export interface PodGrid {
  readonly origin: Point;
  readonly columns: number;
  readonly rows: number;
  readonly slotWidth: number;
  readonly slotHeight: number;
  readonly gap: number;
  /** World units per CSS pixel of a pod's own drawing. */
  readonly scale: number;
  readonly size: PodSize;
}

export interface GridNeed {
  /** Slots that must find room. */
  readonly slots: number;
  /** Smallest width of a full pod and its height, in world units at `scale` 1. */
  readonly podWidthMin: number;
  readonly podHeight: number;
  readonly shortHeight: number;
  /** The container's own scale. */
  readonly scale: number;
}

const gapFull = 8;
const shortWidthMin = 84;
const gapShort = 6;
/** Where there is room to spare, pods are drawn larger: the back row will thank. Room is to spare while so many fit. */
const growths = [1.6, 1.45, 1.3, 1.15] as const;
const generousSlots = 8;
/** Of a low line that still has room for a mark and a word, and of the finger that could not hit it. */
const miniWidthMin = 66;
const miniHeight = 22;
const gapTight = 4;
const fingerHeight = 44;
/** Each step of shrinking; coarse, so that a pod more seldom moves the others. */
const shrinkFactor = 0.92;
const shrinkStepsMax = 80;
/** A cell is higher than a short card: it has no words, and its outline needs the room. */
const cellHeight = 44;
/** A slot grows into free room only so far: a lonely pod should not become a banner. */
const stretchMax = 1.6;

function gridOf(
  area: Box,
  width: number,
  height: number,
  gap: number,
  scale: number,
  size: PodSize,
): PodGrid {
  const columns = Math.max(1, Math.floor((area.width + gap) / (width + gap)));
  const rows = Math.max(0, Math.floor((area.height + gap + 0.001) / (height + gap)));
  const slotWidth = Math.min((area.width - gap * (columns - 1)) / columns, width * stretchMax);
  return { origin: { x: area.x, y: area.y }, columns, rows, slotWidth, slotHeight: height, gap, scale, size };
}

/** Pods without a second line grow into the height that is left, as slots do into the width. */
function heightened(grid: PodGrid, area: Box, slots: number): PodGrid {
  const rows = Math.max(1, Math.ceil(slots / grid.columns));
  const room = (area.height - grid.gap * (rows - 1)) / rows;
  return {
    ...grid,
    rows,
    slotHeight: Math.max(grid.slotHeight, Math.min(room, grid.slotHeight * stretchMax)),
  };
}

/** The largest drawing of pods with which `slots` of them fit the area. It never gives up: the last step is tiny. */
export function fitGrid(area: Box, need: GridNeed): PodGrid {
  const unit = need.scale;
  const fullAt = (scale: number): PodGrid =>
    gridOf(area, need.podWidthMin * scale, need.podHeight * scale, gapFull * scale, scale, 'full');
  for (const growth of growths) {
    const grown = fullAt(unit * growth);
    if (grown.columns * grown.rows >= Math.max(need.slots, generousSlots)) return grown;
  }
  const full = fullAt(unit);
  if (full.columns * full.rows >= need.slots) return full;
  const short = gridOf(area, shortWidthMin * unit, need.shortHeight * unit, gapShort * unit, unit, 'short');
  if (short.columns * short.rows >= need.slots) return heightened(short, area, need.slots);
  const mini = gridOf(area, miniWidthMin * unit, miniHeight * unit, gapTight * unit, unit, 'mini');
  if (need.shortHeight < fingerHeight && mini.columns * mini.rows >= need.slots) return mini;
  let grid = full;
  for (let step = 1; step < shrinkStepsMax; step += 1) {
    const scale = unit * shrinkFactor ** step;
    grid = gridOf(area, shortWidthMin * scale, cellHeight * scale, gapShort * scale, scale, 'cell');
    if (grid.columns * grid.rows >= need.slots) return heightened(grid, area, need.slots);
  }
  return grid;
}

const gapMini = 5;
const miniWidthMax = 104;

/** One row of equal low pods, however many there are. */
export function rowGrid(area: Box, slots: number, scale: number): PodGrid {
  const columns = Math.max(1, slots);
  const gap = Math.min(gapMini * scale, area.width / columns / 4);
  const slotWidth = Math.min(miniWidthMax * scale, (area.width - gap * (columns - 1)) / columns);
  return {
    origin: { x: area.x, y: area.y },
    columns,
    rows: 1,
    slotWidth,
    slotHeight: area.height,
    gap,
    scale,
    size: 'mini',
  };
}

/** Box of one slot; slots fill rows from the left. */
export function slotBox(grid: PodGrid, slot: number): Box {
  const column = slot % grid.columns;
  const row = Math.floor(slot / grid.columns);
  return {
    x: grid.origin.x + column * (grid.slotWidth + grid.gap),
    y: grid.origin.y + row * (grid.slotHeight + grid.gap),
    width: grid.slotWidth,
    height: grid.slotHeight,
  };
}
