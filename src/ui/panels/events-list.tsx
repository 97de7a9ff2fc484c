import type { Inspection } from '../../worker/protocol';
import { momentText } from '../time/format';

/** The Events of an object, as `kubectl describe` would list them. */
export function EventsList({ events }: { readonly events: Inspection['events'] }) {
  if (events.length === 0) return <p className="text-[13px] text-ink-2">No events.</p>;
  return (
    <ul className="flex flex-col gap-2.5">
      {events.map((event) => (
        <li key={`${event.at} ${event.reason} ${event.message}`} className="text-[13px]">
          <span className="flex flex-wrap items-baseline gap-x-2">
            <b className={`font-semibold ${event.type === 'Warning' ? 'text-fail' : ''}`}>
              {event.type === 'Warning' && <span aria-hidden="true">▲ </span>}
              {event.reason}
            </b>
            <span className="font-mono text-[12px] text-ink-2">
              {momentText(event.at)}
              {event.count > 1 && ` ×${event.count}`} · {event.source}
            </span>
          </span>
          <span className="block break-words text-ink-2">{event.message}</span>
        </li>
      ))}
    </ul>
  );
}
