import { useRef, useState } from 'react';
import { attempt } from '../actions';
import { applyAndTell } from '../manifest-apply';
import { Dialog } from '../panels/dialog';
import { ManifestReportView } from '../panels/manifest-report';
import { samples } from '../panels/samples';
import { closeManifest, setManifestText, useUi } from '../store';
import { strings } from '../strings';
import { compareManifest, tryManifest, type Trial } from './trial';
import YamlEditor, { type YamlEditorHandle } from './yaml-editor';

/** What kubectl's messages call a text that came from no file. */
const typedSource = 'manifest.yaml';

function Samples() {
  return (
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
  );
}

/** What a trial printed: nothing of it has happened. */
function TrialView({ trial }: { readonly trial: Trial }) {
  return (
    <section
      role="status"
      aria-label={trial.title}
      className={`max-h-[34vh] overflow-auto rounded-lg border px-3.5 py-2 text-[13px] ${trial.failed ? 'border-fail bg-fail-soft' : 'border-line bg-band'}`}
    >
      <p className="font-semibold">{trial.title}</p>
      <pre className="mt-1 font-mono text-[12px] leading-[1.5] whitespace-pre-wrap">
        {trial.lines.map((line, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines of a text that is shown once
          <span key={index} className={`block ${trial.isDiff ? diffClass(line) : ''}`}>
            {line === '' ? ' ' : line}
          </span>
        ))}
      </pre>
    </section>
  );
}

/** Colour beside the sign that diff itself writes. */
function diffClass(line: string): string {
  if (line.startsWith('+')) return 'diff-added';
  if (line.startsWith('-')) return 'diff-removed';
  return line.startsWith('@@') ? 'text-ink-2' : '';
}

/** Write, paste or choose a manifest; try it, compare it with what is there, apply it. */
export default function ManifestDialog() {
  const text = useUi((state) => state.manifestText);
  const report = useUi((state) => state.manifestReport);
  const [busy, setBusy] = useState(false);
  const [trial, setTrial] = useState<Trial | null>(null);
  const editor = useRef<YamlEditorHandle>(null);
  const nothing = busy || text.trim() === '';

  const apply = () => {
    if (nothing) return;
    setTrial(null);
    setBusy(true);
    attempt(() => applyAndTell(text, typedSource).finally(() => setBusy(false)));
  };
  const attemptTrial = (run: (text: string, source: string) => Promise<Trial>) => {
    setBusy(true);
    attempt(async () => {
      try {
        setTrial(await run(text, typedSource));
      } finally {
        setBusy(false);
      }
    });
  };

  return (
    <Dialog title={strings.manifest} onClose={closeManifest} onOpened={() => editor.current?.focus()} wide>
      <form
        className="flex min-h-0 flex-1 flex-col gap-3 px-5 py-4"
        onSubmit={(event) => {
          event.preventDefault();
          apply();
        }}
      >
        <Samples />
        <div className="min-h-[220px] flex-1 overflow-hidden rounded-lg border border-control focus-within:border-accent focus-within:ring-1 focus-within:ring-accent">
          <YamlEditor
            handle={editor}
            value={text}
            label={strings.manifestText}
            hint="Paste YAML or JSON here; several documents are separated by ---"
            onChange={(next) => {
              setTrial(null);
              setManifestText(next);
            }}
            onSubmit={apply}
          />
        </div>
        {trial !== null && <TrialView trial={trial} />}
        {report && <ManifestReportView report={report} onPlace={(line) => editor.current?.showLine(line)} />}
        <footer className="flex flex-wrap items-center gap-3">
          <button type="submit" className="control control-main px-5" disabled={nothing}>
            {strings.manifestApply}
          </button>
          <button
            type="button"
            className="control"
            title={`kubectl apply -f ${typedSource} --dry-run=server`}
            disabled={nothing}
            onClick={() => attemptTrial(tryManifest)}
          >
            {strings.manifestTry}
          </button>
          <button
            type="button"
            className="control"
            title={`kubectl diff -f ${typedSource}`}
            disabled={nothing}
            onClick={() => attemptTrial(compareManifest)}
          >
            {strings.manifestDiff}
          </button>
          <code className="text-[12px] text-ink-2 max-sm:hidden">kubectl apply -f {typedSource}</code>
          <span className="flex-1" />
          <span className="text-[12px] text-ink-2 max-sm:hidden">
            <kbd>Ctrl</kbd> <kbd>Enter</kbd>
          </span>
        </footer>
      </form>
    </Dialog>
  );
}
