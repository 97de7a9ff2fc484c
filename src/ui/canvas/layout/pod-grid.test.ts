import { describe, expect, it } from 'vitest';
import { type Box, bottom, right } from './geometry';
import { fitGrid, slotBox } from './pod-grid';

const need = { podWidthMin: 104, podHeight: 48, shortHeight: 32, scale: 1 };
const area: Box = { x: 10, y: 20, width: 260, height: 180 };

describe('fitGrid', () => {
  it('draws few pods large, more of them shorter and lower, many as cells', () => {
    const size = (slots: number) => fitGrid(area, { ...need, slots }).size;
    expect(size(20)).toBe('mini');
    expect(size(0)).toBe('full');
    expect(size(6)).toBe('full');
    expect(size(7)).toBe('short');
    expect(size(40)).toBe('cell');
  });

  it('draws pods larger where there is room to spare', () => {
    const wide: Box = { x: 0, y: 0, width: 440, height: 420 };
    expect(fitGrid(wide, { ...need, slots: 2 }).scale).toBeGreaterThan(1.2);
    expect(fitGrid(area, { ...need, slots: 2 }).scale).toBe(1);
  });

  it.each([0, 1, 6, 7, 13, 40, 110, 400])('finds room inside the area for %d slots', (slots) => {
    const grid = fitGrid(area, { ...need, slots });
    for (let slot = 0; slot < slots; slot += 1) {
      const box = slotBox(grid, slot);
      expect(box.x).toBeGreaterThanOrEqual(area.x);
      expect(right(box)).toBeLessThanOrEqual(right(area) + 0.001);
      expect(bottom(box)).toBeLessThanOrEqual(bottom(area) + 0.001);
    }
  });

  it('keeps short pods high enough for a finger', () => {
    expect(fitGrid(area, { ...need, shortHeight: 44, slots: 8 })).toMatchObject({ size: 'cell' });
    const higher = fitGrid({ ...area, height: 200 }, { ...need, shortHeight: 44, slots: 8 });
    expect(higher.size).toBe('short');
    expect(higher.slotHeight).toBeGreaterThanOrEqual(44);
  });
});
