/** Assignments and redirections. */
import type { Assignment, Redirect, RedirectOperator, Word } from './ast';
import type { Parser } from './parser';

const REDIRECTS = /&>>|&>|<<<|<<-|<<|<>|<&|>>|>&|>\||<(?!\()|>(?!\()/y;

export class PieceReader {
  constructor(private readonly parser: Parser) {}

  /** `name=value`, `name[i]+=value`, `name=(…)`; null when none stands here. */
  assignment(): Assignment | null {
    const { cursor } = this.parser;
    const start = cursor.at;
    const name = cursor.match(/[A-Za-z_][A-Za-z0-9_]*(?=\+?=|\[)/y);
    if (name === null) return null;
    let index: Word | null = null;
    if (cursor.take('[')) {
      index = this.parser.words.word((character) => character === ']' || character === '\n');
      if (!cursor.take(']')) index = null;
    }
    const isAppend = cursor.take('+=');
    if (!isAppend && !cursor.take('=')) {
      cursor.at = start;
      return null;
    }
    if (!cursor.take('(')) {
      return { name, index, isAppend, value: this.parser.words.word() ?? { parts: [] }, elements: null };
    }
    const elements: { index: Word | null; value: Word }[] = [];
    for (;;) {
      this.parser.newlines();
      if (cursor.take(')')) return { name, index, isAppend, value: { parts: [] }, elements };
      if (cursor.isAtEnd) cursor.failAtEnd(')');
      const place =
        cursor.match(/\[(?=[^\]\n]*\]=)/y) === null ? null : this.parser.words.word((c) => c === ']');
      if (place !== null) cursor.take(']=');
      const value = this.parser.words.word();
      if (value === null && place === null) this.parser.unexpected();
      elements.push({ index: place, value: value ?? { parts: [] } });
    }
  }

  /** `>file`, `2>&1`, `<<EOF`; null when none stands here. */
  redirect(): Redirect | null {
    this.parser.blanks();
    const { cursor } = this.parser;
    const start = cursor.at;
    const number = cursor.match(/[0-9]+(?=[<>])/y);
    const found = cursor.match(REDIRECTS);
    if (found === null) {
      cursor.at = start;
      return null;
    }
    const fd = number === null ? null : Number(number);
    this.parser.blanks();
    const at = cursor.at;
    const target = this.parser.words.word();
    if (target === null) this.parser.unexpected();
    if (found !== '<<' && found !== '<<-') return { fd, operator: found as RedirectOperator, target };
    const written = cursor.text.slice(at, cursor.at);
    const document: { fd: number | null; operator: '<<'; target: Word } = { fd, operator: '<<', target };
    cursor.hereDocuments.push({
      delimiter: written.replace(/\\(.)|['"]/g, '$1'),
      isQuoted: /['"\\]/.test(written),
      stripsTabs: found === '<<-',
      fill: (body) => {
        document.target = body;
      },
    });
    return document;
  }
}
