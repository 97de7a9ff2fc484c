/**
 * YAML as kubectl reads it: the values of a stream, and the words of Go's YAML library for what it cannot read. The parser is
 * another one, so the common mistakes are told by the rules below. Models sigs.k8s.io/yaml and apimachinery/pkg/util/yaml.
 */
import { isEmpty, readYamlDocuments, type YamlProblem } from './yaml-documents';

/** What Go's library says: `yaml: line 3: mapping values are not allowed in this context`. */
export class GoYamlError extends Error {
  override readonly name = 'GoYamlError';
}

const CONVERTING = 'error converting YAML to JSON: ';

/** The values of the documents, one after the other, `null` for those that hold nothing. Throws a `GoYamlError`. */
export function* goYamlValues(text: string): Generator<unknown, void> {
  const clean = text.replace(/^\uFEFF/, '');
  if (clean.trimStart().startsWith('{')) yield* jsonValues(clean);
  else for (const document of documents(clean)) yield valueOf(document);
}

/** A line of its own. */
const SEPARATOR = /(?:^|\n)---([^\n]*)(?:\n|$)/;

/** Documents as kubectl splits them: lines are counted from the beginning of each. */
function* documents(text: string): Generator<string, void> {
  let rest = text;
  for (;;) {
    const found = SEPARATOR.exec(rest);
    if (found === null) {
      yield rest;
      return;
    }
    const [whole, after = ''] = found;
    if (!/^\s*(?:#.*)?$/.test(after) && !/^\s/.test(after)) {
      throw new GoYamlError(`invalid Yaml document separator: ${after.trim()}`);
    }
    yield rest.slice(0, found.index);
    // What stands behind the dashes on their own line belongs to the document: `--- {a: b}`.
    rest = /^\s*(?:#.*)?$/.test(after)
      ? rest.slice(found.index + whole.length)
      : `${after}\n${rest.slice(found.index + whole.length)}`;
  }
}

/** What the server takes in one request, in bytes: more could not be sent, and would only cost time here. */
const DOCUMENT_MAX = 3 * 1024 * 1024;

function valueOf(text: string): unknown {
  if (text.length > DOCUMENT_MAX) {
    throw new GoYamlError(`Request entity too large: limit is ${DOCUMENT_MAX}`);
  }
  // What YAML does not allow anywhere.
  // oxlint-disable-next-line no-control-regex
  if (/[\0-\x08\x0b\x0c\x0e-\x1f\x7f]/.test(text))
    throw converting('yaml: control characters are not allowed');
  checkDirectives(text);
  const read = readYamlDocuments(text, false);
  if ('message' in read) throw converting(wordsOf(read, text));
  for (const document of read) {
    if (document.problem !== null) throw converting(wordsOf(document.problem, text));
    // Behind an end of document nothing counts.
    if (!isEmpty(document)) return document.value;
  }
  return null;
}

/** The other parser only warns of directives that it does not know. */
function checkDirectives(text: string): void {
  const [, name, value = ''] = /^(?:\s*(?:#[^\n]*)?\n)*%(\w+)[ \t]*(\S*)/.exec(text) ?? [];
  if (name === undefined || name === 'TAG') return;
  if (name !== 'YAML') throw converting('yaml: found unknown directive name');
  if (value !== '1.1' && value !== '1.2') throw converting('yaml: found incompatible YAML document');
}

function converting(words: string): GoYamlError {
  return new GoYamlError(`${CONVERTING}${words}`);
}

const CANNOT_START = 'found character that cannot start any token';
const NO_KEY = 'did not find expected key';
const NO_COLON = "could not find expected ':'";
const NOT_HERE = 'mapping values are not allowed in this context';

function wordsOf(problem: YamlProblem, text: string): string {
  const { code, detail, line } = problem;
  const at = (number: number, words: string) => `yaml: line ${Math.max(number, 1)}: ${words}`;
  switch (code) {
    case 'TAB_AS_INDENT':
      return at(
        line,
        continuesScalar(text, line) ? 'found a tab character that violates indentation' : CANNOT_START,
      );
    case 'BAD_SCALAR_START':
      return at(line, CANNOT_START);
    case 'BAD_ALIAS':
      return at(line, 'did not find expected alphabetic or numeric character');
    case 'BAD_DQ_ESCAPE':
      return at(line, 'found unknown escape character');
    case 'BAD_DIRECTIVE':
      return detail.startsWith('Unsupported')
        ? 'yaml: found incompatible YAML document'
        : 'yaml: found unknown directive name';
    case 'BAD_INDENT':
      return at(line - 1, flowWords(detail) ?? NO_KEY);
    case 'MISSING_CHAR':
      return missingChar(problem, text, at);
    case 'MULTILINE_IMPLICIT_KEY':
      return at(line + 1, isSibling(text, problem) ? NO_COLON : NOT_HERE);
    case 'BLOCK_AS_IMPLICIT_KEY':
      if (detail.startsWith('A block sequence')) return at(line - 1, NO_KEY);
      return at(hasColonBehind(text, problem) ? line : line + 1, NOT_HERE);
    case 'UNEXPECTED_TOKEN':
      return at(
        line,
        detail.startsWith('Block scalar header') ? 'did not find expected comment or line break' : NO_KEY,
      );
    case 'unknownAlias':
      return `yaml: unknown anchor '${detail}' referenced`;
    case 'circularAlias':
      return `yaml: anchor '${detail}' value contains itself`;
    case 'tooManyAliases':
    case 'tooManyValues':
      return 'yaml: document contains excessive aliasing';
    case 'tooDeep':
      return at(line, 'exceeded max depth of 10000');
    case 'notFinite':
      return `json: unsupported value: ${detail}`;
    case 'oddKey':
      return 'yaml: invalid map key';
    default:
      return at(line, detail === '' ? problem.message : detail.charAt(0).toLowerCase() + detail.slice(1));
  }
}

function flowWords(detail: string): string | null {
  if (detail.startsWith('Flow map')) return "did not find expected ',' or '}'";
  return detail.startsWith('Flow sequence') ? "did not find expected ',' or ']'" : null;
}

function missingChar(
  problem: YamlProblem,
  text: string,
  at: (line: number, words: string) => string,
): string {
  const { detail, line } = problem;
  if (detail.startsWith('Missing closing')) return at(line, 'found unexpected end of stream');
  if (detail.startsWith('Sequence item')) return at(line - 1, "did not find expected '-' indicator");
  const flow = flowWords(detail);
  if (flow !== null) return at(line, flow);
  if (detail.startsWith('Missing ,')) return at(line, "did not find expected ',' or '}'");
  return at(line + 1, isSibling(text, problem) ? NO_COLON : NO_KEY);
}

function lineOf(text: string, line: number): string {
  return text.split('\n')[line - 1] ?? '';
}

/** True when the line before holds a value that could go on. */
function continuesScalar(text: string, line: number): boolean {
  return /:\s+[^\s#|>]/.test(lineOf(text, line - 1));
}

/** True when an entry of the same map stands above: then here a key must be. */
function isSibling(text: string, { line, column }: YamlProblem): boolean {
  for (let above = line - 1; above > 0; above -= 1) {
    const content = lineOf(text, above);
    const indent = content.search(/\S/);
    if (indent < 0 || indent > column - 1) continue;
    return indent === column - 1;
  }
  return false;
}

/** True when a second colon stands on the same line. */
function hasColonBehind(text: string, { line, column }: YamlProblem): boolean {
  return /:(?:\s|$)/.test(lineOf(text, line).slice(column - 1));
}

/** JSON values one behind the other; what is no JSON may still be YAML. */
function jsonValues(text: string): readonly unknown[] {
  const values: unknown[] = [];
  for (const part of topLevel(text)) {
    let value: unknown;
    try {
      value = JSON.parse(part) as unknown;
    } catch (error) {
      return [yamlInstead(text, error)];
    }
    values.push(value);
  }
  return values;
}

function yamlInstead(text: string, error: unknown): unknown {
  try {
    return [...documents(text)].map(valueOf)[0];
  } catch {
    throw new GoYamlError(jsonWords(text, error instanceof Error ? error.message : ''));
  }
}

function jsonWords(text: string, message: string): string {
  const [, position] = /position (\d+)/.exec(message) ?? [];
  if (position === undefined || Number(position) >= text.trimEnd().length) return 'unexpected EOF';
  const letter = text[Number(position)] ?? '';
  const where = message.includes('after property value')
    ? 'after object key:value pair'
    : message.includes('after array element')
      ? 'after array element'
      : message.includes('property name')
        ? 'looking for beginning of object key string'
        : 'looking for beginning of value';
  return `json: offset ${Number(position) + 1}: invalid character '${letter}' ${where}`;
}

/** Cuts behind each closing brace of the outermost level. */
function topLevel(text: string): readonly string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (const token of text.matchAll(/"(?:[^"\\]|\\.)*"|[{}]/g)) {
    if (token[0] === '{') depth += 1;
    else if (token[0] === '}') depth -= 1;
    else continue;
    if (depth !== 0) continue;
    const end = token.index + 1;
    parts.push(text.slice(start, end));
    start = end;
  }
  return text.slice(start).trim() === '' ? parts : [...parts, text.slice(start)];
}
