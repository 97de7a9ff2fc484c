import { useStore } from '@xyflow/react';
import { useEffect, useLayoutEffect, useRef, useState, useSyncExternalStore } from 'react';
import { ThingCard } from '../panels/thing-card';
import { useComponent, useNode, usePod } from '../store';
import type { Layout } from './layout/types';
import { popoverPosition } from './popover-position';
import type { Size } from './runtime/camera';
import { useRuntime } from './runtime/runtime';
import { boxOfThing } from './thing-box';

interface ThingPopoverProps {
  readonly id: string;
  readonly layout: Layout;
  readonly canvasSize: () => Size;
  /** True when it was opened by a key: the focus then goes to the first verb. */
  readonly takeFocus: boolean;
  /** With true when the focus was in the card, or should come back to the picture. */
  readonly onClose: (takeFocusBack: boolean) => void;
}

/** Whether the thing is still there; renders again when that or anything of it changes. */
function useIsThere(id: string): boolean {
  const pod = usePod(id);
  const node = useNode(id);
  const component = useComponent(id);
  return pod !== undefined || node !== undefined || component !== undefined;
}

/** The card of a thing, beside it. It follows the thing when the world moves, and goes when the thing goes. */
export function ThingPopover({ id, layout, canvasSize, takeFocus, onClose }: ThingPopoverProps) {
  const { places } = useRuntime();
  useSyncExternalStore(places.subscribe, places.version);
  const [x, y, zoom] = useStore((state) => state.transform);
  const isThere = useIsThere(id);
  const ref = useRef<HTMLDivElement>(null);
  const [size, setSize] = useState<Size>({ width: 300, height: 230 });
  const box = boxOfThing(layout, places, id);
  const gone = !isThere || !box;

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
    if (takeFocus) ref.current?.querySelector<HTMLElement>('[data-verb]:not(:disabled)')?.focus();
  }, [takeFocus]);
  useEffect(() => {
    if (gone) onClose(ref.current?.contains(document.activeElement) ?? false);
  }, [gone, onClose]);
  useEffect(() => {
    const stop = new AbortController();
    const onPointer = (event: PointerEvent): void => {
      const inside =
        event.target instanceof Element && event.target.closest('.ko-popover, [data-pod], [data-thing]');
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
    // A verb was pressed: what follows is told by the picture, and the card would lie over it. Heard at the document,
    // that is after React's own root: closing any earlier takes the button away before it has acted.
    const onPress = (event: MouseEvent): void => {
      const verb =
        event.target instanceof Element && event.target.closest('.ko-popover [data-verb]:not(:disabled)');
      if (verb) onClose(true);
    };
    document.addEventListener('click', onPress, { signal: stop.signal });
    return () => stop.abort();
  }, [onClose]);

  if (!box || !isThere) return null;
  const position = popoverPosition(box, { x, y, zoom }, size, canvasSize());
  return (
    <div ref={ref} className="ko-popover" style={position}>
      <ThingCard id={id} />
    </div>
  );
}
