import { memo, useLayoutEffect, useRef } from 'react';
import type { PodView } from '../../../worker/protocol';
import { clusterOf, parseObjectId, uiStore, useMachine, usePod, useServiceAskedBy, useUi } from '../../store';
import { StatusIcon } from '../../panels/status-icon';
import type { PodSize } from '../layout/pod-grid';
import { flightSpeedMax } from '../hops/picture';
import { useInSet } from '../runtime/keyed-set';
import { type Press, useRuntime } from '../runtime/runtime';
import { podName, words } from '../strings';
import { TimerRing, TimerText } from './timer-ring';

/** Real ms of a pod's way from the tray to its node, at speed 1. */
const flightMs = 450;
const flightMsMax = 900;

export interface PodProps {
  readonly id: string;
  /** Node on which it is drawn; '' for the tray. */
  readonly node: string;
  /** Place and size in world units. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly scale: number;
  readonly size: PodSize;
  /** False while cells stand for it: the button stays, the drawing does not. */
  readonly drawn: boolean;
  /** The last view of a pod that is gone; it fades. */
  readonly leaving: PodView | null;
  readonly onPress: (id: string, how: Press) => void;
}

/** What stands below the name: an address when all is well, else kubectl's own word. */
function secondLine(pod: PodView, reporting: boolean): string {
  // Nobody reports from a machine without power: the status is what was seen last.
  if (!reporting && pod.shape === 'running') return words.lastSeen(pod.statusText);
  return pod.shape === 'running' && pod.ip !== '' ? pod.ip : pod.statusText;
}

/** Below these widths, in CSS pixels at scale 1, a low pod is only its mark, and does without the prefix of its name. */
const miniTextMin = 46;
const miniPrefixMin = 84;

/** What all of the cluster's own have in common tells nobody apart: `kube-proxy` would become `kube-…`. */
function shownName({ app }: PodView, size: PodSize, width: number): string {
  return size === 'mini' && width < miniPrefixMin ? app.replace(/^kube-/, '') : app;
}

interface BodyProps {
  readonly pod: PodView;
  readonly size: PodSize;
  /** CSS pixels at scale 1. */
  readonly width: number;
  readonly reporting: boolean;
  /** Name of the Service that it asks, or ''. */
  readonly asks: string;
}

const PodBody = memo(function PodBody({ pod, size, width, reporting, asks }: BodyProps) {
  const small = size !== 'full' || pod.system;
  const mini = size === 'mini';
  return (
    <>
      <span className="ko-pod-mark">
        {pod.timer && !mini && <TimerRing timer={pod.timer} />}
        <StatusIcon shape={pod.shape} size={mini ? 13 : pod.timer || small ? 15 : 18} />
      </span>
      {(!mini || width >= miniTextMin) && (
        <span className="ko-pod-text">
          <span className="ko-pod-name">
            <b>{shownName(pod, size, width)}</b>
            {pod.suffix !== '' && !mini && <small>{pod.suffix}</small>}
          </span>
          {!small && (
            <span
              className={`ko-pod-line${pod.timer && pod.timer.kind !== 'toleration' ? ' ko-word-first' : ''}`}
            >
              {pod.timer?.kind === 'toleration' && `${words.evictIn} `}
              {pod.timer && <TimerText timer={pod.timer} />}
              {pod.timer?.kind !== 'toleration' && <span>{secondLine(pod, reporting)}</span>}
            </span>
          )}
        </span>
      )}
      {asks !== '' && !mini && <span className="ko-client">→ {asks}</span>}
      {pod.restarts > 0 && <span className="ko-restarts">↻ {pod.restarts}</span>}
    </>
  );
});

/** Flies from where the pod stood to its new node. A change of layout is no flight. */
function useFlight(props: PodProps) {
  const ref = useRef<HTMLButtonElement>(null);
  const before = useRef(props);
  useLayoutEffect(() => {
    const from = before.current;
    before.current = props;
    const { reducedMotion, pace } = uiStore.getState();
    if (from.node === props.node || reducedMotion || pace.speed > flightSpeedMax) return;
    const duration = Math.min(flightMsMax, flightMs / Math.max(0.1, pace.speed));
    const start = `translate(${from.x}px, ${from.y}px)`;
    const end = `translate(${props.x}px, ${props.y}px)`;
    ref.current?.animate([{ transform: start }, { transform: end }], { duration, easing: 'ease-in-out' });
  });
  return ref;
}

/** One pod: a real button at its place, drawn as a card while it is large enough for words. */
export const Pod = memo(function Pod(props: PodProps) {
  const { id, node, x, y, width, height, scale, drawn, leaving, onPress } = props;
  const ref = useFlight(props);
  const { lit, places } = useRuntime();
  const present = usePod(id);
  const pod = present ?? leaving;
  const selected = useUi((state) => state.selection === id);
  const isLit = useInSet(lit, id);
  const machine = useMachine(`${clusterOf(id)}/nodes//${node}`);
  const service = useServiceAskedBy(id);
  const asks = service === '' ? '' : (parseObjectId(service)?.name ?? service);
  const fresh = useRef(places.isFresh(id));
  if (!pod) return null;
  const className = `ko-pod${drawn ? '' : ' ko-undrawn'}${isLit ? ' ko-lit' : ''}${selected ? ' ko-selected' : ''}`;
  const motion = leaving ? ' ko-leave' : fresh.current ? ' ko-enter' : '';
  return (
    <button
      type="button"
      ref={ref}
      tabIndex={-1}
      className={className + motion}
      style={{ transform: `translate(${x}px, ${y}px)`, width, height }}
      data-pod={id}
      data-shape={pod.shape}
      data-machine={machine === 'well' ? undefined : machine}
      aria-label={podName(pod, asks)}
      aria-pressed={selected}
      disabled={leaving !== null}
      onClick={(event) => onPress(id, { byKey: false, shift: event.shiftKey })}
    >
      {drawn && (
        <span
          className={`ko-pod-body${pod.system ? ' ko-system' : ''}${machine === 'off' ? ' ko-dark' : ''}`}
          data-size={props.size}
          style={{
            width: width / scale,
            height: height / scale,
            transform: scale === 1 ? undefined : `scale(${scale})`,
          }}
        >
          <PodBody
            pod={pod}
            size={props.size}
            width={width / scale}
            reporting={machine === 'well'}
            asks={asks}
          />
        </span>
      )}
    </button>
  );
});
