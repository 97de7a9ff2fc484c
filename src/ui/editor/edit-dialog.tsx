import { useRef, useState } from 'react';
import { Dialog } from '../panels/dialog';
import { finishEdit, type EditRequest } from '../store';
import { strings } from '../strings';
import YamlEditor, { type YamlEditorHandle } from './yaml-editor';

/** The editor that `kubectl edit` and the shell's `vi` open: save it, or leave it as it was. */
export default function EditDialog({ edit }: { readonly edit: EditRequest }) {
  const [text, setText] = useState(edit.text);
  const editor = useRef<YamlEditorHandle>(null);
  const [asked, setAsked] = useState(false);
  const save = () => finishEdit(text);
  // What was written is not thrown away by a key that may have been meant for something else.
  const keepOpen = () => {
    setAsked(text !== edit.text);
    return text !== edit.text;
  };
  return (
    <Dialog
      title={strings.editOf(edit.name)}
      onClose={() => finishEdit(null)}
      onOpened={() => editor.current?.focus()}
      keepOpen={keepOpen}
      wide
    >
      <form
        className="flex min-h-0 flex-1 flex-col gap-3 px-5 py-4"
        onSubmit={(event) => {
          event.preventDefault();
          save();
        }}
      >
        <div className="min-h-[220px] flex-1 overflow-hidden rounded-lg border border-control focus-within:border-accent focus-within:ring-1 focus-within:ring-accent">
          <YamlEditor
            handle={editor}
            value={text}
            label={strings.editOf(edit.name)}
            onChange={setText}
            onSubmit={save}
          />
        </div>
        <footer className="flex items-center gap-3">
          <button type="submit" className="control control-main px-5">
            {strings.editSave}
          </button>
          <button type="button" className="control" onClick={() => finishEdit(null)}>
            {strings.editLeave}
          </button>
          {asked && (
            <span role="alert" className="text-[13px] text-ink">
              {strings.editAsk}
            </span>
          )}
          <span className="flex-1" />
          <span className="text-[12px] text-ink-2 max-sm:hidden">
            <kbd>Ctrl</kbd> <kbd>Enter</kbd>
          </span>
        </footer>
      </form>
    </Dialog>
  );
}
