import { useEffect, useRef } from 'react';
import { onFrame, useUi, virtualNow } from '../store';
import { strings } from '../strings';
import { clockText } from './format';

/** The virtual clock. Its text is written per frame, past React: nothing else depends on it. */
export function Clock() {
  const text = useRef<HTMLSpanElement>(null);
  const epoch = useUi((state) => state.epoch);
  useEffect(() => {
    const show = () => {
      if (text.current) text.current.textContent = clockText(virtualNow());
    };
    show();
    return onFrame(show);
  }, []);
  return (
    <span
      ref={text}
      role="timer"
      aria-label={strings.clock}
      aria-live="off"
      title={`${strings.clock}. The cluster's clock began at ${epoch}.`}
      className="font-mono text-[14px] tabular-nums"
    />
  );
}
