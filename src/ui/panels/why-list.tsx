import type { Inspection } from '../../worker/protocol';
import { momentText } from '../time/format';

/** Why it is as it is: from the user's command to the newest status, oldest first. */
export function WhyList({ why }: { readonly why: Inspection['why'] }) {
  if (why.length === 0) return <p className="text-[13px] text-ink-2">Nothing is known of its causes yet.</p>;
  return (
    <ol className="why-list">
      {why.map((cause) => (
        <li key={`${cause.at} ${cause.text} ${cause.detail}`} data-now={cause.now || undefined}>
          <span>{cause.text}</span>
          <span className="block font-mono text-[12px] leading-snug text-ink-2">
            {momentText(cause.at)}
            {cause.detail !== '' && ` · ${cause.detail}`}
          </span>
        </li>
      ))}
    </ol>
  );
}
