/**
 * Values as Go prints them. Error messages of the real server quote the value that was wrong with `%q` or `%#v`, so a
 * learner who searches for a message finds it only if we print as Go does.
 */
import type { NodeSelectorTerm } from './affinity-types';
import type { StringMap } from './meta';
import type { LabelSelector } from './selector';

/** Text that is already printed: it goes into a message as it is. */
export interface GoText {
  readonly go: string;
}

const ESCAPES: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\x07': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
};

function escapeCharacter(character: string): string {
  const known = ESCAPES[character];
  if (known !== undefined) return known;
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x80) return `\\x${code.toString(16).padStart(2, '0')}`;
  return code < 0x10000
    ? `\\u${code.toString(16).padStart(4, '0')}`
    : `\\U${code.toString(16).padStart(8, '0')}`;
}

/** `"text"`, with Go's escapes. Models strconv.Quote. */
export function goQuote(text: string): string {
  // Printable in Go: letters, marks, numbers, punctuation, symbols and the ASCII space.
  return `"${text.replace(/["\\]|[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/gu, escapeCharacter)}"`;
}

/** `map[string]string{"a":"b"}`, sorted by key. */
export function goStringMap(map: StringMap | undefined): GoText {
  if (map === undefined) return { go: 'map[string]string(nil)' };
  const entries = Object.entries(map).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return {
    go: `map[string]string{${entries.map(([key, value]) => `${goQuote(key)}:${goQuote(value)}`).join(', ')}}`,
  };
}

function goStrings(texts: readonly string[] | undefined): string {
  return texts === undefined ? '[]string(nil)' : `[]string{${texts.map(goQuote).join(', ')}}`;
}

export function goStringList(texts: readonly string[] | undefined): GoText {
  return { go: goStrings(texts) };
}

/** `v1.LabelSelector{MatchLabels:…, MatchExpressions:…}`. */
export function goSelector(selector: LabelSelector | undefined): GoText {
  if (selector === undefined) return { go: 'null' };
  const parts = selector.matchExpressions?.map(
    ({ key, operator, values }) =>
      `v1.LabelSelectorRequirement{Key:${goQuote(key)}, Operator:${goQuote(operator)}, Values:${goStrings(values)}}`,
  );
  const type = '[]v1.LabelSelectorRequirement';
  const expressions = parts === undefined ? `${type}(nil)` : `${type}{${parts.join(', ')}}`;
  return {
    go: `v1.LabelSelector{MatchLabels:${goStringMap(selector.matchLabels).go}, MatchExpressions:${expressions}}`,
  };
}

function goNodeRequirements(parts: NodeSelectorTerm['matchExpressions']): string {
  const type = '[]core.NodeSelectorRequirement';
  if (parts === undefined) return `${type}(nil)`;
  const texts = parts.map(
    ({ key, operator, values }) =>
      `core.NodeSelectorRequirement{Key:${goQuote(key)}, Operator:${goQuote(operator)}, Values:${goStrings(values)}}`,
  );
  return `${type}{${texts.join(', ')}}`;
}

/** `core.NodeSelectorTerm{MatchExpressions:…, MatchFields:…}`. */
export function goNodeTerm({ matchExpressions, matchFields }: NodeSelectorTerm): GoText {
  const expressions = goNodeRequirements(matchExpressions);
  const fields = goNodeRequirements(matchFields);
  return { go: `core.NodeSelectorTerm{MatchExpressions:${expressions}, MatchFields:${fields}}` };
}

export function goNodeTerms(terms: readonly NodeSelectorTerm[]): GoText {
  return { go: `[]core.NodeSelectorTerm{${terms.map((term) => goNodeTerm(term).go).join(', ')}}` };
}

/** `intstr.IntOrString{Type:1, IntVal:0, StrVal:"25%"}`. */
export function goIntOrString(value: number | string): GoText {
  return typeof value === 'number'
    ? { go: `intstr.IntOrString{Type:0, IntVal:${value}, StrVal:""}` }
    : { go: `intstr.IntOrString{Type:1, IntVal:0, StrVal:${goQuote(value)}}` };
}

/** `map[spec:map[replicas:3]]`: a JSON value as `%+v` prints it. */
export function goJson(value: unknown): string {
  if (value === null || value === undefined) return '<nil>';
  if (Array.isArray(value)) return `[${value.map(goJson).join(' ')}]`;
  if (typeof value !== 'object') return typeof value === 'string' ? value : JSON.stringify(value);
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return `map[${entries.map(([key, item]) => `${key}:${goJson(item)}`).join(' ')}]`;
}
