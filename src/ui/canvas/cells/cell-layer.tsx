import { useEffect, useRef } from 'react';
import { getPod, onFrame, uiStore } from '../../store';
import type { Layout } from '../layout/types';
import type { LodKeeper } from '../pods/lod-keeper';
import { placedPodsOf } from '../pods/pod-boxes';
import type { Size } from '../runtime/camera';
import { type Colors, onThemeChange, readColors } from '../runtime/colors';
import { drawOrder } from '../runtime/loop';
import { type CanvasRuntime, useRuntime } from '../runtime/runtime';
import { type Cover, coverOf, snapBox, stillCovers } from './snap';
import { drawCell } from './draw-cell';

/** The bitmap is made sharp again when the view stood still so long. Real ms. */
const settleMs = 120;
const systemAlpha = 0.45;

function nodesOfCells(layout: Layout, lod: LodKeeper): string[] {
  return ['', ...layout.workers.map((worker) => worker.name)].filter(
    (name) => lod.modes().get(name) !== 'card',
  );
}

function paint(
  canvas: HTMLCanvasElement,
  cover: Cover,
  runtime: CanvasRuntime,
  names: string[],
  colors: Colors,
): void {
  const { layout, places, lit } = runtime;
  const context = canvas.getContext('2d');
  if (!context || !layout) return;
  if (canvas.width !== cover.width || canvas.height !== cover.height) {
    canvas.width = cover.width;
    canvas.height = cover.height;
  } else context.clearRect(0, 0, cover.width, cover.height);
  canvas.style.width = `${cover.width}px`;
  canvas.style.height = `${cover.height}px`;
  canvas.style.transform = `translate(${cover.originX}px, ${cover.originY}px) scale(${1 / cover.scale})`;
  const ratio = cover.scale / runtime.view().zoom;
  const { selection } = uiStore.getState();
  for (const name of names) {
    for (const { id, box, leaving } of placedPodsOf(layout, places, name)) {
      const pod = getPod(id) ?? leaving;
      if (!pod) continue;
      const rect = snapBox(box, cover);
      if (
        rect.left > cover.width ||
        rect.top > cover.height ||
        rect.left + rect.width < 0 ||
        rect.top + rect.height < 0
      ) {
        continue;
      }
      const mark = id === selection ? 'selected' : lit.has(id) ? 'lit' : 'none';
      // The system's own stand back: they are there, and they are not what one looks for.
      context.globalAlpha = pod.system && pod.shape === 'running' && mark === 'none' ? systemAlpha : 1;
      drawCell(context, rect, pod.shape, mark, colors, ratio);
      context.globalAlpha = 1;
    }
  }
}

interface CellLayerProps {
  readonly layout: Layout;
  readonly lod: LodKeeper;
  readonly canvasSize: () => Size;
  /** Tells of every move of the view. */
  readonly onViewChange: (listener: () => void) => () => void;
}

/**
 * Pods too small for words, as cells on one canvas inside React Flow's viewport: it moves with the world for free and
 * is painted again when something changed or the view has come to rest.
 */
export function CellLayer({ layout, lod, canvasSize, onViewChange }: CellLayerProps) {
  const runtime = useRuntime();
  const ref = useRef<HTMLCanvasElement>(null);
  const repaint = useRef<() => void>(() => undefined);

  useEffect(() => {
    const element = ref.current;
    if (!element) return;
    let colors = readColors(element);
    let dirty = true;
    let cover: Cover | null = null;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const soil = (): void => {
      dirty = true;
      runtime.loop.request();
    };
    repaint.current = soil;
    const draw = (): boolean => {
      if (!runtime.layout) return false;
      const names = nodesOfCells(runtime.layout, lod);
      element.hidden = names.length === 0;
      const view = runtime.view();
      const lost = cover !== null && !stillCovers(cover, view, canvasSize(), devicePixelRatio);
      if (names.length === 0 || !(dirty || lost)) return false;
      dirty = false;
      cover = coverOf(view, canvasSize(), devicePixelRatio);
      paint(element, cover, runtime, names, colors);
      return false;
    };
    const stops = [
      runtime.loop.add(drawOrder.cells, draw),
      runtime.places.subscribe(soil),
      lod.subscribe(soil),
      onFrame((frame) => {
        if (frame.pods.length > 0 || frame.removed.length > 0 || frame.reset) soil();
      }),
      uiStore.subscribe((state, before) => {
        if (state.selection !== before.selection) soil();
      }),
      onViewChange(() => {
        clearTimeout(timer);
        timer = setTimeout(soil, settleMs);
      }),
      onThemeChange(() => {
        colors = readColors(element);
        soil();
      }),
    ];
    return () => {
      clearTimeout(timer);
      for (const stop of stops) stop();
    };
  }, [runtime, lod, canvasSize, onViewChange]);

  // A new layout is the reason to paint.
  useEffect(() => repaint.current(), [layout]);
  return <canvas ref={ref} className="ko-cells" aria-hidden="true" />;
}
