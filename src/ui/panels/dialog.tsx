import { type ReactNode, type RefObject, useLayoutEffect, useRef } from 'react';
import { strings } from '../strings';

interface DialogProps {
  readonly title: string;
  readonly onClose: () => void;
  /** What has the focus at first; else the first control. */
  readonly focusFirst?: RefObject<HTMLElement | null>;
  /** Called once it is open, for what takes the focus by itself. */
  readonly onOpened?: () => void;
  /** Asked before Esc closes it; true keeps it open. */
  readonly keepOpen?: () => boolean;
  /** As wide and high as there is room. */
  readonly wide?: boolean;
  readonly children: ReactNode;
}

/** A modal dialog on the browser's own: it keeps the focus inside, closes on Esc, and gives the focus back. */
export function Dialog({
  title,
  onClose,
  focusFirst,
  onOpened,
  keepOpen,
  wide = false,
  children,
}: DialogProps) {
  const ref = useRef<HTMLDialogElement>(null);
  const opened = useRef(onOpened);
  // A layout effect, so that it closes while it is still in the page: only then does the focus go back.
  useLayoutEffect(() => {
    const dialog = ref.current;
    dialog?.showModal();
    focusFirst?.current?.focus();
    opened.current?.();
    return () => dialog?.close();
  }, [focusFirst]);
  const onClosed = () => {
    if (ref.current?.open === false) onClose();
  };
  return (
    <dialog
      ref={ref}
      className={`dialog enter-up ${wide ? 'dialog-wide' : ''}`}
      aria-label={title}
      onCancel={(event) => {
        if (event.target === event.currentTarget && keepOpen?.() === true) event.preventDefault();
      }}
      onClose={onClosed}
    >
      <header className="flex items-center justify-between gap-4 border-b border-line px-5 py-3">
        <h2 className="text-[17px] font-semibold">{title}</h2>
        <button
          type="button"
          className="control control-icon border-transparent text-ink-2"
          aria-label={strings.close}
          onClick={onClose}
        >
          ✕
        </button>
      </header>
      {children}
    </dialog>
  );
}
