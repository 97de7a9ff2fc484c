import { describe, expect, it } from 'vitest';
import { popoverPosition } from './popover-position';

const canvas = { width: 932, height: 580 };
const card = { width: 300, height: 200 };
const view = { x: 0, y: 0, zoom: 1 };

describe('popoverPosition', () => {
  it('stands at the right of the pod, else at the left', () => {
    expect(popoverPosition({ x: 100, y: 50, width: 100, height: 48 }, view, card, canvas)).toEqual({
      left: 208,
      top: 50,
    });
    expect(popoverPosition({ x: 800, y: 50, width: 100, height: 48 }, view, card, canvas)).toEqual({
      left: 492,
      top: 50,
    });
  });

  it('stands above or below on a phone', () => {
    const phone = { width: 390, height: 600 };
    expect(popoverPosition({ x: 130, y: 50, width: 100, height: 48 }, view, card, phone).top).toBe(106);
    expect(popoverPosition({ x: 130, y: 500, width: 100, height: 48 }, view, card, phone).top).toBe(292);
  });

  it.each([0.3, 1, 4])('is inside the canvas at zoom %d, wherever the pod is', (zoom) => {
    for (let x = -200; x < 1200; x += 90) {
      for (let y = -200; y < 800; y += 90) {
        const at = popoverPosition({ x, y, width: 100, height: 48 }, { ...view, zoom }, card, canvas);
        expect(at.left).toBeGreaterThanOrEqual(8);
        expect(at.top).toBeGreaterThanOrEqual(8);
        expect(at.left + card.width).toBeLessThanOrEqual(canvas.width - 8);
        expect(at.top + card.height).toBeLessThanOrEqual(canvas.height - 8);
      }
    }
  });
});
