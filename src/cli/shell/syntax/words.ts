/** Words: quotes, `$name`, `${…}`, `$(…)`, `` `…` ``, `$((…))`. */
import type { Parameter, Part, Script, Word } from './ast';
import { Cursor } from './cursor';

/** Parses what is inside `$(…)`; the cursor stands behind the opening, and is left behind the closing parenthesis. */
export type ParseNested = (cursor: Cursor, closing: ')') => Script;

/** What ends a word outside quotes. */
const BREAKS = new Set([' ', '\t', '\n', '|', '&', ';', '<', '>', '(', ')', '']);

class Parts {
  readonly list: Part[] = [];

  text(text: string, quoted: boolean): void {
    const last = this.list.at(-1);
    if (last?.type === 'text' && last.quoted === quoted) {
      this.list[this.list.length - 1] = { type: 'text', text: last.text + text, quoted };
    } else this.list.push({ type: 'text', text, quoted });
  }
}

/** Reads words off a cursor. */
export class WordReader {
  constructor(
    private readonly cursor: Cursor,
    private readonly nested: ParseNested,
  ) {}

  /** The word here; null when there is none. `extraBreaks` also end it (`}` in an expansion). */
  word(isBreak: (character: string) => boolean = (character) => BREAKS.has(character)): Word | null {
    const { cursor } = this;
    const parts = new Parts();
    const start = cursor.at;
    for (;;) {
      const character = cursor.peek();
      if ((character === '<' || character === '>') && cursor.peek(1) === '(') {
        cursor.at += 2;
        parts.list.push({ type: 'process', body: this.nested(cursor, ')'), direction: character });
        continue;
      }
      if (character === '' || isBreak(character)) break;
      this.piece(parts, false);
    }
    return cursor.at === start ? null : { parts: parts.list };
  }

  /** Text that stands as if in double quotes, up to the end: a here-document's body. */
  hereDocument(): Word {
    const parts = new Parts();
    while (!this.cursor.isAtEnd) this.doubleQuotedPiece(parts, false);
    return { parts: parts.list };
  }

  /** The inside of `$((…))` and `((…))`, up to `))`. */
  arithmetic(closing = '))'): Word {
    const { cursor } = this;
    const parts = new Parts();
    let depth = 0;
    for (;;) {
      const character = cursor.peek();
      if (character === '') cursor.failAtEnd(')');
      if (depth === 0 && cursor.take(closing)) return { parts: parts.list };
      if (character === '$' || character === '`') this.dollarOrText(parts, true);
      else {
        if (character === '(') depth += 1;
        if (character === ')') depth -= 1;
        if (character !== '"') parts.text(character, true);
        cursor.at += 1;
      }
    }
  }

  private piece(parts: Parts, inBraces: boolean): void {
    const { cursor } = this;
    const character = cursor.peek();
    switch (character) {
      case '\\': {
        const next = cursor.peek(1);
        cursor.at += next === '' ? 1 : 2;
        if (next === '') cursor.fail('unexpected end of file', true);
        if (next !== '\n') parts.text(next, true);
        return;
      }
      case "'": {
        const end = cursor.text.indexOf("'", cursor.at + 1);
        if (end < 0) cursor.failAtEnd("'");
        parts.text(cursor.text.slice(cursor.at + 1, end), true);
        cursor.at = end + 1;
        return;
      }
      case '"':
        cursor.at += 1;
        parts.text('', true);
        while (!cursor.take('"')) {
          if (cursor.isAtEnd) cursor.failAtEnd('"');
          this.doubleQuotedPiece(parts, true);
        }
        return;
      case '$':
        if (!inBraces && cursor.looksAt("$'")) {
          this.ansiQuoted(parts);
          return;
        }
        if (!inBraces && cursor.looksAt('$"')) {
          cursor.at += 1;
          return;
        }
        this.dollarOrText(parts, false);
        return;
      case '`':
        this.dollarOrText(parts, false);
        return;
      default:
        parts.text(character, false);
        cursor.at += 1;
    }
  }

  private doubleQuotedPiece(parts: Parts, inQuotes: boolean): void {
    const { cursor } = this;
    const character = cursor.peek();
    if (character === '\\') {
      const next = cursor.peek(1);
      const isEscape =
        next === '$' || next === '`' || next === '\\' || next === '\n' || (inQuotes && next === '"');
      cursor.at += isEscape ? 2 : 1;
      if (next === '' && inQuotes) cursor.failAtEnd('"');
      if (next !== '\n') parts.text(isEscape ? next : '\\', true);
      return;
    }
    if (character === '$' || character === '`') {
      this.dollarOrText(parts, true);
      return;
    }
    parts.text(character, true);
    cursor.at += 1;
  }

  private dollarOrText(parts: Parts, quoted: boolean): void {
    const { cursor } = this;
    if (cursor.peek() === '`') {
      parts.list.push({ type: 'command', body: this.backquoted(), quoted });
      return;
    }
    if (cursor.take('$((')) {
      const start = cursor.at;
      try {
        parts.list.push({ type: 'arithmetic', expression: this.arithmetic(), quoted });
        return;
      } catch (error) {
        if (cursor.isAtEnd) throw error;
        cursor.at = start - 1;
      }
      parts.list.push({ type: 'command', body: this.nested(cursor, ')'), quoted });
      return;
    }
    if (cursor.take('$(')) {
      parts.list.push({ type: 'command', body: this.nested(cursor, ')'), quoted });
      return;
    }
    if (cursor.take('${')) {
      parts.list.push({ type: 'parameter', parameter: this.braced(), quoted });
      return;
    }
    cursor.at += 1;
    const name = cursor.match(/[A-Za-z_][A-Za-z0-9_]*|[0-9@*#?$!-]/y);
    if (name === null) parts.text('$', quoted);
    else parts.list.push({ type: 'parameter', parameter: plainParameter(name), quoted });
  }

  /** Old-style `` `…` ``: a backslash before `$`, `` ` `` or `\` is taken away first. */
  private backquoted(): Script {
    const { cursor } = this;
    const { line } = cursor;
    cursor.at += 1;
    let inside = '';
    for (;;) {
      const character = cursor.peek();
      if (character === '') cursor.failAtEnd('`');
      cursor.at += 1;
      if (character === '`') break;
      if (character === '\\' && /[$`\\]/.test(cursor.peek())) {
        inside += cursor.peek();
        cursor.at += 1;
      } else inside += character;
    }
    return this.nested(new Cursor(`${inside}\n)`, line), ')');
  }

  /** `$'…'`. */
  private ansiQuoted(parts: Parts): void {
    const { cursor } = this;
    cursor.at += 2;
    let text = '';
    while (!cursor.take("'")) {
      if (cursor.isAtEnd) cursor.failAtEnd("'");
      if (cursor.peek() === '\\') {
        text += cursor.peek() + cursor.peek(1);
        cursor.at += 2;
      } else {
        text += cursor.peek();
        cursor.at += 1;
      }
    }
    parts.text(unescape(text), true);
  }

  /** After `${`. */
  private braced(): Parameter {
    const { cursor } = this;
    const isLength = cursor.looksAt('#') && cursor.peek(1) !== '}';
    if (isLength) cursor.at += 1;
    const isIndirect = !isLength && cursor.looksAt('!') && cursor.peek(1) !== '}';
    if (isIndirect) cursor.at += 1;
    const name = cursor.match(/[A-Za-z_][A-Za-z0-9_]*|[0-9]+|[@*#?$!-]/y);
    if (name === null) {
      if (cursor.isAtEnd) cursor.failAtEnd('}');
      return cursor.fail('bad substitution');
    }
    let index: Word | null = null;
    if (cursor.take('[')) {
      index = this.word((character) => character === ']') ?? { parts: [] };
      if (!cursor.take(']')) cursor.failAtEnd(']');
    }
    const operator = cursor.match(/:[-=?+]|:|[-=?+]|##?|%%?|\/[/#%]?|\^\^?|,,?|@/y) ?? '';
    let argument: Word | null = null;
    let second: Word | null = null;
    if (operator !== '') {
      const separator = operator === ':' ? ':' : operator.startsWith('/') ? '/' : '';
      argument = this.bracedWord(separator);
      if (separator !== '' && cursor.take(separator)) second = this.bracedWord('');
    }
    if (!cursor.take('}')) {
      if (cursor.isAtEnd) cursor.failAtEnd('}');
      cursor.fail('bad substitution');
    }
    return { name, index, isLength, isIndirect, operator, argument, second };
  }

  private bracedWord(separator: string): Word {
    const parts = new Parts();
    for (;;) {
      const character = this.cursor.peek();
      if (character === '' || character === '}' || character === separator) return { parts: parts.list };
      this.piece(parts, true);
    }
  }
}

function plainParameter(name: string): Parameter {
  return {
    name,
    index: null,
    isLength: false,
    isIndirect: false,
    operator: '',
    argument: null,
    second: null,
  };
}

const ESCAPES: Readonly<Record<string, string>> = {
  a: '\u0007',
  b: '\b',
  e: '\u001b',
  E: '\u001b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
  "'": "'",
  '"': '"',
};

/** The escapes of `$'…'`, `echo -e` and `printf`. */
export function unescape(text: string): string {
  return text.replace(
    /\\(?:x([0-9a-fA-F]{1,2})|u([0-9a-fA-F]{1,4})|0?([0-7]{1,3})|([\s\S]))/g,
    (whole, hex?: string, unicode?: string, octal?: string, letter?: string) => {
      if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16));
      if (unicode !== undefined) return String.fromCharCode(Number.parseInt(unicode, 16));
      if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8) % 256);
      return ESCAPES[letter ?? ''] ?? whole;
    },
  );
}

/** The word's text when nothing in it is quoted or expanded, else null. */
export function plainText(word: Word | null): string | null {
  if (word === null || word.parts.length !== 1) return null;
  const [part] = word.parts;
  return part?.type === 'text' && !part.quoted ? part.text : null;
}
