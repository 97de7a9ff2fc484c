/** `if`, `for`, `while`, `case`, groups, `(( ))` and `[[ ]]`. */
import type { Compound, Condition, Script, Word } from './ast';
import type { Parser } from './parser';
import { plainText } from './words';

export class CompoundReader {
  constructor(private readonly parser: Parser) {}

  /** The compound command that begins here; null when none does. */
  read(): Compound | null {
    const { parser } = this;
    const { cursor } = parser;
    if (cursor.take('((')) return { type: 'arithmetic', expression: parser.words.arithmetic() };
    if (cursor.take('(')) {
      const body = parser.body();
      if (!cursor.take(')')) parser.unexpected();
      return { type: 'subshell', body };
    }
    if (parser.reserved('{')) {
      const body = parser.body();
      parser.expect('}');
      return { type: 'group', body };
    }
    if (parser.reserved('if')) return this.if();
    if (parser.reserved('while')) return this.while(false);
    if (parser.reserved('until')) return this.while(true);
    if (parser.reserved('for')) return this.for();
    if (parser.reserved('case')) return this.case();
    if (parser.reserved('[[')) {
      const condition = this.or();
      this.parser.newlines();
      if (!parser.reserved(']]')) parser.unexpected();
      return { type: 'test', condition };
    }
    return null;
  }

  private if(): Compound {
    const { parser } = this;
    const clauses: { condition: Script; body: Script }[] = [];
    do {
      const condition = parser.body();
      parser.expect('then');
      clauses.push({ condition, body: parser.body() });
      parser.newlines();
    } while (parser.reserved('elif'));
    const otherwise = parser.reserved('else') ? parser.body() : null;
    parser.expect('fi');
    return { type: 'if', clauses, otherwise };
  }

  private while(until: boolean): Compound {
    const condition = this.parser.body();
    return { type: 'while', until, condition, body: this.doBody() };
  }

  private doBody(): Script {
    const { parser } = this;
    parser.expect('do');
    const body = parser.body();
    parser.expect('done');
    return body;
  }

  private for(): Compound {
    const { parser } = this;
    const { cursor } = parser;
    parser.blanks();
    if (cursor.take('((')) return this.loop();
    const name = cursor.match(/[A-Za-z_][A-Za-z0-9_]*/y);
    if (name === null) return parser.unexpected();
    parser.newlines();
    let words: Word[] | null = null;
    if (parser.reserved('in')) {
      words = [];
      for (;;) {
        parser.blanks();
        const word = parser.words.word();
        if (word === null) break;
        words.push(word);
      }
    }
    parser.blanks();
    cursor.take(';');
    return { type: 'for', name, words, body: this.doBody() };
  }

  /** `for ((a; b; c))`. */
  private loop(): Compound {
    const { words, cursor } = this.parser;
    const first = words.arithmetic(';');
    const second = words.arithmetic(';');
    const third = words.arithmetic();
    this.parser.blanks();
    cursor.take(';');
    return { type: 'loop', head: [first, second, third], body: this.doBody() };
  }

  private case(): Compound {
    const { parser } = this;
    const { cursor } = parser;
    parser.blanks();
    const word = parser.words.word() ?? parser.unexpected();
    parser.expect('in');
    const items: { patterns: Word[]; body: Script; end: ';;' | ';&' | ';;&' }[] = [];
    for (;;) {
      parser.newlines();
      if (parser.reserved('esac')) return { type: 'case', word, items };
      cursor.take('(');
      const patterns: Word[] = [];
      do {
        parser.blanks();
        patterns.push(parser.words.word() ?? parser.unexpected());
        parser.blanks();
      } while (cursor.take('|'));
      if (!cursor.take(')')) parser.unexpected();
      const body = parser.list();
      const end = cursor.take(';;&') ? ';;&' : cursor.take(';;') ? ';;' : cursor.take(';&') ? ';&' : null;
      items.push({ patterns, body, end: end ?? ';;' });
      if (end === null) {
        parser.newlines();
        if (!parser.reserved('esac')) parser.unexpected();
        return { type: 'case', word, items };
      }
    }
  }

  private or(): Condition {
    let left = this.and();
    for (;;) {
      this.parser.newlines();
      if (!this.parser.cursor.take('||')) return left;
      left = { type: 'or', left, right: this.and() };
    }
  }

  private and(): Condition {
    let left = this.not();
    for (;;) {
      this.parser.newlines();
      if (!this.parser.cursor.take('&&')) return left;
      left = { type: 'and', left, right: this.not() };
    }
  }

  private not(): Condition {
    const { parser } = this;
    parser.newlines();
    if (parser.reserved('!')) return { type: 'not', of: this.not() };
    if (parser.cursor.take('(')) {
      const inner = this.or();
      parser.newlines();
      if (!parser.cursor.take(')')) parser.unexpected();
      return inner;
    }
    const first = this.operand();
    const text = plainText(first);
    if (text !== null && /^-[a-zA-Z]$/.test(text)) {
      const start = parser.cursor.at;
      parser.blanks();
      if (!parser.cursor.looksAt(']]')) return { type: 'unary', operator: text, operand: this.operand() };
      parser.cursor.at = start;
    }
    parser.blanks();
    const operator = parser.cursor.match(/==|=~|!=|=|<|>|-(?:eq|ne|lt|le|gt|ge|nt|ot|ef)(?=\s)/y);
    if (operator === null) return { type: 'unary', operator: '-n', operand: first };
    parser.blanks();
    if (operator !== '=~') return { type: 'binary', operator, left: first, right: this.operand() };
    return { type: 'binary', operator, left: first, right: this.pattern() };
  }

  private operand(): Word {
    this.parser.blanks();
    return this.parser.words.word() ?? this.parser.unexpected();
  }

  /** What stands after `=~`: parentheses and bars belong to it. */
  private pattern(): Word {
    let depth = 0;
    const word = this.parser.words.word((character) => {
      if (character === '(') depth += 1;
      if (character === ')') depth -= 1;
      return character === '\n' || (depth === 0 && (character === ' ' || character === '\t'));
    });
    return word ?? this.parser.unexpected();
  }
}
