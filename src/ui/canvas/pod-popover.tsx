import { useStore } from '@xyflow/react';
import { useEffect, useLayoutEffect, useRef, useState, useSyncExternalStore } from 'react';
import { PodCard } from '../panels/pod-card';
import { usePod } from '../store';
import type { Box } from './layout/geometry';
import type { Layout } from './layout/types';
import { placeOfPod } from './pods/pod-boxes';
import type { Size, View } from './runtime/camera';
import { useRuntime } from './runtime/runtime';

/** Distance from the pod, and from the edge of the canvas, in CSS pixels. */
const gap = 8;
const edge = 8;

/** Beside the pod where there is room, else below or above it; always inside the canvas. */
export function popoverPosition(pod: Box, view: View, card: Size, canvas: Size): { left: number; top: number } {
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

interface PodPopoverProps {
  readonly id: string;
  readonly layout: Layout;
  readonly canvasSize: () => Size;
  /** True when it was opened by a key: the focus then goes to the first verb. */
  readonly takeFocus: boolean;
  /** With true when the focus was in the card, or should come back to the picture. */
  readonly onClose: (takeFocusBack: boolean) => void;
}

/** The card of a pod, beside it. It follows the pod when the world moves, and goes when the pod goes. */
export function PodPopover({ id, layout, canvasSize, takeFocus, onClose }: PodPopoverProps) {
  const { places } = useRuntime();
  useSyncExternalStore(places.subscribe, places.version);
  const [x, y, zoom] = useStore((state) => state.transform);
  const pod = usePod(id);
  const ref = useRef<HTMLDivElement>(null);
  const [size, setSize] = useState<Size>({ width: 300, height: 230 });
  const placed = placeOfPod(layout, places, id);
  const gone = !pod || !placed;

  useLayoutEffect(() => {
    const element = ref.current;
    if (!element) return;
    const measure = (): void => setSize({ width: element.offsetWidth, height: element.offsetHeight });
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  useEffect(() => {
    if (takeFocus) ref.current?.querySelector<HTMLElement>('button:not(:disabled)')?.focus();
  }, [takeFocus]);
  useEffect(() => {
    if (gone) onClose(ref.current?.contains(document.activeElement) ?? false);
  }, [gone, onClose]);
  useEffect(() => {
    const stop = new AbortController();
    const onPointer = (event: PointerEvent): void => {
      const inside = event.target instanceof Element && event.target.closest('.ko-popover, [data-pod]');
      if (!inside) onClose(false);
    };
    const onKey = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape' || event.defaultPrevented) return;
      event.preventDefault();
      onClose(true);
    };
    // Before the page's own keys: Escape closes the card first and the selection only after that.
    document.addEventListener('keydown', onKey, { signal: stop.signal, capture: true });
    document.addEventListener('pointerdown', onPointer, { signal: stop.signal });
    return () => stop.abort();
  }, [onClose]);

  if (!placed || !pod) return null;
  // A verb was pressed: what follows is told by the picture, and the card would lie over it.
  const onPress = (event: React.MouseEvent): void => {
    const verb = event.target instanceof Element && event.target.closest('button:not(:disabled)');
    if (verb) onClose(true);
  };
  const position = popoverPosition(placed.box, { x, y, zoom }, size, canvasSize());
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only hears that a verb of the card was pressed.
    // biome-ignore lint/a11y/useKeyWithClickEvents: keys press the verbs, and that is a click too.
    <div ref={ref} className="ko-popover" style={position} onClick={onPress}>
      <PodCard id={id} />
    </div>
  );
}
