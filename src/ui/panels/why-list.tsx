import { useEffect, useRef } from 'react';
import type { Inspection } from '../../worker/protocol';
import { momentText } from '../time/format';

/** Why it is as it is: from the user's command to the newest status, oldest first. */
export function WhyList({ why }: { readonly why: Inspection['why'] }) {
  const last = useRef<HTMLLIElement>(null);
  // The newest cause is the answer: it is kept in view as the list grows.
  useEffect(() => {
    if (why.length > 0) last.current?.scrollIntoView({ block: 'nearest' });
  }, [why.length]);
  if (why.length === 0) return <p className="text-[13px] text-ink-2">Nothing is known of its causes yet.</p>;
  return (
    <ol className="why-list">
      {why.map((cause, index) => (
        <li
          key={`${cause.at} ${cause.text} ${cause.detail}`}
          ref={index === why.length - 1 ? last : null}
          data-now={cause.now || undefined}
        >
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
