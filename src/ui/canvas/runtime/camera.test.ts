import { describe, expect, it } from 'vitest';
import {
  cameraMs,
  createCamera,
  homeView,
  type View,
  viewBetween,
  viewShowing,
  viewZoomed,
  zoomFloor,
} from './camera';

const canvas = { width: 900, height: 500 };
const view: View = { x: 0, y: 0, zoom: 1 };

describe('views', () => {
  it('are at rest with the world’s width in the canvas and its head at the top', () => {
    expect(homeView({ width: 900, zoom: 1 }, canvas)).toEqual(view);
    expect(homeView({ width: 1800, zoom: 1 }, canvas)).toEqual({ x: 0, y: 0, zoom: 0.5 });
  });

  it('move only as far as needed to show a box', () => {
    const box = { x: 880, y: 100, width: 100, height: 50 };
    expect(viewShowing(view, box, canvas, 10)).toEqual({ x: -90, y: 0, zoom: 1 });
    expect(viewShowing(view, { ...box, x: 300 }, canvas, 10)).toBe(view);
  });

  it('zoom around a point that stays where it is', () => {
    const zoomed = viewZoomed({ x: 30, y: -20, zoom: 1.5 }, 2, { x: 200, y: 100 }, 0.5);
    expect((200 - zoomed.x) / zoomed.zoom).toBeCloseTo((200 - 30) / 1.5);
    expect((100 - zoomed.y) / zoomed.zoom).toBeCloseTo((100 + 20) / 1.5);
  });

  it('do not zoom out beyond the floor', () => {
    expect(viewZoomed(view, 0.1, { x: 0, y: 0 }, 0.5).zoom).toBe(0.5);
    expect(zoomFloor({ width: 900, height: 1000, zoom: 1 }, canvas)).toBe(0.4);
  });

  it('begin and end a move exactly', () => {
    const to = { x: 10, y: 20, zoom: 3 };
    expect(viewBetween(view, to, 0)).toEqual(view);
    expect(viewBetween(view, to, 1)).toEqual(to);
  });
});

describe('camera', () => {
  function setUp() {
    let current = view;
    const camera = createCamera({ get: () => current, set: (next) => (current = next) }, () => undefined);
    return { camera, at: () => current };
  }

  it('moves over its time and stops there', () => {
    const { camera, at } = setUp();
    camera.moveTo({ x: 100, y: 0, zoom: 1 }, true);
    expect(camera.step(1000)).toBe(true);
    expect(at().x).toBe(0);
    camera.step(1000 + cameraMs / 2);
    expect(at().x).toBe(50);
    expect(camera.step(1000 + cameraMs)).toBe(false);
    expect(at().x).toBe(100);
  });

  it('stays where a hand stopped it', () => {
    const { camera, at } = setUp();
    camera.moveTo({ x: 100, y: 0, zoom: 1 }, true);
    camera.step(0);
    camera.step(cameraMs / 2);
    camera.interrupt();
    expect(camera.step(cameraMs)).toBe(false);
    expect(at().x).toBe(50);
  });

  it('is there at once without motion', () => {
    const { camera, at } = setUp();
    camera.moveTo({ x: 100, y: 0, zoom: 2 }, false);
    expect(at()).toEqual({ x: 100, y: 0, zoom: 2 });
  });
});
