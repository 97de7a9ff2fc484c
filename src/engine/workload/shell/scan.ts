/** Goes through the text of a script: blanks, words, signs, redirections and here-documents. */
import { SyntaxProblem, type Redirect, type Word } from './syntax';
import { partsOf, plainText, readWord, type ReadCommands } from './words';

/** A here-document whose lines come after the present one. */
interface HereDocument {
  readonly end: string;
  readonly quoted: boolean;
  readonly redirect: { fd: number; operator: '<<'; target: Word };
}

export abstract class Scanner {
  private readonly hereDocuments: HereDocument[] = [];

  constructor(
    protected readonly text: string,
    /** Offset of the next character. */
    protected at: number,
  ) {}

  /** Reads the list inside `$( … )`. */
  protected abstract readonly readCommands: ReadCommands;

  get position(): number {
    return this.at;
  }

  /** Throws unless everything has been read. */
  end(): void {
    this.skip();
    if (this.at < this.text.length) this.unexpected();
  }

  expect(sign: string): void {
    this.skip();
    if (!this.takeWord(sign) && !this.takeSign(sign)) this.unexpected(sign);
  }

  protected unexpected(expecting = ''): never {
    const found = this.peekWord() || (this.text[this.at] ?? '');
    const what = this.at >= this.text.length ? 'end of file' : `"${found}"`;
    const hint = expecting === '' ? '' : ` (expecting "${expecting}")`;
    throw new SyntaxProblem(`syntax error: unexpected ${what}${hint}`);
  }

  protected separator(): boolean {
    if (this.text.startsWith(';;', this.at)) return false;
    if (this.text[this.at] === ';') {
      this.at++;
      return true;
    }
    return this.newline();
  }

  protected newline(): boolean {
    if (this.text[this.at] !== '\n') return false;
    this.at++;
    this.readHereDocuments();
    return true;
  }

  /** Blanks and comments, not newlines. */
  protected blanks(): void {
    for (;;) {
      const char = this.text[this.at];
      if (char === ' ' || char === '\t' || char === '\r') this.at++;
      else if (char === '\\' && this.text[this.at + 1] === '\n') this.at += 2;
      else if (char === '#') while (this.at < this.text.length && this.text[this.at] !== '\n') this.at++;
      else return;
    }
  }

  /** Blanks, comments and newlines. */
  protected skip(): void {
    do this.blanks();
    while (this.newline());
  }

  protected peekWord(): string {
    return /^(?:[A-Za-z]+|[{}!])(?=[\s;&|<>()]|$)/.exec(this.text.slice(this.at, this.at + 8))?.[0] ?? '';
  }

  protected takeWord(word: string): boolean {
    if (this.peekWord() !== word) return false;
    this.at += word.length;
    return true;
  }

  protected takeSign(sign: string): boolean {
    if (!this.text.startsWith(sign, this.at)) return false;
    this.at += sign.length;
    return true;
  }

  protected tryWord(): Word | null {
    const begin = this.at;
    const { value, end } = readWord(this.text, begin, this.readCommands);
    this.at = end;
    return end === begin ? null : value;
  }

  protected word(): Word {
    return this.tryWord() ?? this.unexpected();
  }

  protected redirects(): Redirect[] {
    const redirects: Redirect[] = [];
    for (;;) {
      this.blanks();
      const redirect = this.redirect();
      if (redirect === null) return redirects;
      redirects.push(redirect);
    }
  }

  protected redirect(): Redirect | null {
    const found = /^(&>>?|[0-9]?(?:>>|>&|<<-?|>\|?|<))/.exec(this.text.slice(this.at, this.at + 4))?.[0];
    if (found === undefined) return null;
    this.at += found.length;
    const both = found.startsWith('&');
    const sign = found
      .replace(/^[&0-9]/, '')
      .replace('|', '')
      .replace('<<-', '<<') as Redirect['operator'];
    const number = /^[0-9]/.exec(found)?.[0];
    const fd = both ? 12 : number === undefined ? (sign.startsWith('<') ? 0 : 1) : Number(number);
    this.blanks();
    const target = this.word();
    return sign === '<<' ? this.hereDocument(target) : { fd, operator: sign, target };
  }

  protected hereDocument(word: Word): Redirect {
    const quoted = word.some((part) => part.kind === 'text' && part.quoted);
    const redirect: HereDocument['redirect'] = { fd: 0, operator: '<<', target: [] };
    this.hereDocuments.push({ end: plainText(word) ?? '', quoted, redirect });
    return redirect;
  }

  protected readHereDocuments(): void {
    for (const { end, quoted, redirect } of this.hereDocuments.splice(0)) {
      const lines: string[] = [];
      for (;;) {
        const stop = this.text.indexOf('\n', this.at);
        const line = this.text.slice(this.at, stop < 0 ? undefined : stop);
        this.at = stop < 0 ? this.text.length : stop + 1;
        if (line.trim() === end || (stop < 0 && line === '')) break;
        lines.push(`${line}\n`);
        if (stop < 0) break;
      }
      const body = lines.join('');
      redirect.target = quoted
        ? [{ kind: 'text', text: body, quoted: true }]
        : partsOf(body, true, this.readCommands);
    }
  }
}
