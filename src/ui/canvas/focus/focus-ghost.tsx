import { useStore } from '@xyflow/react';
import { type KeyboardEvent, useCallback, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { perform } from '../../actions';
import { client, getServiceIds, getWorkload, getWorkloadIds, onFrame, uiStore } from '../../store';
import type { Layout } from '../layout/types';
import { type Size, viewShowing } from '../runtime/camera';
import { useRuntime } from '../runtime/runtime';
import { shownServices, shownWorkloads } from '../shown-things';
import { words } from '../strings';
import { focusCommand, focusName, scaleOf } from './focus-name';
import { type Direction, type FocusThing, neighbor } from './neighbor';
import { focusThings } from './things';

const arrows: Readonly<Record<string, Direction>> = {
  ArrowUp: 'up',
  ArrowDown: 'down',
  ArrowLeft: 'left',
  ArrowRight: 'right',
};

/** What takes the focus is moved into view, so far from the edge. CSS pixels. */
const showMargin = 6;

interface FocusGhostProps {
  readonly layout: Layout;
  readonly coarse: boolean;
  readonly canvasSize: () => Size;
  readonly onZoom: (factor: number) => void;
  readonly onShowAll: () => void;
}

/** Keeps the focused thing findable when it goes: its parent takes over, else the API server. */
function standing(things: readonly FocusThing[], key: string, parent: string): FocusThing | undefined {
  const hub = things.find((thing) => thing.key.endsWith('/kube-apiserver'));
  return things.find((thing) => thing.key === key) ?? things.find((thing) => thing.key === parent) ?? hub;
}

/**
 * The canvas is one tab stop: one real button that stands over the focused thing and moves with the arrows. It lives
 * in the world, so the camera carries it; its ring is counter-scaled, or it would vanish when one zooms out. React
 * Flow's own focus is off: it loses the focus to the page when a node is culled. Only while it holds the focus does
 * it bear the name of the thing; a second button of the same name would be one too many.
 */
export function FocusGhost(props: FocusGhostProps) {
  const { layout, coarse, canvasSize, onZoom, onShowAll } = props;
  const runtime = useRuntime();
  const { places, camera } = runtime;
  useSyncExternalStore(places.subscribe, places.version);
  const zoom = useStore((state) => state.transform[2]);
  const [focus, setFocus] = useState({ key: '', parent: '' });
  const [held, setHeld] = useState(false);
  const ref = useRef<HTMLButtonElement>(null);
  // Pods are gone through only while somebody stands here: in a storm of pods this would cost every frame.
  const stand = held ? places : null;
  const strips = {
    workloads: shownWorkloads(getWorkloadIds()),
    services: shownServices(getServiceIds()),
  };
  const things = focusThings(layout, stand, strips, coarse);
  const current = standing(things, focus.key, focus.parent);
  const key = current?.key ?? '';
  const name = useSyncExternalStore(
    onFrame,
    useCallback(() => focusName(key), [key]),
  );
  useEffect(() => followPointer(ref, (pressed) => setFocus({ key: pressed, parent: '' })), []);
  if (!current) return null;

  const moveTo = (thing: FocusThing): void => {
    setFocus({ key: thing.key, parent: thing.parent });
    const { reducedMotion } = uiStore.getState();
    const view = viewShowing(runtime.view(), thing.box, canvasSize(), showMargin);
    if (view !== runtime.view()) camera.moveTo(view, !reducedMotion);
  };
  const open = (shift: boolean): void => {
    const scale = scaleOf(current.key);
    const workload = scale && getWorkload(scale.id);
    if (scale && workload)
      void perform(() => client.scale(scale.id, Math.max(0, workload.desired + scale.by)));
    else runtime.press(current.key, { byKey: true, shift });
  };
  const goUp = (): boolean => {
    const parent = things.find((thing) => thing.key === current.parent);
    if (parent) moveTo(parent);
    return parent !== undefined;
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    // The page's Escape leaves kill mode first.
    if (event.key === 'Escape' && uiStore.getState().killMode) return;
    const direction = arrows[event.key];
    const next = direction && neighbor(things, current, direction);
    if (next) moveTo(next);
    else if (event.key === '+' || event.key === '=') onZoom(1.4);
    else if (event.key === '-') onZoom(1 / 1.4);
    else if (event.key === '0') onShowAll();
    else if (event.key === 'Escape') {
      if (!goUp()) return;
    } else if (!direction) return;
    event.preventDefault();
  };

  const { box } = current;
  const style = {
    transform: `translate(${box.x}px, ${box.y}px)`,
    width: box.width,
    height: box.height,
    '--ko-unzoom': 1 / zoom,
  };
  return (
    <>
      <button
        ref={ref}
        type="button"
        className="ko-ghost"
        data-focused={key}
        style={style}
        aria-label={held ? name : words.ghost}
        onFocus={() => setHeld(true)}
        onBlur={() => setHeld(false)}
        title={focusCommand(key) || words.canvasHelp}
        onKeyDown={onKeyDown}
        onClick={(event) => open(event.shiftKey)}
      />
      <span className="ko-only-spoken" aria-live="polite">
        {held ? name : ''}
      </span>
    </>
  );
}

/**
 * A pod or card that was pressed becomes the place of the focus, so that arrows go on from there. The ghost takes the
 * focus only from buttons that are out of the tab order.
 */
function followPointer(
  ghost: React.RefObject<HTMLButtonElement | null>,
  onPress: (key: string) => void,
): () => void {
  const canvas = ghost.current?.closest('.ko-canvas');
  const listener = (event: Event): void => {
    const pressed = event.target instanceof Element ? event.target.closest('[data-pod]') : null;
    const id = pressed?.getAttribute('data-pod');
    if (id) onPress(id);
  };
  canvas?.addEventListener('focusin', listener);
  return () => canvas?.removeEventListener('focusin', listener);
}
