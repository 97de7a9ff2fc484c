import { useCallback, useEffect, useRef, useState } from 'react';
import type { Narration } from '../../worker/protocol';
import { Logo } from '../logo';
import { getComponent, getNode, getPod, getWorkload, select, uiStore, useUi } from '../store';
import { strings } from '../strings';
import { momentText } from '../time/format';

/** Real ms between two announcements: a screen reader needs time to finish a sentence. */
const announceMsMin = 4000;

function Sentence({ narration }: { readonly narration: Narration }) {
  return narration.parts.map((part, index) =>
    part.strong ? (
      <b key={index} className="font-semibold">
        {part.text}
      </b>
    ) : (
      part.text
    ),
  );
}

function plainText(narration: Narration): string {
  return narration.parts.map((part) => part.text).join('');
}

/** Says the newest sentence to screen readers, one per `announceMsMin`, always the newest when its turn comes. */
function Announcer() {
  const [text, setText] = useState('');
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let saidAt = Number.NEGATIVE_INFINITY;
    const say = () => {
      timer = undefined;
      saidAt = performance.now();
      const latest = uiStore.getState().narration.at(-1);
      setText(latest ? plainText(latest) : '');
    };
    const unsubscribe = uiStore.subscribe((state, before) => {
      if (state.narration === before.narration || timer !== undefined) return;
      timer = setTimeout(say, Math.max(0, saidAt + announceMsMin - performance.now()));
    });
    return () => {
      unsubscribe();
      clearTimeout(timer);
    };
  }, []);
  return (
    <div className="sr-only" aria-live="polite" aria-atomic="true">
      {text}
    </div>
  );
}

/** From these lengths on a sentence is set smaller, so that the line shows all of it without growing. */
const longMin = 140;
const longOnPhoneMin = 84;

function sizeOf({ parts }: Narration): string {
  const length = parts.reduce((sum, { text }) => sum + text.length, 0);
  const phone = length > longOnPhoneMin ? ' max-sm:text-[12.5px] max-sm:leading-[15px]' : '';
  return (length > longMin ? 'sm:text-[13.5px] sm:leading-[17px]' : '') + phone;
}

function known(id: string): boolean {
  return [getPod, getNode, getComponent, getWorkload].some((get) => get(id) !== undefined);
}

function SentenceList({ onClose }: { readonly onClose: () => void }) {
  const narration = useUi((state) => state.narration);
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    list.current?.focus();
    const stop = new AbortController();
    // Before the page's own keys: Escape closes the list first, and the selection only after that.
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'Escape') return;
      event.preventDefault();
      onClose();
    };
    document.addEventListener('keydown', onKey, { signal: stop.signal, capture: true });
    return () => stop.abort();
  }, [onClose]);
  return (
    <div
      ref={list}
      id="narration-list"
      role="region"
      aria-label={strings.narration}
      tabIndex={-1}
      className="card enter-up absolute right-3 bottom-full left-3 z-30 mb-2 max-h-[46vh] overflow-auto p-2 shadow-high"
    >
      <ol>
        {[...narration].reverse().map((entry) => (
          <li key={entry.id}>
            <button
              type="button"
              className="row items-baseline"
              disabled={!known(entry.about)}
              onClick={() => select(entry.about)}
            >
              <span className="font-mono text-[12px] text-ink-2">{momentText(entry.at)}</span>
              <span className="text-left whitespace-normal">
                <Sentence narration={entry} />
              </span>
            </button>
          </li>
        ))}
      </ol>
    </div>
  );
}

/** The last thing that happened, as a sentence that one could say aloud; a click opens the ones before it. */
export function NarrationLine() {
  const latest = useUi((state) => state.narration.at(-1));
  const connected = useUi((state) => state.connected);
  const [listOpen, setListOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const close = useCallback(() => {
    setListOpen(false);
    button.current?.focus();
  }, []);
  return (
    <section className="relative border-t border-line bg-bg" aria-label={strings.narration}>
      {listOpen && <SentenceList onClose={close} />}
      <button
        ref={button}
        type="button"
        className="flex min-h-[40px] w-full items-center gap-2.5 px-5 py-0.5 text-left text-[16px] leading-snug hover:bg-sheet max-sm:min-h-[48px] max-sm:px-3 max-sm:text-[14px]"
        aria-expanded={listOpen}
        aria-controls="narration-list"
        title={listOpen ? strings.narrationClose : strings.narrationOpen}
        onClick={() => setListOpen(!listOpen)}
      >
        <Logo size={20} />
        <span className={`line-clamp-3 flex-1 sm:line-clamp-2 ${latest ? sizeOf(latest) : ''}`}>
          {latest ? <Sentence narration={latest} /> : opening(connected)}
        </span>
        <span className="text-ink-2" aria-hidden="true">
          {listOpen ? '▾' : '▴'}
        </span>
      </button>
      <Announcer />
    </section>
  );
}

function opening(connected: boolean): string {
  return connected ? 'The cluster is calm.' : 'The cluster is starting …';
}
