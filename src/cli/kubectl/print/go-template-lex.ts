/** The words of a Go template. Models Go's text/template/parse (lex.go). */
import { goQuote } from '../../../engine/api/go-print';

/** A template that is none, or that fails on its data. */
export class TemplateError extends Error {
  override readonly name = 'TemplateError';
  /** What was printed before it failed. */
  printed = '';
}

export type TokenType =
  | 'text'
  | 'open'
  | 'close'
  | 'space'
  | 'string'
  | 'number'
  | 'char'
  | 'variable'
  | 'field'
  | 'dot'
  | 'word'
  | 'mark';

export interface Token {
  readonly type: TokenType;
  readonly text: string;
  /** Offset in the template. */
  readonly at: number;
}

const ACTION_TOKENS: readonly (readonly [TokenType, RegExp])[] = [
  ['space', /[ \t\r\n]+/y],
  ['string', /"(?:[^"\\\n]|\\.)*"|`[^`]*`/y],
  ['char', /'(?:[^'\\\n]|\\.)+'/y],
  [
    'number',
    /[-+]?(?:0[xX][\da-fA-F_]+|0[bB][01_]+|0[oO][0-7_]+|\d[\d_]*(?:\.\d*)?(?:[eE][-+]?\d+)?|\.\d+)/y,
  ],
  ['variable', /\$[\p{L}\p{Nd}_]*/uy],
  ['field', /\.[\p{L}_][\p{L}\p{Nd}_]*/uy],
  ['dot', /\./y],
  ['word', /[\p{L}_][\p{L}\p{Nd}_]*/uy],
  ['mark', /:=|[=|(),]/y],
];

/** The line of an offset, from 1. */
function lineAt(text: string, at: number): number {
  return text.slice(0, at).split('\n').length;
}

/** The whole template as words. Throws a `TemplateError`. */
export function lexTemplate(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  for (;;) {
    const open = text.indexOf('{{', at);
    let plain = open < 0 ? text.slice(at) : text.slice(at, open);
    const trimsLeft = /^\{\{-[ \t\r\n]/.test(text.slice(open, open + 4)) && open >= 0;
    if (trimsLeft) plain = plain.replace(/[ \t\r\n]+$/, '');
    if (plain !== '') tokens.push({ type: 'text', text: plain, at });
    if (open < 0) return tokens;
    at = lexAction(text, open, open + (trimsLeft ? 3 : 2), tokens);
  }
}

/** From behind `{{` to behind `}}`; what is trimmed after it is left out. */
function lexAction(text: string, open: number, start: number, tokens: Token[]): number {
  const comment = /^\s*\/\*[\s\S]*?\*\/\s*?( -)?\}\}/.exec(text.slice(start));
  if (comment !== null) return trimmed(text, start + comment[0].length, comment[1] !== undefined);
  tokens.push({ type: 'open', text: '{{', at: open });
  let at = start;
  for (;;) {
    const isTrimming = /^[ \t\r\n]-\}\}/.test(text.slice(at, at + 4));
    if (isTrimming || text.startsWith('}}', at)) {
      tokens.push({ type: 'close', text: '}}', at: isTrimming ? at + 2 : at });
      return trimmed(text, at + (isTrimming ? 4 : 2), isTrimming);
    }
    const token = tokenAt(text, at);
    tokens.push(token);
    at += token.text.length;
  }
}

function trimmed(text: string, at: number, isTrimming: boolean): number {
  if (!isTrimming) return at;
  return at + (/^[ \t\r\n]*/.exec(text.slice(at))?.[0].length ?? 0);
}

function tokenAt(text: string, at: number): Token {
  if (at >= text.length) throw parseError(text, at, 'unclosed action');
  // `-}}` ends an action only behind a space; a space before it belongs to it.
  for (const [type, pattern] of ACTION_TOKENS) {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0];
    if (found === undefined) continue;
    const isBeforeTrim = type === 'space' && text.startsWith('-}}', at + found.length) && found.length > 1;
    return { type, text: isBeforeTrim ? found.slice(0, -1) : found, at };
  }
  const character = String.fromCodePoint(text.codePointAt(at) ?? 0);
  if (character === '"') throw parseError(text, at, 'unterminated quoted string');
  if (character === '`') throw parseError(text, at, 'unterminated raw quoted string');
  const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  throw parseError(text, at, `unrecognized character in action: U+${code} '${character}'`);
}

/** `template: output:1: unexpected "}" in operand`. */
export function parseError(text: string, at: number, words: string): TemplateError {
  return new TemplateError(`template: output:${lineAt(text, at)}: ${words}`);
}

/** How a word is named in an error. */
export function tokenName({ type, text }: Token): string {
  return type === 'word' ? `<${text}>` : goQuote(text);
}

/** The text of a quoted word. */
export function stringValue(quoted: string): string {
  if (quoted.startsWith('`')) return quoted.slice(1, -1);
  const escapes: Readonly<Record<string, string>> = {
    a: '\x07',
    v: '\v',
    n: '\n',
    t: '\t',
    r: '\r',
    b: '\b',
    f: '\f',
  };
  return quoted
    .slice(1, -1)
    .replace(/\\(x[\da-fA-F]{2}|u[\da-fA-F]{4}|U[\da-fA-F]{8}|[0-7]{3}|.)/g, (_, code: string) => {
      if (/^[xuU]./.test(code)) return String.fromCodePoint(Number.parseInt(code.slice(1), 16));
      if (/^[0-7]{3}$/.test(code)) return String.fromCodePoint(Number.parseInt(code, 8));
      return escapes[code] ?? code;
    });
}
