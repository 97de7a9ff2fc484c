import { acceptCompletion, completionKeymap } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap, indentLess, indentMore } from '@codemirror/commands';
import { yaml } from '@codemirror/lang-yaml';
import { bracketMatching, foldGutter, foldKeymap, indentOnInput, indentUnit } from '@codemirror/language';
import { lintKeymap } from '@codemirror/lint';
import { highlightSelectionMatches, searchKeymap } from '@codemirror/search';
import { EditorState } from '@codemirror/state';
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  keymap,
  lineNumbers,
  placeholder,
} from '@codemirror/view';
import { type Ref, useEffect, useImperativeHandle, useLayoutEffect, useRef, useState } from 'react';
import { SchemaSource } from '../../cli/schema/openapi';
import { pageTransport } from '../store/transport';
import { strings } from '../strings';
import { knownKinds } from './known-kinds';
import { roomyGutter, schemaHelp } from './schema-help';
import { editorTheme } from './theme';

export interface YamlEditorHandle {
  focus(): void;
  /** Selects a line, from 1, and brings it into view. */
  showLine(line: number): void;
}

interface YamlEditorProps {
  /** The text at first, and again whenever it differs from what is written. */
  readonly value: string;
  /** Its accessible name. */
  readonly label: string;
  readonly hint?: string;
  readonly onChange: (text: string) => void;
  /** Ctrl Enter. */
  readonly onSubmit: () => void;
  readonly handle?: Ref<YamlEditorHandle>;
}

const source = new SchemaSource(pageTransport);

/** Real ms for which Tab leads out of the text after Esc. */
const leaveMs = 4000;

/**
 * Esc first only lets Tab lead out of the text, where it indents else; pressed again it means what it means to the dialog.
 */
function escapeKey(onEscape: (leaves: boolean) => void) {
  let until = 0;
  const run = (view: EditorView): boolean => {
    if (performance.now() < until) return false;
    until = performance.now() + leaveMs;
    view.setTabFocusMode(leaveMs);
    onEscape(true);
    setTimeout(() => onEscape(false), leaveMs);
    return true;
  };
  return { key: 'Escape', run };
}

/** Two spaces: YAML knows no tabs. */
const ourKeys = [
  { key: 'Tab', run: acceptCompletion },
  { key: 'Tab', run: indentMore, shift: indentLess },
];

interface EditorWishes {
  readonly label: string;
  readonly hint: string;
  readonly changed: (text: string) => void;
  readonly submit: () => void;
  /** True when Tab leads out from now on, false when it indents again. */
  readonly escaped: (leaves: boolean) => void;
}

function stateOf(doc: string, { label, hint, changed, submit, escaped }: EditorWishes) {
  return EditorState.create({
    doc,
    extensions: [
      lineNumbers(),
      foldGutter(),
      history(),
      drawSelection(),
      indentOnInput(),
      indentUnit.of('  '),
      EditorState.tabSize.of(2),
      bracketMatching(),
      highlightActiveLine(),
      highlightSelectionMatches(),
      placeholder(hint),
      yaml(),
      schemaHelp({ source, kinds: knownKinds }),
      roomyGutter,
      editorTheme,
      EditorView.contentAttributes.of({ 'aria-label': label, spellcheck: 'false', autocapitalize: 'off' }),
      keymap.of([
        {
          key: 'Mod-Enter',
          run: () => {
            submit();
            return true;
          },
        },
        ...ourKeys,
        ...completionKeymap,
        ...lintKeymap,
        ...searchKeymap,
        ...foldKeymap,
        ...historyKeymap,
        ...defaultKeymap,
        escapeKey(escaped),
      ]),
      EditorView.updateListener.of((update) => {
        if (update.docChanged) changed(update.state.doc.toString());
      }),
    ],
  });
}

/** A text of manifests, with what the cluster's API says about it. */
export default function YamlEditor({ value, label, hint = '', onChange, onSubmit, handle }: YamlEditorProps) {
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const latest = useRef({ onChange, onSubmit });
  latest.current = { onChange, onSubmit };
  const first = useRef({ value, label, hint });
  const [leaves, setLeaves] = useState(false);

  // A layout effect, so that whoever opens the editor can give it the focus at once.
  useLayoutEffect(() => {
    const parent = host.current;
    if (parent === null) return;
    const { value: doc, label: name, hint: words } = first.current;
    const state = stateOf(doc, {
      label: name,
      hint: words,
      changed: (text) => latest.current.onChange(text),
      submit: () => latest.current.onSubmit(),
      escaped: setLeaves,
    });
    const editor = new EditorView({ state, parent });
    view.current = editor;
    return () => editor.destroy();
  }, []);

  useEffect(() => {
    const editor = view.current;
    if (editor === null || editor.state.doc.toString() === value) return;
    editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: value } });
  }, [value]);

  useImperativeHandle(handle, () => ({
    focus: () => view.current?.focus(),
    showLine(number) {
      const editor = view.current;
      if (editor === null) return;
      const line = editor.state.doc.line(Math.min(Math.max(1, number), editor.state.doc.lines));
      editor.dispatch({
        selection: { anchor: line.from, head: line.to },
        effects: EditorView.scrollIntoView(line.from, { y: 'center' }),
      });
      editor.focus();
    },
  }));

  return (
    <div className="relative h-full">
      <div ref={host} className="yaml-editor" />
      {leaves && (
        <p role="status" className="card absolute right-2 bottom-2 px-3 py-1.5 text-[13px] shadow-high">
          {strings.editorLeave}
        </p>
      )}
    </div>
  );
}
