import { type RefObject, useEffect, useState, useSyncExternalStore } from 'react';
import type { Size } from './runtime/camera';

/** Size of the element in CSS pixels; null until it has one. The same object until it changes. */
export function useCanvasSize(ref: RefObject<HTMLElement | null>): Size | null {
  const [size, setSize] = useState<Size | null>(null);
  useEffect(() => {
    const element = ref.current;
    if (!element) return;
    const observer = new ResizeObserver(() => {
      const { clientWidth: width, clientHeight: height } = element;
      if (width === 0 || height === 0) return;
      setSize((before) => (before?.width === width && before.height === height ? before : { width, height }));
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [ref]);
  return size;
}

const coarsePointer = '(pointer: coarse)';

function subscribe(listener: () => void): () => void {
  const media = matchMedia(coarsePointer);
  media.addEventListener('change', listener);
  return () => media.removeEventListener('change', listener);
}

/** True when the main pointer is a finger. */
export function useCoarsePointer(): boolean {
  return useSyncExternalStore(subscribe, () => matchMedia(coarsePointer).matches);
}
