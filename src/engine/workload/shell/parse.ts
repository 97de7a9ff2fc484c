/** Script text to syntax tree. Models the grammar of POSIX sh, as far as syntax.ts has words for it. */
import { SyntaxProblem, type Node, type Redirect, type Simple, type Word } from './syntax';
import { partsOf, plainText, readWord } from './words';

const RESERVED = new Set(['if', 'then', 'elif', 'else', 'fi', 'while', 'until', 'for', 'in', 'do', 'done', 'case', 'esac', '{', '}', '!']);
// Hostile scripts must not reach the end of the JavaScript stack, which differs between engines.
const NESTING_MAX = 40;
const TEXT_MAX = 65_536;

/** A here-document whose lines come after the present one. */
interface HereDocument {
  readonly end: string;
  readonly quoted: boolean;
  readonly redirect: { fd: number; operator: '<<'; target: Word };
}

class Parser {
  private at = 0;
  private readonly hereDocuments: HereDocument[] = [];

  constructor(
    private readonly text: string,
    from: number,
    /** Commands around the present one. */
    private nesting: number,
  ) {
    this.at = from;
  }

  get position(): number {
    return this.at;
  }

  /** Statements until a closing word, a `)` or the end of the text. */
  list(): Node {
    const items: { node: Node; background: boolean }[] = [];
    for (;;) {
      this.skip();
      if (this.atListEnd()) break;
      const node = this.andOr();
      this.blanks();
      const background = this.text[this.at] === '&' && this.text[this.at + 1] !== '&';
      items.push({ node, background });
      if (background) this.at++;
      else if (!this.separator()) break;
    }
    return { kind: 'list', items };
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

  private unexpected(expecting = ''): never {
    const found = this.peekWord() || (this.text[this.at] ?? '');
    const what = this.at >= this.text.length ? 'end of file' : `"${found}"`;
    const hint = expecting === '' ? '' : ` (expecting "${expecting}")`;
    throw new SyntaxProblem(`syntax error: unexpected ${what}${hint}`);
  }

  private atListEnd(): boolean {
    if (this.at >= this.text.length || this.text[this.at] === ')') return true;
    if (this.text.startsWith(';;', this.at)) return true;
    return ['then', 'elif', 'else', 'fi', 'do', 'done', 'esac', '}'].includes(this.peekWord());
  }

  private separator(): boolean {
    if (this.text.startsWith(';;', this.at)) return false;
    if (this.text[this.at] === ';') {
      this.at++;
      return true;
    }
    return this.newline();
  }

  private newline(): boolean {
    if (this.text[this.at] !== '\n') return false;
    this.at++;
    this.readHereDocuments();
    return true;
  }

  /** Blanks and comments, not newlines. */
  private blanks(): void {
    for (;;) {
      const char = this.text[this.at];
      if (char === ' ' || char === '\t' || char === '\r') this.at++;
      else if (char === '\\' && this.text[this.at + 1] === '\n') this.at += 2;
      else if (char === '#') while (this.at < this.text.length && this.text[this.at] !== '\n') this.at++;
      else return;
    }
  }

  /** Blanks, comments and newlines. */
  private skip(): void {
    do this.blanks();
    while (this.newline());
  }

  private peekWord(): string {
    return /^(?:[A-Za-z]+|[{}!])(?=[\s;&|<>()]|$)/.exec(this.text.slice(this.at, this.at + 8))?.[0] ?? '';
  }

  private takeWord(word: string): boolean {
    if (this.peekWord() !== word) return false;
    this.at += word.length;
    return true;
  }

  private takeSign(sign: string): boolean {
    if (!this.text.startsWith(sign, this.at)) return false;
    this.at += sign.length;
    return true;
  }

  private andOr(): Node {
    const first = this.pipeline();
    const rest: { operator: '&&' | '||'; node: Node }[] = [];
    for (;;) {
      this.blanks();
      const operator = this.takeSign('&&') ? '&&' : this.takeSign('||') ? '||' : null;
      if (operator === null) break;
      this.skip();
      rest.push({ operator, node: this.pipeline() });
    }
    return rest.length === 0 ? first : { kind: 'and-or', first, rest };
  }

  private pipeline(): Node {
    this.blanks();
    const negated = this.takeWord('!');
    this.blanks();
    const stages = [this.command()];
    for (;;) {
      this.blanks();
      if (this.text.startsWith('||', this.at) || !this.takeSign('|')) break;
      this.skip();
      stages.push(this.command());
    }
    return stages.length === 1 && !negated ? (stages[0] as Node) : { kind: 'pipeline', stages, negated };
  }

  private command(): Node {
    if (++this.nesting > NESTING_MAX) throw new SyntaxProblem('syntax error: nested too deeply');
    const node = this.anyCommand();
    this.nesting--;
    return node;
  }

  private anyCommand(): Node {
    if (this.text[this.at] === '(') {
      this.at++;
      const body = this.list();
      this.expect(')');
      return { kind: 'group', subshell: true, body, redirects: this.redirects() };
    }
    const word = this.peekWord();
    if (!RESERVED.has(word)) return this.simple();
    if (word === 'if' || word === 'while' || word === 'until' || word === 'for' || word === 'case' || word === '{') {
      this.takeWord(word);
      return this.compound(word);
    }
    return this.unexpected();
  }

  private compound(word: 'if' | 'while' | 'until' | 'for' | 'case' | '{'): Node {
    switch (word) {
      case 'if':
        return this.ifClauses();
      case 'for':
        return this.forLoop();
      case 'case':
        return this.caseArms();
      case '{': {
        const body = this.list();
        this.expect('}');
        return { kind: 'group', subshell: false, body, redirects: this.redirects() };
      }
      default: {
        const condition = this.list();
        const body = this.doBody();
        return { kind: 'while', until: word === 'until', condition, body, redirects: this.redirects() };
      }
    }
  }

  private doBody(): Node {
    this.expect('do');
    const body = this.list();
    this.expect('done');
    return body;
  }

  private ifClauses(): Node {
    const clauses: { condition: Node; body: Node }[] = [];
    let otherwise: Node | null = null;
    do {
      const condition = this.list();
      this.expect('then');
      clauses.push({ condition, body: this.list() });
    } while (this.takeWord('elif'));
    if (this.takeWord('else')) otherwise = this.list();
    this.expect('fi');
    return { kind: 'if', clauses, otherwise, redirects: this.redirects() };
  }

  private forLoop(): Node {
    this.blanks();
    const name = plainText(this.word()) ?? '';
    if (!/^[A-Za-z_]\w*$/.test(name)) throw new SyntaxProblem('syntax error: bad for loop variable');
    this.skip();
    let words: Word[] = [[{ kind: 'variable', name: '@', expansion: '', operand: [], quoted: true }]];
    if (this.takeWord('in')) words = this.words();
    if (!this.separator()) this.skip();
    const body = this.doBody();
    return { kind: 'for', name, words, body, redirects: this.redirects() };
  }

  private caseArms(): Node {
    this.blanks();
    const word = this.word();
    this.expect('in');
    const arms: { patterns: Word[]; body: Node }[] = [];
    for (;;) {
      this.skip();
      if (this.takeWord('esac')) break;
      this.takeSign('(');
      const patterns: Word[] = [];
      do {
        this.blanks();
        patterns.push(this.word());
        this.blanks();
      } while (this.takeSign('|'));
      this.expect(')');
      arms.push({ patterns, body: this.list() });
      this.skip();
      if (!this.takeSign(';;')) {
        this.expect('esac');
        break;
      }
    }
    return { kind: 'case', word, arms, redirects: this.redirects() };
  }

  private words(): Word[] {
    const words: Word[] = [];
    for (;;) {
      this.blanks();
      const word = this.tryWord();
      if (word === null) return words;
      words.push(word);
    }
  }

  private tryWord(): Word | null {
    const begin = this.at;
    const { value, end } = readWord(this.text, begin, this.readCommands);
    this.at = end;
    return end === begin ? null : value;
  }

  private word(): Word {
    return this.tryWord() ?? this.unexpected();
  }

  private readonly readCommands = (text: string, from: number): { node: Node; end: number } => {
    const inner = new Parser(text, from, this.nesting);
    const node = inner.list();
    inner.expect(')');
    return { node, end: inner.position };
  };

  private simple(): Node {
    const assignments: { name: string; word: Word }[] = [];
    const words: Word[] = [];
    const redirects: Redirect[] = [];
    for (;;) {
      this.blanks();
      const redirect = this.redirect();
      if (redirect !== null) {
        redirects.push(redirect);
        continue;
      }
      const word = this.tryWord();
      if (word === null) break;
      const assignment = words.length === 0 ? assignmentOf(word) : null;
      if (assignment === null) words.push(word);
      else assignments.push(assignment);
      if (words.length === 1 && /^\s*\(\s*\)/.test(this.text.slice(this.at))) return this.functionOf(words[0] as Word);
    }
    if (words.length + assignments.length + redirects.length === 0) this.unexpected();
    const node: Simple = { kind: 'simple', assignments, words, redirects };
    return node;
  }

  private functionOf(word: Word): Node {
    this.blanks();
    this.at = this.text.indexOf(')', this.at) + 1;
    this.skip();
    return { kind: 'function', name: plainText(word) ?? '', body: this.command() };
  }

  private redirects(): Redirect[] {
    const redirects: Redirect[] = [];
    for (;;) {
      this.blanks();
      const redirect = this.redirect();
      if (redirect === null) return redirects;
      redirects.push(redirect);
    }
  }

  private redirect(): Redirect | null {
    const found = /^(&>>?|[0-9]?(?:>>|>&|<<-?|>\|?|<))/.exec(this.text.slice(this.at, this.at + 4))?.[0];
    if (found === undefined) return null;
    this.at += found.length;
    const both = found.startsWith('&');
    const sign = found.replace(/^[&0-9]/, '').replace('|', '').replace('<<-', '<<') as Redirect['operator'];
    const number = /^[0-9]/.exec(found)?.[0];
    const fd = both ? 12 : number === undefined ? (sign.startsWith('<') ? 0 : 1) : Number(number);
    this.blanks();
    const target = this.word();
    return sign === '<<' ? this.hereDocument(target) : { fd, operator: sign, target };
  }

  private hereDocument(word: Word): Redirect {
    const quoted = word.some((part) => part.kind === 'text' && part.quoted);
    const redirect: HereDocument['redirect'] = { fd: 0, operator: '<<', target: [] };
    this.hereDocuments.push({ end: plainText(word) ?? '', quoted, redirect });
    return redirect;
  }

  private readHereDocuments(): void {
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

function assignmentOf(word: Word): { name: string; word: Word } | null {
  const [first, ...rest] = word;
  if (first?.kind !== 'text' || first.quoted) return null;
  const name = /^([A-Za-z_]\w*)=/.exec(first.text)?.[1];
  if (name === undefined) return null;
  const text = first.text.slice(name.length + 1);
  return { name, word: text === '' ? rest : [{ kind: 'text', text, quoted: false }, ...rest] };
}

/** The tree of a script. Throws a SyntaxProblem in the words of busybox. */
export function parse(text: string): Node {
  if (text.length > TEXT_MAX) throw new SyntaxProblem('simplified here: a script has at most 65536 characters');
  const parser = new Parser(text, 0, 0);
  const node = parser.list();
  parser.end();
  return node;
}
