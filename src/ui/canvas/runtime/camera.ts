import { type Box, bottom, right } from '../layout/geometry';

/** React Flow's viewport: screen = world * zoom + (x, y). */
export interface View {
  readonly x: number;
  readonly y: number;
  readonly zoom: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** The part of React Flow that the camera moves. */
export interface ViewPort {
  get(): View;
  set(view: View): void;
}

/** Duration of a camera move, in real ms. */
export const cameraMs = 350;
export const zoomMax = 24;

/** The view at rest: the world's width fills the canvas, its head is at the top. */
export function homeView(world: { readonly width: number; readonly zoom: number }, canvas: Size): View {
  const zoom = Math.min(world.zoom, canvas.width / world.width);
  return { zoom, x: (canvas.width - world.width * zoom) / 2, y: 0 };
}

/** How far one can zoom out: until the whole world is seen with some air around it; there is nothing beyond. */
export function zoomFloor(world: Size & { readonly zoom: number }, canvas: Size): number {
  return 0.8 * Math.min(world.zoom, canvas.width / world.width, canvas.height / world.height);
}

/** The least move after which the box is inside the canvas, `margin` CSS pixels from its edge; the same view if it is. */
export function viewShowing(view: View, box: Box, canvas: Size, margin: number): View {
  const left = box.x * view.zoom + view.x;
  const top = box.y * view.zoom + view.y;
  const rightEdge = right(box) * view.zoom + view.x;
  const bottomEdge = bottom(box) * view.zoom + view.y;
  const dx = shift(left, rightEdge, canvas.width, margin);
  const dy = shift(top, bottomEdge, canvas.height, margin);
  return dx === 0 && dy === 0 ? view : { zoom: view.zoom, x: view.x + dx, y: view.y + dy };
}

function shift(start: number, end: number, room: number, margin: number): number {
  if (start < margin) return margin - start;
  // What is larger than the canvas shows its beginning.
  if (end > room - margin) return Math.max(room - margin - end, margin - start);
  return 0;
}

/** The view zoomed by `factor` around a point of the canvas, not below `zoomMin`. */
export function viewZoomed(
  view: View,
  factor: number,
  around: { readonly x: number; readonly y: number },
  zoomMin: number,
): View {
  const zoom = Math.min(zoomMax, Math.max(zoomMin, view.zoom * factor));
  const ratio = zoom / view.zoom;
  return { zoom, x: around.x - (around.x - view.x) * ratio, y: around.y - (around.y - view.y) * ratio };
}

const easeInOut = (t: number): number => (t < 0.5 ? 2 * t * t : 1 - (2 - 2 * t) ** 2 / 2);

/** Between two views. Zoom is shared out like the rest, so that every point of the world moves straight. */
export function viewBetween(from: View, to: View, t: number): View {
  const e = easeInOut(Math.min(1, Math.max(0, t)));
  return {
    x: from.x + (to.x - from.x) * e,
    y: from.y + (to.y - from.y) * e,
    zoom: from.zoom + (to.zoom - from.zoom) * e,
  };
}

export interface Camera {
  /** Moves there; at once when motion is reduced or `animate` is false. A hand on the canvas ends the move. */
  moveTo(view: View, animate: boolean): void;
  /** Ends a move in progress. */
  interrupt(): void;
  /** One step of the move; true while it goes on. */
  step(realNow: number): boolean;
}

export function createCamera(port: ViewPort, requestFrame: () => void): Camera {
  let move: { from: View; to: View; start: number | null } | null = null;
  return {
    moveTo(view, animate) {
      move = null;
      if (!animate) port.set(view);
      else move = { from: port.get(), to: view, start: null };
      requestFrame();
    },
    interrupt() {
      move = null;
    },
    step(realNow) {
      if (!move) return false;
      move.start ??= realNow;
      const t = (realNow - move.start) / cameraMs;
      port.set(viewBetween(move.from, move.to, t));
      if (t >= 1) move = null;
      return move !== null;
    },
  };
}
