import { useEffect } from 'react';
import { downloadJson } from '../download';
import { type Branch, dismissToast, type Failure, openAfresh, setBranch, type Toast, useUi } from '../store';
import { strings } from '../strings';
import { WaitingNotice } from './waiting-notice';

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
      <WaitingNotice />
    </section>
  );
}

const failureWords: Readonly<Record<Failure['kind'], string>> = {
  crashed: 'The program that runs the cluster ended with an error. That is our fault, not yours.',
  silent: 'The program that runs the cluster is stuck: it does not answer. That is our fault, not yours.',
  version: 'This page and its cluster come from two different versions. Reload the page.',
};

function Detail({ failure }: { readonly failure: Failure }) {
  return (
    <>
      <p className="mt-2">{failureWords[failure.kind]}</p>
      <p className="mt-2 font-mono text-[12px] break-words text-ink-2">{failure.detail}</p>
    </>
  );
}

/** Says that the worker is dead or stuck, and that it is being built again; when that does not help, what is left. */
export function FailurePanel() {
  const failure = useUi((state) => state.failure);
  if (!failure) return null;
  return (
    <div className="absolute inset-0 z-50 grid place-items-center bg-[var(--veil)] p-4">
      <section role="alert" className="card max-w-[520px] p-5 shadow-high">
        <h2 className="text-[18px] font-semibold">The clockwork has stopped</h2>
        <Detail failure={failure} />
        {failure.rebuilding && (
          <p className="mt-2 font-medium">
            This page still holds everything that you did, and is building the same cluster again …
          </p>
        )}
        {!failure.rebuilding && failure.kind !== 'version' && (
          <>
            <p className="mt-2">Building it again did not help.</p>
            <button type="button" className="control control-main mt-4" onClick={openAfresh}>
              {strings.startAfresh}
            </button>
          </>
        )}
      </section>
    </div>
  );
}

function lostText({ lost }: Branch): string {
  const [first] = lost;
  if (first === undefined) return 'so this is the cluster as it was at its beginning. Its clock stands.';
  return `so this is the cluster as it was just before “${first}”. Its clock stands.`;
}

/** After a second failure: where the page went back to, and the file that helps us find out why. */
export function BranchNotice() {
  const branch = useUi((state) => state.branch);
  if (!branch) return null;
  return (
    <section
      role="alert"
      aria-label={strings.branch}
      className="flex flex-wrap items-center gap-x-4 gap-y-1 border-b border-fail bg-fail-soft px-4 py-1.5 text-[13px]"
    >
      <p className="min-w-[240px] flex-1">
        <b>The clockwork stopped twice at the same place</b>, {lostText(branch)} What was left behind is kept.
      </p>
      <span className="flex gap-2">
        <button
          type="button"
          className="control"
          onClick={() => downloadJson('kube-orrery-report.json', { version: 1, ...branch })}
        >
          {strings.download}
        </button>
        <button type="button" className="control" onClick={() => setBranch(null)}>
          {strings.dismiss}
        </button>
      </span>
    </section>
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
