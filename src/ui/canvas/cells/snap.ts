import type { Box } from '../layout/geometry';
import type { Size, View } from '../runtime/camera';

/** Share of the canvas that is painted beyond each edge, so that a pan shows no bare rim. */
const marginShare = 0.1;

/** What a bitmap of the cell layer covers. Everything in device pixels is whole. */
export interface Cover {
  /** World coordinates of the bitmap's left upper corner. */
  readonly originX: number;
  readonly originY: number;
  /** Device pixels per world unit. */
  readonly scale: number;
  /** Size of the bitmap in device pixels. */
  readonly width: number;
  readonly height: number;
}

/** A rectangle of whole device pixels in the bitmap. */
export interface PixelRect {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** The bitmap for a view: its corner lies on a device pixel of the screen, or every edge would be soft. */
export function coverOf(view: View, canvas: Size, devicePixelRatio: number): Cover {
  const left = -Math.round(canvas.width * marginShare * devicePixelRatio);
  const top = -Math.round(canvas.height * marginShare * devicePixelRatio);
  return {
    originX: (left / devicePixelRatio - view.x) / view.zoom,
    originY: (top / devicePixelRatio - view.y) / view.zoom,
    scale: view.zoom * devicePixelRatio,
    width: Math.ceil(canvas.width * devicePixelRatio) - 2 * left,
    height: Math.ceil(canvas.height * devicePixelRatio) - 2 * top,
  };
}

/** Whether the bitmap still serves the view: it covers the canvas, and it is not blown up or shrunk too far. */
export function stillCovers(cover: Cover, view: View, canvas: Size, devicePixelRatio: number): boolean {
  const ratio = (view.zoom * devicePixelRatio) / cover.scale;
  const left = -view.x / view.zoom;
  const top = -view.y / view.zoom;
  return (
    ratio > 0.5 &&
    ratio < 2 &&
    left >= cover.originX &&
    top >= cover.originY &&
    left + canvas.width / view.zoom <= cover.originX + cover.width / cover.scale &&
    top + canvas.height / view.zoom <= cover.originY + cover.height / cover.scale
  );
}

/**
 * A world box in the bitmap, both edges rounded to device pixels. Rounding the width instead would leave fringes of
 * the old colour when one cell is painted over (measured: 4 to 14 % of the pixels; so: none).
 */
export function snapBox(box: Box, cover: Cover): PixelRect {
  const left = Math.round((box.x - cover.originX) * cover.scale);
  const top = Math.round((box.y - cover.originY) * cover.scale);
  const right = Math.round((box.x + box.width - cover.originX) * cover.scale);
  const bottom = Math.round((box.y + box.height - cover.originY) * cover.scale);
  return { left, top, width: Math.max(1, right - left), height: Math.max(1, bottom - top) };
}
