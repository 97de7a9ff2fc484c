import { useEffect, useRef } from 'react';
import type { TimerView } from '../../worker/protocol';
import { onFrame, virtualNow } from '../store';
import { spanText } from '../time/format';

const words: Readonly<Record<TimerView['kind'], string>> = {
  grace: 'of grace left, at most',
  backoff: 'of back-off left before the next start',
  pull: 'of back-off left before the image is pulled again',
  toleration: 'left before it is evicted from its node',
  lease: 'left before the silent node is given up',
};

/** What is said once it has run down and nobody has acted upon it yet. */
const dueWords: Readonly<Record<TimerView['kind'], string>> = {
  grace: 'The grace is over',
  backoff: 'Due to start again',
  pull: 'Due to pull the image again',
  toleration: 'Due to be evicted',
  lease: 'Due to be given up',
};

/** What is left of a countdown, in words; the ring on the canvas says the same. */
export function TimerLine({ timer }: { readonly timer: TimerView }) {
  const text = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    const show = () => {
      const left = Math.max(0, timer.end - virtualNow());
      const said = left === 0 ? dueWords[timer.kind] : `${spanText(left)} ${words[timer.kind]}`;
      if (text.current) text.current.textContent = said;
    };
    show();
    return onFrame(show);
  }, [timer]);
  return <span ref={text} className="text-[13px] font-medium text-brass tabular-nums" />;
}
