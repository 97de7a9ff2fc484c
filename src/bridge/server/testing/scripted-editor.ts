/** An editor that does what it was told beforehand: for `kubectl edit`, ours and a real one. */

/** A text and what takes its place; of an empty one, the whole text. */
export type Edit = readonly [from: string, to: string];

/** The text after an edit; null, not saved, when there is none. */
export function changed(text: string, edit: Edit | undefined): string | null {
  if (edit === undefined) return null;
  return edit[0] === '' ? edit[1] : text.split(edit[0]).join(edit[1]);
}

/** The same as a program: beside it lie the edits that are left, and what it was opened with. */
export const EDITOR_SCRIPT = `
import { readFileSync, writeFileSync } from 'node:fs';
const at = (name) => new URL(name, import.meta.url);
const read = (name) => JSON.parse(readFileSync(at(name), 'utf8'));
const file = process.argv[2];
const text = readFileSync(file, 'utf8');
const [edit, ...left] = read('edits.json');
writeFileSync(at('shown.json'), JSON.stringify([...read('shown.json'), text]));
writeFileSync(at('edits.json'), JSON.stringify(left));
if (edit !== undefined) writeFileSync(file, edit[0] === '' ? edit[1] : text.split(edit[0]).join(edit[1]));
`;
