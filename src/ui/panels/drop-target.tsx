import { useEffect, useState } from 'react';
import { looksLikeManifest } from '../../cli/looks-like-manifest';
import { attempt } from '../actions';
import { inField } from '../keyboard';
import { applyFiles, readFiles } from '../manifest-apply';
import { openManifest, uiStore } from '../store';
import { strings } from '../strings';

function hasFiles(event: DragEvent): boolean {
  return event.dataTransfer?.types.includes('Files') === true;
}

/** Takes files dropped anywhere on the page, and manifests pasted outside of fields. */
export function DropTarget() {
  const [over, setOver] = useState(false);
  useEffect(() => {
    const stop = new AbortController();
    const { signal } = stop;
    addEventListener(
      'dragover',
      (event) => {
        if (!hasFiles(event)) return;
        event.preventDefault();
        setOver(true);
      },
      { signal },
    );
    addEventListener(
      'dragleave',
      (event) => {
        // Only leaving the window counts; moving over a child also fires it.
        if (event.relatedTarget === null) setOver(false);
      },
      { signal },
    );
    addEventListener(
      'drop',
      (event) => {
        if (!hasFiles(event)) return;
        event.preventDefault();
        setOver(false);
        const files = [...(event.dataTransfer?.files ?? [])];
        // Into the open editor; dropped on its text, it takes the file by itself.
        if (!uiStore.getState().manifestOpen) attempt(() => applyFiles(files));
        else if (!inField(event.target)) attempt(() => readFiles(files));
      },
      { signal },
    );
    addEventListener(
      'paste',
      (event) => {
        const text = event.clipboardData?.getData('text/plain') ?? '';
        if (inField(event.target) || !looksLikeManifest(text)) return;
        event.preventDefault();
        openManifest(text);
      },
      { signal },
    );
    return () => stop.abort();
  }, []);

  if (!over) return null;
  return (
    <div className="pointer-events-none fixed inset-0 z-50 grid place-items-center bg-[var(--veil)] p-6">
      <p className="card rounded-2xl border-2 border-dashed border-accent px-10 py-8 text-[20px] font-semibold shadow-high">
        {strings.dropHere}
      </p>
    </div>
  );
}
