import { useEffect, useRef } from 'react';
import type { Cause } from '../../worker/protocol';
import { strings } from '../strings';
import { momentText } from '../time/format';

interface CausesProps {
  readonly causes: readonly Cause[];
  /** True when the newest is to be kept in view. */
  readonly followed?: boolean;
}

function Causes({ causes, followed = false }: CausesProps) {
  const last = useRef<HTMLLIElement>(null);
  // The newest cause is the answer: it is kept in view as the list grows.
  useEffect(() => {
    if (followed && causes.length > 0) last.current?.scrollIntoView({ block: 'nearest' });
  }, [causes.length, followed]);
  return (
    <ol className="why-list">
      {causes.map((cause, index) => (
        <li
          key={`${cause.at} ${cause.text} ${cause.detail}`}
          ref={index === causes.length - 1 ? last : null}
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

interface WhyListProps {
  readonly why: readonly Cause[];
  readonly effects: readonly Cause[];
}

/** Why it is as it is, from the person's command to the newest status, and what else the cluster did because of it. */
export function WhyList({ why, effects }: WhyListProps) {
  if (why.length === 0) return <p className="text-[13px] text-ink-2">Nothing is known of its causes yet.</p>;
  return (
    <>
      <Causes causes={why} followed />
      {effects.length > 0 && (
        <>
          <h3 className="label mt-3 mb-2">{strings.effects}</h3>
          <Causes causes={effects} />
        </>
      )}
    </>
  );
}
