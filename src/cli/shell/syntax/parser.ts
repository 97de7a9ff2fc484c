/** From text to a script, one complete command at a time: an alias that a line makes holds from the next line on, as in bash. */
import type { AndOr, Assignment, Command, Item, Pipeline, Redirect, Script, Word } from './ast';
import { CompoundReader } from './compound';
import { Cursor } from './cursor';
import { PieceReader } from './pieces';
import { plainText, WordReader } from './words';

/** Words that end a list when they stand where a command begins. */
const CLOSERS = new Set(['then', 'else', 'elif', 'fi', 'do', 'done', 'esac', '}', ';;', ';&', ';;&']);
const DECLARATIONS = new Set(['export', 'local', 'declare', 'typeset', 'readonly', 'alias']);

export class Parser {
  readonly cursor: Cursor;
  readonly words: WordReader;
  private readonly compounds: CompoundReader;
  private readonly pieces: PieceReader;

  constructor(
    text: string | Cursor,
    readonly aliases: ReadonlyMap<string, string> = new Map(),
  ) {
    this.cursor = typeof text === 'string' ? new Cursor(text) : text;
    this.words = new WordReader(this.cursor, (cursor, closing) => {
      const inner = new Parser(cursor, this.aliases);
      const body = inner.list();
      if (!cursor.take(closing)) {
        if (cursor.isAtEnd) cursor.failAtEnd(closing);
        inner.unexpected();
      }
      return body;
    });
    this.compounds = new CompoundReader(this);
    this.pieces = new PieceReader(this);
  }

  /** The next line with all that belongs to it; null at the end. Throws a `ShellSyntaxError`. */
  next(): Script | null {
    this.newlines();
    if (this.cursor.isAtEnd) return null;
    const items: Item[] = [];
    while (!this.cursor.isAtEnd && !this.isLineEnd()) {
      const item = this.item();
      if (item === null) this.unexpected();
      items.push(item);
    }
    this.lineEnd();
    return items;
  }

  /** Commands up to a closing word or parenthesis; the closer stays. */
  list(): Script {
    const items: Item[] = [];
    for (;;) {
      this.newlines();
      const item = this.item();
      if (item === null) return items;
      items.push(item);
    }
  }

  /** As `list`, but at least one command. */
  body(): Script {
    const items = this.list();
    if (items.length === 0) this.unexpected();
    return items;
  }

  /** Takes a reserved word that must stand here. */
  expect(word: string): void {
    this.newlines();
    if (!this.reserved(word)) this.unexpected();
  }

  /** Takes a reserved word when it stands here. */
  reserved(word: string): boolean {
    this.blanks();
    if (!this.cursor.looksAt(word) || !/^[\s;&|<>()]?$/.test(this.cursor.peek(word.length))) return false;
    this.cursor.at += word.length;
    return true;
  }

  unexpected(): never {
    this.blanks();
    const { cursor } = this;
    if (cursor.isAtEnd) return cursor.fail('syntax error: unexpected end of file', true);
    const token = cursor.match(/\n|;;&|;;|;&|&&|\|\||[;&|()<>]|[^\s;&|()<>]+/y) ?? cursor.peek();
    return cursor.fail(`syntax error near unexpected token \`${token === '\n' ? 'newline' : token}'`);
  }

  blanks(): void {
    this.cursor.match(/(?:[ \t\r]|\\\n)+/y);
    if (this.cursor.peek() === '#') this.cursor.match(/#[^\n]*/y);
  }

  newlines(): void {
    for (;;) {
      this.blanks();
      if (this.cursor.peek() !== '\n') return;
      this.lineEnd();
    }
  }

  private isLineEnd(): boolean {
    this.blanks();
    return this.cursor.peek() === '\n';
  }

  /** Takes the newline, and the here-documents after it. */
  private lineEnd(): void {
    const { cursor } = this;
    if (!cursor.take('\n')) {
      const [waiting] = cursor.hereDocuments;
      if (waiting !== undefined && cursor.isAtEnd) {
        cursor.fail(`here-document delimited by end-of-file (wanted \`${waiting.delimiter}')`, true);
      }
      return;
    }
    for (const document of cursor.hereDocuments.splice(0)) {
      let body = '';
      for (;;) {
        if (cursor.isAtEnd) {
          cursor.fail(`here-document delimited by end-of-file (wanted \`${document.delimiter}')`, true);
        }
        const written = cursor.match(/[^\n]*/y) ?? '';
        const isLast = !cursor.take('\n');
        const line = document.stripsTabs ? written.replace(/^\t+/, '') : written;
        if (line === document.delimiter) break;
        body += `${line}\n`;
        if (isLast) cursor.at = cursor.text.length;
      }
      document.fill(
        document.isQuoted
          ? { parts: [{ type: 'text', text: body, quoted: true }] }
          : new WordReader(new Cursor(body), (inner, closing) => this.inner(inner, closing)).hereDocument(),
      );
    }
  }

  private inner(cursor: Cursor, closing: string): Script {
    const body = new Parser(cursor, this.aliases).list();
    if (!cursor.take(closing)) cursor.failAtEnd(closing);
    return body;
  }

  private item(): Item | null {
    this.blanks();
    const start = this.cursor.at;
    const chain = this.andOr();
    if (chain === null) return null;
    const source = this.cursor.text.slice(start, this.cursor.at).trim();
    this.blanks();
    const { cursor } = this;
    let isBackground = false;
    if (cursor.peek() === '&' && cursor.peek(1) !== '&') {
      cursor.at += 1;
      isBackground = true;
    } else if (cursor.peek() === ';' && cursor.peek(1) !== ';' && cursor.peek(1) !== '&') cursor.at += 1;
    return { chain, isBackground, source };
  }

  private andOr(): AndOr | null {
    const first = this.pipeline();
    if (first === null) return null;
    const rest: { operator: '&&' | '||'; pipeline: Pipeline }[] = [];
    for (;;) {
      this.blanks();
      const operator = this.cursor.take('&&') ? '&&' : this.cursor.take('||') ? '||' : null;
      if (operator === null) return { first, rest };
      this.newlines();
      const pipeline = this.pipeline();
      if (pipeline === null) this.unexpected();
      rest.push({ operator, pipeline });
    }
  }

  private pipeline(): Pipeline | null {
    let isNegated = false;
    let isTimed = false;
    for (;;) {
      if (this.reserved('!')) isNegated = !isNegated;
      else if (this.reserved('time')) isTimed = true;
      else break;
    }
    const commands: Command[] = [];
    const withErrors: boolean[] = [];
    const first = this.command();
    if (first === null) {
      if (isNegated || isTimed) return { isNegated, isTimed, commands, withErrors };
      return null;
    }
    commands.push(first);
    for (;;) {
      this.blanks();
      if (this.cursor.looksAt('||') || !this.cursor.take('|'))
        return { isNegated, isTimed, commands, withErrors };
      withErrors.push(this.cursor.take('&'));
      this.newlines();
      const command = this.command();
      if (command === null) this.unexpected();
      commands.push(command);
    }
  }

  private command(): Command | null {
    this.blanks();
    const { line } = this.cursor;
    const compound = this.compounds.read();
    if (compound !== null) {
      const redirects: Redirect[] = [];
      for (let redirect = this.pieces.redirect(); redirect !== null; redirect = this.pieces.redirect())
        redirects.push(redirect);
      return { type: 'compound', compound, redirects, line };
    }
    const name = this.functionName();
    if (name !== null) {
      this.newlines();
      const body = this.command();
      if (body === null) this.unexpected();
      return { type: 'function', name, body };
    }
    return this.simple(line);
  }

  /** `name ()` or `function name`. */
  private functionName(): string | null {
    const { cursor } = this;
    const found = cursor.match(
      /function[ \t]+[^\s;&|<>()]+([ \t]*\(\))?|[A-Za-z_][A-Za-z0-9_:.-]*[ \t]*\([ \t]*\)/y,
    );
    return found === null ? null : found.replace(/^function[ \t]+/, '').replace(/[ \t]*\([ \t]*\)$/, '');
  }

  private simple(line: number): Command | null {
    const assignments: Assignment[] = [];
    const words: (Word | Assignment)[] = [];
    const redirects: Redirect[] = [];
    for (;;) {
      this.blanks();
      const redirect = this.pieces.redirect();
      if (redirect !== null) {
        redirects.push(redirect);
        continue;
      }
      const isDeclaration = words.length > 0 && DECLARATIONS.has(plainText(words[0] as Word) ?? '');
      if (words.length === 0 || isDeclaration) {
        const assignment = this.pieces.assignment();
        if (assignment !== null) {
          (isDeclaration ? words : assignments).push(assignment);
          continue;
        }
      }
      const start = this.cursor.at;
      const word = this.words.word();
      if (word === null) break;
      const text = plainText(word);
      if (words.length === 0 && text !== null) {
        if (CLOSERS.has(text) && assignments.length + redirects.length === 0) {
          this.cursor.at = start;
          return null;
        }
        const alias = this.aliases.get(text);
        if (alias !== undefined && !this.cursor.isInsideAlias(text)) {
          this.cursor.replace(start, text, alias);
          if (assignments.length + redirects.length === 0) return this.command();
          continue;
        }
      }
      words.push(word);
    }
    if (assignments.length + words.length + redirects.length === 0) return null;
    return { type: 'simple', assignments, words, redirects, line };
  }
}
