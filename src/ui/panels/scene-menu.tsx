import { useCallback, useEffect, useRef, useState } from 'react';
import { SCENES } from '../../worker/protocol';
import { openScene, reset } from '../actions';
import { useUi } from '../store';
import { strings } from '../strings';

interface ListProps {
  readonly onClose: (takeFocusBack: boolean) => void;
}

/** Escape and a press elsewhere close it. Heard before the page's own keys, which would deselect. */
function useClosing(ref: React.RefObject<HTMLDivElement | null>, onClose: ListProps['onClose']): void {
  useEffect(() => {
    const stop = new AbortController();
    const { signal } = stop;
    const onKey = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape') return;
      event.preventDefault();
      onClose(true);
    };
    const onPointer = (event: PointerEvent): void => {
      const inside = event.target instanceof Element && event.target.closest('[data-scene-menu]');
      if (!inside) onClose(false);
    };
    document.addEventListener('keydown', onKey, { signal, capture: true });
    document.addEventListener('pointerdown', onPointer, { signal });
    ref.current?.querySelector('button')?.focus();
    return () => stop.abort();
  }, [ref, onClose]);
}

function SceneList({ onClose }: ListProps) {
  const open = useUi((state) => state.scene);
  const list = useRef<HTMLDivElement>(null);
  useClosing(list, onClose);
  const choose = (act: () => void): void => {
    onClose(true);
    act();
  };
  return (
    <div
      ref={list}
      id="scene-list"
      className="card enter-up absolute top-full right-0 z-40 mt-1 w-[310px] max-w-[calc(100vw-20px)] p-1.5 shadow-high"
    >
      <ul aria-label={strings.scenes}>
        {SCENES.map(({ name, title, line }) => (
          <li key={name}>
            <button
              type="button"
              className="row py-1.5"
              aria-current={name === open ? 'true' : undefined}
              onClick={() => choose(() => openScene(name, title))}
            >
              <span className="w-4 shrink-0 text-accent" aria-hidden="true">
                {name === open ? '●' : ''}
              </span>
              <span className="min-w-0">
                <b className="font-semibold">{title}</b>
                <span className="block leading-snug text-ink-2">{line}</span>
              </span>
            </button>
          </li>
        ))}
        <li className="mt-1 border-t border-line pt-1 sm:hidden">
          <button type="button" className="row" onClick={() => choose(reset)}>
            <span className="w-4 shrink-0" aria-hidden="true">
              ↺
            </span>
            {strings.resetLong}
          </button>
        </li>
      </ul>
      <p className="px-2 pt-1 pb-0.5 text-[12px] text-ink-2">Undo brings back the cluster before.</p>
    </div>
  );
}

/** Other clusters to begin with; opening one is undone like a Reset. */
export function SceneMenu() {
  const [isOpen, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const close = useCallback((takeFocusBack: boolean) => {
    setOpen(false);
    if (takeFocusBack) button.current?.focus();
  }, []);
  return (
    <div className="relative" data-scene-menu>
      <button
        ref={button}
        type="button"
        className="control"
        aria-expanded={isOpen}
        aria-controls="scene-list"
        aria-label={strings.scenes}
        title={strings.scenesLong}
        onClick={() => setOpen(!isOpen)}
      >
        <svg width="16" height="16" viewBox="0 0 16 16" fill="none" aria-hidden="true" className="sm:hidden">
          <path
            d="M2.5 4h11M2.5 8h11M2.5 12h11"
            stroke="currentColor"
            strokeWidth="1.7"
            strokeLinecap="round"
          />
        </svg>
        <span className="max-sm:hidden">{strings.scenes}</span>
        <span className="text-ink-2 max-sm:hidden" aria-hidden="true">
          ▾
        </span>
      </button>
      {isOpen && <SceneList onClose={close} />}
    </div>
  );
}
