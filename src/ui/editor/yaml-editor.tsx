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
import { type Ref, useEffect, useImperativeHandle, useLayoutEffect, useRef } from 'react';
import { SchemaSource } from '../../cli/schema/openapi';
import { pageTransport } from '../store/transport';
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

/** Two spaces: YAML knows no tabs. Tab moves on from a text that has nothing to indent only after Esc. */
const ourKeys = [
  { key: 'Tab', run: acceptCompletion },
  { key: 'Tab', run: indentMore, shift: indentLess },
];

function stateOf(
  doc: string,
  label: string,
  hint: string,
  changed: (text: string) => void,
  submit: () => void,
) {
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

  // A layout effect, so that whoever opens the editor can give it the focus at once.
  useLayoutEffect(() => {
    const parent = host.current;
    if (parent === null) return;
    const { value: doc, label: name, hint: words } = first.current;
    const state = stateOf(
      doc,
      name,
      words,
      (text) => latest.current.onChange(text),
      () => latest.current.onSubmit(),
    );
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

  return <div ref={host} className="yaml-editor" />;
}
