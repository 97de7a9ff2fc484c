import { useEffect } from 'react';
import { dismissToast, type Failure, openAfresh, openFromJournal, type Toast, useUi } from '../store';
import { strings } from '../strings';

/** How long a plain notice stays, real ms. An error stays until it is dismissed. */
const infoMs = 5000;

function Notice({ notice }: { readonly notice: Toast }) {
  const { id, tone, text } = notice;
  useEffect(() => {
    if (tone === 'error') return;
    const timer = setTimeout(() => dismissToast(id), infoMs);
    return () => clearTimeout(timer);
  }, [id, tone]);
  return (
    <div
      role={tone === 'error' ? 'alert' : 'status'}
      className={`card enter-up flex max-w-[460px] items-center gap-3 py-2 pr-1.5 pl-3.5 shadow-high ${
        tone === 'error' ? 'border-fail' : ''
      }`}
    >
      <span
        className={`py-1 text-[14px] break-words whitespace-pre-line ${tone === 'error' ? 'font-mono text-[13px]' : ''}`}
      >
        {text}
      </span>
      <button
        type="button"
        className="control control-icon border-transparent text-ink-2"
        aria-label={strings.dismiss}
        onClick={() => dismissToast(id)}
      >
        ✕
      </button>
    </div>
  );
}

/** Short notices, newest lowest, above the narration line. */
export function Notices() {
  const toasts = useUi((state) => state.toasts);
  return (
    <section
      aria-label={strings.notices}
      className="pointer-events-none absolute right-3 bottom-2 z-40 flex w-max max-w-[94%] flex-col items-end gap-2 *:pointer-events-auto"
    >
      {toasts.map((notice) => (
        <Notice key={notice.id} notice={notice} />
      ))}
    </section>
  );
}

const failureWords: Readonly<Record<Failure['kind'], string>> = {
  crashed: 'The cluster stopped: the program that runs it ended with an error. That is our fault, not yours.',
  silent: 'The cluster does not answer: the program that runs it is stuck. That is our fault, not yours.',
  version: 'This page and its cluster come from two different versions. Reload the page.',
};

/** Says that the worker is dead or stuck, and offers the two ways on. */
export function FailurePanel() {
  const failure = useUi((state) => state.failure);
  if (!failure) return null;
  return (
    <div className="absolute inset-0 z-50 grid place-items-center bg-[var(--veil)] p-4">
      <section role="alert" className="card max-w-[520px] p-5 shadow-high">
        <h2 className="text-[18px] font-semibold">The clockwork has stopped</h2>
        <p className="mt-2">{failureWords[failure.kind]}</p>
        <p className="mt-2 font-mono text-[12px] break-words text-ink-2">{failure.detail}</p>
        {failure.kind !== 'version' && (
          <>
            <p className="mt-2">
              This page still holds everything that you did. It can build the same cluster again and bring it
              to the same moment.
            </p>
            <div className="mt-4 flex flex-wrap gap-2">
              <button type="button" className="control control-main" onClick={openFromJournal}>
                {strings.restartFromJournal}
              </button>
              <button type="button" className="control" onClick={openAfresh}>
                {strings.startAfresh}
              </button>
            </div>
          </>
        )}
      </section>
    </div>
  );
}

/** Broken invariants of our own engine, said loudly: a simulator that may be wrong must say so. */
export function DefectBanner() {
  const defects = useUi((state) => state.defects);
  const latest = defects.at(-1);
  if (latest === undefined) return null;
  return (
    <p role="alert" className="border-b border-fail bg-fail-soft px-4 py-1.5 text-[13px] text-fail">
      <b>Our own check failed, so what you see may be wrong:</b> {latest}
      {defects.length > 1 && ` (and ${defects.length - 1} more)`}
    </p>
  );
}
