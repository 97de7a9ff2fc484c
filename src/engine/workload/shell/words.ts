/** Reads the words of a script: quotes, variables and substitutions. */
import { SyntaxProblem, type Expansion, type Node, type Part, type Word } from './syntax';

/** What `readWord` asks of the parser: the list inside `$( … )`, beginning at an offset. */
export type ReadCommands = (text: string, from: number) => { readonly node: Node; readonly end: number };

const NAME = /[A-Za-z_][A-Za-z0-9_]*|[0-9]+|[?#@*$!]/y;
const ENDS_WORD = new Set([' ', '\t', '\n', ';', '&', '|', '<', '>', '(', ')']);
const EXPANSIONS: readonly Expansion[] = [':-', ':=', ':+', '-', '=', '+'];
const CUTS: Readonly<Record<string, Expansion>> = { '##': '##.', '#': '#.', '%%': '%%.', '%': '%.' };

interface Read<T> {
  readonly value: T;
  readonly end: number;
}

/** The end of a `$(( … ))` or `( … )` whose inside begins at `from`. */
function closing(text: string, from: number, open: string, close: string): number {
  let depth = 1;
  for (let i = from; i < text.length; i++) {
    if (text[i] === open) depth++;
    else if (text[i] === close && --depth === 0) return i;
  }
  throw new SyntaxProblem(`syntax error: unterminated ${open}`);
}

const BRACES_MAX = 10;

/** How deeply `{` nest in a text. */
function bracesIn(text: string): number {
  let depth = 0;
  let most = 0;
  for (const char of text) {
    if (char === '{') most = Math.max(most, ++depth);
    else if (char === '}') depth--;
  }
  return most;
}

function nameAt(text: string, from: number): string {
  NAME.lastIndex = from;
  return NAME.exec(text)?.[0] ?? '';
}

function braced(text: string, from: number, quoted: boolean, commands: ReadCommands): Read<Part> {
  const length = text[from] === '#' && text[from + 1] !== '}';
  const begin = length ? from + 1 : from;
  const name = nameAt(text, begin);
  const after = begin + name.length;
  if (name === '') throw new SyntaxProblem('syntax error: bad substitution');
  const end = closing(text, from, '{', '}');
  if (after === end) {
    return {
      value: { kind: 'variable', name, expansion: length ? '#' : '', operand: [], quoted },
      end: end + 1,
    };
  }
  const rest = text.slice(after, end);
  if (bracesIn(rest) > BRACES_MAX) throw new SyntaxProblem('syntax error: nested too deeply');
  const cut = /^(##?|%%?)/.exec(rest)?.[0];
  const expansion = cut === undefined ? EXPANSIONS.find((sign) => rest.startsWith(sign)) : CUTS[cut];
  if (expansion === undefined) throw new SyntaxProblem('syntax error: bad substitution');
  const operandText = rest.slice(cut?.length ?? expansion.length);
  const operand = partsOf(operandText, quoted, commands);
  return { value: { kind: 'variable', name, expansion, operand, quoted }, end: end + 1 };
}

function substitution(text: string, at: number, quoted: boolean, commands: ReadCommands): Read<Part> {
  const next = text[at + 1] ?? '';
  if (next === '(' && text[at + 2] === '(') {
    const end = closing(text, at + 3, '(', ')');
    if (text[end + 1] === ')') {
      return { value: { kind: 'arithmetic', expression: text.slice(at + 3, end), quoted }, end: end + 2 };
    }
  }
  if (next === '(') {
    const { node, end } = commands(text, at + 2);
    return { value: { kind: 'command', body: node, quoted }, end };
  }
  if (next === '{') return braced(text, at + 2, quoted, commands);
  const name = nameAt(text, at + 1);
  if (name === '') return { value: { kind: 'text', text: '$', quoted }, end: at + 1 };
  const short = /^[0-9]/.test(name) ? name.slice(0, 1) : name;
  const value: Part = { kind: 'variable', name: short, expansion: '', operand: [], quoted };
  return { value, end: at + 1 + short.length };
}

function backquoted(text: string, at: number, quoted: boolean, commands: ReadCommands): Read<Part> {
  const end = text.indexOf('`', at + 1);
  if (end < 0) throw new SyntaxProblem('syntax error: EOF in backquote substitution');
  const { node } = commands(`${text.slice(at + 1, end)})`, 0);
  return { value: { kind: 'command', body: node, quoted }, end: end + 1 };
}

function doubleQuoted(text: string, from: number, commands: ReadCommands): Read<Part[]> {
  const parts: Part[] = [{ kind: 'text', text: '', quoted: true }];
  let i = from;
  while (text[i] !== '"') {
    const char = text[i];
    if (char === undefined) throw new SyntaxProblem('syntax error: unterminated quoted string');
    if (char === '\\' && '$`"\\\n'.includes(text[i + 1] ?? 'x')) {
      if (text[i + 1] !== '\n') parts.push({ kind: 'text', text: text[i + 1] as string, quoted: true });
      i += 2;
    } else if (char === '$' || char === '`') {
      const read = char === '$' ? substitution(text, i, true, commands) : backquoted(text, i, true, commands);
      parts.push(read.value);
      i = read.end;
    } else {
      const end = i + (/^[^"\\$`]+/.exec(text.slice(i))?.[0].length ?? 1);
      parts.push({ kind: 'text', text: text.slice(i, end), quoted: true });
      i = end;
    }
  }
  return { value: parts, end: i + 1 };
}

/** One word from an offset on. `end === from` when there is none. */
export function readWord(text: string, from: number, commands: ReadCommands): Read<Word> {
  const parts: Part[] = [];
  let i = from;
  while (i < text.length && !ENDS_WORD.has(text[i] as string)) i = readPart(text, i, parts, commands);
  return { value: parts, end: i };
}

function readPart(text: string, i: number, parts: Part[], commands: ReadCommands): number {
  const char = text[i] as string;
  if (char === "'") {
    const end = text.indexOf("'", i + 1);
    if (end < 0) throw new SyntaxProblem('syntax error: unterminated quoted string');
    parts.push({ kind: 'text', text: text.slice(i + 1, end), quoted: true });
    return end + 1;
  }
  if (char === '"') {
    const read = doubleQuoted(text, i + 1, commands);
    parts.push(...read.value);
    return read.end;
  }
  if (char === '\\') {
    if (text[i + 1] !== '\n') parts.push({ kind: 'text', text: text[i + 1] ?? '', quoted: true });
    return i + 2;
  }
  if (char === '$' || char === '`') {
    const read = char === '$' ? substitution(text, i, false, commands) : backquoted(text, i, false, commands);
    parts.push(read.value);
    return read.end;
  }
  const length = /^[^\s;&|<>()'"\\$`]+/.exec(text.slice(i))?.[0].length ?? 1;
  parts.push({ kind: 'text', text: text.slice(i, i + length), quoted: false });
  return i + length;
}

/** A whole text as one word, blanks included: the operand of `${NAME:-…}` and the body of a here-document. */
export function partsOf(text: string, quoted: boolean, commands: ReadCommands): Word {
  if (quoted) return doubleQuoted(`${text.replaceAll('"', '\\"')}"`, 0, commands).value;
  const parts: Part[] = [];
  let i = 0;
  while (i < text.length) {
    if (ENDS_WORD.has(text[i] as string)) {
      parts.push({ kind: 'text', text: text[i] as string, quoted: false });
      i++;
    } else {
      i = readPart(text, i, parts, commands);
    }
  }
  return parts;
}

/** A word without any expansion as plain text; null when it has one. */
export function plainText(word: Word): string | null {
  let text = '';
  for (const part of word) {
    if (part.kind !== 'text') return null;
    text += part.text;
  }
  return text;
}
