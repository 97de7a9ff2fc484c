import type { ReactNode } from 'react';
import { select } from '../store';
import { strings } from '../strings';

interface HeadProps {
  readonly icon: ReactNode;
  readonly title: string;
  readonly children: ReactNode;
}

/** Name and nature of what is selected, and the way back. */
export function InspectorHead({ icon, title, children }: HeadProps) {
  return (
    <header>
      <div className="flex items-start gap-2">
        <span className="mt-0.5">{icon}</span>
        <h2 className="min-w-0 flex-1 text-[16px] leading-tight font-semibold break-words">{title}</h2>
        <button
          type="button"
          className="control control-icon -mt-1.5 -mr-1.5 border-transparent text-ink-2"
          aria-label={strings.deselect}
          title={`${strings.deselect} (Esc)`}
          onClick={() => select(null)}
        >
          <svg width="14" height="14" viewBox="0 0 14 14" aria-hidden="true">
            <path d="M2 2l10 10M12 2L2 12" stroke="currentColor" strokeWidth="1.8" strokeLinecap="round" />
          </svg>
        </button>
      </div>
      <div className="mt-1 text-[13px] text-ink-2">{children}</div>
    </header>
  );
}
