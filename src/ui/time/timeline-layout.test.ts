import { describe, expect, it } from 'vitest';
import type { Mark } from '../../worker/protocol';
import { endOfLine, placeMarks } from './timeline-layout';

const mark = (at: number, label = `m${at}`): Mark => ({ at, kind: 'other', label });

describe('the time line', () => {
  it('ends in steps, always ahead of now', () => {
    expect([0, 10_000, 29_000, 60_000, 3_000_000].map(endOfLine)).toEqual([
      30_000, 30_000, 60_000, 120_000, 3_600_000,
    ]);
    expect(endOfLine(200_000_000)).toBeGreaterThan(200_000_000);
  });

  it('places every mark, and gives words to the newer where they crowd', () => {
    const placed = placeMarks([mark(0), mark(15_000), mark(15_500), mark(29_999)], 30_000, 600);
    expect(placed.map((entry) => entry.share)).toEqual([0, 0.5, 15_500 / 30_000, 29_999 / 30_000]);
    expect(placed.map((entry) => entry.labelled)).toEqual([true, false, true, false]);
  });

  it('places nothing outside the line', () => {
    expect(placeMarks([mark(-5), mark(90_000)], 30_000, 0).map((entry) => entry.share)).toEqual([0, 1]);
  });
});
