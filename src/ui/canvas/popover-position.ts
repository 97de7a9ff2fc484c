import type { Box } from './layout/geometry';
import type { Size, View } from './runtime/camera';

/** Distance from the pod, and from the edge of the canvas, in CSS pixels. */
const gap = 8;
const edge = 8;

/** Beside the pod where there is room, else below or above it; always inside the canvas. */
export function popoverPosition(
  pod: Box,
  view: View,
  card: Size,
  canvas: Size,
): { left: number; top: number } {
  const left = pod.x * view.zoom + view.x;
  const top = pod.y * view.zoom + view.y;
  const right = left + pod.width * view.zoom;
  const bottom = top + pod.height * view.zoom;
  const clampX = (x: number) => Math.max(edge, Math.min(x, canvas.width - edge - card.width));
  const clampY = (y: number) => Math.max(edge, Math.min(y, canvas.height - edge - card.height));
  if (right + gap + card.width <= canvas.width - edge) return { left: clampX(right + gap), top: clampY(top) };
  if (left - gap - card.width >= edge) return { left: clampX(left - gap - card.width), top: clampY(top) };
  const below = bottom + gap + card.height <= canvas.height - edge;
  return { left: clampX(left), top: clampY(below ? bottom + gap : top - gap - card.height) };
}
