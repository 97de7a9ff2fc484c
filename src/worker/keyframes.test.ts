import { describe, expect, it } from 'vitest';
import { thinned, type Moment } from './keyframes';

/** A world that was kept every so many events, thinned each time. */
function kept(count: number, every: number, most: number): readonly Moment[] {
  let moments: readonly Moment[] = [];
  for (let i = 0; i < count; i++) moments = thinned([...moments, { steps: i * every }], most);
  return moments;
}

function gaps(moments: readonly Moment[]): number[] {
  return moments.slice(1).map(({ steps }, i) => steps - (moments[i]?.steps ?? 0));
}

describe('thinned keyframes', () => {
  it('are at most so many, with the first and the newest among them', () => {
    const moments = kept(2000, 1000, 60);
    expect(moments).toHaveLength(60);
    expect(moments[0]?.steps).toBe(0);
    expect(moments.at(-1)?.steps).toBe(1_999_000);
  });

  it('lie close together near the newest and further apart far back', () => {
    const all = gaps(kept(2000, 1000, 60));
    const mean = (list: readonly number[]): number => list.reduce((sum, gap) => sum + gap, 0) / list.length;
    expect(mean(all.slice(-10))).toBeLessThan(mean(all.slice(0, 10)) / 4);
  });

  it('never leave a gap of more than a tenth of all that there was', () => {
    const all = gaps(kept(2000, 1000, 60));
    expect(Math.max(...all)).toBeLessThan(200_000);
  });

  it('stay as they are while there is room', () => {
    const moments = [{ steps: 0 }, { steps: 5 }, { steps: 7 }];
    expect(thinned(moments, 3)).toBe(moments);
  });
});
