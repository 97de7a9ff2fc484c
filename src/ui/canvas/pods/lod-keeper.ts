import { getPodIdsOfNode } from '../../store';
import { type Box, bottom, centerX, centerY, right } from '../layout/geometry';
import type { Layout } from '../layout/types';
import type { Size, View } from '../runtime/camera';
import type { CanvasRuntime } from '../runtime/runtime';
import { cardWidthEnter, decideModes, type NodeExtent, type PodMode, stepModes } from './lod';

/** Nothing is mounted while a gesture goes on; it has ended when the view stood still so long. Real ms. */
const settleMs = 100;

/** Keeps the mode of every node's pods, and changes it in small steps after the view has come to rest. */
export interface LodKeeper {
  modes(): ReadonlyMap<string, PodMode>;
  subscribe(listener: () => void): () => void;
  /** The view moved. */
  viewChanged(): void;
  /** Pods or layout changed: decide at once, there is no gesture. */
  thingsChanged(): void;
  dispose(): void;
}

function extentOf(name: string, box: Box, podWidth: number, view: View, canvas: Size): NodeExtent {
  const left = box.x * view.zoom + view.x;
  const top = box.y * view.zoom + view.y;
  const visible =
    left < canvas.width &&
    top < canvas.height &&
    right(box) * view.zoom + view.x > 0 &&
    bottom(box) * view.zoom + view.y > 0;
  const dx = centerX(box) * view.zoom + view.x - canvas.width / 2;
  const dy = centerY(box) * view.zoom + view.y - canvas.height / 2;
  return {
    name,
    pods: getPodIdsOfNode(name).length,
    podWidth: podWidth * view.zoom,
    distance: Math.hypot(dx, dy),
    visible,
  };
}

function extents(layout: Layout, view: View, canvas: Size): NodeExtent[] {
  const { machine } = layout;
  return [
    extentOf('', layout.tray.box, layout.tray.grid.slotWidth, view, canvas),
    ...(machine ? [extentOf(machine.name, machine.box, cardWidthEnter, view, canvas)] : []),
    ...layout.workers.map(({ name, box, grid }) => extentOf(name, box, grid.slotWidth, view, canvas)),
  ];
}

export function createLodKeeper(runtime: CanvasRuntime, canvas: () => Size): LodKeeper {
  let modes: ReadonlyMap<string, PodMode> = new Map();
  const listeners = new Set<() => void>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let animationFrame = 0;

  const step = (): void => {
    animationFrame = 0;
    const { layout } = runtime;
    if (!layout) return;
    const nodes = extents(layout, runtime.view(), canvas());
    const next = stepModes(nodes, modes, decideModes(nodes, modes));
    if (next === modes) return;
    modes = next;
    for (const listener of [...listeners]) listener();
    animationFrame = requestAnimationFrame(step);
  };

  const decideSoon = (): void => {
    if (animationFrame === 0) animationFrame = requestAnimationFrame(step);
  };

  return {
    modes: () => modes,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    viewChanged() {
      clearTimeout(timer);
      timer = setTimeout(decideSoon, settleMs);
    },
    thingsChanged: decideSoon,
    dispose() {
      clearTimeout(timer);
      cancelAnimationFrame(animationFrame);
      animationFrame = 0;
    },
  };
}
