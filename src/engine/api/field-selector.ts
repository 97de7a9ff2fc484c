/**
 * Field selectors: `status.phase!=Running,spec.nodeName=worker-1`. Models apimachinery/pkg/fields/selector.go; which fields
 * a kind can be asked for stands in its file.
 */
import type { Kind } from './kind';
import type { ApiObject } from './meta';

/** Plain data: a watcher keeps it. */
export interface FieldTerm {
  readonly field: string;
  readonly value: string;
  readonly isEqual: boolean;
}

export type ParsedFields = { readonly terms: readonly FieldTerm[] } | { readonly error: string };

/** The parts between commas; a backslash takes the meaning from the character behind it. */
function splitTerms(text: string): readonly string[] {
  return text.match(/(?:\\[^]|[^,\\]|\\$)+/g) ?? [];
}

/** The value with its escapes resolved, or what is wrong with it. */
function unescaped(value: string): { readonly value: string } | { readonly error: string } {
  let result = '';
  for (let i = 0; i < value.length; i += 1) {
    const character = value[i] ?? '';
    if (character === ',' || character === '=') {
      return { error: `invalid field selector: unescaped character in value: ${character}` };
    }
    if (character !== '\\') {
      result += character;
      continue;
    }
    i += 1;
    const escaped = value[i] ?? '';
    if (escaped === '' || !',=\\'.includes(escaped)) {
      return { error: `invalid field selector: invalid escape sequence: \\${escaped}` };
    }
    result += escaped;
  }
  return { value: result };
}

function parseTerm(part: string): FieldTerm | { readonly error: string } | null {
  const match = /^((?:\\[^]|[^=!\\]|!(?!=))*)(!=|==|=)([^]*)$/.exec(part);
  if (match === null) return null;
  const [, field = '', operator = '', raw = ''] = match;
  const value = unescaped(raw);
  return 'error' in value ? value : { field, value: value.value, isEqual: operator !== '!=' };
}

function metaGetter(field: string): ((object: ApiObject) => string) | undefined {
  if (field === 'metadata.name') return ({ metadata }) => metadata.name;
  if (field === 'metadata.namespace') return ({ metadata }) => metadata.namespace ?? '';
  return undefined;
}

function getterOf(kind: Kind, field: string): ((object: ApiObject) => string) | undefined {
  const fields = kind.selectableFields;
  return fields !== undefined && Object.hasOwn(fields, field) ? fields[field] : metaGetter(field);
}

/** Kinds without fields of their own have other words for it. */
function unsupported(kind: Kind, field: string): string {
  return kind.selectableFields === undefined
    ? `"${field}" is not a known field selector: only "metadata.name", "metadata.namespace"`
    : `field label not supported: ${field}`;
}

/** The terms in a text, or the words of the 400. An empty text selects everything. */
export function parseFieldSelector(kind: Kind, text: string): ParsedFields {
  const terms: FieldTerm[] = [];
  for (const part of splitTerms(text)) {
    const term = parseTerm(part);
    if (term === null) return { error: `invalid selector: '${text}'; can't understand '${part}'` };
    if ('error' in term) return term;
    if (getterOf(kind, term.field) === undefined) return { error: unsupported(kind, term.field) };
    terms.push(term);
  }
  return { terms };
}

/** True when the object meets every term. The terms come from `parseFieldSelector` for the same kind. */
export function matchesFields(kind: Kind, terms: readonly FieldTerm[], object: ApiObject): boolean {
  for (const { field, value, isEqual } of terms) {
    const getter = getterOf(kind, field);
    if (getter === undefined || (getter(object) === value) !== isEqual) return false;
  }
  return true;
}
