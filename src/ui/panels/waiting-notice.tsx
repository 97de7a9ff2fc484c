import { useEffect, useState } from 'react';
import { attempt } from '../actions';
import { client, useUi } from '../store';
import { strings } from '../strings';

/** Real ms after which somebody who waits is told why. */
const patienceMs = 1200;

/** How many programs wait for something while the clock stands. */
function useWaiting(): number {
  return useUi(({ pace, openExchanges, bridge }) => {
    if (!pace.paused) return 0;
    const outside = bridge.server?.clients.reduce((sum, { open }) => sum + open, 0) ?? 0;
    return openExchanges + outside;
  });
}

/** Says that the clock stands while a program waits for what needs time: nothing is broken. */
export function WaitingNotice() {
  const waits = useWaiting() > 0;
  const [shown, setShown] = useState(false);
  useEffect(() => {
    setShown(false);
    if (!waits) return undefined;
    const timer = setTimeout(() => setShown(true), patienceMs);
    return () => clearTimeout(timer);
  }, [waits]);
  if (!shown || !waits) return null;
  return (
    <div
      role="status"
      className="card enter-up flex items-center gap-3 border-brass py-2 pr-2 pl-3.5 shadow-high"
    >
      <span className="text-[14px]">{strings.waiting}</span>
      <button type="button" className="control" onClick={() => attempt(client.play)}>
        {strings.play}
      </button>
    </div>
  );
}
