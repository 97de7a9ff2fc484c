import type { Mark } from '../../worker/protocol';

/** A mark placed on the line. */
export interface PlacedMark {
  readonly mark: Mark;
  /** Share of the line's width, 0 … 1. */
  readonly share: number;
  /** True when there is room for its words. */
  readonly labelled: boolean;
}

/** Ends that the line may have, virtual ms: it grows in steps, so that the knob is seen to move. */
const ends = [30, 60, 120, 300, 600, 1200, 1800, 3600, 7200, 14_400, 43_200, 86_400].map((s) => s * 1000);
/** Room that a label takes, CSS pixels. */
const labelWidthMin = 90;

/** The virtual ms at the right end of the line when it is `now`. */
export function endOfLine(now: number): number {
  const found = ends.find((end) => end >= now * 1.05);
  if (found !== undefined) return found;
  const day = ends.at(-1) ?? 1;
  return Math.ceil((now * 1.05) / day) * day;
}

/**
 * Places the marks on a line of `width` pixels. Where they crowd, the newer one keeps its words, because one looks for
 * what one has just done; every mark keeps its tick.
 */
export function placeMarks(marks: readonly Mark[], end: number, width: number): readonly PlacedMark[] {
  let nextLabelMax = width - labelWidthMin / 2 + 8;
  const placed: PlacedMark[] = [];
  for (let index = marks.length - 1; index >= 0; index -= 1) {
    const mark = marks[index];
    if (!mark) continue;
    const share = Math.min(1, Math.max(0, mark.at / end));
    const x = share * width;
    const labelled = x <= nextLabelMax;
    if (labelled) nextLabelMax = x - labelWidthMin;
    placed.push({ mark, share, labelled });
  }
  return placed.reverse();
}
