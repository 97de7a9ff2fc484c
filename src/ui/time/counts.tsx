import type { PodShape } from '../../worker/protocol';
import { StatusIcon } from '../panels/status-icon';
import { useShapeCounts } from '../store';
import { strings } from '../strings';

/** In this order from left to right; the first four are always there, so that nothing jumps. */
const always: readonly PodShape[] = ['running', 'starting', 'pending', 'failed', 'terminating'];
const whenSome: readonly PodShape[] = ['succeeded', 'unknown'];

/** How many pods there are of each status, the system's own left out. */
export function Counts() {
  const counts = useShapeCounts();
  const shapes = [...always, ...whenSome.filter((shape) => counts[shape] > 0)];
  return (
    <ul className="flex items-center gap-2.5" aria-label={strings.counts}>
      {shapes.map((shape) => (
        <li
          key={shape}
          title={`${counts[shape]} ${shape}`}
          className={`flex items-center gap-1 text-[13px] tabular-nums ${counts[shape] === 0 ? 'opacity-60 max-lg:hidden' : ''}`}
        >
          <StatusIcon shape={shape} size={15} />
          <span>
            {counts[shape]}
            <span className="sr-only"> {shape}</span>
          </span>
        </li>
      ))}
    </ul>
  );
}
