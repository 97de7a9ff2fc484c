/** What the editor knows of fields: findings as one types, completion, and their description under the pointer. */
import {
  autocompletion,
  type Completion,
  type CompletionContext,
  type CompletionResult,
} from '@codemirror/autocomplete';
import { lintGutter, linter } from '@codemirror/lint';
import { EditorView, hoverTooltip, type Tooltip } from '@codemirror/view';
import { fieldAt, fieldsAt, valuesAt, type FieldOffer } from '../../cli/schema/fields';
import { findingsOf } from '../../cli/schema/findings';
import type { SchemaSource } from '../../cli/schema/openapi';
import { placeAt, type CursorPlace } from '../../cli/schema/place';

/** ms of rest after which the text is looked at. */
const LINT_DELAY_MS = 300;
/** A text larger than this is looked at only when it is applied: looking takes longer than typing. */
const LINT_CHARS_MAX = 400_000;

/** Kinds that a manifest may begin with, in the order in which one meets them. */
export interface KnownKind {
  readonly apiVersion: string;
  readonly kind: string;
}

export interface SchemaHelp {
  readonly source: SchemaSource;
  /** All kinds of the cluster. */
  kinds(): Promise<readonly KnownKind[]>;
}

export function schemaHelp(help: SchemaHelp) {
  return [lintGutter(), lint(help), complete(help), hover(help)];
}

function lint({ source }: SchemaHelp) {
  return linter(
    async ({ state }) => {
      if (state.doc.length > LINT_CHARS_MAX || state.doc.toString().trim() === '') return [];
      const found = await findingsOf(state.doc.toString(), (apiVersion, kind) => source.of(apiVersion, kind));
      return found.map((finding) => ({ ...finding, to: Math.min(finding.to, state.doc.length) }));
    },
    { delay: LINT_DELAY_MS },
  );
}

// ----------------------------------------------------------------------------------------------- completion

function complete(help: SchemaHelp) {
  return autocompletion({
    override: [(context) => offers(context, help)],
    icons: false,
    closeOnBlur: true,
  });
}

async function offers(context: CompletionContext, help: SchemaHelp): Promise<CompletionResult | null> {
  const { state, pos, explicit } = context;
  const place = placeAt(state.doc.toString(), pos);
  if (place === null || (place.word === '' && !explicit && place.writes === 'key')) return null;
  const options = place.writes === 'key' ? await keyOffers(place, help) : await valueOffers(place, help);
  if (options.length === 0 || context.aborted) return null;
  return { from: place.from, options, validFor: /^[\w./-]*$/ };
}

const HEAD_FIELDS: readonly Completion[] = ['apiVersion', 'kind', 'metadata'].map((label, index) => ({
  label,
  apply: label === 'metadata' ? 'metadata:\n  name: ' : `${label}: `,
  boost: 9 - index,
}));

async function keyOffers(place: CursorPlace, { source }: SchemaHelp): Promise<readonly Completion[]> {
  if (place.kind === '' || place.apiVersion === '') return place.path.length === 0 ? HEAD_FIELDS : [];
  const schema = await source.of(place.apiVersion, place.kind);
  if (schema === null || schema === undefined) return [];
  const fields = fieldsAt(schema, place.path).filter(({ name }) => !place.siblings.includes(name));
  return fields.map((field, index) => optionOf(field, place, fields.length - index));
}

function optionOf(field: FieldOffer, { indent }: CursorPlace, rank: number): Completion {
  const { name, type, required, description, holds } = field;
  const beneath = `\n${' '.repeat(indent + 2)}`;
  const apply = { value: `${name}: `, map: `${name}:${beneath}`, list: `${name}:${beneath}- ` }[holds];
  return {
    label: name,
    detail: `${type}${required ? ', required' : ''}`,
    info: description === '' ? undefined : description,
    apply,
    boost: required ? 50 : rank / 1000,
  } as Completion;
}

async function valueOffers(place: CursorPlace, help: SchemaHelp): Promise<readonly Completion[]> {
  if (place.path.length === 0 && place.key === 'kind') {
    const kinds = await help.kinds();
    const fitting = kinds.filter(
      ({ apiVersion }) => place.apiVersion === '' || apiVersion === place.apiVersion,
    );
    return fitting.map(({ kind, apiVersion }) => ({ label: kind, detail: apiVersion }));
  }
  if (place.path.length === 0 && place.key === 'apiVersion') {
    const kinds = await help.kinds();
    return [...new Set(kinds.map(({ apiVersion }) => apiVersion))].map((label) => ({ label }));
  }
  const schema = await help.source.of(place.apiVersion, place.kind);
  if (schema === null || schema === undefined) return [];
  return valuesAt(schema, place.path, place.key).map((label) => ({ label }));
}

// ---------------------------------------------------------------------------------------------------- hover

function hover({ source }: SchemaHelp) {
  return hoverTooltip(async (view, pos): Promise<Tooltip | null> => {
    const line = view.state.doc.lineAt(pos);
    const match = /^\s*(?:-\s+)*([\w./-]+)\s*:/.exec(line.text);
    if (match === null) return null;
    const [whole, key = ''] = match;
    const from = line.from + whole.lastIndexOf(key);
    if (pos < from || pos > from + key.length) return null;
    const place = placeAt(view.state.doc.toString(), from + key.length);
    if (place === null) return null;
    const schema = await source.of(place.apiVersion, place.kind);
    const field = schema === null || schema === undefined ? null : fieldAt(schema, [...place.path, key]);
    if (field === null) return null;
    return { pos: from, end: from + key.length, create: () => ({ dom: aboutField(field) }) };
  });
}

function aboutField({ name, type, required, description }: FieldOffer): HTMLElement {
  const box = document.createElement('div');
  box.className = 'cm-field-about';
  const head = document.createElement('b');
  head.textContent = `${name} <${type}>${required ? ' -required-' : ''}`;
  const text = document.createElement('p');
  text.textContent = description === '' ? 'No description.' : description;
  box.append(head, text);
  return box;
}

/** For a line of the gutter that is pressed by a finger: room enough. */
export const roomyGutter = EditorView.theme({ '.cm-gutter-lint': { width: '1.2em' } });
