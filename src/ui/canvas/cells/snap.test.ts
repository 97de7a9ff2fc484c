import { describe, expect, it } from 'vitest';
import { slotBox } from '../layout/pod-grid';
import { layoutCluster } from '../layout/layout';
import { layoutInput } from '../testing/layout-input';
import { coverOf, snapBox, stillCovers } from './snap';

const canvas = { width: 932, height: 580 };

describe.each([1, 1.25, 2])('cells at %d device pixels per CSS pixel', (ratio) => {
  it.each([0.31, 0.777, 1, 1.37, 2.9])(
    'have whole edges at zoom %d, and no holes where slots touch',
    (zoom) => {
      const cover = coverOf({ x: 13.37, y: -7.1, zoom }, canvas, ratio);
      for (let index = 0; index < 50; index += 1) {
        const here = snapBox({ x: index * 7.3, y: 3.1, width: 7.3, height: 9.9 }, cover);
        const next = snapBox({ x: (index + 1) * 7.3, y: 3.1, width: 7.3, height: 9.9 }, cover);
        expect(Number.isInteger(here.left) && Number.isInteger(here.width)).toBe(true);
        expect(here.left + here.width).toBe(next.left);
      }
    },
  );

  it('puts the corner of the bitmap on a device pixel of the screen', () => {
    const view = { x: 13.37, y: -7.1, zoom: 0.777 };
    const cover = coverOf(view, canvas, ratio);
    const screenX = (cover.originX * view.zoom + view.x) * ratio;
    expect(Math.abs(screenX - Math.round(screenX))).toBeLessThan(1e-9);
  });
});

describe('stillCovers', () => {
  const view = { x: 0, y: 0, zoom: 1 };
  const cover = coverOf(view, canvas, 1);

  it('holds inside the margin and ends beyond it', () => {
    expect(stillCovers(cover, view, canvas, 1)).toBe(true);
    expect(stillCovers(cover, { ...view, x: 80 }, canvas, 1)).toBe(true);
    expect(stillCovers(cover, { ...view, x: 120 }, canvas, 1)).toBe(false);
    expect(stillCovers(cover, { ...view, zoom: 2.1 }, canvas, 1)).toBe(false);
  });
});

describe('snapBox', () => {
  it('draws even the smallest cell', () => {
    const layout = layoutCluster(layoutInput({}, 100, 30));
    const grid = layout.workers[0]?.grid;
    const cover = coverOf({ x: 0, y: 0, zoom: 0.3 }, canvas, 1);
    expect(grid && snapBox(slotBox(grid, 29), cover).width).toBeGreaterThanOrEqual(1);
  });
});
