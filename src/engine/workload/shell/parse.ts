/** Script text to syntax tree. Models the grammar of POSIX sh, as far as syntax.ts has words for it. */
import { Scanner } from './scan';
import { SyntaxProblem, type Node, type Redirect, type Simple, type Word } from './syntax';
import { plainText } from './words';

const RESERVED = new Set([
  'if',
  'then',
  'elif',
  'else',
  'fi',
  'while',
  'until',
  'for',
  'in',
  'do',
  'done',
  'case',
  'esac',
  '{',
  '}',
  '!',
]);
// Hostile scripts must not reach the end of the JavaScript stack, which differs between engines.
const NESTING_MAX = 40;
const TEXT_MAX = 65_536;

class Parser extends Scanner {
  constructor(
    text: string,
    from: number,
    /** Commands around the present one. */
    private nesting: number,
  ) {
    super(text, from);
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

  private atListEnd(): boolean {
    if (this.at >= this.text.length || this.text[this.at] === ')') return true;
    if (this.text.startsWith(';;', this.at)) return true;
    return ['then', 'elif', 'else', 'fi', 'do', 'done', 'esac', '}'].includes(this.peekWord());
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
    if (
      word === 'if' ||
      word === 'while' ||
      word === 'until' ||
      word === 'for' ||
      word === 'case' ||
      word === '{'
    ) {
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

  protected readonly readCommands = (text: string, from: number): { node: Node; end: number } => {
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
      if (words.length === 1 && /^\s*\(\s*\)/.test(this.text.slice(this.at)))
        return this.functionOf(words[0] as Word);
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
  if (text.length > TEXT_MAX)
    throw new SyntaxProblem('simplified here: a script has at most 65536 characters');
  const parser = new Parser(text, 0, 0);
  const node = parser.list();
  parser.end();
  return node;
}
