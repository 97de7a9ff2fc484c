import { usePod } from '../store';
import { PodVerbs } from './pod-verbs';
import { StatusIcon } from './status-icon';
import { TimerLine } from './timer-line';

/** The compact card that the canvas shows beside a clicked pod: what it is, and the two verbs. */
export function PodCard({ id }: { readonly id: string }) {
  const pod = usePod(id);
  if (!pod) return null;
  return (
    <section className="card enter-up w-[300px] p-3 shadow-high" aria-label={`Pod ${pod.name}`}>
      <h3 className="flex items-center gap-2 text-[14px] font-semibold">
        <StatusIcon shape={pod.shape} />
        <span className="truncate">{pod.name}</span>
      </h3>
      <p className="mt-0.5 mb-2.5 text-[13px] text-ink-2">
        {pod.statusText}, {pod.ready} ready
        {pod.restarts > 0 && `, ${restartsText(pod.restarts)}`}
        {pod.timer && (
          <>
            <br />
            <TimerLine timer={pod.timer} />
          </>
        )}
      </p>
      <PodVerbs pod={pod} />
    </section>
  );
}

/** `1 restart`, `4 restarts`. */
export function restartsText(restarts: number): string {
  return restarts === 1 ? '1 restart' : `${restarts} restarts`;
}
