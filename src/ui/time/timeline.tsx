import { useEffect, useMemo, useRef, useState } from 'react';
import type { Mark } from '../../worker/protocol';
import { onFrame, useUi, virtualNow } from '../store';
import { strings } from '../strings';
import { clockText, spanText } from './format';
import { endOfLine, type PlacedMark, placeMarks } from './timeline-layout';

/** Room of the words at the right end, CSS pixels, with half a label beside them. */
const endRoom = 82;

function MarkShape({ kind }: { readonly kind: Mark['kind'] }) {
  if (kind === 'delete' || kind === 'crash') {
    const colour = kind === 'delete' ? 'var(--term)' : 'var(--fail)';
    return <path d="M0-7L5 0 0 7-5 0z" fill={colour} stroke="var(--sheet)" strokeWidth="1.5" />;
  }
  return <path d="M0-6V6" stroke="var(--ink-2)" strokeWidth="2" />;
}

function MarkOnLine({ placed, first }: { readonly placed: PlacedMark; readonly first: boolean }) {
  const { mark, share, labelled } = placed;
  return (
    <div className="absolute inset-y-0 w-0" style={{ left: `${share * 100}%` }} title={markTitle(mark)}>
      <svg
        width="14"
        height="18"
        viewBox="-7 -9 14 18"
        className="absolute top-[9px] -left-[7px]"
        aria-hidden="true"
      >
        <MarkShape kind={mark.kind} />
      </svg>
      {labelled && (
        <span
          className={`absolute top-[27px] max-w-[86px] truncate text-[12px] leading-none text-ink-2 ${
            first && share < 0.04 ? '-left-1' : 'left-0 -translate-x-1/2'
          }`}
        >
          {mark.label.replace(/^kubectl /, '')}
        </span>
      )}
    </div>
  );
}

function markTitle(mark: Mark): string {
  return `${clockText(mark.at)} ${mark.label}`;
}

/** Width of an element, kept up to date; 0 until it is measured. */
function useWidth() {
  const ref = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const element = ref.current;
    if (!element) return;
    const observer = new ResizeObserver((entries) => {
      const entry = entries[0];
      if (entry) setWidth(Math.round(entry.contentRect.width));
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return [ref, width] as const;
}

/**
 * The past with its marks, and the knob of now. The knob moves by a style write per frame, not by rendering: time
 * passes sixty times a second and nothing else here changes with it.
 */
export function Timeline() {
  const marks = useUi((state) => state.marks);
  const [ref, width] = useWidth();
  const [end, setEnd] = useState(() => endOfLine(virtualNow()));
  const past = useRef<HTMLDivElement>(null);
  const placed = useMemo(() => placeMarks(marks, end, width), [marks, end, width]);

  useEffect(() => {
    const show = () => {
      const now = virtualNow();
      const lineEnd = endOfLine(now);
      setEnd(lineEnd);
      if (past.current) past.current.style.width = `${Math.min(1, now / lineEnd) * 100}%`;
    };
    show();
    return onFrame(show);
  }, []);

  return (
    <section className="timeline relative mx-2 h-[42px] min-w-[120px] flex-1" aria-label={strings.timeline}>
      <div ref={ref} className="absolute inset-0">
        <div className="absolute inset-x-0 top-[16.5px] h-[3px] rounded-full bg-line-strong" />
        <div ref={past} className="absolute left-0 top-[16.5px] h-[3px] rounded-full bg-brass">
          <div className="absolute -right-2 -top-[6.5px] z-10 size-4 rounded-full border-[3px] border-brass bg-card" />
        </div>
        {placed.map((entry, index) => (
          <MarkOnLine key={`${entry.mark.at} ${entry.mark.label}`} placed={entry} first={index === 0} />
        ))}
      </div>
      <ol className="sr-only">
        {marks.map((mark) => (
          <li key={`${mark.at} ${mark.label}`}>{markTitle(mark)}</li>
        ))}
      </ol>
      <span
        hidden={placed.some(({ share, labelled }) => labelled && share * width > width - endRoom)}
        className="absolute right-0 top-[27px] bg-sheet pl-1 text-[12px] leading-none text-ink-2"
        aria-hidden="true"
      >
        {spanText(end)}
      </span>
    </section>
  );
}
