/** World units: CSS pixels at zoom 1. The y axis points down. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A way along which hops travel, with the length from its start to each of its points. */
export interface Polyline {
  readonly points: readonly Point[];
  /** As many as points; the first is 0, the last the whole length. */
  readonly lengths: readonly number[];
}

export const right = (box: Box): number => box.x + box.width;
export const bottom = (box: Box): number => box.y + box.height;
export const centerX = (box: Box): number => box.x + box.width / 2;
export const centerY = (box: Box): number => box.y + box.height / 2;

/** The last of something that is never empty by construction. */
function last<T>(items: readonly T[]): T {
  const item = items[items.length - 1];
  if (item === undefined) throw new RangeError('the last of nothing');
  return item;
}

/** Measures a way. Points that repeat the one before them are dropped, so that no segment is empty. */
export function polyline(points: readonly Point[]): Polyline {
  const kept: Point[] = [];
  const lengths: number[] = [];
  let length = 0;
  for (const point of points) {
    const before = kept[kept.length - 1];
    if (before) {
      const step = Math.hypot(point.x - before.x, point.y - before.y);
      if (step < 0.01) continue;
      length += step;
    }
    kept.push(point);
    lengths.push(length);
  }
  return { points: kept, lengths };
}

export function polylineLength(line: Polyline): number {
  return line.lengths[line.lengths.length - 1] ?? 0;
}

/** The point at `fraction` (0 to 1, clamped) of the way. */
export function pointAt(line: Polyline, fraction: number): Point {
  const { points, lengths } = line;
  const first = points[0];
  if (!first) return { x: 0, y: 0 };
  const target = Math.min(1, Math.max(0, fraction)) * polylineLength(line);
  for (let index = 1; index < points.length; index += 1) {
    const a = points[index - 1];
    const b = points[index];
    const start = lengths[index - 1] ?? 0;
    const end = lengths[index] ?? 0;
    if (!a || !b || target > end) continue;
    const t = end === start ? 0 : (target - start) / (end - start);
    return { x: a.x + (b.x - a.x) * t, y: a.y + (b.y - a.y) * t };
  }
  return last(points);
}

export function reversed(line: Polyline): Polyline {
  return polyline([...line.points].reverse());
}

export function joined(first: Polyline, second: Polyline): Polyline {
  return polyline([...first.points, ...second.points]);
}

export function boxContains(box: Box, point: Point): boolean {
  return point.x >= box.x && point.x <= right(box) && point.y >= box.y && point.y <= bottom(box);
}

export function boxesOverlap(a: Box, b: Box): boolean {
  return a.x < right(b) && b.x < right(a) && a.y < bottom(b) && b.y < bottom(a);
}

/** True when the horizontal or vertical segment runs through the inside of the box; touching its edge does not count. */
export function segmentCrossesBox(a: Point, b: Point, box: Box): boolean {
  const inset = 0.01;
  const left = Math.min(a.x, b.x);
  const top = Math.min(a.y, b.y);
  return (
    left < right(box) - inset &&
    Math.max(a.x, b.x) > box.x + inset &&
    top < bottom(box) - inset &&
    Math.max(a.y, b.y) > box.y + inset
  );
}
