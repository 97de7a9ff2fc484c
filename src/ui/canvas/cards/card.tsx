import type { ReactNode } from 'react';
import { useUi } from '../../store';
import { useInSet } from '../runtime/keyed-set';
import { useRuntime } from '../runtime/runtime';

interface CardProps {
  /** Address or object id: what is selected, and what is lit. */
  readonly id: string;
  /** Accessible name of the button that covers the card. */
  readonly name: string;
  readonly className: string;
  readonly children: ReactNode;
  readonly title?: string;
}

/**
 * A card that can be selected. The button lies under the content and takes the clicks of the whole card; it is out of
 * the tab order, because the canvas is one tab stop (focus-ghost.tsx).
 */
export function Card({ id, name, className, children, title }: CardProps) {
  const runtime = useRuntime();
  const isLit = useInSet(runtime.lit, id);
  const selected = useUi((state) => state.selection === id);
  const state = `${isLit ? ' ko-lit' : ''}${selected ? ' ko-selected' : ''}`;
  return (
    <div className={`ko-card ${className}${state}`}>
      <button
        type="button"
        className="ko-cover"
        tabIndex={-1}
        aria-label={name}
        aria-pressed={selected}
        title={title}
        onClick={(event) => runtime.press(id, { byKey: false, shift: event.shiftKey })}
        data-thing={id}
      />
      {children}
    </div>
  );
}
