import { useRef, useState } from 'react';
import { attempt } from '../actions';
import { applyAndTell } from '../manifest-apply';
import { closeManifest, setManifestText, useUi } from '../store';
import { strings } from '../strings';
import { Dialog } from './dialog';
import { ManifestReportView } from './manifest-report';
import { samples } from './samples';

/** What kubectl's messages call a text that came from no file. */
const typedSource = 'manifest.yaml';

/** Write, paste or choose a manifest, and apply it. */
export default function ManifestDialog() {
  const text = useUi((state) => state.manifestText);
  const report = useUi((state) => state.manifestReport);
  const [busy, setBusy] = useState(false);
  const area = useRef<HTMLTextAreaElement>(null);

  const apply = () => {
    setBusy(true);
    attempt(() => applyAndTell(text, typedSource).finally(() => setBusy(false)));
  };

  const showPlace = (line: number) => {
    const element = area.current;
    if (!element) return;
    const lines = text.split('\n');
    const start = lines.slice(0, line - 1).reduce((sum, entry) => sum + entry.length + 1, 0);
    element.focus();
    element.setSelectionRange(start, start + (lines[line - 1]?.length ?? 0));
    element.scrollTop = (element.scrollHeight / Math.max(1, lines.length)) * Math.max(0, line - 4);
  };

  return (
    <Dialog title={strings.manifest} onClose={closeManifest} focusFirst={area}>
      <form
        className="flex min-h-0 flex-1 flex-col gap-3 px-5 py-4"
        onSubmit={(event) => {
          event.preventDefault();
          apply();
        }}
      >
        <fieldset className="flex flex-wrap items-center gap-2" aria-label={strings.manifestSamples}>
          <span className="text-[13px] text-ink-2">Begin with</span>
          {samples.map((sample) => (
            <button
              key={sample.name}
              type="button"
              className="control"
              title={sample.note}
              onClick={() => setManifestText(sample.text)}
            >
              {sample.name}
            </button>
          ))}
        </fieldset>
        <textarea
          ref={area}
          aria-label={strings.manifestText}
          className="min-h-[220px] w-full flex-1 resize-none rounded-lg border border-control bg-bg p-3 font-mono text-[13px] leading-[1.5]"
          value={text}
          placeholder="Paste YAML or JSON here; several documents are separated by ---"
          spellCheck={false}
          autoCapitalize="off"
          autoCorrect="off"
          wrap="off"
          onChange={(event) => setManifestText(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) apply();
          }}
        />
        {report && <ManifestReportView report={report} onPlace={showPlace} />}
        <footer className="flex items-center gap-3">
          <button type="submit" className="control control-main px-5" disabled={busy || text.trim() === ''}>
            {strings.manifestApply}
          </button>
          <code className="text-[12px] text-ink-2">kubectl apply -f {typedSource}</code>
          <span className="flex-1" />
          <span className="text-[12px] text-ink-2 max-sm:hidden">
            <kbd>Ctrl</kbd> <kbd>Enter</kbd> applies · files can be dropped anywhere on the page
          </span>
        </footer>
      </form>
    </Dialog>
  );
}
