import { useEffect, useRef } from 'react';
import type { TimerView } from '../../../worker/protocol';
import { virtualNow } from '../../store';
import { drawOrder } from '../runtime/loop';
import { useRuntime } from '../runtime/runtime';

const radius = 12.4;
const circumference = 2 * Math.PI * radius;

/** Whole seconds that remain, as short as can be: `9 s`, `30 s`, `2 m`. */
export function remainingText(remainingMs: number): string {
  const seconds = Math.max(0, Math.ceil(remainingMs / 1000));
  return seconds >= 100 ? `${Math.round(seconds / 60)} m` : `${seconds} s`;
}

/**
 * A countdown as a shrinking ring around the status mark, and its seconds beside. Only start and end came over the
 * wire; both are redrawn here, straight into the DOM, because sixty renders a second for one line would be waste.
 */
function useCountdown(timer: TimerView, show: (share: number, text: string) => void): void {
  const { loop } = useRuntime();
  const { start, end } = timer;
  const latest = useRef(show);
  latest.current = show;
  useEffect(() => {
    let drawn = '';
    return loop.add(drawOrder.rings, () => {
      const remaining = Math.min(end - start, Math.max(0, end - virtualNow()));
      const share = remaining / Math.max(1, end - start);
      const text = remainingText(remaining);
      const key = `${share.toFixed(3)} ${text}`;
      if (drawn !== key) latest.current(share, text);
      drawn = key;
      return false;
    });
  }, [loop, start, end]);
}

/** The ring; a status mark is laid into it. */
export function TimerRing({ timer }: { readonly timer: TimerView }) {
  const arc = useRef<SVGCircleElement>(null);
  useCountdown(timer, (share) =>
    arc.current?.setAttribute('stroke-dashoffset', (circumference * (1 - share)).toFixed(1)),
  );
  return (
    <svg className="ko-ring" viewBox="0 0 28 28" aria-hidden="true" focusable="false">
      <circle className="ko-ring-track" cx="14" cy="14" r={radius} />
      <circle
        ref={arc}
        className="ko-ring-arc"
        cx="14"
        cy="14"
        r={radius}
        strokeDasharray={circumference}
        transform="rotate(-90 14 14)"
      />
    </svg>
  );
}

/** The seconds that remain. */
export function TimerText({ timer }: { readonly timer: TimerView }) {
  const text = useRef<HTMLElement>(null);
  useCountdown(timer, (_share, words) => {
    if (text.current) text.current.textContent = words;
  });
  return <b ref={text} className="ko-seconds" />;
}
